import { Uri, type CancellationToken, type FileDecoration } from 'vscode';
import { describe, expect, it } from 'vitest';
import { stateAddress, stateDecorations } from '../../../src/tree/row/decorations.ts';
import { markState, rowState } from '../../../src/tree/row/marks.ts';
import type { RowState } from '../../../src/tree/row/row.ts';

const decorationOf = (uri: Uri): FileDecoration | undefined =>
  stateDecorations.provideFileDecoration(uri, {} as CancellationToken) as FileDecoration | undefined;
const states: readonly RowState[] = [
  markState({ error: 2, warning: 1, unknown: 0 })!,
  markState({ error: 40, warning: 0, unknown: 0 })!,
  markState({ error: 0, warning: 1, unknown: 0 })!,
  markState({ error: 0, warning: 0, unknown: 5 })!,
  rowState('error', 'Broken'),
  rowState('ok', 'No problems'),
];

describe('the state of a row', () => {
  it.each(states)('$words is shown by a badge and in words, whatever its colour', (state) => {
    const decoration = decorationOf(stateAddress(state));
    expect(decoration).toMatchObject({ badge: state.badge, tooltip: state.words });
  });

  it('has a badge that differs from that of every other grade', () => {
    const grades = Map.groupBy(states, ({ badge }) => badge);
    for (const same of grades.values()) expect(new Set(same.map(({ grade }) => grade)).size).toBe(1);
  });

  it('has one address for all rows', () => {
    expect(stateAddress(rowState('ok', 'No problems'))).toBe(stateAddress(rowState('ok', 'No problems')));
  });

  it('decorates no file of anyone', () => {
    expect(decorationOf(Uri.file('/error/2'))).toBeUndefined();
  });
});
