import type { ActivityEntry } from '../../app/runs/activity.ts';
import { idKey, lastSegment, sameId } from '../../domain/arm/resourceId.ts';
import type { Change } from '../../domain/change/change.ts';
import { unknownBrief, unknownShort, unknownText } from '../../domain/arm/unknown.ts';
import type { Cluster, ControlPlane } from '../../domain/cluster/model.ts';
import { hasRouting } from '../../domain/cluster/addons.ts';
import { countOpen, openOf } from '../../domain/findings/rule/weight.ts';
import { isSettled, hasFailed } from '../../domain/cluster/provisioningState.ts';
import {
  controlPlaneKinds,
  describeChoice,
  describeControlPlane,
  describeKubelet,
} from '../../domain/words/describe.ts';
import { contextValue, type PanelTarget } from '../../manifest.ts';
import type { ClusterSummary } from '../../domain/cluster/clusterSummary.ts';
import { tooltipLines, type Row, type RowState } from '../row/row.ts';
import type { ClusterCheckResult } from '../loading/checkResult.ts';
import {
  graveTexts,
  markState,
  marksOf,
  rowState,
  shortOf,
  wordsBesideBadge,
  worstGrade,
  type Marks,
} from '../row/marks.ts';
import { controlPlanePrincipal } from '../../domain/cluster/principals.ts';
import { distinctRoles } from '../../domain/needs/need.ts';
import { countWithNoun } from '../../domain/words/counts.ts';
import { countUnknown } from '../../domain/report/countUnknown.ts';
import { lacksOf, withLacksOnce } from '../../domain/cluster/notInFile.ts';
import { distinctByWords, type Words } from '../../sentences/words.ts';
import { dateAndTime } from '../../domain/words/dateTime.ts';
import { defined } from '../../shape/defined.ts';
import { t, shownText } from '../../sentences/language.ts';
import { oncePer } from '../../shape/oncePer.ts';

/** Holds what the row of a cluster shows besides the cluster itself. */
export interface ClusterContext {
  /** Left out until the cluster has been checked. */
  readonly check?: ClusterCheckResult | undefined;
  /** Our own change that is running. */
  readonly run?: ActivityEntry | undefined;
  /** The control plane before that change. */
  readonly before?: ControlPlane | undefined;
  /** Sentences about effects of our changes that are still to come. */
  readonly notices?: readonly string[];
  /** True for a row of the last session; no change can be started from it. */
  readonly isSaved?: boolean;
  /** True if a click shows the details. */
  readonly opensOnClick?: boolean;
}

/** Counts the problems that a check found, and what it left unknown. */
export const marksOfCheck = oncePer((check: ClusterCheckResult): Marks => {
  const { findings, around, unjudged, allOtherUnknowns = [], why } = check;
  const all = [...findings, ...around];
  const unknown = countUnknown(openOf(all), unjudged, allOtherUnknowns) + (why === undefined ? 0 : 1);
  return { ...marksOf(all), unknown };
});

/** Makes the row of a cluster: the kind of its control plane and its number of problems, or the running change. */
export function clusterRow(cluster: ClusterSummary, signs: ClusterContext): Row {
  const { check, run, before, notices, isSaved = false, opensOnClick = false } = signs;
  const isBusy = run !== undefined || !isSettled(cluster.provisioningState);
  const kind = cluster.controlPlane.kind;
  const kindWords = shownText(controlPlaneKinds[kind]);
  const state = check && (isBusy ? markState(marksOfCheck(check)) : stateOfCheck(check));
  const states = [hasFailed(cluster.provisioningState) && t`Failed`, cluster.isStopped && t`Stopped`].filter(Boolean);
  const between = run && transition(cluster, before ?? cluster.controlPlane, run.changes);
  // A narrow view cuts the end off: what kind it is stands last.
  const problems = check && problemWords(check, state);
  const whileBusy = (words: string | undefined): string =>
    [busyWord(cluster, run), between, words, between ? undefined : kindWords].filter(Boolean).join(' \u00b7 ');
  const description = isBusy ? whileBusy(problems) : [...states, problems, kindWords].filter(Boolean).join(' \u00b7 ');
  return {
    key: `cluster:${idKey(cluster.id)}`,
    kind: 'cluster',
    label: cluster.name,
    description,
    spoken: isBusy ? whileBusy(check && problemWords(check)) : [kindWords, ...states, stateWord(check)].join(', '),
    icon: { id: isBusy && !isSaved ? 'loading~spin' : 'server-environment' },
    ...defined({ state }),
    tooltip: tooltipLines({
      Cluster: cluster.name,
      'Control plane': shownText(describeControlPlane(cluster.controlPlane)),
      Kubelet: isSaved ? undefined : shownText(describeKubelet(cluster.kubelet)),
      'Resource group': cluster.resourceGroup,
      Region: cluster.location,
      State: cluster.isStopped ? t`Stopped (${cluster.provisioningState})` : cluster.provisioningState,
      Findings: graveTexts(check ? [...check.findings, ...check.around] : []) ?? (check && stateWord(check)),
      'Not checked':
        check &&
        reasonsOf(check)
          .map(({ text }) => shownText(text))
          .join('\n'),
      'Not fully checked': check?.isPartial
        ? t`The first row of the subscription lists what was left out; click it to check that.`
        : undefined,
      'As of': check?.judged?.isOlder ? shownText(dateAndTime(check.judged.at)) : undefined,
      'In the meantime': [...new Set(notices)].join('\n'),
      'Resource ID': cluster.id,
    }),
    contextValue: contextValue('cluster', {
      settled: !isBusy && !isSaved,
      servicePrincipal: kind === 'servicePrincipal',
      managed: kind === 'systemAssigned' || kind === 'userAssigned',
      upgradable: cluster.isUpgradable,
      principal: controlPlanePrincipal(cluster.controlPlane) !== undefined,
      workloadsOn: cluster.hasWorkloadIdentity,
      workloadsOff: !cluster.hasWorkloadIdentity,
      routing: hasRouting(cluster),
    }),
    children: 'later',
    ...(opensOnClick ? { click: 'aksIdentity.showPanel', opens: previewOf(cluster) } : {}),
    ...targetOf(cluster),
    resourceId: cluster.id,
    ...withPrincipal(controlPlanePrincipal(cluster.controlPlane)),
  };
}

/** Returns the target of commands for everything that belongs to a cluster. */
export function targetOf(cluster: Pick<Cluster, 'id' | 'subscriptionId'>): Pick<Row, 'clusterId' | 'subscriptionId'> {
  return { clusterId: cluster.id, subscriptionId: cluster.subscriptionId };
}

/** Returns a principal to copy, if there is one. */
export function withPrincipal(principalId: string | undefined): Pick<Row, 'principalId'> {
  return principalId === undefined ? {} : { principalId };
}

function previewOf({ id }: ClusterSummary): PanelTarget {
  return { kind: 'cluster', clusterId: id, tab: 'details', isPreview: true };
}

/** A tick means that everything was checked and nothing found; where something was left out, nothing is wrong, but there may be more. */
function stateOfCheck(check: ClusterCheckResult): RowState | undefined {
  const notes = countNotes(check);
  const words = notes === 0 ? t`No problems` : t`No problems, ${notes} info`;
  const badge = notes === 0 ? undefined : 'i';
  return markState(marksOfCheck(check)) ?? (check.isPartial ? undefined : rowState('ok', words, badge));
}

function countNotes({ findings, around }: ClusterCheckResult): number {
  return countOpen([...findings, ...around], 'info');
}

function stateWord(check: ClusterCheckResult | undefined): string {
  if (check === undefined) return t`not checked yet`;
  const problems = problemWords(check);
  if (problems !== '') return problems;
  const notes = countNotes(check);
  return notes === 0 ? t`no problems` : t`no problems, ${notes} info`;
}

/** The counts, or the reason if the cluster has only one problem; without what the badge of a state says. */
function problemWords(check: ClusterCheckResult, state?: RowState): string {
  const marks = marksOfCheck(check);
  const [reason, ...furtherReasons] = reasonsOf(check);
  const isOneReason = worstGrade(marks) === 'unknown' && reason !== undefined && furtherReasons.length === 0;
  const findings = [...check.findings, ...check.around];
  const accepted = findings.length - openOf(findings).length;
  const roles = distinctRoles(check.unjudged).length;
  const isOfRoles = worstGrade(marks) === 'unknown' && roles === marks.unknown;
  const words =
    isOfRoles && lacksOf(check.allOtherUnknowns ?? []).length > 0
      ? t`${countWithNoun(roles, 'role')} not checked`
      : isOneReason
        ? t`not checked: ${reason.short}`
        : wordsBesideBadge(marks, state);
  const partly = check.isPartial && marks.unknown === 0 && t`not fully checked`;
  return [words, accepted > 0 && t`${accepted} accepted`, partly].filter(Boolean).join(', ');
}

/** Why something could not be checked, each reason once. */
function reasonsOf({ findings, around, unjudged, allOtherUnknowns = [], why }: ClusterCheckResult): readonly Reason[] {
  const open = [...findings, ...around].filter(({ severity }) => severity === 'unknown');
  const needs = unjudged.flatMap(({ unknown: [first] = [] }) => first ?? []);
  const reasons: readonly Reason[] = [
    ...(why === undefined ? [] : [{ text: unknownText(why), short: shownText(unknownShort(why)) }]),
    ...open.map((finding) => ({ text: finding.text, short: shortOf(finding) })),
    ...withLacksOnce([...needs, ...allOtherUnknowns]).map((unread) => ({
      text: unknownBrief(unread),
      short: shownText(unknownShort(unread)),
    })),
  ];
  return distinctByWords(reasons, ({ text }) => text);
}

/** Why something could not be checked, in a sentence and in a few words. */
interface Reason {
  readonly text: Words;
  readonly short: string;
}

function busyWord(cluster: ClusterSummary, run: ActivityEntry | undefined): string {
  if (!isSettled(cluster.provisioningState)) return cluster.provisioningState;
  return run === undefined ? cluster.provisioningState : t`Changing`;
}

/** `system-assigned > user-assigned id-shop`, for a change of the control plane. */
function transition({ id }: ClusterSummary, before: ControlPlane, changes: readonly Change[]): string | undefined {
  const change = changes.find((change) => 'clusterId' in change && sameId(change.clusterId, id));
  if (change?.kind === 'setControlPlane') {
    return t`${describeControlPlane(before)} > ${describeChoice(change.controlPlane)}`;
  }
  return change?.kind === 'setKubelet' ? t`kubelet > ${lastSegment(change.identityId)}` : undefined;
}
