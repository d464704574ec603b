/** The field that filters by words and terms, an editable combobox of ARIA 1.2 whose suggestions are for what is being typed. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import type { Suggestion } from '../../protocol/report.ts';
import {
  withoutQuotes,
  queryKeys,
  termOf,
  tokensOf,
  unknownKeysIn,
  type QueryKey,
  type QueryToken,
} from '../../protocol/reportQuery.ts';
import { button, icon } from '../drawing/toolkit.ts';
import type { ReportPage } from './reportPage.ts';
import { inFigures, say, type Words } from '../../../sentences/words.ts';
import { shownText, t } from '../../../sentences/language.ts';

const aboutKeys: Readonly<Record<QueryKey, Words>> = {
  subscription: say`Subscription, by name or ID`,
  group: say`Resource group`,
  region: say`Region`,
  identity: say`Identity, by name or any ID`,
  controlPlane: say`Kind of control plane identity`,
  kubelet: say`Kind of kubelet identity`,
  finding: say`Finding`,
  compliance: say`Compliance: a benchmark or one of its controls`,
};

/** Something to choose, and the text that takes the place of what was typed. */
interface SearchOption {
  readonly written: string;
  readonly label: string;
  readonly detail: string;
  readonly group: string;
}

/** What is being typed, with what can take its place. */
interface Typing {
  readonly token: QueryToken;
  readonly options: readonly SearchOption[];
}

const howToFilter = say`Filter by words, or by terms such as subscription:, group:, region:, identity:, finding: and compliance:`;

const longest = 500;

/** Draws the field, and its suggestions while someone types in it. */
export function drawSearch(page: ReportPage): TemplateResult {
  const { look, local } = page;
  const typing = local.search && typingAt(page, local.search.caret);
  const options = typing?.options ?? [];
  const active = local.search?.active ?? -1;
  const isOpen = options.length > 0;
  return html`<div class="search" role="search">
    ${icon('filter')}
    <input
      id="filter-text"
      role="combobox"
      aria-label=${t`Filter`}
      autocomplete="off"
      spellcheck="false"
      aria-autocomplete="list"
      aria-expanded=${isOpen ? 'true' : 'false'}
      aria-controls="filter-options"
      aria-activedescendant=${options[active] ? `filter-option-${active}` : nothing}
      placeholder=${t`Filter: words, subscription:, finding: ...`}
      title=${shownText(howToFilter)}
      maxlength=${longest}
      .value=${live(look.text)}
      @input=${(event: Event) => onInput(page, event.target as HTMLInputElement)}
      @click=${(event: Event) => lookAt(page, event.target as HTMLInputElement)}
      @keydown=${(event: KeyboardEvent) => onKey(page, event, typing)}
      @keyup=${(event: KeyboardEvent) => onMoved(page, event)}
      @blur=${() => close(page)}
    />
    ${look.text === '' && look.marks.length === 0 ? nothing : drawClear(page)}
    <div id="filter-options" class="options" role="listbox" aria-label=${t`Suggestions`} ?hidden=${!isOpen}>
      ${isOpen && typing ? drawOptions(page, typing, active) : nothing}
    </div>
  </div>`;
}

/** Says that nothing matches, which terms the filter doesn't know, and offers to clear it. */
export function drawNoMatch(page: ReportPage, text: string): TemplateResult {
  return html`<div class="alone">
    <p>${text}</p>
    ${unknownKeysIn(page.look.text).map((key) => html`<p>${t`There is no term "${key}:".`} ${shownText(howToFilter)}</p>`)}
    <p>${button({ label: t`Clear filter`, onClick: () => page.see({ text: '', marks: [] }) })}</p>
  </div>`;
}

function drawClear({ see }: ReportPage): TemplateResult {
  return html`<button
    class="tool only-icon"
    aria-label=${t`Clear filter`}
    title=${t`Clear filter`}
    @click=${() => see({ text: '', marks: [] })}
  >
    ${icon('close')}
  </button>`;
}

function drawOptions(page: ReportPage, typing: Typing, active: number): readonly TemplateResult[] {
  const groups = Map.groupBy(
    typing.options.map((option, index) => ({ option, index })),
    ({ option }) => option.group,
  );
  return [...groups].map(([name, ofGroup]) => {
    const drawn = ofGroup.map(
      ({ option, index }) =>
        html`<div
          id=${`filter-option-${index}`}
          role="option"
          class=${index === active ? 'active' : ''}
          aria-selected=${index === active ? 'true' : 'false'}
          @mousedown=${(event: Event) => {
            event.preventDefault();
            choose(page, typing, option);
          }}
        >
          <span>${option.label}</span> <span class="hint">${option.detail}</span>
        </div>`,
    );
    if (name === '') return html`${drawn}`;
    return html`<div role="group" aria-label=${name}>
      <div class="option-group" aria-hidden="true">${name}</div>
      ${drawn}
    </div>`;
  });
}

/** Returns the word or term at the caret: an empty one between two, where a new one begins. */
function tokenAt(text: string, caret: number): QueryToken {
  const token = tokensOf(text).find(({ start, end }) => start <= caret && caret <= end);
  return token ?? { start: caret, end: caret, value: '' };
}

function typingAt({ look, state }: ReportPage, caret: number): Typing {
  const token = tokenAt(look.text, caret);
  const { key, value } = token;
  if (key === undefined) {
    const typedKey = value.toLowerCase();
    const keys = queryKeys.filter((queryKey) => queryKey.toLowerCase().startsWith(typedKey));
    return {
      token,
      options: keys.map((queryKey) => suggestionOption(`${queryKey}:`, { detail: shownText(aboutKeys[queryKey]) })),
    };
  }
  const typedValue = withoutQuotes(value).toLowerCase();
  const suggestions = state.suggestions?.key === key ? state.suggestions.options : [];
  const fitting = suggestions.filter((suggestion) => searchedIn(suggestion).includes(typedValue));
  const isWritten = fitting.length === 1 && fitting[0]?.value.toLowerCase() === typedValue;
  return { token, options: isWritten ? [] : fitting.map((suggestion) => suggested(key, suggestion)) };
}

function searchedIn({ value, label = '', group = '' }: Suggestion): string {
  return `${value}\n${label}\n${group}`.toLowerCase();
}

function suggested(key: QueryKey, { value, label, group, count }: Suggestion): SearchOption {
  return suggestionOption(termOf(key, value), { label: label ?? value, detail: shownText(inFigures(count)), group });
}

function suggestionOption(
  written: string,
  { label = written, detail, group = '' }: { label?: string; detail: string; group?: string | undefined },
): SearchOption {
  return { written, label, detail, group };
}

/** Notes where someone types, and asks for suggestions if a term is there. */
function lookAt(page: ReportPage, field: HTMLInputElement): void {
  const caret = field.selectionStart ?? field.value.length;
  const { key, value } = tokenAt(field.value, caret);
  page.local.search = { caret, active: -1 };
  if (key !== undefined) page.send({ kind: 'suggest', key, typed: value });
  page.redraw();
}

function onInput(page: ReportPage, field: HTMLInputElement): void {
  page.see({ text: field.value });
  lookAt(page, field);
}

function onMoved(page: ReportPage, { key, target }: KeyboardEvent): void {
  if (['ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(key) && page.local.search)
    lookAt(page, target as HTMLInputElement);
}

function close({ local, redraw }: ReportPage): void {
  if (!local.search) return;
  delete local.search;
  redraw();
}

/** Writes the option in place of what was typed; after a key, its values are suggested. */
function choose(page: ReportPage, { token }: Typing, { written }: SearchOption): void {
  const { text } = page.look;
  const isKey = written.endsWith(':');
  const before = `${text.slice(0, token.start)}${written}${isKey ? '' : ' '}`;
  const after = text.slice(token.end).trimStart();
  page.see({ text: `${before}${after}`.slice(0, longest) });
  const field = document.getElementById('filter-text') as HTMLInputElement;
  field.setSelectionRange(before.length, before.length);
  if (isKey) lookAt(page, field);
  else close(page);
}

function onKey(page: ReportPage, event: KeyboardEvent, typing: Typing | undefined): void {
  const field = event.target as HTMLInputElement;
  const { local } = page;
  const options = typing?.options ?? [];
  const active = local.search?.active ?? -1;
  const option = options[active];
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (by !== 0 && options.length === 0) lookAt(page, field);
  else if (by !== 0 && local.search) {
    const to = active < 0 && by < 0 ? options.length - 1 : (active + by + options.length) % options.length;
    local.search = { ...local.search, active: to };
    page.redraw();
    document.getElementById(`filter-option-${to}`)?.scrollIntoView({ block: 'nearest' });
  } else if (event.key === 'Enter' && option && typing) choose(page, typing, option);
  else if (event.key === 'Escape' && options.length > 0) close(page);
  else if (event.key === 'Escape' && page.look.text !== '') page.see({ text: '' });
  else return;
  event.preventDefault();
  event.stopPropagation();
}
