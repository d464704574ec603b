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

/** A line from the right side of one box to the left side of another. */
export interface PlacedEdge {
  readonly edge: MapEdge;
  readonly from: Point;
  readonly to: Point;
}

/** The map with a place for everything. */
export interface Placed extends Size {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

/** The size of every box on the map. */
export const box = { width: 210, height: 46 } as const;

/** Places everything from left to right so that few lines cross; the same map gets the same places. */
export function placed(map: MapView): Placed {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 18, ranksep: 70, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of map.nodes) graph.setNode(id, { ...box });
  for (const { from, to } of map.edges) graph.setEdge(from, to, {});
  layout(graph);
  const size = graph.graph() as Partial<Size>;
  const centre = (id: string): Point => {
    const { x, y } = graph.node(id) as Point;
    return { x, y };
  };
  return {
    width: Math.ceil(size.width ?? 0),
    height: Math.ceil(size.height ?? 0),
    nodes: map.nodes.map((node) => ({ node, ...centre(node.id) })),
    edges: map.edges.map((edge) => {
      const [from, to] = [centre(edge.from), centre(edge.to)];
      return {
        edge,
        from: { x: from.x + box.width / 2, y: from.y },
        to: { x: to.x - box.width / 2, y: to.y },
      };
    }),
  };
}

/** A line that leaves and arrives level, as the `d` of a path. */
export function curve({ from, to }: Pick<PlacedEdge, 'from' | 'to'>): string {
  const bend = (to.x - from.x) / 2;
  return `M ${from.x} ${from.y} C ${from.x + bend} ${from.y} ${to.x - bend} ${to.y} ${to.x} ${to.y}`;
}

/** The text, shortened where it would not fit into a box. */
export function fitting(text: string, most = 27): string {
  return text.length <= most ? text : `${text.slice(0, most - 3)}...`;
}
