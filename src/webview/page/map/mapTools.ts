/** Over the map: a field to find things, chips for what is shown, and what zooms and saves it. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { MapView } from '../../protocol/map.ts';
import type { Page } from '../drawing/parts.ts';
import { icon, iconButton, spinner } from '../drawing/toolkit.ts';
import { chipsOf, type MapChip } from './filter.ts';
import type { DrawnMap } from './mapState.ts';
import { zoomBy, zoomTo, zoomToFit } from './pointer.ts';
import { savePicture } from './saving.ts';
import { t } from '../../../sentences/language.ts';

/** Draws the tools of a map. */
export function drawMapTools(page: Page, map: MapView, drawn: DrawnMap): TemplateResult {
  const local = page.local.map;
  const find = (event: Event): void => {
    local.query = (event.target as HTMLInputElement).value;
    page.redraw();
  };
  const only = map.things.find(({ id }) => id === local.only);
  const chips = chipsOf(map);
  return html`<div class="map-tools">
    <input
      class="map-find"
      type="search"
      aria-label=${t`Find on the map`}
      placeholder=${t`Find an identity, role or resource`}
      .value=${local.query}
      @input=${find}
    />
    ${drawAccessChip(page, map)}
    <div class="map-chips" role="group" aria-label=${t`Show on the map`}>
      ${chips.length === 0 ? nothing : drawChip(page, { id: '', label: t`All` })}
      ${chips.map((chip) => drawChip(page, chip))}
      ${
        only === undefined
          ? nothing
          : html`<button
              class="map-chip"
              aria-pressed="true"
              aria-label=${t`Stop showing only ${only.label}`}
              @click=${() => {
                delete local.only;
                page.redraw();
              }}
            >
              ${t`Only ${only.label}`} ${icon('close')}
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
              ${t`Fold long lists`}
            </button>`
      }
    </div>
    <div class="map-icons" role="toolbar" aria-label=${t`Map`}>
      ${iconButton(t`Zoom in (+)`, 'zoom-in', () => zoomBy(page, 1.25))}
      ${iconButton(t`Zoom out (-)`, 'zoom-out', () => zoomBy(page, 0.8))}
      ${iconButton(local.zoom === 1 ? t`Show all of it` : t`Actual size (0)`, 'screen-full', () =>
        local.zoom === 1 ? zoomToFit(page) : zoomTo(page, 1),
      )}
      ${iconButton(t`Save as SVG...`, 'save', () => savePicture(page, map, drawn, 'svg'))}
      ${iconButton(t`Save as PNG...`, 'device-camera', () => savePicture(page, map, drawn, 'png'))}
    </div>
  </div>`;
}

function drawChip(page: Page, { id, label, count }: MapChip): TemplateResult {
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

/** A layer, which goes together with every choice of what is shown. */
function drawAccessChip(page: Page, { access }: MapView): TemplateResult | typeof nothing {
  if (access === undefined) return nothing;
  const { isShown, isReading } = access;
  return html`<button
    class="map-chip map-layer"
    role="switch"
    aria-checked=${isShown ? 'true' : 'false'}
    @click=${() => {
      if (isShown) delete page.local.map.sought;
      else page.local.map.sought = 'access';
      page.send({ kind: 'showAccessOnMap', isShown: !isShown });
    }}
  >
    ${isReading ? spinner() : icon(isShown ? 'check' : 'add')} ${t`Who can act`}
  </button>`;
}
