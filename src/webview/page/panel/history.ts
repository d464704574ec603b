import { html, nothing, type TemplateResult } from 'lit-html';
import type { HistoryEntryView, HistoryTabView } from '../../protocol/history.ts';
import { sign, signedLines, type Page } from '../drawing/parts.ts';
import { icon, spinner } from '../drawing/toolkit.ts';
import { t } from '../../../sentences/language.ts';

/** Draws what changed: a line for each entry that unfolds, and what the sources can answer for. */
export function drawHistory(page: Page, view: HistoryTabView): TemplateResult {
  const { title, reading, problem, entries, note, sources, unknown, neverShown } = view;
  return html`<section class="section history">
    <h2 id="history" tabindex="-1">${title}</h2>
    ${drawFilters(page, view)}
    <div class="working" role="status">${reading === undefined ? nothing : html`${spinner()} ${reading}`}</div>
    ${problem === undefined ? nothing : html`<p>${sign('unknown')} ${t`What changed could not be read. ${problem}`}</p>`}
    ${
      entries === undefined || entries.length === 0
        ? nothing
        : html`<ul class="history-entries" aria-label=${t`Changes, the newest first`}>
            ${entries.map((entry) => drawEntry(page, entry))}
          </ul>`
    }
    ${note === undefined ? nothing : html`<p class="hint">${note}</p>`} ${drawSources(sources)}
    ${signedLines(t`Unknown`, 'unknown', unknown)} ${drawNeverShown(neverShown)}
  </section>`;
}

function drawFilters(page: Page, { kinds, days, entries }: HistoryTabView): TemplateResult {
  const kindOn = kinds.find(({ isOn }) => isOn)?.kind;
  const daysOn = days.find(({ isOn }) => isOn)?.days;
  const send = (kind: typeof kindOn, back: typeof daysOn): void =>
    page.send({
      kind: 'lookAtHistory',
      ...(kind === undefined ? {} : { of: kind }),
      ...(back === undefined ? {} : { days: back }),
    });
  const chip = (label: string, isOn: boolean, onClick: () => void): TemplateResult =>
    html`<button class="map-chip" aria-pressed=${isOn ? 'true' : 'false'} @click=${onClick}>${label}</button>`;
  return html`<div class="history-filters">
    <div class="map-chips" role="group" aria-label=${t`How far back`}>
      ${days.map((each) => chip(each.label, each.isOn, () => send(kindOn, each.days)))}
    </div>
    ${
      entries === undefined
        ? nothing
        : html`<div class="map-chips" role="group" aria-label=${t`Kinds of changes`}>
            ${chip(t`All`, kindOn === undefined, () => send(undefined, daysOn))}
            ${kinds.map(({ kind, label, count, isOn }) => chip(`${label} ${count}`, isOn, () => send(isOn ? undefined : kind, daysOn)))}
          </div>`
    }
  </div>`;
}

const kindIcons: Readonly<Record<HistoryEntryView['kind'], string>> = {
  identity: 'key',
  roles: 'shield',
  access: 'lock',
  credentials: 'file-code',
  other: 'edit',
};

function drawEntry(page: Page, entry: HistoryEntryView): TemplateResult {
  const { when, who, client, what, kind, isFailed, details, fixes = [] } = entry;
  return html`<li>
    <details>
      <summary>
        <span class="history-when">${when}</span>
        <span class="history-who"
          >${who}${client === undefined ? nothing : html` <span class="hint">${client}</span>`}</span
        >
        <span class="history-what">${isFailed ? sign('error') : icon(kindIcons[kind])} <span>${what}</span></span>
      </summary>
      <ul class="access-lines">
        ${details.map((line) => html`<li>${line}</li>`)}
      </ul>
    </details>
    ${
      fixes.length === 0
        ? nothing
        : html`<p class="history-fix">
            ${fixes.some(({ isLoss }) => isLoss) ? html`${sign('error')} ${t`The cluster needs what was taken away.`}` : t`What you can do about it:`}
            ${fixes.map(
              ({ fixKey, label }) =>
                html`<button class="link" @click=${() => page.send({ kind: 'fix', of: { kind: 'finding' }, fixKey })}>
                  ${label}
                </button> `,
            )}
          </p>`
    }
  </li>`;
}

function drawNeverShown(lines: readonly string[]): TemplateResult | typeof nothing {
  if (lines.length === 0) return nothing;
  return html`<details class="quiet">
    <summary>${t`What these sources don't show`}</summary>
    <ul class="access-lines">
      ${lines.map((line) => html`<li>${line}</li>`)}
    </ul>
  </details>`;
}

function drawSources(sources: readonly string[]): TemplateResult | typeof nothing {
  if (sources.length === 0) return nothing;
  return html`<h3>${t`Sources`}</h3>
    <ul class="access-lines">
      ${sources.map((line) => html`<li>${line}</li>`)}
    </ul>`;
}
