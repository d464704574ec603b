import { describe, expect, it } from 'vitest';
import {
  described,
  markState,
  markWords,
  rowState,
  sumOfMarks,
  worstGrade,
  type Marks,
} from '../../../src/tree/row/marks.ts';

const none: Marks = { error: 0, warning: 0, unknown: 0 };

describe('marks', () => {
  it.each<[Marks, string | undefined]>([
    [none, undefined],
    [{ ...none, unknown: 1 }, 'unknown ? 1 not checked'],
    [{ ...none, warning: 3, unknown: 1 }, 'warning !3 3 warnings, 1 not checked'],
    [{ error: 2, warning: 1, unknown: 1 }, 'error \u27152 2 errors, 1 warning, 1 not checked'],
    [{ ...none, error: 12 }, 'error \u2715 12 errors'],
    [{ ...none, warning: 10 }, 'warning ! 10 warnings'],
  ])('have a badge of their own for each grade, and words: %o', (marks, expected) => {
    const state = markState(marks);
    expect(state && `${state.grade} ${state.badge} ${state.words}`).toBe(expected);
  });

  it('that are the same are the same object, so that rows are quickly compared', () => {
    expect(markState({ ...none, error: 1 })).toBe(markState({ ...none, error: 1 }));
  });

  it('say the worst first, one as one', () => {
    expect(markWords({ error: 1, warning: 2, unknown: 3 })).toBe('1 error, 2 warnings, 3 not checked');
    expect(markWords(none)).toBe('');
  });

  it.each<[Marks, string, string]>([
    [none, 'user-assigned', 'user-assigned'],
    [{ ...none, error: 2 }, 'user-assigned', '2 errors \u00b7 user-assigned'],
    [{ ...none, warning: 2 }, 'user-assigned', '2 warnings \u00b7 user-assigned'],
    [
      { error: 2, warning: 2, unknown: 0 },
      'user-assigned \u00b7 2 warnings',
      '2 errors, 2 warnings \u00b7 user-assigned',
    ],
    [{ ...none, error: 12 }, 'user-assigned \u00b7 12 errors', '12 errors \u00b7 user-assigned'],
    [{ ...none, unknown: 1 }, 'user-assigned \u00b7 1 not checked', '1 not checked \u00b7 user-assigned'],
  ])('end a description without what the badge counts; read aloud, they come first: %o', (marks, seen, heard) => {
    expect(described(marks, ['user-assigned', false])).toMatchObject({ description: seen, spoken: heard });
  });

  it('are all in the description where the badge says something else', () => {
    const state = rowState('error', 'Broken');
    expect(described({ ...none, error: 1 }, ['broken'], { state })).toEqual({
      description: 'broken \u00b7 1 error',
      spoken: '1 error \u00b7 broken',
      state,
    });
  });

  it('of a folder are the sum of what is below it', () => {
    const sum = sumOfMarks([{ ...none, error: 1 }, { ...none, warning: 2 }, none]);
    expect([sum, worstGrade(sum), worstGrade(none)]).toEqual([
      { error: 1, warning: 2, unknown: 0 },
      'error',
      undefined,
    ]);
  });
});
