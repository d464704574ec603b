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

/** Names the first few, and says how many more there are: `a, b, c and 4 more clusters`. */
export function fewOf(names: readonly Phrase[], noun: string): Words {
  const unnamedCount = names.length - mostNamed;
  if (unnamedCount <= 1) return joinWords(names, ', ');
  return say`${joinWords(names.slice(0, mostNamed), ', ')} and ${moreOf(unnamedCount, noun)}`;
}
