/** A history without names of people and network addresses. */
import type { Unknown } from '../arm/unknown.ts';
import { defined } from '../../shape/defined.ts';
import { rewriteWords, verbatim } from '../../sentences/words.ts';
import type { History, HistoryActor } from './model.ts';

/** An apostrophe is part of an address only within it. */
const mailAddress = /[\w.+-]+(?:'[\w.+-]+)*@[\w-]+(?:\.[\w-]+)+/g;

/** Replaces mail addresses in a text in which nobody has a number. */
export function maskMail(text: string): string {
  return text.replace(mailAddress, 'masked user');
}

/** Replaces each person by a number, the same everywhere in these histories, also in Azure's own words, and leaves addresses out. */
export function maskedHistories(histories: readonly History[]): readonly History[] {
  const numbers = new Map<string, string>();
  const masked = (name: string): string => {
    const key = name.toLowerCase();
    const text = numbers.get(key) ?? `masked user ${numbers.size + 1}`;
    numbers.set(key, text);
    return text;
  };
  const inText = (text: string): string => text.replace(mailAddress, masked);
  const inUnknown = (unknown: Unknown): Unknown => {
    const { reason, title, brief, short, because } = unknown;
    const rewritten = Object.entries({ reason, title, brief, short, because }).map(
      ([name, words]) => [name, words && rewriteWords(words, inText)] as const,
    );
    return { ...unknown, ...defined(Object.fromEntries(rewritten)) };
  };
  const actor = (by: HistoryActor): HistoryActor =>
    by.name === undefined || by.kind === 'system' || by.kind === 'policy' ? by : { ...by, name: masked(by.name) };
  return histories.map((history) => ({
    ...history,
    entries: history.entries.map(({ address: _, by, probablyBy, failure, ...entry }) => ({
      ...entry,
      by: actor(by),
      ...defined({
        probablyBy: probablyBy && actor(probablyBy),
        failure: failure && rewriteWords(verbatim(failure), inText),
      }),
    })),
    unknown: history.unknown.map(inUnknown),
    sources: history.sources.map((source) => ({ ...source, unknown: source.unknown.map(inUnknown) })),
  }));
}

/** Does so with one history. */
export function maskedHistory(history: History): History {
  return maskedHistories([history])[0] ?? history;
}
