import { asObject, asText, valueAt, isObject, type JsonObject } from '../../../arm/json.ts';
import type { WorldResource } from '../../../arm/worldFile.ts';
import type { ResourceKind } from '../../../request/armRequest.ts';
import { guidOf, type World } from '../../../world/world.ts';
import { kubernetesMinors } from '../body/kubernetesVersions.ts';
import { kindByOperation } from '../cluster/partByOperation.ts';
import { defined } from '../../../../shape/defined.ts';

/** The first and the last published version of Fleets and their members. */
export const fleetVersions = ['2023-03-15-preview', '2026-06-01'] as const;

/** The newest published preview, which shows more about members than any stable version. */
export const newestFleetPreview = '2026-11-02-preview';

/** What Azure adds to a Fleet that was written: the ids of its identities, and its hub. */
function asCreated(fleet: WorldResource, world: World): WorldResource {
  const properties = asObject(fleet['properties']);
  const hub = properties['hubProfile'];
  return {
    ...fleet,
    ...(isObject(fleet['identity']) ? { identity: withNumbers(fleet['identity'], world) } : {}),
    properties: { ...properties, ...(isObject(hub) ? { hubProfile: { ...hub, ...hubOf(hub, fleet) } } : {}) },
  };
}

/** The names have the form of those in the published examples. */
function hubOf(hub: JsonObject, { id, name, location }: WorldResource): JsonObject {
  const prefix = asText(valueAt(hub, 'dnsPrefix')) ?? name;
  const fqdn = `${prefix}-${guidOf('hub', id).slice(0, 8)}.flt.${location ?? ''}.azmk8s.io`;
  const newest = kubernetesMinors.find(({ isDefault }) => isDefault === true)?.patches.at(-1) ?? '';
  return { dnsPrefix: prefix, fqdn, portalFqdn: fqdn, kubernetesVersion: newest };
}

/** Fleets are stored as they are written. Source: azure-rest-api-specs, fleet, stable versions since 2023-10-15 */
export const fleets: ResourceKind = kindByOperation(
  'Microsoft.ContainerService/fleets',
  { versions: fleetVersions, newestPreview: newestFleetPreview },
  asCreated,
);

/** Returns the ids of a user-assigned identity, if the world has it. */
function numbersOf(world: World, identityId: string): JsonObject {
  const { principalId, clientId } = asObject(world.resources.get(identityId)?.['properties']);
  return defined({ principalId, clientId });
}

/** Returns the identity of a Fleet with the ids of those that it names. */
function withNumbers(identity: JsonObject, world: World): JsonObject {
  const userAssigned = valueAt(identity, 'userAssignedIdentities');
  if (!isObject(userAssigned)) return identity;
  const numbersById = Object.keys(userAssigned).map((id) => [id, numbersOf(world, id)] as const);
  return { ...identity, userAssignedIdentities: Object.fromEntries(numbersById) };
}
