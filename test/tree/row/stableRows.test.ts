import { describe, expect, it } from 'vitest';
import type { Row } from '../../../src/tree/row/row.ts';
import { createStableRows } from '../../../src/tree/row/stableRows.ts';

function row(key: string, more: Partial<Row> = {}): Row {
  return { key, kind: 'note', label: key, contextValue: 'note:', ...more };
}
const folder = (...children: readonly Row[]): Row => row('folder', { children });

describe('the rows that VS Code was given', () => {
  it('rows are the same objects whenever VS Code asks, and say what is true now', () => {
    const kept = createStableRows();
    const [before] = kept.give(undefined, [row('a', { description: 'old', principalId: 'p' })]);
    const [after] = kept.give(undefined, [row('a', { description: 'new' })]);
    expect(after).toBe(before);
    expect(before).toEqual(row('a', { description: 'new' }));
  });

  it('rows are not drawn again if they read the same', () => {
    const kept = createStableRows();
    const [first] = kept.give(undefined, [folder(row('a'), row('b'))]);
    kept.give(first, first!.children as readonly Row[]);
    expect(kept.renew(undefined, [folder(row('a'), row('b'))])).toEqual([]);
  });

  it('rows are drawn again one by one, so that the others are not forgotten', () => {
    const kept = createStableRows();
    const [first] = kept.give(undefined, [folder(row('a'), row('b'))]);
    const [, b] = kept.give(first, first!.children as readonly Row[]);
    const news = kept.renew(undefined, [folder(row('a'), row('b', { description: '2 findings' }))]);
    expect(news).toEqual([row('b', { description: '2 findings' })]);
    expect(news[0]).toBe(b);
  });

  it('rows are drawn again with their parent if one comes, goes or moves', () => {
    const kept = createStableRows();
    const [first] = kept.give(undefined, [folder(row('a'), row('b'))]);
    kept.give(first, first!.children as readonly Row[]);
    const news = kept.renew(undefined, [folder(row('a'), row('b'), row('c'))]);
    expect(news).toEqual([first]);
    expect(first!.children).toHaveLength(3);
    expect(kept.isGiven(first)).toBe(false);
    expect(kept.renew(undefined, [folder(row('x'))])).toEqual([]);
  });

  it('all rows are drawn again if the topmost ones are others', () => {
    const kept = createStableRows();
    kept.give(undefined, [row('a')]);
    expect(kept.renew(undefined, [row('b')])).toEqual([undefined]);
    expect(kept.isGiven(undefined)).toBe(false);
  });

  it('rows are drawn again if they can be unfolded from now on, or no longer', () => {
    const kept = createStableRows();
    kept.give(undefined, [row('a')]);
    expect(kept.renew(undefined, [row('a', { children: 'later' })])).toHaveLength(1);
    expect(kept.renew(undefined, [row('a', { children: [row('b')] })])).toEqual([]);
    expect(kept.renew(undefined, [row('a', { children: [] })])).toHaveLength(1);
  });

  it('rows that are to be drawn again are named until VS Code has asked for what is below them', () => {
    const kept = createStableRows();
    const unfold = (given: Row | undefined): Row => (kept.give(given, given!.children as readonly Row[]), given!);
    const [first, second] = kept.give(undefined, [folder(row('a')), row('other', { children: [row('b')] })]);
    unfold(first);
    unfold(second);
    expect(kept.takeUnasked()).toEqual([]);
    for (const one of [first, second]) kept.drop(one);
    unfold(second);
    expect(kept.takeUnasked()).toEqual([first]);
    expect(kept.takeUnasked()).toEqual([]);
  });

  it('rows below one that is to be drawn again are asked for with it', () => {
    const kept = createStableRows();
    const [first] = kept.give(undefined, [folder(row('a', { children: [row('b')] }))]);
    const [a] = kept.give(first, first!.children as readonly Row[]);
    kept.give(a, a!.children as readonly Row[]);
    kept.drop(a);
    kept.drop(first);
    expect(kept.takeUnasked()).toEqual([first]);
  });
});
