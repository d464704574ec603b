/** Starts work once all earlier work has ended, however it ended, and returns the work's own result. */
export type InOrder = <T>(work: () => Promise<T>) => Promise<T>;

/** Creates a queue whose work runs one piece after the other, in the order in which it was given. */
export function inOrder(): InOrder {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  };
}
