import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Why } from '../../../src/domain/signIn/whyOf.ts';
import { shownIn, speak } from '../../../src/sentences/language.ts';
import { anyLanguage } from '../../support/anyLanguage.ts';
import { plainWordsBeside } from '../../support/plainWords.ts';
import { cases, judgedInWorld } from './judgedCases.ts';
import { worlds } from './worlds.ts';

/** Names that were given, what a message is quoted with, and settings of volumes. */
const given =
  /^(?:azure tenant id|token file|keda|Argo CD|app-configuration|az-appconfig-k|PersistentVolume pv-xxx|azurestorageidentityresourceid|\S+-\S+)$/;

beforeAll(() => speak(anyLanguage, 'en'));
afterAll(() => speak());

/** Returns what a person reads of an answer. */
function textsOf(why: Why): readonly string[] {
  const { text, evidence, fixes, next, unknown } = shownIn(why);
  const said = [...evidence, ...fixes].map((each) => each.text);
  return [text, ...next, ...said, ...unknown.map(({ reason }) => reason)].filter((each) => typeof each === 'string');
}

/** Returns the parts of the names in data: of texts without a blank. */
function namesIn(data: unknown): ReadonlySet<string> {
  const names = JSON.stringify(data).match(/"[^"\s]+"/g) ?? [];
  return new Set(names.flatMap((name) => [name.slice(1, -1), ...name.split(/[^\w-]/), ...name.split(/[^a-z]/i)]));
}

describe('an answer to a sign-in error in another language', () => {
  it('has no word that is not translated, for all messages of public threads', () => {
    const plainWords = plainWordsBeside();
    const left = cases.flatMap((one) =>
      [judgedInWorld(one)].flatMap((why) => {
        const names = namesIn([worlds[one.id] ?? {}, why.fields, why.asker]);
        return textsOf(why).flatMap((text) =>
          plainWords(text)
            .filter((words) => !names.has(words) && !given.test(words))
            .map((words) => `${words} | ${text}`),
        );
      }),
    );
    expect([...new Set(left)]).toEqual([]);
  });
});
