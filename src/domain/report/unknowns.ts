/** What is unknown about a cluster. */
import { subscriptionOf } from '../arm/resourceId.ts';
import type { AroundCluster } from '../around/catalogue.ts';
import {
  eachOnce,
  isNotInFile,
  isNotRead,
  subjectKey,
  withReason,
  type Subject,
  type Unknown,
} from '../arm/unknown.ts';
import type { UnknownFindings } from '../checked/unknownFindings.ts';
import { withLacksOnce } from '../cluster/notInFile.ts';
import { isOfAccess } from '../cluster/accessReads.ts';
import { findingTitle, type FindingKind } from '../findings/catalogue.ts';
import type { OwnRoles } from '../checked/ownRoles.ts';
import type { RolesHeld } from '../checked/stillHeld.ts';
import { unreadFinding, type Checked, type Finding } from '../findings/finding.ts';
import { openOf } from '../findings/rule/weight.ts';
import type { AccessCounts } from '../whoCanAct/accessCounts.ts';
import type { WorkloadCounts } from '../workloads/counts.ts';
import { unknownAround } from './aroundFields.ts';
import { countUnknown } from './countUnknown.ts';
import type { Readiness } from '../gateway/readiness.ts';
import { joinWords, distinctWords, say } from '../../sentences/words.ts';
import { textOf } from '../../sentences/textOf.ts';
import { oncePer } from '../../shape/oncePer.ts';

/** The findings of a cluster, and what is unknown about it, as far as it was checked. */
export interface CheckedRow {
  readonly findings: readonly Finding[];
  /** What its identities need, if it is unknown whether they have it; left out: nothing. */
  readonly unjudged?: Checked['unjudged'];
  /** What connects its service accounts with identities; left out if nobody looked. */
  readonly workloads?: WorkloadCounts;
  /** How many can act on it; left out if nobody looked. */
  readonly access?: AccessCounts;
  /** The roles of its identities; left out if nobody looked. */
  readonly ownRoles?: OwnRoles;
  /** The resources around it; left out if nobody looked. */
  readonly around?: AroundCluster;
  /** For how many days its NGINX has got no patches; left out if it has none, or still gets them. */
  readonly daysWithoutPatches?: number;
  /** Whether Gateways have what they need in Azure, whatever was decided about that; left out if it serves none, or nobody looked. */
  readonly gateways?: Readiness;
  /** The kinds of findings that it may have without their being found, and why; left out: none. */
  readonly unknownFindings?: UnknownFindings;
  /** Roles that may be left over, found or not; left out if nobody looked, or they are not known. */
  readonly stillHeld?: RolesHeld;
  /** The kinds of findings that were looked for because somebody wants that. */
  readonly asked?: readonly FindingKind[];
  /** What could not be read about it; left out: nothing. */
  readonly unknownReads?: readonly Unknown[];
}

/** Returns what could not be read about a cluster, each thing once; what Azure never reveals is left out. */
export function notReadOf(row: CheckedRow): readonly Unknown[] {
  // The sentence of a finding does not name what was not read.
  const ofAccess = (row.access?.unknown ?? []).filter(({ subject }) => isOfAccess(subject));
  const saidAlready = [
    ...lists(row),
    ...ofAccess,
    ...needsUnknown(row),
    ...row.findings.filter(isDecidedFor).flatMap(ofFinding),
  ];
  const ownUnknowns = [...findingsNotRead(row), ...needsNotRead(row.unjudged), ...lists(row), ...ofAccess];
  return eachOnce([...ownUnknowns, ...moreUnknown(row, saidAlready)].filter(isNotRead));
}

/** Returns true if findings may be missing because something could not be read or is not visible. */
export function isPartlyUnknown(row: CheckedRow): boolean {
  const ownUnknowns = [...openOf(row.findings).flatMap(ofFinding), ...needsUnknown(row)];
  return lists(row).length > 0 || ownUnknowns.some((unknown) => isNotRead(unknown) || unknown.cause === 'hidden');
}

/** Returns why it is unknown whether identities have what they need, if something could not be read. */
export function needsNotRead(unknown: Checked['unjudged'] = []): readonly Unknown[] {
  return eachOnce(
    unknown.flatMap(({ unknown: unknowns = [], reason }) => {
      const [first] = unknowns.filter(isNotRead);
      return first === undefined || reason === undefined ? [] : [withReason(reason, first)];
    }),
  );
}

/** Returns what else is unknown about a cluster, apart from its findings and what its identities need, each thing once. */
export function otherUnknownsOf(row: CheckedRow): readonly Unknown[] {
  const ownUnknowns = lists(row);
  const saidAlready = [...ownUnknowns, ...row.findings.flatMap(ofFinding), ...needsUnknown(row)];
  const otherUnknowns = [...ownUnknowns, ...moreUnknown(row, saidAlready)];
  return withLacksOnce(eachOnce([...otherUnknowns, ...saidAlready.filter(isNotInFile)]));
}

/** Counts what could not be checked of a cluster. */
export const countNotChecked = oncePer((row: CheckedRow): number => {
  const open = row.findings.filter(({ severity }) => severity === 'unknown');
  const ownUnknowns = lists(row);
  const moreUnknowns = moreUnknown(row, [...ownUnknowns, ...open.flatMap(ofFinding), ...needsUnknown(row)]);
  const others = withLacksOnce([...ownUnknowns, ...moreUnknowns]);
  return countUnknown(
    open,
    (row.unjudged ?? []).filter(({ verdict }) => verdict === 'unknown'),
    others,
  );
});

/** Returns true if something was left out of which only the notes of the report say so, because it is the same for many clusters. */
export function isLeftOutIn({ around, unknownFindings, unknownReads = [] }: CheckedRow): boolean {
  const aroundIt = (around?.kinds ?? []).flatMap(({ unknown }) => unknown);
  return [...aroundIt, ...(unknownFindings?.values() ?? []), ...unknownReads].some(({ inNotes }) => inNotes === true);
}

/** What could not be checked about workloads and around the cluster. */
function lists({ workloads, around }: CheckedRow): readonly Unknown[] {
  return eachOnce([...(workloads?.unknown ?? []), ...unknownAround(around)]);
}

/** Returns the unknowns that these do not cover. */
export function moreUnknown(
  { unknownFindings, unknownReads = [] }: Pick<CheckedRow, 'unknownFindings' | 'unknownReads'>,
  saidAlready: readonly Unknown[],
): readonly Unknown[] {
  const keys = new Set(saidAlready.map(subjectKey));
  // If one list of roles in a subscription can't be read, the others can't for the same reason.
  const access = saidAlready.filter(({ subject }) => isOfAccess(subject));
  const isToldOfAccess = ({ subject, cause }: Unknown): boolean =>
    isOfAccess(subject) &&
    access.some((accessUnknown) => accessUnknown.cause === cause && mayBeOfOne(accessUnknown.subject, subject));
  const isTold = (unknown: Unknown): boolean =>
    unknown.inNotes === true || keys.has(subjectKey(unknown)) || isToldOfAccess(unknown);
  const open = [...(unknownFindings ?? [])].filter(([, unknown]) => !isTold(unknown));
  const ownUnknowns = [...Map.groupBy(open, ([, { reason }]) => textOf(reason)).values()].flatMap(
    (same): readonly Unknown[] => {
      const [first] = same;
      if (first === undefined) return [];
      const titles = distinctWords(same.map(([kind]) => findingTitle(kind)));
      const [, unknown] = first;
      // If one reason applies to several things, each of them is named.
      const isOne = new Set(same.map(([, pairUnknown]) => subjectKey(pairUnknown))).size === 1;
      if (isOne) keys.add(subjectKey(unknown));
      return [
        withReason(say`It isn't known whether this applies: ${joinWords(titles, ', ')}. ${unknown.reason}`, unknown),
      ];
    },
  );
  const unsaid = unknownReads.filter((unknown) => isNotRead(unknown) && !isTold(unknown));
  return [
    ...ownUnknowns,
    ...unsaid.map((unknown) => ({ ...unknown, title: say`${unknown.title ?? ''} can't be read` })),
  ];
}

/** Whether two things may be in the same subscription, as far as they name one. */
function mayBeOfOne(subject: Subject, otherSubject: Subject): boolean {
  const [a, b] = [subject, otherSubject].map(({ of = '' }) => subscriptionOf(of)?.toLowerCase());
  return a === undefined || b === undefined || a === b;
}

/** Says in one finding what is unknown about a cluster, for those who only see findings; none if nothing is unknown. */
export function unknownFinding(id: string, unknown: readonly Unknown[]): readonly Finding[] {
  return unknown.length === 0 ? [] : [unreadFinding(say`something else is wrong`, id, unknown)];
}

/** What findings say about themselves, or about something in them, not having been read. */
function findingsNotRead({ findings }: CheckedRow): readonly Unknown[] {
  return openOf(findings).flatMap((finding) => {
    const first = ofFinding(finding).find(isNotRead);
    return first === undefined ? [] : [withReason(finding.text, first)];
  });
}

/** What a finding leaves unknown. A finding that only says that something could not be read counts as not read. */
function ofFinding({ severity, code, text, unknown = [] }: Finding): readonly Unknown[] {
  if (unknown.length > 0 || severity !== 'unknown') return unknown;
  return [{ cause: 'failed', subject: { what: code }, reason: text }];
}

function needsUnknown({ unjudged = [] }: CheckedRow): readonly Unknown[] {
  return unjudged.flatMap((need) => need.unknown ?? []);
}

/** Returns true for a finding that is accepted until a certain day. */
function isDecidedFor({ accepted }: Finding): boolean {
  return accepted?.expires !== undefined;
}
