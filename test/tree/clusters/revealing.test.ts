import { EventEmitter } from 'vscode';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRevealing, type RevealingView } from '../../../src/tree/clusters/revealing.ts';
import type { Row } from '../../../src/tree/row/row.ts';

const wanted: Row = { key: 'cluster:new-weu', kind: 'cluster', label: 'new-weu', contextValue: 'cluster:' };
const other: Row = { key: 'cluster:shop-weu', kind: 'cluster', label: 'shop-weu', contextValue: 'cluster:' };

/** A view that selects what is revealed, unless it is being redrawn. */
function fakeView() {
  const [visibility, selection, unfolded, folded] = [0, 1, 2, 3].map(() => new EventEmitter<never>());
  let selected: readonly Row[] = [];
  const revealed: string[] = [];
  let ignores = 0;
  const view: RevealingView = {
    visible: true,
    get selection() {
      return selected;
    },
    onDidChangeVisibility: visibility!.event,
    onDidChangeSelection: selection!.event,
    onDidExpandElement: unfolded!.event,
    onDidCollapseElement: folded!.event,
    reveal: async (row) => {
      revealed.push(row.key);
      if (ignores-- > 0) return;
      selected = [row];
      selection!.fire(undefined as never);
    },
  };
  return {
    view,
    revealed,
    ignore: (times: number) => void (ignores = times),
    touches: {
      'selects another row': () => {
        selected = [other];
        selection!.fire(undefined as never);
      },
      'unfolds a row': () => unfolded!.fire(undefined as never),
      'folds a row': () => folded!.fire(undefined as never),
    },
  };
}

describe('bringing a cluster into view', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  const none = (): void => undefined;

  it('a row is revealed again where VS Code ignored the first request', async () => {
    const { view, revealed, ignore } = fakeView();
    ignore(1);
    const ended = createRevealing(view, async () => wanted, none).reveal('new');
    await vi.runAllTimersAsync();
    await ended;
    expect(revealed).toEqual([wanted.key, wanted.key]);
  });

  it('a new cluster is revealed when its panel closes', async () => {
    const { view, revealed } = fakeView();
    await createRevealing(view, async () => wanted, none).revealInSight('new');
    expect(revealed).toEqual([wanted.key]);
  });

  it.each(['selects another row', 'unfolds a row', 'folds a row'] as const)(
    'a new cluster is not revealed to a person who %s while it is being looked for',
    async (touch) => {
      const { view, revealed, touches } = fakeView();
      const rowOf = async (): Promise<Row> => {
        touches[touch]();
        return wanted;
      };
      await createRevealing(view, rowOf, none).revealInSight('new');
      expect(revealed).toEqual([]);
    },
  );

  it('a new cluster is not revealed two seconds after its panel was closed', async () => {
    const { view, revealed } = fakeView();
    const late = async (): Promise<Row> => {
      await vi.advanceTimersByTimeAsync(2000);
      return wanted;
    };
    await createRevealing(view, late, none).revealInSight('new');
    expect(revealed).toEqual([]);
  });
});
