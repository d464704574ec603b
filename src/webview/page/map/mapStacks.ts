import type { MapNode, MapView } from '../../protocol/panel.ts';

/** Scopes of one role that are drawn under each other in one frame. */
export interface Stack {
  readonly id: string;
  readonly title: string;
  readonly nodes: readonly MapNode[];
}

/** So many scopes of one role, and more, are a stack. */
const fewest = 4;

/** Returns the stacks of a map, in the order of their names: scopes to which nothing but one role leads, all granted. */
export function stacksOf({ nodes, edges }: MapView): readonly Stack[] {
  const into = Map.groupBy(edges, ({ to }) => to);
  const from = new Set(edges.map((edge) => edge.from));
  const leaves = nodes.flatMap((node) => {
    const [edge, ...others] = into.get(node.id) ?? [];
    const isLeaf = node.kind === 'scope' && edge?.kind === 'granted' && others.length === 0 && !from.has(node.id);
    return isLeaf ? [{ node, role: edge.from }] : [];
  });
  const byRole = Map.groupBy(leaves, ({ role, node }) => `${role} ${node.caption}`);
  return [...byRole].flatMap(([key, group]) => {
    const caption = group[0]?.node.caption ?? '';
    if (group.length < fewest) return [];
    const sorted = group.map(({ node }) => node).toSorted((a, b) => collator.compare(a.label, b.label));
    return [{ id: `stack ${key}`, title: `${group.length} ${plural(caption)}`, nodes: sorted }];
  });
}

const collator = new Intl.Collator('en', { numeric: true });

function plural(kind: string): string {
  return /[^aeiou]y$/.test(kind) ? `${kind.slice(0, -1)}ies` : /(s|x|ch|sh)$/.test(kind) ? `${kind}es` : `${kind}s`;
}
