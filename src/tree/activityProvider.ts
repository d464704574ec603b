import type { Disposable, TreeDataProvider } from 'vscode';
import { EventEmitter } from 'vscode';
import type { ActivityEntry } from '../app/activity.ts';
import { activityRows, isMoving } from './activityNodes.ts';
import { render } from './render.ts';
import type { Row } from './row.ts';
import { soon } from './soon.ts';

/** The rows of the view Activity. */
export interface ActivityTree extends TreeDataProvider<Row>, Disposable {
  refresh(): void;
  /** Draws rows that show time again; for a clock that ticks while the view is visible. */
  tick(): void;
}

/** A tree of what ran, runs and can be resumed; none where there is no connection yet. */
export function createActivityTree(source: { entries(): Promise<readonly ActivityEntry[]> }): ActivityTree {
  const changed = new EventEmitter<undefined>();
  const draw = soon(() => changed.fire(undefined));
  let shown: readonly ActivityEntry[] = [];
  return {
    onDidChangeTreeData: changed.event,
    getTreeItem: render,
    async getChildren(row) {
      if (row) return row.children === 'later' ? [] : [...(row.children ?? [])];
      shown = await source.entries();
      return [...activityRows(shown, new Date())];
    },
    refresh: draw,
    tick() {
      if (shown.some(isMoving)) draw();
    },
    dispose() {
      draw.dispose();
      changed.dispose();
    },
  };
}
