import { html, nothing, type TemplateResult } from 'lit-html';
import type { MapEdge, MapNode, MapView } from '../../protocol/panel.ts';
import { sign, type Page } from '../drawing/parts.ts';

/** Shows the details of a thing on the map. */
export function select(page: Page, node: MapNode): void {
  page.local.selected = node.id;
  page.redraw();
}

/** What the kind of a line says of the scope at its end; identities and roles say it in their own captions. */
const edgeWords: Readonly<Record<MapEdge['kind'], string>> = {
  granted: '',
  missing: ', role missing',
  leftover: ', unused role',
};

/** Draws everything on the map as a list, each thing below what leads to it. */
export function drawList(page: Page, map: MapView): TemplateResult {
  const targets = new Set(map.edges.map(({ to }) => to));
  const roots = map.nodes.filter(({ id }) => !targets.has(id));
  return html`<ul class="map-list">
    ${roots.map((node) => drawItem(page, map, node, { edge: 'granted', role: 'ok' }))}
  </ul>`;
}

/** A scope's mark in the list is that of the role above it, not of others. */
function toneOf({ kind, tone }: MapNode, { edge, role }: Above): MapNode['tone'] {
  const shown = kind !== 'scope' ? tone : edge === 'granted' ? 'ok' : role;
  // What is unused is known to be so.
  return edge === 'leftover' && shown === 'unknown' ? 'info' : shown;
}

/** The line to an item: its kind, and the tone of the thing at its other end. */
interface Above {
  readonly edge: MapEdge['kind'];
  readonly role: MapNode['tone'];
}

function drawItem(page: Page, map: MapView, node: MapNode, above: Above): TemplateResult {
  const below = map.edges.filter(({ from }) => from === node.id);
  return html`<li>
    <button
      class="map-item"
      aria-pressed=${page.local.selected === node.id ? 'true' : 'false'}
      @click=${() => select(page, node)}
    >
      ${node.kind === 'cluster' ? nothing : sign(toneOf(node, above))} ${node.label}<span class="choice-description"
        >${node.caption}${node.kind === 'scope' ? edgeWords[above.edge] : ''}</span
      >
    </button>
    ${
      below.length > 0
        ? html`<ul>
            ${below.map((edge) => {
              const to = map.nodes.find(({ id }) => id === edge.to);
              return to ? drawItem(page, map, to, { edge: edge.kind, role: node.tone }) : nothing;
            })}
          </ul>`
        : nothing
    }
  </li>`;
}
