import { refuseFlat } from '../../../arm/error.ts';
import { asList, asObject, asText, without, withoutUndefined } from '../../../arm/json.ts';
import type { JsonObject } from '../../../arm/json.ts';
import type { Json, WorldResource } from '../../../arm/worldFile.ts';
import type { NewCluster } from './clusterDefaults.ts';
import { newestNodeImage, wholeVersion } from './kubernetesVersions.ts';

/** From this version on a pool's `nodeImageVersion` in a body means: go back to that image. */
const rollbackVersion = '2026-04-01';

/** What only AKS sets at a pool. */
const readOnly = [
  'eTag',
  'provisioningState',
  'powerState',
  'currentOrchestratorVersion',
  'nodeImageVersion',
  'status',
];

/** The pools after a PUT: those of the body, merged by name, then those that the body does not mention, unchanged. */
export function nextPools(
  place: Pick<NewCluster, 'apiVersion'>,
  given: readonly Json[],
  existing: WorldResource | undefined,
): readonly JsonObject[] {
  const before = asList(asObject(existing?.['properties'])['agentPoolProfiles']).map(asObject);
  const asked = given.map(asObject);
  const merged = asked.map((pool) =>
    nextPool(
      place.apiVersion,
      pool,
      before.find((old) => old['name'] === pool['name']),
    ),
  );
  return [...merged, ...before.filter((old) => !asked.some((pool) => pool['name'] === old['name']))];
}

/** One pool after a PUT. Throws where the image that it asks for cannot be gone back to. */
export function nextPool(apiVersion: string, given: JsonObject, before: JsonObject | undefined): JsonObject {
  const settable = withoutUndefined(
    Object.fromEntries(
      Object.entries(without(given, ...readOnly)).filter(([, value]) => value !== null && value !== ''),
    ),
  );
  if (before === undefined) return { ...poolDefaults(given), ...settable };
  const keptNames = [
    ...Object.keys(poolDefaults({})),
    'vmSize',
    'count',
    'vnetSubnetID',
    'podSubnetID',
    'maxPods',
    'nodePublicIPPrefixID',
  ];
  const kept = Object.fromEntries(
    Object.entries(before).filter(([name]) => keptNames.includes(name) || readOnly.includes(name)),
  );
  const next = { ...kept, ...settable };
  const image = asText(given['nodeImageVersion']);
  const current = asText(before['nodeImageVersion']);
  if (image === undefined || image === current || apiVersion < rollbackVersion) return next;
  requireOlderImage(image, current);
  return { ...next, nodeImageVersion: image };
}

/** What AKS chooses for a new pool. */
function poolDefaults(given: JsonObject): JsonObject {
  const osType = asText(given['osType']) ?? 'Linux';
  const osSKU = asText(given['osSKU']) ?? (osType === 'Windows' ? 'Windows2022' : 'Ubuntu');
  return {
    count: 3,
    vmSize: 'Standard_D4ds_v5',
    osDiskSizeGB: 128,
    osDiskType: 'Managed',
    kubeletDiskType: 'OS',
    maxPods: 110,
    type: 'VirtualMachineScaleSets',
    scaleDownMode: 'Delete',
    powerState: { code: 'Running' },
    orchestratorVersion: wholeVersion(undefined) ?? '',
    enableNodePublicIP: false,
    mode: 'System',
    enableEncryptionAtHost: false,
    enableUltraSSD: false,
    osType,
    osSKU,
    nodeImageVersion: newestNodeImage(osSKU),
    upgradeSettings: { maxSurge: '10%' },
    enableFIPS: false,
  };
}

function requireOlderImage(image: string, current: string | undefined): void {
  const family = (text: string): string => text.replace(/-[\d.]+$/, '');
  if (current !== undefined && family(image) === family(current) && image < current) return;
  throw refuseFlat(
    'InvalidParameter',
    `The node image version '${image}' cannot be rolled back to from '${current ?? ''}'.`,
    'agentPoolProfile.nodeImageVersion',
  );
}
