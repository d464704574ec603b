import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { Field, Form, Section } from '../../protocol/form.ts';
import { factList, type Page } from '../drawing/parts.ts';
import { checkbox, icon, link, radioGroup, spinner, textField, type Drawn } from '../drawing/toolkit.ts';
import { combobox } from './combobox.ts';
import { t } from '../../../sentences/language.ts';

/** Draws a form: sections with facts, fields and notes. */
export function drawForm(page: Page, form: Form): TemplateResult {
  return html`${form.sections.map((section) => drawSection(page, section))}
    <div role="alert" class="form-error">${form.error ? html`${icon('error')} ${form.error}` : nothing}</div>`;
}

/** Each field keeps its own elements, so that focus and clicks stay in place when a field appears above. */
function drawSection(page: Page, section: Section): TemplateResult {
  const content = html`
    ${section.facts ? factList(page, section.facts) : nothing}
    ${repeat(
      section.fields,
      ({ kind, name }) => `${kind} ${name}`,
      (field) => html`<div class="field ${field.kind}">${drawField(page, field)}</div>`,
    )}
    ${(section.notes ?? []).map(
      (note) => html`<p class="note">${note.text} ${note.link ? link(note.link.text, note.link.href) : nothing}</p>`,
    )}
  `;
  if (section.folded) return drawFolded(page, section, content);
  return html`<section class="section">
    ${section.title ? html`<h3>${section.title}</h3>` : nothing}${content}
  </section>`;
}

/** A section that opens by itself when something in it is wrong, and stays open until the user closes it. */
function drawFolded(
  page: Page,
  { title = t`More`, summary, fields }: Section,
  content: TemplateResult,
): TemplateResult {
  const { unfolded } = page.local;
  if (fields.some(({ error }) => error !== undefined)) unfolded.add(title);
  const onToggle = (event: Event): void => {
    if ((event.currentTarget as HTMLDetailsElement).open) unfolded.add(title);
    else unfolded.delete(title);
  };
  return html`<details class="section fold" .open=${unfolded.has(title)} @toggle=${onToggle}>
    <summary><span class="fold-title">${title}</span> <span class="fold-summary">${summary ?? ''}</span></summary>
    <div class="fold-content">${content}</div>
  </details>`;
}

function drawField(page: Page, field: Field): TemplateResult {
  const id = `field-${field.name}`;
  const error = page.errorOf(field);
  return html`${drawControl(page, field, id)}
    <div class="field-foot" id=${`${id}-foot`}>
      ${
        error
          ? html`<span class="field-error" role="alert">${icon('error')} ${error}</span>`
          : html`<span class="hint">${field.hint ?? nothing}</span>`
      }
      ${field.help ? link(field.help.text, field.help.href) : nothing}
    </div>`;
}

/** A list always has a value, its default; a field that may stay empty says so. */
function labelOf({ kind, label, optional }: Field): Drawn {
  const isMarked = optional === true && (kind === 'text' || kind === 'checklist');
  return isMarked ? html`${label} <span class="hint">${t`(optional)`}</span>` : label;
}

function drawControl(page: Page, field: Field, id: string): TemplateResult {
  const { label, name } = field;
  switch (field.kind) {
    case 'text':
      return textField({
        id,
        label: labelOf(field),
        value: String(page.valueOf(field)),
        onInput: (value) => page.type(field, value),
        ...(field.placeholder === undefined ? {} : { placeholder: field.placeholder }),
        ...(field.multiline === undefined ? {} : { multiline: field.multiline }),
        ...(field.numeric === undefined ? {} : { numeric: field.numeric }),
        description: page.errorOf(field) ?? field.hint ?? '',
        invalid: page.errorOf(field) !== undefined,
      });
    case 'choice':
      return combobox(page, field, `${id}-foot`);
    case 'radio':
      return radioGroup({
        id,
        label,
        value: String(page.valueOf(field)),
        options: field.options,
        onChange: (value) => page.edit(name, value),
      });
    case 'checkbox':
      return checkbox({
        id,
        label,
        checked: page.valueOf(field) === true,
        onChange: (value) => page.edit(name, value),
        ...(field.disabled === undefined ? {} : { disabled: true, description: field.disabled }),
      });
    case 'checklist':
      return drawChecklist(page, field, id);
  }
}

function drawChecklist(page: Page, field: Extract<Field, { kind: 'checklist' }>, id: string): TemplateResult {
  const value = page.valueOf(field);
  const ticked = Array.isArray(value) ? value.map(String) : [];
  const toggle = (option: string, on: boolean): void =>
    page.edit(field.name, on ? [...ticked, option] : ticked.filter((tickedOption) => tickedOption !== option));
  return html`<fieldset id=${id} tabindex="-1">
    <legend>${labelOf(field)}</legend>
    ${field.options.map((option, index) =>
      checkbox({
        id: `${id}-${index}`,
        label: option.label,
        description: option.disabled ?? option.description,
        checked: ticked.includes(option.value),
        disabled: option.disabled !== undefined,
        onChange: (on) => toggle(option.value, on),
      }),
    )}
    ${field.loading ? html`<p class="hint">${spinner()} ${t`Loading ...`}</p>` : nothing}
    ${!field.loading && field.options.length === 0 ? html`<p class="hint">${t`There are none.`}</p>` : nothing}
  </fieldset>`;
}
