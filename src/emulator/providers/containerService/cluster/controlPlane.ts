import { armRefusal, refuseFlat } from '../../../arm/error.ts';
import type { ArmRequest } from '../../../request/armRequest.ts';
import { idKey } from '../../../arm/path.ts';
import { asObject, asText, valueAt, type JsonObject } from '../../../arm/json.ts';
import { regionName } from '../../../request/locations.ts';
import { requireAssignable } from './assignableIdentity.ts';
import { resourceType } from '../../../world/resourceStore.ts';
import type { World } from '../../../world/world.ts';
import type { WorldResource } from '../../../arm/worldFile.ts';

/** The identity of the control plane. */
export type ControlPlane =
  | { readonly kind: 'servicePrincipal'; readonly clientId: string }
  | { readonly kind: 'systemAssigned' }
  | { readonly kind: 'userAssigned'; readonly identityId: string };

/** Regions without user-assigned control plane identities (https://learn.microsoft.com/azure/aks/use-managed-identity). */
const withoutUserAssigned = ['usdodcentral', 'usdodeast', 'usgoviowa'];

/** Reads the control plane's identity from a cluster or a request body; `undefined` if neither kind is named. */
export function readControlPlane(cluster: JsonObject): ControlPlane | undefined {
  const identity = asObject(cluster['identity']);
  const type = (asText(identity['type']) ?? '').toLowerCase().replaceAll(' ', '');
  if (type === 'systemassigned') return { kind: 'systemAssigned' };
  if (type === 'userassigned') {
    const [identityId] = assignedIds(identity);
    return identityId === undefined ? undefined : { kind: 'userAssigned', identityId };
  }
  const clientId = asText(valueAt(cluster['properties'], 'servicePrincipalProfile', 'clientId'));
  return clientId === undefined || idKey(clientId) === 'msi' ? undefined : { kind: 'servicePrincipal', clientId };
}

/** Returns the control plane's identity after the request. Throws what ARM and AKS refuse. */
export function requestedControlPlane(
  world: World,
  request: ArmRequest,
  body: JsonObject,
  existing: WorldResource | undefined,
): ControlPlane {
  const current = existing === undefined ? undefined : readControlPlane(existing);
  const identity = asObject(body['identity']);
  const type = (asText(identity['type']) ?? 'None').toLowerCase().replaceAll(' ', '');
  const isManaged = current !== undefined && current.kind !== 'servicePrincipal';
  if (type === 'none') {
    const principal = askedPrincipal(body, existing, isManaged);
    if (isManaged && (principal !== undefined || body['identity'] !== undefined)) throw neverBack();
    const askedControlPlane = principal ?? current;
    if (askedControlPlane === undefined) {
      throw refuseFlat(
        'InvalidParameter',
        'Required parameter servicePrincipalProfile is missing (null).',
        'servicePrincipalProfile',
      );
    }
    if (askedControlPlane.kind === 'servicePrincipal')
      requireServicePrincipal(world, askedControlPlane.clientId, current);
    return askedControlPlane;
  }
  if (isManaged && askedPrincipal(body, existing, isManaged) !== undefined) throw neverBack();
  requireSamePrincipal(identity, existing);
  if (type === 'systemassigned') return { kind: 'systemAssigned' };
  if (type !== 'userassigned') {
    throw refuseFlat(
      'InvalidParameter',
      `The identity type '${asText(identity['type']) ?? ''}' is not supported: use SystemAssigned or UserAssigned.`,
      'identity.type',
    );
  }
  const ids = assignedIds(identity);
  const [identityId] = ids;
  if (identityId === undefined || ids.length > 1) {
    throw refuseFlat(
      'InvalidParameter',
      `Exactly one user-assigned identity can be the identity of a cluster; ${String(ids.length)} are given.`,
      'identity.userAssignedIdentities',
    );
  }
  requireUserAssigned(world, request, identityId, existing);
  return { kind: 'userAssigned', identityId };
}

/** Returns the principal that roles are assigned to; `undefined` if it does not exist. */
export function controlPlanePrincipal(
  world: World,
  controlPlane: ControlPlane,
  cluster: JsonObject,
): string | undefined {
  switch (controlPlane.kind) {
    case 'systemAssigned':
      return asText(valueAt(cluster['identity'], 'principalId'));
    case 'userAssigned':
      return asText(asObject(world.resources.get(controlPlane.identityId)?.['properties'])['principalId']);
    case 'servicePrincipal':
      return world.servicePrincipals.find(({ appId }) => idKey(appId) === idKey(controlPlane.clientId))?.objectId;
  }
}

/** Says whether both are the same, comparing ids as ARM does. */
export function sameControlPlane(a: ControlPlane | undefined, b: ControlPlane): boolean {
  if (a?.kind === 'userAssigned' && b.kind === 'userAssigned') return idKey(a.identityId) === idKey(b.identityId);
  return a?.kind === b.kind;
}

/** Returns the ids that an identity object assigns; a value of `null` removes one. */
export function assignedIds(identity: JsonObject): readonly string[] {
  return Object.entries(asObject(identity['userAssignedIdentities']))
    .filter(([, value]) => value !== null)
    .map(([id]) => id);
}

/** The service principal that a body asks for; a cluster with a managed identity may show one, which asks for nothing. */
function askedPrincipal(
  body: JsonObject,
  existing: WorldResource | undefined,
  isManaged: boolean,
): ControlPlane | undefined {
  const askedControlPlane = readControlPlane({ properties: body['properties'] });
  const shownClientId = asText(valueAt(existing?.['properties'], 'servicePrincipalProfile', 'clientId')) ?? '';
  const isShown =
    askedControlPlane?.kind === 'servicePrincipal' && idKey(askedControlPlane.clientId) === idKey(shownClientId);
  return isManaged && isShown ? undefined : askedControlPlane;
}

function requireServicePrincipal(world: World, clientId: string, current: ControlPlane | undefined): void {
  if (current?.kind === 'servicePrincipal' && idKey(current.clientId) === idKey(clientId)) return;
  if (world.servicePrincipals.some(({ appId }) => idKey(appId) === idKey(clientId))) return;
  throw refuseFlat(
    'ServicePrincipalNotFound',
    `Service principal clientID: ${clientId} not found in Active Directory tenant ${world.tenantId}, Please see https://aka.ms/aks-sp-help for more details.`,
  );
}

function requireSamePrincipal(identity: JsonObject, existing: WorldResource | undefined): void {
  const givenPrincipal = asText(identity['principalId']);
  const existingPrincipal = asText(valueAt(existing?.['identity'], 'principalId')) ?? '';
  if (givenPrincipal === undefined || givenPrincipal.toLowerCase() === existingPrincipal.toLowerCase()) return;
  throw armRefusal(
    400,
    'InvalidParameter',
    `The principalId '${givenPrincipal}' on the resource's Identity property is invalid and must be empty or match the existing principalId of '${existingPrincipal}'.`,
  );
}

function requireUserAssigned(
  world: World,
  request: ArmRequest,
  identityId: string,
  existing: WorldResource | undefined,
): void {
  const location = asText(existing?.location) ?? asText(asObject(request.body)['location']) ?? '';
  if (withoutUserAssigned.includes(regionName(location))) {
    throw refuseFlat(
      'InvalidParameter',
      `User-assigned identities are not supported in location '${location}'.`,
      'identity.type',
    );
  }
  if (resourceType(identityId) !== 'microsoft.managedidentity/userassignedidentities') {
    throw armRefusal(
      400,
      'LinkedInvalidPropertyId',
      `Property id '${identityId}' at path 'identity.userAssignedIdentities' is invalid. Expect fully qualified resource Id of type 'Microsoft.ManagedIdentity/userAssignedIdentities'.`,
    );
  }
  const identity = world.resources.get(identityId);
  if (identity !== undefined) {
    const isKept = assignedIds(asObject(existing?.['identity'])).some((id) => idKey(id) === idKey(identityId));
    if (!isKept) requireAssignable(identity, location, 'cluster');
    return;
  }
  const response = JSON.stringify({
    error: { code: 'BadRequest', message: `Resource '${identityId}' was not found.` },
  });
  throw armRefusal(
    400,
    'FailedIdentityOperation',
    `Identity operation for resource '${request.path.id}' failed with error 'Failed to perform resource identity operation. Status: 'BadRequest'. Response: '${response}'.'`,
  );
}

function neverBack(): Error {
  return refuseFlat(
    'BadRequest',
    'Updating a cluster from managed identity to service principal is not supported.',
    'servicePrincipalProfile',
  );
}
