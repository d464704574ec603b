import type { ClusterDetails } from '../../app/facts/clusterDetails.ts';
import { shortGuid } from '../../domain/arm/scopeWords.ts';
import type { Finding } from '../../domain/findings/finding.ts';
import type { Addon, AgentPool, Cluster, ControlPlane, Kubelet } from '../../domain/cluster/model.ts';
import { idKey, lastSegment } from '../../domain/arm/resourceId.ts';
import { contextValue } from '../../manifest.ts';
import { targetOf, withPrincipal } from './clusterRow.ts';
import { isUpgradable } from '../../domain/cluster/nodePools.ts';
import { findingRow } from './findingRow.ts';
import type { Row } from '../row/row.ts';
import { facts } from '../row/row.ts';
import { roleRow } from './roleRow.ts';
import { isSettled, hasSucceeded } from '../../domain/cluster/provisioningState.ts';
import { controlPlanePrincipal, kubeletPrincipal, principalIdsIn } from '../../domain/cluster/principals.ts';

/** Makes the rows below a cluster: control plane, kubelet, add-ons and node pools, each with its findings. */
export function clusterChildren(details: ClusterDetails, findings: readonly Finding[]): readonly Row[] {
  const { cluster } = details;
  const principals = principalIdsIn(cluster);
  const belongsTo = (finding: Finding, principalId: string | undefined): boolean =>
    principalId !== undefined && finding.fix?.kind === 'assignRole' && finding.fix.principalId === principalId;
  const below = (principalId: string | undefined): readonly Row[] => [
    ...rolesOf(details, principalId),
    ...findings
      .filter((finding) => belongsTo(finding, principalId))
      .map((finding) => findingRow(cluster.id, finding, targetOf(cluster))),
  ];
  const addons = cluster.addons.filter(({ enabled, identityId }) => enabled || identityId !== undefined);
  const others = findings.filter((finding) => !principals.some((principalId) => belongsTo(finding, principalId)));
  return [
    controlPlaneRow(cluster, below(controlPlanePrincipal(cluster.controlPlane))),
    kubeletRow(cluster, below(kubeletPrincipal(cluster.kubelet))),
    ...(addons.length === 0
      ? []
      : [
          addonsRow(
            cluster,
            addons.map((addon) => addonRow(cluster, addon, below(addon.objectId))),
          ),
        ]),
    poolsRow(cluster),
    ...others.map((finding) => findingRow(cluster.id, finding, targetOf(cluster))),
  ];
}

function rolesOf({ cluster, roleAssignments }: ClusterDetails, principalId: string | undefined): readonly Row[] {
  return roleAssignments
    .filter((assignment) => assignment.principalId === principalId)
    .map((assignment) => roleRow(assignment, `${idKey(cluster.id)}:${assignment.principalId}`, targetOf(cluster)));
}

function controlPlaneRow(cluster: Cluster, children: readonly Row[]): Row {
  const { controlPlane } = cluster;
  const principalId = controlPlanePrincipal(controlPlane);
  const clientId = 'clientId' in controlPlane ? controlPlane.clientId : undefined;
  const identityId = controlPlane.kind === 'userAssigned' ? controlPlane.identityId : undefined;
  return {
    key: `controlPlane:${idKey(cluster.id)}`,
    kind: 'controlPlane',
    label: 'Control plane',
    description: controlPlaneName(controlPlane),
    icon: { id: 'key' },
    tooltip: facts({
      'Control plane of': cluster.name,
      Identity: controlPlaneName(controlPlane),
      'Principal ID': principalId,
      'Client ID': clientId,
      'Resource ID': identityId,
    }),
    contextValue: contextValue('controlPlane', {
      settled: isSettled(cluster.provisioningState),
      principal: principalId !== undefined,
      client: clientId !== undefined,
      resource: identityId !== undefined,
    }),
    children,
    expanded: true,
    ...targetOf(cluster),
    ...withPrincipal(principalId),
    ...withIds(clientId, identityId),
  };
}

function kubeletRow(cluster: Cluster, children: readonly Row[]): Row {
  const { kubelet } = cluster;
  const principalId = kubeletPrincipal(kubelet);
  const clientId = 'clientId' in kubelet ? kubelet.clientId : undefined;
  const identityId = 'identityId' in kubelet ? kubelet.identityId : undefined;
  return {
    key: `kubelet:${idKey(cluster.id)}`,
    kind: 'kubelet',
    label: 'Kubelet',
    description: kubeletName(kubelet),
    icon: { id: 'server' },
    tooltip: facts({
      'Kubelet of': cluster.name,
      Identity: kubeletName(kubelet),
      'Principal ID': principalId,
      'Client ID': clientId,
      'Resource ID': identityId,
    }),
    contextValue: contextValue('kubelet', {
      settled: isSettled(cluster.provisioningState),
      managed: kubelet.kind === 'default' || kubelet.kind === 'preCreated',
      principal: principalId !== undefined,
      client: clientId !== undefined,
      resource: identityId !== undefined,
    }),
    children,
    expanded: true,
    ...targetOf(cluster),
    ...withPrincipal(principalId),
    ...withIds(clientId, identityId),
  };
}

function addonsRow(cluster: Cluster, children: readonly Row[]): Row {
  return {
    key: `addons:${idKey(cluster.id)}`,
    kind: 'addons',
    label: 'Add-ons',
    description: String(children.length),
    icon: { id: 'extensions' },
    contextValue: contextValue('addons'),
    children,
    ...targetOf(cluster),
  };
}

function addonRow(cluster: Cluster, addon: Addon, children: readonly Row[]): Row {
  const name = addon.identityId === undefined ? 'no identity of its own' : lastSegment(addon.identityId);
  return {
    key: `addon:${idKey(cluster.id)}:${addon.name}`,
    kind: 'addon',
    label: addon.name,
    description: addon.enabled ? name : `${name} \u00b7 off`,
    icon: { id: 'plug' },
    tooltip: facts({
      'Add-on': addon.name,
      State: addon.enabled ? 'on' : 'off',
      'Principal ID': addon.objectId,
      'Client ID': addon.clientId,
      'Resource ID': addon.identityId,
    }),
    contextValue: contextValue('addon', {
      principal: addon.objectId !== undefined,
      client: addon.clientId !== undefined,
      resource: addon.identityId !== undefined,
    }),
    children,
    ...targetOf(cluster),
    ...withPrincipal(addon.objectId),
    ...withIds(addon.clientId, addon.identityId),
  };
}

function poolsRow(cluster: Cluster): Row {
  const count = cluster.agentPools.filter(
    (pool) => pool.latestNodeImageVersion !== undefined && isUpgradable(pool),
  ).length;
  return {
    key: `pools:${idKey(cluster.id)}`,
    kind: 'pools',
    label: 'Node pools',
    description: [String(cluster.agentPools.length), count > 0 && `${count} with a newer image`]
      .filter(Boolean)
      .join(' \u00b7 '),
    icon: { id: 'layers' },
    contextValue: contextValue('pools'),
    children: cluster.agentPools.map((pool) => poolRow(cluster, pool)),
    ...targetOf(cluster),
  };
}

function poolRow(cluster: Cluster, pool: AgentPool): Row {
  const { latestNodeImageVersion: latest, nodeImageVersion: image, provisioningState = 'Succeeded' } = pool;
  const isBusy = !isSettled(provisioningState);
  const state = hasSucceeded(provisioningState) ? undefined : provisioningState;
  const isNewer = latest !== undefined && latest !== image;
  return {
    key: `pool:${idKey(pool.id)}`,
    kind: 'pool',
    label: pool.name,
    description: [state, image, isNewer && 'newer image available'].filter(Boolean).join(' \u00b7 '),
    icon: { id: isBusy ? 'loading~spin' : 'vm' },
    tooltip: facts({
      'Node pool': pool.name,
      Mode: pool.mode,
      Nodes: pool.count === undefined ? undefined : String(pool.count),
      'Node image': image,
      'Newest image': latest,
      State: provisioningState,
    }),
    contextValue: contextValue('pool', {
      settled: !isBusy && isSettled(cluster.provisioningState),
      upgradable: isUpgradable(pool),
    }),
    ...targetOf(cluster),
    poolName: pool.name,
    resourceId: pool.id,
  };
}

function controlPlaneName(controlPlane: ControlPlane): string {
  switch (controlPlane.kind) {
    case 'servicePrincipal':
      return `service principal ${shortGuid(controlPlane.clientId)}`;
    case 'systemAssigned':
      return 'system-assigned';
    case 'userAssigned':
      return lastSegment(controlPlane.identityId);
    case 'none':
      return 'no identity';
  }
}

function kubeletName(kubelet: Kubelet): string {
  switch (kubelet.kind) {
    case 'servicePrincipal':
      return `service principal ${shortGuid(kubelet.clientId)}`;
    case 'default':
      return `${lastSegment(kubelet.identityId)} \u00b7 created by AKS`;
    case 'preCreated':
      return `${lastSegment(kubelet.identityId)} \u00b7 pre-created`;
    case 'unknown':
      return 'not known yet';
  }
}

function withIds(clientId: string | undefined, identityId: string | undefined): Partial<Row> {
  return {
    ...(clientId === undefined ? {} : { clientId }),
    ...(identityId === undefined ? {} : { identityId, resourceId: identityId }),
  };
}
