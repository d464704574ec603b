import type { Json, WorldResource } from '../../arm/worldFile.ts';
import { guidOf } from './resources.ts';

/** The node image that most pools of the scenarios run. */
export const currentImage = 'AKSUbuntu-2204gen2containerd-202608.05.0';

/** The node image before the current one. */
export const olderImage = 'AKSUbuntu-2204gen2containerd-202604.14.0';

/** A node pool to make. */
export interface PoolSpec {
  readonly name: string;
  readonly count?: number;
  readonly mode?: 'System' | 'User';
  readonly vmSize?: string;
  readonly subnetId?: string;
  /** The image that the nodes run; `newestImage` is what they could run. */
  readonly image?: string;
  readonly newestImage?: string;
  readonly more?: Readonly<Record<string, Json>>;
}

/** Makes the pool as `agentPoolProfiles` of its cluster shows it. */
export function agentPool(clusterId: string, kubernetesVersion: string, pool: PoolSpec): Json {
  return {
    name: pool.name,
    eTag: guidOf('etag', clusterId, pool.name),
    count: pool.count ?? 3,
    vmSize: pool.vmSize ?? 'Standard_D4s_v5',
    osDiskSizeGB: 128,
    osDiskType: 'Managed',
    kubeletDiskType: 'OS',
    ...(pool.subnetId !== undefined && { vnetSubnetID: pool.subnetId }),
    maxPods: 110,
    type: 'VirtualMachineScaleSets',
    scaleDownMode: 'Delete',
    provisioningState: 'Succeeded',
    powerState: { code: 'Running' },
    orchestratorVersion: kubernetesVersion.split('.').slice(0, 2).join('.'),
    currentOrchestratorVersion: kubernetesVersion,
    enableNodePublicIP: false,
    mode: pool.mode ?? 'System',
    enableEncryptionAtHost: false,
    enableUltraSSD: false,
    osType: 'Linux',
    osSKU: 'Ubuntu',
    nodeImageVersion: pool.image ?? currentImage,
    upgradeSettings: { maxSurge: '10%' },
    enableFIPS: false,
    ...pool.more,
  };
}

/** Makes the upgrade profile that names a newer node image for the pool; nothing if none is given. */
export function upgradeProfile(clusterId: string, pool: PoolSpec): readonly WorldResource[] {
  if (pool.newestImage === undefined) return [];
  return [
    {
      id: `${clusterId}/agentPools/${pool.name}/upgradeProfiles/default`,
      name: 'default',
      type: 'Microsoft.ContainerService/managedClusters/agentPools/upgradeProfiles',
      properties: {
        kubernetesVersion: '1.33.5',
        osType: 'Linux',
        upgrades: [],
        latestNodeImageVersion: pool.newestImage,
      },
    },
  ];
}
