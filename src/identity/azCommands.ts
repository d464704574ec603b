/** The az command that does the same as a step. */
import type { CreateCluster, Tags } from './change.ts';
import type { Cluster } from './model.ts';
import type { ClusterEdit, PrincipalRef } from './planned.ts';
import { groupOf, lastSegment, subscriptionOf } from './resourceId.ts';

/** The oldest az that can do what A-07 lists: in general, with an own kubelet identity, changing an existing cluster. */
export const azVersion = { general: '2.23.0', kubelet: '2.26.0', update: '2.49.0' } as const;

/** An argument as a POSIX shell reads it back. */
export function quoted(argument: string): string {
  return /^[\w./:=@,+-]+$/.test(argument) ? argument : `'${argument.replace(/'/g, `'\\''`)}'`;
}

/** `az group create` */
export function azCreateGroup(group: { subscriptionId: string; name: string; location: string; tags?: Tags }): string {
  return command('az group create', [
    ['--subscription', group.subscriptionId],
    ['--name', group.name],
    ['--location', group.location],
    ...tagArguments(group.tags),
  ]);
}

/** `az identity create` */
export function azCreateIdentity(identity: {
  subscriptionId: string;
  resourceGroup: string;
  name: string;
  location: string;
  tags?: Tags;
}): string {
  return command('az identity create', [
    ['--subscription', identity.subscriptionId],
    ['--resource-group', identity.resourceGroup],
    ['--name', identity.name],
    ['--location', identity.location],
    ...tagArguments(identity.tags),
  ]);
}

/** `az identity delete` */
export function azDeleteIdentity(identityId: string): string {
  return command('az identity delete', [['--ids', identityId]]);
}

/** `az role assignment create`; what does not exist yet is looked up by the command itself. */
export function azAssignRole(principal: PrincipalRef, role: string, scope: string): string {
  const rest = command('', [
    ['--assignee-principal-type', 'ServicePrincipal'],
    ['--role', role],
    ['--scope', scope],
  ]);
  return `az role assignment create --assignee-object-id ${principalArgument(principal)}${rest}`;
}

function principalArgument(principal: PrincipalRef): string {
  const show = (what: string, id: string, query: string): string =>
    `"$(az ${what} show --ids ${quoted(id)} --query ${query} --output tsv)"`;
  switch (principal.kind) {
    case 'principal':
      return quoted(principal.principalId);
    case 'identity':
      return show('identity', principal.identityId, 'principalId');
    case 'controlPlane':
      return show('aks', principal.clusterId, 'identity.principalId');
    case 'kubelet':
      return show('aks', principal.clusterId, 'identityProfile.kubeletidentity.objectId');
    case 'addon': {
      const path = principal.addon === 'webAppRouting' ? 'ingressProfile.' : 'addonProfiles.';
      return show('aks', principal.clusterId, `${path}${principal.addon}.identity.objectId`);
    }
  }
}

/** `az role assignment delete` */
export function azRemoveRole(assignmentId: string): string {
  return command('az role assignment delete', [['--ids', assignmentId]]);
}

/** `az aks update` for an identity; az wants the control plane identity named beside a kubelet identity. */
export function azUpdateCluster(cluster: Cluster, edit: ClusterEdit): string {
  const kept = cluster.controlPlane.kind === 'userAssigned' ? cluster.controlPlane.identityId : undefined;
  const assigned = edit.controlPlane
    ? edit.controlPlane.kind === 'userAssigned'
      ? edit.controlPlane.identityId
      : undefined
    : kept;
  return withVersion(
    command('az aks update', [
      ...clusterArguments(cluster.id),
      ['--enable-managed-identity'],
      ...(assigned ? [['--assign-identity', assigned] as const] : []),
      ...(edit.kubeletIdentityId ? [['--assign-kubelet-identity', edit.kubeletIdentityId] as const] : []),
      ['--yes'],
    ]),
    azVersion.update,
  );
}

/** `az aks nodepool upgrade --node-image-only` */
export function azUpgradeNodeImage(cluster: Cluster, pool: string): string {
  return command('az aks nodepool upgrade', [
    ['--subscription', subscriptionOf(cluster.id) ?? ''],
    ['--resource-group', groupOf(cluster.id) ?? ''],
    ['--cluster-name', lastSegment(cluster.id)],
    ['--name', pool],
    ['--node-image-only'],
  ]);
}

/** `az aks create`; registries are attached by role assignments, which are commands of their own. */
export function azCreateCluster(change: CreateCluster): string {
  const { network, controlPlane, nodePool, privateCluster, linux } = change;
  const text = command('az aks create', [
    ['--subscription', change.subscriptionId],
    ['--resource-group', change.resourceGroup],
    ['--name', change.name],
    ['--location', change.location],
    ['--enable-managed-identity'],
    ...option('--assign-identity', controlPlane.kind === 'userAssigned' ? controlPlane.identityId : undefined),
    ...option('--assign-kubelet-identity', change.kubelet?.identityId),
    ...option('--network-plugin', network?.plugin),
    ...option('--network-plugin-mode', network?.pluginMode),
    ...option('--vnet-subnet-id', network?.subnetId),
    ...option('--service-cidr', network?.serviceCidr),
    ...option('--dns-service-ip', network?.dnsServiceIP),
    ...option('--pod-cidr', network?.podCidr),
    ...option('--outbound-type', network?.outboundType),
    ...(privateCluster ? [['--enable-private-cluster'] as const] : []),
    ...option('--private-dns-zone', privateCluster?.privateDnsZone),
    ...option('--nodepool-name', nodePool?.name),
    ...option('--node-count', nodePool?.count?.toString()),
    ...option('--node-vm-size', nodePool?.vmSize),
    ...option('--kubernetes-version', change.kubernetesVersion),
    ...option('--dns-name-prefix', change.dnsPrefix),
    ...option('--node-resource-group', change.nodeResourceGroup),
    ...option('--admin-username', linux?.adminUsername),
    ...(linux ? option('--ssh-key-value', linux.sshPublicKey) : [['--no-ssh-key'] as const]),
    ...(change.oidcIssuer ? [['--enable-oidc-issuer'] as const] : []),
    ...(change.workloadIdentity ? [['--enable-workload-identity'] as const] : []),
    ...tagArguments(change.tags),
  ]);
  return withVersion(text, change.kubelet ? azVersion.kubelet : azVersion.general);
}

type Argument = readonly [name: string, ...values: string[]];

function command(name: string, parts: readonly Argument[]): string {
  return [name, ...parts.map(([flag, ...values]) => [flag, ...values.map(quoted)].join(' '))].join(' ');
}

function option(name: string, value: string | undefined): readonly Argument[] {
  return value === undefined ? [] : [[name, value]];
}

function tagArguments(tags: Tags | undefined): readonly Argument[] {
  const entries = Object.entries(tags ?? {});
  return entries.length === 0 ? [] : [['--tags', ...entries.map(([name, value]) => `${name}=${value}`)]];
}

function clusterArguments(clusterId: string): readonly Argument[] {
  return [
    ['--subscription', subscriptionOf(clusterId) ?? ''],
    ['--resource-group', groupOf(clusterId) ?? ''],
    ['--name', lastSegment(clusterId)],
  ];
}

function withVersion(text: string, version: string): string {
  return `${text} # az ${version} or newer`;
}
