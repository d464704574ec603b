/** The only place that says that nothing uses something, and of what it is said. */

import { unknownsOf, type Answer } from '../arm/answer.ts';
import { notKnown, unknownTexts, type Unknown } from '../arm/unknown.ts';
import { joinWords, say, type Words } from '../../sentences/words.ts';

/** What has to be checked before an identity may be called unused, with its words at the beginning of a sentence. */
export const looksForUse = {
  clusters: 'Clusters',
  newerSettings: 'Settings of clusters in newer API versions',
  carriers: 'Other resources',
  credentials: 'Federated credentials',
  bindings: 'Identity bindings',
  fleets: 'Fleets',
  extensions: 'Extensions of clusters',
} as const;

/** One of the things to be checked. */
export type LookForUse = keyof typeof looksForUse;

/** What has to be checked before no cluster may be said to use a principal, nor anything around clusters. */
export const looksAtClusters: readonly LookForUse[] = ['clusters', 'newerSettings', 'fleets', 'extensions'];

/** What was checked, by list: what could not be read of it, nothing if all of it was. */
export type UnknownByList = Readonly<Partial<Record<LookForUse, readonly Unknown[]>>>;

/** Returns what is unknown of the settings that only newer API versions show. */
export function unknownSettings(answer: Answer<unknown> | undefined): readonly Unknown[] {
  const reason = say`${looksForUse.newerSettings} can't be seen.`;
  if (answer?.kind === 'missing') return [notKnown('failed', 'newerClusters', reason)];
  return unknownsOf(looksForUse.newerSettings, answer);
}

/** Whether something is used by nothing that can be seen; where that is not known, why. */
export type Unused = { readonly isKnown: true } | { readonly isKnown: false; readonly why: readonly Unknown[] };

/** Returns whether nothing was overlooked: each thing was checked, and all of each. What was not is named. */
export function unusedAfter(
  looked: UnknownByList,
  needed: readonly LookForUse[] = Object.keys(looksForUse) as LookForUse[],
): Unused {
  const why = needed.flatMap(
    (look) => looked[look] ?? [notKnown('notAsked', look, say`${looksForUse[look]} were not checked.`)],
  );
  return why.length === 0 ? { isKnown: true } : { isKnown: false, why };
}

/** A verdict as plans show it. */
export interface UnusedCheck {
  readonly title: Words;
  readonly verdict: 'pass' | 'unknown';
  readonly detail: Words;
  readonly unknown?: readonly Unknown[];
}

/** Returns the check that nothing uses something: passed with the detail given, or unknown with what was not checked. */
export function unusedCheck(title: Words, unused: Unused, passes: Words): UnusedCheck {
  return unused.isKnown
    ? { title, verdict: 'pass', detail: passes }
    : { title, verdict: 'unknown', detail: joinWords(unknownTexts(unused.why)), unknown: unused.why };
}

/** Returns the clause for something that no visible cluster uses, or one that does not claim it if that is not known. */
export function unusedWords(
  unused: Unused,
  { known, unknown }: { readonly known: Words; readonly unknown: Words },
): Words {
  return unused.isKnown ? known : unknown;
}
