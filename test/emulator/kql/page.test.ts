import { describe, expect, it } from 'vitest';
import { pageOf } from '../../../src/emulator/kql/page.ts';
import type { Row } from '../../../src/emulator/kql/tables.ts';

const page = (...given: Parameters<typeof pageOf>) => pageOf(...given)?.page;

describe('pages', () => {
  const some: Row[] = Array.from({ length: 2500 }, (_, n) => ({ n }));

  it('hold a thousand rows, and a token for the next while there are more (E-244)', () => {
    const first = page(some)!;
    expect(first).toMatchObject({ totalRecords: 2500, count: 1000, resultTruncated: 'true', facets: [] });
    const second = page(some, { $skipToken: first.$skipToken! })!;
    expect(second.data[0]).toEqual({ n: 1000 });
    const third = page(some, { $skipToken: second.$skipToken! })!;
    expect(third).toMatchObject({ count: 500, resultTruncated: 'false' });
    expect(third).not.toHaveProperty('$skipToken');
  });

  it('follow $top and $skip', () => {
    expect(page(some, { $top: 2, $skip: 10 })!.data).toEqual([{ n: 10 }, { n: 11 }]);
    expect(page(some, { $skip: 9999 })).toMatchObject({ count: 0, resultTruncated: 'false' });
  });

  it('are as large as the first of them, and continue where the token says, unless $top and $skip differ (E-248)', () => {
    const first = page(some, { $top: 3 })!;
    const $skipToken = first.$skipToken!;
    expect(page(some, { $skipToken })!.data).toEqual([{ n: 3 }, { n: 4 }, { n: 5 }]);
    expect(page(some, { $skipToken, $top: 1 })!.data).toEqual([{ n: 3 }]);
    expect(page(some, { $skipToken, $skip: 100 })!.data[0]).toEqual({ n: 100 });
    expect(page(some, { $top: null, $skip: null, $skipToken: null })!.count).toBe(1000);
  });

  const nonsense = ['abc', '', 5, {}].map(($skipToken) => ({ $skipToken }));

  it('are refused for numbers and tokens that make no sense', () => {
    for (const options of [
      { $top: 0 },
      { $top: 1001 },
      { $top: 1.5 },
      { $top: '5' },
      { $skip: '5' },
      { $skip: -1 },
      ...nonsense,
    ]) {
      expect(page(some, options)).toBeUndefined();
    }
  });
});
