/** Which identities a cluster can change to, and what prevents others. The texts are shown next to disabled choices. */
import { resourceAt, type Facts } from './facts.ts';
import { isOn, textAt } from '../arm/json.ts';
import type { Cluster } from './model.ts';
import { regionLimit } from './regions.ts';
import type { Blocker } from '../arm/refusal.ts';
import { lastSegment, parseResourceId } from '../arm/resourceId.ts';
import { aksPage } from '../arm/docs.ts';
import { isOutside } from './placement.ts';
import { poolsOf, nodeSubnetsOf } from './nodePools.ts';
import { say, type Words } from '../../sentences/words.ts';

/** Returns what prevents a cluster from having a system-assigned control plane identity, as far as it has been read. */
export function systemAssignedBlockers(cluster: Cluster, facts: Facts): readonly Blocker[] {
  return [
    ...zoneBlockers(cluster),
    ...kubeletBlockers(cluster),
    ...routeTableBlockers(cluster, facts),
    ...networkBlockers(cluster),
    ...poolBlockers(cluster),
    ...keyBlockers(cluster),
  ];
}

/** Returns what prevents a cluster in this region from having a user-assigned control plane identity. */
export function userAssignedBlockers(location: string): readonly Blocker[] {
  const limit = regionLimit('userAssignedControlPlane', location);
  return limit ? [{ text: limit.reason, source: limit.source }] : [];
}

/** Returns what prevents a cluster from having a pre-created kubelet identity, given its future control plane identity. */
export function preCreatedKubeletBlockers(
  location: string,
  controlPlane: Cluster['controlPlane']['kind'],
): readonly Blocker[] {
  const source = aksPage('pre-created-kubelet-managed-identity');
  const limit = regionLimit('preCreatedKubelet', location);
  const needed = say`A pre-created kubelet identity needs a user-assigned control plane identity`;
  const texts: Readonly<Partial<Record<typeof controlPlane, Words>>> = {
    systemAssigned: say`${needed}; choose one in the same change.`,
    servicePrincipal: say`${needed}; this cluster uses a service principal. Move it to a managed identity first.`,
    none: say`${needed}; this cluster has no identity.`,
  };
  const text = texts[controlPlane];
  return [
    ...(limit ? [{ text: limit.reason, source: limit.source }] : []),
    ...(text === undefined ? [] : [{ text, source }]),
  ];
}

function zoneBlockers(cluster: Cluster): Blocker[] {
  const zone = textAt(cluster.raw, 'properties.apiServerAccessProfile.privateDNSZone');
  if (!zone || !parseResourceId(zone)) return [];
  return [
    {
      text: say`The private DNS zone ${lastSegment(zone)} is your own; AKS supports that only with a user-assigned identity.`,
      source: aksPage('private-clusters'),
    },
  ];
}

function kubeletBlockers({ kubelet }: Cluster): Blocker[] {
  if (kubelet.kind !== 'preCreated') return [];
  return [
    {
      text: say`The kubelet identity ${lastSegment(kubelet.identityId)} is pre-created, which needs a user-assigned control plane.`,
      source: aksPage('pre-created-kubelet-managed-identity'),
    },
  ];
}

function routeTableBlockers(cluster: Cluster, facts: Facts): Blocker[] {
  if (textAt(cluster.raw, 'properties.networkProfile.networkPlugin')?.toLowerCase() !== 'kubenet') return [];
  return nodeSubnetsOf(cluster).flatMap((subnet) => {
    const table = textAt(resourceAt(subnet, facts), 'properties.routeTable.id');
    if (!table || !isOutside(cluster, table)) return [];
    return [
      {
        text: say`With kubenet, your own route table ${lastSegment(table)} needs a user-assigned identity.`,
        source: aksPage('configure-kubenet'),
      },
    ];
  });
}

function networkBlockers(cluster: Cluster): Blocker[] {
  const apiSubnet = textAt(cluster.raw, 'properties.apiServerAccessProfile.subnetId');
  const isAutomatic = textAt(cluster.raw, 'sku.name')?.toLowerCase() === 'automatic';
  const api: Blocker[] = apiSubnet
    ? [
        {
          text: say`The API server is in your own subnet ${lastSegment(apiSubnet)}, which needs a user-assigned identity.`,
          source: aksPage('api-server-vnet-integration'),
        },
      ]
    : [];
  return isAutomatic && nodeSubnetsOf(cluster).length > 0
    ? [
        ...api,
        {
          text: say`AKS Automatic in your own virtual network needs a user-assigned identity.`,
          source: aksPage('automatic/quick-automatic-custom-network'),
        },
      ]
    : api;
}

function poolBlockers(cluster: Cluster): Blocker[] {
  return poolsOf(cluster).flatMap((pool) => {
    const name = textAt(pool, 'name') ?? '';
    const isMachines = textAt(pool, 'type')?.toLowerCase() === 'virtualmachines';
    const reasons: readonly (readonly [boolean, Words, string])[] = [
      [
        textAt(pool, 'capacityReservationGroupID') !== undefined,
        say`a capacity reservation group`,
        'use-capacity-reservation-groups',
      ],
      [textAt(pool, 'hostGroupID') !== undefined, say`dedicated hosts`, 'use-azure-dedicated-hosts'],
      [
        isMachines && textAt(pool, 'vnetSubnetID') !== undefined,
        say`virtual machines in your own subnet`,
        'virtual-machines-node-pools',
      ],
    ];
    return reasons
      .filter(([applies]) => applies)
      .map(([, limitation, page]) => ({
        text: say`The node pool ${name} uses ${limitation}, which needs a user-assigned identity.`,
        source: aksPage(page),
      }));
  });
}

function keyBlockers(cluster: Cluster): Blocker[] {
  if (!isOn(cluster.raw, 'properties.securityProfile.azureKeyVaultKms.enabled')) return [];
  return [
    {
      text: say`Encryption of secrets with your own key (KMS) does not work with a system-assigned identity.`,
      source: aksPage('use-kms-etcd-encryption'),
    },
  ];
}
