/** Plans of changes of a cluster's identities: control plane, kubelet, or both at once. */
import { callerAction, kubeletNeed, linkedNeeds, writeChecks } from '../callerChecks.ts';
import type { ChangeOf, ControlPlaneChoice } from '../../change/change.ts';
import { alreadyText, changesKubelet, editWords, isAlready, newControlPlane, sketchesOf } from '../clusterEdit.ts';
import { formerIdentities } from '../grants/replacedIdentities.ts';
import { assertNotBusy, assertRunning, clusterAt, existingScope, plannedIdentity } from '../lookUps.ts';
import type { Cluster } from '../../cluster/model.ts';
import { isAvailabilitySet } from '../../cluster/nodePools.ts';
import { aroundSwap } from '../around/swaps.ts';
import { isOwn, planPart, type PlanContext, type PlanPart, notReadPart } from '../planPart.ts';
import {
  controlPlaneWarnings,
  kubeletWarnings,
  nodeClientNext,
  nodeIdentityWarnings,
  repeatedWarning,
} from './warnings.ts';
import { keptOf } from '../carry/carryOver.ts';
import { accessCarriedOver, grantsAround, type ChosenGrants, type IncomingIdentities } from '../carry/grantsAround.ts';
import { carryWarnings, lookedCheck, namedInsideSteps } from '../carry/carryWords.ts';
import type { NextStep } from '../nextSteps.ts';
import type { Step, Warning } from '../plan.ts';
import type { ClusterEdit } from '../stepActions.ts';
import { Refusal, type Blocker } from '../../arm/refusal.ts';
import { restrictionChecks } from '../grants/restrictionChecks.ts';
import { asArmId, resourceType, type ArmId } from '../../arm/resourceId.ts';
import { putClusterStep } from '../steps.ts';
import { assertSameTenant } from './tenantRule.ts';
import {
  preCreatedKubeletBlockers,
  systemAssignedBlockers,
  userAssignedBlockers,
} from '../../cluster/identityLimits.ts';
import { hasSucceeded } from '../../cluster/provisioningState.ts';
import { joinWords, say } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';

/** Plans a new control plane identity, also for a cluster with a service principal. */
export function planControlPlane(change: ChangeOf<'setControlPlane'>, context: PlanContext): PlanPart {
  const clusterId = asArmId(change.clusterId, resourceType.cluster);
  return planEdit(clusterId, { controlPlane: checkedChoice(change.controlPlane) }, change.carry, context);
}

/** Plans a pre-created kubelet identity, with a new control plane identity if one is given. */
export function planKubelet(change: ChangeOf<'setKubelet'>, context: PlanContext): PlanPart {
  const clusterId = asArmId(change.clusterId, resourceType.cluster);
  const kubeletIdentityId = asArmId(change.identityId, resourceType.identity);
  const controlPlane = change.controlPlane ? checkedChoice(change.controlPlane) : undefined;
  return planEdit(clusterId, { ...defined({ controlPlane }), kubeletIdentityId }, change.carry, context);
}

/** A choice whose identity id has the right shape and type. */
function checkedChoice(choice: ControlPlaneChoice): ControlPlaneChoice {
  if (choice.kind === 'systemAssigned') return choice;
  return { kind: 'userAssigned', identityId: asArmId(choice.identityId, resourceType.identity) };
}

/** Throws all blockers as one refusal, with the first one's page. */
function refuseFor(blockers: readonly Blocker[]): void {
  const [first] = blockers;
  if (first) throw new Refusal(joinWords(blockers.map(({ text }) => text)), first.source);
}

function planEdit(clusterId: ArmId, edit: ClusterEdit, carry: ChosenGrants, context: PlanContext): PlanPart {
  const cluster = clusterAt(clusterId, context.facts);
  const identities = incomingIdentities(edit, context);
  if (!cluster) return notReadPart;
  assertRunning(cluster);
  refuseFor(blockersOf(cluster, edit, context));
  assertSameTenant(cluster.id, [identities.controlPlane, identities.kubelet], context.facts);
  assertNotBusy(cluster);
  const put = putClusterStep(cluster, edit);
  const sketches = sketchesOf(cluster, edit);
  if (isAlreadyDone(cluster, edit)) {
    const remainingSteps = stepsLeft(put, context);
    const words =
      remainingSteps.length === 0
        ? { already: alreadyText(cluster, edit) }
        : editWords(cluster, edit, grantsAmong(remainingSteps));
    return planPart({ ...sketches, ...words, steps: [put, ...remainingSteps], checks: [nothingToDo(cluster)] });
  }
  const carried = accessCarriedOver(cluster, edit, { identities, carry }, context);
  const around = grantsAround(cluster, edit, { identities, carried }, context);
  const grants = isOwn(put.id, context) ? { ...around, after: { steps: stepsLeft(put, context), checks: [] } } : around;
  const grantCount = grantsAmong([...grants.before.steps, ...grants.after.steps]);
  const leaves = cluster.controlPlane.kind === 'servicePrincipal';
  const repeats = isAlready(cluster, edit) && edit.kubeletIdentityId !== undefined;
  const rejoining = aroundSwap(cluster, edit, context);
  const disrupts = leaves || repeats || changesKubelet(cluster, edit);
  return planPart({
    ...sketches,
    ...editWords(cluster, edit, grantCount),
    steps: [...grants.before.steps, put, ...grants.after.steps, ...(isOwn(put.id, context) ? [] : rejoining.steps)],
    checks: [
      ...restrictionChecks(identities, cluster),
      ...writeChecks(rightsFor(cluster, put, edit, context), context.facts),
      ...grants.before.checks,
      ...grants.after.checks,
      ...carried.flatMap((item) => lookedCheck(item, cluster)),
      ...rejoining.checks,
    ],
    warnings: [
      ...(isAlready(cluster, edit) && !isOwn(put.id, context) ? [repeatedWarning(cluster, edit)] : []),
      ...rejoining.warnings,
      ...warningsOf(cluster, edit, grants.before.steps),
      ...carried.flatMap((item) => carryWarnings(item, cluster, context.facts)),
    ],
    next: [
      ...(grantCount > 0 ? [{ kind: 'rolesTakeTime' as const }] : []),
      ...nextOf(cluster, edit, identities),
      ...rejoining.next,
      ...carried.flatMap((item) => namedInsideSteps(item, cluster)),
    ],
    restarts: disrupts ? cluster.agentPools.map(({ name }) => name) : [],
    ...(disrupts || rejoining.warnings.some(({ severity }) => severity === 'disruption')
      ? { confirmNames: [cluster.name] }
      : {}),
    former: formerIdentities(cluster, edit, context.facts),
    held: carried.flatMap(keptOf),
  });
}

function grantsAmong(steps: readonly Step[]): number {
  return steps.filter(({ kind }) => kind === 'assignRole').length;
}

/** True if nothing is left to send; the last operation must have succeeded, too. */
function isAlreadyDone(cluster: Cluster, edit: ClusterEdit): boolean {
  return isAlready(cluster, edit) && hasSucceeded(cluster.provisioningState);
}

/** The steps after our own request, grants and Fleets: once it was accepted, the cluster no longer shows why they are needed. */
function stepsLeft(put: Step, context: PlanContext): readonly Step[] {
  const steps = context.continued?.plan.steps ?? [];
  const at = steps.findIndex(({ id }) => id === put.id);
  return isOwn(put.id, context)
    ? steps.slice(at + 1).filter(({ kind }) => ['assignRole', 'addAccessPolicy', 'rejoinFleet'].includes(kind))
    : [];
}

function nothingToDo(cluster: Cluster) {
  const detail = say`${cluster.name} is already as requested; nothing will be sent.`;
  return { id: 'nothingLeft', title: say`Nothing is left to do`, verdict: 'pass' as const, detail };
}

function blockersOf(cluster: Cluster, edit: ClusterEdit, { facts }: PlanContext): readonly Blocker[] {
  const kind = edit.controlPlane?.kind ?? cluster.controlPlane.kind;
  const kubelet = changesKubelet(cluster, edit) ? preCreatedKubeletBlockers(cluster.location, kind) : [];
  const choice = newControlPlane(cluster, edit);
  if (!choice || kubelet.length > 0) return kubelet;
  return choice.kind === 'systemAssigned'
    ? systemAssignedBlockers(cluster, facts)
    : userAssignedBlockers(cluster.location);
}

function incomingIdentities(
  { controlPlane, kubeletIdentityId }: ClusterEdit,
  context: PlanContext,
): IncomingIdentities {
  return {
    controlPlane:
      controlPlane?.kind === 'userAssigned' ? plannedIdentity(controlPlane.identityId as ArmId, context) : undefined,
    kubelet: kubeletIdentityId ? plannedIdentity(kubeletIdentityId, context) : undefined,
  };
}

function rightsFor(cluster: Cluster, put: Step, edit: ClusterEdit, context: PlanContext) {
  const linked = [
    ...linkedNeeds(put.request.body ?? {}),
    ...(edit.kubeletIdentityId ? [kubeletNeed(edit.kubeletIdentityId)] : []),
  ];
  return [
    { action: callerAction.writeCluster, scope: cluster.id, can: say`update ${cluster.name}` },
    ...linked.map((need) => ({ ...need, scope: existingScope(need.scope, context) })),
  ];
}

function warningsOf(cluster: Cluster, edit: ClusterEdit, before: readonly Step[]): Warning[] {
  const to = newControlPlane(cluster, edit);
  const kubelet = changesKubelet(cluster, edit);
  return [
    ...(to ? controlPlaneWarnings(cluster, { to, alone: !kubelet }) : []),
    ...(kubelet ? kubeletWarnings(cluster, before) : []),
    ...(to || kubelet ? nodeIdentityWarnings(cluster, edit) : []),
  ];
}

function nextOf(cluster: Cluster, edit: ClusterEdit, { kubelet }: IncomingIdentities): NextStep[] {
  const leaves = cluster.controlPlane.kind === 'servicePrincipal';
  const changes = newControlPlane(cluster, edit) !== undefined;
  return [
    ...(changes ? [{ kind: 'oldToken' as const }] : []),
    ...(leaves ? offThePrincipal(cluster) : []),
    ...(changesKubelet(cluster, edit) ? [{ kind: 'nodePools' as const }] : []),
    ...(changesKubelet(cluster, edit) || leaves ? [nodeClientNext(kubelet, leaves)] : []),
    ...(changes && !leaves ? [{ kind: 'leftovers' as const }] : []),
  ];
}

/** How nodes that still use the service principal stop doing so; availability sets can't by an upgrade. */
function offThePrincipal({ agentPools }: Cluster): NextStep[] {
  const isAll = agentPools.length > 0 && agentPools.every(isAvailabilitySet);
  return [
    ...(isAll ? [] : [{ kind: 'nodeImages' as const }]),
    ...(agentPools.some(isAvailabilitySet) ? [{ kind: 'availabilitySets' as const }] : []),
    { kind: 'registries' },
  ];
}
