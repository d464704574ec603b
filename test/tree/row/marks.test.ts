import { describe, expect, it } from 'vitest';
import { markState, markWords, sumOfMarks, withMarks, worstGrade, type Marks } from '../../../src/tree/row/marks.ts';

const none: Marks = { error: 0, warning: 0, unknown: 0 };

describe('marks', () => {
  it.each<[Marks, string | undefined]>([
    [none, undefined],
    [{ ...none, unknown: 1 }, 'unknown ? 1 not checked'],
    [{ ...none, warning: 3, unknown: 1 }, 'warning ! 3 warnings, 1 not checked'],
    [{ error: 2, warning: 1, unknown: 1 }, 'error 2 2 errors, 1 warning, 1 not checked'],
    [{ ...none, error: 12 }, 'error 9+ 12 errors'],
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

  it('come before everything else in a description', () => {
    expect(withMarks({ ...none, error: 2 }, 'user-assigned')).toBe('2 errors \u00b7 user-assigned');
    expect(withMarks(none, 'user-assigned', false)).toBe('user-assigned');
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
