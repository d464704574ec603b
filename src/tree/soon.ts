/** A function that calls `work` once, a moment after the first of many calls; `dispose` forgets a waiting one. */
export function soon(work: () => void, milliseconds = 100): { (): void; dispose(): void } {
  let timer: NodeJS.Timeout | undefined;
  const call = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      work();
    }, milliseconds);
  };
  return Object.assign(call, { dispose: () => clearTimeout(timer) });
}
