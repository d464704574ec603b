import { say, type Phrase, type Words } from '../../../src/sentences/words.ts';

/** Every way to read a sentence that the law has to notice, and what is none. */
export function readers(one: Words, other: Words | undefined, phrase: Phrase, name: string): readonly unknown[] {
  const all = [one];
  const a = one === other; // reads
  const b = phrase !== name; // reads
  const c = all.includes(one); // reads
  const d = new Set(all); // reads
  const e = new Map([[one, name]]); // reads
  const f = d.has(one); // reads
  const g = all.toSorted(); // reads
  const h = one.template; // reads
  const i = Map.groupBy([name], () => one).get(one); // reads
  const isThere = other !== undefined;
  const sentence = say`${one} ${name}`;
  const names = [name].includes(name);
  return [a, b, c, d, e, f, g, h, i, isThere, sentence, names];
}
