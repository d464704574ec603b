/** The only place that says that nothing uses something. */

import { unknownsOf, type Answer } from '../arm/answer.ts';
import { unknownWith, unknownTexts, type Unknown } from '../arm/unknown.ts';
import { joinWords, say, type Words } from '../../sentences/words.ts';

/** What has to be checked before an identity may be called unused, in words for the beginning of a sentence. */
export const useChecks = {
  clusters: say`Clusters`,
  newerSettings: say`Settings of clusters in newer API versions`,
  carriers: say`Other resources`,
  credentials: say`Federated credentials`,
  bindings: say`Identity bindings`,
  fleets: say`Fleets`,
  extensions: say`Extensions of clusters`,
} as const;

/** One of the things to be checked. */
export type UseCheck = keyof typeof useChecks;

/** What has to be checked before saying that no cluster, and nothing around clusters, uses a principal. */
export const looksAtClusters: readonly UseCheck[] = ['clusters', 'newerSettings', 'fleets', 'extensions'];

/** What could not be read of each list that was checked; empty if everything was. */
export type UnknownByList = Readonly<Partial<Record<UseCheck, readonly Unknown[]>>>;

/** Returns what is unknown about the settings that only newer API versions show. */
export function unknownSettings(answer: Answer<unknown> | undefined): readonly Unknown[] {
  const reason = say`${useChecks.newerSettings} can't be seen.`;
  if (answer?.kind === 'missing') return [unknownWith('failed', 'newerClusters', reason)];
  return unknownsOf(useChecks.newerSettings, answer);
}

/** Whether it is known that nothing visible uses something; if not, why. */
export type Unused = { readonly isKnown: true } | { readonly isKnown: false; readonly why: readonly Unknown[] };

/** Returns whether everything was checked completely; names what was not. */
export function unusedAfter(
  unknownByList: UnknownByList,
  needed: readonly UseCheck[] = Object.keys(useChecks) as UseCheck[],
): Unused {
  const unknowns = needed.flatMap(
    (look) => unknownByList[look] ?? [unknownWith('notAsked', look, say`${useChecks[look]} were not checked.`)],
  );
  return unknowns.length === 0 ? { isKnown: true } : { isKnown: false, why: unknowns };
}

/** A verdict in the form that plans show. */
export interface UnusedCheck {
  readonly title: Words;
  readonly verdict: 'pass' | 'unknown';
  readonly detail: Words;
  readonly unknown?: readonly Unknown[];
}

/** The titles of the check that nothing uses something. */
export const nothingUses = { pass: say`Nothing uses it`, unknown: say`Whether anything uses it` } as const;

/** Returns the check that nothing uses something: passed with the given detail, or unknown with what was not checked. */
export function unusedCheck(
  titles: Readonly<Record<UnusedCheck['verdict'], Words>>,
  unused: Unused,
  passes: Words,
): UnusedCheck {
  return unused.isKnown
    ? { title: titles.pass, verdict: 'pass', detail: passes }
    : { title: titles.unknown, verdict: 'unknown', detail: joinWords(unknownTexts(unused.why)), unknown: unused.why };
}

/** Returns the clause for something that no visible cluster uses, or a weaker one if that is not known. */
export function unusedWords(
  unused: Unused,
  { known, unknown }: { readonly known: Words; readonly unknown: Words },
): Words {
  return unused.isKnown ? known : unknown;
}
