import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import type { AskerFilter, AskerRow, AskersView, ClusterCheckView } from '../../../protocol/workloads.ts';
import { copyButton, sign, signWithWord, signedLines, type Page } from '../../drawing/parts.ts';
import { button, checkbox, iconButton, spinner, textField } from '../../drawing/toolkit.ts';
import { t } from '../../../../sentences/language.ts';

/** Draws the button that checks the cluster with kubectl, and in a sentence what that found. */
export function drawClusterCheck(
  page: Page,
  { isSummed }: { readonly isSummed: boolean },
): TemplateResult | typeof nothing {
  const check = page.state.clusterCheck;
  if (check === undefined) return nothing;
  const { context, running, at } = check;
  return html`<div class="cluster-check">
    <p class="cluster-check-actions">
      ${
        running
          ? button({ label: t`Stop`, of: t`checking in the cluster`, onClick: () => page.send({ kind: 'stopCheck' }) })
          : button({ label: t`Check in cluster`, onClick: () => page.send({ kind: 'checkInCluster' }) })
      }
      <span class="hint"
        >${running ? html`${spinner()} ` : nothing}${running ? t`Reading service accounts, pods and the objects of operators with kubectl, context ${context}.` : t`Reads service accounts, pods and the objects of operators with kubectl, context ${context}.`}
        ${t`Secrets are not read, and nothing is changed.`}${at === undefined || !isSummed ? '' : ` ${t`Last checked at ${at}.`}`}</span
      >
    </p>
    <div role="status">${isSummed || check.failure !== undefined ? drawSummary(check) : nothing}</div>
  </div>`;
}

/** Draws what asks for tokens and stands at no account, and what could not be read. */
export function drawOtherAskers(page: Page, { askers, ingresses, unknown }: ClusterCheckView): TemplateResult {
  return html`${askers === undefined ? nothing : drawAskers(page, askers)}
  ${signedLines(t`From NGINX to Gateway API`, 'info', ingresses)} ${signedLines(t`Unknown`, 'unknown', unknown)}`;
}

/** Says what no row can: why the cluster was not read, that nothing in it asks, and that there may be more. */
function drawSummary({ askers, failure, unknown }: ClusterCheckView): TemplateResult | typeof nothing {
  if (failure !== undefined) return html`<p>${sign('unknown')} <span>${failure}</span></p>`;
  if (askers === undefined) return nothing;
  const isWhole = unknown.length === 0;
  const none = isWhole
    ? t`Nothing in the cluster asks Azure for tokens.`
    : t`Nothing that could be read asks Azure for tokens.`;
  return html`${askers.total === 0 ? html`<p>${sign('info')} <span>${none}</span></p>` : nothing}${isWhole ? nothing : html`<p>${sign('unknown')} <span>${t`Not everything could be read.`}</span></p>`}`;
}

function drawAskers(page: Page, view: AskersView): TemplateResult | typeof nothing {
  const { rows, matching, listed } = view;
  if (listed === 0) return nothing;
  return html`${drawFilter(page, view)}
    ${rows.length === 0 ? html`<p class="hint">${t`Nothing matches the filter.`}</p>` : nothing}
    <ul class="workload-rows askers" aria-label=${t`What asks for tokens`}>
      ${rows.map((row) => drawRow(page, row))}
    </ul>
    ${
      matching > rows.length
        ? html`<p class="hint">${t`The first ${rows.length} of ${matching} are shown. Filter to see the others.`}</p>`
        : nothing
    }`;
}

function drawFilter(page: Page, view: AskersView): TemplateResult {
  const { namespaces, identities, listed, fine } = view;
  const { local } = page;
  if (isSame(local.askerFilter, view.filter)) delete local.askerFilter;
  const filter = local.askerFilter ?? view.filter;
  const show = (change: Partial<AskerFilter>): void => {
    local.askerFilter = { ...(local.askerFilter ?? view.filter), ...change };
    page.send({ kind: 'filterAskers', filter: local.askerFilter });
  };
  return html`<div class="asker-filter" role="search" aria-label=${t`What asks for tokens`}>
    ${textField({
      id: 'asker-text',
      label: t`Filter`,
      value: filter.text,
      placeholder: t`Words of a name, account or problem`,
      onInput: (typed) => show({ text: typed.slice(0, 200) }),
    })}
    ${drawChoice('asker-namespace', t`Namespace`, namespaces, filter.namespace, (namespace) => show({ namespace }))}
    ${drawChoice('asker-identity', t`Identity`, identities, filter.identity, (identity) => show({ identity }))}
    ${
      fine === 0
        ? nothing
        : checkbox({
            id: 'asker-all',
            label: fine === listed ? t`Show all ${fine}` : t`Also show the other ${fine}`,
            checked: filter.isAll,
            onChange: (isAll) => show({ isAll }),
          })
    }
  </div>`;
}

function isSame(one: AskerFilter | undefined, other: AskerFilter): boolean {
  const names = ['text', 'namespace', 'identity', 'isAll'] as const;
  return one !== undefined && names.every((name) => one[name] === other[name]);
}

function drawChoice(
  id: string,
  label: string,
  choices: readonly string[],
  chosen: string,
  onChange: (choice: string) => void,
): TemplateResult {
  return html`<label class="choice" for=${id}
    ><span>${label}</span>
    <select
      id=${id}
      .value=${live(chosen)}
      @change=${(event: Event) => onChange((event.target as HTMLSelectElement).value)}
    >
      <option value="">${t`All`}</option>
      ${choices.map((choice) => html`<option value=${choice} ?selected=${choice === chosen}>${choice}</option>`)}
    </select></label
  >`;
}

function drawRow(page: Page, row: AskerRow): TemplateResult {
  return html`<li>
    ${signWithWord(row.tone, row.state)}
    <div>${drawAsker(page, row)}</div>
    <div class="workload-buttons">${drawFix(page, row)}</div>
  </li>`;
}

/** Draws what asks as an account, below that. */
export function drawAskersOf(page: Page, rows: readonly AskerRow[]): TemplateResult | typeof nothing {
  if (rows.length === 0) return nothing;
  return html`<ul class="asker-findings" aria-label=${t`In the cluster`}>
    ${rows.map(
      (row) =>
        html`<li>
          ${sign(row.tone)}
          <div>${drawAsker(page, row)} ${drawFix(page, row)}</div>
        </li>`,
    )}
  </ul>`;
}

function drawFix(page: Page, { key, title, findings }: AskerRow): TemplateResult | typeof nothing {
  return findings.some(({ isFixable }) => isFixable)
    ? button({ label: t`Fix...`, of: title, onClick: () => page.send({ kind: 'fixWorkload', workload: key }) })
    : nothing;
}

function drawAsker(page: Page, { title, by, how, reason, findings }: AskerRow): TemplateResult {
  return html` <p class="workload-title">${title}</p>
    <p class="hint">${by}. ${how}.</p>
    ${reason === undefined ? nothing : html`<p>${reason}</p>`}
    ${
      findings.length === 0
        ? nothing
        : html`<ul class="asker-findings">
            ${findings.map(
              (finding) =>
                html`<li>
                  ${sign(finding.tone)}
                  <span
                    ><strong>${finding.title}.</strong> ${finding.text}
                    ${
                      finding.yaml === undefined
                        ? nothing
                        : html`<span class="asker-yaml"
                            >${copyButton(page, t`YAML for ${title}`, { of: 'manifest', workload: finding.yaml })}
                            ${iconButton(t`Open YAML for ${title}`, 'go-to-file', () =>
                              page.send({ kind: 'openYaml', workload: finding.yaml as string }),
                            )}</span
                          >`
                    }</span
                  >
                </li>`,
            )}
          </ul>`
    }`;
}
