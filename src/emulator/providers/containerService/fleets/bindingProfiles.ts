import { asList, asObject, asText, at } from '../../../arm/json.ts';
import type { JsonObject } from '../../../arm/json.ts';
import { key, lastSegment, parentScope } from '../../../arm/path.ts';
import type { WorldResource } from '../../../arm/worldFile.ts';
import type { ArmRequest, Emulation, Handler, ResourceKind } from '../../../request/armRequest.ts';
import { requireResource } from '../../../request/readAnswers.ts';
import { asResource } from '../../../request/writeBody.ts';
import { storedKind } from '../../resources/storedResource.ts';
import { operationOf } from '../cluster/clusterPut.ts';

const type = 'Microsoft.ContainerService/fleets/identityBindingProfiles';
const versions = ['2026-11-02-preview', '2026-11-02-preview'] as const;
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

function selects(profile: WorldResource, member: WorldResource): boolean {
  const wanted = asObject(at(profile['properties'], 'memberSelector', 'matchLabels'));
  const labels = asObject(asObject(member['properties'])['labels']);
  return Object.entries(wanted).every(([label, value]) => labels[label] === value);
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
  const properties = asObject(at(profile['properties'], 'identityBindingProperties'));
  const identity = world.resources.get(asText(at(properties, 'managedIdentity', 'resourceId')) ?? '');
  const { clientId = '', principalId = '', tenantId = '' } = asObject(identity?.['properties']);
  const managedIdentity: JsonObject = { resourceId: identity?.id ?? '', clientId, objectId: principalId, tenantId };
  const allowedSubjects = asList(properties['allowedSubjects']);
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
export const identityBindingProfiles: ResourceKind = { ...storedKind(type, versions), actions: { apply } };
