import { asList, asObject, asText, valueAt, isObject, type JsonObject } from '../../../arm/json.ts';
import { parentScope } from '../../../arm/path.ts';
import type { WorldResource } from '../../../arm/worldFile.ts';
import type { ArmRequest, Emulation, Handler, ResourceKind } from '../../../request/armRequest.ts';
import { requireResource } from '../../../request/readAnswers.ts';
import { asResource } from '../../../request/writeBody.ts';
import type { World } from '../../../world/world.ts';
import { requireIdle, requireRunning } from '../cluster/busy.ts';
import { bindingType, requireBindable, startBinding } from '../bindings/identityBindings.ts';
import { kindByOperation } from '../cluster/partByOperation.ts';
import { newestFleetPreview } from './fleets.ts';

const type = 'Microsoft.ContainerService/fleets/identityBindingProfiles';
const versions = [newestFleetPreview, newestFleetPreview] as const;

/**
 * Makes the profile's binding on each member that it selects, and removes it from the others; if AKS refuses one,
 * nothing is done. The binding gets the profile's name, which is the emulator's choice. Source: azure-rest-api-specs,
 * fleet, identityBindingProfiles
 */
const apply: Handler = (request, emulation) => {
  const { world } = emulation;
  const id = request.path.id.replace(/\/apply$/i, '');
  const profile = requireResource({ ...request, path: { ...request.path, id } }, { world });
  const members = world.resources.ofType('Microsoft.ContainerService/fleets/members', parentScope(profile.id));
  const writes = members.map((member) => writeForMember(request, emulation, { profile, member }));
  for (const begin of writes) begin();
  return { status: 200, body: profile };
};

/** The selector is `key=value`, or several of them separated by commas; without one it selects no member. */
function selects(profile: WorldResource, member: WorldResource): boolean {
  const wantedLabels = (asText(valueAt(profile['properties'], 'memberSelector', 'byLabel')) ?? '')
    .split(',')
    .filter(Boolean);
  const labels = asObject(asObject(member['properties'])['labels']);
  const isLabel = (pair: string): boolean => {
    const [label = '', ...value] = pair.trim().split('=');
    return labels[label] === value.join('=');
  };
  return wantedLabels.length > 0 && wantedLabels.every(isLabel);
}

/** The binding that a profile makes: the published model has it in its own property, the example doesn't. */
function bindingIn(profile: WorldResource): JsonObject {
  const properties = asObject(profile['properties']);
  const inner = properties['identityBindingProperties'];
  return isObject(inner) ? inner : properties;
}

function identityIdOf(profile: WorldResource): string {
  return asText(valueAt(bindingIn(profile), 'managedIdentity', 'resourceId')) ?? '';
}

/** What Azure adds to a profile that was written: the ids of its identity. */
function asCreated(profile: WorldResource, world: World): WorldResource {
  const identity = world.resources.get(identityIdOf(profile));
  const { clientId = '', principalId = '', tenantId = '' } = asObject(identity?.['properties']);
  const resourceId = identity?.id ?? identityIdOf(profile);
  const shownIdentity = { managedIdentity: { resourceId, clientId, objectId: principalId, tenantId } };
  const properties = asObject(profile['properties']);
  const inner = properties['identityBindingProperties'];
  const identityMembers = isObject(inner)
    ? { identityBindingProperties: { ...inner, ...shownIdentity } }
    : shownIdentity;
  return { ...profile, properties: { ...properties, ...identityMembers } };
}

/** Checks what a profile requests for a member, like AKS's own request for a binding, and returns a function that starts it. */
function writeForMember(
  request: ArmRequest,
  emulation: Emulation,
  { profile, member }: { readonly profile: WorldResource; readonly member: WorldResource },
): () => void {
  const { world } = emulation;
  const cluster = world.resources.get(asText(valueAt(member['properties'], 'clusterResourceId')) ?? '');
  const name = profile.name.toLowerCase();
  const id = `${cluster?.id ?? ''}/identityBindings/${name}`;
  const present = world.resources.get(id);
  const isSelected = selects(profile, member);
  if (cluster === undefined || isSelected === (present !== undefined)) return () => undefined;
  if (present !== undefined) {
    requireIdle(emulation, cluster);
    requireRunning(cluster);
    return () => startBinding(request, emulation, cluster, present, 'deleteBinding', 'Deleting');
  }
  const identityId = identityIdOf(profile);
  const managedIdentity = requireBindable(request, emulation, { cluster, name, identityId });
  const allowedSubjects = asList(bindingIn(profile)['allowedSubjects']);
  const properties = { managedIdentity, allowedSubjects, provisioningState: 'Creating' };
  const resource = asResource({ id, name, type: bindingType, properties });
  return () => {
    world.resources.put(resource);
    startBinding(request, emulation, cluster, resource, 'putBinding', 'Creating');
  };
}

/** Profiles of a Fleet that make identity bindings on its members are stored as they are written. */
export const identityBindingProfiles: ResourceKind = kindByOperation(type, { versions, actions: { apply } }, asCreated);
