/** The one row of tools above the clusters of a report. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { ReportMark, ReportHead } from '../../protocol/report.ts';
import { reportFormatKeys, reportFormats } from '../../../domain/report/reportFormats.ts';
import { menuButton, type MenuItem } from '../drawing/menu.ts';
import { sign } from '../drawing/parts.ts';
import { button, icon } from '../drawing/toolkit.ts';
import { countWithNoun } from '../../../domain/words/counts.ts';
import type { ReportPage } from './reportPage.ts';
import { drawSearch } from './search.ts';
import { inFigures, say, type Words } from '../../../sentences/words.ts';
import { shownText, t } from '../../../sentences/language.ts';

/** Draws what filters, exports and fixes. */
export function drawTools(page: ReportPage): TemplateResult {
  return html`<div class="tools">
    ${drawMarks(page)} ${drawSearch(page)} ${drawGrouping(page)}
    <div class="tool-buttons">${drawCheckAll(page)} ${drawExport(page)} ${drawFixAll(page)}</div>
  </div>`;
}

/** Findings are counted first, then clusters behind a line, because the two are no sum of anything. */
const findingMarks: readonly (readonly [ReportMark, Words, Words])[] = [
  ['error', say`error`, say`errors`],
  ['warning', say`warning`, say`warnings`],
  ['info', say`info`, say`info`],
  ['new', say`new finding`, say`new findings`],
  ['accepted', say`accepted finding`, say`accepted findings`],
];

const clusterMarks: typeof findingMarks = [
  ['unknown', say`cluster not fully checked`, say`clusters not fully checked`],
  ['none', say`cluster without findings`, say`clusters without findings`],
];

/** What is shown only where there is some of it. */
const rare: readonly ReportMark[] = ['unknown', 'new', 'accepted'];

function markSign(mark: ReportMark): TemplateResult {
  if (mark === 'new') return html`<span class="sign info">${icon('sparkle')}</span>`;
  const tones = { none: 'ok', accepted: 'off' } as const;
  return html`<span aria-hidden="true">${sign(mark === 'none' || mark === 'accepted' ? tones[mark] : mark)}</span>`;
}

/** Draws the number of findings of each severity and of clusters of each state; each is a button that shows only their clusters. */
function drawMarks({ state, look, see }: ReportPage): TemplateResult {
  const toggle = (mark: ReportMark): readonly ReportMark[] =>
    look.marks.includes(mark) ? look.marks.filter((chosenMark) => chosenMark !== mark) : [...look.marks, mark];
  const chipsOf = (all: typeof findingMarks): readonly TemplateResult[] =>
    all
      .filter(([mark]) => !rare.includes(mark) || state.counts[mark] > 0 || look.marks.includes(mark))
      .map(([mark, singular, many]) => {
        const { shown, words } = countInWords(state, mark, state.counts[mark] === 1 ? singular : many);
        return html`<button
          class="chip"
          aria-label=${words}
          title=${words}
          aria-pressed=${look.marks.includes(mark) ? 'true' : 'false'}
          @click=${() => see({ marks: toggle(mark) })}
        >
          ${markSign(mark)}<span>${shown}</span>
        </button>`;
      });
  return html`<div class="marks" role="group" aria-label=${t`Show only clusters with`}>
    <span class="hint">${t`Findings`}</span> ${chipsOf(findingMarks)} <span class="of-clusters"></span>
    <span class="hint">${t`Clusters`}</span> ${chipsOf(clusterMarks)}
  </div>`;
}

/** Says how many there are: at least, while clusters are left to check, and no number before there is one to count. */
function countInWords(
  { counts, counted, phase }: ReportPage['state'],
  mark: ReportMark,
  noun: Words,
): { readonly shown: string; readonly words: string } {
  const count = shownText(inFigures(counts[mark]));
  if (counted === 'all') return { shown: count, words: t`${count} ${noun}` };
  const isOpen = phase === 'reading';
  if (counted === 'none')
    return { shown: '\u2013', words: isOpen ? t`${noun}: not counted yet` : t`${noun}: not counted` };
  const end = isOpen ? t` (so far)` : t` (not all clusters were checked)`;
  if (counts[mark] === 0) return { shown: '\u2013', words: t`no ${noun}${end}` };
  return { shown: `${count}+`, words: t`${count} ${noun}${end}` };
}

/** Draws the switch between clusters with their findings, and findings with their clusters. */
function drawGrouping({ look, see }: ReportPage): TemplateResult {
  const choices = [
    ['cluster', t`Clusters`],
    ['finding', t`Findings`],
  ] as const;
  return html`<div class="switch" role="group" aria-label=${t`Group by`}>
    ${choices.map(
      ([group, label]) =>
        html`<button
          class="tool"
          aria-pressed=${look.group === group ? 'true' : 'false'}
          @click=${() => see({ group })}
        >
          ${label}
        </button>`,
    )}
  </div>`;
}

/** Saves what the filter shows, as far as it is checked. */
function drawExport({ state: { matching, unchecked }, send }: ReportPage): TemplateResult | typeof nothing {
  if (matching === unchecked) return nothing;
  const items = reportFormatKeys.map((format): MenuItem => {
    const { name, purpose } = reportFormats[format];
    const label = purpose === undefined ? `${name}...` : t`${name}, ${purpose}...`;
    return { kind: 'action', label, onClick: () => send({ kind: 'export', format }) };
  });
  return menuButton({ id: 'export', label: t`Export`, items });
}

/** Offers to ask for what was left out because it takes a request for each of many. */
function drawCheckAll({ state: { canAskEach }, send }: ReportPage): TemplateResult | typeof nothing {
  if (!canAskEach) return nothing;
  const hint = t`Some things take a request for each cluster or identity and were left out; the notes name them. Checking all may take minutes.`;
  return html`<button class="tool" title=${hint} @click=${() => send({ kind: 'askEach' })}>${t`Check all`}</button>`;
}

/** One plan for the selected clusters, or for what the filter shows. Where it is still being read, there may be more to come. */
function drawFixAll({ state: { fixAll, selected, phase }, send }: ReportPage): TemplateResult | typeof nothing {
  if (fixAll === undefined || phase === 'reading') return nothing;
  const rangeText = selected === 0 ? t`on all clusters shown` : t`on ${countWithNoun(selected, 'selected cluster')}`;
  return button({
    label: fixAll,
    of: rangeText,
    look: 'primary',
    onClick: () => send({ kind: 'fixAll' }),
    title: t`One plan for what can be fixed together ${rangeText}. You review it before anything is changed.`,
  });
}

/** Draws the menu that adds and removes columns. */
export function drawColumnsMenu({ state, look, see }: ReportPage): TemplateResult {
  const optional = state.columns.filter(({ key }) => key !== 'name' && key !== 'findings');
  const items = optional.map(({ key, title }): MenuItem => {
    const column = key as ReportPage['look']['columns'][number];
    const isOn = look.columns.includes(column);
    const columns = isOn ? look.columns.filter((shownColumn) => shownColumn !== column) : [...look.columns, column];
    return { kind: 'toggle', label: title, isOn, onClick: () => see({ columns, page: look.page }) };
  });
  return menuButton({ id: 'columns', label: t`Columns`, icon: 'list-selection', items });
}

/** Returns the columns that the table has. */
export function shownColumns(columns: readonly ReportHead[]): readonly ReportHead[] {
  return columns.filter(({ isShown }) => isShown);
}
