/** The plan of a new cluster. */
import { azCreateCluster } from './azCreateCluster.ts';
import { callerAction, kubeletNeed, linkedNeeds, writeChecks } from '../callerChecks.ts';
import type { CreateCluster } from '../../change/change.ts';
import { clusterOf } from '../../cluster/fromArm.ts';
import { createBody } from './createClusterBody.ts';
import { networkChecks, networkWarnings } from './createClusterNetwork.ts';
import { assertCreatable } from './createClusterRules.ts';
import { describeChoice } from '../../words/describe.ts';
import { grantsFor, type Grantee } from '../grants/neededGrants.ts';
import {
  assertGroup,
  assertNotBusy,
  assertRegistry,
  existingScope,
  plannedIdentity,
  checkOfferedIn,
  type PlannedIdentity,
} from '../lookUps.ts';
import { pullNeed } from '../../needs/kubelet.ts';
import { isOwn, planPart, type PlanContext, type PlanPart } from '../planPart.ts';
import type { Warning } from '../plan.ts';
import { unreadableRefusal, Refusal } from '../../arm/refusal.ts';
import { needsOf } from '../../needs/needs.ts';
import { restrictionChecks } from '../grants/restrictionChecks.ts';
import { asArmId, groupId, lastSegment, resourceIdOf, resourceType, type ArmId } from '../../arm/resourceId.ts';
import { createClusterStep } from '../steps.ts';
import { assertSameTenant } from './tenantRule.ts';
import { aksPage } from '../../arm/docs.ts';
import type { JsonObject } from '../../arm/json.ts';
import { countWithNoun } from '../../words/counts.ts';
import { say, type Words } from '../../../sentences/words.ts';

/** Plans a new cluster: identity and grants first, then the cluster, then the grants that need a running cluster. */
export function planCreateCluster(change: CreateCluster, context: PlanContext): PlanPart {
  assertCreatable(change);
  const { subscriptionId, resourceGroup, name, controlPlane } = change;
  const clusterId = asArmId(resourceIdOf(subscriptionId, resourceGroup, resourceType.cluster, name));
  assertGroup(subscriptionId, resourceGroup, context);
  const identity =
    controlPlane.kind === 'userAssigned' ? plannedIdentity(controlPlane.identityId as ArmId, context) : undefined;
  const kubelet = change.kubelet ? plannedIdentity(change.kubelet.identityId as ArmId, context) : undefined;
  assertSameTenant(clusterId, [identity, kubelet], context.facts);
  const body = createBody(change, kubelet ?? {});
  const step = createClusterStep(clusterId, body, { effect: effectOf(change), ...azCreateCluster(change) });
  if (isOwn(step.id, context)) assertOwnNotBusy(clusterId, context);
  else assertFree(clusterId, context);
  const grants = grantsOf(change, { clusterId, body, identity, kubelet }, context);
  const roles = [...grants.before, ...grants.after].flatMap(({ steps }) => steps).length;
  const stays = [
    ...(identity ? [say`control plane identity`] : []),
    ...(kubelet ? [say`kubelet identity`] : []),
    ...(roles > 0 ? [say`roles`] : []),
  ];
  return planPart({
    does: [
      say`Creates the cluster ${name} in ${change.location}`,
      ...(roles === 0 ? [] : [say`Assigns ${countWithNoun(roles, 'role')}`]),
    ],
    pace: { lasts: 'severalMinutes', wayBack: { kind: 'deleteCluster', stays } },
    steps: [...grants.before.flatMap(({ steps }) => steps), step, ...grants.after.flatMap(({ steps }) => steps)],
    checks: [
      ...(isOwn(step.id, context) ? [] : checkOfferedIn(resourceType.cluster, change, context.facts)),
      ...restrictionChecks({ controlPlane: identity, kubelet }, change),
      ...networkChecks(change, context.facts),
      ...writeChecks(rightsFor(change, body, context), context.facts),
      ...[...grants.before, ...grants.after].flatMap(({ checks }) => checks),
    ],
    warnings: warningsOf(change, context),
    before: { exists: false },
    after: {
      exists: true,
      controlPlane: describeChoice(controlPlane),
      kubelet: change.kubelet
        ? say`${lastSegment(change.kubelet.identityId)} (user-assigned)`
        : say`${name}-agentpool (created by AKS)`,
    },
    next: [
      ...(change.signIn === 'entra' ? [{ kind: 'kubernetesRoles' as const }] : []),
      { kind: 'credentials', ...(change.privateCluster ? { isPrivate: true } : {}) },
      ...([...grants.before, ...grants.after].some(({ steps }) => steps.length > 0)
        ? [{ kind: 'rolesTakeTime' as const }]
        : []),
      ...((change.registries ?? []).length === 0 ? [{ kind: 'firstRegistry' as const }] : []),
      ...(change.workloadIdentity ? [{ kind: 'firstWorkload' as const }] : []),
    ],
  });
}

/** The steps after the creation wait while someone else's operation runs on the new cluster. */
function assertOwnNotBusy(clusterId: ArmId, { facts }: PlanContext): void {
  const answer = facts.get({ kind: 'cluster', id: clusterId });
  if (answer?.kind === 'found') assertNotBusy(answer.value);
}

/** A visible cluster of that name stops the plan; an invisible one would stop the PUT. */
function assertFree(clusterId: ArmId, context: PlanContext): void {
  if (existingScope(clusterId, context) !== clusterId) return;
  const answer = context.facts.get({ kind: 'cluster', id: clusterId });
  const name = lastSegment(clusterId);
  if (answer?.kind === 'found') {
    throw new Refusal(
      say`A cluster ${name} already exists in this resource group. Choose another name.`,
      aksPage('learn/quick-kubernetes-deploy-cli'),
    );
  }
  if (answer?.kind === 'unreadable') throw unreadableRefusal(say`Whether ${name} already exists`, answer);
}

interface Planned {
  readonly clusterId: ArmId;
  readonly body: JsonObject;
  readonly identity: PlannedIdentity | undefined;
  readonly kubelet: PlannedIdentity | undefined;
}

function grantsOf(change: CreateCluster, { clusterId, body, identity, kubelet }: Planned, context: PlanContext) {
  const cluster = clusterOf({ ...body, id: clusterId, name: change.name });
  // A cluster that does not exist yet has no resources around it.
  const alone = { ...context.facts, looksAround: false };
  const needs = needsOf(cluster, alone).filter((need) => need.identity === 'controlPlane');
  const isSystemAssigned = change.controlPlane.kind === 'systemAssigned';
  const later: Grantee = {
    name: say`the control plane of ${change.name}`,
    principal: { kind: 'controlPlane', clusterId },
  };
  const nodes: Grantee = kubelet ?? {
    name: say`the kubelet of ${change.name}`,
    principal: { kind: 'kubelet', clusterId },
  };
  const registries = (change.registries ?? []).map((id) => {
    assertRegistry(id, context.facts);
    return pullNeed(id, context.facts);
  });
  const grantee = isSystemAssigned ? later : identity;
  const controlPlane = grantee ? grantsFor(needs, grantee, context) : { steps: [], checks: [] };
  const pulls = grantsFor(registries, nodes, context);
  const isOwnKubelet = change.kubelet !== undefined;
  return {
    before: [...(isSystemAssigned ? [] : [controlPlane]), ...(isOwnKubelet ? [pulls] : [])],
    after: [...(isSystemAssigned ? [controlPlane] : []), ...(isOwnKubelet ? [] : [pulls])],
  };
}

function rightsFor(change: CreateCluster, body: JsonObject, context: PlanContext) {
  const group = groupId(change.subscriptionId, change.resourceGroup);
  const linked = [...linkedNeeds(body), ...(change.kubelet ? [kubeletNeed(change.kubelet.identityId)] : [])];
  return [
    {
      action: callerAction.writeCluster,
      scope: existingScope(group, context),
      can: say`create clusters in ${change.resourceGroup}`,
    },
    ...linked.map((need) => ({ ...need, scope: existingScope(need.scope, context) })),
  ];
}

function warningsOf(change: CreateCluster, context: PlanContext): Warning[] {
  return [...networkWarnings(change, context.facts), ...(change.privateCluster ? [privateOnly] : [])];
}

const privateOnly: Warning = {
  id: 'privateOnly',
  severity: 'info',
  text: say`A private API server can be reached only from its own network, or from one connected to it: run kubectl and pipelines there.`,
  source: aksPage('private-clusters'),
};

function effectOf({ name, location, controlPlane, kubelet, signIn }: CreateCluster): Words {
  const people = signIn === 'entra' ? say` People sign in with Microsoft Entra; local accounts are off.` : say``;
  const nodes = kubelet
    ? say`its nodes use ${lastSegment(kubelet.identityId)}`
    : say`AKS creates an identity for its nodes`;
  return say`Creates the cluster ${name} in ${location}; its control plane is ${describeChoice(controlPlane)}, and ${nodes}.${people}`;
}
