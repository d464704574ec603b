/** A button that opens a menu: what one rarely needs, out of sight until then. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { icon } from './toolkit.ts';

/** One line of a menu: something to do, or a page on the web. */
export type MenuItem = { readonly label: string; readonly icon: string; readonly title?: string } & (
  { readonly onClick: () => void } | { readonly href: string }
);

/**
 * Draws a button "..." with a menu; `id` is the only one of its kind on the page, and `label` is what a screen reader
 * says. The browser closes the menu on Escape and on a click elsewhere, and gives the focus back to the button.
 */
export function menuButton(id: string, label: string, items: readonly MenuItem[]): TemplateResult | typeof nothing {
  if (items.length === 0) return nothing;
  return html`<button
      class="menu-button"
      popovertarget=${id}
      aria-haspopup="menu"
      aria-label=${label}
      title="More actions"
    >
      ${icon('ellipsis')}
    </button>
    <div id=${id} class="menu" popover="auto" role="menu" aria-label=${label} @toggle=${onToggle} @keydown=${onKey}>
      ${items.map((item) => drawItem(item))}
    </div>`;
}

function drawItem(item: MenuItem): TemplateResult {
  const content = html`${icon(item.icon)} <span>${item.label}</span>`;
  if ('href' in item)
    return html`<a role="menuitem" tabindex="-1" href=${item.href} title=${item.title ?? nothing} @click=${closeMenu}
      >${content}</a
    >`;
  const { onClick } = item;
  const onPress = (event: Event): void => {
    closeMenu(event);
    onClick();
  };
  return html`<button role="menuitem" tabindex="-1" title=${item.title ?? nothing} @click=${onPress}>
    ${content}
  </button>`;
}

function menuOf({ currentTarget }: Event): HTMLElement | null {
  return currentTarget instanceof HTMLElement ? currentTarget.closest<HTMLElement>('.menu') : null;
}

function closeMenu(event: Event): void {
  menuOf(event)?.hidePopover();
}

/** Places a menu that was opened next to its button, inside the window, and gives its first line the focus. */
function onToggle(event: Event): void {
  const menu = menuOf(event);
  const anchor = menu?.previousElementSibling;
  if (!menu || !anchor || !menu.matches(':popover-open')) return;
  const { top, bottom, right } = anchor.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const isBelow = bottom + height <= window.innerHeight;
  menu.style.top = `${isBelow ? bottom : Math.max(0, top - height)}px`;
  menu.style.left = `${Math.max(0, right - width)}px`;
  menu.querySelector<HTMLElement>('[role="menuitem"]')?.focus({ preventScroll: true });
  window.addEventListener('scroll', () => menu.hidePopover(), { once: true });
}

const steps: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

function onKey(event: KeyboardEvent): void {
  const menu = menuOf(event);
  if (event.key === 'Tab') return menu?.hidePopover();
  const step = steps[event.key];
  if (!menu || !step) return;
  event.preventDefault();
  const items = [...menu.querySelectorAll<HTMLElement>('[role="menuitem"]')];
  const at = items.findIndex((item) => item === document.activeElement);
  items[step(at, items.length)]?.focus();
}
