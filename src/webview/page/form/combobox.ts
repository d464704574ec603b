import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import type { Field, Option } from '../../protocol/form.ts';
import type { Page } from '../drawing/parts.ts';
import { icon } from '../drawing/toolkit.ts';
import { exactOption, isId, matchingOptions } from './matching.ts';
import { t } from '../../../sentences/language.ts';

type ChoiceField = Extract<Field, { kind: 'choice' }>;

/**
 * Draws a field with a list that narrows while the user types, an editable combobox of ARIA 1.2. Arrow keys move, Enter
 * chooses, Escape closes the list; if any text may be pasted, Enter takes the typed text when nothing matches, and an
 * id always as it was typed.
 */
export function combobox(page: Page, field: ChoiceField, describedBy: string): TemplateResult {
  const { local } = page;
  const id = `field-${field.name}`;
  const open = local.list?.field === field.name ? local.list : undefined;
  const value = String(page.valueOf(field));
  const chosen = field.options.find((option) => option.value === value);
  const options = open ? matchingOptions(field.options, open.query) : [];
  const active = open ? options[open.active] : undefined;

  const show = (query: string, at: number): void => {
    local.list = { field: field.name, query, active: at };
    page.redraw();
  };
  const close = (): void => {
    delete local.list;
    page.redraw();
  };
  const choose = (option: Option | undefined): void => {
    if (option?.disabled !== undefined) return;
    const typed = open?.query.trim() ?? '';
    delete local.list;
    if (option) page.edit(field.name, option.value);
    else if (field.pasteable !== undefined && typed) page.edit(field.name, typed);
    page.redraw();
  };
  const move = (by: number): void => {
    // A list in which nothing can be chosen begins with nothing marked.
    if (!open) {
      const chosenAt = field.options.findIndex((option) => option.value === value);
      return show('', chosenAt >= 0 ? chosenAt : field.options.findIndex(({ disabled }) => disabled === undefined));
    }
    const from = open.active < 0 && by < 0 ? 0 : open.active;
    if (options.length > 0) show(open.query, (from + by + options.length) % options.length);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') move(event.key === 'ArrowDown' ? 1 : -1);
    else if (event.key === 'Enter' && open) choose(active ?? meantOption(options, open.query));
    else if (event.key === 'Escape' && open) close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onBlur = (): void => {
    if (!open) return;
    const isText = field.pasteable !== undefined && open.query.trim() !== '';
    if (isText && (options.length === 0 || isId(open.query))) choose(active ?? meantOption(options, open.query));
    else close();
  };

  return html`<div class="combobox">
    <label for=${id}>${field.label}</label>
    <div class="combobox-box">
      <input
        id=${id}
        role="combobox"
        autocomplete="off"
        spellcheck="false"
        aria-autocomplete="list"
        aria-expanded=${open ? 'true' : 'false'}
        aria-controls=${`${id}-list`}
        aria-activedescendant=${active ? `${id}-${options.indexOf(active)}` : ''}
        aria-describedby=${describedBy}
        aria-invalid=${page.errorOf(field) === undefined ? 'false' : 'true'}
        placeholder=${field.loading ? t`Loading ...` : (field.pasteable ?? t`Choose, or type to search`)}
        .value=${live(open ? open.query : (chosen?.label ?? value))}
        @click=${() => {
          if (!open) move(1);
        }}
        @input=${(event: Event) => {
          const { value: query } = event.target as HTMLInputElement;
          show(query, isId(query) ? -1 : 0);
        }}
        @keydown=${onKey}
        @blur=${onBlur}
      />
      ${icon('chevron-down')}
    </div>
    ${open ? listOf(field, id, options, open, choose) : html`<ul id=${`${id}-list`} role="listbox" hidden></ul>`}
    ${!open && chosen?.description ? html`<span class="chosen-description">${chosen.description}</span>` : nothing}
  </div>`;
}

/** The option that the text means without a choice from the list; an id means only the option with that id. */
function meantOption(options: readonly Option[], query: string): Option | undefined {
  if (isId(query)) return exactOption(options, query);
  return options.length === 1 ? options[0] : undefined;
}

/** Says what can be done with a text that no option has. */
function nothingFits({ pasteable, takesId = false }: ChoiceField, query: string): string {
  if (pasteable === undefined) return t`No match.`;
  return takesId && !isId(query)
    ? t`No match. Paste a resource ID to use another one.`
    : t`No match. Press Enter to use this text.`;
}

function listOf(
  field: ChoiceField,
  id: string,
  options: readonly Option[],
  { query, active }: NonNullable<Page['local']['list']>,
  choose: (option: Option) => void,
): TemplateResult {
  return html`<ul id=${`${id}-list`} role="listbox" aria-label=${field.label} class="options">
      ${options.slice(0, 200).map(
        (option, index) =>
          html`<li
            id=${`${id}-${index}`}
            role="option"
            class=${index === active ? 'active' : ''}
            aria-selected=${index === active ? 'true' : 'false'}
            aria-disabled=${option.disabled === undefined ? 'false' : 'true'}
            @mousedown=${(event: Event) => {
              event.preventDefault();
              choose(option);
            }}
          >
            <span class="choice-label">${option.label}</span>
            ${
              (option.disabled ?? option.description)
                ? html`<span class="choice-description">${option.disabled ?? option.description}</span>`
                : nothing
            }
          </li>`,
      )}
    </ul>
    ${
      options.length === 0
        ? html`<p class="options nothing" role="status">
            ${field.loading ? t`Loading ...` : nothingFits(field, query)}
          </p>`
        : nothing
    }
    ${options.length > 200 ? html`<p class="hint">${t`${options.length - 200} more: type to narrow the list.`}</p>` : nothing}`;
}
