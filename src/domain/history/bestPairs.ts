/** Pairs things that may belong together. */

/** More than any number of pairs costs, so that nothing stays alone for being far away. */
const alone = 1e13;

/**
 * Pairs each of the ones with at most one of the others that it may have: as many as can be, and of these pairings the one that
 * costs least. Returns the ones by their others; in which order they are given does not matter, unless two pairings cost the same.
 */
export function bestPairs<A extends object, B extends object>(
  ones: readonly A[],
  costsOf: (one: A) => readonly (readonly [B, number])[],
): ReadonlyMap<B, A> {
  // What stays alone is paired with itself.
  const costs = new Map(ones.map((one) => [one, new Map<A | B, number>([...costsOf(one), [one, alone]])]));
  const pairs = new Map<A | B, A>();
  for (const one of ones) {
    // The least that it costs to take each of the others, from whom, and to leave each of the ones without.
    const taking = new Map<A | B, readonly [cost: number, by: A, instead: A | B | undefined]>();
    const leaving = new Map<A, readonly [cost: number, other?: A | B]>([[one, [0]]]);
    const inOrder = () => [...taking].toSorted(([, [a]], [, [b]]) => a - b).map(([other]) => other);
    const isFree = (other?: A | B) => other !== undefined && !pairs.has(other);
    const queue = [one];
    for (const by of queue) {
      const [before = 0, instead] = leaving.get(by) ?? [];
      for (const [other, own] of costs.get(by) ?? []) {
        const cost = before + own;
        if (cost >= (taking.get(other)?.[0] ?? Infinity)) continue;
        taking.set(other, [cost, by, instead]);
        const holder = pairs.get(other);
        if (holder === undefined) continue;
        const left = cost - (costs.get(holder)?.get(other) ?? 0);
        if (left >= (leaving.get(holder)?.[0] ?? Infinity)) continue;
        leaving.set(holder, [left, other]);
        queue.push(holder);
      }
      // Nothing costs less than what is nearest of all, if that is free.
      if (by === one && isFree(inOrder()[0])) break;
    }
    for (let other = inOrder().find(isFree); other !== undefined;) {
      const [, by, instead] = taking.get(other) ?? [];
      if (by !== undefined) pairs.set(other, by);
      other = instead;
    }
  }
  for (const one of ones) pairs.delete(one);
  return pairs as ReadonlyMap<A | B, A> as ReadonlyMap<B, A>;
}
