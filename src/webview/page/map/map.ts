import { html, nothing, svg } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import type { MapEdge, MapNode, MapView } from '../../protocol/panel.ts';
import { factList, sign } from '../drawing/parts.ts';
import type { Page } from '../drawing/parts.ts';
import { button } from '../drawing/toolkit.ts';
import { standaloneSvg } from './mapExport.ts';
import { box, curve, fitting, placed } from './mapLayout.ts';
import type { Placed, PlacedEdge, PlacedNode, PlacedStack } from './mapLayout.ts';

let last: { readonly map: string; readonly placed: Placed } | undefined;

/** Placing is work, and the page is drawn again every second while something runs: an equal map keeps its places. */
function placesOf(map: MapView): Placed {
  const key = JSON.stringify(map);
  if (last?.map !== key) last = { map: key, placed: placed(map) };
  return last.placed;
}

/**
 * Draws the map: cluster, identities, roles and scopes from left to right, the details of what is selected, and all of
 * it as a list.
 */
export function drawMap(page: Page, map: MapView): TemplateResult {
  const places = placesOf(map);
  const selected = map.nodes.find(({ id }) => id === page.local.selected);
  return html`
    <div class="map-tools" role="toolbar" aria-label="Map">
      ${button({ label: 'Zoom in', icon: 'zoom-in', onClick: () => zoom(page, 1.25) })}
      ${button({ label: 'Zoom out', icon: 'zoom-out', onClick: () => zoom(page, 0.8) })}
      ${button({ label: 'Fit', icon: 'screen-full', onClick: () => setZoom(page, 0) })}
      ${button({ label: 'Save as SVG', icon: 'save', onClick: () => save(page) })}
    </div>
    <div class="map-frame" role="region" aria-label="Identity map" tabindex="0">${drawPicture(page, places)}</div>
    <p class="legend">
      <span class="granted"><i></i> granted</span>
      <span class="missing"><i></i> needed and missing</span>
      <span class="leftover"><i></i> left over or unused</span>
    </p>
    <div class="selection" aria-live="polite">
      ${
        selected
          ? html`<h2>${sign(selected.tone)} ${selected.label}</h2>
              <p>${selected.caption}</p>
              ${factList(page, selected.facts)}`
          : html`<p class="hint">Select something on the map or in the list to see its details.</p>`
      }
    </div>
    <section class="section">
      <h2>As a list</h2>
      ${drawList(page, map)}
    </section>
  `;
}

function zoom(page: Page, by: number): void {
  const frame = document.querySelector('.map-frame');
  const picture = frame?.querySelector('svg');
  const now = page.local.zoom || (picture ? picture.clientWidth / picture.viewBox.baseVal.width : 1);
  setZoom(page, Math.min(4, Math.max(0.2, now * by)));
}

function setZoom(page: Page, value: number): void {
  page.local.zoom = value;
  page.redraw();
}

function save(page: Page): void {
  const picture = document.querySelector<SVGSVGElement>('.map-frame svg');
  if (picture) page.send({ kind: 'save', svg: standaloneSvg(picture) });
}

/** Below this its words can't be read: a narrow panel shows a part of the map and scrolls. */
const smallest = 0.75;

function drawPicture(page: Page, places: Placed): TemplateResult {
  const { zoom: by } = page.local;
  const { width, height, nodes, stacks, edges } = places;
  const fits = `width:100%;min-width:${Math.round(width * smallest)}px;max-width:${width}px`;
  const size = by === 0 ? fits : `width:${Math.round(width * by)}px`;
  const summary = `${nodes.length} things: cluster, identities, roles and scopes. The list below says the same.`;
  return html`<svg viewBox="0 0 ${width} ${height}" style=${size} role="img" aria-label=${summary}>
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
  const left = x - box.width / 2;
  const top = y - box.height / 2;
  const chosen = page.local.selected === node.id;
  return svg`<g class="node ${node.kind} ${node.tone} ${chosen ? 'chosen' : ''}" @click=${() => select(page, node)}>
    <title>${node.label}: ${node.caption}</title>
    <rect x=${left} y=${top} width=${box.width} height=${box.height} rx="4"></rect>
    <text class="node-label" x=${left + 10} y=${top + 19}>${fitting(node.label)}</text>
    <text class="node-caption" x=${left + 10} y=${top + 35}>${fitting(node.caption, 33)}</text>
    ${node.tone === 'error' ? drawSign(left + box.width, top) : nothing}
  </g>`;
}

/** What is missing carries a sign, not only a colour. */
function drawSign(x: number, y: number): TemplateResult {
  return svg`<g class="missing-sign">
    <circle cx=${x} cy=${y} r="8"></circle>
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
  const chosen = page.local.selected === node.id;
  return svg`<g class="node line ${chosen ? 'chosen' : ''}" @click=${() => select(page, node)}>
    <title>${node.label}: ${node.caption}</title>
    <rect x=${x - box.width / 2 + 4} y=${y - 9} width=${box.width - 8} height="18" rx="3"></rect>
    <text class="node-label" x=${x - box.width / 2 + 10} y=${y + 4}>${fitting(node.label)}</text>
  </g>`;
}

function select(page: Page, node: MapNode): void {
  page.local.selected = node.id;
  page.redraw();
}

/** What the kind of a line says of the scope at its end; identities and roles say it in their own captions. */
const edgeWords: Readonly<Record<MapEdge['kind'], string>> = {
  granted: '',
  missing: ', needed and missing',
  leftover: ', left over',
};

function drawList(page: Page, map: MapView): TemplateResult {
  const targets = new Set(map.edges.map(({ to }) => to));
  const roots = map.nodes.filter(({ id }) => !targets.has(id));
  return html`<ul class="map-list">
    ${roots.map((node) => drawItem(page, map, node, 'granted'))}
  </ul>`;
}

function drawItem(page: Page, map: MapView, node: MapNode, kind: MapEdge['kind']): TemplateResult {
  const below = map.edges.filter(({ from }) => from === node.id);
  return html`<li>
    <button
      class="map-item"
      aria-pressed=${page.local.selected === node.id ? 'true' : 'false'}
      @click=${() => select(page, node)}
    >
      ${node.label}<span class="choice-description"
        >${node.caption}${node.kind === 'scope' ? edgeWords[kind] : ''}</span
      >
    </button>
    ${
      below.length > 0
        ? html`<ul>
            ${below.map((edge) => {
              const to = map.nodes.find(({ id }) => id === edge.to);
              return to ? drawItem(page, map, to, edge.kind) : nothing;
            })}
          </ul>`
        : nothing
    }
  </li>`;
}
