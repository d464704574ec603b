/** Brings a cluster's row into view, also while the rows are being redrawn. */
import type { Event, TreeView } from 'vscode';
import type { Row } from '../row/row.ts';

/** What the view has to offer for this. */
export type RevealingView = Pick<
  TreeView<Row>,
  | 'visible'
  | 'selection'
  | 'reveal'
  | 'onDidChangeVisibility'
  | 'onDidChangeSelection'
  | 'onDidExpandElement'
  | 'onDidCollapseElement'
>;

/** Brings clusters into view. */
export interface Revealing {
  /** Unfolds a cluster's row and brings it into view, as soon as the view is visible. */
  reveal(clusterId: string): Promise<void>;
  /** Does the same if the view is visible and nobody works in it meanwhile, and nothing otherwise. */
  revealInSight(clusterId: string): Promise<void>;
}

/** How often a row is searched for again if the view was redrawn meanwhile. */
const revealTries = 5;
/** The most milliseconds to wait until a view is visible, or a revealed row is selected. */
const longestChange = 2000;
/** A row that comes into view later than this, in milliseconds, would disturb who works in the view by then. */
const longestReveal = 2000;

/** Waits for an event of the view, or for a while if none comes. */
async function changeOf(event: Event<unknown>): Promise<void> {
  await new Promise<void>((resolve) => {
    const go = (): void => {
      clearTimeout(timer);
      watcher.dispose();
      resolve();
    };
    const watcher = event(go);
    const timer = setTimeout(go, longestChange);
  });
}

/** VS Code silently ignores a request to reveal a row if it is redrawing the rows at that moment. */
async function isSelected(view: RevealingView, { key }: Row): Promise<boolean> {
  const isThere = (): boolean => view.selection.some((row) => row.key === key);
  if (!isThere()) await changeOf(view.onDidChangeSelection);
  return isThere();
}

/** Calls `work` with a function that is true until someone has worked in the view, or too much time has passed. */
async function whileUntouched(view: RevealingView, work: (isUntouched: () => boolean) => Promise<void>): Promise<void> {
  const end = Date.now() + longestReveal;
  let isTouched = false;
  const touch = (): void => void (isTouched = true);
  const watchers = [view.onDidChangeSelection(touch), view.onDidExpandElement(touch), view.onDidCollapseElement(touch)];
  try {
    await work(() => !isTouched && Date.now() < end);
  } finally {
    for (const watcher of watchers) watcher.dispose();
  }
}

/** Creates what brings clusters into view; `rowOf` returns a row once all drawing has ended. */
export function createRevealing(
  view: RevealingView,
  rowOf: (clusterId: string) => Promise<Row | undefined>,
  note: (error: unknown) => void,
): Revealing {
  async function bringIntoView(clusterId: string, isWanted = (): boolean => true): Promise<void> {
    for (let triesLeft = revealTries; triesLeft > 0; triesLeft--) {
      const row = await rowOf(clusterId);
      if (!row || !isWanted()) return;
      try {
        await view.reveal(row, { expand: true, select: true, focus: false });
        if (await isSelected(view, row)) return;
      } catch (error) {
        // The rows were redrawn meanwhile, or this one is gone, which does no harm.
        if (triesLeft === 1) note(error);
      }
    }
  }

  return {
    async reveal(clusterId) {
      // Nothing is read for a view that is not visible yet.
      if (!view.visible) await changeOf(view.onDidChangeVisibility);
      await bringIntoView(clusterId);
    },
    async revealInSight(clusterId) {
      if (view.visible) await whileUntouched(view, async (isUntouched) => bringIntoView(clusterId, isUntouched));
    },
  };
}
