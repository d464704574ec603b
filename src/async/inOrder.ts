/** Starts work after all earlier work has ended, successfully or not, and returns the work's own result. */
export type InOrder = <T>(work: () => Promise<T>) => Promise<T>;

/** Creates a queue that runs its work one piece after the other, in order. */
export function inOrder(): InOrder {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  };
}

/** Creates several such queues, to which work is dealt out in turn, so that no more than that many run at once. */
export function queues(count: number): InOrder {
  const all = Array.from({ length: count }, () => inOrder());
  let started = 0;
  return (work) => all[started++ % count]?.(work) ?? work();
}
