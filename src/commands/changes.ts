import { resourceType } from '../domain/arm/resourceId.ts';
import type { Draft } from '../domain/change/change.ts';
import type { Target } from '../manifest.ts';
import type { CommandContext } from './context.ts';
import {
  clusterIdOf,
  identityIdOf,
  pickClusterWithLeftovers,
  roleAssignmentIdOf,
  subscriptionIdOf,
} from './pickTarget.ts';
import { refusedError } from '../errors.ts';
import { defined } from '../shape/defined.ts';

type Slice = Pick<CommandContext, 'connections' | 'panels'>;

/** Opens the form for a new resource group. */
export async function createResourceGroup(context: Slice, target: Target): Promise<void> {
  const subscriptionId = await subscriptionIdOf(target, 'Create Resource Group', context);
  start(context, { kind: 'createResourceGroup', subscriptionId });
}

/** Opens the form for a new managed identity, in the row's resource group if it has one. */
export async function createIdentity(context: Slice, target: Target): Promise<void> {
  const subscriptionId = await subscriptionIdOf(target, 'Create Managed Identity', context);
  const { resourceGroup } = target;
  start(context, {
    kind: 'createIdentity',
    subscriptionId,
    ...defined({ resourceGroup }),
  });
}

/** Opens the form for a new cluster. */
export async function createCluster(context: Slice, target: Target): Promise<void> {
  const subscriptionId = await subscriptionIdOf(target, 'Create Cluster', context);
  start(context, { kind: 'createCluster', subscriptionId });
}

/** Opens the form that gives the control plane another identity, for example in place of a service principal. */
export async function setControlPlane(context: Slice, target: Target): Promise<void> {
  const clusterId = await clusterIdOf(target, 'Change Control Plane Identity', context);
  start(context, { kind: 'setControlPlane', clusterId });
}

/** Opens the form that gives the kubelet another identity. */
export async function setKubelet(context: Slice, target: Target): Promise<void> {
  const clusterId = await clusterIdOf(target, 'Change Kubelet Identity', context);
  start(context, { kind: 'setKubelet', clusterId });
}

/** Opens the form that upgrades node images: of the row's pool, or of all pools of the cluster. */
export async function upgradeNodeImages(context: Slice, target: Target): Promise<void> {
  const clusterId = await clusterIdOf(target, 'Upgrade Node Images', context);
  const pools = target.poolName === undefined ? {} : { pools: [target.poolName] };
  start(context, { kind: 'upgradeNodeImages', clusterId, ...pools });
}

/** Opens the form that lets a cluster's nodes pull from a registry. */
export async function attachRegistry(context: Slice, target: Target): Promise<void> {
  const clusterId = await clusterIdOf(target, 'Attach Registry', context);
  start(context, { kind: 'attachRegistry', clusterId, ...withRegistry(target) });
}

/** Opens the form that stops a cluster's nodes pulling from a registry. */
export async function detachRegistry(context: Slice, target: Target): Promise<void> {
  const clusterId = await clusterIdOf(target, 'Detach Registry', context);
  start(context, { kind: 'detachRegistry', clusterId, ...withRegistry(target) });
}

/** Opens the form for a role assignment, for the row's identity if it has one. */
export async function assignRole(context: Slice, target: Target): Promise<void> {
  const principalId = target.principalId ?? (await pickPrincipal(context, target));
  start(context, { kind: 'assignRole', ...defined({ principalId }) });
}

/** Opens the form that removes a role assignment. */
export async function removeRole(context: Slice, target: Target): Promise<void> {
  const roleAssignmentId = await roleAssignmentIdOf(target, 'Remove Role Assignment', context);
  const { tenantId } = target;
  const isOfRow = target.roleAssignmentId !== undefined && tenantId !== undefined;
  start(context, { kind: 'removeRole', roleAssignmentId, ...(isOfRow ? { tenantId } : {}) });
}

/** Opens the form that deletes a managed identity; the plan refuses while something uses it. */
export async function deleteIdentity(context: Slice, target: Target): Promise<void> {
  const identityId = await identityIdOf(target, 'Delete Managed Identity', context);
  start(context, { kind: 'deleteIdentity', identityId, removeRoles: true });
}

/** Opens the change that fixes the row's finding; without one, shows the cluster and its findings. */
export async function fixFinding(context: Slice, target: Target): Promise<void> {
  if (target.fix !== undefined) return start(context, target.fix);
  const clusterId = await clusterIdOf(target, 'Fix', context);
  context.panels.open({ kind: 'cluster', clusterId, tab: 'details' });
}

async function pickPrincipal(context: Slice, target: Target): Promise<string | undefined> {
  const identityId = await identityIdOf(target, 'Assign Role', context);
  const service = await context.connections.service();
  const { principalId } = await service.identityNow(identityId);
  return principalId || undefined;
}

function withRegistry({ registryId, scope }: Target): { registryId?: string } {
  const registry =
    registryId ?? (scope?.toLowerCase().includes(resourceType.registry.toLowerCase()) ? scope : undefined);
  return registry === undefined ? {} : { registryId: registry };
}

function start({ panels }: Pick<CommandContext, 'panels'>, draft: Draft): void {
  panels.open({ kind: 'change', draft });
}

/** Opens the form that removes what is left over because of a cluster: that of the row, or of the row's change. */
export async function reviewLeftovers(context: Slice, target: Target): Promise<void> {
  const clusterId = await clusterOfRow(context, target);
  context.panels.open({ kind: 'unusedRoles', clusterId });
}

async function clusterOfRow(context: Slice, target: Target): Promise<string> {
  const { activityId } = target;
  if (activityId === undefined)
    return target.clusterId ?? pickClusterWithLeftovers('Remove Unused Role Assignments', context);
  const entries = await (await context.connections.service()).activity();
  const former = entries.find((entry) => entry.activityId === activityId)?.former[0];
  if (!former) throw refusedError('This change did not replace an identity.');
  return former.clusterId;
}
