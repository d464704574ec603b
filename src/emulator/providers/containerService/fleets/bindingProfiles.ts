import { asList, asObject, asText, at, isObject } from '../../../arm/json.ts';
import type { JsonObject } from '../../../arm/json.ts';
import { key, lastSegment, parentScope } from '../../../arm/path.ts';
import type { WorldResource } from '../../../arm/worldFile.ts';
import type { ArmRequest, Emulation, Handler, ResourceKind } from '../../../request/armRequest.ts';
import { requireResource } from '../../../request/readAnswers.ts';
import { asResource } from '../../../request/writeBody.ts';
import type { World } from '../../../world/world.ts';
import { operationOf } from '../cluster/clusterPut.ts';
import { byOperation } from './byOperation.ts';
import { newestFleetPreview } from './fleets.ts';

const type = 'Microsoft.ContainerService/fleets/identityBindingProfiles';
const versions = [newestFleetPreview, newestFleetPreview] as const;
const bindingType = 'Microsoft.ContainerService/managedClusters/identityBindings';

/**
 * Makes the profile's binding on each member that it selects, and removes it from the others. How the binding is called is the
 * emulator's choice: as the profile. Source: azure-rest-api-specs, fleet, identityBindingProfiles
 */
const apply: Handler = (request, emulation) => {
  const { world } = emulation;
  const id = request.path.id.replace(/\/apply$/i, '');
  const profile = requireResource({ ...request, path: { ...request.path, id } }, { world });
  const name = profile.name.toLowerCase();
  for (const member of world.resources.ofType('Microsoft.ContainerService/fleets/members', parentScope(profile.id))) {
    const clusterId = asText(asObject(member['properties'])['clusterResourceId']) ?? '';
    const bindingId = `${clusterId}/identityBindings/${name}`;
    if (selects(profile, member)) bind(request, emulation, { bindingId, clusterId, profile });
    else if (world.resources.get(bindingId) !== undefined) unbind(request, emulation, { bindingId, clusterId });
  }
  return { status: 200, body: profile };
};

/** The selector is `key=value`, several of them with a comma between; without any it selects nobody. */
function selects(profile: WorldResource, member: WorldResource): boolean {
  const wanted = (asText(at(profile['properties'], 'memberSelector', 'byLabel')) ?? '').split(',').filter(Boolean);
  const labels = asObject(asObject(member['properties'])['labels']);
  const isLabel = (pair: string): boolean => {
    const [label = '', ...value] = pair.trim().split('=');
    return labels[label] === value.join('=');
  };
  return wanted.length > 0 && wanted.every(isLabel);
}

/** The binding that a profile makes: the published model has it in a property of its own, its example has not. */
function bindingIn(profile: WorldResource): JsonObject {
  const properties = asObject(profile['properties']);
  const inner = properties['identityBindingProperties'];
  return isObject(inner) ? inner : properties;
}

/** What Azure tells of a profile that was written: who its identity is. */
function added(profile: WorldResource, world: World): WorldResource {
  const properties = asObject(profile['properties']);
  const told = { managedIdentity: managedIdentityOf(profile, world) };
  const inner = properties['identityBindingProperties'];
  const more = isObject(inner) ? { identityBindingProperties: { ...inner, ...told } } : told;
  return { ...profile, properties: { ...properties, ...more } };
}

function managedIdentityOf(profile: WorldResource, world: World): JsonObject {
  const resourceId = asText(at(bindingIn(profile), 'managedIdentity', 'resourceId')) ?? '';
  const identity = world.resources.get(resourceId);
  const { clientId = '', principalId = '', tenantId = '' } = asObject(identity?.['properties']);
  return { resourceId: identity?.id ?? resourceId, clientId, objectId: principalId, tenantId };
}

interface Place {
  readonly bindingId: string;
  readonly clusterId: string;
}

function bind(
  request: ArmRequest,
  emulation: Emulation,
  { bindingId, clusterId, profile }: Place & { readonly profile: WorldResource },
): void {
  const { world } = emulation;
  const cluster = world.resources.get(clusterId);
  if (cluster === undefined || world.resources.get(bindingId) !== undefined) return;
  const managedIdentity = managedIdentityOf(profile, world);
  const allowedSubjects = asList(bindingIn(profile)['allowedSubjects']);
  world.resources.put(
    asResource({
      id: bindingId,
      name: lastSegment(bindingId),
      type: bindingType,
      properties: { managedIdentity, allowedSubjects, provisioningState: 'Creating' },
    }),
  );
  const start = operationOf(request, emulation, cluster);
  world.operations.start({
    ...start,
    target: bindingId,
    kind: 'putBinding',
    description: 'binding profile - Creating',
  });
}

function unbind(request: ArmRequest, emulation: Emulation, { bindingId, clusterId }: Place): void {
  const { world } = emulation;
  const cluster = world.resources.get(clusterId);
  if (cluster === undefined || key(bindingId) === '') return;
  const start = operationOf(request, emulation, cluster);
  world.operations.start({
    ...start,
    target: bindingId,
    kind: 'deleteBinding',
    description: 'binding profile - Deleting',
  });
}

/** Profiles of a Fleet that make identity bindings on its members are kept as they are written. */
export const identityBindingProfiles: ResourceKind = byOperation(type, { versions, actions: { apply } }, added);
