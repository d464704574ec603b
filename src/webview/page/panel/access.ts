import { html, nothing, type TemplateResult } from 'lit-html';
import type { AccessCellView, AccessColumn, AccessRowView, AccessView } from '../../protocol/access.ts';
import { factList, sign, signedLines, tabLink, type Page } from '../drawing/parts.ts';
import { button, icon, spinner } from '../drawing/toolkit.ts';
import { say, type Words } from '../../../sentences/words.ts';
import { shownText, t } from '../../../sentences/language.ts';

/** Draws who can act on a cluster: a row for each principal, a column for each ability, and what stands behind it. */
export function drawAccess(page: Page, view: AccessView): TemplateResult {
  const { facts, reading, problem, rows, unknown } = view;
  return html`<section class="section access">
    <h2 id="access" tabindex="-1">${t`Who can act on this cluster`}</h2>
    ${factList(page, facts)} ${page.state.file === undefined ? drawStarts(page, view) : nothing}
    <div class="working" role="status">${reading === undefined ? nothing : html`${spinner()} ${reading}`}</div>
    ${problem === undefined ? nothing : html`<p>${sign('unknown')} ${t`Access could not be read. ${problem}`}</p>`}
    ${drawNaming(page, view)} ${rows === undefined ? nothing : drawRows(page, view, rows)} ${drawTrusted(view)}
    ${signedLines(t`Unknown`, 'unknown', unknown)}
    ${view.leadsTo === undefined || page.state.file !== undefined ? nothing : tabLink(page, view.leadsTo)}
  </section>`;
}

/** Draws the way to names, where some are missing: only a directory has them. */
export function drawNaming(page: Page, { naming }: Pick<AccessView, 'naming'>): TemplateResult | typeof nothing {
  if (naming === undefined || page.state.file !== undefined) return nothing;
  if (naming === 'underWay')
    return html`<div class="working" role="status">${spinner()} ${t`Asking the directory for names ...`}</div>`;
  return html`<p>
    <button class="link" @click=${() => page.send({ kind: 'showNames' })}>${t`Show names...`}</button>
    <span class="hint"
      >${t`People, groups and applications are shown by object ID until you ask the directory for their names.`}</span
    >
  </p>`;
}

/** Draws what may act through Trusted Access, beside everybody who has a role. */
function drawTrusted({ trusted = [] }: AccessView): TemplateResult | typeof nothing {
  if (trusted.length === 0) return nothing;
  return html`<h3>${t`Through Trusted Access`}</h3>
    <ul class="access-lines">
      ${trusted.map(({ id, text, isGone }) => html`<li title=${id}>${isGone ? html`${sign('warning')} ` : nothing}${text}</li>`)}
    </ul>`;
}

function drawRows(page: Page, view: AccessView, others: readonly AccessRowView[]): TemplateResult {
  const rows = view.you === undefined ? others : [view.you, ...others];
  if (rows.length === 0 && view.others === undefined)
    return html`<p class="hint">
      ${t`None of the role assignments that could be read gives anyone access to this cluster.`}
    </p>`;
  const shown = view.others === undefined ? rows : [...rows, unreadRow(view.others, view.columns)];
  return html`${drawMatrix({ columns: view.columns, label: t`Who can act`, of: t`Who` }, shown, drawWhoInShort)}
  ${drawLegend(shown, view.columns)}
  ${drawWays(view.you === undefined ? t`Who can become an administrator without activating a role` : t`Others who can become an administrator without activating a role`, rows, drawWho)}
  ${(view.needed ?? []).map((text) => html`<p>${text}</p>`)}
  ${
    rows.length === 0
      ? nothing
      : drawEvidence(rows, drawWho, {
          atLine: (row, line) => drawRemoval(page, row, line),
          atEnd: (row) => drawOthers(page, row),
        })
  }`;
}

/** The row of those whose role assignments could not be read: of nothing it is known that they can't do it. */
function unreadRow(who: string, columns: readonly AccessColumn[]): AccessRowView {
  return {
    key: '',
    who,
    kind: 'unknown',
    isEligible: false,
    cells: columns.map(({ id }) => ({ column: id, sign: 'perhaps', text: who })),
    namespaces: [],
    ways: [],
    evidence: [],
    assignments: [],
  };
}

function drawOthers(page: Page, { who, key, isNameless }: AccessRowView): TemplateResult | typeof nothing {
  if (isNameless) return nothing;
  const words =
    key === page.state.access?.you?.key ? t`What else you can act on` : t`What else this principal can act on`;
  return html`<button
    class="link"
    aria-label=${t`${words}: ${who}`}
    @click=${() => page.send({ kind: 'showAccess', principalId: key })}
  >
    ${words}
  </button>`;
}

function drawStarts(page: Page, { starts }: AccessView): TemplateResult {
  return html`<div class="workload-actions">
    ${starts.map(({ kind, label, disabled }) =>
      button({
        label,
        look: 'secondary',
        disabled: disabled !== undefined,
        ...(disabled === undefined ? {} : { title: disabled }),
        onClick: () => page.send({ kind: 'start', change: kind }),
      }),
    )}
    ${starts.map(({ disabled }) => (disabled === undefined ? nothing : html`<p class="hint">${disabled}</p>`))}
  </div>`;
}

/** Draws the way to remove the role assignment behind a line. */
function drawRemoval(page: Page, { who, assignments }: AccessRowView, line: number): TemplateResult | typeof nothing {
  const assignment = assignments.find((each) => each.line === line);
  if (assignment === undefined || page.state.file !== undefined) return nothing;
  const { id, text } = assignment;
  return html`<button
    class="link"
    title=${id}
    aria-label=${t`Remove ${text} from ${who}...`}
    @click=${() => page.send({ kind: 'removeAccess', assignmentId: id })}
  >
    ${t`Remove...`}
  </button>`;
}

/** Draws who can become administrator, and how: all for whom the same ways are open stand above these. */
export function drawWays<R extends Pick<AccessRowView, 'ways'>>(
  title: string,
  rows: readonly R[],
  head: (row: R) => TemplateResult | string,
): TemplateResult | typeof nothing {
  const alike = Map.groupBy(
    rows.filter(({ ways }) => ways.length > 0),
    ({ ways }) => ways.join('\n'),
  );
  if (alike.size === 0) return nothing;
  return html`<h3>${title}</h3>
    <ul class="access-ways">
      ${[...alike.values()].map(
        (same) =>
          html`<li>
            <ul class="access-way-of">
              ${same.map((row) => html`<li>${head(row)}</li>`)}
            </ul>
            <ul class="access-lines">
              ${same[0]?.ways.map((way) => html`<li>${way}</li>`)}
            </ul>
          </li>`,
      )}
    </ul>`;
}

/** What can be done about a line of evidence, and about all of a row. */
interface EvidenceActions<R> {
  readonly atLine: (row: R, line: number) => TemplateResult | typeof nothing;
  readonly atEnd: (row: R) => TemplateResult | typeof nothing;
}

/** Draws the role assignments that stand behind each row, folded, with what can be done about them. */
export function drawEvidence<R extends Pick<AccessRowView, 'evidence'>>(
  rows: readonly R[],
  head: (row: R) => TemplateResult | string,
  { atLine, atEnd }: EvidenceActions<R> = { atLine: () => nothing, atEnd: () => nothing },
): TemplateResult {
  return html`<h3>${t`Where the access comes from`}</h3>
    <ul class="access-evidence">
      ${rows.map(
        (row) =>
          html`<li>
            <details>
              <summary>${head(row)}</summary>
              <ul class="access-lines">
                ${row.evidence.map((text, line) => html`<li>${text} ${atLine(row, line)}</li>`)}
              </ul>
              ${atEnd(row)}
            </details>
          </li>`,
      )}
    </ul>`;
}

/** A row of the table of abilities. */
type MatrixRow = Pick<AccessRowView, 'cells' | 'namespaces'> & Partial<Pick<AccessRowView, 'isEligible'>>;

/** So many headings have room beside each other in a page of usual width. */
const fewColumns = 7;

/** Draws a table of abilities: `head` draws what a row is about. */
export function drawMatrix<R extends MatrixRow>(
  { columns, label, of }: { readonly columns: readonly AccessColumn[]; readonly label: string; readonly of: string },
  rows: readonly R[],
  head: (row: R) => TemplateResult,
): TemplateResult {
  const groups = ['Azure', 'Kubernetes'] as const;
  const hasNamespaces = rows.some(({ namespaces }) => namespaces.length > 0);
  return html`<div class="wide" role="region" aria-label=${label} tabindex="0">
    <table
      class="rows access-matrix ${columns.length > fewColumns ? 'many' : ''} ${hasNamespaces ? 'with-namespaces' : ''}"
    >
      <thead>
        <tr>
          <td></td>
          ${groups.map((group) =>
            columns.every((column) => column.group !== group)
              ? nothing
              : html`<th scope="colgroup" colspan=${columns.filter((column) => column.group === group).length}>
                  ${group === 'Azure' ? t`In Azure` : t`In the whole cluster`}
                </th>`,
          )}
          ${hasNamespaces ? html`<td></td>` : nothing}
        </tr>
        <tr>
          <th scope="col" class="access-head">${of}</th>
          ${columns.map((column) => html`<th scope="col" class="upright"><span>${column.title}</span></th>`)}
          ${hasNamespaces ? html`<th scope="col">${t`In single namespaces`}</th>` : nothing}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr class=${row.isEligible ? 'eligible' : ''}>
              <th scope="row" class="access-head">${head(row)}</th>
              ${columns.map((column) => drawCell(row, column))}
              ${
                hasNamespaces
                  ? html`<td class="access-namespaces">${row.namespaces.map((line) => html`<div>${line}</div>`)}</td>`
                  : nothing
              }
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function drawCell({ cells }: MatrixRow, { id, group }: AccessColumn): TemplateResult {
  const cell = cells.find(({ column }) => column === id);
  if (cell === undefined) return html`<td class=${group === 'Azure' ? 'azure' : 'kubernetes'}></td>`;
  const word = signWord(cell.sign, group);
  return html`<td class="${group === 'Azure' ? 'azure' : 'kubernetes'} ${cell.sign}" title=${cell.text}>
    <span class="access-sign ${cell.sign}">${icon(signs[cell.sign].icon)}<span class="unseen">${word}</span></span>
  </td>`;
}

const signs: Readonly<Record<AccessCellView['sign'], { readonly icon: string; readonly word: Words }>> = {
  yes: { icon: 'circle-filled', word: say`Yes` },
  perhaps: { icon: 'question', word: say`Possibly` },
  denied: { icon: 'circle-slash', word: say`Denied` },
  eligible: { icon: 'clock', word: say`Can be activated` },
  noEffect: { icon: 'circle-outline', word: say`No effect` },
};

/** What a sign says; without an effect it says why, which depends on who is asked. */
function signWord(kind: AccessCellView['sign'], group: AccessColumn['group']): string {
  const { word } = signs[kind];
  if (kind !== 'noEffect') return shownText(word);
  return group === 'Azure' ? t`${word}: local accounts are off` : t`${word}: the cluster doesn't use Azure RBAC`;
}

/** Names only the signs that the table has. */
export function drawLegend(
  rows: readonly MatrixRow[],
  columns: readonly AccessColumn[],
): TemplateResult | typeof nothing {
  const used = new Map(
    rows.flatMap(({ cells }) =>
      cells.flatMap(({ column, sign }) => {
        const group = columns.find(({ id }) => id === column)?.group;
        return group === undefined ? [] : [[signWord(sign, group), sign] as const];
      }),
    ),
  );
  // A dot alone explains itself.
  if ([...used.values()].every((kind) => kind === 'yes')) return nothing;
  const ordered = [...used].toSorted(([, a], [, b]) => signOrder.indexOf(a) - signOrder.indexOf(b));
  return html`<p class="hint access-legend">
    ${ordered.map(([word, kind]) => html`<span><span aria-hidden="true">${icon(signs[kind].icon)}</span> ${word}</span>`)}
  </p>`;
}

const signOrder: readonly AccessCellView['sign'][] = ['yes', 'eligible', 'perhaps', 'denied', 'noEffect'];

const kindIcons: Readonly<Record<AccessRowView['kind'], string>> = {
  person: 'person',
  group: 'organization',
  application: 'package',
  identity: 'key',
  unknown: 'question',
};

function drawWho({ who, kind }: AccessRowView): TemplateResult {
  return html`<span class="access-who">${icon(kindIcons[kind])} <span>${who}</span></span>`;
}

/** In the table an object id is shortened; whole to screen readers, and beside the pointer. */
function drawWhoInShort(row: AccessRowView): TemplateResult {
  const { who, short, kind } = row;
  if (short === undefined) return drawWho(row);
  return html`<span class="access-who" title=${who}
    >${icon(kindIcons[kind])} <span aria-hidden="true">${short}</span><span class="unseen">${who}</span></span
  >`;
}
