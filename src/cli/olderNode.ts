/** What Node 20 lacks and the rest uses; newer ones have it. */
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
      let [resolve, reject]: [PromiseWithResolvers<T>['resolve'], PromiseWithResolvers<T>['reject']] = [
        () => undefined,
        () => undefined,
      ];
      const promise = new Promise<T>((one, other) => {
        resolve = one;
        reject = other;
      });
      return { promise, resolve, reject };
    },
  });
}

export {};
