/** Resolves once everything has run that waits for no timer, no file and no network. */
export async function allTurns(): Promise<void> {
  for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
}
