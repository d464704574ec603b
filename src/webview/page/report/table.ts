import { html, nothing, type TemplateResult } from 'lit-html';
import type { ReportFinding, ReportHead, ReportLine } from '../../protocol/report.ts';
import { live } from 'lit-html/directives/live.js';
import { sign } from '../drawing/parts.ts';
import { button, icon } from '../drawing/toolkit.ts';
import { drawFinding } from './findings.ts';
import type { ReportPage } from './reportPage.ts';

/** Draws the clusters of this page of the report. */
export function drawTable(page: ReportPage): TemplateResult {
  const { matching, phase } = page.state;
  if (matching === 0) return html`<p>No cluster matches the filter${phase === 'ready' ? '' : ' so far'}.</p>`;
  return html`<div class="wide" role="region" aria-label="Clusters" tabindex="0">
    <table class="rows report-table" @keydown=${moveOn}>
      <thead>
        <tr>
          ${page.state.columns.map((column, index) => drawHead(page, column, index === 0))}
        </tr>
      </thead>
      <tbody>
        ${page.state.lines.map((line) => drawLine(page, line))}
      </tbody>
    </table>
  </div>`;
}

/** Sorts by the column: first numbers from the largest and texts from A, the second time in reverse. */
function drawHead(page: ReportPage, { key, title, isCount }: ReportHead, isFirst: boolean): TemplateResult {
  const { look, see } = page;
  const isSorted = look.by === key;
  const descending = isSorted ? !look.descending : isCount;
  const order = !isSorted ? 'none' : look.descending ? 'descending' : 'ascending';
  const arrow = isSorted ? icon(look.descending ? 'arrow-down' : 'arrow-up') : nothing;
  return html`<th scope="col" class=${isCount ? 'count' : ''} aria-sort=${order}>
    ${isFirst ? drawSelectAll(page) : nothing}
    <button class="plain" @click=${() => see({ by: key, descending })}>${title}${arrow}</button>
  </th>`;
}

/** Selects all clusters that pass the filter, including those on other pages. */
function drawSelectAll({ state: { selected, matching }, send }: ReportPage): TemplateResult {
  const isAll = selected === matching;
  return html`<input
    type="checkbox"
    aria-label="Select all clusters that are shown"
    .checked=${live(isAll)}
    .indeterminate=${selected > 0 && !isAll}
    @change=${() => send({ kind: 'select', selected: !isAll })}
  />`;
}

function drawLine(page: ReportPage, line: ReportLine): TemplateResult {
  const { id, findings, cells, unchecked } = line;
  const { columns } = page.state;
  const toggle = (): void => page.send({ kind: 'unfold', id, unfolded: !findings });
  const [first, ...others] = cells;
  return html`<tr>
      <th scope="row">
        <div class="cluster-cell">
          <input
            type="checkbox"
            aria-label=${`Select ${line.name}`}
            .checked=${live(line.selected)}
            @change=${() => page.send({ kind: 'select', id, selected: !line.selected })}
          />
          <button class="plain unfold" aria-expanded=${findings ? 'true' : 'false'} @click=${toggle}>
            ${icon(findings ? 'chevron-down' : 'chevron-right')}${first}
          </button>
        </div>
      </th>
      ${others.map((cell, index) =>
        unchecked !== undefined && columns[index + 1]?.severity
          ? drawUnchecked(index === 0 ? unchecked : undefined, columns)
          : drawCell(cell, columns[index + 1]),
      )}
    </tr>
    ${
      findings
        ? html`<tr class="unfolded">
            <td colspan=${columns.length}>${drawFindings(page, line, findings)}</td>
          </tr>`
        : nothing
    }`;
}

/** One cell instead of all numbers of findings; the others are kept, because styles count them. */
function drawUnchecked(text: string | undefined, columns: readonly ReportHead[]): TemplateResult {
  const wide = columns.filter(({ severity }) => severity).length;
  return text === undefined ? html`<td hidden></td>` : html`<td class="hint" colspan=${wide}>${text}</td>`;
}

function drawCell(cell: string | number, column: ReportHead | undefined): TemplateResult {
  if (!column?.isCount) return html`<td>${cell}</td>`;
  const { severity } = column;
  return html`<td class="count">
    ${cell === 0 ? html`<span class="hint">0</span>` : html`${severity ? sign(severity) : nothing} ${cell}`}
  </td>`;
}

function drawFindings(
  page: ReportPage,
  { id, name, unchecked }: ReportLine,
  findings: readonly ReportFinding[],
): TemplateResult {
  const open = (): void => page.send({ kind: 'open', id });
  return html`${
      findings.length === 0
        ? html`<p>
            ${unchecked === undefined ? sign('ok') : nothing} <span>${unchecked ?? 'No problems found'}.</span>
          </p>`
        : html`<ul class="findings" aria-label=${`Findings of ${name}`}>
            ${findings.map((finding) => drawFinding(page, id, finding))}
          </ul>`
    }
    <p>
      ${button({ label: 'Show details', of: `of ${name}`, icon: 'preview', onClick: open })}
      ${button({ label: 'Copy link', of: `to ${name}`, onClick: () => page.send({ kind: 'copyLink', id }) })}
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
  const all = [...currentTarget.querySelectorAll<HTMLElement>('.unfold')];
  if (by !== 0) all[all.indexOf(target) + by]?.focus();
  else if (target.getAttribute('aria-expanded') === opens) target.click();
}
