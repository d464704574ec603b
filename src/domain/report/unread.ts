import { titleOf } from '../findings/catalogue.ts';
import { notAllRead } from '../findings/finding.ts';
import { openOf } from '../findings/weight.ts';
import type { Finding } from '../findings/finding.ts';
import { unreadAround } from './aroundFields.ts';
import type { ReportRow } from './columns.ts';
import type { FailedRead } from '../checked/failedReads.ts';
import { untoldSentences } from '../checked/untold.ts';

/** How reasons begin or end that speak of a read which failed, rather than of what Azure tells nobody. */
const failedRead =
  /can't be (?:read|listed)|(?:was|were) not (?:found|read|listed|looked at)|couldn't be|could not be|Settings newer than \S+ can't be seen/i;

/** How findings say it: of what a finding is about, it may be true that it was not found. */
const foundDespite = /(?:can't|could not) be read/;

/** Says whether a reason speaks of a read that failed. */
export function isFailedRead(reason: string): boolean {
  return failedRead.test(reason);
}

/** What of a cluster may not have been read, as far as somebody has looked. */
type Looked = Pick<ReportRow, 'findings' | 'unknown' | 'workloads' | 'around' | 'untold' | 'failed'>;

/** Says what of a cluster could not be read, a sentence for each; what Azure tells nobody is not among it. */
export function unreadOf(row: Looked): readonly string[] {
  const told = [...toldOf(row), ...untoldSentences(row.untold ?? new Map())];
  return [...told, ...notIn([...told, ...decidedIn(row)], row.failed)];
}

/** As `unreadOf`, without what only lets some kinds of findings be missing. */
export function toldOf({ findings, unknown = [], workloads, around }: Looked): readonly string[] {
  const needs = needsNotRead({ unknown });
  const told = openOf(findings).flatMap(({ severity, text }) =>
    severity === 'unknown' || foundDespite.test(text) ? [text] : [],
  );
  return [...new Set([...told, ...needs, ...(workloads?.unknown ?? []), ...unreadAround(around)])];
}

/** Says why it can't be told whether identities have what they need, where something could not be read. */
export function needsNotRead({ unknown = [] }: Pick<Looked, 'unknown'>): readonly string[] {
  return [...new Set(unknown.flatMap(({ reason = '' }) => (isFailedRead(reason) ? [reason] : [])))];
}

/** Says what can't be told of a cluster beside its findings and what its identities need, a sentence for each reason. */
export function beside(row: Looked): readonly string[] {
  const told = [...(row.unknown ?? []).map(({ reason = '' }) => reason), ...row.findings.flatMap(wordsOf)];
  const untold = [...(row.untold ?? [])].filter(([, reason]) => !told.some((sentence) => sentence.includes(reason)));
  const own = [...Map.groupBy(untold, ([, reason]) => reason)].map(([reason, same]) => {
    const titles = same.map(([kind]) => titleOf(kind));
    return `It can't be told whether this is so: ${titles.join(', ')}. ${reason}`;
  });
  return [...own, ...notIn([...told, ...own], row.failed)];
}

/** Says in one finding what of a cluster can't be told, for whoever is shown findings alone; none where all can. */
export function unreadFinding(id: string, unread: readonly string[]): readonly Finding[] {
  return unread.length === 0 ? [] : [notAllRead('something else is wrong', id, unread)];
}

/** What failed that no sentence tells, so that it is told whatever a team has decided about findings. */
function notIn(sentences: readonly string[], failed: readonly FailedRead[] = []): readonly string[] {
  return failed
    .filter(({ reason }) => !sentences.some((sentence) => sentence.includes(reason)))
    .map(({ what, reason }) => `${what} can't be read: ${reason}`);
}

/** What a team knows and lives with until a day that it has named. */
function decidedIn({ findings }: Looked): readonly string[] {
  return findings.flatMap((finding) => (finding.accepted?.expires === undefined ? [] : wordsOf(finding)));
}

function wordsOf({ text, evidence }: Finding): readonly string[] {
  return [text, evidence];
}
