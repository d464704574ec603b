/** The map under the keyboard: arrows follow lines as in a tree, Enter selects, F fixes, + and - and 0 zoom. */
import type { PlacedBox, PlacedLine } from '../../../domain/picture/layout.ts';
import type { MapView } from '../../protocol/map.ts';
import type { Page } from '../drawing/parts.ts';
import type { DrawnMap } from './mapState.ts';
import { zoomBy, zoomTo } from './pointer.ts';
import { selectThing } from './select.ts';
import { fixKeysOf, sendFix } from './problems.ts';

/** Returns what a key does while something on the map has the focus. */
export function onKey(page: Page, map: MapView, drawn: DrawnMap): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const id = (event.target as Element).closest('[data-id]')?.getAttribute('data-id');
    const done =
      id === undefined || id === null ? onFrame(page, event.key) : onThing(page, map, drawn, { id, key: event.key });
    if (!done) return;
    event.preventDefault();
    event.stopPropagation();
  };
}

function onFrame(page: Page, key: string): boolean {
  if (key === '+' || key === '=') zoomBy(page, 1.25);
  else if (key === '-') zoomBy(page, 0.8);
  else if (key === '0') zoomTo(page, 1);
  else return false;
  return true;
}

function onThing(
  page: Page,
  map: MapView,
  { scene }: DrawnMap,
  at: { readonly id: string; readonly key: string },
): boolean {
  const { id, key } = at;
  const next = neighbour(scene.boxes, scene.lines, at);
  if (next !== undefined) {
    focusOn(next);
    return true;
  }
  if (key.startsWith('Arrow')) return true;
  if (key === 'Enter' || key === ' ') {
    selectThing(page, scene.boxes.find(({ thing }) => thing.id === id)?.thing ?? { id });
    return true;
  }
  if (key === 'f' || key === 'F') {
    const target = [...map.things, ...map.lines].find((candidate) => candidate.id === id);
    if (target) sendFix(page, fixKeysOf(map, target));
    return target !== undefined;
  }
  return onFrame(page, key);
}

/** Gives the focus to a thing or a line. */
function focusOn(id: string): void {
  const neighbourElement = [...document.querySelectorAll<SVGGElement>('.map-frame [data-id]')].find(
    (element) => element.dataset['id'] === id,
  );
  neighbourElement?.focus({ preventScroll: true });
  neighbourElement?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

/** Returns what a key leads to from a thing or a line; `undefined` if there is nothing in that direction. */
function neighbour(
  boxes: readonly PlacedBox[],
  lines: readonly PlacedLine[],
  { id, key }: { readonly id: string; readonly key: string },
): string | undefined {
  if (key === 'Home') return boxes.find(({ thing }) => thing.column === 0)?.thing.id ?? boxes[0]?.thing.id;
  const box = boxes.find(({ thing }) => thing.id === id);
  const roles = lines.filter(({ label }) => label !== undefined).toSorted((a, b) => yOf(a) - yOf(b));
  if (box === undefined) {
    const index = roles.findIndex(({ line }) => line.id === id);
    const line = roles[index]?.line;
    if (key === 'ArrowLeft') return line?.from;
    if (key === 'ArrowRight') return line?.to;
    return key === 'ArrowUp' ? roles[index - 1]?.line.id : key === 'ArrowDown' ? roles[index + 1]?.line.id : undefined;
  }
  if (key === 'ArrowRight') {
    const role = roles.find(({ line }) => line.from === id);
    return role?.line.id ?? lines.find(({ line }) => line.from === id)?.line.to;
  }
  if (key === 'ArrowLeft') {
    const into = roles.find(({ line }) => line.to === id);
    return into?.line.id ?? lines.find(({ line }) => line.to === id)?.line.from;
  }
  const column = boxes.filter(({ thing }) => thing.column === box.thing.column).toSorted((a, b) => a.y - b.y);
  const index = column.indexOf(box);
  return key === 'ArrowUp'
    ? column[index - 1]?.thing.id
    : key === 'ArrowDown'
      ? column[index + 1]?.thing.id
      : undefined;
}

function yOf({ label }: PlacedLine): number {
  return label?.y ?? 0;
}
