import { describe, expect, it } from 'vitest';
import { markIcon, markWords, sumOfMarks, withMarks, worstGrade, type Marks } from '../../../src/tree/row/marks.ts';

const none: Marks = { error: 0, warning: 0, unknown: 0 };
const own = { id: 'key' };

describe('marks', () => {
  it('have an icon for each grade, and a row without a mark keeps its own', () => {
    const icons = [
      none,
      { ...none, unknown: 1 },
      { ...none, warning: 1, unknown: 1 },
      { error: 1, warning: 1, unknown: 1 },
    ];
    expect(icons.map((marks) => markIcon(marks, own).id)).toEqual(['key', 'question', 'warning', 'error']);
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
