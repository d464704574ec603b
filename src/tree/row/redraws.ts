import { coalesceCalls } from '../../async/coalesce.ts';
import { sleep } from '../../async/sleep.ts';
import type { Row } from './row.ts';
import type { StableRows } from './stableRows.ts';

/**
 * Redraws rows at a time when VS Code can handle it. Otherwise its window may hear of a redraw before it has rows that
 * were just given: it then shows them without their handles, and never asks again.
 */
export interface Redraws {
  /** Redraws the rows shortly after rows were last given, and once more if VS Code has not asked within a second. */
  draw(rows: readonly Row[]): Promise<void>;
  /** To be called whenever VS Code asks for rows. */
  noteAsked(): void;
  dispose(): void;
}

/** Milliseconds for which VS Code may be busy passing rows to its window. */
const calmMilliseconds = 50;
const mostWaits = 10;
const patience = 1000;

/** Creates it for the rows that VS Code was given; `fire` notifies VS Code. */
export function createRedraws(stableRows: StableRows, fire: (rows: readonly Row[]) => void): Redraws {
  let lastAsked = 0;
  const insist = coalesceCalls(() => void draw(stableRows.takeUnasked()), patience);

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
