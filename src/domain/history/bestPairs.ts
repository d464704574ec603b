/** Pairs things that may belong together. */

/**
 * Pairs each of the ones with at most one of the others that it may have: as many as can be, and of these pairings the one that
 * costs least. Returns the ones by their others; which pairing it is does not depend on what is asked first.
 */
export function bestPairs<A, B>(ones: readonly A[], costsOf: (one: A) => ReadonlyMap<B, number>): ReadonlyMap<B, A> {
  const oneOf = new Map<B, A>();
  const otherOf = new Map<A, B>();
  const costs = new Map(ones.map((one) => [one, costsOf(one)]));
  for (const one of ones) {
    // The least that it costs to set each of them free, or to take each of the others.
    const freeing = new Map<A, number>([[one, 0]]);
    const taking = new Map<B, { readonly cost: number; readonly by: A }>();
    const queue = [one];
    for (const next of queue) {
      const before = freeing.get(next) ?? 0;
      for (const [other, own] of costs.get(next) ?? []) {
        const cost = before + own;
        if (cost >= (taking.get(other)?.cost ?? Infinity)) continue;
        taking.set(other, { cost, by: next });
        const holder = oneOf.get(other);
        if (holder === undefined) continue;
        const freed = cost - (costs.get(holder)?.get(other) ?? 0);
        if (freed >= (freeing.get(holder) ?? Infinity)) continue;
        freeing.set(holder, freed);
        queue.push(holder);
      }
      // Nothing costs less than what is nearest, if that is free.
      if (next === one && isFree(nearest(taking), oneOf)) break;
    }
    let other =
      nearest(new Map([...taking].filter(([candidate]) => !oneOf.has(candidate)))) ?? cheapestToLeave(freeing, otherOf);
    while (other !== undefined) {
      const by: A | undefined = taking.get(other)?.by;
      if (by === undefined) break;
      const left = oneOf.get(other);
      if (left !== undefined && otherOf.get(left) === other) otherOf.delete(left);
      const former = otherOf.get(by);
      oneOf.set(other, by);
      otherOf.set(by, other);
      other = by === one ? undefined : former;
    }
  }
  return oneOf;
}

function nearest<A, B>(taking: ReadonlyMap<B, { readonly cost: number; readonly by: A }>): B | undefined {
  return [...taking].reduce<[B, number] | undefined>(
    (best, [other, { cost }]) => (best === undefined || cost < best[1] ? [other, cost] : best),
    undefined,
  )?.[0];
}

function isFree<B>(other: B | undefined, oneOf: ReadonlyMap<B, unknown>): boolean {
  return other !== undefined && !oneOf.has(other);
}

/** Of those that could be left alone for less than is won, the one that costs most. */
function cheapestToLeave<A, B>(freeing: ReadonlyMap<A, number>, otherOf: ReadonlyMap<A, B>): B | undefined {
  const [least] = [...freeing].filter(([, cost]) => cost < 0).toSorted(([, a], [, b]) => a - b);
  return least === undefined ? undefined : otherOf.get(least[0]);
}
