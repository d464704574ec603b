import type { Copy, Intent, FixPlace } from '../../protocol/intent.ts';
import type { PanelState, Tone } from '../../protocol/panel.ts';
import type { Fact, Field, FieldValue } from '../../protocol/form.ts';
import type { FindingStart } from '../../protocol/limits.ts';
import type { AskerFilter } from '../../protocol/workloads.ts';
import { html, nothing, type TemplateResult } from 'lit-html';
import { badge, button, icon, iconButton, spinner } from './toolkit.ts';
import { say, type Words } from '../../../sentences/words.ts';
import { shownText, t } from '../../../sentences/language.ts';

/** What only the page knows of its map. */
export interface MapLocal {
  /** The thing or line that is selected. */
  selected?: string;
  /** How large it is, 1 being its own size. */
  zoom: number;
  /** What was typed to find something. */
  query: string;
  /** The chip that says what is shown; empty for all. */
  chip: string;
  /** The thing whose path alone is shown. */
  only?: string;
  /** The group that is to come into view once it is drawn. */
  sought?: string;
  /** The folded lists that were unfolded. */
  readonly unfolded: Set<string>;
  /** The width of its frame in pixels. */
  width: number;
}

/** Holds what only the page knows, and what no one needs once the panel is closed. */
export interface Local {
  /** The open list of a field with choices: what was typed to search, and which option is active. */
  list?: { readonly field: string; readonly query: string; readonly active: number };
  /** The titles of the form's folded sections that are open. */
  readonly unfolded: Set<string>;
  /** The typed name that confirms a disruptive plan. */
  confirm: string;
  readonly map: MapLocal;
  /** How those that ask for tokens are filtered, until the host has received it. */
  askerFilter?: AskerFilter;
  /** The last thing that was copied, as JSON, so that its button can say so. */
  copied?: string;
}

/** Everything that drawing a part of the page needs. */
export interface Page {
  readonly state: PanelState;
  readonly now: number;
  readonly local: Local;
  readonly send: (intent: Intent) => void;
  /** Sends an edit and keeps showing it until the host has received it. */
  readonly edit: (field: string, value: FieldValue) => void;
  /** The same for a letter of a text, which isn't called wrong before its field is left. */
  readonly type: (field: Field, value: string) => void;
  /** Returns the field's value, including edits that the host has not received yet. */
  readonly valueOf: (field: Field) => FieldValue;
  /** Returns what is wrong with that value, once it was judged. */
  readonly errorOf: (field: Field) => string | undefined;
  readonly redraw: () => void;
}

const signs: Readonly<Record<Exclude<Tone, 'busy'>, string>> = {
  ok: 'pass',
  info: 'info',
  warning: 'warning',
  error: 'error',
  unknown: 'question',
  off: 'circle-slash',
};
const words: Readonly<Record<Tone, Words>> = {
  ok: say`Good`,
  info: say`Information`,
  warning: say`Warning`,
  error: say`Error`,
  unknown: say`Unknown`,
  off: say`Off`,
  busy: say`In progress`,
};

/** Draws the sign of a state: an icon in its colour, and a word for those who don't see it. */
export function sign(tone: Tone): TemplateResult {
  const picture = tone === 'busy' ? spinner() : icon(signs[tone]);
  return html`<span class="sign ${tone}">${picture}<span class="unseen">${shownText(words[tone])}: </span></span>`;
}

/** Draws lines under a heading, each with the sign of a state; nothing if there are none. */
export function signedLines(heading: string, tone: Tone, lines: readonly string[]): TemplateResult | typeof nothing {
  if (lines.length === 0) return nothing;
  return html`<h3>${heading}</h3>
    <ul class="signed-lines">
      ${lines.map((text) => html`<li>${sign(tone)} <span>${text}</span></li>`)}
    </ul>`;
}

/** Draws the way to the tab where the rest can be read. */
export function tabLink(page: Page, tab: 'workloads'): TemplateResult {
  const go = (): void => {
    page.send({ kind: 'tab', tab });
    document.getElementById(`tab-${tab}`)?.focus();
  };
  return html`<p><button class="link" @click=${go}>${t`Show workloads`}</button></p>`;
}

/** Draws the sign of a state with its word, or another one, next to it. */
export function signWithWord(tone: Tone, word = tone === 'info' ? t`Info` : shownText(words[tone])): TemplateResult {
  const picture = tone === 'busy' ? spinner() : icon(signs[tone]);
  return html`<span class="sign worded ${tone}">${picture}<span>${word}</span></span>`;
}

/** Draws a text that may break after each slash, so that the segments of an id stay whole. */
export function breakableText(text: string): TemplateResult {
  const [first, ...rest] = text.split(/(?<=\/)/);
  return html`${first}${rest.map((part) => html`<wbr />${part}`)}`;
}

/** Draws names that may break after each dot, dash or slash where they are too long for a line. */
export function breakableNames(text: string): TemplateResult {
  const [first, ...rest] = text.split(/(?<=[./_-])(?=[^\s./_-]{2})/);
  return html`${first}${rest.map((part) => html`<wbr />${part}`)}`;
}

/** Draws a button that copies something, which has this name here. */
export function copyButton(page: Page, name: string, copy: Copy): TemplateResult {
  const key = JSON.stringify(copy);
  const done = page.local.copied === key;
  return iconButton(done ? t`Copied ${name}` : t`Copy ${name}`, done ? 'check' : 'copy', () => {
    page.local.copied = key;
    page.send({ kind: 'copy', what: copy });
    page.redraw();
  });
}

/** Draws a button that starts the named change, or nothing if there is no such change; `subject` is what it fixes. */
export function fixButton(
  page: Page,
  place: FixPlace,
  fixKey: string | undefined,
  subject?: string,
  look: 'primary' | 'secondary' = 'secondary',
): TemplateResult | typeof nothing {
  if (fixKey === undefined) return nothing;
  const onClick = (): void => page.send({ kind: 'fix', of: place, fixKey });
  return button({ label: t`Fix...`, look, onClick, ...(subject === undefined ? {} : { of: subject }) });
}

/** What the button of each form says that leads away from a finding. */
export const startLabels: Readonly<Record<FindingStart, Words>> = {
  leavePodIdentity: say`Migrate...`,
  unusedRoles: say`Review roles...`,
  setControlPlane: say`Change identity...`,
  setKubelet: say`Change identity...`,
  prepareGateway: say`Prepare Gateway API...`,
};

/** Draws a button that opens the form which leads away from a finding, if that is possible now; what is shown from a file can't be changed. */
export function startButton(
  page: Page,
  start: FindingStart,
  subject: string,
  look: 'primary' | 'secondary',
): TemplateResult | typeof nothing {
  if (page.state.file !== undefined) return nothing;
  const title = page.state.starts.find(({ kind }) => kind === start)?.disabled;
  const onClick = (): void => page.send({ kind: 'start', change: start });
  const state = title === undefined ? {} : { disabled: true, title };
  // Roles are reviewed once the old identity is no longer in use: nothing that is to be done now.
  const isNow = start !== 'unusedRoles';
  return button({
    label: shownText(startLabels[start]),
    look: isNow ? look : 'secondary',
    of: subject,
    onClick,
    ...state,
  });
}

/** Draws names and values, one pair on each line; `whose` distinguishes the copy buttons of several lists. */
export function factList(page: Page, facts: readonly Fact[], whose?: string): TemplateResult {
  const nameOf = ({ label, copyName = label }: Fact): string =>
    whose === undefined ? copyName : t`${copyName} of ${whose}`;
  return html`<dl class="facts">
    ${facts.map(
      (fact) =>
        html`<div>
          <dt>${fact.label}</dt>
          <dd>
            <span class="value">${breakableText(fact.value)}</span
            >${fact.copy === undefined ? nothing : copyButton(page, nameOf(fact), { of: 'text', text: fact.copy })}
          </dd>
        </div>`,
    )}
  </dl>`;
}

/** Reminds people that what they see, and change, is not in Azure. */
export function demoBadge({ isDemo }: { readonly isDemo: boolean }): TemplateResult | typeof nothing {
  return isDemo ? badge(t`Demo`, t`Sample clusters built into the extension; nothing is sent to Azure.`) : nothing;
}
