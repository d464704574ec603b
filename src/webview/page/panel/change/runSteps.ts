import { html, nothing, type TemplateResult } from 'lit-html';
import type { FailureView, RunStepView, RunView } from '../../../protocol/flow.ts';
import { elapsedBetween } from '../../drawing/elapsed.ts';
import { breakableText, type Page } from '../../drawing/parts.ts';
import { button, icon, link, spinner } from '../../drawing/toolkit.ts';
import { drawInGroups } from './stepGroups.ts';
import { say, type Words } from '../../../../sentences/words.ts';
import { shownText, t } from '../../../../sentences/language.ts';

/** Draws every step with its state and time, a failure next to its step. */
export function drawRunSteps(page: Page, { steps, status: runStatus }: RunView): TemplateResult {
  const ended = runStatus !== 'running';
  return html`
    ${drawInGroups(steps, {
      drawSteps: (own, from) =>
        html`<ol class="run" start=${from}>
          ${own.map((step) => drawStep(page, step, ended))}
        </ol>`,
      drawSign: (own) => stepSign(statusOf(own)),
      isOpen: (own) => steps.length <= mostUnfolded || ['running', 'failed'].includes(statusOf(own)),
    })}
    <div class="unseen" aria-live="polite">${steps.find(({ status }) => status === 'running')?.detail ?? ''}</div>
  `;
}

/** In runs with more steps, only the clusters that are being changed are unfolded, and those where that failed. */
const mostUnfolded = 20;

/** How far several steps have come together. */
function statusOf(steps: readonly RunStepView[]): RunStepView['status'] {
  const order = ['failed', 'running', 'pending', 'done'] as const;
  return order.find((status) => steps.some((step) => step.status === status)) ?? 'alreadyDone';
}

const stepWords: Readonly<Record<RunStepView['status'], Words>> = {
  pending: say`Waiting`,
  running: say`Running`,
  done: say`Done`,
  alreadyDone: say`Already done`,
  failed: say`Failed`,
};

/** Once a run has ended, no step waits for its turn, and none is followed. */
const wordsAtTheEnd = { ...stepWords, pending: say`Not started`, running: say`Not tracked` };

/** A step that was sent and is no longer followed neither turns nor counts time. */
function drawStep(page: Page, step: RunStepView, ended: boolean): TemplateResult {
  const wasLeft = ended && step.status === 'running';
  const isLooking = step.status === 'running' && step.phase === 'unsent';
  const state = isLooking && !ended ? t`Checking` : shownText((ended ? wordsAtTheEnd : stepWords)[step.status]);
  return html`<li class=${step.status}>
    <span class="step-sign">${wasLeft ? icon('history') : stepSign(step.status)}</span>
    <span class="step-title">${step.title}</span>
    <span class="step-state">${state}${step.detail ? html` · ${step.detail}` : nothing}</span>
    <span class="step-time">${wasLeft ? '' : timeOf(page, step)}</span>
    ${step.failure ? drawFailure(page, step.failure) : nothing}
  </li>`;
}

function stepSign(status: RunStepView['status']): TemplateResult {
  switch (status) {
    case 'pending':
      return icon('circle-large-outline');
    case 'running':
      return spinner();
    case 'done':
      return html`<span class="sign ok">${icon('pass')}</span>`;
    case 'alreadyDone':
      return html`<span class="sign ok">${icon('pass-filled')}</span>`;
    case 'failed':
      return html`<span class="sign error">${icon('error')}</span>`;
  }
}

function timeOf(page: Page, { startedAt, endedAt, status }: RunStepView): string {
  if (startedAt === undefined) return '';
  if (endedAt === undefined && status !== 'running') return '';
  const from = Date.parse(startedAt);
  if (endedAt === undefined) return elapsedBetween(from, page.now);
  return Date.parse(endedAt) - from < 1000 ? t`under 1 s` : elapsedBetween(from, Date.parse(endedAt));
}

/** Draws a failure: the sentence with what to do, its code, and the rule if there is one. */
export function drawFailure(page: Page, failure: FailureView): TemplateResult {
  return html`<div class="failure" role="alert">
    <p>${icon('error')} <span>${breakableText(failure.text)}</span></p>
    <p class="codes">
      ${failure.code ? html`<span>${t`Code:`} <code>${failure.code}</code></span>` : nothing}
      ${failure.correlationId ? html`<span>${t`Correlation ID:`} <code>${failure.correlationId}</code></span>` : nothing}
      ${failure.source ? link(t`Learn more`, failure.source) : nothing}
    </p>
    <p class="failure-actions">
      ${button({ label: t`Copy details`, icon: 'copy', onClick: () => page.send({ kind: 'copy', what: { of: 'failure' } }) })}
      ${button({ label: t`Show log`, onClick: () => page.send({ kind: 'open', what: 'log' }) })}
    </p>
  </div>`;
}
