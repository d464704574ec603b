/** A history without names of people and network addresses. */
import { defined } from '../../shape/defined.ts';
import type { History } from './model.ts';

/** An apostrophe is part of an address only within it. */
const mailAddress = /[\w.+-]+(?:'[\w.+-]+)*@[\w-]+(?:\.[\w-]+)+/g;

/** Replaces each person by a number, the same everywhere in these histories, and leaves addresses out. */
export function maskedHistories(histories: readonly History[]): readonly History[] {
  const numbers = new Map<string, string>();
  const masked = (name: string): string => {
    const key = name.toLowerCase();
    const text = numbers.get(key) ?? `masked user ${numbers.size + 1}`;
    numbers.set(key, text);
    return text;
  };
  return histories.map((history) => ({
    ...history,
    entries: history.entries.map(({ address: _, by, failure, ...entry }) => ({
      ...entry,
      by: by.name === undefined || by.kind === 'system' ? by : { ...by, name: masked(by.name) },
      ...defined({ failure: failure?.replace(mailAddress, masked) }),
    })),
  }));
}

/** Does so with one history. */
export function maskedHistory(history: History): History {
  return maskedHistories([history])[0] ?? history;
}
