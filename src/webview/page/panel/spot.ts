/** Bringing the finding that a row, a link or another page leads to into view. */
import type { PanelState } from '../../protocol/panel.ts';

/** The finding that gets the focus as soon as the page has it. */
let awaited: HTMLElement | undefined;

/**
 * Scrolls to the finding of a new state, lights it for a moment and gives it the focus, and returns it; nothing if the state
 * names none that is new. A user who is elsewhere in the window keeps the focus there until the page gets it.
 */
export function showSpot(before: PanelState | undefined, { spot }: PanelState): string | undefined {
  if (spot === undefined || spot === before?.spot) return undefined;
  const item = document.getElementById(`finding-${spot}`);
  if (!item) return undefined;
  item.scrollIntoView({ block: 'center' });
  item.classList.remove('lit');
  // The animation starts again only if the page was laid out without it.
  void item.offsetWidth;
  item.classList.add('lit');
  item.addEventListener('animationend', () => item.classList.remove('lit'), { once: true });
  if (document.hasFocus()) item.focus({ preventScroll: true });
  else awaited = item;
  return spot;
}

/** Gives the finding that was brought into view the focus, now that the page has it. */
export function focusSpot(): void {
  if (awaited?.isConnected) awaited.focus({ preventScroll: true });
  awaited = undefined;
}
