/** Since when findings of a cluster are there, and who made them, where its history or a role assignment tells. */
import type { NamedAssignment } from '../../app/facts/clusterDetails.ts';
import type { Finding } from '../../domain/findings/finding.ts';
import type { Evidence } from '../../domain/findings/rule/evidence.ts';
import { explainingEntry, isExplainable, perhapsExplaining } from '../../domain/history/explained.ts';
import type { HistoryEntry } from '../../domain/history/model.ts';
import { lateTexts } from '../../domain/history/text/footLines.ts';
import { perhapsSinceText, sinceText } from '../../domain/history/text/historyLines.ts';
import { unexplainedText } from '../../domain/history/text/unexplained.ts';
import { sameGuid, sameId } from '../../domain/arm/resourceId.ts';
import { dateAndTime } from '../../domain/words/dateTime.ts';
import { defined } from '../../shape/defined.ts';
import type { FindingView } from '../protocol/panel.ts';
import { unreadHistory, type HistoryModel } from './historyView.ts';
import { t } from '../../sentences/language.ts';
import { keyOfWords, type Words } from '../../sentences/words.ts';

/** What is known around the findings. */
interface Known {
  readonly findings: readonly Finding[];
  readonly roleAssignments: readonly NamedAssignment[];
}

/** Returns the findings with what is known of their beginning; the first ones are those of the cluster, in order. */
export function withSince(
  views: readonly FindingView[],
  { findings, roleAssignments }: Known,
  history: HistoryModel = unreadHistory,
): readonly FindingView[] {
  return views.map((view, index) => {
    const finding = findings[index];
    if (finding === undefined || !isExplainable(finding)) return view;
    const { createdOn, createdBy } = assignmentOf(finding, roleAssignments) ?? {};
    const entry = history.known && explainingEntry(finding, history.known.entries);
    if (entry !== undefined || createdOn === undefined) return { ...view, ...sinceOf(finding, entry, history) };
    const when = dateAndTime(new Date(createdOn));
    const since = createdBy === undefined ? t`Assigned on ${when}.` : t`Assigned on ${when} by ${createdBy}.`;
    const { evidence, fullEvidence = evidence } = view;
    return { ...view, since, ...(isOfAssignment(finding.evidence) ? { evidence: '', fullEvidence } : {}) };
  });
}

/** Returns true for evidence that has, besides what the finding says, only the day of an assignment and who made it. */
function isOfAssignment(parts: Evidence): boolean {
  return parts.every((part) => {
    if (typeof part === 'string' || 'said' in part) return true;
    return 'within' in part ? isOfAssignment(part.within) : ['assignedOn', 'assignedBy'].includes(part.what);
  });
}

function sinceOf(
  finding: Finding,
  entry: HistoryEntry | undefined,
  { known, isReading, problem }: HistoryModel,
): Pick<FindingView, 'since' | 'asksSince'> {
  const when = ({ at }: HistoryEntry): Words => dateAndTime(new Date(at));
  if (entry !== undefined) return { since: sinceText(entry, when(entry), finding) };
  if (isReading) return { since: t`Reading Azure's logs ...` };
  if (known === undefined) return { asksSince: true, ...defined({ since: problem }) };
  const perhaps = perhapsExplaining(finding, known.entries);
  if (perhaps !== undefined) return { since: perhapsSinceText(perhaps, when(perhaps)) };
  const nothing = unexplainedText(finding, known, t`Not everything could be read: the tab History says what.`);
  return { since: [nothing, ...lateTexts(known, (moment) => dateAndTime(new Date(moment)))].join(' ') };
}

/** The assignment itself says since when it is there, without a question to any log. */
function assignmentOf({ grant }: Finding, roleAssignments: readonly NamedAssignment[]): NamedAssignment | undefined {
  if (grant === undefined) return undefined;
  return roleAssignments.find(
    ({ scope, principalId, roleName }) =>
      sameId(scope, grant.scope) && sameGuid(principalId, grant.principalId) && roleName === keyOfWords(grant.role),
  );
}
