/** Since when findings of a cluster are there, and who made them, where its history or a role assignment tells. */
import { isWhole } from '../../domain/history/historyUnknowns.ts';
import type { NamedAssignment } from '../../app/facts/clusterDetails.ts';
import type { Finding } from '../../domain/findings/finding.ts';
import { explainingEntry, isExplainable, perhapsExplaining } from '../../domain/history/explained.ts';
import type { History, HistoryEntry } from '../../domain/history/model.ts';
import { lateTexts } from '../../domain/history/text/footLines.ts';
import { perhapsSinceText, sinceText } from '../../domain/history/text/historyLines.ts';
import { sameGuid, sameId, subscriptionOf } from '../../domain/arm/resourceId.ts';
import { dateAndTime } from '../../domain/words/dateTime.ts';
import { defined } from '../../shape/defined.ts';
import type { FindingView } from '../protocol/panel.ts';
import { unreadHistory, type HistoryModel } from './historyView.ts';
import { t } from '../../sentences/language.ts';
import type { Words } from '../../sentences/words.ts';

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
    return { ...view, ...sinceOf(finding, roleAssignments, history) };
  });
}

function sinceOf(
  finding: Finding,
  roleAssignments: readonly NamedAssignment[],
  { known, isReading, problem }: HistoryModel,
): Pick<FindingView, 'since' | 'asksSince'> {
  const assigned = assignmentOf(finding, roleAssignments);
  const { createdOn, createdBy } = assigned ?? {};
  const when = ({ at }: HistoryEntry): Words => dateAndTime(new Date(at));
  const entry = known && explainingEntry(finding, known.entries);
  if (entry !== undefined) return { since: sinceText(entry, when(entry), finding) };
  if (createdOn !== undefined)
    return {
      since: t`Assigned ${dateAndTime(new Date(createdOn))}${createdBy === undefined ? '' : t` by ${createdBy}`}.`,
    };
  if (isReading) return { since: t`Reading Azure's logs ...` };
  if (known === undefined) return { asksSince: true, ...defined({ since: problem }) };
  const perhaps = perhapsExplaining(finding, known.entries);
  if (perhaps !== undefined) return { since: perhapsSinceText(perhaps, when(perhaps)) };
  if (isElsewhere(finding, known))
    return { since: t`The log of the subscription of that scope was not asked, so nothing here can explain it.` };
  const lack = isWhole(known) ? '' : t` Not everything could be read: the tab History says what.`;
  const days = daysOf(known);
  const span = days === 1 ? t`24 hours` : t`${days} days`;
  const nothing =
    finding.missing === undefined
      ? t`Nothing in the last ${span} explains it, as far as Azure shows.${lack}`
      : t`No removal of a role in the last ${span} explains it, as far as Azure shows.${lack}`;
  return { since: [nothing, ...lateTexts(known, (moment) => dateAndTime(new Date(moment)))].join(' ') };
}

/** What was read last may reach less far than what was asked for last. */
function daysOf({ since, until }: History): number {
  return Math.round((Date.parse(until) - Date.parse(since)) / 86_400_000);
}

/** A role that is missing in a subscription whose log was not asked may have been removed there. */
function isElsewhere({ missing }: Finding, { sources }: History): boolean {
  const subscriptionId = missing && subscriptionOf(missing.scope);
  return subscriptionId !== undefined && !sources.some((source) => sameGuid(source.subscriptionId, subscriptionId));
}

/** The assignment itself says since when it is there, without a question to any log. */
function assignmentOf({ grant }: Finding, roleAssignments: readonly NamedAssignment[]): NamedAssignment | undefined {
  if (grant === undefined) return undefined;
  return roleAssignments.find(
    ({ scope, principalId, roleName }) =>
      sameId(scope, grant.scope) && sameGuid(principalId, grant.principalId) && roleName === grant.role,
  );
}
