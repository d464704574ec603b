import { coalesce } from '../../async/coalesce.ts';
import { sleep } from '../../async/sleep.ts';
import type { Row } from './row.ts';
import type { StableRows } from './stableRows.ts';

/**
 * Has rows drawn again when VS Code can take it. Its window may otherwise hear of it before it has rows that were just given:
 * it then shows them, but has forgotten their handles, and never asks again.
 */
export interface Redraws {
  /** Has the rows drawn again a moment after rows were given last, and once more where VS Code has not asked within a second. */
  draw(rows: readonly Row[]): Promise<void>;
  /** To be called when VS Code is given rows. */
  noteAsked(): void;
  dispose(): void;
}

/** For so long VS Code may be busy handing rows to its window. */
const calmMilliseconds = 50;
const mostWaits = 10;
const patience = 1000;

/** Creates them over the rows that VS Code was given; `fire` notifies VS Code. */
export function createRedraws(given: StableRows, fire: (rows: readonly Row[]) => void): Redraws {
  let lastAsked = 0;
  const insist = coalesce(() => void draw(given.takeUnasked()), patience);

  async function draw(rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return;
    const isBusy = (): boolean => Date.now() - lastAsked < calmMilliseconds;
    for (let wait = 0; wait < mostWaits && isBusy(); wait += 1) await sleep(calmMilliseconds);
    fire(rows);
    insist();
  }

  return {
    draw,
    noteAsked() {
      lastAsked = Date.now();
    },
    dispose: () => insist.dispose(),
  };
}
