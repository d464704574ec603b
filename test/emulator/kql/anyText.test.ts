import { describe, expect, it } from 'vitest';
import { runQuery } from '../../../src/emulator/kql/query.ts';
import { tables } from './shop.ts';
import { drawn, fc } from '../../support/property.ts';

const words =
  'resources | where extend project summarize join union mv-expand order by top take count distinct on kind = inner == =~ in in~ !in has ( ) [ ] , . .. - + * / \'a\' "b" @\'c\' 1 2.5 true name tags properties identity tostring strcat iff case count() make_list dynamic({"a":[1]}) dynamic( $left $right and or not asc desc nulls first // \n ; __proto__ constructor limit to typeof bag_keys split';

describe('any text', () => {
  it('is either answered or refused, and never breaks the emulator', () => {
    const piece = fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom(...words.split(' ')) },
      fc.string({ maxLength: 4 }),
    );
    const query = fc.array(piece, { maxLength: 25 }).map((pieces) => `resources | ${pieces.join(' ')}`);
    fc.assert(
      fc.property(query, (text) => {
        const answer = runQuery(text, tables);
        if ('error' in answer) expect(answer.error.details).toHaveLength(2);
        else expect(JSON.parse(JSON.stringify(answer.rows))).toEqual(answer.rows);
      }),
      { numRuns: drawn(5000) },
    );
  });

  it('of great length is read to its end, and refused where it is too long', () => {
    for (const text of [
      `resources | where ${'name == "a" or '.repeat(10_000)}true`,
      `resources | where name == '${'x'.repeat(200_000)}'`,
      `resources | where name == '${'x'.repeat(200_000)}`,
      `resources | extend a = ${'1 + '.repeat(50_000)}1`,
      `resources${' '.repeat(250_000)}| take 1`,
      `resources | project ${'properties'}${'.a'.repeat(100_000)}`,
      `resources | extend a = ${'-'.repeat(100_000)}1`,
    ]) {
      expect(Object.keys(runQuery(text, tables)).join()).toMatch(/^(columns,rows|error,isBeyond)$/);
    }
    expect(runQuery(' '.repeat(300_000), tables)).toHaveProperty('error.details.1.message', 'The query is too long.');
  });
});
