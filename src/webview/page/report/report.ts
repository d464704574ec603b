import { html, nothing, type TemplateResult } from 'lit-html';
import { drawLeftOut, sign } from '../drawing/parts.ts';
import { button, iconButton } from '../drawing/toolkit.ts';
import { drawFilter, drawGrouping, drawMarks } from './filter.ts';
import { drawGroups } from './groups.ts';
import type { ReportPage } from './reportPage.ts';
import { drawTable } from './table.ts';
import { largeCount } from '../../../domain/words/counts.ts';

const number = (count: number): string => count.toLocaleString('en');

/** Draws the whole page of the report. */
export function drawReport(page: ReportPage): TemplateResult {
  const { state, send } = page;
  return html`
    <header>
      <div class="head">
        <h1>Identity Report</h1>
        <span class="head-actions">
          ${iconButton('Copy link to this report', 'link', () => send({ kind: 'copyLink' }))}
          ${iconButton('Refresh', 'refresh', () => send({ kind: 'refresh' }))}
        </span>
      </div>
      <p class="subtitle">${state.subtitle}</p>
      ${drawProgress(page)}
    </header>
    <div class="banners" role="status">${drawBanner(page)}</div>
    <main>
      ${
        state.clusters > 0
          ? html`${drawMarks(page)} ${drawFilter(page)} ${drawOutcome(page)} ${drawCheckAll(page)}
            ${page.look.group === 'finding' ? drawGroups(page) : html`${drawTable(page)} ${drawPages(page)}`}`
          : drawEmpty(page)
      }
      ${drawNotes(page)}
    </main>
  `;
}

/** A screen reader announces the start, and the end with the line of the outcome; the user may read the progress in between. */
function drawProgress({ state: { phase, found, all, toCome }, send }: ReportPage): TemplateResult | typeof nothing {
  if (phase !== 'reading') return nothing;
  const text =
    all === undefined ? 'Listing clusters ...' : `Checked ${number(found)} of ${largeCount(all, 'cluster')}.`;
  return html`<div class="progress">
    <progress aria-label="Checking clusters" max=${all ?? 1} .value=${all === undefined ? undefined : found}></progress>
    <span>${text}${toCome === undefined ? nothing : html` ${toCome}`}</span>
    ${button({ label: 'Cancel', onClick: () => send({ kind: 'cancel' }) })}
  </div>`;
}

function drawBanner({ state, send }: ReportPage): TemplateResult | typeof nothing {
  const { phase, failure, stale } = state;
  const refresh = (label: string): TemplateResult => button({ label, onClick: () => send({ kind: 'refresh' }) });
  const run = (label: string, what: 'signIn' | 'startDemo' | 'showLog'): TemplateResult =>
    button({ label, onClick: () => send({ kind: 'run', what }) });
  if (phase === 'failed') {
    return html`<div class="banner error">
      ${sign('error')} <span>${failure}</span> ${refresh('Try again')} ${run('Show log', 'showLog')}
    </div>`;
  }
  if (phase === 'signedOut') {
    return html`<div class="banner">
      ${sign('info')} <span>${failure}</span> ${run('Sign In', 'signIn')} ${run('Start Demo', 'startDemo')}
    </div>`;
  }
  if (phase === 'stopped') {
    return html`<div class="banner warning">
      ${sign('warning')} <span>Stopped: not all clusters were checked.</span> ${refresh('Start again')}
    </div>`;
  }
  if (!stale || phase === 'reading') return nothing;
  return html`<div class="banner">
    ${sign('info')} <span>Something has changed since this was read.</span> ${refresh('Refresh')}
  </div>`;
}

function drawEmpty({ state: { phase }, send }: ReportPage): TemplateResult | typeof nothing {
  if (phase !== 'ready') return nothing;
  return html`<p>No clusters found in the subscriptions that are shown.</p>
    <p>
      ${button({
        label: 'Select Subscriptions...',
        onClick: () => send({ kind: 'run', what: 'selectSubscriptions' }),
      })}
    </p>`;
}

const formats = { markdown: 'Markdown', csv: 'CSV', json: 'JSON', sarif: 'SARIF' } as const;

/** How many clusters the filter shows, how many of these were checked and are exported, and what one plan fixes in them. */
function drawOutcome(page: ReportPage): TemplateResult {
  const { matching, unchecked, clusters, phase, selected } = page.state;
  const shown =
    matching === clusters
      ? largeCount(clusters, 'cluster')
      : `${number(matching)} of ${largeCount(clusters, 'cluster')}`;
  const open = unchecked === 0 ? '' : `, ${number(unchecked)} not checked`;
  const chosen = selected === 0 ? '' : `, ${number(selected)} selected`;
  return html`<div class="outcome">
      ${drawGrouping(page)}
      <p role="status">${phase === 'reading' ? '' : `${shown}${open}${chosen}`}</p>
      ${button({
        label: 'Compare with earlier report...',
        onClick: () => page.send({ kind: 'compare', stop: false }),
      })}
      ${matching === unchecked ? nothing : drawExport(page)}
    </div>
    ${drawChanges(page)} ${drawFixAll(page)}`;
}

/** What has changed since an earlier report. */
function drawChanges({ state: { changes }, send }: ReportPage): TemplateResult | typeof nothing {
  const [first, ...rest] = changes ?? [];
  if (first === undefined) return nothing;
  return html`<section class="section">
    <h2>Since the earlier report</h2>
    <p role="status">
      ${first} ${button({ label: 'Stop comparing', onClick: () => send({ kind: 'compare', stop: true }) })}
    </p>
    <ul class="next">
      ${rest.map((text) => html`<li>${text}</li>`)}
    </ul>
  </section>`;
}

function drawExport({ state: { matching, unchecked, clusters }, send }: ReportPage): TemplateResult {
  const written = matching - unchecked;
  const what =
    written === clusters ? 'all' : unchecked > 0 ? 'what is checked' : written === 1 ? 'this cluster' : 'these';
  const label = `Export ${what} as`;
  return html`<div class="copy-as" role="group" aria-label=${`Export ${largeCount(written, 'cluster')} as`}>
    <span>${label}</span>
    ${(['markdown', 'csv', 'json', 'sarif'] as const).map((format) =>
      button({ label: formats[format], onClick: () => send({ kind: 'export', format }) }),
    )}
  </div>`;
}

/** One plan for the selected clusters, or for those that the filter shows. While the report is being read, there may be more to come. */
function drawFixAll({
  state: { fixAll, selected, unchecked, phase },
  send,
}: ReportPage): TemplateResult | typeof nothing {
  if (!fixAll || phase === 'reading') return nothing;
  const of = selected === 0 ? 'for all clusters shown' : `for ${largeCount(selected, 'selected cluster')}`;
  return html`<div class="fix-all">
    ${button({ label: fixAll.label, of, onClick: () => send({ kind: 'fixAll' }) })}
    <div class="hint">
      <p>
        One plan ${of}${unchecked > 0 ? ', as far as they are checked' : ''}. You review it before anything is
        changed.${selected === 0 ? ' Select clusters to narrow it.' : ''}
      </p>
      ${drawLeftOut(fixAll.leftOut)}
    </div>
  </div>`;
}

function drawPages({
  state: { first, lines, matching, pages, memento },
  see,
}: ReportPage): TemplateResult | typeof nothing {
  if (pages < 2) return nothing;
  const { page } = memento.look;
  return html`<nav class="pages" aria-label="Pages">
    ${button({ label: 'Previous', disabled: first === 0, onClick: () => see({ page: page - 1 }) })}
    <span role="status">${number(first + 1)} to ${number(first + lines.length)} of ${number(matching)}</span>
    ${button({ label: 'Next', disabled: first + lines.length >= matching, onClick: () => see({ page: page + 1 }) })}
  </nav>`;
}

/** Offers to ask for what was left out because it takes many single requests. */
function drawCheckAll({ state: { canAskEach }, send }: ReportPage): TemplateResult | typeof nothing {
  if (!canAskEach) return nothing;
  return html`<div class="check-all">
    ${button({ label: 'Check All', onClick: () => send({ kind: 'askEach' }) })}
    <span class="hint"
      >Some things take a request for each cluster or identity and were left out; the notes below name them. Checking
      all of them may take minutes.</span
    >
  </div>`;
}

/** If nothing at all was read, the banner already says so. */
function drawNotes({ state: { notes, clusters, phase } }: ReportPage): TemplateResult | typeof nothing {
  if (notes.length === 0 || (clusters === 0 && phase !== 'ready')) return nothing;
  return html`<section class="section">
    <h2>Notes</h2>
    <ul class="notes">
      ${notes.map((note) => html`<li>${sign('unknown')} <span>${note}</span></li>`)}
    </ul>
  </section>`;
}
