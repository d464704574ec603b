/** Selecting something on the map. */
import type { Thing } from '../../../domain/picture/picture.ts';
import type { Page } from '../drawing/parts.ts';

/** Shows what is known of a thing or a line; what is folded is unfolded instead. */
export function selectThing(page: Page, { id, folded }: Pick<Thing, 'id' | 'folded'>): void {
  const { map } = page.local;
  if (folded !== undefined) map.unfolded.add(id);
  else map.selected = id;
  page.redraw();
}
