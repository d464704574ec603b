/** Work that is done step by step; after each, whoever does it can let other work come in between. */
export type Stepwise<T> = Generator<undefined, T>;

/** Does all steps in one go, and returns what comes of them. */
export function inOneGo<T>(steps: Stepwise<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** Works through a long list; a step is as many items as take a few milliseconds if each has some patterns to match. */
export function* eachInSteps<T, R>(items: readonly T[], work: (item: T, index: number) => R): Stepwise<R[]> {
  const results: R[] = [];
  for (const [index, item] of items.entries()) {
    if (index % itemsInStep === itemsInStep - 1) yield;
    results.push(work(item, index));
  }
  return results;
}

/** Puts the texts of many items together; at the end only large parts are left to join. */
export function* textInSteps<T>(items: readonly T[], textOf: (item: T, index: number) => string): Stepwise<string> {
  const parts: string[] = [];
  for (let start = 0; start < items.length; start += itemsInStep) {
    if (start > 0) yield;
    const some = items.slice(start, start + itemsInStep);
    parts.push(some.map((item, index) => textOf(item, start + index)).join(''));
  }
  return parts.join('');
}

/** Keeps the items of a long list that pass. */
export function* passingInSteps<T>(items: readonly T[], passes: (item: T) => boolean): Stepwise<T[]> {
  const marks = yield* eachInSteps(items, passes);
  return items.filter((_, index) => marks[index]);
}

/** Sorts a long list, by code unit unless it is said how; items that are equal keep their order. */
export function* sortedInSteps<T>(items: readonly T[], compare?: (a: T, b: T) => number): Stepwise<readonly T[]> {
  let runs: T[][] = [];
  for (let start = 0; start < items.length; start += itemsInStep) {
    if (start > 0) yield;
    runs.push(items.slice(start, start + itemsInStep).sort(compare));
  }
  while (runs.length > 1) {
    const pairs: T[][] = [];
    for (let index = 0; index < runs.length; index += 2) {
      yield;
      // Two sorted runs are only merged.
      pairs.push([...(runs[index] ?? []), ...(runs[index + 1] ?? [])].sort(compare));
    }
    runs = pairs;
  }
  return runs[0] ?? [];
}

/** So many items are worked through in one step. */
export const itemsInStep = 500;
