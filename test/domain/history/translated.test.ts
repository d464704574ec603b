import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HistoryEntry, HistoryValue } from '../../../src/domain/history/model.ts';
import { detailTexts, whatText } from '../../../src/domain/history/text/historyLines.ts';
import { asShown, speak } from '../../../src/sentences/language.ts';
import { anyLanguage } from '../../support/anyLanguage.ts';
import { plainWordsBeside } from '../../support/plainWords.ts';

const values: readonly HistoryValue[] = [{ kind: 'nothing' }, { kind: 'unknown' }, { kind: 'text', text: '7' }];
const paths = ['properties.x', 'properties.disableLocalAccounts', 'properties.enableRBAC'];

beforeAll(() => speak(anyLanguage, 'en'));
afterAll(() => speak());

describe('an entry of the history in another language', () => {
  it('has no word that is not translated, whatever a property was and is, also where that is not known', () => {
    const plainWords = plainWordsBeside();
    const left = paths.flatMap((path) =>
      values.flatMap((before) =>
        values.flatMap((after) => {
          const entry = entryWith([{ path, before, after }]);
          const texts = asShown(() => [whatText(entry), ...detailTexts(entry)]);
          return texts.flatMap(plainWords);
        }),
      ),
    );
    expect(left).toEqual([]);
  });
});

it('an entry of the history puts in brackets in another language what is uncertain or still running, as in English', () => {
  const change = { path: 'properties.x', before: values[0]!, after: values[2]! };
  const entries = [true, undefined].flatMap((isProbable) =>
    (['succeeded', 'unfinished'] as const).flatMap((status) =>
      [entryWith([change]), { ...entryWith([]), otherChanges: 3 }, { ...entryWith([]), otherChanges: 0 }].map(
        (entry) => ({
          ...entry,
          status,
          ...(isProbable && { isProbable }),
        }),
      ),
    ),
  );
  const bracketsOf = (text: string): string => text.replaceAll(/[^()]/g, '');
  const english = entries.map((entry) => bracketsOf(whatText(entry)));
  expect(new Set(english)).toEqual(new Set(['', '()']));
  expect(entries.map((entry) => bracketsOf(asShown(() => whatText(entry))))).toEqual(english);
});

function entryWith(changes: HistoryEntry['changes']): HistoryEntry {
  return {
    id: 'one',
    at: '2026-11-28T00:00:00Z',
    kinds: ['other'],
    action: 'Microsoft.ContainerService/managedClusters/write',
    resourceId: '/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/c-1',
    status: 'succeeded',
    by: { kind: 'unknown' },
    changes,
    otherChanges: 1,
    sources: [],
  };
}
