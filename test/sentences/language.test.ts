import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countWithNoun } from '../../src/domain/words/counts.ts';
import { sentenceList } from '../../src/domain/words/describe.ts';
import { asShown, shownText, speak, t } from '../../src/sentences/language.ts';
import { textOf } from '../../src/sentences/textOf.ts';
import { asClause, asSentence, joinWords, say, verbatim, withoutFullStop } from '../../src/sentences/words.ts';

const german = {
  '{0} on {1}': 'auf {1}: {0}',
  '{0} role': '{0} Rolle',
  '{0} roles': '{0} Rollen',
  '{0} roles/other': '{0} Rollen insgesamt',
  '{0} and {1}': '{0} und {1}',
  Granted: 'Zugewiesen',
  'A role is missing.': 'Eine Rolle fehlt.',
  'Not known: {0}': 'Nicht bekannt: {0}',
};

beforeEach(() => speak(german, 'de'));
afterEach(() => speak());

describe('what a person reads', () => {
  it('is in their language, with each value in its new place', () => {
    expect(t`${'AcrPull'} on ${'acrshop'}`).toBe('auf acrshop: AcrPull');
  });

  it('is translated inside of other sentences, too', () => {
    expect(shownText(say`Not known: ${say`${'Reader'} on ${'rg'}`}`)).toBe('Nicht bekannt: auf rg: Reader');
    expect(shownText(say`Not known: ${asClause(say`A role is missing.`)}`)).toBe('Nicht bekannt: Eine Rolle fehlt');
  });

  it('stays English where the language has no text for it', () => {
    expect(t`Nobody has translated ${'this'}`).toBe('Nobody has translated this');
  });

  it('takes the plural form of the language', () => {
    expect([1, 5].map((count) => shownText(countWithNoun(count, 'role')))).toEqual(['1 Rolle', '5 Rollen insgesamt']);
  });

  it('joins names as the language does', () => {
    expect(shownText(sentenceList(['a', 'b']))).toBe('a und b');
  });

  it('keeps a name that is also a text of ours', () => {
    expect(shownText(say`${'Granted'} on ${'Granted'}`)).toBe('auf Granted: Granted');
  });
});

describe('a full stop', () => {
  const becauseOpen = say`Not known, because ${asClause(say`It is open.`)}.`;
  const texts = (end: string): Readonly<Record<string, string>> => ({
    '{0}.': `{0}${end}`,
    'It is open.': `已打开${end}`,
    Open: '已打开',
    'Open: {0}': '已打开：{0}',
    'Is it open?': '打开吗？',
    'Not known, because {0}.': `未知，因为{0}${end}`,
  });

  it.each(['。', '．', '।', '۔', '።', '.'])('is there once, in the script of the language: %s', (end) => {
    speak(texts(end), 'zh-cn');
    expect(shownText(asSentence(say`It is open.`))).toBe(`已打开${end}`);
    expect(shownText(becauseOpen)).toBe(`未知，因为已打开${end}`);
    expect(shownText(withoutFullStop(say`It is open.`))).toBe('已打开');
    for (const open of [say`Open`, joinWords([say`Open`]), asClause(say`It is open.`)])
      expect(shownText(asSentence(open))).toBe(`已打开${end}`);
    expect(shownText(asSentence(say`Open: ${'shop-weu'}`))).toBe(`已打开：shop-weu${end}`);
  });

  it('is that of English after what the language has no text for', () => {
    speak(texts('。'), 'zh-cn');
    expect(shownText(asSentence(say`Nobody has translated ${'这个'}`))).toBe('Nobody has translated 这个.');
    expect(shownText(asSentence(verbatim('The scope is locked')))).toBe('The scope is locked.');
  });

  it.each(['打开吗？', '打开！', '已打开…', 'هل هو مفتوح؟', 'Open...'])(
    'is not added after another end: %s',
    (text) => {
      expect(shownText(asSentence(verbatim(text)))).toBe(text);
    },
  );
});

describe('what programs read', () => {
  const sentence = say`${'AcrPull'} on ${'acrshop'}`;

  it('stays English: JSON, texts for files, and texts that are compared', () => {
    expect(JSON.stringify({ sentence })).toBe('{"sentence":"AcrPull on acrshop"}');
    expect(textOf(sentence)).toBe('AcrPull on acrshop');
  });

  it('is not translated by what is shown meanwhile', () => {
    expect(asShown(() => [textOf(sentence), JSON.stringify(sentence)])).toEqual([
      'auf acrshop: AcrPull',
      '"AcrPull on acrshop"',
    ]);
    expect(textOf(sentence)).toBe('AcrPull on acrshop');
  });

  it('stays English when showing fails', () => {
    expect(() =>
      asShown(() => {
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(textOf(sentence)).toBe('AcrPull on acrshop');
  });
});
