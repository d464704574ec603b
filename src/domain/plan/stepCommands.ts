/** The az commands that do the same as steps; those of new clusters, of workloads and of what is around clusters stand beside their steps. */
import { shellQuoted } from '../arm/shellText.ts';
import { roleById, type RoleName } from '../access/roles.ts';
import { apiVersions } from '../arm/apiVersions.ts';
import {
  groupOf,
  lastSegment,
  resourceIdOf,
  resourceType,
  roleDefinitionId,
  subscriptionOf,
} from '../arm/resourceId.ts';
import type { Tags } from '../change/change.ts';
import type { Cluster } from '../cluster/model.ts';
import {
  argumentLookedUp,
  azCommand,
  azCommandLines,
  knownSince,
  option,
  type Argument,
  type AzCommand,
} from './azCommand.ts';
import type { JsonObject } from '../arm/json.ts';
import { gatewayArguments, isRoutingPath, routingCommands } from './routingCommands.ts';
import { azCommandWithTags, tagArguments } from './tagCommands.ts';
import { principalTypeOf, type ClusterEdit, type PrincipalRef } from './stepActions.ts';

/** Returns the `az group create` command for a resource group. */
export function azCreateGroup(group: {
  subscriptionId: string;
  name: string;
  location: string;
  tags?: Tags;
}): AzCommand {
  return azCommandWithTags(
    'az group create',
    [
      ['--subscription', group.subscriptionId],
      ['--name', group.name],
      ['--location', group.location],
    ],
    group.tags,
    `/subscriptions/${group.subscriptionId}/resourceGroups/${group.name}`,
  );
}

/**
 * Returns the `az identity create` command for an identity, or the request itself where versions of az would read its
 * tags differently.
 */
export function azCreateIdentity(identity: {
  subscriptionId: string;
  resourceGroup: string;
  name: string;
  location: string;
  tags?: Tags;
}): AzCommand {
  const { subscriptionId, resourceGroup, name, location, tags = {} } = identity;
  if (!Object.entries(tags).every(isReadAlike))
    return azCommand('az rest', [
      ['--method', 'put'],
      [
        '--url',
        `${resourceIdOf(subscriptionId, resourceGroup, resourceType.identity, name)}?api-version=${apiVersions.identity}`,
      ],
      ['--body', JSON.stringify({ location, tags })],
    ]);
  return azCommand('az identity create', [
    ['--subscription', subscriptionId],
    ['--resource-group', resourceGroup],
    ['--name', name],
    ['--location', location],
    ...tagArguments(tags),
  ]);
}

/**
 * Returns true for a tag that means the same in the shorthand syntax, as which newer versions of `az identity` read it.
 * Source: https://learn.microsoft.com/cli/azure/use-azure-cli-successfully-shorthand
 */
function isReadAlike([name, value]: readonly [string, string]): boolean {
  return /^\w[\w-]*$/.test(name) && /^[^'\n].*$/.test(value) && value !== 'null' && value !== '??';
}

/** Returns the `az identity delete` command for an identity. */
export function azDeleteIdentity(identityId: string): AzCommand {
  return azCommand('az identity delete', [['--ids', identityId]]);
}

/** The version of the conditions of role assignments. Source: https://learn.microsoft.com/azure/role-based-access-control/conditions-format */
export const conditionVersion = '2.0';

/** Returns the `az role assignment create` command for a grant; the command itself looks up what does not exist yet. */
export function azAssignRole(principal: PrincipalRef, role: RoleName, scope: string, condition?: string): AzCommand {
  const { az: rest } = azCommand('', [
    ['--assignee-principal-type', principalTypeOf(principal)],
    ['--role', roleArgument(role, scope)],
    ['--scope', scope],
    ...(condition
      ? ([
          ['--condition', condition],
          ['--condition-version', conditionVersion],
        ] as const)
      : []),
  ]);
  return { az: `az role assignment create --assignee-object-id ${principalArgument(principal)}${rest}` };
}

/** A grant in a delegated subscription, and the resource that has the identity, if that already exists. */
interface DelegatedAssignment {
  readonly scope: string;
  readonly roleDefinitionId: string;
  /** Left out if it depends on a principal that does not exist yet. */
  readonly name: string | undefined;
  readonly resourceId: string | undefined;
}

/**
 * Returns the command for a grant in a delegated subscription, for which `az role assignment` has no option.
 * Source: https://github.com/Azure/azure-cli/issues/11013
 */
export function azDelegatedGrant(
  principal: PrincipalRef,
  { scope, roleDefinitionId, name, resourceId }: DelegatedAssignment,
): AzCommand {
  const assignmentId = shellQuoted(`${scope}/providers/Microsoft.Authorization/roleAssignments/${name ?? ''}`);
  const url = `${assignmentId}${name === undefined ? '"$(uuidgen)"' : ''}'?api-version=2022-04-01'`;
  const body = `{"properties":{"roleDefinitionId":"%s","principalId":"%s","principalType":"ServicePrincipal","delegatedManagedIdentityResourceId":"%s"}}`;
  const values = [shellQuoted(roleDefinitionId), principalArgument(principal), resourceArgument(principal, resourceId)];
  return { az: `az rest --method put --url ${url} --body "$(printf '${body}' ${values.join(' ')})"` };
}

function resourceArgument(principal: PrincipalRef, resourceId: string | undefined): string {
  if (resourceId !== undefined) return shellQuoted(resourceId);
  if (principal.kind === 'kubelet')
    return showCommand('az aks show', principal.clusterId, 'identityProfile.kubeletidentity.resourceId');
  return principal.kind === 'addon' ? addonCommand(principal, 'resourceId') : shellQuoted('');
}

function addonCommand({ clusterId, addon }: Extract<PrincipalRef, { kind: 'addon' }>, id: string): string {
  const path = addon === 'webAppRouting' ? 'ingressProfile.' : 'addonProfiles.';
  return showCommand('az aks show', clusterId, `${path}${addon}.identity.${id}`);
}

/** A built-in role by its name; any other by its id, because names of custom roles are neither unique nor safe in az's filter. */
function roleArgument({ name, id }: RoleName, scope: string): string {
  return roleById(id)?.name === name ? name : roleDefinitionId(scope, id);
}

function principalArgument(principal: PrincipalRef): string {
  switch (principal.kind) {
    case 'principal':
      return shellQuoted(principal.principalId);
    case 'identity':
      return showCommand('az identity show', principal.identityId, 'principalId');
    case 'controlPlane':
      return showCommand('az aks show', principal.clusterId, 'identity.principalId');
    case 'kubelet':
      return showCommand('az aks show', principal.clusterId, 'identityProfile.kubeletidentity.objectId');
    case 'addon':
      return addonCommand(principal, 'objectId');
  }
}

/** A command that shows part of a resource; `az aks show` takes no `--ids`. */
function showCommand(name: string, id: string, query: string): string {
  return argumentLookedUp(azCommand(name, [...resourceArguments(id), ['--query', query], ['--output', 'tsv']]));
}

/**
 * Returns the command that sends a write of an access policy unchanged; `az keyvault set-policy` would remove the
 * principal's other permissions.
 */
export function azWriteAccessPolicy(path: string, body: JsonObject, principal: PrincipalRef): AzCommand {
  const [before = '', after] = JSON.stringify(body).split('{principalId}');
  const text =
    after === undefined
      ? shellQuoted(before)
      : `${shellQuoted(before)}${principalArgument(principal)}${shellQuoted(after)}`;
  const { az } = azCommand('az rest', [
    ['--method', 'put'],
    ['--url', `${path}?api-version=2023-07-01`],
  ]);
  return { az: `${az} --body ${text}` };
}

/** Returns the `az role assignment delete` command for one assignment. */
export function azRemoveRole(assignmentId: string): AzCommand {
  return azCommand('az role assignment delete', [['--ids', assignmentId]]);
}

/** Returns the `az aks update` command for an identity; az requires the control plane identity in addition to a kubelet identity. */
export function azUpdateCluster(cluster: Cluster, edit: ClusterEdit): AzCommand {
  const gateways = gatewayArguments(edit);
  const switches = [...switchArguments(edit), ...gateways];
  const values = Object.entries(edit.values ?? {})
    .filter(([path]) => !isRoutingPath(path) && (switches.length === 0 || !(path in switchPaths)))
    .map(([path, value]) => `${path}=${JSON.stringify(value)}`);
  const isOfIdentities = edit.controlPlane !== undefined || edit.kubeletIdentityId !== undefined;
  const commands = [
    ...(isOfIdentities ? [azUpdateIdentities(cluster, edit)] : []),
    ...(switches.length === 0
      ? []
      : [
          azCommand(
            'az aks update',
            [...resourceArguments(cluster.id), ...switches],
            gateways.length > 0 ? knownSince.gateway : knownSince.update,
          ),
        ]),
    ...routingCommands(cluster, edit),
    ...values.map((value) =>
      azCommand('az resource update', [
        ['--ids', cluster.id],
        ['--set', value],
      ]),
    ),
  ];
  return azCommandLines(commands);
}

/**
 * The paths of switches that az has flags for, with the flags that turn them on and off; the issuer can't be turned
 * off.
 * Source: https://learn.microsoft.com/cli/azure/aks#az-aks-update
 */
const switchPaths: Readonly<Record<string, readonly [on: string, off?: string]>> = {
  'properties.oidcIssuerProfile.enabled': ['--enable-oidc-issuer'],
  'properties.securityProfile.workloadIdentity.enabled': ['--enable-workload-identity', '--disable-workload-identity'],
  'properties.disableLocalAccounts': ['--disable-local-accounts', '--enable-local-accounts'],
};

function switchArguments({ values = {} }: ClusterEdit): readonly Argument[] {
  return Object.entries(switchPaths).flatMap(([path, [on, off]]): Argument[] => {
    if (values[path] === true) return [[on]];
    return values[path] === false && off !== undefined ? [[off]] : [];
  });
}

/** az requires the control plane identity in addition to a kubelet identity. */
function azUpdateIdentities(cluster: Cluster, edit: ClusterEdit): AzCommand {
  const controlPlane = edit.controlPlane ?? cluster.controlPlane;
  const assigned = controlPlane.kind === 'userAssigned' ? controlPlane.identityId : undefined;
  const parts: readonly Argument[] = [
    ...resourceArguments(cluster.id),
    ['--enable-managed-identity'],
    ...option('--assign-identity', assigned),
    ...option('--assign-kubelet-identity', edit.kubeletIdentityId),
    ['--yes'],
  ];
  return azCommand('az aks update', parts, knownSince.update);
}

/** Returns the `az aks nodepool upgrade --node-image-only` command for a node pool. */
export function azUpgradeNodeImage(cluster: Cluster, pool: string): AzCommand {
  return azCommand('az aks nodepool upgrade', [
    ['--subscription', subscriptionOf(cluster.id) ?? ''],
    ['--resource-group', groupOf(cluster.id) ?? ''],
    ['--cluster-name', lastSegment(cluster.id)],
    ['--name', pool],
    ['--node-image-only'],
  ]);
}

function resourceArguments(id: string): readonly Argument[] {
  return [
    ['--subscription', subscriptionOf(id) ?? ''],
    ['--resource-group', groupOf(id) ?? ''],
    ['--name', lastSegment(id)],
  ];
}
