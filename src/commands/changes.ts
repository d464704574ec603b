import { resourceType, isOfType } from '../domain/arm/resourceId.ts';
import type { Draft } from '../domain/change/change.ts';
import { refusedError } from '../errors.ts';
import type { Target } from '../manifest.ts';
import { defined } from '../shape/defined.ts';
import type { CommandContext } from './context.ts';
import {
  clusterIdOf,
  identityIdOf,
  pickClusterWithLeftovers,
  roleAssignmentIdOf,
  subscriptionIdOf,
} from './pickTarget.ts';
import { pickBinding, pickCredential, pickTrusted } from './workloads.ts';

type ChangesContext = Pick<CommandContext, 'connections' | 'panels'>;

/** Makes the draft of a change from a row; asks the user for what the row lacks. */
type DraftOf = (context: ChangesContext, target: Target) => Promise<Draft>;

const setControlPlane: DraftOf = async (context, target) => ({
  kind: 'setControlPlane',
  clusterId: await clusterIdOf(target, 'Change Control Plane Identity', context),
});

/** The drafts with which commands open a form. */
const drafts = {
  'aksIdentity.createResourceGroup': async (context, target) => ({
    kind: 'createResourceGroup',
    subscriptionId: await subscriptionIdOf(target, 'Create Resource Group', context),
  }),
  'aksIdentity.createIdentity': async (context, target) => ({
    kind: 'createIdentity',
    subscriptionId: await subscriptionIdOf(target, 'Create Managed Identity', context),
    ...defined({ resourceGroup: target.resourceGroup }),
  }),
  'aksIdentity.createCluster': async (context, target) => ({
    kind: 'createCluster',
    subscriptionId: await subscriptionIdOf(target, 'Create Cluster', context),
  }),
  'aksIdentity.setControlPlane': setControlPlane,
  'aksIdentity.leaveServicePrincipal': setControlPlane,
  'aksIdentity.setKubelet': async (context, target) => ({
    kind: 'setKubelet',
    clusterId: await clusterIdOf(target, 'Change Kubelet Identity', context),
  }),
  'aksIdentity.upgradeNodeImages': async (context, target) => ({
    kind: 'upgradeNodeImages',
    clusterId: await clusterIdOf(target, 'Upgrade Node Images', context),
    ...defined({ pools: target.poolName === undefined ? undefined : [target.poolName] }),
  }),
  'aksIdentity.attachRegistry': async (context, target) => ({
    kind: 'attachRegistry',
    clusterId: await clusterIdOf(target, 'Attach Registry', context),
    ...defined({ registryId: registryOf(target) }),
  }),
  'aksIdentity.detachRegistry': async (context, target) => ({
    kind: 'detachRegistry',
    clusterId: await clusterIdOf(target, 'Detach Registry', context),
    ...defined({ registryId: registryOf(target) }),
  }),
  'aksIdentity.connectWorkload': async (context, target) => ({
    kind: 'createCredential',
    clusterId: await clusterIdOf(target, 'Connect Workload', context),
    ...defined({ identityId: target.identityId }),
  }),
  'aksIdentity.enableWorkloadIdentity': (context, target) => switchWorkloadIdentity(context, target, true),
  'aksIdentity.disableWorkloadIdentity': (context, target) => switchWorkloadIdentity(context, target, false),
  'aksIdentity.bindIdentity': async (context, target) => ({
    kind: 'bindIdentity',
    clusterId: await clusterIdOf(target, 'Bind Identity', context),
    ...defined({ identityId: target.identityId }),
  }),
  'aksIdentity.moveCredentials': async (context, target) => ({
    kind: 'moveCredentials',
    clusterId: await clusterIdOf(target, 'Move Federated Credentials', context),
    ...defined({ fromIssuer: target.issuer }),
  }),
  'aksIdentity.removeCredential': async (context, target) => ({
    kind: 'deleteCredential',
    credentialId: target.credentialId ?? (await pickCredential(context, target)),
  }),
  'aksIdentity.unbindIdentity': async (context, target) => ({
    kind: 'unbindIdentity',
    bindingId: target.bindingId ?? (await pickBinding(context, target)),
  }),
  'aksIdentity.removeTrustedAccess': async (context, { resourceId = '', ...target }) => {
    const isBinding = isOfType(resourceId, resourceType.trustedBinding);
    return { kind: 'removeTrustedAccess', bindingId: isBinding ? resourceId : await pickTrusted(context, target) };
  },
  'aksIdentity.assignRole': async (context, target) => ({
    kind: 'assignRole',
    ...defined({ principalId: target.principalId ?? (await pickPrincipal(context, target)) }),
  }),
  'aksIdentity.removeRole': async (context, target) => ({
    kind: 'removeRole',
    roleAssignmentId: await roleAssignmentIdOf(target, 'Remove Role Assignment', context),
    ...defined({ tenantId: target.roleAssignmentId === undefined ? undefined : target.tenantId }),
  }),
  // The plan refuses while something uses it.
  'aksIdentity.deleteIdentity': async (context, target) => ({
    kind: 'deleteIdentity',
    identityId: await identityIdOf(target, 'Delete Managed Identity', context),
    removeRoles: true,
  }),
} as const satisfies Readonly<Record<string, DraftOf>>;

/** A command that opens the form of a change. */
export type FormCommand = keyof typeof drafts;

/** Returns a function that opens the form of a command, filled in from its row; it asks the user for what the row lacks. */
export function openForm(command: FormCommand): (context: ChangesContext, target: Target) => Promise<void> {
  return async (context, target) => {
    context.panels.open({ kind: 'change', draft: await drafts[command](context, target) });
  };
}

/** The commands that open the form of a change. */
export const formCommands = Object.keys(drafts) as readonly FormCommand[];

/** Opens the change that fixes the row's finding, in the panel of its cluster; without one, shows the finding there. */
export async function fixFinding(context: ChangesContext, target: Target): Promise<void> {
  const { fix, fingerprint } = target;
  if (fix !== undefined)
    return context.panels.open({ kind: 'change', draft: fix, ...defined({ clusterId: target.clusterId }) });
  const clusterId = await clusterIdOf(target, 'Fix', context);
  context.panels.open({ kind: 'cluster', clusterId, tab: 'details', ...defined({ finding: fingerprint }) });
}

/** Without a row, only clusters for which that changes something are offered. */
async function switchWorkloadIdentity(context: ChangesContext, target: Target, enabled: boolean): Promise<Draft> {
  const clusterId = await clusterIdOf(target, `${enabled ? 'Enable' : 'Disable'} Workload Identity`, context, {
    isOffered: ({ hasWorkloadIdentity }) => hasWorkloadIdentity !== enabled,
    none: `Workload identity is ${enabled ? 'on' : 'off'} for every cluster here.`,
  });
  return { kind: 'setWorkloadIdentity', clusterId, enabled };
}

async function pickPrincipal(context: ChangesContext, target: Target): Promise<string | undefined> {
  const identityId = await identityIdOf(target, 'Assign Role', context);
  const service = await context.connections.service();
  const { principalId } = await service.identityNow(identityId);
  return principalId || undefined;
}

function registryOf({ registryId, scope }: Target): string | undefined {
  return registryId ?? (scope?.toLowerCase().includes(resourceType.registry.toLowerCase()) ? scope : undefined);
}

/** Opens the form that removes what is left over because of a cluster: the row's, or that of the row's change. */
export async function reviewLeftovers(context: ChangesContext, target: Target): Promise<void> {
  const clusterId = await clusterOfRow(context, target);
  context.panels.open({ kind: 'unusedRoles', clusterId });
}

async function clusterOfRow(context: ChangesContext, target: Target): Promise<string> {
  const { activityId } = target;
  if (activityId === undefined)
    return target.clusterId ?? pickClusterWithLeftovers('Remove Unused Role Assignments', context);
  const entries = await (await context.connections.service()).activity();
  const former = entries.find((entry) => entry.activityId === activityId)?.former[0];
  if (!former) throw refusedError('This change did not replace an identity.');
  return former.clusterId;
}
