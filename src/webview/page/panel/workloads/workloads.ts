import { html, nothing, type TemplateResult } from 'lit-html';
import type { HandoverView, WorkloadRow, WorkloadsView } from '../../../protocol/workloads.ts';
import { menuButton, type MenuItem } from '../../drawing/menu.ts';
import { factList, sign, signedLines, signWithWord, type Page } from '../../drawing/parts.ts';
import { button, spinner } from '../../drawing/toolkit.ts';
import { drawAskersOf, drawClusterCheck, drawOtherAskers } from './askers.ts';
import { workloadCounts } from '../../../../domain/words/counts.ts';
import { shownText, t } from '../../../../sentences/language.ts';

/** Draws which pods act as which identity, whether that works, and what can be done about it. */
export function drawWorkloads(page: Page, view: WorkloadsView): TemplateResult {
  const { facts, reading, problem, rows, sums, unknown, starts } = view;
  return html`<section class="section workloads">
      <h2 id="workloads" tabindex="-1">${t`Workloads`}</h2>
      ${factList(page, facts)}
      <div class="workload-actions">
        ${starts.map(({ kind, label, disabled, isPrimary = false }) =>
          button({
            label,
            look: isPrimary && disabled === undefined ? 'primary' : 'secondary',
            disabled: disabled !== undefined,
            ...(disabled === undefined ? {} : { title: disabled }),
            onClick: () => page.send({ kind: 'start', change: kind }),
          }),
        )}
      </div>
      <div class="working" role="status">${reading === undefined ? nothing : html`${spinner()} ${reading}`}</div>
      ${problem === undefined ? nothing : html`<p>${sign('unknown')} ${t`Workloads could not be read. ${problem}`}</p>`}
      ${page.state.file === undefined ? drawClusterCheck(page, { isSummed: true }) : nothing}
      <div role="status">${drawSums(sums)}</div>
      ${rows === undefined ? drawNotTold(page, view) : drawRows(page, rows, unknown.length > 0)}
      ${signedLines(t`Unknown`, 'unknown', unknown)}
    </section>
    ${drawInCluster(page, rows !== undefined)}`;
}

/** Draws how many rows are in each state, in the words of the rows. */
function drawSums(sums: WorkloadsView['sums']): TemplateResult | typeof nothing {
  if (sums.length === 0) return nothing;
  return html`<ul class="workload-sums" aria-label=${t`In total`}>
    ${sums.map(({ tone, state, count }) => html`<li>${signWithWord(tone, t`${state}: ${count}`)}</li>`)}
  </ul>`;
}

/** A file doesn't say which workloads there are. */
function drawNotTold({ state }: Page, { reading, problem }: WorkloadsView): TemplateResult | typeof nothing {
  if (state.file === undefined || reading !== undefined || problem !== undefined) return nothing;
  return html`<p class="hint">${t`The file doesn't say which identities trust the cluster's service accounts.`}</p>`;
}

/** Draws what else asks for tokens in the cluster, or says what it takes to see it. */
function drawInCluster(page: Page, isRead: boolean): TemplateResult | typeof nothing {
  const { clusterCheck: check, file } = page.state;
  if (file !== undefined) return nothing;
  if (check !== undefined) {
    const hasOthers = check.askers !== undefined && (check.askers.listed > 0 || check.unknown.length > 0);
    return hasOthers
      ? html`<section class="section workloads cluster-others">
          <h2>${t`Others that ask for tokens`}</h2>
          ${drawOtherAskers(page, check)}
        </section>`
      : nothing;
  }
  if (!isRead) return nothing;
  return html`<section class="section workloads">
    <h2>${t`In the cluster`}</h2>
    <p class="hint">
      ${t`Pods and operators that ask for tokens can be listed with kubectl. That needs kubectl on the path, and a context for this cluster in your kubeconfig. Refresh once you have both.`}
    </p>
    <p>${button({ label: t`Get credentials...`, onClick: () => page.send({ kind: 'open', what: 'credentials' }) })}</p>
  </section>`;
}

function drawRows(page: Page, rows: readonly WorkloadRow[], mayBeMore: boolean): TemplateResult {
  if (rows.length === 0) {
    const none = t`No identity trusts a service account of this cluster.`;
    return html`<p class="hint">
      ${mayBeMore ? t`No identity that could be checked trusts a service account of this cluster.` : none}
    </p>`;
  }
  if (rows.length > mostUngrouped) {
    const groups = [...Map.groupBy(rows, ({ identityId }) => identityId.toLowerCase()).values()];
    return html`${groups.map((group) => drawGroup(page, group))}`;
  }
  return html`<ul class="workload-rows">
    ${rows.map((row) => drawRow(page, row, row.title))}
  </ul>`;
}

/** More rows than these stand by identity, so that what is true of an identity is said once. */
const mostUngrouped = 10;

function drawGroup(page: Page, rows: readonly WorkloadRow[]): TemplateResult | typeof nothing {
  const [first] = rows;
  if (first === undefined) return nothing;
  const { identity, identityId, findings } = first;
  const bindings = rows.filter(({ isBinding }) => isBinding).length;
  return html`<section class="workload-group" aria-label=${identity}>
    <h3 title=${identityId}>
      ${identity} <span class="hint">${shownText(workloadCounts(rows.length - bindings, bindings))}</span>
    </h3>
    <p class="hint">${drawRoles(first)}</p>
    ${drawFindings(findings)}
    <ul class="workload-rows">
      ${rows.map((row) => drawRow(page, row, row.account, true))}
    </ul>
  </section>`;
}

function drawRoles({ roles, rolesUnknown }: WorkloadRow): TemplateResult | string {
  if (roles.length === 0)
    return rolesUnknown === undefined
      ? t`No role assignments are visible.`
      : t`Role assignments unknown: ${rolesUnknown}`;
  return html`${roles.map(
    ({ text, fullScope }, index) => html`${index > 0 ? ', ' : nothing}<span title=${fullScope}>${text}</span>`,
  )}`;
}

function drawFindings(findings: WorkloadRow['findings']): TemplateResult | typeof nothing {
  if (findings.length === 0) return nothing;
  return html`<ul class="asker-findings">
    ${findings.map(({ tone, text }) => html`<li>${sign(tone)} <span>${text}</span></li>`)}
  </ul>`;
}

/** A row that stands below its identity leaves out what is true of that. */
function drawRow(page: Page, row: WorkloadRow, title: string, isGrouped = false): TemplateResult {
  const { id, title: of, tone, state, reason, by, old, findings, isFixable } = row;
  return html`<li>
    ${signWithWord(tone, state)}
    <div>
      <p class="workload-title" title=${id}>${title}${isGrouped ? html` <span class="hint">${by}</span>` : nothing}</p>
      ${reason === undefined ? nothing : html`<p>${reason}</p>`}
      ${isGrouped ? nothing : html`<p class="hint">${by}. ${drawRoles(row)}</p>`}
      ${isGrouped ? nothing : drawFindings(findings)} ${drawAskersOf(page, row.askers)}
      ${old.map(
        ({ id: oldId, name, text }) =>
          html`<p class="hint">
            ${text}
            <button
              class="link"
              aria-label=${t`Remove ${name}...`}
              @click=${() => page.send({ kind: 'removeWorkload', workload: oldId })}
            >
              ${t`Remove...`}
            </button>
          </p>`,
      )}
    </div>
    <div class="workload-buttons">
      ${isFixable ? button({ label: t`Fix...`, of, onClick: () => page.send({ kind: 'fixWorkload', workload: id }) }) : nothing}
      ${menuButton({ id: `workload-${id}`, label: t`More: ${of}`, icon: 'ellipsis', items: menuOf(page, row) })}
    </div>
  </li>`;
}

function menuOf({ send }: Page, { id, hasYaml, remove }: WorkloadRow): readonly MenuItem[] {
  const action = (label: string, onClick: () => void): MenuItem => ({ kind: 'action', label, onClick });
  return [
    ...(hasYaml
      ? [
          action(t`Copy YAML`, () => send({ kind: 'copy', what: { of: 'manifest', workload: id } })),
          action(t`Open YAML`, () => send({ kind: 'openYaml', workload: id })),
        ]
      : []),
    action(remove, () => send({ kind: 'removeWorkload', workload: id })),
  ];
}

/** Draws what a change leaves to do in the cluster. */
export function drawHandover(page: Page, { yaml, notes, steps, seen }: HandoverView): TemplateResult {
  const manifestCopy = { of: 'manifest' } as const;
  const isCopied = page.local.copied === JSON.stringify(manifestCopy);
  const copy = (): void => {
    page.local.copied = JSON.stringify(manifestCopy);
    page.send({ kind: 'copy', what: manifestCopy });
    page.redraw();
  };
  return html`<section class="section handover">
    <h3>${t`To do in the cluster`}</h3>
    ${notes.map((text) => html`<p>${sign('info')} <span>${text}</span></p>`)}
    ${
      yaml === ''
        ? nothing
        : html`<p>${t`Apply this in the cluster, unless it is there already:`}</p>
            <pre role="region" tabindex="0" aria-label=${t`YAML for the cluster`}>${yaml}</pre>
            <p class="workload-actions">
              ${button({ label: isCopied ? t`YAML copied` : t`Copy YAML`, icon: isCopied ? 'check' : 'copy', onClick: copy })}
              ${button({ label: t`Open as YAML`, icon: 'go-to-file', onClick: () => page.send({ kind: 'openYaml' }) })}
            </p>`
    }
    ${
      steps.length === 0
        ? nothing
        : html`<h4>${t`Checklist`}</h4>
            <ol class="handover-steps">
              ${steps.map((text) => html`<li>${text}</li>`)}
            </ol>`
    }
    ${drawClusterCheck(page, { isSummed: false })}
    ${
      seen === undefined
        ? nothing
        : html`<ul class="workload-rows" aria-label=${t`Seen in the cluster`}>
            ${seen.map((row) => drawRow(page, row, row.title))}
          </ul>`
    }
  </section>`;
}
