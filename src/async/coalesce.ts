/** Combines many calls into one: the work runs once, this many milliseconds after the first call. `dispose` cancels a waiting run. */
export function coalesceCalls(work: () => void, milliseconds = 100): { (): void; dispose(): void } {
  let timer: NodeJS.Timeout | undefined;
  const call = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      work();
    }, milliseconds);
  };
  return Object.assign(call, {
    dispose() {
      clearTimeout(timer);
      timer = undefined;
    },
  });
}
