const used = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

/** Calls, and returns the longest piece of work until what it returns is there, in milliseconds of the thread's processor time. */
export async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let [last, most, isOver] = [used(), 0, false];
  const note = (): void => {
    const now = used();
    [last, most] = [now, Math.max(most, now - last)];
  };
  const look = (): void => {
    note();
    if (!isOver) setImmediate(look);
  };
  setImmediate(look);
  await work();
  note();
  isOver = true;
  return most;
}
