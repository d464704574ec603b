import { joinWords, say, templated, type Phrase, type Words } from '../../sentences/words.ts';

/** Returns the noun as it follows a number: `identity` after 1, `identities` after any other. */
export function nounFor(count: number, noun: string): string {
  if (count === 1) return noun;
  if (noun.endsWith('ss')) return `${noun}es`;
  return /[^aeo]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}

/** Returns the count with its noun: `1 cluster`, `1,000 identities`. */
export function countWithNoun(count: number, noun: string): Words {
  return templated(`{0} ${nounFor(count, noun)}`, count);
}

/** Returns how many more there are: `1 more cluster`, `4 more registries`. */
export function moreOf(count: number, noun: string): Words {
  return templated(`{0} more ${nounFor(count, noun)}`, count);
}

const mostNamed = 3;

/** Returns how many credentials and bindings let workloads act as identities: `19 credentials \u00b7 1 binding`. */
export function workloadCounts(credentials: number, bindings: number): Words {
  const counts = [
    ...(credentials > 0 ? [countWithNoun(credentials, 'credential')] : []),
    ...(bindings > 0 ? [countWithNoun(bindings, 'binding')] : []),
  ];
  return joinWords(counts, ' \u00b7 ');
}

/** Divides a list into the first few, which are named, and the others, which are counted: none or several. */
export function firstFew<T>(items: readonly T[]): { readonly named: readonly T[]; readonly others: readonly T[] } {
  const count = items.length - mostNamed <= 1 ? items.length : mostNamed;
  return { named: items.slice(0, count), others: items.slice(count) };
}

/** Names the first few, and says how many more there are: `a, b, c and 4 more clusters`. */
export function fewOf(names: readonly Phrase[], noun: string): Words {
  const { named, others } = firstFew(names);
  const first = joinWords(named, ', ');
  return others.length === 0 ? first : say`${first} and ${moreOf(others.length, noun)}`;
}
