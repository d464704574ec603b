import { html, type TemplateResult } from 'lit-html';
import type { MapView } from '../../protocol/map.ts';
import type { Page } from '../drawing/parts.ts';
import { drawCanvas } from './canvas.ts';
import { drawList } from './mapList.ts';
import { layOutMap } from './mapState.ts';
import { drawMapTools } from './mapTools.ts';
import { drawSelection } from './selection.ts';

/** Draws a map with its tools over it, what is selected beside it or below, and its text under it. */
export function drawMap(page: Page, map: MapView): TemplateResult {
  const drawn = layOutMap(map, page.local.map);
  return html`
    ${drawMapTools(page, map, drawn)}
    <div class="map-body ${page.state.memento.identityId === undefined ? '' : 'broad'}">
      <div class="map-picture">${drawCanvas(page, map, drawn)}</div>
      ${drawSelection(page, map)}
      <div class="map-text">${drawList(page, map)}</div>
    </div>
  `;
}
