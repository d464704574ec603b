/** Who fetched the admin credential of a cluster, as far as a history tells. */
import { countWithNoun } from '../../words/counts.ts';
import { isAdminFetch } from '../fetchedCredentials.ts';
import type { HistoryEntry } from '../model.ts';
import { clientText, whoText } from './historyLines.ts';
import { toText } from '../../../sentences/textOf.ts';
import type { Phrase } from '../../../sentences/words.ts';

/** Somebody who fetched it with one program. */
export interface CredentialFetcher {
  readonly who: string;
  /** Empty if it is not known. */
  readonly client: string;
  readonly times: number;
  /** The last time, as ISO 8601. */
  readonly last: string;
}

/** Returns each of them once, the last one first; the entries are in order, the newest first. */
export function adminCredentialFetchers(entries: readonly HistoryEntry[]): readonly CredentialFetcher[] {
  const fetches = entries.filter((entry) => entry.status === 'succeeded' && isAdminFetch(entry));
  const byFetcher = Map.groupBy(fetches, (entry) => `${whoText(entry)}\n${clientText(entry)}`);
  return [...byFetcher.values()].flatMap(([newest, ...earlier]) =>
    newest === undefined
      ? []
      : [{ who: whoText(newest), client: clientText(newest), times: earlier.length + 1, last: newest.at }],
  );
}

/** Names somebody with program and number: `ana@contoso.com, with Azure CLI: 3 times, last on Nov 27, 2026`. */
export function fetcherText({ who, client, times }: CredentialFetcher, when: Phrase): string {
  const often = times === 1 ? toText`once, on ${when}` : toText`${countWithNoun(times, 'time')}, last on ${when}`;
  return client === '' ? toText`${who}: ${often}` : toText`${who}, with ${client}: ${often}`;
}
