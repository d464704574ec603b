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

const itemsInStep = 500;
