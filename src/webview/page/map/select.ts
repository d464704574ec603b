/** Selecting something on the map. */
import type { Page } from '../drawing/parts.ts';

/** Shows what is known of a thing or a line; what is folded is unfolded instead. */
export function select(page: Page, id: string): void {
  const { map } = page.local;
  if (id.startsWith('fold ')) map.unfolded.add(id);
  else map.selected = id;
  page.redraw();
}
