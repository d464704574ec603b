/**
 * Calls `end` once when this process is asked to end: by a signal, or by the death of the process that started it (npm
 * does not hand every signal on to the script that it runs).
 */
export function onceAskedToEnd(end: () => void): void {
  const parent = process.ppid;
  let asked = false;
  const ask = (): void => {
    if (asked) return;
    asked = true;
    clearInterval(watch);
    end();
  };
  const watch = setInterval(() => {
    if (process.ppid !== parent) ask();
  }, 500);
  watch.unref();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
}
