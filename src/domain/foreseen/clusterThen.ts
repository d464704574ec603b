/** The JSON of a cluster as ARM will show it after a step, as far as that can be predicted. */
import { isOn, objectAt, textAt, type Json, type JsonObject } from '../arm/json.ts';
import { groupOf, lastSegment, resourceIdOf, resourceType, subscriptionOf, type ArmId } from '../arm/resourceId.ts';
import { templateNamespace, uuidV5 } from '../arm/stableId.ts';
import type { ControlPlaneChoice } from '../change/change.ts';
import type { Cluster } from '../cluster/model.ts';
import { withValue } from '../plan/clusterPutBody.ts';
import type { ClusterEdit } from '../plan/stepActions.ts';
import { defined } from '../../shape/defined.ts';

/** Returns the ids of an identity's principal, as far as they are known. */
export type IdentityIds = (identityId: ArmId) => { readonly principalId?: string; readonly clientId?: string };

/** Returns a placeholder, in the form of an object id, for a principal that is created while the plan runs. */
export function principalToCome(id: ArmId, place: string): string {
  return uuidV5(`${place} of ${id.toLowerCase()}`, templateNamespace);
}

/** Returns the JSON of a cluster after an edit. */
export function jsonAfterEdit(
  { raw, id, nodeResourceGroup = '', controlPlane }: Cluster,
  edit: ClusterEdit,
  idsOf: IdentityIds,
): JsonObject {
  const changed = Object.entries(edit.values ?? {}).reduce(
    (json, [path, value]) => withValueAt(json, path, value ?? null),
    raw,
  );
  const chosen = edit.controlPlane ? { ...changed, identity: identityThen(id, edit.controlPlane, idsOf) } : changed;
  const leaves = edit.controlPlane !== undefined && controlPlane.kind === 'servicePrincipal';
  const managed = leaves ? withValueAt(chosen, 'properties.servicePrincipalProfile', { clientId: 'msi' }) : chosen;
  const ownKubelet = { resourceId: madeKubelet(id, nodeResourceGroup), objectId: principalToCome(id, 'kubelet') };
  const leftKubelet = leaves ? ownKubelet : undefined;
  const kubelet = edit.kubeletIdentityId ? kubeletThen(edit.kubeletIdentityId, idsOf) : leftKubelet;
  const settled = withValueAt(managed, 'properties.provisioningState', 'Succeeded');
  return withIssuer(
    kubelet === undefined ? settled : withValueAt(settled, 'properties.identityProfile.kubeletidentity', kubelet),
    id,
  );
}

/** Returns the JSON of a cluster that is created with a body. */
export function rawOfNew(id: ArmId, body: JsonObject, idsOf: IdentityIds): JsonObject {
  const nodeGroup = `MC_${groupOf(id) ?? ''}_${lastSegment(id)}_${textAt(body, 'location') ?? ''}`;
  const [userId] = Object.keys(objectAt(body, 'identity.userAssignedIdentities') ?? {});
  const choice: ControlPlaneChoice =
    userId === undefined ? { kind: 'systemAssigned' } : { kind: 'userAssigned', identityId: userId };
  const brought = textAt(body, 'properties.identityProfile.kubeletidentity.resourceId');
  const kubelet = brought
    ? kubeletThen(brought as ArmId, idsOf)
    : {
        resourceId: madeKubelet(id, textAt(body, 'properties.nodeResourceGroup') ?? nodeGroup),
        objectId: principalToCome(id, 'kubelet'),
      };
  // What AKS shows for every cluster.
  const properties = {
    provisioningState: 'Succeeded',
    nodeResourceGroup: nodeGroup,
    oidcIssuerProfile: { enabled: false },
    ...objectAt(body, 'properties'),
  };
  const cluster = { ...body, id, identity: identityThen(id, choice, idsOf), properties };
  return withIssuer(withValueAt(cluster, 'properties.identityProfile.kubeletidentity', kubelet), id);
}

/** The kubelet identity that AKS makes if no one specifies one. */
function madeKubelet(id: ArmId, nodeGroup: string): ArmId {
  return resourceIdOf(subscriptionOf(id) ?? '', nodeGroup, resourceType.identity, `${lastSegment(id)}-agentpool`);
}

function identityThen(clusterId: ArmId, choice: ControlPlaneChoice, idsOf: IdentityIds): JsonObject {
  if (choice.kind === 'systemAssigned')
    return { type: 'SystemAssigned', principalId: principalToCome(clusterId, 'controlPlane') };
  return {
    type: 'UserAssigned',
    userAssignedIdentities: { [choice.identityId]: { ...idsOf(choice.identityId as ArmId) } },
  };
}

function kubeletThen(resourceId: ArmId, idsOf: IdentityIds): JsonObject {
  const { principalId, clientId } = idsOf(resourceId);
  return {
    resourceId,
    ...defined({ clientId, objectId: principalId }),
  };
}

/** Returns a placeholder for the address of an issuer that a cluster gets only when it is turned on. */
export function issuerToCome(clusterId: ArmId): string {
  const [tenant, ownGuid] = ['tenant', clusterId.toLowerCase()].map((text) => uuidV5(text, templateNamespace));
  return `https://new.oic.prod-aks.azure.com/${tenant ?? ''}/${ownGuid ?? ''}/`;
}

function withValueAt(object: JsonObject, path: string, value: Json): JsonObject {
  return withValue(object, path.split('.'), value);
}

function withIssuer(raw: JsonObject, id: ArmId): JsonObject {
  const profile = objectAt(raw, 'properties.oidcIssuerProfile');
  if (!isOn(profile, 'enabled') || textAt(profile, 'issuerURL') !== undefined) return raw;
  return withValueAt(raw, 'properties.oidcIssuerProfile.issuerURL', issuerToCome(id));
}
