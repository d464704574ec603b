import { describe, expect, it } from 'vitest';
import { judged } from '../../support/domain/askerFindingCases.ts';
import { healthyCases } from '../../support/domain/healthyCases.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

/** What is said against those that ask, advice aside. */
function accusations(...given: Parameters<typeof judged>): readonly string[] {
  return judged(...given).flatMap(({ works, findings }) => [
    ...(works.kind === 'no' ? [textOf(works.reason)] : []),
    ...findings.filter(({ severity }) => severity !== 'info').map(({ code, text }) => `${code}: ${textOf(text)}`),
  ]);
}

describe('a healthy cluster', () => {
  it.each(healthyCases.map((each) => [each.what, each] as const))(
    'is not accused of %s (Q-07, Q-10)',
    (_what, { items, azure }) => {
      expect(accusations(items, azure)).toEqual([]);
    },
  );
});
