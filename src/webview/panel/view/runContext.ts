/** What is known around a run that a panel shows: about its cluster, or about the one that was created. */
import { doneTextOf, mainOf } from '../../../domain/change/change.ts';
import { hasFailed } from '../../../domain/cluster/provisioningState.ts';
import type { Cluster } from '../../../domain/cluster/model.ts';
import { timeOfDay } from '../../../domain/words/dateTime.ts';
import { isGrave, openOf } from '../../../domain/findings/rule/weight.ts';
import { lastSegment, sameId } from '../../../domain/arm/resourceId.ts';
import type { FoundView } from '../../protocol/flow.ts';
import type { Run } from '../../run/runModel.ts';
import type { RunContext } from '../../run/runView.ts';
import { nodesAfter } from '../../run/nodesAfter.ts';
import { fateOfFindings, type FateOfFindings } from '../../run/fateOfFindings.ts';
import { outcomeUnwaited } from '../../run/unwaited.ts';
import { findingsAfterRun, withoutExpected, withUnknown } from '../../run/afterRun.ts';
import { lostFindings, unknownAfter, withLost } from '../../run/lostFindings.ts';
import { rowsSince } from '../../workloads/workloadsView.ts';
import { defined } from '../../../shape/defined.ts';
import type { MapModel } from './mapOfPanel.ts';
import { t, shownText } from '../../../sentences/language.ts';

/** Returns what is known after the run about the panel's cluster, or about the one that was created. */
export function contextOfRun(model: ShownCluster, run: Run, isList: boolean): RunContext {
  const { checked } = run;
  const { known, knownAt, workloads } = model;
  const findingsView = foundIn(model, run);
  const state = checked === true && known && run.status === 'failed' ? stateAfter(run, known.cluster) : undefined;
  const outcome = known && knownAt && outcomeUnwaited(run, known.cluster, knownAt);
  const isReadSince = model.clusterId === undefined || (knownAt && run.endedAt && knownAt >= new Date(run.endedAt));
  const verified = isReadSince && run.endedAt && t`Verified at ${timeOfDay(new Date(run.endedAt))}.`;
  const work = run.handover?.work;
  const seen =
    work && run.endedAt && known && workloads && rowsSince(workloads, known.cluster, { work, endedAt: run.endedAt });
  const nodes = checked === true && known ? nodesAfter(run, known.cluster) : undefined;
  return {
    result: [nodes?.instead ?? runResult(run, isList), nodes?.also, gatewaysAfter(model, run)]
      .filter(Boolean)
      .join(' '),
    areNodesDone: nodes?.areDone,
    ...defined({ verified: verified || undefined }),
    state,
    found: findingsView,
    fixes:
      checked === true
        ? openOf(known?.findings ?? [])
            .filter(isGrave)
            .flatMap(({ fix }) => fix ?? [])
        : [],
    outcome,
    ...defined({ seen: seen || undefined, fate: fateIn(model, run) }),
  };
}

/** What became of the finding whose fix was applied; what a list of changes has fixed is judged cluster by cluster. */
function fateIn({ known }: ShownCluster, run: Run): FateOfFindings | undefined {
  const { before, checked, status } = run;
  if (checked !== true || known === undefined || before === undefined || status !== 'succeeded') return undefined;
  const { cluster, findings, requirements, unknown, checked: open } = known;
  const unjudged = requirements.filter(({ verdict }) => verdict === 'unknown');
  return fateOfFindings(before.findings, run, { unjudged, unknownReads: unknown, ...open, cluster, findings });
}

/** What Gateways of the cluster still lack after a preparation; nothing where that was not read since. */
function gatewaysAfter({ known }: ShownCluster, { checked, changes }: Run): string | undefined {
  const isPrepared = changes.some(({ kind }) => kind === 'prepareGateway');
  if (checked !== true || known === undefined || !isPrepared) return undefined;
  const finding = known.findings.find(({ code }) => code === 'gatewayNotReady');
  return finding && shownText(finding.text);
}

interface ShownCluster extends Pick<MapModel, 'known' | 'workloads'> {
  readonly clusterId?: string;
  readonly knownAt?: Date;
}

/** The current problems, and what could not be determined: of the created cluster or the panel's, and of all that lost something. */
function foundIn({ clusterId, known }: ShownCluster, run: Run): FoundView | undefined {
  const { before, checked, madeCheck, lost } = run;
  const failed = [madeCheck, checked].flatMap((check) =>
    typeof check === 'object' && 'why' in check ? [check.why] : [],
  );
  const isOwn = checked === true && clusterId !== undefined;
  const madeChecked = madeCheck && !('why' in madeCheck) ? madeCheck : undefined;
  const clusterFindings = madeChecked?.findings ?? (isOwn ? known?.findings : undefined);
  const unknown = unknownAfter(lost, {
    before: before?.requirements ?? [],
    after: madeChecked?.unjudged ?? (isOwn ? known?.requirements : undefined) ?? [],
  });
  const isCompared = clusterFindings === undefined ? [] : madeChecked ? undefined : before?.findings;
  // What somebody has accepted is not named as lost, either.
  const findings = withoutExpected(openOf(withLost(clusterFindings ?? [], lostFindings(lost))), run);
  const place = isOwn && !madeChecked ? { clusterId, name: known?.cluster.name } : {};
  return withUnknown(findingsAfterRun(isCompared, findings, { ...place, run }), [...failed, ...unknown]);
}

/** Says in which state a failure has left the cluster, if that is not a good one. */
function stateAfter({ changes }: Run, { name, provisioningState, controlPlane }: Cluster): string | undefined {
  if (!hasFailed(provisioningState)) return undefined;
  const change = changes.at(-1);
  const choice = change?.kind === 'setControlPlane' ? change.controlPlane : undefined;
  const identityId = choice?.kind === 'userAssigned' ? choice.identityId : undefined;
  const identityNow = controlPlane.kind === 'userAssigned' ? controlPlane.identityId : undefined;
  return identityId !== undefined && sameId(identityId, identityNow)
    ? t`${name} is in state ${provisioningState} now, and it already shows ${lastSegment(identityId)}.`
    : t`${name} is in state ${provisioningState} now.`;
}

/** Says what is true now, because the last step of every change reads back what it wrote. */
function runResult(run: Run, isList: boolean): string {
  const change = isList ? undefined : mainOf(run.changes);
  return shownText((change && doneTextOf(change)) ?? `${shownText(run.done)}.`);
}
