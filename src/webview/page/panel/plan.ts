import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import type { CheckView, Copy, PlanView, StepView, Tone } from '../../protocol/panel.ts';
import { breakable, copyButton, fixButton, sign } from '../drawing/parts.ts';
import type { Page } from '../drawing/parts.ts';
import { button, icon, link, textField } from '../drawing/toolkit.ts';

/** Draws the plan: what is different afterwards, what was checked, what will be sent, and what to know before. */
export function drawPlan(page: Page, plan: PlanView): TemplateResult {
  return html`
    ${plan.disruption ? drawDisruption(plan.disruption) : nothing}
    ${plan.compare.length > 0 ? drawCompare(plan) : nothing}
    ${
      plan.checks.length > 0
        ? html`<section class="section">
            <h3>Checks</h3>
            <ul class="checks">
              ${plan.checks.map((check) => drawCheck(page, plan.planId, check))}
            </ul>
          </section>`
        : nothing
    }
    <section class="section">
      <h3>Steps</h3>
      <ol class="steps">
        ${plan.steps.map(drawStep)}
      </ol>
      <details class="requests">
        <summary>Show requests</summary>
        ${plan.steps.map((step, index) => drawRequest(page, plan.planId, step, index))}
      </details>
      <div class="copy-as">
        <span id="copy-as">Copy as</span>
        <span role="group" aria-labelledby="copy-as">
          ${plan.formats.map(({ format, label }) =>
            button({ label, onClick: () => page.send({ kind: 'copy', what: { of: 'plan', format } }) }),
          )}
        </span>
      </div>
    </section>
    <section class="section warnings" aria-label="To know before">
      ${plan.warnings.map(
        ({ severity, text, source }) =>
          html`<p>${sign(severity)} <span>${text} ${link('Learn more', source, text)}</span></p>`,
      )}
      ${plan.undo === undefined ? nothing : html`<p>${sign('info')} <span>${plan.undo}</span></p>`}
    </section>
  `;
}

function drawDisruption({ texts }: NonNullable<PlanView['disruption']>): TemplateResult {
  return html`<section class="disruption" aria-label="Disruption">
    ${texts.map(({ text, source }) => html`<p>${icon('warning')} <span>${text} ${link('Learn more', source, text)}</span></p>`)}
  </section>`;
}

function drawCompare({ compare }: PlanView): TemplateResult {
  return html`<table class="compare">
    <caption class="unseen">
      Before and after
    </caption>
    <thead>
      <tr>
        <td></td>
        <th scope="col">Before</th>
        <td></td>
        <th scope="col">After</th>
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

const tones: Readonly<Record<CheckView['verdict'], Tone>> = { pass: 'ok', fail: 'error', unknown: 'unknown' };

function drawCheck(page: Page, planId: string, check: CheckView): TemplateResult {
  return html`<li>
    ${sign(tones[check.verdict])}
    <span class="check-title">${check.title}</span>
    <span class="check-detail">${breakable(check.detail)}</span>
    ${fixButton(page, { kind: 'check', planId }, check.fixKey, check.title)}
  </li>`;
}

function drawStep(step: StepView): TemplateResult {
  return html`<li>
    <span class="step-title">${step.title}</span>
    <code class="step-request" title=${`${step.method} ${step.path}`}>${step.method} ${shortPath(step.path)}</code>
    <span class="step-effect">${step.effect}</span>
  </li>`;
}

/** Returns the end of a long path, which says what is written. */
function shortPath(path: string): string {
  const segments = path.split('/').filter(Boolean);
  const last = segments.at(-1) ?? '';
  const name = /^[0-9a-f-]{36}$/i.test(last) ? `${last.slice(0, 8)}...` : last;
  return segments.length <= 2 ? path : `.../${segments.at(-2) ?? ''}/${name}`;
}

function drawRequest(page: Page, planId: string, step: StepView, index: number): TemplateResult {
  const stepId = step.id;
  const request = `${step.method} ${step.path}${step.body ? `\n\n${step.body}` : ''}`;
  return html`<div class="request">
    <h4>${index + 1}. ${step.title}</h4>
    ${drawCode(page, `Request ${index + 1}`, request, { of: 'request', planId, stepId })}
    ${drawCode(page, `az command ${index + 1}`, step.az, { of: 'az', planId, stepId })}
  </div>`;
}

/** Draws a text to read; the host copies all of it. */
function drawCode(page: Page, name: string, text: string, whole: Copy): TemplateResult {
  return html`<div class="code">
    <pre role="region" tabindex="0" aria-label=${name}>${text}</pre>
    ${copyButton(page, name, whole)}
  </div>`;
}

/** Draws what is below a plan: the way back, the confirmation if one is needed, and the button that applies it. */
export function drawPlanActions(page: Page, plan: PlanView, canGoBack: boolean): TemplateResult {
  const { local } = page;
  const confirmed = plan.confirmName === undefined || local.confirm.trim() === plan.confirmName;
  const apply = (): void => {
    if (!confirmed || plan.blocked !== undefined) return;
    const confirmName = plan.confirmName === undefined ? {} : { confirmName: local.confirm.trim() };
    page.send({ kind: 'apply', planId: plan.planId, ...confirmName });
  };
  return html`
    ${plan.blocked ? html`<p class="blocked">${sign('error')} <span>${plan.blocked}</span></p>` : nothing}
    ${
      plan.confirmName === undefined || plan.blocked !== undefined
        ? nothing
        : html`<div class="field confirm" @keydown=${onEnter(apply)}>
            ${textField({
              id: 'confirm',
              label: `Type ${plan.confirmName} to confirm`,
              value: local.confirm,
              onInput: (value) => {
                local.confirm = value;
                page.redraw();
              },
            })}
          </div>`
    }
    <div class="actions">
      ${canGoBack ? button({ label: 'Back', onClick: () => page.send({ kind: 'back' }) }) : nothing}
      ${plan.blocked ? button({ label: 'Check again', onClick: () => page.send({ kind: 'review' }) }) : nothing}
      ${button({
        label: plan.applyLabel,
        look: 'primary',
        disabled: !confirmed || plan.blocked !== undefined,
        onClick: apply,
      })}
    </div>
  `;
}

function onEnter(go: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    go();
  };
}
