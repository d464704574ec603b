import type { Disposable, TreeDataProvider } from 'vscode';
import { EventEmitter } from 'vscode';
import type { ActivityEntry } from '../../app/runs/activity.ts';
import { coalesced } from '../../async/coalesce.ts';
import { failureOf } from '../../errors.ts';
import type { Row } from '../row/row.ts';
import { failureRow } from '../row/row.ts';
import { createKeptRows } from '../row/stableRows.ts';
import { render, withTooltip } from '../row/treeItem.ts';
import { activityRows, isMoving } from './activityRows.ts';

/** The rows of the view Activity. */
export interface ActivityTree extends TreeDataProvider<Row>, Disposable {
  refresh(): void;
  /** Draws again what time has changed; for a clock that ticks while the view is visible. */
  tick(): void;
  /** While the view is hidden nothing is read or drawn. */
  setVisible(isVisible: boolean): void;
}

/** A tree of what ran, runs and can be resumed; none where there is no connection yet. */
export function createActivityTree(source: { entries(): Promise<readonly ActivityEntry[]> }): ActivityTree {
  const changed = new EventEmitter<Row[] | undefined>();
  const kept = createKeptRows();
  const draw = coalesced(() => void drawNews());
  let shown: readonly ActivityEntry[] = [];
  let [isVisible, isOutdated] = [true, false];

  async function rowsNow(): Promise<readonly Row[]> {
    try {
      shown = await source.entries();
    } catch (error) {
      shown = [];
      return [failureRow('activity', failureOf(error), "Can't read what was changed")];
    }
    return activityRows(shown, new Date());
  }

  async function drawNews(): Promise<void> {
    if (kept.isGiven(undefined)) fire(kept.renew(undefined, await rowsNow()));
    else drawAll();
  }

  function drawAll(): void {
    kept.drop();
    changed.fire(undefined);
  }

  function fire(news: readonly (Row | undefined)[]): void {
    if (news.includes(undefined)) return drawAll();
    if (news.length > 0) changed.fire(news.filter((row) => row !== undefined));
  }

  return {
    onDidChangeTreeData: changed.event,
    getTreeItem: render,
    resolveTreeItem: withTooltip,
    async getChildren(row) {
      if (!row) return kept.give(undefined, await rowsNow());
      return kept.give(row, row.children === 'later' ? [] : (row.children ?? []));
    },
    refresh() {
      if (isVisible) draw();
      else isOutdated = true;
    },
    tick() {
      if (shown.some(isMoving)) fire(kept.renew(undefined, activityRows(shown, new Date())));
    },
    setVisible(visible) {
      isVisible = visible;
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
