import { coalesceCalls } from '../../async/coalesce.ts';
import { EventEmitter, type Disposable, type TreeDataProvider } from 'vscode';
import type { ActivityEntry } from '../../app/runs/activity.ts';
import { failureOf } from '../../errors.ts';
import { failureRow, type Row } from '../row/row.ts';
import { createStableRows } from '../row/stableRows.ts';
import { treeItemOf, withTooltip } from '../row/treeItem.ts';
import type * as ActivityRows from './activityRows.ts';
import { t } from '../../sentences/language.ts';

/** Provides the rows of the view Activity. */
export interface ActivityTree extends TreeDataProvider<Row>, Disposable {
  refresh(): void;
  /** Resolves when it shows what there is now; at once while it is hidden. */
  drawn(): Promise<void>;
  /** Draws again what has changed with time; called by a clock that ticks while the view is visible. */
  tick(): void;
  /** While the view is hidden, nothing is read or drawn. */
  setVisible(isVisible: boolean): void;
}

/** Creates a tree of the changes that ran, are running, or can be resumed; it is empty until there is a connection. */
export function createActivityTree(source: { entries(): Promise<readonly ActivityEntry[]> }): ActivityTree {
  const changed = new EventEmitter<Row[] | undefined>();
  const stableRows = createStableRows();
  const draw = coalesceCalls(() => void drawNews());
  let shownEntries: readonly ActivityEntry[] = [];
  /** The code that makes rows, loaded with the first entries, because most sessions start without any. */
  let making: typeof ActivityRows | undefined;
  let isVisible = true;
  let isOutdated = false;
  /** Rows that were just made, for VS Code to take: while a change runs, another read may take longer than the change. */
  let fresh: readonly Row[] | undefined;

  async function rowsNow(): Promise<readonly Row[]> {
    try {
      shownEntries = await source.entries();
    } catch (error) {
      shownEntries = [];
      return [failureRow('activity', failureOf(error), t`Can't read recent changes`)];
    }
    if (shownEntries.length === 0) return [];
    making ??= await import('./activityRows.ts');
    return making.activityRows(shownEntries, new Date());
  }

  function freshRows(): readonly Row[] | Promise<readonly Row[]> {
    const rows = fresh ?? rowsNow();
    fresh = undefined;
    return rows;
  }

  async function drawNews(): Promise<void> {
    if (!stableRows.isGiven(undefined)) return drawAll();
    const rows = await rowsNow();
    fire(stableRows.renew(undefined, rows), rows);
  }

  function drawAll(): void {
    stableRows.drop();
    changed.fire(undefined);
  }

  function fire(news: readonly (Row | undefined)[], rows: readonly Row[]): void {
    if (news.includes(undefined)) {
      fresh = rows;
      return drawAll();
    }
    if (news.length > 0) changed.fire(news.filter((row) => row !== undefined));
  }

  return {
    onDidChangeTreeData: changed.event,
    getTreeItem: treeItemOf,
    resolveTreeItem: withTooltip,
    async getChildren(row) {
      if (!row) return stableRows.give(undefined, await freshRows());
      return stableRows.give(row, row.children === 'later' ? [] : (row.children ?? []));
    },
    refresh() {
      if (isVisible) draw();
      else isOutdated = true;
    },
    drawn: async () => (isVisible ? drawNews() : undefined),
    tick() {
      if (!making || !shownEntries.some(making.isMoving)) return;
      const rows = making.activityRows(shownEntries, new Date());
      fire(stableRows.renew(undefined, rows), rows);
    },
    setVisible(visible) {
      isVisible = visible;
      fresh = undefined;
      if (!visible || !isOutdated) return;
      isOutdated = false;
      draw();
    },
    dispose() {
      draw.dispose();
      changed.dispose();
    },
  };
}
