/** The map under the pointer: it lights up paths, zooms and is dragged; and it knows how wide its frame is. */
import type { Picture } from '../../../domain/picture/picture.ts';
import type { Page } from '../drawing/parts.ts';
import { pathOf } from './filter.ts';

/** Shows the map that much larger or smaller, around a point of its frame. */
export function zoomBy(page: Page, by: number, at?: { readonly x: number; readonly y: number }): void {
  zoomTo(page, page.local.map.zoom * by, at);
}

/** Shows the map in that size, 1 being its own. */
export function zoomTo(page: Page, zoom: number, at?: { readonly x: number; readonly y: number }): void {
  const { map } = page.local;
  const before = map.zoom;
  map.zoom = Math.min(4, Math.max(0.2, Math.round(zoom * 100) / 100));
  page.redraw();
  const frame = document.querySelector<HTMLElement>('.map-frame');
  if (frame === null) return;
  const { x, y } = at ?? { x: frame.clientWidth / 2, y: 0 };
  const grown = map.zoom / before;
  frame.scrollLeft = (frame.scrollLeft + x) * grown - x;
  frame.scrollTop = (frame.scrollTop + y) * grown - y;
}

/** Shows all of the map. */
export function zoomToFit(page: Page): void {
  const frame = document.querySelector<HTMLElement>('.map-frame');
  const picture = frame?.querySelector('svg')?.viewBox.baseVal;
  if (!frame || !picture) return;
  const most =
    frame.parentElement === null
      ? frame.clientHeight
      : parseFloat(getComputedStyle(frame).maxHeight) || frame.clientHeight;
  const whole = Math.min(1, frame.clientWidth / picture.width, most / picture.height);
  // Rounded up, it would be wider than its frame.
  zoomTo(page, Math.floor(whole * 100) / 100);
}

/** Zooms around the pointer with Ctrl or Cmd, as pictures in VS Code do; without it the wheel scrolls. */
export function onWheel(page: Page): (event: WheelEvent) => void {
  return (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const { left, top } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    zoomBy(page, event.deltaY < 0 ? 1.1 : 1 / 1.1, { x: event.clientX - left, y: event.clientY - top });
  };
}

/** A pointer that moves less than that clicks. */
const still = 4;

/** Moves the map with the pointer while its button is down; what was dragged is not clicked. */
export function moveMapOnDrag(event: PointerEvent): void {
  const frame = event.currentTarget as HTMLElement;
  if (event.button !== 0 || event.pointerType === 'touch') return;
  const start = { x: event.clientX, y: event.clientY, left: frame.scrollLeft, top: frame.scrollTop };
  let isDragged = false;
  const move = ({ clientX, clientY }: PointerEvent): void => {
    isDragged ||= Math.abs(clientX - start.x) + Math.abs(clientY - start.y) > still;
    if (!isDragged) return;
    frame.classList.add('dragged');
    frame.scrollLeft = start.left - (clientX - start.x);
    frame.scrollTop = start.top - (clientY - start.y);
  };
  const stop = (click: Event): void => click.stopPropagation();
  const end = (): void => {
    window.removeEventListener('pointermove', move);
    frame.classList.remove('dragged');
    if (!isDragged) return;
    frame.addEventListener('click', stop, { capture: true });
    // A drag that ends elsewhere is followed by no click.
    setTimeout(() => frame.removeEventListener('click', stop, { capture: true }), 0);
  };
  window.addEventListener('pointermove', move);
  window.addEventListener('pointerup', end, { once: true });
  window.addEventListener('pointercancel', end, { once: true });
}

/** Lights up the whole path of what the pointer or the focus is on; the rest steps back. */
export function lightUpPath(picture: Picture): (event: Event) => void {
  return (event) => {
    const frame = event.currentTarget as HTMLElement;
    const over = event.type === 'pointerover' || event.type === 'focusin' ? event.target : document.activeElement;
    const inside = over instanceof Element && frame.contains(over) ? over.closest('[data-id]') : null;
    const id = inside?.getAttribute('data-id');
    const path = id ? pathOf(picture, id) : undefined;
    frame.classList.toggle('lit', path !== undefined);
    for (const element of frame.querySelectorAll('[data-id]'))
      element.toggleAttribute('data-lit', path?.has(element.getAttribute('data-id') ?? '') ?? false);
  };
}

let observer: ResizeObserver | undefined;

/** Draws the map again when its frame becomes wider or narrower. */
export function watchWidth(page: Page): (element: Element | undefined) => void {
  const fit = (frame: Element): void => {
    const width = Math.max(320, frame.clientWidth);
    if (page.local.map.width === width) return;
    page.local.map.width = width;
    page.redraw();
  };
  return (element) => {
    observer?.disconnect();
    if (element === undefined) return;
    observer = new ResizeObserver(() => fit(element));
    observer.observe(element);
    queueMicrotask(() => fit(element));
  };
}
