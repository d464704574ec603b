/** For each node the nodes that it uses. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** The graph of the given uses. */
export function graphOf(uses: readonly (readonly [string, string])[]): Graph {
  const graph = new Map<string, Set<string>>();
  for (const [from, to] of uses) graph.set(from, (graph.get(from) ?? new Set()).add(to));
  return graph;
}

/** Groups of nodes that reach each other, which is what takes part in circles. */
export function circlesIn(graph: Graph): readonly (readonly string[])[] {
  const reached = new Map([...graph.keys()].map((node) => [node, reachedFrom(node, graph)]));
  const reach = (from: string, to: string): boolean => reached.get(from)?.has(to) === true;
  const nodes = [...graph.keys()].filter((node) => reach(node, node)).sort();
  const groups = nodes.map((node) => nodes.filter((other) => reach(node, other) && reach(other, node)));
  return groups.filter(([first], index) => first === nodes[index]);
}

function reachedFrom(start: string, graph: Graph): ReadonlySet<string> {
  const found = new Set<string>();
  const queue = [start];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    for (const next of graph.get(node) ?? []) {
      if (!found.has(next)) queue.push(next);
      found.add(next);
    }
  }
  return found;
}
