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
  /**
   * Draws again what time has changed; for a clock that ticks while the view is visible. Where it reads the same, nothing
   * is drawn: VS Code forgets all rows while it draws, and a button pressed just then would not know its row.
   */
  tick(): void;
}

/** A tree of what ran, runs and can be resumed; none where there is no connection yet. */
export function createActivityTree(source: { entries(): Promise<readonly ActivityEntry[]> }): ActivityTree {
  const changed = new EventEmitter<undefined>();
  const draw = soon(() => changed.fire(undefined));
  let shown: readonly ActivityEntry[] = [];
  let drawn = '';
  return {
    onDidChangeTreeData: changed.event,
    getTreeItem: render,
    async getChildren(row) {
      if (row) return row.children === 'later' ? [] : [...(row.children ?? [])];
      shown = await source.entries();
      const rows = activityRows(shown, new Date());
      drawn = JSON.stringify(rows);
      return [...rows];
    },
    refresh: draw,
    tick() {
      if (shown.some(isMoving) && JSON.stringify(activityRows(shown, new Date())) !== drawn) draw();
    },
    dispose() {
      draw.dispose();
      changed.dispose();
    },
  };
}
