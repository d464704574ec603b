/** Dates and counts are written as VS Code's display language does, whatever the language of the machine; for programs, in English. */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { countWithNoun } from '../../src/domain/words/counts.ts';
import {
  dateAndTime,
  dayInSentence,
  momentInSentence,
  relativeTime,
  timeOfDay,
} from '../../src/domain/words/dateTime.ts';
import { nodeImageWords } from '../../src/domain/words/nodeImage.ts';
import { asShown, shownText, speak } from '../../src/sentences/language.ts';
import { textOf } from '../../src/sentences/textOf.ts';
import { inFigures, say, type Phrase } from '../../src/sentences/words.ts';

const root = resolve(import.meta.dirname, '..', '..');
const moment = new Date(2026, 10, 25, 17, 47);

/** Everything that a language writes in its own way, with what English and German make of it. */
const written: readonly (readonly [made: string, words: Phrase, english: string, german: string])[] = [
  ['a time', timeOfDay(moment), '5:47 PM', '17:47'],
  ['a date and time', dateAndTime(moment), 'Nov 25, 2026, 5:47 PM', '25.11.2026, 17:47'],
  ['a moment in a sentence', momentInSentence(moment), 'Nov 25, 2026 at 5:47 PM', '25.11.2026 at 17:47'],
  ['a day', dayInSentence('2026-09-30'), 'Sep 30, 2026', '30.09.2026'],
  ['what is no day', dayInSentence('soon'), 'soon', 'soon'],
  ['a time of today', relativeTime(moment, moment), 'today at 5:47 PM', 'today at 17:47'],
  ['another day', relativeTime(moment, new Date(0)), 'Nov 25, 2026, 5:47 PM', '25.11.2026, 17:47'],
  [
    'a node image',
    nodeImageWords('AKSUbuntu-2204gen2-202604.14.0'),
    'Ubuntu 22.04, Apr 14, 2026',
    'Ubuntu 22.04, 14.04.2026',
  ],
  ['no moment', dateAndTime(new Date('')), 'unknown', 'unknown'],
  ['a count', inFigures(1234), '1,234', '1.234'],
  ['a number in a sentence', say`${1234} of ${1_000_000}`, '1,234 of 1,000,000', '1.234 of 1.000.000'],
  ['a part of a number', say`${0.5} GiB`, '0.5 GiB', '0,5 GiB'],
  ['a number that is a name', say`line ${'1234'}`, 'line 1234', 'line 1234'],
  ['a count with its noun', countWithNoun(10_000, 'cluster'), '10,000 clusters', '10.000 clusters'],
  [
    'a date within a sentence',
    say`Read ${say`on ${dayInSentence('2026-09-30')}`}.`,
    'Read on Sep 30, 2026.',
    'Read on 30.09.2026.',
  ],
];

/** ICU sets narrow spaces in times. */
const plain = (text: string): string => text.replaceAll(/[\u202F\u00A0]/g, ' ');

afterEach(() => speak());

describe.each(written)('%s', (_, words, english, german) => {
  it.each([
    ['en', english],
    ['de', german],
    ['qps-ploc', english],
    ['no_language', english],
  ])('is written as the display language %s does', (language, text) => {
    speak(undefined, language);
    expect(plain(shownText(words))).toBe(text);
    expect(plain(asShown(() => textOf(words)))).toBe(text);
  });

  it('is English for programs, whatever the display language', () => {
    speak({}, 'de');
    expect([plain(textOf(words)), plain(JSON.parse(JSON.stringify(words)) as string)]).toEqual([english, english]);
  });
});

describe('a count that is written out', () => {
  it('takes the plural form of its number', () => {
    speak({ '{0} clusters': '{0} кластеров', '{0} clusters/one': '{0} кластер' }, 'ru');
    expect(plain(shownText(countWithNoun(1001, 'cluster')))).toBe('1 001 кластер');
    expect(plain(shownText(countWithNoun(1005, 'cluster')))).toBe('1 005 кластеров');
  });

  it('decides the plural form of the sentence around it', () => {
    speak({ 'Gone: {0}.': 'Пропали: {0}.', 'Gone: {0}./one': 'Пропал: {0}.' }, 'ru');
    const gone = (count: number): string => shownText(say`Gone: ${countWithNoun(count, 'cluster')}.`);
    expect([1, 5].map(gone)).toEqual(['Пропал: 1 cluster.', 'Пропали: 5 clusters.']);
    expect(shownText(say`Gone: ${timeOfDay(moment)}.`)).toMatch(/^Пропали/);
  });
});

describe('the language of the machine', () => {
  const program = `
    import { dateAndTime, dateTimeAndZone } from './src/domain/words/dateTime.ts';
    import { inFigures } from './src/sentences/words.ts';
    import { shownText, speak } from './src/sentences/language.ts';
    const moment = new Date('2026-11-25T16:47:00Z');
    const all = [dateAndTime(moment), inFigures(10000)];
    const shown = (language) => (speak(undefined, language), all.map(shownText));
    const own = new Intl.DateTimeFormat().resolvedOptions().locale;
    console.log(JSON.stringify([own, JSON.parse(JSON.stringify([...all, dateTimeAndZone(moment)])), shown('en'), shown('de')]));
  `;

  it.each([
    ['de_DE.UTF-8', 'de-DE'],
    ['th_TH.UTF-8', 'th-TH'],
    ['ar_EG.UTF-8', 'ar-EG'],
    ['C', 'en-US'],
  ])('changes nothing that is shown, or that programs read: %s', (machine, known) => {
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module-typescript', '--eval', program], {
      cwd: root,
      env: { ...process.env, LC_ALL: machine, LANG: machine, TZ: 'Asia/Kolkata' },
      encoding: 'utf8',
    });
    expect(stdout, stderr).not.toBe('');
    const [own, programs, english, german] = JSON.parse(plain(stdout)) as readonly [string, ...string[][]];
    expect(own).toBe(known);
    expect(programs).toEqual(['Nov 25, 2026, 10:17 PM', '10,000', 'Nov 25, 2026, 10:17 PM GMT+5:30']);
    expect(english).toEqual(['Nov 25, 2026, 10:17 PM', '10,000']);
    expect(german).toEqual(['25.11.2026, 22:17', '10.000']);
  });

  /** A call that takes the language of the machine, because none is named in it. */
  const asksMachine =
    /\.(?:toLocale\w*|localeCompare)\((?!(?:[^()\n]|\([^()\n]*\))*'en')|new Intl\.\w+\((?:\)|undefined|\[\])/;

  it('is asked nowhere in the sources', () => {
    const files = globSync('src/**/*.ts', { cwd: root });
    expect(files.length).toBeGreaterThan(300);
    const asking = files.filter((file) => asksMachine.test(readFileSync(join(root, file), 'utf8')));
    expect(asking).toEqual([]);
  });

  it.each([
    ['count.toLocaleString()', true],
    ['date.toLocaleDateString(undefined, style)', true],
    ['nameOf(a).localeCompare(nameOf(b))', true],
    ["a.localeCompare(b) || b.localeCompare(a, 'en')", true],
    ['a.localeCompare(b, undefined, { numeric: true })', true],
    ['new Intl.DateTimeFormat(undefined, style)', true],
    ['new Intl.Collator()', true],
    ["nameOf(a).localeCompare(nameOf(b), 'en')", false],
    ["count.toLocaleString('en')", false],
    ["new Intl.Collator('en', style)", false],
  ])('would be seen to be asked, or not, in %s', (source, isSeen) => {
    expect(asksMachine.test(source)).toBe(isSeen);
  });
});
