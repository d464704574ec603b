/** The az command that does the same as a step. */
import { shellQuoted } from '../arm/shellText.ts';
import { roleById, type RoleName } from '../access/roles.ts';
import { groupOf, lastSegment, roleDefinitionId, subscriptionOf } from '../arm/resourceId.ts';
import type { CreateCluster, OutboundType, Tags } from '../change/change.ts';
import type { Cluster } from '../cluster/model.ts';
import { defaultPlugin, wantsIssuer } from './creationDefaults.ts';
import type { JsonObject } from '../arm/json.ts';
import type { Step } from './plan.ts';
import type { ClusterEdit, PrincipalRef } from './stepActions.ts';

/** The az command for a step, and the first version of az with all of it; left out if every version has it. */
export type AzCommand = Pick<Step, 'az' | 'azSince'>;

/** The oldest az that we count on. Source: https://learn.microsoft.com/cli/azure/release-notes-azure-cli */
const first = '2.23.0';

/** The first version of az with each command or option. Source: https://learn.microsoft.com/cli/azure/release-notes-azure-cli */
export const knownSince = {
  ownKubelet: '2.26.0',
  noPrivateZone: '2.30.0',
  natGateway: '2.36.0',
  nodeResourceGroup: '2.37.0',
  issuer: '2.42.0',
  credentials: '2.42.0',
  pluginMode: '2.47.0',
  workloadIdentity: '2.47.0',
  update: '2.49.0',
  trustedAccess: '2.53.0',
  fleet: '2.61.0',
  bindings: '2.89.0',
} as const;

/** Returns the oldest version of az that has everything in the commands. */
export function oldestAz(commands: readonly AzCommand[]): string {
  return newestAzVersion(commands.map(({ azSince }) => azSince)) ?? first;
}

function newestAzVersion(versions: readonly (string | undefined)[]): string | undefined {
  return versions
    .filter((version) => version !== undefined)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .at(-1);
}

/** Returns the `az group create` command for a resource group. */
export function azCreateGroup(group: {
  subscriptionId: string;
  name: string;
  location: string;
  tags?: Tags;
}): AzCommand {
  return azCommand('az group create', [
    ['--subscription', group.subscriptionId],
    ['--name', group.name],
    ['--location', group.location],
    ...tagArguments(group.tags),
  ]);
}

/** Returns the `az identity create` command for an identity. */
export function azCreateIdentity(identity: {
  subscriptionId: string;
  resourceGroup: string;
  name: string;
  location: string;
  tags?: Tags;
}): AzCommand {
  return azCommand('az identity create', [
    ['--subscription', identity.subscriptionId],
    ['--resource-group', identity.resourceGroup],
    ['--name', identity.name],
    ['--location', identity.location],
    ...tagArguments(identity.tags),
  ]);
}

/** Returns the `az identity delete` command for an identity. */
export function azDeleteIdentity(identityId: string): AzCommand {
  return azCommand('az identity delete', [['--ids', identityId]]);
}

/** Source: https://learn.microsoft.com/azure/role-based-access-control/conditions-format */
export const conditionVersion = '2.0';

/** Returns the `az role assignment create` command for a grant; the command itself looks up what does not exist yet. */
export function azAssignRole(principal: PrincipalRef, role: RoleName, scope: string, condition?: string): AzCommand {
  const { az: rest } = azCommand('', [
    ['--assignee-principal-type', 'ServicePrincipal'],
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

/** Returns an argument whose value another command looks up. */
export function argumentLookedUp({ az }: AzCommand): string {
  return `"$(${az})"`;
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
  const switches = switchArguments(edit);
  const values = Object.entries(edit.values ?? {})
    .filter(([path]) => switches.length === 0 || !(path in switchPaths))
    .map(([path, value]) => `${path}=${JSON.stringify(value)}`);
  const isOfIdentities = edit.controlPlane !== undefined || edit.kubeletIdentityId !== undefined;
  const commands = [
    ...(isOfIdentities ? [azUpdateIdentities(cluster, edit)] : []),
    ...(switches.length === 0
      ? []
      : [azCommand('az aks update', [...resourceArguments(cluster.id), ...switches], knownSince.update)]),
    ...values.map((value) =>
      azCommand('az resource update', [
        ['--ids', cluster.id],
        ['--set', value],
      ]),
    ),
  ];
  return azCommandOf(
    commands.map(({ az }) => az).join('\n'),
    commands.map(({ azSince }) => azSince),
  );
}

/**
 * The paths of switches that az has flags for, with the flags that turn them on and off; the issuer can't be turned
 * off.
 * Source: https://learn.microsoft.com/cli/azure/aks#az-aks-update
 */
const switchPaths: Readonly<Record<string, readonly [on: string, off?: string]>> = {
  'properties.oidcIssuerProfile.enabled': ['--enable-oidc-issuer'],
  'properties.securityProfile.workloadIdentity.enabled': ['--enable-workload-identity', '--disable-workload-identity'],
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

/**
 * Returns the `az aks create` command for a cluster; it assigns no role on the subnet, because role assignments have
 * their own commands.
 */
export function azCreateCluster(change: CreateCluster): AzCommand {
  const { network, controlPlane, nodePool, privateCluster, linux } = change;
  return azCommand('az aks create', [
    ['--subscription', change.subscriptionId],
    ['--resource-group', change.resourceGroup],
    ['--name', change.name],
    ['--location', change.location],
    ['--enable-managed-identity'],
    ...option('--assign-identity', controlPlane.kind === 'userAssigned' ? controlPlane.identityId : undefined),
    knownFrom(knownSince.ownKubelet, option('--assign-kubelet-identity', change.kubelet?.identityId)),
    ...pluginArguments(change),
    ...option('--vnet-subnet-id', network?.subnetId),
    ...(network?.subnetId ? [['--skip-subnet-role-assignment'] as const] : []),
    ...option('--service-cidr', network?.serviceCidr),
    ...option('--dns-service-ip', network?.dnsServiceIP),
    ...option('--pod-cidr', network?.podCidr),
    ...outboundArguments(network?.outboundType),
    ...(privateCluster ? [['--enable-private-cluster'] as const] : []),
    ...zoneArguments(privateCluster?.privateDnsZone),
    ...option('--nodepool-name', nodePool?.name),
    ...option('--node-count', nodePool?.count?.toString()),
    ...option('--node-vm-size', nodePool?.vmSize),
    ...option('--kubernetes-version', change.kubernetesVersion),
    ...option('--dns-name-prefix', change.dnsPrefix),
    knownFrom(knownSince.nodeResourceGroup, option('--node-resource-group', change.nodeResourceGroup)),
    ...option('--admin-username', linux?.adminUsername),
    ...(linux ? option('--ssh-key-value', linux.sshPublicKey) : [['--no-ssh-key'] as const]),
    knownFrom(knownSince.issuer, wantsIssuer(change) ? [['--enable-oidc-issuer']] : []),
    knownFrom(knownSince.workloadIdentity, change.workloadIdentity ? [['--enable-workload-identity']] : []),
    ...tagArguments(change.tags),
  ]);
}

/**
 * The network plugin; az refuses ranges without one, so AKS's default is named.
 * Source:
 * https://github.com/Azure/azure-cli/blob/dev/src/azure-cli/azure/cli/command_modules/acs/managed_cluster_decorator.py
 */
function pluginArguments({ network, kubernetesVersion }: CreateCluster): readonly Part[] {
  const { plugin, pluginMode, podCidr, serviceCidr, dnsServiceIP } = network ?? {};
  const isLeftOut = plugin === undefined && [podCidr, serviceCidr, dnsServiceIP].some((range) => range !== undefined);
  const networkPlugin = isLeftOut ? defaultPlugin(kubernetesVersion) : { plugin, mode: pluginMode };
  return [
    ...option('--network-plugin', networkPlugin.plugin),
    knownFrom(knownSince.pluginMode, option('--network-plugin-mode', networkPlugin.mode)),
  ];
}

function outboundArguments(type: OutboundType | undefined): readonly Part[] {
  const parts = option('--outbound-type', type);
  const isGateway = type === 'managedNATGateway' || type === 'userAssignedNATGateway';
  return isGateway ? [knownFrom(knownSince.natGateway, parts)] : parts;
}

function zoneArguments(zone: string | undefined): readonly Part[] {
  const parts = option('--private-dns-zone', zone);
  return zone?.toLowerCase() === 'none' ? [knownFrom(knownSince.noPrivateZone, parts)] : parts;
}

/** One argument of a command: its flag, and its values. */
export type Argument = readonly [name: string, ...values: string[]];

/** Arguments that az has only since some version. */
interface Newer {
  readonly version: string;
  readonly parts: readonly Argument[];
}

/** A part of a command. */
export type Part = Argument | Newer;

function knownFrom(version: string, parts: readonly Argument[]): Newer {
  return { version, parts };
}

/** Returns a command with its arguments, quoted for bash and zsh; `itself` is the first version of az with the command. */
export function azCommand(name: string, parts: readonly Part[], itself?: string): AzCommand {
  const newer = parts.filter((part) => 'version' in part).filter((part) => part.parts.length > 0);
  const words = parts
    .flatMap((part) => ('version' in part ? part.parts : [part]))
    .map(([flag, ...values]) => [flag, ...values.map(shellQuoted)].join(' '));
  return azCommandOf([name, ...words].join(' '), [itself, ...newer.map(({ version }) => version)]);
}

function azCommandOf(az: string, versions: readonly (string | undefined)[]): AzCommand {
  const azSince = newestAzVersion(versions);
  return azSince === undefined ? { az } : { az, azSince };
}

function option(name: string, value: string | undefined): readonly Argument[] {
  return value === undefined ? [] : [[name, value]];
}

function tagArguments(tags: Tags | undefined): readonly Argument[] {
  const entries = Object.entries(tags ?? {});
  return entries.length === 0 ? [] : [['--tags', ...entries.map(([name, value]) => `${name}=${value}`)]];
}

function resourceArguments(id: string): readonly Argument[] {
  return [
    ['--subscription', subscriptionOf(id) ?? ''],
    ['--resource-group', groupOf(id) ?? ''],
    ['--name', lastSegment(id)],
  ];
}
