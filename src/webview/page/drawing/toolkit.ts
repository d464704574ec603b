/**
 * The controls of the page. Only this file names the toolkit, so that replacing it changes one file: all others ask for
 * a button or a field.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeBadge,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeLink,
  vsCodeProgressRing,
  vsCodeRadio,
  vsCodeRadioGroup,
  vsCodeTextArea,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { ref } from 'lit-html/directives/ref.js';

/** The toolkit labels radio buttons and boxes with all of their text; this makes a screen reader pause before the description. */
const pause = html`<span class="unseen">. </span>`;

/** Something that a template can contain. */
export type Drawn = TemplateResult | typeof nothing | string;

/** Makes the controls known to the browser; call once. */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(
    vsCodeBadge(),
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeLink(),
    vsCodeProgressRing(),
    vsCodeRadio(),
    vsCodeRadioGroup(),
    vsCodeTextArea(),
    vsCodeTextField(),
  );
}

/** Draws a codicon, which screen readers skip. */
export function icon(name: string): TemplateResult {
  return html`<span class="codicon codicon-${name}" aria-hidden="true"></span>`;
}

/** Describes a button. */
export interface ButtonOptions {
  readonly label: string;
  readonly onClick: () => void;
  readonly look?: 'primary' | 'secondary';
  readonly icon?: string;
  readonly disabled?: boolean;
  /** Distinguishes it from other buttons with the same label; a screen reader says it after the label. */
  readonly of?: string;
  /** The tooltip. */
  readonly title?: string;
}

/** Draws a button with a label, and with an icon before it if one is given. */
export function button(options: ButtonOptions): TemplateResult {
  const { label, onClick, look = 'secondary', icon: name, disabled, of, title } = options;
  return html`<vscode-button
    appearance=${look}
    ?disabled=${disabled ?? false}
    aria-label=${of === undefined ? nothing : `${label} ${of}`}
    title=${title ?? nothing}
    @click=${onClick}
    >${name ? html`<span slot="start" class="codicon codicon-${name}" aria-hidden="true"></span>` : nothing}${label}</vscode-button
  >`;
}

/** Draws a button that is only an icon; its label is its tooltip, and is what a screen reader says. */
export function iconButton(label: string, name: string, onClick: () => void): TemplateResult {
  return html`<vscode-button appearance="icon" aria-label=${label} title=${label} @click=${onClick}
    >${icon(name)}</vscode-button
  >`;
}

/** Describes a text field. */
export interface TextOptions {
  readonly id: string;
  readonly label: Drawn;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly placeholder?: string;
  readonly multiline?: boolean;
  readonly numeric?: boolean;
  /** The hint or error that a screen reader says after the label. */
  readonly description?: string;
  readonly invalid?: boolean;
}

/** Draws a labelled field for text. */
export function textField(options: TextOptions): TemplateResult {
  const { id, label, value, placeholder, invalid } = options;
  const onInput = (event: Event): void => options.onInput((event.target as HTMLInputElement).value);
  if (options.multiline) {
    return html`<vscode-text-area
      id=${id}
      class="text"
      rows="3"
      resize="vertical"
      placeholder=${placeholder ?? ''}
      .value=${live(value)}
      @input=${onInput}
      ${ref(describe(options))}
      aria-invalid=${invalid ? 'true' : 'false'}
      >${label}</vscode-text-area
    >`;
  }
  return html`<vscode-text-field
    id=${id}
    class="text"
    placeholder=${placeholder ?? ''}
    .value=${live(value)}
    @input=${onInput}
    ${ref(describe(options))}
    aria-invalid=${invalid ? 'true' : 'false'}
    >${label}</vscode-text-field
  >`;
}

/** Sets the description on the field's own input, which is in its shadow DOM, where ids of the page are unknown. */
function describe({ description, numeric }: TextOptions): (element: Element | undefined) => void {
  return (element) => {
    const control: (Element & { control?: HTMLElement }) | undefined = element;
    queueMicrotask(() => {
      control?.control?.setAttribute('aria-description', description ?? '');
      control?.control?.setAttribute('inputmode', numeric ? 'numeric' : 'text');
      control?.control?.setAttribute('spellcheck', 'false');
    });
  };
}

/** One of several options, one of which is chosen. */
export interface RadioOption {
  readonly value: string;
  readonly label: string;
  readonly description?: string;
  readonly disabled?: string;
}

/**
 * Draws a group of radio buttons; a disabled one says why below its label. The group also reports a change when drawing
 * sets its value, so the listener is drawn before the value and can tell that the user did not make this change.
 */
export function radioGroup(options: {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly options: readonly RadioOption[];
  readonly onChange: (value: string) => void;
}): TemplateResult {
  const { id, label, value, onChange } = options;
  const onEvent = (event: Event): void => {
    const chosen = (event.currentTarget as HTMLInputElement).value;
    if (chosen !== value) onChange(chosen);
  };
  return html`<vscode-radio-group
    id=${id}
    name=${id}
    aria-label=${label}
    orientation="vertical"
    @change=${onEvent}
    .value=${live(value)}
    ><span slot="label">${label}</span>${options.options.map(
      (option) =>
        html`<vscode-radio value=${option.value} ?disabled=${option.disabled !== undefined}
          ><span class="choice-label">${option.label}</span>${
            (option.disabled ?? option.description)
              ? html`${pause}<span class="choice-description">${option.disabled ?? option.description}</span>`
              : nothing
          }</vscode-radio
        >`,
    )}</vscode-radio-group
  >`;
}

/** Draws a checkbox; its listener is drawn before its state, as in a group of radio buttons. */
export function checkbox(options: {
  readonly id: string;
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly description?: string | undefined;
  readonly disabled?: boolean;
}): TemplateResult {
  const { id, label, checked, description, disabled } = options;
  const onEvent = (event: Event): void => {
    const isChecked = (event.currentTarget as HTMLInputElement).checked;
    if (isChecked !== checked) options.onChange(isChecked);
  };
  return html`<vscode-checkbox id=${id} ?disabled=${disabled ?? false} @change=${onEvent} .checked=${live(checked)}
    ><span class="choice-label">${label}</span>${
      description ? html`${pause}<span class="choice-description">${description}</span>` : nothing
    }</vscode-checkbox
  >`;
}

/** Draws a short text in a box of its own. */
export function badge(text: string, title = text): TemplateResult {
  return html`<vscode-badge title=${title}>${text}</vscode-badge>`;
}

/** Draws a turning ring while something is going on; the words next to it say what. */
export function spinner(): TemplateResult {
  return html`<vscode-progress-ring aria-hidden="true"></vscode-progress-ring>`;
}

/** Draws a link to a page on the web; `label` distinguishes it from other links with the same text. */
export function link(text: string, href: string, label?: string): TemplateResult {
  return html`<vscode-link href=${href} aria-label=${label ?? nothing}>${text}</vscode-link>`;
}
