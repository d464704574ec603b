/** The oldest Node that runs the tool, and what it lacks. This file has to run on even older ones. */

/** The first version of each release line with `crypto.hash`, for which there is no substitute. */
const oldest = { 20: 12, 21: 7 };

/** Returns a sentence that says why a version of Node can't run the tool, or `undefined` if it can. */
export function whyTooOld(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 21 || (major === 21 && minor >= oldest[21]) || (major === 20 && minor >= oldest[20])) return undefined;
  return `This needs Node 20.${oldest[20]} or newer (of Node 21, 21.${oldest[21]}), and it was started with Node ${version}.`;
}

// Node 20 lacks these.
if (!('groupBy' in Map)) {
  Object.assign(Map, {
    groupBy<T, K>(items: Iterable<T>, keyOf: (item: T, index: number) => K): Map<K, T[]> {
      const groups = new Map<K, T[]>();
      let index = 0;
      for (const item of items) {
        const key = keyOf(item, index++);
        const group = groups.get(key);
        if (group) group.push(item);
        else groups.set(key, [item]);
      }
      return groups;
    },
  });
}
if (!('withResolvers' in Promise)) {
  Object.assign(Promise, {
    withResolvers<T>(): PromiseWithResolvers<T> {
      let resolve: PromiseWithResolvers<T>['resolve'] = () => undefined;
      let reject: PromiseWithResolvers<T>['reject'] = () => undefined;
      const promise = new Promise<T>((resolvePromise, rejectPromise) => {
        resolve = resolvePromise;
        reject = rejectPromise;
      });
      return { promise, resolve, reject };
    },
  });
}
