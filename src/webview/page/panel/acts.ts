import { html, nothing, type TemplateResult } from 'lit-html';
import type { ActsRowView, ActsView } from '../../protocol/access.ts';
import { factList, sign, signedLines, type Page } from '../drawing/parts.ts';
import { spinner } from '../drawing/toolkit.ts';
import { drawEvidence, drawLegend, drawMatrix, drawNaming, drawWays } from './access.ts';
import { t } from '../../../sentences/language.ts';

/** Draws what a principal can act on: a row for each cluster, a column for each ability, and what stands behind it. */
export function drawActs(page: Page, view: ActsView): TemplateResult {
  const { facts, reading, problem, summary, rows, unknown } = view;
  return html`<section class="section access">
    <h2 id="access" tabindex="-1">${t`Access to clusters`}</h2>
    ${factList(page, facts)}
    <div class="working" role="status">${reading === undefined ? nothing : html`${spinner()} ${reading}`}</div>
    ${problem === undefined ? nothing : html`<p>${sign('unknown')} ${t`Access could not be read. ${problem}`}</p>`}
    ${summary === undefined ? nothing : html`<p>${summary}</p>`} ${drawNaming(page, view)}
    ${rows === undefined || rows.length === 0 ? nothing : drawRows(page, view, rows)}
    ${signedLines(t`Unknown`, 'unknown', unknown)}
  </section>`;
}

function drawRows(page: Page, { columns, more }: ActsView, rows: readonly ActsRowView[]): TemplateResult {
  const head = (row: ActsRowView): TemplateResult => drawCluster(page, row);
  const name = (row: ActsRowView): string => row.name;
  return html`${drawMatrix({ columns, label: t`Clusters`, of: t`Cluster` }, rows, head)} ${drawLegend(rows, columns)}
  ${more === undefined ? nothing : html`<p class="hint">${more}</p>`}
  ${drawWays(t`Ways to become an administrator`, rows, name)} ${drawEvidence(rows, name)}`;
}

function drawCluster(page: Page, { key, name, place, standing, tone }: ActsRowView): TemplateResult {
  return html`<div class="access-cluster">
    <button
      class="link"
      title=${place}
      aria-label=${t`Who can act on ${name}`}
      @click=${() => page.send({ kind: 'showAccess', clusterId: key })}
    >
      ${name}
    </button>
    <span class="hint">${tone === 'warning' ? sign(tone) : nothing} ${standing}</span>
  </div>`;
}
