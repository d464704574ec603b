import { html, nothing, type TemplateResult } from 'lit-html';
import type { PlanView, StepView } from '../../../protocol/flow.ts';
import type { Copy } from '../../../protocol/intent.ts';
import { sign, type Page } from '../../drawing/parts.ts';
import { button, icon, link, textField } from '../../drawing/toolkit.ts';
import { drawOpenChecks, drawPassedChecks } from './checks.ts';
import { drawCode } from './code.ts';
import { drawInGroups } from './stepGroups.ts';
import { drawLeftOut } from './leftOut.ts';
import { drawClusterCheck } from '../workloads/askers.ts';
import { t } from '../../../../sentences/language.ts';

/** Draws the plan: what happens, what prevents it, what will be sent, what to know before, and what was checked. */
export function drawPlan(page: Page, plan: PlanView): TemplateResult {
  const cautions = plan.warnings.filter(({ severity }) => severity === 'warning');
  const notes = plan.warnings.filter(({ severity }) => severity === 'info');
  if (plan.nothingToDo) {
    return html`<p class="lead">${sign('ok')} <span>${plan.summary} ${t`There is nothing to do.`}</span></p>
      ${drawPoints(plan)} ${drawOpenChecks(page, plan)} ${drawWarnings(t`Good to know`, cautions)}`;
  }
  return html`
    ${plan.blocked === undefined ? nothing : drawBlocked(page, plan, plan.blocked)}
    ${plan.summary === undefined ? nothing : html`<p class="lead">${plan.summary}</p>`} ${drawPoints(plan)}
    ${plan.leftOut ? drawLeftOut(page, plan.leftOut) : nothing}
    ${plan.disruption ? drawDisruption(plan.disruption) : nothing} ${drawOpenChecks(page, plan)}
    ${drawWarnings(t`Before you apply`, cautions)}
    ${plan.asksCluster ? drawClusterCheck(page, { isSummed: false }) : nothing}
    ${plan.compare.length > 0 ? drawCompare(plan) : nothing}
    <section class="section">
      <h3>${plan.steps.length === 1 ? t`Step` : t`Steps`}</h3>
      ${drawSteps(plan.steps)}
    </section>
    ${drawHeld(plan)} ${drawWarnings(t`Good to know`, notes)}
    <section class="section" aria-label=${t`Checks and requests`}>
      ${drawPassedChecks(page, plan)}
      <details class="requests">
        <summary>${t`Show requests`}</summary>
        ${plan.steps.map((step, index) => drawRequest(page, plan.planId, step, index))}
      </details>
      ${drawCopyAs(page, plan)}
    </section>
  `;
}

/** The list below the headline; what stops and the way back stand out. */
function drawPoints({ points }: PlanView): TemplateResult | typeof nothing {
  if (points.length === 0) return nothing;
  return html`<ul class="points">
    ${points.map(({ kind, text }) => html`<li class=${kind}>${text}</li>`)}
  </ul>`;
}

/** Says that the plan can't be applied, with everything that someone else needs to know as one text to send. */
function drawBlocked(page: Page, { planId, activateLabel }: PlanView, blocked: string): TemplateResult {
  const copy: Copy = { of: 'accessRequest', planId };
  const copied = page.local.copied === JSON.stringify(copy);
  return html`<div class="banner error blocked">
    ${sign('error')} <span>${blocked}</span>
    ${
      activateLabel === undefined
        ? nothing
        : button({ label: activateLabel, look: 'primary', onClick: () => page.send({ kind: 'activate', planId }) })
    }
    ${button({
      label: copied ? t`Request copied` : t`Copy request for an administrator`,
      icon: copied ? 'check' : 'copy',
      onClick: () => copyHere(page, copy),
    })}
  </div>`;
}

function drawCopyAs(page: Page, { formats }: PlanView): TemplateResult {
  const copies = formats.map(({ format, label }) => ({ label, what: { of: 'plan', format } as const }));
  const copied = copies.some(({ what }) => page.local.copied === JSON.stringify(what));
  return html`<div class="copy-as">
    <span id="copy-as">${t`Copy as`}</span>
    <span role="group" aria-labelledby="copy-as">
      ${copies.map(({ label, what }) => button({ label, onClick: () => copyHere(page, what) }))}
    </span>
    <span class="copied" aria-hidden="true">${copied ? (page.state.notice ?? '') : ''}</span>
  </div>`;
}

/** Copies something and remembers it, so that the confirmation appears at the button. */
function copyHere(page: Page, copy: Copy): void {
  page.local.copied = JSON.stringify(copy);
  page.send({ kind: 'copy', what: copy });
  page.redraw();
}

function drawWarnings(name: string, warnings: PlanView['warnings']): TemplateResult | typeof nothing {
  if (warnings.length === 0) return nothing;
  return html`<section class="section warnings" aria-label=${name}>
    ${warnings.map(
      ({ severity, text, source }) =>
        html`<p>
          ${sign(severity)}
          <span
            ><span class="lines">${drawLines(text)}</span> ${link(t`Learn more`, source, t`Learn more: ${text}`)}</span
          >
        </p>`,
    )}
  </section>`;
}

/** The points of a list hang below its sentence. */
function drawLines(text: string): readonly TemplateResult[] {
  return text
    .split('\n')
    .map((line) => html`<span class=${/^(\u2022|\d\.) /.test(line) ? 'point' : ''}>${line}</span>`);
}

function drawDisruption({ texts }: NonNullable<PlanView['disruption']>): TemplateResult {
  return html`<section class="disruption" aria-label=${t`Disruption`}>
    ${texts.map(({ text, source }) => html`<p>${icon('warning')} <span>${text} ${link(t`Learn more`, source, t`Learn more: ${text}`)}</span></p>`)}
  </section>`;
}

/** Folded, because the list may be long. */
function drawHeld({ held }: PlanView): TemplateResult | typeof nothing {
  if (held === undefined) return nothing;
  return html`<details class="held">
    <summary>${held.summary}</summary>
    <ul class="checks">
      ${held.items.map(
        ({ what, fate, why }) =>
          html`<li>
            <div class="check-words">
              <p class="check-title">${what}</p>
              <p class="check-detail">${fate}. ${why}</p>
            </div>
          </li>`,
      )}
    </ul>
  </details>`;
}

function drawCompare({ compare }: PlanView): TemplateResult {
  return html`<table class="compare">
    <caption class="unseen">
      ${t`Before and after`}
    </caption>
    <thead>
      <tr>
        <td></td>
        <th scope="col">${t`Before`}</th>
        <td></td>
        <th scope="col">${t`After`}</th>
      </tr>
    </thead>
    <tbody>
      ${compare.map(
        ({ label, before, after }) =>
          html`<tr class=${before === after ? 'same' : 'different'}>
            <th scope="row">${label}</th>
            <td>${before}</td>
            <td>${icon('arrow-right')}</td>
            <td>${after}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** More steps begin folded. */
const mostUnfolded = 10;

/** The steps in order; those of each cluster or workload are folded together. */
function drawSteps(steps: readonly StepView[]): TemplateResult {
  return drawInGroups(steps, {
    drawSteps: (own, from) =>
      html`<ol class="steps" start=${from}>
        ${own.map(drawStep)}
      </ol>`,
    isOpen: () => steps.length <= mostUnfolded,
  });
}

function drawStep(step: StepView): TemplateResult {
  return html`<li>
    <span class="step-title">${step.title}</span>
    ${
      step.isThere
        ? html`<span class="step-request">${t`Already done`}</span>`
        : html`<code class="step-request" title=${`${step.method} ${step.path}`}
            >${step.method} ${shortPath(step.path)}</code
          >`
    }
    ${step.effect === undefined ? nothing : html`<span class="step-effect">${step.effect}</span>`}
  </li>`;
}

/** Returns the end of a long path, which says what is written. */
function shortPath(path: string): string {
  const segments = path.split('/').filter(Boolean);
  const last = segments.at(-1) ?? '';
  const isGuid = /^[0-9a-f-]{36}$/i.test(last);
  // A name in braces is known only after what it depends on exists.
  const short = isGuid ? `${last.slice(0, 8)}...` : last;
  const name = last.startsWith('{') ? '...' : short;
  return segments.length <= 2 ? path : `.../${segments.at(-2) ?? ''}/${name}`;
}

function drawRequest(page: Page, planId: string, step: StepView, index: number): TemplateResult {
  const stepId = step.id;
  const request = `${step.method} ${step.path}${step.body ? `\n\n${step.body}` : ''}`;
  return html`<div class="request">
    <h4>${index + 1}. ${step.title}</h4>
    ${drawCode(page, t`Request ${index + 1}`, request, { of: 'request', planId, stepId })}
    ${drawCode(page, t`az command ${index + 1}`, step.az, { of: 'az', planId, stepId })}
  </div>`;
}

/** Draws what stays visible below a plan: the confirmation if one is needed, and the button that applies it. */
export function drawPlanActions(page: Page, plan: PlanView): TemplateResult {
  const back = button({ label: t`Back`, onClick: () => page.send({ kind: 'back' }) });
  if (plan.nothingToDo) {
    const done = button({ label: t`Done`, look: 'primary', onClick: () => page.send({ kind: 'close' }) });
    return html`<div class="foot"><div class="actions">${back} ${done}</div></div>`;
  }
  const { local } = page;
  const confirmed = plan.confirmName === undefined || local.confirm.trim() === plan.confirmName;
  const apply = (): void => {
    if (!confirmed || plan.blocked !== undefined) return;
    const confirmName = plan.confirmName === undefined ? {} : { confirmName: local.confirm.trim() };
    page.send({ kind: 'apply', planId: plan.planId, ...confirmName });
  };
  return html`<div class="foot">
    ${
      plan.confirmName === undefined || plan.blocked !== undefined
        ? nothing
        : html`<div class="confirm" @keydown=${onEnter(apply)}>
            ${textField({
              id: 'confirm',
              label: t`Type ${plan.confirmName} to confirm`,
              value: local.confirm,
              onInput: (value) => {
                local.confirm = value;
                page.redraw();
              },
            })}
          </div>`
    }
    <div class="actions">
      ${back}
      ${plan.blocked ? button({ label: t`Check again`, onClick: () => page.send({ kind: 'review' }) }) : nothing}
      <span id="apply" class=${plan.destructive ? 'destructive' : ''}
        >${button({
          label: plan.applyLabel,
          look: 'primary',
          disabled: !confirmed || plan.blocked !== undefined,
          onClick: apply,
        })}</span
      >
    </div>
  </div>`;
}

function onEnter(go: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    go();
  };
}
