import type { Local, Page } from '../drawing/parts.ts';
import type { MapLayout } from './mapLayout.ts';

function scaleOf(picture: SVGSVGElement | null): number {
  if (!picture) return 1;
  const { width, height } = picture.viewBox.baseVal;
  return Math.min(picture.clientWidth / width, picture.clientHeight / height);
}

/** Makes the map larger or smaller by a factor. */
export function zoom(page: Page, by: number): void {
  const now = scaleOf(document.querySelector<SVGSVGElement>('.map-frame svg'));
  setZoom(page, Math.min(4, Math.max(0.2, now * by)));
}

/** Shows the map in that size. */
export function setZoom(page: Page, value: Local['zoom']): void {
  page.local.zoom = value;
  page.redraw();
}

/** Zooms around the pointer, as in other pictures; without Ctrl the wheel scrolls. */
export function onWheel(page: Page): (event: WheelEvent) => void {
  return (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const frame = event.currentTarget as HTMLElement;
    const picture = frame.querySelector<SVGSVGElement>('svg');
    const before = picture?.getBoundingClientRect();
    const was = scaleOf(picture);
    zoom(page, event.deltaY < 0 ? 1.1 : 1 / 1.1);
    const grown = scaleOf(picture) / was;
    if (!before) return;
    frame.scrollLeft += (event.clientX - before.left) * (grown - 1);
    frame.scrollTop += (event.clientY - before.top) * (grown - 1);
  };
}

let shown: MapLayout | undefined;

/**
 * Scrolls a map that is new to the first role that is missing and to where it is needed, as far as these are not
 * visible.
 */
export function showMissing(places: MapLayout): (element: Element | undefined) => void {
  return (element) => {
    if (!element || shown === places) return;
    shown = places;
    requestAnimationFrame(() => {
      const frame = element.getBoundingClientRect();
      const missing = element.querySelector('.node.error, .node.warning')?.getBoundingClientRect();
      if (missing && missing.bottom > frame.bottom) element.scrollTop += missing.top - frame.top - 20;
      const scope = element.querySelector('.node.scope.error, .node.scope.warning')?.getBoundingClientRect();
      if (scope && scope.right > frame.right) element.scrollLeft += scope.right - frame.right + 12;
    });
  };
}
