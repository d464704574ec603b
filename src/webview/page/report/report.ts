import { html, nothing, type TemplateResult } from 'lit-html';
import { demoBadge, sign } from '../drawing/parts.ts';
import { button, iconButton } from '../drawing/toolkit.ts';
import { drawGroups } from './groups.ts';
import type { ReportPage } from './reportPage.ts';
import { drawTable } from './table.ts';
import { drawColumnsMenu, drawTools } from './tools.ts';
import { countWithNoun } from '../../../domain/words/counts.ts';
import { t, shownText } from '../../../sentences/language.ts';

/** Draws the whole page of the report. */
export function drawReport(page: ReportPage): TemplateResult {
  const { state, send } = page;
  const hasClusters = state.clusters > 0;
  return html`
    <header>
      <div class="head">
        <h1>${t`Identity Report`}</h1>
        ${demoBadge(state)} ${state.phase === 'reading' ? drawProgress(page) : drawOutcome(page)}
        <span class="head-actions">
          ${hasClusters ? drawColumnsMenu(page) : nothing}
          ${hasClusters ? iconButton(t`Compare with an earlier report...`, 'git-compare', () => send({ kind: 'compare', stop: false })) : nothing}
          ${iconButton(t`Copy link to this report`, 'link', () => send({ kind: 'copyLink' }))}
          ${iconButton(t`Refresh`, 'refresh', () => send({ kind: 'refresh' }))}
        </span>
      </div>
      ${hasClusters ? drawTools(page) : nothing}
    </header>
    <div class="banners" role="status">${drawBanner(page)}</div>
    <main>
      ${hasClusters ? (page.look.group === 'finding' ? drawGroups(page) : drawTable(page)) : drawEmpty(page)}
      ${drawPages(page)} ${drawNotes(page)}
    </main>
  `;
}

/** Says how many clusters the filter shows, how many of these were checked, where they are and when they were read. */
function drawOutcome({ state }: ReportPage): TemplateResult {
  const { matching, unchecked, clusters, selected, subtitle, meanwhile, isUnlisted } = state;
  if (isUnlisted)
    return html`<p class="subtitle"><span class="outcome" role="status">${t`Clusters unknown`}</span></p>`;
  const clusterCount = shownText(countWithNoun(clusters, 'cluster'));
  const counts = [
    matching === clusters ? clusterCount : t`${matching} of ${clusterCount}`,
    ...(unchecked === 0 ? [] : [t`${unchecked} not checked`]),
    ...(selected === 0 ? [] : [t`${selected} selected`]),
  ];
  return html`<p class="subtitle">
    <span class="outcome" role="status">${counts.join(', ')}</span> ${t`in ${subtitle}`}
    <span class="meanwhile" role="status">${meanwhile === undefined ? '' : ` \u00b7 ${meanwhile}`}</span>
  </p>`;
}

/** A screen reader hears the beginning, and the end from the line of the outcome; the user may read it in between. */
function drawProgress({ state: { found, all, toCome }, send }: ReportPage): TemplateResult {
  const text = all === undefined ? t`Listing clusters ...` : t`Checked ${found} of ${countWithNoun(all, 'cluster')}.`;
  return html`<div class="progress">
    <progress
      aria-label=${t`Checking clusters`}
      max=${all ?? 1}
      .value=${all === undefined ? undefined : found}
    ></progress>
    <span>${text}${toCome === undefined ? nothing : html` ${toCome}`}</span>
    <button class="tool" @click=${() => send({ kind: 'cancel' })}>${t`Cancel`}</button>
  </div>`;
}

function drawBanner(page: ReportPage): TemplateResult | typeof nothing {
  const { state, send } = page;
  const { phase, failure, stale } = state;
  const refresh = (label: string): TemplateResult => button({ label, onClick: () => send({ kind: 'refresh' }) });
  const run = (label: string, action: 'signIn' | 'startDemo' | 'showLog'): TemplateResult =>
    button({ label, onClick: () => send({ kind: 'run', what: action }) });
  if (phase === 'failed') {
    return html`<div class="banner error">
      ${sign('error')} <span>${failure}</span> ${refresh(t`Try again`)} ${run(t`Show log`, 'showLog')}
    </div>`;
  }
  if (phase === 'signedOut') {
    return html`<div class="banner">
      ${sign('info')} <span>${failure}</span> ${run(t`Sign in`, 'signIn')} ${run(t`Start demo`, 'startDemo')}
    </div>`;
  }
  if (phase === 'stopped') {
    return html`<div class="banner warning">
      ${sign('warning')} <span>${t`Stopped: not all clusters were checked.`}</span> ${refresh(t`Start again`)}
    </div>`;
  }
  const old =
    stale && phase !== 'reading'
      ? html`<div class="banner">
          ${sign('info')} <span>${t`Something has changed since this was read.`}</span> ${refresh(t`Refresh`)}
        </div>`
      : nothing;
  return html`${old} ${drawChanges(page)}`;
}

/** What has changed since an earlier report. */
function drawChanges({ state: { changes }, send }: ReportPage): TemplateResult | typeof nothing {
  const [first, ...rest] = changes ?? [];
  if (first === undefined) return nothing;
  return html`<div class="banner changes">
    ${sign('info')}
    <div>
      <p>${first}</p>
      ${
        rest.length === 0
          ? nothing
          : html`<details>
              <summary>${t`Fixed, gone or unknown`}</summary>
              <ul class="next">
                ${rest.map((text) => html`<li>${text}</li>`)}
              </ul>
            </details>`
      }
    </div>
    ${button({ label: t`Stop comparing`, onClick: () => send({ kind: 'compare', stop: true }) })}
  </div>`;
}

function drawEmpty({ state: { phase, isUnlisted }, send }: ReportPage): TemplateResult | typeof nothing {
  if (phase !== 'ready' || isUnlisted) return nothing;
  return html`<div class="alone">
    <p>${t`No clusters found in the subscriptions that are shown.`}</p>
    <p>
      ${button({
        label: t`Select subscriptions...`,
        onClick: () => send({ kind: 'run', what: 'selectSubscriptions' }),
      })}
    </p>
  </div>`;
}

function drawPages({
  state: { first, lines, matching, pages, memento },
  look,
  see,
}: ReportPage): TemplateResult | typeof nothing {
  if (pages < 2 || look.group === 'finding') return nothing;
  const { page } = memento.look;
  return html`<nav class="pages" aria-label=${t`Pages`}>
    ${button({ label: t`Previous`, disabled: first === 0, onClick: () => see({ page: page - 1 }) })}
    <span role="status">${t`${first + 1} to ${first + lines.length} of ${matching}`}</span>
    ${button({ label: t`Next`, disabled: first + lines.length >= matching, onClick: () => see({ page: page + 1 }) })}
  </nav>`;
}

/** Where nothing at all was read, the banner has said so. */
function drawNotes({ state: { notes, clusters, phase } }: ReportPage): TemplateResult | typeof nothing {
  if (notes.length === 0 || (clusters === 0 && phase !== 'ready')) return nothing;
  return html`<section class="section notes-section">
    <h2>${t`Notes`}</h2>
    <ul class="notes">
      ${notes.map((note) => html`<li>${sign('unknown')} <span>${note}</span></li>`)}
    </ul>
  </section>`;
}
