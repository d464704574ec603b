import { html, nothing, type TemplateResult } from 'lit-html';
import type { FoundView, JudgedView, RunView } from '../../../protocol/flow.ts';
import type { Tone } from '../../../protocol/panel.ts';
import { elapsedBetween } from '../../drawing/elapsed.ts';
import { menuButton } from '../../drawing/menu.ts';
import { copyButton, sign, type Page } from '../../drawing/parts.ts';
import { button, spinner } from '../../drawing/toolkit.ts';
import { ifStopped } from './ifStopped.ts';
import { drawFailure, drawRunSteps } from './runSteps.ts';
import { drawHandover } from '../workloads/workloads.ts';
import { drawLeftOut } from './leftOut.ts';
import { say, type Words } from '../../../../sentences/words.ts';
import { shownText, t } from '../../../../sentences/language.ts';

/** Draws a run: how it ended or how far it is, its steps, and what comes next. */
export function drawRun(page: Page, run: RunView): TemplateResult {
  if (run.judged || run.isJudging) return drawJudgedRun(page, run);
  return html`
    <p class="summary ${run.isVerifying ? 'running' : run.status}" role="status">
      ${isTurning(run) ? nothing : sign(toneOf(run))} <span>${run.summary}</span>
    </p>
    ${drawRunSteps(page, run)} ${drawAfterwards(page, run)}
  `;
}

/** Whether one of its steps shows that it goes on. */
function isTurning({ status, steps }: RunView): boolean {
  return status === 'running' && steps.some((step) => step.status === 'running');
}

/** The result of fixes over several clusters begins with what they have fixed; the steps come last. */
function drawJudgedRun(page: Page, run: RunView): TemplateResult {
  const hasFailed = run.steps.some(({ status }) => status === 'failed');
  // For one cluster, the steps are what was fixed.
  const isShort = run.judged?.clusters.length === 1 && run.steps.length <= 5;
  return html`
    ${
      run.judged
        ? drawJudged(page, run.judged)
        : html`<p class="summary" role="status">${spinner()} <span>${t`Checking what is fixed ...`}</span></p>`
    }
    ${run.notIncluded ? drawLeftOut(page, run.notIncluded) : nothing}
    <p class="ended ${run.status}">${sign(toneOf(run))} <span>${run.summary}</span></p>
    ${drawAfterwards(page, run)}
    <details class="ran" ?open=${hasFailed || isShort}>
      <summary>${run.steps.length === 1 ? t`1 step` : t`${run.steps.length} steps`}</summary>
      ${drawRunSteps(page, run)}
    </details>
  `;
}

/** What is known and left to do once a run has ended. */
function drawAfterwards(page: Page, run: RunView): TemplateResult {
  const { found } = run;
  // What is left to do comes before what was there anyway.
  const folded = found?.isAside ? found : found?.earlier;
  return html`
    ${run.failure ? drawFailure(page, run.failure) : nothing}
    ${run.isPreparingYaml ? html`<p class="leftovers">${spinner()} <span>${t`Preparing the YAML for the cluster ...`}</span></p>` : nothing}
    ${found && !found.isAside ? drawOwnProblems(page, found) : nothing}
    ${run.handover ? drawHandover(page, run.handover) : nothing} ${drawNext(page, run)}
    ${folded ? drawFolded(page, folded) : nothing} ${run.leftovers ? drawLeftovers(page, run.leftovers) : nothing}
    ${run.isSeekingRoles ? html`<p class="leftovers">${spinner()} <span>${t`Looking for roles of the old identity ...`}</span></p>` : nothing}
  `;
}

function drawNext(page: Page, { status, next }: RunView): TemplateResult | typeof nothing {
  if (status === 'running' || next.length === 0) return nothing;
  return html`<section class="section">
    <h3>${t`Next`}</h3>
    <ul class="next">
      ${next.map((step) => html`<li>${drawWords(page, step)} ${drawDoor(page, step)}</li>`)}
    </ul>
  </section>`;
}

const doorLabels: Readonly<Record<NonNullable<RunView['next'][number]['door']>, Words>> = {
  credentials: say`Get credentials...`,
  nodePools: say`Show node pools`,
  nodeImages: say`Upgrade node images...`,
  leftovers: say`Review...`,
  registries: say`Attach registry...`,
  workload: say`Connect workload...`,
  kubernetesRoles: say`Assign Kubernetes role...`,
  inCluster: say`Check in cluster`,
  removal: say`Remove...`,
  role: say`Assign role...`,
};

/** A command stands in its step as code, with its button beside it. */
function drawWords(page: Page, { text, command }: RunView['next'][number]): TemplateResult {
  if (command === undefined) return html`<span>${text}</span>`;
  const [before, after] = text.split(command);
  const copy = copyButton(page, t`command`, { of: 'text', text: command });
  return html`<span>${before}<code>${command}</code> ${copy}${after}</span>`;
}

function drawDoor(page: Page, { door, at }: RunView['next'][number]): TemplateResult | typeof nothing {
  if (door === undefined || (door === 'inCluster' && page.state.clusterCheck === undefined)) return nothing;
  return button({
    label: shownText(doorLabels[door]),
    onClick: () => page.send({ kind: 'next', door, ...(at === undefined ? {} : { at }) }),
  });
}

/** Draws a problem with the change that fixes it, and the way to accept it. */
function drawProblem(
  page: Page,
  { tone, text, finding, fixKey, code, subject, clusterId, isAccepted, isOwnDoing }: FoundView['items'][number],
): TemplateResult {
  const onClick = (): void => {
    if (fixKey !== undefined) page.send({ kind: 'fix', of: { kind: 'finding' }, fixKey });
  };
  return html`<li>
    ${sign(tone)}
    ${
      finding === undefined
        ? html`<span>${text}</span>`
        : html`<button
            class="plain"
            title=${t`Show in Details`}
            @click=${() => page.send({ kind: 'showFinding', finding })}
          >
            ${text}
          </button>`
    }
    ${fixKey === undefined ? nothing : button({ label: t`Fix...`, of: text, onClick })}
    ${code === undefined || isAccepted ? nothing : drawAccept(page, { code, text, isOwnDoing: isOwnDoing === true, ...(subject === undefined ? {} : { subject }), ...(clusterId === undefined ? {} : { clusterId }) })}
  </li>`;
}

/** What someone has just done on purpose may be meant, so accepting it is as near as fixing it. */
function drawAccept(page: Page, { text, isOwnDoing, ...finding }: Accepting): TemplateResult {
  const id = `accept-${finding.code}-${finding.subject ?? ''}`.replaceAll(/[^\w-]+/g, '-');
  const accept = {
    kind: 'action',
    label: t`Accept Finding...`,
    onClick: () => page.send({ kind: 'decide', ...finding, stop: false }),
  } as const;
  if (isOwnDoing) return button({ label: accept.label, of: text, onClick: accept.onClick });
  return menuButton({ id, label: t`More: ${text}`, icon: 'ellipsis', items: [accept] });
}

interface Accepting {
  readonly code: string;
  readonly subject?: string;
  readonly clusterId?: string;
  readonly text: string;
  readonly isOwnDoing: boolean;
}

/** Draws what is wrong now that the run is over, each with the change that fixes it. */
function drawOwnProblems(page: Page, found: FoundView): TemplateResult {
  return html`<section class="section found">
    <h3>${sign(found.tone)} <span>${found.title}</span></h3>
    ${drawProblems(page, found)}
  </section>`;
}

function drawFolded(page: Page, found: FoundView): TemplateResult {
  return html`<details class="found">
    <summary>${sign(found.tone)} <span>${found.title}</span></summary>
    ${drawProblems(page, found)}
  </details>`;
}

function drawProblems(page: Page, { items, more }: FoundView): TemplateResult {
  return html`<ul>
      ${items.map((item) => drawProblem(page, item))}
    </ul>
    ${more ? html`<p class="hint">${more}</p>` : nothing}`;
}

/** Draws what a list of changes has fixed, cluster by cluster: those that need someone with what is left, and its fix. */
function drawJudged(page: Page, { title, tone, clusters, more }: JudgedView): TemplateResult {
  // One cluster without anything left has nothing to add to the title.
  const named = clusters.length === 1 && clusters.every(({ items }) => items.length === 0) ? [] : clusters;
  return html`<section class="section found judged">
    <h3>${sign(tone)} <span aria-live="polite">${title}</span></h3>
    <ul>
      ${named.map(
        ({ id, name, tone: itemTone, text, items }) =>
          html`<li>
            ${sign(itemTone)}
            <span class="judged-cluster"
              ><button class="plain" @click=${() => page.send({ kind: 'openCluster', clusterId: id })}>${name}</button>
              ${clusters.length === 1 ? nothing : html`<span class="hint">${text}</span>`}</span
            >
            ${
              items.length === 0
                ? nothing
                : html`<ul>
                    ${items.map((item) => drawProblem(page, item))}
                  </ul>`
            }
          </li>`,
      )}
    </ul>
    ${more ? html`<p class="hint">${more}</p>` : nothing}
  </section>`;
}

/** Draws the roles that the previous identity still has, with the way to remove them. */
function drawLeftovers(page: Page, { text, canReview }: NonNullable<RunView['leftovers']>): TemplateResult {
  const onClick = (): void => page.send({ kind: 'open', what: 'leftovers' });
  return html`<div class="leftovers">
    ${sign('info')} <span>${text}</span> ${canReview ? button({ label: t`Review...`, onClick }) : nothing}
  </div>`;
}

const tones: Readonly<Record<RunView['status'], Tone>> = {
  running: 'busy',
  succeeded: 'ok',
  failed: 'error',
  stopped: 'info',
};

function toneOf({ status, isVerifying }: RunView): Tone {
  return isVerifying ? 'busy' : tones[status];
}

const madeLabels: Readonly<Record<NonNullable<RunView['made']>, Words>> = {
  cluster: say`Show cluster`,
  identity: say`Assign role...`,
  group: say`Create identity...`,
};

function undoTitle(undo: NonNullable<RunView['undo']>): string {
  return undo === 'all'
    ? t`A plan that takes back what this change did. You review it before anything is changed.`
    : t`A plan that takes back a part of what this change did; the rest can't be undone here. You review it before anything is changed.`;
}

/** Draws the buttons for what the user can do about a run. */
export function drawRunActions(page: Page, run: RunView): TemplateResult {
  if (run.status === 'running' && run.elsewhere) {
    return html`<div class="actions">${button({ label: t`Done`, onClick: () => page.send({ kind: 'close' }) })}</div>`;
  }
  if (run.status === 'running') {
    const passed = elapsedBetween(Date.parse(run.startedAt), page.now);
    // A single step has a clock of its own.
    const clock = html`<span class="elapsed" role="timer" aria-label=${t`Elapsed time`}>${passed}</span>`;
    return html`<div class="actions">
      ${run.steps.length === 1 ? nothing : clock}
      ${button({
        label: run.stopping ? t`Stopping ...` : t`Stop waiting`,
        disabled: run.stopping ?? false,
        onClick: () => page.send({ kind: 'stopWaiting' }),
      })}
      <span class="hint">${ifStopped(run)}</span>
    </div>`;
  }
  const { made } = run;
  const retries = run.canResume && run.retryHelps;
  const retry = run.status === 'failed' ? t`Retry` : t`Resume`;
  return html`<div class="actions">
    ${
      run.canReview
        ? button({
            label: t`Review again`,
            look: retries ? 'secondary' : 'primary',
            onClick: () => page.send({ kind: 'review' }),
          })
        : nothing
    }
    ${
      run.canResume
        ? button({
            label: retry,
            look: retries ? 'primary' : 'secondary',
            onClick: () => page.send({ kind: 'resume' }),
          })
        : nothing
    }
    ${
      run.undo
        ? button({
            label: t`Undo...`,
            title: undoTitle(run.undo),
            onClick: () => page.send({ kind: 'open', what: 'undo' }),
          })
        : nothing
    }
    ${
      made
        ? button({
            label: shownText(madeLabels[made]),
            look: 'primary',
            onClick: () => page.send({ kind: 'open', what: 'made' }),
          })
        : nothing
    }
    ${button({
      label: run.status === 'succeeded' ? t`Done` : t`Close`,
      look: run.canResume || run.canReview || made ? 'secondary' : 'primary',
      onClick: () => page.send({ kind: 'close' }),
    })}
  </div>`;
}
