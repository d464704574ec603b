import { html, nothing, svg, type TemplateResult } from 'lit-html';
import type { MapNode, MapView } from '../../protocol/panel.ts';
import { ref } from 'lit-html/directives/ref.js';
import { factList, fixButton, sign, type Page } from '../drawing/parts.ts';
import { button } from '../drawing/toolkit.ts';
import { standaloneSvg } from './mapExport.ts';
import { drawList, select } from './mapList.ts';
import { onWheel, setZoom, showMissing, zoom } from './mapZoom.ts';
import {
  boxHeight,
  boxWidth,
  curve,
  placeMap,
  shortenToBox,
  type MapLayout,
  type PlacedEdge,
  type PlacedNode,
  type PlacedStack,
} from './mapLayout.ts';

let last: { readonly map: string; readonly placed: MapLayout } | undefined;

/** Placing is work, and the page is drawn again every second while something runs: an equal map keeps its places. */
function placesOf(map: MapView): MapLayout {
  const key = JSON.stringify(map);
  if (last?.map !== key) last = { map: key, placed: placeMap(map) };
  return last.placed;
}

/**
 * Draws the map: cluster, identities, roles and scopes from left to right, next to it the details of what is selected, and
 * below all of it as a list.
 */
export function drawMap(page: Page, map: MapView): TemplateResult {
  const places = placesOf(map);
  return html`
    <div class="map-tools" role="toolbar" aria-label="Map">
      ${button({ label: 'Zoom in', icon: 'zoom-in', onClick: () => zoom(page, 1.25) })}
      ${button({ label: 'Zoom out', icon: 'zoom-out', onClick: () => zoom(page, 0.8) })}
      ${button({ label: 'Fit', icon: 'screen-full', onClick: () => setZoom(page, 'whole') })}
      ${button({ label: 'Save as SVG', icon: 'save', onClick: () => save(page) })}
      <span class="hint">Ctrl+wheel zooms.</span>
    </div>
    <div class="map-body">
      <div class="map-picture">
        <div
          class="map-frame"
          role="region"
          aria-label="Identity map"
          tabindex="0"
          ${ref(showMissing(places))}
          @wheel=${{ handleEvent: onWheel(page), passive: false }}
        >
          ${drawPicture(page, places)}
        </div>
        <p class="legend">
          <span class="granted"><i></i> granted</span>
          <span class="missing"><i></i> missing</span>
          <span class="leftover"><i></i> unused</span>
        </p>
        <section class="section">
          <h2>As a list</h2>
          ${drawList(page, map)}
        </section>
      </div>
      ${drawSelection(
        page,
        map.nodes.find(({ id }) => id === page.local.selected),
      )}
    </div>
  `;
}

function drawSelection(page: Page, selected: MapNode | undefined): TemplateResult {
  if (!selected) {
    return html`<aside class="selection" aria-label="Selected" aria-live="polite">
      <p class="hint">Select something on the map or in the list to see its details.</p>
    </aside>`;
  }
  const { tone, label, caption, facts } = selected;
  return html`<aside class="selection" aria-label="Selected" aria-live="polite">
    <h2>${sign(tone)} ${label}</h2>
    <p>${caption}</p>
    ${drawFix(page, selected)} ${factList(page, facts, label)}
  </aside>`;
}

/** The same as next to the findings: one fix, or all of them as one plan. */
function drawFix(page: Page, { fixKeys = [], label, caption }: MapNode): TemplateResult | typeof nothing {
  const [first, ...others] = fixKeys;
  if (first === undefined) return nothing;
  if (others.length === 0) return html`<p>${fixButton(page, { kind: 'finding' }, first, `${label}, ${caption}`)}</p>`;
  return html`<p>
    ${button({
      label: `Fix all ${fixKeys.length}...`,
      of: `${label}, ${caption}`,
      onClick: () => page.send({ kind: 'fixAll', fixKeys }),
    })}
  </p>`;
}

function save(page: Page): void {
  const picture = document.querySelector<SVGSVGElement>('.map-frame svg');
  if (picture) page.send({ kind: 'save', svg: standaloneSvg(picture) });
}

/** Below this its words can't be read: a map that is larger than its frame is shown in part, and scrolls. */
const smallest = 0.75;

function drawPicture(page: Page, places: MapLayout): TemplateResult {
  const { zoom: by } = page.local;
  const { width, height, nodes, stacks, edges } = places;
  const size =
    by === 'whole'
      ? `width:100%;max-width:${width}px`
      : by === 'readable'
        ? `width:100%;min-width:${Math.round(width * smallest)}px;max-width:${width}px`
        : `width:${Math.round(width * by)}px`;
  const summary = `${nodes.length} things: cluster, identities, roles and scopes. The list below says the same.`;
  return html`<svg
    class=${by === 'whole' ? 'whole' : ''}
    viewBox="0 0 ${width} ${height}"
    style=${size}
    role="img"
    aria-label=${summary}
  >
    ${edges.map((edge) => drawEdge(edge, page.local.selected))} ${stacks.map(drawStack)}
    ${nodes.map((node) => (node.inStack ? drawLine(page, node) : drawNode(page, node)))}
  </svg>`;
}

function drawEdge(placedEdge: PlacedEdge, selected: string | undefined): TemplateResult {
  const { edge } = placedEdge;
  const touched = edge.from === selected || edge.to === selected;
  return svg`<path class="edge ${edge.kind} ${touched ? 'touched' : ''}" d=${curve(placedEdge)} />`;
}

function drawNode(page: Page, { node, x, y }: PlacedNode): TemplateResult {
  const width = boxWidth(node.kind);
  const left = x - width / 2;
  const top = y - boxHeight / 2;
  const chosen = page.local.selected === node.id;
  const isBad = node.tone === 'error' || node.tone === 'warning';
  return svg`<g class="node ${node.kind} ${node.tone} ${chosen ? 'chosen' : ''}" @click=${() => select(page, node)}>
    <title>${node.label}: ${node.caption}</title>
    <rect x=${left} y=${top} width=${width} height=${boxHeight} rx="4"></rect>
    <text class="node-label" x=${left + 10} y=${top + 19}>${shortenToBox(node.label, Math.floor((width - 20) / 7.2))}</text>
    <text class="node-caption" x=${left + 10} y=${top + 35}>${shortenToBox(node.caption, Math.floor((width - 20) / 6.2))}</text>
    ${isBad ? drawSign(left + width, top, node.tone) : nothing}
  </g>`;
}

/** What is missing carries a sign, not only a colour: round for an error, a triangle for a warning. */
function drawSign(x: number, y: number, tone: MapNode['tone']): TemplateResult {
  const frame =
    tone === 'error'
      ? svg`<circle cx=${x} cy=${y} r="8"></circle>`
      : svg`<path class="ground" d="M ${x} ${y - 9} L ${x + 9} ${y + 7} H ${x - 9} Z"></path>`;
  return svg`<g class="missing-sign ${tone}">${frame}
    <path d="M ${x} ${y - 4.5} V ${y + 1} M ${x} ${y + 3.4} V ${y + 4.6}"></path>
  </g>`;
}

/** Many scopes of one role: a frame with their number, and a line for each. */
function drawStack({ title, x, y, width, height }: PlacedStack): TemplateResult {
  return svg`<g class="node stack">
    <rect x=${x} y=${y} width=${width} height=${height} rx="4"></rect>
    <text class="node-caption" x=${x + 10} y=${y + 16}>${title}</text>
  </g>`;
}

function drawLine(page: Page, { node, x, y }: PlacedNode): TemplateResult {
  const width = boxWidth(node.kind);
  const chosen = page.local.selected === node.id;
  return svg`<g class="node line ${chosen ? 'chosen' : ''}" @click=${() => select(page, node)}>
    <title>${node.label}: ${node.caption}</title>
    <rect x=${x - width / 2 + 4} y=${y - 9} width=${width - 8} height="18" rx="3"></rect>
    <text class="node-label" x=${x - width / 2 + 10} y=${y + 4}>${shortenToBox(node.label, Math.floor((width - 20) / 7.2))}</text>
  </g>`;
}
