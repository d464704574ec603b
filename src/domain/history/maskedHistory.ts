/** A history without names of people and network addresses. */
import { defined } from '../../shape/defined.ts';
import type { History } from './model.ts';

/** An apostrophe is part of an address only within it. */
const mailAddress = /[\w.+-]+(?:'[\w.+-]+)*@[\w-]+(?:\.[\w-]+)+/g;

/** Replaces each person by a number, the same everywhere in this history, and leaves addresses out. */
export function maskedHistory(history: History): History {
  const numbers = new Map<string, string>();
  const masked = (name: string): string => {
    const key = name.toLowerCase();
    const text = numbers.get(key) ?? `masked user ${numbers.size + 1}`;
    numbers.set(key, text);
    return text;
  };
  return {
    ...history,
    entries: history.entries.map(({ address: _, by, failure, ...entry }) => ({
      ...entry,
      by: by.name === undefined || by.kind === 'system' ? by : { ...by, name: masked(by.name) },
      ...defined({ failure: failure?.replace(mailAddress, masked) }),
    })),
  };
}
