/** Over the map: a field to find things, chips for what is shown, and what zooms and saves it. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { MapView } from '../../protocol/map.ts';
import type { Page } from '../drawing/parts.ts';
import { icon, iconButton } from '../drawing/toolkit.ts';
import { problemsChip } from './filter.ts';
import type { DrawnMap } from './mapState.ts';
import { zoomBy, zoomTo, zoomToFit } from './pointer.ts';
import { savePicture } from './saving.ts';

/** Draws the tools of a map. */
export function drawMapTools(page: Page, map: MapView, drawn: DrawnMap): TemplateResult {
  const local = page.local.map;
  const groups = map.groups.filter(({ id }) => map.things.some(({ group }) => group === id));
  const find = (event: Event): void => {
    local.query = (event.target as HTMLInputElement).value;
    page.redraw();
  };
  const only = map.things.find(({ id }) => id === local.only);
  const problemCount = map.problems.filter(({ isOfOthers }) => isOfOthers !== true).length;
  return html`<div class="map-tools">
    <input
      class="map-find"
      type="search"
      aria-label="Find on the map"
      placeholder="Find an identity, role or resource"
      .value=${local.query}
      @input=${find}
    />
    <div class="map-chips" role="group" aria-label="Show on the map">
      ${chip(page, '', 'All')} ${problemCount === 0 ? nothing : chip(page, problemsChip, 'Problems', problemCount)}
      ${groups.length < 2 ? nothing : groups.map(({ id, title }) => chip(page, id, title))}
      ${
        only === undefined
          ? nothing
          : html`<button
              class="map-chip"
              aria-pressed="true"
              aria-label="Stop showing only ${only.label}"
              @click=${() => {
                delete local.only;
                page.redraw();
              }}
            >
              Only ${only.label} ${icon('close')}
            </button>`
      }
      ${
        local.unfolded.size === 0
          ? nothing
          : html`<button
              class="map-chip"
              @click=${() => {
                local.unfolded.clear();
                page.redraw();
              }}
            >
              Fold long lists
            </button>`
      }
    </div>
    <div class="map-icons" role="toolbar" aria-label="Map">
      ${iconButton('Zoom in (+)', 'zoom-in', () => zoomBy(page, 1.25))}
      ${iconButton('Zoom out (-)', 'zoom-out', () => zoomBy(page, 0.8))}
      ${iconButton(local.zoom === 1 ? 'Show all of it' : 'Actual size (0)', 'screen-full', () =>
        local.zoom === 1 ? zoomToFit(page) : zoomTo(page, 1),
      )}
      ${iconButton('Save as SVG...', 'save', () => savePicture(page, map, drawn, 'svg'))}
      ${iconButton('Save as PNG...', 'device-camera', () => savePicture(page, map, drawn, 'png'))}
    </div>
  </div>`;
}

function chip(page: Page, id: string, label: string, count?: number): TemplateResult {
  const local = page.local.map;
  return html`<button
    class="map-chip"
    aria-pressed=${local.chip === id ? 'true' : 'false'}
    @click=${() => {
      local.chip = local.chip === id ? '' : id;
      page.redraw();
    }}
  >
    ${label}${count === undefined ? nothing : html` <b>${count}</b>`}
  </button>`;
}
