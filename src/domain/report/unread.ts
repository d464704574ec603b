/** What of a cluster could not be read or told, in sentences. */
import type { AroundCluster } from '../around/catalogue.ts';
import type { FailedRead } from '../checked/failedReads.ts';
import type { Untold } from '../checked/untold.ts';
import { evidenceText } from '../findings/rule/evidence.ts';
import { titleOf } from '../findings/catalogue.ts';
import { notAllRead } from '../findings/finding.ts';
import type { Checked, Finding } from '../findings/finding.ts';
import { openOf } from '../findings/rule/weight.ts';
import type { WorkloadCounts } from '../workloads/counts.ts';
import { unreadAround } from './aroundFields.ts';

/** What a look at a cluster has found, and what it left open, as far as somebody has looked. */
export interface Looked {
  readonly findings: readonly Finding[];
  /** What its identities need, of which it can't be told whether they have it; left out: nothing. */
  readonly unknown?: Checked['unknown'];
  /** What connects its service accounts with identities; left out where nobody has looked. */
  readonly workloads?: WorkloadCounts;
  /** What stands around it; left out where nobody has looked. */
  readonly around?: AroundCluster;
  /** The kinds of findings that it may have although they are not found, and why; left out: none. */
  readonly untold?: Untold;
  /** What of it could not be read; left out: nothing. */
  readonly failed?: readonly FailedRead[];
}

/** Says what of a cluster could not be read, a sentence for each; what Azure tells nobody is not among it. */
export function unreadOf(row: Looked): readonly string[] {
  const told = toldOf(row);
  return [...told, ...moreUnread(row, [...told, ...decidedIn(row)], row.unknown)];
}

/** As `unreadOf`, without what only lets some kinds of findings be missing. */
export function toldOf(row: Looked): readonly string[] {
  const told = openOf(row.findings).flatMap(({ severity, failed, text }) =>
    severity === 'unknown' || failed ? [text] : [],
  );
  return [...new Set([...told, ...needsNotRead(row.unknown), ...lists(row)])];
}

/** Says why it can't be told whether identities have what they need, where something could not be read. */
export function needsNotRead(unknown: Checked['unknown'] = []): readonly string[] {
  return [...new Set(unknown.flatMap(({ failed, reason }) => (failed && reason !== undefined ? [reason] : [])))];
}

/** Says what can't be told of a cluster beside its findings and what its identities need, each once. */
export function beside(row: Looked): readonly string[] {
  const own = lists(row);
  return [...own, ...moreUnread(row, [...own, ...row.findings.flatMap(wordsOf)], row.unknown)];
}

/**
 * Counts what could not be checked: roles of which it can't be told whether they are there, findings that say so, lists that could
 * not be seen, and that more was not read.
 */
export function notCheckedIn(row: Looked): number {
  const { findings, unknown = [] } = row;
  const roles = unknown.filter(({ verdict }) => verdict === 'unknown');
  const unread = findings.filter(({ severity }) => severity === 'unknown');
  const own = lists(row);
  const more = moreUnread(row, [...own, ...unread.flatMap(wordsOf)], roles);
  return roles.length + unread.length + own.length + (more.length > 0 ? 1 : 0);
}

/** What of workloads and around the cluster could not be looked at. */
function lists({ workloads, around }: Looked): readonly string[] {
  return [...new Set([...(workloads?.unknown ?? []), ...unreadAround(around)])];
}

/** Says what can't be told, and what failed, as far as neither these sentences nor those of these needs tell it. */
export function moreUnread(
  { untold, failed = [] }: Pick<Looked, 'untold' | 'failed'>,
  told: readonly string[],
  unknown: Checked['unknown'] = [],
): readonly string[] {
  const reasons = unknown.map(({ reason = '' }) => reason);
  const isTold = (reason: string): boolean => [...told, ...reasons].some((sentence) => sentence.includes(reason));
  const open = [...(untold ?? [])].filter(([, { reason, isSkipped }]) => !isSkipped && !isTold(reason));
  const own = [...Map.groupBy(open, ([, { reason }]) => reason)].map(([reason, same]) => {
    const titles = new Set(same.map(([kind]) => titleOf(kind)));
    return `It can't be told whether this is so: ${[...titles].join(', ')}. ${reason}`;
  });
  const sentences = [...told, ...own];
  // One reason may be that of several reads: then a sentence with it has told only of what it names.
  const isAlone = ({ reason }: FailedRead): boolean => failed.filter((one) => one.reason === reason).length === 1;
  const isNamed = (one: FailedRead): boolean => {
    const isIn = (sentence: string): boolean => sentence.includes(one.reason);
    if (isAlone(one)) return [...sentences, ...reasons].some(isIn);
    const isOfNeed = one.isOfAccess === true && reasons.some(isIn);
    return isOfNeed || sentences.some((sentence) => isIn(sentence) && sentence.includes(one.what));
  };
  const left = failed.filter((one) => !isNamed(one));
  return [...own, ...left.map(({ what, reason }) => `${what} can't be read: ${reason}`)];
}

/** Says in one finding what of a cluster can't be told, for whoever is shown findings alone; none where all can. */
export function unreadFinding(id: string, unread: readonly string[]): readonly Finding[] {
  return unread.length === 0 ? [] : [notAllRead('something else is wrong', id, unread)];
}

/** What a team knows and lives with until a day that it has named. */
function decidedIn({ findings }: Looked): readonly string[] {
  return findings.flatMap((finding) => (finding.accepted?.expires === undefined ? [] : wordsOf(finding)));
}

function wordsOf({ text, evidence }: Finding): readonly string[] {
  return [text, evidenceText(evidence)];
}
