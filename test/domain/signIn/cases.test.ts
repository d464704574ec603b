import { describe, expect, it } from 'vitest';
import { cases, gradeOf, judgedAlone, judgedInWorld } from './judgedCases.ts';

describe('a message from a public thread', () => {
  it.each(cases.map((one) => [one.id, one] as const))('%s has no wrong cause without facts (Q-10)', (_, one) => {
    expect(gradeOf(judgedAlone(one), one)).not.toBe('wrong');
  });

  it.each(cases.map((one) => [one.id, one] as const))('%s has no wrong cause in its world (Q-10)', (_, one) => {
    expect(gradeOf(judgedInWorld(one), one)).not.toBe('wrong');
  });

  it('has the cause of its thread in at least nine worlds of ten (Q-10)', () => {
    const right = cases.filter((one) => gradeOf(judgedInWorld(one), one) === 'right');
    expect(right.length / cases.length).toBeGreaterThanOrEqual(0.9);
  });

  it("that can't be explained names what to look at next (Q-10)", () => {
    for (const one of cases) {
      const why = judgedAlone(one);
      if (why.cause === 'UNKNOWN') expect(why.next).not.toEqual([]);
    }
  });

  it('is never certain where something was not read (Q-04)', () => {
    for (const one of cases) {
      const why = judgedAlone(one);
      if (why.unknown.length > 0) expect(why.certainty).not.toBe('certain');
    }
  });
});
