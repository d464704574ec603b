import { refuseFlat } from '../../../arm/error.ts';
import {
  asList,
  asObject,
  asText,
  valueAt,
  withoutMembers,
  withoutUndefined,
  type JsonObject,
} from '../../../arm/json.ts';
import type { Json, WorldResource } from '../../../arm/worldFile.ts';
import { newestNodeImage, wholeVersion } from './kubernetesVersions.ts';
import { defined } from '../../../../shape/defined.ts';

/** Since this version, a pool's `nodeImageVersion` in a body means: go back to that image. */
const rollbackVersion = '2026-04-01';

/** What only AKS sets in a pool. */
const readOnly = [
  'eTag',
  'provisioningState',
  'powerState',
  'currentOrchestratorVersion',
  'nodeImageVersion',
  'status',
];

/** Returns the pools after a PUT: those of the body, merged by name, then the others, unchanged. */
export function nextPools(
  place: PoolPlace,
  givenPools: readonly Json[],
  existing: WorldResource | undefined,
): readonly JsonObject[] {
  const before = asList(asObject(existing?.['properties'])['agentPoolProfiles']).map(asObject);
  const askedPools = givenPools.map(asObject);
  const merged = askedPools.map((pool) =>
    nextPool(
      place,
      pool,
      before.find((old) => old['name'] === pool['name']),
    ),
  );
  return [...merged, ...before.filter((old) => !askedPools.some((pool) => pool['name'] === old['name']))];
}

/** Returns one pool after a PUT. Throws if the pool can't go back to the requested image. */
export function nextPool(place: PoolPlace, properties: JsonObject, before: JsonObject | undefined): JsonObject {
  const { apiVersion } = place;
  const settable = askedOf(properties, before);
  if (before === undefined) return newPool(place, properties, settable);
  const keptNames = [
    ...Object.keys(poolDefaults({})),
    'vmSize',
    'count',
    'vnetSubnetID',
    'podSubnetID',
    'maxPods',
    'nodePublicIPPrefixID',
  ];
  const keptProperties = Object.fromEntries(
    Object.entries(before).filter(([name]) => keptNames.includes(name) || readOnly.includes(name)),
  );
  const next = { ...keptProperties, ...settable };
  const image = asText(properties['nodeImageVersion']);
  const current = asText(before['nodeImageVersion']);
  if (image === undefined || image === current || apiVersion < rollbackVersion) return next;
  requireOlderImage(image, current);
  return { ...next, nodeImageVersion: image };
}

/** The surroundings of a pool: the API version of the request, and the Kubernetes version that the cluster asks for. */
export interface PoolPlace {
  readonly apiVersion: string;
  readonly version: string | undefined;
}

/** Says whether the nodes of a pool are in an availability set. */
export function isAvailabilitySet(pool: Json): boolean {
  return asText(valueAt(pool, 'type'))?.toLowerCase() === 'availabilityset';
}

/**
 * What a body really asks for. az sends these without meaning them: a disk of size 0, and what spot pools have in
 * regular ones; AKS answers none of it. Source: test_aks_nodepool_stop_and_start.yaml and others of az's recordings.
 */
function askedOf(properties: JsonObject, before: JsonObject | undefined): JsonObject {
  const isSpot = asText(properties['scaleSetPriority'] ?? before?.['scaleSetPriority'])?.toLowerCase() === 'spot';
  const unasked = isSpot ? [] : ofSpot.filter((name) => before?.[name] === undefined);
  const writable = withoutMembers(properties, ...readOnly, ...unasked);
  const saysNothing = ([name, value]: readonly [string, Json | undefined]): boolean =>
    value === null ||
    value === '' ||
    (name === 'osDiskSizeGB' && value === 0) ||
    (name === 'nodeTaints' && asList(value).length === 0 && before?.[name] === undefined);
  return withoutUndefined(Object.fromEntries(Object.entries(writable).filter((entry) => !saysNothing(entry))));
}

const ofSpot = ['scaleSetPriority', 'scaleSetEvictionPolicy', 'spotMaxPrice'];

/** A new pool: with the cluster's version unless it asks for another. Pools in availability sets have no node image. */
function newPool({ version }: PoolPlace, properties: JsonObject, askedProperties: JsonObject): JsonObject {
  const chosen = { ...poolDefaults(properties), ...defined({ orchestratorVersion: version }) };
  const pool = {
    ...(isAvailabilitySet(properties) ? withoutMembers(chosen, 'nodeImageVersion', 'upgradeSettings') : chosen),
    ...askedProperties,
  };
  const fullVersion = wholeVersion(asText(pool['orchestratorVersion']));
  return { ...pool, ...defined({ currentOrchestratorVersion: fullVersion }) };
}

/** What AKS chooses for a new pool. */
function poolDefaults(properties: JsonObject): JsonObject {
  const osType = asText(properties['osType']) ?? 'Linux';
  const osSKU = asText(properties['osSKU']) ?? (osType === 'Windows' ? 'Windows2022' : 'Ubuntu');
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
