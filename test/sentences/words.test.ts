import { describe, expect, it } from 'vitest';
import { inText, textOf, textsOf } from '../../src/sentences/textOf.ts';
import {
  asClause,
  joinWords,
  distinctWords,
  rewriteWords,
  isSameWords,
  say,
  distinctByWords,
  verbatim,
  type Words,
} from '../../src/sentences/words.ts';

/** As a plan of an earlier run comes back. */
const fromJson = (words: Words): Words => JSON.parse(JSON.stringify(words)) as Words;

describe('a sentence', () => {
  it('keeps its template apart from its values, as another language needs it', () => {
    const { template, values } = say`${'AcrPull'} on ${2} of ${say`${3} registries`}.`;
    expect(template).toBe('{0} on {1} of {2}.');
    expect(values.slice(0, 2)).toEqual(['AcrPull', 2]);
  });

  it.each([
    { made: 'of a template', words: say`${'AcrPull'} on ${say`${2} of ${3}`}.`, text: 'AcrPull on 2 of 3.' },
    { made: 'of a name with braces', words: say`${'{1}'} and ${'b'}`, text: '{1} and b' },
    { made: 'of eleven values', words: joinWords([...'abcdefghijk'], ''), text: 'abcdefghijk' },
    { made: 'of sentences of which one is left out', words: joinWords([say`A.`, undefined, 'B.']), text: 'A. B.' },
    { made: 'of no sentence', words: joinWords([]), text: '' },
    { made: 'of a name', words: verbatim('shop-weu'), text: 'shop-weu' },
    {
      made: 'of what was read from JSON',
      words: say`It says: ${fromJson(say`no ${'roles'}`)}`,
      text: 'It says: no roles',
    },
    { made: 'as a clause', words: asClause(say`Nobody knows.`), text: 'nobody knows' },
    {
      made: 'as a clause that begins with a name',
      words: asClause(say`Azure tells nobody.`),
      text: 'Azure tells nobody',
    },
    { made: 'without a secret', words: rewriteWords(say`key=${'abc'}`, () => 'key=...'), text: 'key=...' },
  ])('made $made is shown as it was meant', ({ words, text }) => {
    expect(textOf(words)).toBe(text);
    const unchecked = words as unknown as string;
    expect([JSON.stringify({ words }), `${unchecked}`]).toEqual([JSON.stringify({ words: text }), text]);
    expect(textOf(fromJson(words))).toBe(text);
  });

  it('is said once, however it was made, and by kind where there are kinds', () => {
    const one = say`No ${'roles'}.`;
    const other = say`No roles.`;
    expect(textsOf(distinctWords([one, other, fromJson(one)]))).toEqual(['No roles.']);
    expect([isSameWords(one, other), isSameWords(one, say`No.`)]).toEqual([true, false]);
    const all = [
      { kind: 'a', words: one },
      { kind: 'b', words: other },
      { kind: 'a', words: other },
    ];
    expect(
      distinctByWords(
        all,
        ({ words }) => words,
        ({ kind }) => kind,
      ).map(({ kind }) => kind),
    ).toEqual(['a', 'b']);
  });

  it('becomes a text wherever data leaves the program, and all else stays the same object', () => {
    const at = new Date(0);
    const data = { id: 'x', at, checks: [{ title: say`Is ${'it'}?`, values: [1, undefined, null] }] };
    expect(JSON.stringify(inText(data).checks)).toBe('[{"title":"Is it?","values":[1,null,null]}]');
    expect(inText(data).at).toBe(at);
    const plain = { list: [{ a: 1 }], none: undefined };
    expect(inText(plain)).toBe(plain);
  });
});
