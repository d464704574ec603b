/** A button that opens a menu, as ARIA's pattern has it: arrow keys move, Escape and Tab close, the focus goes back. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { icon } from './toolkit.ts';

/** One item of a menu: something to do, a page to open, or something that is on or off. */
export type MenuItem =
  | { readonly kind: 'action'; readonly label: string; readonly onClick: () => void }
  | { readonly kind: 'page'; readonly label: string; readonly href: string }
  | { readonly kind: 'toggle'; readonly label: string; readonly isOn: boolean; readonly onClick: () => void };

/** Describes a button with a menu. */
export interface MenuOptions {
  /** Unique on the page. */
  readonly id: string;
  /** What the button says, or what only screen readers and its tooltip say if there is an icon. */
  readonly label: string;
  readonly icon?: string;
  readonly items: readonly MenuItem[];
}

/** Draws the button and its menu, which the browser keeps on top of everything, next to the button. */
export function menuButton({ id, label, icon: name, items }: MenuOptions): TemplateResult {
  return html`<span class="menu-place">
    <button
      id=${id}
      class=${name === undefined ? 'tool' : 'tool only-icon'}
      aria-haspopup="menu"
      aria-expanded="false"
      aria-controls=${`${id}-menu`}
      aria-label=${name === undefined ? nothing : label}
      title=${name === undefined ? nothing : label}
      popovertarget=${`${id}-menu`}
      @keydown=${openByArrow}
    >
      ${name === undefined ? html`<span>${label}</span>${icon('chevron-down')}` : icon(name)}
    </button>
    <div
      id=${`${id}-menu`}
      class="menu"
      role="menu"
      aria-label=${label}
      popover
      @toggle=${onToggle}
      @keydown=${moveOn}
      @click=${closeAfter}
    >
      ${items.map(drawItem)}
    </div>
  </span>`;
}

function drawItem(item: MenuItem): TemplateResult {
  switch (item.kind) {
    case 'action':
      return html`<button role="menuitem" tabindex="-1" @click=${item.onClick}>${item.label}</button>`;
    case 'page':
      return html`<a role="menuitem" tabindex="-1" href=${item.href}>${item.label}</a>`;
    case 'toggle':
      return html`<button
        role="menuitemcheckbox"
        tabindex="-1"
        aria-checked=${item.isOn ? 'true' : 'false'}
        @click=${item.onClick}
      >
        ${icon(item.isOn ? 'check' : 'blank')}${item.label}
      </button>`;
  }
}

function menuItems(menu: HTMLElement): readonly HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('[role^="menuitem"]')];
}

/** The first item has the focus once the menu is open. */
function onToggle(event: ToggleEvent): void {
  const menu = event.currentTarget as HTMLElement;
  const isOpen = event.newState === 'open';
  menu.previousElementSibling?.setAttribute('aria-expanded', isOpen ? 'true' : 'false');
  if (isOpen) menuItems(menu)[0]?.focus();
}

function openByArrow(event: KeyboardEvent): void {
  if (event.key !== 'ArrowDown') return;
  const button = event.currentTarget as HTMLElement;
  event.preventDefault();
  event.stopPropagation();
  button.click();
}

function moveOn(event: KeyboardEvent): void {
  const menu = event.currentTarget as HTMLElement;
  const items = menuItems(menu);
  const at = items.indexOf(document.activeElement as HTMLElement);
  const to: Readonly<Record<string, number>> = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: (at - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  };
  const next = to[event.key];
  event.stopPropagation();
  if (event.key === 'Tab') return menu.hidePopover();
  if (event.key === 'Escape') {
    menu.hidePopover();
    (menu.previousElementSibling as HTMLElement | null)?.focus();
  } else if (next !== undefined) items[next]?.focus();
  else return;
  event.preventDefault();
}

/** What is on or off can be chosen several times; anything else closes the menu. */
function closeAfter(event: MouseEvent): void {
  const item = (event.target as HTMLElement).closest('[role^="menuitem"]');
  if (item?.getAttribute('role') !== 'menuitem') return;
  const menu = event.currentTarget as HTMLElement;
  menu.hidePopover();
  (menu.previousElementSibling as HTMLElement | null)?.focus();
}
