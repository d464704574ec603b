import { html, nothing, type TemplateResult } from 'lit-html';
import type { Flow, Stage } from '../../../protocol/flow.ts';
import { breakableText, sign, type Page } from '../../drawing/parts.ts';
import { button, icon, link, spinner } from '../../drawing/toolkit.ts';
import { drawForm } from '../../form/fields.ts';
import { drawPlan, drawPlanActions } from './plan.ts';
import { drawRun, drawRunActions } from './run.ts';
import { drawFailure } from './runSteps.ts';
import { say, type Words } from '../../../../sentences/words.ts';
import { shownText, t } from '../../../../sentences/language.ts';

const stageLabels: Readonly<Record<Stage, Words>> = {
  choose: say`Choose`,
  plan: say`Plan`,
  apply: say`Apply`,
  result: say`Result`,
};

/** Each change has them all, so that going back renumbers nothing: where everything was given, the choice is over already. */
const stages = ['choose', 'plan', 'apply', 'result'] as const satisfies readonly Stage[];

/** Draws a change at any stage: choose, plan, apply, result. */
export function drawFlow(page: Page, flow: Flow): TemplateResult {
  return html`<div class="flow" @keydown=${onKeys(page, flow)}>
    <h2 id="stage" tabindex="-1" class=${page.state.tabs.length === 0 ? 'unseen' : ''}>${flow.title}</h2>
    ${drawStages(flow)}
    <div class="working" role="status">${flow.working ? html`${spinner()} ${flow.working}` : nothing}</div>
    ${flow.failure ? drawFailure(page, flow.failure) : nothing} ${flow.refusal ? drawRefusal(flow.refusal) : nothing}
    ${drawStage(page, flow)}
  </div>`;
}

/** A stage that is over has a tick in place of its number, one that failed a cross; a stopped change is not applied. */
function drawStages({ stage: current, run }: Flow): TemplateResult {
  const at = stages.indexOf(current);
  const isOver = (stage: Stage, index: number): boolean =>
    index < at && (stage !== 'apply' || run?.status === 'succeeded');
  const hasFailed = (stage: Stage): boolean => stage === 'apply' && current === 'result' && run?.status === 'failed';
  return html`<ol class="stages" aria-label=${t`Progress`}>
    ${stages.map(
      (stage, index) =>
        html`<li
          class=${hasFailed(stage) ? 'wrong' : isOver(stage, index) ? 'past' : ''}
          aria-current=${index === at ? 'step' : nothing}
        >
          <span class="stage-number"
            >${hasFailed(stage) ? icon('close') : isOver(stage, index) ? icon('check') : index + 1}</span
          >
          ${shownText(stageLabels[stage])}
        </li>`,
    )}
  </ol>`;
}

function drawStage(page: Page, flow: Flow): TemplateResult {
  if (flow.run && (flow.stage === 'apply' || flow.stage === 'result')) {
    return html`${drawRun(page, flow.run)}${drawRunActions(page, flow.run)}`;
  }
  if (flow.stage === 'plan') {
    return flow.plan
      ? html`${drawPlan(page, flow.plan)}${
          flow.working
            ? html`<div class="foot" aria-hidden="true">${spinner()} ${flow.working}</div>`
            : drawPlanActions(page, flow.plan)
        }`
      : drawUnplanned(page, flow);
  }
  if (flow.form.isEmpty) {
    const close = button({ label: t`Close`, look: 'primary', onClick: () => page.send({ kind: 'close' }) });
    return html`${drawForm(page, flow.form)}
      <div class="actions">${close}</div>`;
  }
  return html`${drawForm(page, flow.form)}
    <div class="foot">
      <div class="actions of-form">
        ${button({ label: t`Cancel`, onClick: () => page.send({ kind: 'close' }) })}
        ${button({
          label: t`Review plan`,
          look: 'primary',
          disabled: flow.working !== undefined,
          onClick: () => page.send({ kind: 'review' }),
        })}
      </div>
    </div>`;
}

/** A rule that refuses the plan, with the page that explains it. */
function drawRefusal({ text, source }: NonNullable<Flow['refusal']>): TemplateResult {
  return html`<div class="failure" role="alert">
    <p>
      ${sign('error')}
      <span>${breakableText(text)} ${source === undefined ? nothing : link(t`Learn more`, source)}</span>
    </p>
  </div>`;
}

/** While Azure is read for the plan, the user can go back, which ends the reading; a refused change can be edited or left. */
function drawUnplanned(page: Page, flow: Flow): TemplateResult {
  const look = flow.refusal ? 'primary' : 'secondary';
  const close = button({ label: t`Close`, onClick: () => page.send({ kind: 'close' }) });
  return html`<div class="actions">
    ${flow.refusal ? close : nothing} ${button({ label: t`Back`, look, onClick: () => page.send({ kind: 'back' }) })}
    ${
      flow.working || flow.refusal
        ? nothing
        : button({ label: t`Try again`, look: 'primary', onClick: () => page.send({ kind: 'review' }) })
    }
  </div>`;
}

/** Enter in a field continues, Escape goes back. */
function onKeys(page: Page, flow: Flow): (event: KeyboardEvent) => void {
  return (event) => {
    const target = event.target as HTMLElement;
    if (event.key === 'Enter' && flow.stage === 'choose' && !flow.working) {
      if (!target.matches('input, vscode-text-field, vscode-radio, vscode-radio-group, vscode-checkbox')) return;
      event.preventDefault();
      page.send({ kind: 'review' });
    }
    if (event.key === 'Escape' && !(flow.working && flow.plan)) {
      if (flow.stage === 'plan') page.send({ kind: 'back' });
      else if (flow.stage === 'choose') page.send({ kind: 'close', isByKey: true });
      else return;
      event.preventDefault();
    }
  };
}

/** Draws the changes that can be started from here. */
export function drawStarts(page: Page): TemplateResult {
  return html`<h2 id="stage" tabindex="-1">${t`What do you want to change?`}</h2>
    <ul class="starts">
      ${page.state.starts.map(
        ({ kind, label, description, disabled }) =>
          html`<li>
            <button
              class="start"
              ?disabled=${disabled !== undefined}
              @click=${() => page.send({ kind: 'start', change: kind })}
            >
              <span class="choice-label">${label} ${icon('chevron-right')}</span>
              <span class="choice-description">${disabled ?? description}</span>
            </button>
          </li>`,
      )}
    </ul>`;
}
