import { graphlib, layout } from '@dagrejs/dagre';
import type { MapEdge, MapNode, MapView } from '../contract.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}
interface Size {
  readonly width: number;
  readonly height: number;
}

/** A thing with its place; x and y are those of its centre. */
export interface PlacedNode extends Point {
  readonly node: MapNode;
}

/** A line with the points that it goes through. */
export interface PlacedEdge {
  readonly edge: MapEdge;
  readonly points: readonly Point[];
}

/** The map with a place for everything. */
export interface Placed extends Size {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

/** The size of every box on the map. */
export const box = { width: 190, height: 46 } as const;

/** Places everything from left to right so that few lines cross; the same map gets the same places. */
export function placed(map: MapView): Placed {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 18, ranksep: 70, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of map.nodes) graph.setNode(id, { ...box });
  for (const { from, to } of map.edges) graph.setEdge(from, to, {});
  layout(graph);
  const size = graph.graph() as Partial<Size>;
  return {
    width: Math.ceil(size.width ?? 0),
    height: Math.ceil(size.height ?? 0),
    nodes: map.nodes.map((node) => ({ node, ...pointOf(graph.node(node.id) as Point) })),
    edges: map.edges.map((edge) => {
      const line = graph.edge({ v: edge.from, w: edge.to }) as { readonly points?: readonly Point[] };
      return { edge, points: (line.points ?? []).map(pointOf) };
    }),
  };
}

/** What the layout leaves on a thing, without whatever else it keeps there. */
function pointOf({ x, y }: Point): Point {
  return { x, y };
}

/** A smooth line through the points, as the `d` of a path. */
export function curve(points: PlacedEdge['points']): string {
  const [first, ...rest] = points;
  if (!first) return '';
  const last = rest.at(-1) ?? first;
  const inner = rest.slice(0, -1);
  const bends = inner.map((point, index) => {
    const next = inner[index + 1];
    const end = next ? { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 } : last;
    return `Q ${point.x} ${point.y} ${end.x} ${end.y}`;
  });
  return `M ${first.x} ${first.y} ${bends.length > 0 ? bends.join(' ') : `L ${last.x} ${last.y}`}`;
}

/** The text, shortened where it would not fit into a box. */
export function fitting(text: string, most = 26): string {
  return text.length <= most ? text : `${text.slice(0, most - 3)}...`;
}
