import { expect, it } from 'vitest';
import * as openConnection from '../../src/session/openConnection.ts';
import { loadInSteps } from '../../src/session/loadInSteps.ts';

it('what connecting needs is loaded in five steps, and other work gets a turn after each', async () => {
  let turns = 0;
  let isLoaded = false;
  const takeTurns = (): void => {
    turns++;
    if (!isLoaded) setImmediate(takeTurns);
  };
  // Everything is in memory already, so that loading itself takes no turns.
  await loadInSteps();
  setImmediate(takeTurns);
  const loaded = await loadInSteps();
  isLoaded = true;
  expect(loaded.openEmulator).toBe(openConnection.openEmulator);
  expect(turns).toBeGreaterThanOrEqual(5);
});
