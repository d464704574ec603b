/** What is done again and again, as long as someone can see it. */
import type { Disposable, Event } from 'vscode';

/** Milliseconds between two checks of operations that someone else runs, and of other windows, whose events may be lost. */
export const followEvery = 10_000;

/** Something that is shown and hidden: a view, or the window of a page. */
interface SeenThing {
  readonly visible: boolean;
  readonly onDidChangeVisibility?: Event<unknown>;
  readonly onDidChangeViewState?: Event<unknown>;
}

/** Calls `tick` at intervals while something is visible; there is no timer while it is hidden. */
export function whileVisible(shown: SeenThing, milliseconds: number, tick: () => void): Disposable {
  let timer: NodeJS.Timeout | undefined;
  const follow = (): void => {
    clearInterval(timer);
    timer = shown.visible ? setInterval(tick, milliseconds) : undefined;
  };
  const watchers = [shown.onDidChangeVisibility?.(follow), shown.onDidChangeViewState?.(follow)];
  follow();
  return {
    dispose() {
      for (const watcher of watchers) watcher?.dispose();
      clearInterval(timer);
    },
  };
}
