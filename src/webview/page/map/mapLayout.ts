import { graphlib, layout } from '@dagrejs/dagre';
import type { MapEdge, MapNode, MapView } from '../../protocol/panel.ts';
import { stacksOf, type Stack } from './mapStacks.ts';

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
  /** One of many in a stack: a single line of text. */
  readonly inStack: boolean;
}

/** A frame around the things of a stack; x and y are those of its upper left corner. */
export interface PlacedStack extends Point, Size {
  readonly title: string;
}

/** A line from the right side of one box to the left side of another. */
export interface PlacedEdge {
  readonly edge: MapEdge;
  readonly from: Point;
  readonly to: Point;
}

/** The map with a place for everything. */
export interface MapLayout extends Size {
  readonly nodes: readonly PlacedNode[];
  readonly stacks: readonly PlacedStack[];
  readonly edges: readonly PlacedEdge[];
}

/** The height of every box on the map. */
export const boxHeight = 46;

/** Returns how wide a box is: roles have the longest names, and a picture that is not too wide leaves room next to it. */
export function boxWidth(kind: MapNode['kind']): number {
  return widths[kind];
}

const widths: Readonly<Record<MapNode['kind'], number>> = { cluster: 160, identity: 200, role: 220, scope: 206 };
/** Of a thing in a stack. */
const line = 20;
const stackHead = 26;
const stackFoot = 6;

/**
 * Places everything from left to right so that few lines cross, what belongs to the cluster beginning at the top; the same
 * map gets the same places. Many scopes of one role are one stack, so that also a large map can be read.
 */
export function placeMap(map: MapView): MapLayout {
  const stacks = stacksOf(map);
  const stackOf = new Map(stacks.flatMap((stack) => stack.nodes.map((node) => [node.id, stack] as const)));
  const placeId = (id: string): string => stackOf.get(id)?.id ?? id;
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: 'LR', align: 'UL', nodesep: 16, ranksep: 28, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  // Among equals the layout puts what it knows last first.
  for (const { id, kind } of map.nodes.toReversed()) {
    if (!stackOf.has(id)) graph.setNode(id, { width: widths[kind], height: boxHeight });
  }
  for (const stack of stacks) graph.setNode(stack.id, { width: widths.scope, height: heightOf(stack) });
  for (const { from, to } of map.edges.toReversed()) graph.setEdge(from, placeId(to), {});
  layout(graph);
  const size = graph.graph() as Partial<Size>;
  const centre = (id: string): Point => {
    const { x, y } = graph.node(id) as Point;
    return { x, y };
  };
  const corner = (stack: Stack): Point => {
    const { x, y } = centre(stack.id);
    return { x: x - widths.scope / 2, y: y - heightOf(stack) / 2 };
  };
  const inStack = (stack: Stack, id: string): Point => {
    const { x, y } = corner(stack);
    const row = stack.nodes.findIndex((node) => node.id === id);
    return { x: x + widths.scope / 2, y: y + stackHead + row * line + line / 2 };
  };
  const kinds = new Map(map.nodes.map(({ id, kind }) => [id, kind]));
  const halfOf = (id: string): number => widths[kinds.get(id) ?? 'scope'] / 2;
  const edges = new Map(map.edges.map((edge) => [`${edge.from} ${placeId(edge.to)}`, edge]));
  return {
    width: Math.ceil(size.width ?? 0),
    height: Math.ceil(size.height ?? 0),
    nodes: map.nodes.map((node) => {
      const stack = stackOf.get(node.id);
      return { node, inStack: stack !== undefined, ...(stack ? inStack(stack, node.id) : centre(node.id)) };
    }),
    stacks: stacks.map((stack) => ({
      title: stack.title,
      ...corner(stack),
      width: widths.scope,
      height: heightOf(stack),
    })),
    edges: [...edges.values()].map((edge) => {
      const [from, to] = [centre(edge.from), centre(placeId(edge.to))];
      return {
        edge,
        from: { x: from.x + halfOf(edge.from), y: from.y },
        to: { x: to.x - halfOf(edge.to), y: to.y },
      };
    }),
  };
}

function heightOf({ nodes }: Stack): number {
  return stackHead + nodes.length * line + stackFoot;
}

/** Returns a line that leaves and arrives level, as the `d` of a path. */
export function curve({ from, to }: Pick<PlacedEdge, 'from' | 'to'>): string {
  const bend = (to.x - from.x) / 2;
  return `M ${from.x} ${from.y} C ${from.x + bend} ${from.y} ${to.x - bend} ${to.y} ${to.x} ${to.y}`;
}

/** Returns the text, shortened in its middle if it does not fit into a box, because names often differ at their ends. */
export function shortenToBox(text: string, most = 28): string {
  if (text.length <= most) return text;
  const end = Math.floor((most - 3) / 3);
  return `${text.slice(0, most - 3 - end)}...${text.slice(-end)}`;
}
