import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { sami, smallWorld } from '../../support/azure/smallWorld.ts';

/** The small world in which `sami-weu` has so many node pools, each with everything that one can set; `word` is in all of it. */
export function worldWithPools(count: number, word: string): WorldFile {
  const world = structuredClone(smallWorld());
  const cluster = world.resources?.find(({ id }) => id === sami.id) as unknown as {
    properties: { agentPoolProfiles: Record<string, unknown>[] };
  };
  const [first] = cluster.properties.agentPoolProfiles;
  cluster.properties.agentPoolProfiles = Array.from({ length: count }, (_, index) => ({
    ...first,
    name: `pool${index}`,
    mode: index === 0 ? 'System' : 'User',
    vmSize: 'Standard_D8ds_v5',
    osDiskSizeGB: 128,
    podSubnetID: first!['vnetSubnetID'],
    maxPods: 110,
    availabilityZones: ['1', '2', '3'],
    maxCount: 20,
    minCount: 1,
    enableAutoScaling: true,
    scaleDownMode: 'Delete',
    enableEncryptionAtHost: true,
    osType: 'Linux',
    osSKU: 'Ubuntu',
    tags: Object.fromEntries(
      Array.from({ length: 12 }, (_each, tag) => [`contoso.example/${word}-${tag}`, `${word} of ${word} ${index}`]),
    ),
    nodeLabels: { 'contoso.example/team': 'payments', 'contoso.example/pool': `pool${index}` },
    nodeTaints: ['contoso.example/team=payments:NoSchedule', 'contoso.example/tier=backend:NoSchedule'],
    upgradeSettings: { maxSurge: '33%', drainTimeoutInMinutes: 30, undrainableNodeBehavior: 'Cordon' },
    kubeletConfig: { cpuManagerPolicy: 'static', imageGcHighThreshold: 85, imageGcLowThreshold: 80, podMaxPids: 4096 },
    linuxOSConfig: { sysctls: { netCoreSomaxconn: 16_384, fsFileMax: 709_620, vmMaxMapCount: 262_144 } },
  }));
  return world;
}
