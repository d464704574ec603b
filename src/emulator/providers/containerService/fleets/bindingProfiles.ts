import { asList, asObject, asText, at } from '../../../arm/json.ts';
import { parentScope } from '../../../arm/path.ts';
import type { WorldResource } from '../../../arm/worldFile.ts';
import type { ArmRequest, Emulation, Handler, ResourceKind } from '../../../request/armRequest.ts';
import { requireResource } from '../../../request/readAnswers.ts';
import { asResource } from '../../../request/writeBody.ts';
import { storedKind } from '../../resources/storedResource.ts';
import { requireIdle, requireRunning } from '../cluster/busy.ts';
import { bindingType, requireBindable, startBinding } from '../bindings/identityBindings.ts';

const type = 'Microsoft.ContainerService/fleets/identityBindingProfiles';
const versions = ['2026-11-02-preview', '2026-11-02-preview'] as const;

/**
 * Makes the profile's binding on each member that it selects, and removes it from the others; where AKS refuses one of them, nothing
 * is done. How the binding is called is the emulator's choice: as the profile.
 * Source: azure-rest-api-specs, fleet, identityBindingProfiles
 */
const apply: Handler = (request, emulation) => {
  const { world } = emulation;
  const id = request.path.id.replace(/\/apply$/i, '');
  const profile = requireResource({ ...request, path: { ...request.path, id } }, { world });
  const members = world.resources.ofType('Microsoft.ContainerService/fleets/members', parentScope(profile.id));
  const writes = members.map((member) => write(request, emulation, { profile, member }));
  for (const begin of writes) begin();
  return { status: 200, body: profile };
};

function selects(profile: WorldResource, member: WorldResource): boolean {
  const wanted = asObject(at(profile['properties'], 'memberSelector', 'matchLabels'));
  const labels = asObject(asObject(member['properties'])['labels']);
  return Object.entries(wanted).every(([label, value]) => labels[label] === value);
}

/** Checks what a profile asks for at a member, as AKS checks the same request for a binding, and returns what begins it. */
function write(
  request: ArmRequest,
  emulation: Emulation,
  { profile, member }: { readonly profile: WorldResource; readonly member: WorldResource },
): () => void {
  const { world } = emulation;
  const cluster = world.resources.get(asText(at(member['properties'], 'clusterResourceId')) ?? '');
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
  const asked = asObject(at(profile['properties'], 'identityBindingProperties'));
  const identityId = asText(at(asked, 'managedIdentity', 'resourceId')) ?? '';
  const managedIdentity = requireBindable(request, emulation, { cluster, name, identityId });
  const allowedSubjects = asList(asked['allowedSubjects']);
  const properties = { managedIdentity, allowedSubjects, provisioningState: 'Creating' };
  const made = asResource({ id, name, type: bindingType, properties });
  return () => {
    world.resources.put(made);
    startBinding(request, emulation, cluster, made, 'putBinding', 'Creating');
  };
}

/** Profiles of a Fleet that make identity bindings on its members are kept as they are written. */
export const identityBindingProfiles: ResourceKind = { ...storedKind(type, versions), actions: { apply } };
