/** The only place that says that nothing uses something, and of what it is said. */

import type { Answer } from '../arm/answer.ts';
import { unreadOf } from '../arm/answer.ts';

/** What has to be looked at before an identity may be called unused, with its words at the beginning of a sentence. */
export const looksForUse = {
  clusters: 'Clusters',
  newerSettings: 'Settings of clusters in newer API versions',
  carriers: 'Other resources',
  credentials: 'Federated credentials',
  bindings: 'Identity bindings',
  fleets: 'Fleets',
  extensions: 'Extensions of clusters',
} as const;

/** One of the things to be looked at. */
export type LookForUse = keyof typeof looksForUse;

/** What has to be looked at before no cluster may be said to use a principal, nor anything around clusters. */
export const looksAtClusters: readonly LookForUse[] = ['clusters', 'newerSettings', 'fleets', 'extensions'];

/** What was looked at: of each thing the sentences about what could not be read of it, none where all of it was. */
export type Looked = Readonly<Partial<Record<LookForUse, readonly string[]>>>;

/** Says in a sentence for each what is not known of settings that only newer versions of the API show. */
export function unreadSettings(answer: Answer<unknown> | undefined): readonly string[] {
  if (answer?.kind === 'missing') return [`${looksForUse.newerSettings} can't be seen.`];
  return unreadOf(looksForUse.newerSettings, answer);
}

/** Whether something is used by nothing that can be seen; where that is not known, why. */
export type Unused = { readonly isKnown: true } | { readonly isKnown: false; readonly why: readonly string[] };

/** Returns whether nothing was overlooked: each thing was looked at, and all of each. What was not is named. */
export function unusedAfter(
  looked: Looked,
  needed: readonly LookForUse[] = Object.keys(looksForUse) as LookForUse[],
): Unused {
  const why = needed.flatMap((look) => looked[look] ?? [`${looksForUse[look]} were not looked at.`]);
  return why.length === 0 ? { isKnown: true } : { isKnown: false, why: [...new Set(why)] };
}

/** A verdict as plans show it. */
export interface UnusedCheck {
  readonly title: string;
  readonly verdict: 'pass' | 'unknown';
  readonly detail: string;
}

/** Returns the check that nothing uses something: passed with the detail given, or unknown with what was not looked at. */
export function unusedCheck(title: string, unused: Unused, passes: string): UnusedCheck {
  return unused.isKnown
    ? { title, verdict: 'pass', detail: passes }
    : { title, verdict: 'unknown', detail: unused.why.join(' ') };
}

/** Returns the clause for something that no cluster in sight uses; where that is not known, one that does not claim it. */
export function unusedWords(
  unused: Unused,
  { known, unknown }: { readonly known: string; readonly unknown: string },
): string {
  return unused.isKnown ? known : unknown;
}
