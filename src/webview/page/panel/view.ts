import { html, nothing, type TemplateResult } from 'lit-html';
import type { Badge, Banner } from '../../protocol/panel.ts';
import type { Tab } from '../../protocol/tab.ts';
import { demoBadge, sign, type Page } from '../drawing/parts.ts';
import { badge, button, iconButton, spinner } from '../drawing/toolkit.ts';
import { drawMap } from '../map/map.ts';
import { drawAccess } from './access.ts';
import { drawActs } from './acts.ts';
import { drawFlow, drawStarts } from './change/changeTab.ts';
import { drawDetails } from './details/details.ts';
import { drawFileNote } from './fileNote.ts';
import { drawHistory } from './history.ts';
import { drawWorkloads } from './workloads/workloads.ts';
import { say, type Words } from '../../../sentences/words.ts';
import { shownText, t } from '../../../sentences/language.ts';

const tabLabels: Readonly<Record<Tab, Words>> = {
  details: say`Details`,
  workloads: say`Workloads`,
  access: say`Access`,
  history: say`History`,
  map: say`Map`,
  change: say`Change`,
};

/** Draws the whole page of the panel. */
export function drawPage(page: Page): TemplateResult {
  const { state } = page;
  return html`
    <header>
      <div class="head">
        <h1>${state.title}</h1>
        ${demoBadge(state)} ${state.badges.map((candidate) => drawBadge(candidate))}
        <span class="head-actions">${drawHeadActions(page)}</span>
      </div>
      <p class="subtitle">${state.subtitle}</p>
      ${state.tabs.length > 1 ? drawTabs(page) : nothing}
    </header>
    <div class="banners" role="status">${state.banner ? drawBanner(page, state.banner) : nothing}</div>
    ${state.file && state.tab !== 'map' ? drawFileNote(page, state.file) : nothing}
    <main>
      ${
        state.tabs.length > 1
          ? html`<div id="content" role="tabpanel" aria-labelledby=${`tab-${state.tab}`}>${drawContent(page)}</div>`
          : drawContent(page)
      }
    </main>
    <div class=${page.local.copied === undefined ? 'notice' : 'unseen'} role="status">${state.notice ?? ''}</div>
  `;
}

/** A state that needs someone's eyes has its sign and colour; what merely describes is a plain badge. */
function drawBadge({ text, tone }: Badge): TemplateResult {
  return tone === 'info' || tone === 'off'
    ? badge(text)
    : html`<span class="head-state ${tone}">${sign(tone)} ${text}</span>`;
}

function drawHeadActions(page: Page): TemplateResult {
  if (page.state.tabs.length === 0) return html``;
  const isResource = page.state.memento.principalId === undefined;
  return html`${isResource ? iconButton(t`View JSON`, 'json', () => page.send({ kind: 'open', what: 'json' })) : nothing}
  ${
    page.state.hasPortal
      ? iconButton(t`Open in Azure portal`, 'link-external', () => page.send({ kind: 'open', what: 'portal' }))
      : nothing
  }
  ${iconButton(t`Refresh`, 'refresh', () => page.send({ kind: 'refresh' }))}`;
}

function drawTabs(page: Page): TemplateResult {
  const { tabs, tab } = page.state;
  const go = (to: Tab | undefined): void => {
    if (!to) return;
    page.send({ kind: 'tab', tab: to });
    document.getElementById(`tab-${to}`)?.focus();
  };
  const onKey = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by !== 0) go(tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length]);
  };
  return html`<div class="tabs" role="tablist" @keydown=${onKey}>
    ${tabs.map(
      (tabName) =>
        html`<button
          id=${`tab-${tabName}`}
          role="tab"
          aria-selected=${tabName === tab ? 'true' : 'false'}
          aria-controls="content"
          tabindex=${tabName === tab ? '0' : '-1'}
          @click=${() => page.send({ kind: 'tab', tab: tabName })}
        >
          ${shownText(tabLabels[tabName])}
        </button>`,
    )}
  </div>`;
}

function drawBanner(page: Page, { tone, text, action }: Banner): TemplateResult {
  return html`<div class="banner ${tone}">
    ${sign(tone)} <span>${text}</span>
    ${
      action === 'signIn'
        ? button({ label: t`Sign in`, look: 'primary', onClick: () => page.send({ kind: 'open', what: 'signIn' }) })
        : nothing
    }
    ${action === 'refresh' || action === 'signIn' ? button({ label: t`Try again`, onClick: () => page.send({ kind: 'refresh' }) }) : nothing}
    ${action ? button({ label: t`Show log`, onClick: () => page.send({ kind: 'open', what: 'log' }) }) : nothing}
  </div>`;
}

function drawContent(page: Page): TemplateResult | typeof nothing {
  const { state } = page;
  if (state.tab === 'change' && state.flow) return drawFlow(page, state.flow);
  if (state.tab === 'change') return state.file ? nothing : drawStarts(page);
  if (state.tab === 'details' && state.details) return drawDetails(page, state.details);
  if (state.tab === 'workloads' && state.details?.workloads) return drawWorkloads(page, state.details.workloads);
  if (state.tab === 'access' && state.access) return drawAccess(page, state.access);
  if (state.tab === 'access' && state.acts) return drawActs(page, state.acts);
  if (state.tab === 'history' && state.history) return drawHistory(page, state.history);
  if (state.tab === 'map' && state.map) return drawMap(page, state.map);
  return state.loading
    ? html`<p class="working" role="status">${spinner()} ${state.loading}</p>`
    : state.banner
      ? nothing
      : html`<p class="hint">${t`There is nothing to show.`}</p>`;
}
