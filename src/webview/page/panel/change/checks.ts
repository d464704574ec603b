import { html, nothing, type TemplateResult } from 'lit-html';
import type { CheckView, PlanView } from '../../../protocol/flow.ts';
import { breakableText, fixButton, sign, type Page } from '../../drawing/parts.ts';
import { drawCode } from './code.ts';
import { t } from '../../../../sentences/language.ts';

/** Draws the checks that did not pass completely, with what to do about each: failed ones first, then unknown ones. */
export function drawOpenChecks(page: Page, plan: PlanView): TemplateResult {
  return html`${drawChecks(page, plan, 'fail', t`What is missing`)} ${drawChecks(page, plan, 'unknown', t`Unknown`)}`;
}

function drawChecks(
  page: Page,
  { planId, checks }: PlanView,
  verdict: CheckView['verdict'],
  heading: string,
): TemplateResult | typeof nothing {
  const ofVerdict = checks.filter((check) => check.verdict === verdict);
  if (ofVerdict.length === 0) return nothing;
  return html`<section class="section">
    <h3>${heading}</h3>
    <ul class="checks">
      ${ofVerdict.map((check) => drawOpen(page, planId, check))}
    </ul>
  </section>`;
}

function drawOpen(page: Page, planId: string, check: CheckView): TemplateResult {
  const { title, verdict, detail, more, permission, request } = check;
  const checkTexts = [
    ...(permission === undefined ? [] : [t`Permission: ${permission}`]),
    ...(more === undefined ? [] : [more]),
  ];
  return html`<li class=${verdict}>
    ${sign(verdict === 'fail' ? 'error' : 'unknown')}
    <div class="check-words">
      <p class="check-title">${title}</p>
      <p class="check-detail">${breakableText(detail)}</p>
      ${
        request
          ? html`<p class="check-ask">${request.ask}</p>
              ${drawCode(page, t`Command: ${title}`, request.command, { of: 'text', text: request.command })}`
          : nothing
      }
      ${
        checkTexts.length > 0
          ? html`<details>
              <summary>${t`Details`}<span class="unseen">: ${title}</span></summary>
              ${checkTexts.map((text) => html`<p class="check-more">${breakableText(text)}</p>`)}
            </details>`
          : nothing
      }
    </div>
    ${fixButton(page, { kind: 'check', planId }, check.fixKey)}
  </li>`;
}

/** Draws the checks that passed, folded into one line. */
export function drawPassedChecks(page: Page, { planId, checks, passed }: PlanView): TemplateResult | typeof nothing {
  if (passed === undefined) return nothing;
  return html`<details class="passed">
    <summary>${sign('ok')} ${passed}</summary>
    <ul class="checks">
      ${checks
        .filter(({ verdict }) => verdict === 'pass')
        .map(
          (check) =>
            html`<li title=${check.permission ?? nothing}>
              ${sign('ok')}
              <div class="check-words">
                <p class="check-title">${check.title}</p>
                <p class="check-detail">${breakableText(check.more ?? check.detail)}</p>
              </div>
              ${fixButton(page, { kind: 'check', planId }, check.fixKey)}
            </li>`,
        )}
    </ul>
  </details>`;
}
