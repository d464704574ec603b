import type { CommandId, contributions } from '../contributions.ts';
import { hasRouting } from '../domain/cluster/addons.ts';
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
  pickMissingRole,
  roleAssignmentIdOf,
  subscriptionIdOf,
} from './pickTarget.ts';
import { pickBinding, pickCredential, pickTrusted, unbinding } from './workloads.ts';
import { say, templated } from '../sentences/words.ts';
import { shownText, t } from '../sentences/language.ts';

type ChangesContext = Pick<CommandContext, 'connections' | 'panels'>;

/** Makes the draft of a change from a row; asks the user, under the command's title, for what the row lacks. */
type DraftOf = (context: ChangesContext, target: Target, title: string) => Promise<Draft>;

const setControlPlane: DraftOf = async (context, target, title) => ({
  kind: 'setControlPlane',
  clusterId: await clusterIdOf(target, title, context),
});

/** The drafts with which commands open a form. */
const drafts = {
  'aksIdentity.createResourceGroup': async (context, target, title) => ({
    kind: 'createResourceGroup',
    subscriptionId: await subscriptionIdOf(target, title, context),
  }),
  'aksIdentity.createIdentity': async (context, target, title) => ({
    kind: 'createIdentity',
    subscriptionId: await subscriptionIdOf(target, title, context),
    ...defined({ resourceGroup: target.resourceGroup }),
  }),
  'aksIdentity.createCluster': async (context, target, title) => ({
    kind: 'createCluster',
    subscriptionId: await subscriptionIdOf(target, title, context),
  }),
  'aksIdentity.setControlPlane': setControlPlane,
  'aksIdentity.leaveServicePrincipal': setControlPlane,
  'aksIdentity.setKubelet': async (context, target, title) => ({
    kind: 'setKubelet',
    clusterId: await clusterIdOf(target, title, context),
  }),
  'aksIdentity.upgradeNodeImages': async (context, target, title) => ({
    kind: 'upgradeNodeImages',
    clusterId: await clusterIdOf(target, title, context),
    ...defined({ pools: target.poolName === undefined ? undefined : [target.poolName] }),
  }),
  'aksIdentity.attachRegistry': async (context, target, title) => ({
    kind: 'attachRegistry',
    clusterId: await clusterIdOf(target, title, context),
    ...defined({ registryId: registryOf(target) }),
  }),
  'aksIdentity.detachRegistry': async (context, target, title) => ({
    kind: 'detachRegistry',
    clusterId: await clusterIdOf(target, title, context),
    ...defined({ registryId: registryOf(target) }),
  }),
  'aksIdentity.connectWorkload': async (context, target, title) => ({
    kind: 'createCredential',
    clusterId: await clusterIdOf(target, title, context),
    ...defined({ identityId: target.identityId }),
  }),
  'aksIdentity.enableWorkloadIdentity': (context, target, title) =>
    switchWorkloadIdentity(context, target, title, true),
  'aksIdentity.disableWorkloadIdentity': (context, target, title) =>
    switchWorkloadIdentity(context, target, title, false),
  'aksIdentity.bindIdentity': async (context, target, title) => ({
    kind: 'bindIdentity',
    clusterId: await clusterIdOf(target, title, context),
    ...defined({ identityId: target.identityId }),
  }),
  'aksIdentity.moveCredentials': async (context, target, title) => ({
    kind: 'moveCredentials',
    clusterId: await clusterIdOf(target, title, context),
    ...defined({ fromIssuer: target.issuer }),
  }),
  'aksIdentity.removeCredential': async (context, target, title) => ({
    kind: 'deleteCredential',
    credentialId: target.credentialId ?? (await pickCredential(context, target, title)),
  }),
  'aksIdentity.prepareGateway': async (context, target, title) => ({
    kind: 'prepareGateway',
    clusterId: await clusterIdOf(target, title, context),
  }),
  'aksIdentity.setNginxRouting': async (context, target, title) => ({
    kind: 'setNginxRouting',
    clusterId: await clusterIdOf(target, title, context, {
      isOffered: hasRouting,
      none: say`Application routing is off on every cluster here.`,
    }),
  }),
  'aksIdentity.unbindIdentity': async (context, target, title) => ({
    kind: 'unbindIdentity',
    ...(target.bindingId === undefined
      ? await pickBinding(context, target, title)
      : unbinding(target.bindingId, target.identityId)),
  }),
  'aksIdentity.removeTrustedAccess': async (context, { resourceId = '', ...target }, title) => {
    const isBinding = isOfType(resourceId, resourceType.trustedBinding);
    return {
      kind: 'removeTrustedAccess',
      bindingId: isBinding ? resourceId : await pickTrusted(context, target, title),
    };
  },
  'aksIdentity.assignKubernetesRole': async (context, target, title) => ({
    kind: 'grantClusterAccess',
    clusterId: await clusterIdOf(target, title, context),
    ...defined({ principalId: target.principalId }),
  }),
  'aksIdentity.setLocalAccounts': async (context, target, title) => ({
    kind: 'setLocalAccounts',
    clusterId: await clusterIdOf(target, title, context),
  }),
  'aksIdentity.assignRole': async (context, target, title) => ({
    kind: 'assignRole',
    ...defined({ principalId: target.principalId ?? (await pickPrincipal(context, target, title)) }),
  }),
  'aksIdentity.removeRole': async (context, target, title) => ({
    kind: 'removeRole',
    roleAssignmentId: await roleAssignmentIdOf(target, title, context),
    ...defined({ tenantId: target.roleAssignmentId === undefined ? undefined : target.tenantId }),
  }),
  // The plan refuses while something uses it.
  'aksIdentity.deleteIdentity': async (context, target, title) => ({
    kind: 'deleteIdentity',
    identityId: await identityIdOf(target, title, context),
    removeRoles: true,
  }),
} as const satisfies Readonly<Record<string, DraftOf>>;

/** A command that opens the form of a change. */
export type FormCommand = keyof typeof drafts;

/** The title of a command, without the dots that say that it asks something. */
type TitleOf<Id extends CommandId> = (typeof contributions)[Id]['title'] extends `${infer Title}...` ? Title : never;

/** What is asked for a form is asked under the title of its command; another title does not compile. */
const titles: { readonly [Id in FormCommand]: TitleOf<Id> } = {
  'aksIdentity.createResourceGroup': 'Create Resource Group',
  'aksIdentity.createIdentity': 'Create Managed Identity',
  'aksIdentity.createCluster': 'Create Cluster',
  'aksIdentity.setControlPlane': 'Change Control Plane Identity',
  'aksIdentity.leaveServicePrincipal': 'Migrate to Managed Identity',
  'aksIdentity.setKubelet': 'Change Kubelet Identity',
  'aksIdentity.upgradeNodeImages': 'Upgrade Node Images',
  'aksIdentity.attachRegistry': 'Attach Registry',
  'aksIdentity.detachRegistry': 'Detach Registry',
  'aksIdentity.connectWorkload': 'Connect Workload',
  'aksIdentity.enableWorkloadIdentity': 'Enable Workload Identity',
  'aksIdentity.disableWorkloadIdentity': 'Disable Workload Identity',
  'aksIdentity.bindIdentity': 'Bind Identity',
  'aksIdentity.moveCredentials': 'Move Federated Credentials',
  'aksIdentity.prepareGateway': 'Prepare Gateway API',
  'aksIdentity.setNginxRouting': 'Change Default Ingress Controller',
  'aksIdentity.removeCredential': 'Remove Federated Credential',
  'aksIdentity.unbindIdentity': 'Remove Identity Binding',
  'aksIdentity.removeTrustedAccess': 'Remove Trusted Access Binding',
  'aksIdentity.assignKubernetesRole': 'Assign Kubernetes Role',
  'aksIdentity.setLocalAccounts': 'Change Local Accounts',
  'aksIdentity.assignRole': 'Assign Role',
  'aksIdentity.removeRole': 'Remove Role Assignment',
  'aksIdentity.deleteIdentity': 'Delete Managed Identity',
};

/** Returns a function that opens the form of a command, filled in from its row; it asks the user for what the row lacks. */
export function openForm(command: FormCommand): (context: ChangesContext, target: Target) => Promise<void> {
  return async (context, target) => {
    context.panels.open({
      kind: 'change',
      draft: await drafts[command](context, target, shownText(templated(titles[command]))),
    });
  };
}

/** The commands that open the form of a change. */
export const formCommands = Object.keys(drafts) as readonly FormCommand[];

/** Opens the change that fixes the row's finding, in the panel of its cluster; without one, shows the finding there. */
export async function fixFinding(context: ChangesContext, target: Target): Promise<void> {
  const { fix, fingerprint } = target;
  if (fix !== undefined)
    return context.panels.open({ kind: 'change', draft: fix, ...defined({ clusterId: target.clusterId }) });
  const clusterId = await clusterIdOf(target, t`Fix`, context);
  context.panels.open({ kind: 'cluster', clusterId, tab: 'details', ...defined({ finding: fingerprint }) });
}

/** Opens the change that assigns the row's missing role; without a row, that of the one which the user picks. */
export async function grantRole(context: ChangesContext, target: Target): Promise<void> {
  return fixFinding(context, target.fix ? target : await pickMissingRole(t`Assign Missing Role`, context));
}

/** Without a row, only clusters for which that changes something are offered. */
async function switchWorkloadIdentity(
  context: ChangesContext,
  target: Target,
  title: string,
  enabled: boolean,
): Promise<Draft> {
  const clusterId = await clusterIdOf(target, title, context, {
    isOffered: ({ hasWorkloadIdentity }) => hasWorkloadIdentity !== enabled,
    none: enabled
      ? say`Workload identity is on for every cluster here.`
      : say`Workload identity is off for every cluster here.`,
  });
  return { kind: 'setWorkloadIdentity', clusterId, enabled };
}

async function pickPrincipal(context: ChangesContext, target: Target, title: string): Promise<string | undefined> {
  const identityId = await identityIdOf(target, title, context);
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
    return target.clusterId ?? pickClusterWithLeftovers(t`Remove Unused Role Assignments`, context);
  const entries = await (await context.connections.service()).activity();
  const former = entries.find((entry) => entry.activityId === activityId)?.former[0];
  if (!former) throw refusedError(say`This change did not replace an identity.`);
  return former.clusterId;
}
