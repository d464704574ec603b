import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { repeat } from 'lit-html/directives/repeat.js';
import type { ReportCell, ReportFinding, ReportHead, ReportLine } from '../../protocol/report.ts';
import { sign } from '../drawing/parts.ts';
import { icon } from '../drawing/toolkit.ts';
import { drawFinding } from './findings.ts';
import type { ReportPage } from './reportPage.ts';
import { drawNoMatch } from './search.ts';
import { shownColumns } from './tools.ts';
import { countWithNoun } from '../../../domain/words/counts.ts';
import { say, type Words } from '../../../sentences/words.ts';
import { t, shownText } from '../../../sentences/language.ts';

/** The worst finding stands behind the name and the number of findings, so that a narrow window shows it, too. */
const beforeWorst = 2;

/** Draws the clusters of this page of the report. */
export function drawTable(page: ReportPage): TemplateResult {
  const { matching, phase, columns, lines } = page.state;
  if (matching === 0)
    return drawNoMatch(
      page,
      phase === 'ready' ? t`No cluster matches the filter.` : t`No cluster matches the filter so far.`,
    );
  const heads = shownColumns(columns);
  return html`<table class="report-table" aria-label=${t`Clusters`} @keydown=${moveOn}>
    <thead>
      <tr>
        ${heads.slice(0, beforeWorst).map((column) => drawHead(page, column))}
        <th scope="col" class="worst"><span>${t`Worst finding`}</span></th>
        ${heads.slice(beforeWorst).map((column) => drawHead(page, column))}
      </tr>
    </thead>
    ${repeat(
      lines,
      ({ id }) => id,
      (line, index) => drawLine(page, line, { heads, index }),
    )}
  </table>`;
}

/**
 * Sorts by the column: numbers from the largest at first, texts from A; the second time the other way round. Where lines have stayed
 * in their places, nothing is sorted until someone asks for it.
 */
function drawHead(page: ReportPage, { key, title, isCount }: ReportHead): TemplateResult {
  const { look, see, state } = page;
  const isSorted = look.by === key && state.isInOrder;
  const isChosen = look.by === key && !state.isInOrder;
  const descending = isSorted ? !look.descending : isChosen ? look.descending : isCount;
  const direction = look.descending ? 'descending' : 'ascending';
  const arrow = isSorted ? icon(look.descending ? 'arrow-down' : 'arrow-up') : nothing;
  const alignment = isCount && key !== 'findings' ? ' count' : '';
  return html`<th scope="col" class=${`${key}${alignment}`} aria-sort=${isSorted ? direction : 'none'}>
    ${key === 'name' ? drawSelectAll(page) : nothing}
    <button class="plain" @click=${() => see({ by: key, descending })}>${title}${arrow}</button>
  </th>`;
}

/** Selects all clusters that pass the filter, including those on other pages. */
function drawSelectAll({ state: { selected, matching }, send }: ReportPage): TemplateResult {
  const isAll = selected === matching;
  return html`<input
    type="checkbox"
    aria-label=${t`Select all clusters that are shown`}
    .checked=${live(isAll)}
    .indeterminate=${selected > 0 && !isAll}
    @change=${() => send({ kind: 'select', selected: !isAll })}
  />`;
}

function drawLine(
  page: ReportPage,
  line: ReportLine,
  { heads, index }: { readonly heads: readonly ReportHead[]; readonly index: number },
): TemplateResult {
  const { id, name, place, findings, cells, worst } = line;
  const toggle = (): void => page.send({ kind: 'unfold', id, unfolded: !findings });
  return html`<tbody>
    <tr class="line">
      <th scope="row" class="name" title=${place}>
        <div class="cluster-cell">
          <input
            type="checkbox"
            aria-label=${t`Select ${name}`}
            .checked=${live(line.selected)}
            @change=${() => page.send({ kind: 'select', id, selected: !line.selected })}
          />
          <button class="plain unfold" aria-expanded=${findings ? 'true' : 'false'} @click=${toggle}>
            ${icon(findings ? 'chevron-down' : 'chevron-right')}<span>${name}</span>
          </button>
          <span class="hint place">${place}</span>
        </div>
      </th>
      <td class="findings-cell">${drawFindingCounts(line)}</td>
      <td class="worst" title=${worst?.text ?? nothing}>
        <span
          >${findings || worst === undefined ? nothing : html`${worst.title} <span class="hint">${worst.text}</span>`}</span
        >
      </td>
      ${cells.map((cell, at) => drawCell(cell, heads[at + beforeWorst]))}
    </tr>
    ${
      findings
        ? html`<tr class="unfolded">
            <td colspan=${heads.length + 1}>${drawFindings(page, { ...line, index }, findings)}</td>
          </tr>`
        : nothing
    }
  </tbody>`;
}

/** Says how many findings of a severity a cluster has. */
function countOf(tone: ReportLine['found'][number]['tone'], count: number): Words {
  switch (tone) {
    case 'error':
      return countWithNoun(count, 'error');
    case 'warning':
      return countWithNoun(count, 'warning');
    case 'info':
      return say`${count} info`;
    case 'unknown':
      return say`${count} not checked`;
  }
}

/** Shows the number of findings of each severity; empty for zero, and a tick if there are none. */
function drawFindingCounts({ found, unchecked }: ReportLine): TemplateResult {
  if (unchecked !== undefined) return html`<span class="hint">${unchecked}</span>`;
  if (found.length === 0)
    return html`<span title=${t`No findings`}>${sign('ok')}<span class="unseen">${t`No findings`}</span></span>`;
  return html`<span class="found"
    >${found.map(({ tone, count }) => {
      const words = shownText(countOf(tone, count));
      return html`<span class=${tone} title=${words}
        ><span aria-hidden="true">${sign(tone)}${count}</span><span class="unseen">${words}</span></span
      >`;
    })}</span
  >`;
}

function drawCell({ text, title }: ReportCell, column: ReportHead | undefined): TemplateResult {
  const isUnknown = column?.isCount === true && typeof text === 'string';
  const shownText = text === 0 ? nothing : text;
  const content = isUnknown ? html`<span class="hint">${text}</span>` : shownText;
  return html`<td class=${column?.isCount ? 'count' : ''} title=${title ?? text}>${content}</td>`;
}

function drawFindings(
  page: ReportPage,
  { id, name, place, unchecked, index }: ReportLine & { readonly index: number },
  findings: readonly ReportFinding[],
): TemplateResult {
  return html`${
      findings.length === 0
        ? html`<p class="nothing-found">
            ${unchecked === undefined ? sign('ok') : nothing} <span>${unchecked ?? t`No problems found`}.</span>
          </p>`
        : html`<ul class="findings" aria-label=${t`Findings of ${name}`}>
            ${findings.map((finding, at) => drawFinding(page, { id, key: `more-${index}-${at}` }, finding))}
          </ul>`
    }
    <p class="cluster-actions">
      <button class="tool" aria-label=${t`Show details of ${name}`} @click=${() => page.send({ kind: 'open', id })}>
        ${icon('preview')}${t`Show details`}
      </button>
      <button class="tool" aria-label=${t`Copy link to ${name}`} @click=${() => page.send({ kind: 'copyLink', id })}>
        ${icon('link')}${t`Copy link`}
      </button>
      <span class="hint place">${place}</span>
    </p>`;
}

/** As in a tree: up and down move between clusters, right expands, left collapses. */
function moveOn(event: KeyboardEvent): void {
  const { target, currentTarget } = event;
  if (!(target instanceof HTMLElement) || !(currentTarget instanceof HTMLElement)) return;
  if (!target.classList.contains('unfold')) return;
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  const opens = event.key === 'ArrowRight' ? 'false' : event.key === 'ArrowLeft' ? 'true' : undefined;
  if (by === 0 && opens === undefined) return;
  event.preventDefault();
  const buttons = [...currentTarget.querySelectorAll<HTMLElement>('.unfold')];
  if (by !== 0) buttons[buttons.indexOf(target) + by]?.focus();
  else if (target.getAttribute('aria-expanded') === opens) target.click();
}
