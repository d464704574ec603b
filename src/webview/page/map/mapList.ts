/** The map as text: everything on it, each thing below what leads to it, with what is wrong in words. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { sumsOf, wordsOfMarks, wordsOfThing } from '../../../domain/picture/boxes.ts';
import { lineWords, worstOf, type Mark } from '../../../domain/picture/picture.ts';
import type { MapLine, MapThing, MapView } from '../../protocol/map.ts';
import { sign, type Page } from '../drawing/parts.ts';
import { selectThing } from './select.ts';
import { t, shownText } from '../../../sentences/language.ts';

/** Draws the map as a list, folded until someone wants it. */
export function drawList(page: Page, map: MapView): TemplateResult {
  const from = Map.groupBy(map.lines, (line) => line.from);
  const things = new Map(map.things.map((thing) => [thing.id, thing]));
  const sums = sumsOf(map);
  const reached = new Set(map.lines.map(({ to }) => to));
  const roots = map.things.filter(({ id }) => !reached.has(id));
  const below = (thing: MapThing): TemplateResult | typeof nothing => {
    const lines = from.get(thing.id) ?? [];
    if (lines.length === 0) return nothing;
    return html`<ul>
      ${lines.map((line) => {
        const to = things.get(line.to);
        return to === undefined ? nothing : html`<li>${drawItem(page, { thing: to, line, sums })}${below(to)}</li>`;
      })}
    </ul>`;
  };
  return html`<details class="map-list">
    <summary>${t`As a list`}</summary>
    <ul>
      ${roots.map((thing) => html`<li>${drawItem(page, { thing, sums })}${below(thing)}</li>`)}
    </ul>
  </details>`;
}

function drawItem(
  page: Page,
  {
    thing,
    line,
    sums,
  }: { readonly thing: MapThing; readonly line?: MapLine; readonly sums: ReadonlyMap<string, readonly Mark[]> },
): TemplateResult {
  const isRole = line !== undefined && line.label !== '';
  const target = isRole ? line : thing;
  const marks = isRole ? wordsOfMarks(line.marks) : wordsOfThing(thing);
  const tone = worstOf(isRole ? line.marks : (sums.get(thing.id) ?? marks));
  const kind =
    line === undefined || line.kind === 'granted' || marks.length > 0 ? [] : [shownText(lineWords[line.kind])];
  const words = [...marks.map(({ word }) => word), ...kind].join(', ');
  const text = isRole ? t`${line.label} on ${thing.label}` : thing.label;
  return html`<button
    class="map-item"
    aria-pressed=${page.local.map.selected === target.id ? 'true' : 'false'}
    @click=${() => selectThing(page, target)}
  >
    ${tone === undefined ? html`<span class="no-sign"></span>` : sign(tone)} ${text}<span class="choice-description"
      >${thing.caption}${words === '' ? '' : `: ${words}`}</span
    >
  </button>`;
}
