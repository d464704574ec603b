import { principalIsAllowed } from '../../../access/rbac.ts';
import { refuseFlat } from '../../../arm/error.ts';
import { asObject, asText, valueAt, withoutUndefined, type JsonObject } from '../../../arm/json.ts';
import { idKey } from '../../../arm/path.ts';
import type { WorldResource } from '../../../arm/worldFile.ts';
import { regionName } from '../../../request/locations.ts';
import { requireAssignable } from './assignableIdentity.ts';
import { idInLowerCase } from '../../../request/writeBody.ts';
import { resourceType } from '../../../world/resourceStore.ts';
import type { World } from '../../../world/world.ts';
import type { ControlPlane } from './controlPlane.ts';

/** Regions without pre-created kubelet identities (https://learn.microsoft.com/azure/aks/use-managed-identity). */
const withoutOwnKubelet = ['chinaeast', 'chinanorth'];

/** The kubelet identity that a request leads to, if it is known before the operation ends. */
export interface RequestedKubelet {
  /** `identityProfile` as the answer shows it. */
  readonly identityProfile: JsonObject | undefined;
  /** True if an existing cluster gets another kubelet identity, so that its nodes are recreated. */
  readonly isChange: boolean;
  /** True if it is the user's own, so that AKS checks the control plane's rights on it. */
  readonly isOwn: boolean;
}

/** Everything that the check of a kubelet identity looks at. */
export interface KubeletToCheck {
  readonly world: World;
  readonly body: JsonObject;
  readonly existing: WorldResource | undefined;
  readonly controlPlane: ControlPlane;
  /** The principal of the control plane after the request. */
  readonly principalId: string | undefined;
  readonly nodeResourceGroupId: string;
  readonly location: string;
  readonly now: number;
}

/** Returns the kubelet identity after the request. Throws what AKS refuses. */
export function requestedKubelet(question: KubeletToCheck): RequestedKubelet {
  const current = kubeletProfile(question.existing);
  const profile = asObject(valueAt(question.body['properties'], 'identityProfile'));
  const otherName = Object.keys(profile).find((name) => name.toLowerCase() !== 'kubeletidentity');
  if (otherName !== undefined) {
    throw refuseFlat(
      'InvalidParameter',
      `The identity profile '${otherName}' is not supported: only 'kubeletidentity' is.`,
      'identityProfile',
    );
  }
  const givenIdentity = asObject(valueAt(profile, 'kubeletidentity'));
  const askedIdentity = Object.keys(givenIdentity).length === 0 ? current : givenIdentity;
  if (askedIdentity === undefined) return { identityProfile: undefined, isChange: false, isOwn: false };
  const resourceId = asText(askedIdentity['resourceId']);
  if (resourceId === undefined) throw propertyError('resourceId is missing.');
  const isDefault = idKey(resourceId).startsWith(`${idKey(question.nodeResourceGroupId)}/`);
  const isSame = idKey(resourceId) === idKey(asText(current?.['resourceId']) ?? '');
  if (isDefault && isSame)
    return { identityProfile: { kubeletidentity: { ...current } }, isChange: false, isOwn: false };
  requireOwnKubeletAllowed(question, resourceId);
  const identity = question.world.resources.get(resourceId);
  if (identity === undefined) {
    throw refuseFlat(
      'GetUserAssignedIdentityResourceError',
      `The user-assigned identity '${resourceId}' could not be read: it was not found.`,
    );
  }
  if (!isSame) requireAssignable(identity, question.location, 'nodes');
  const filled = { resourceId, ...clientAndObjectId(identity) };
  if (!isSame) requireMatchingNumbers(askedIdentity, filled);
  requireOperatorRole(question, resourceId);
  const kubeletidentity = isSame ? { ...current } : { ...filled, resourceId: idInLowerCase(resourceId) };
  return { identityProfile: { kubeletidentity }, isChange: !isSame && question.existing !== undefined, isOwn: true };
}

/** The current kubelet identity of a cluster. */
function kubeletProfile(cluster: WorldResource | undefined): JsonObject | undefined {
  const kubelet = valueAt(cluster?.['properties'], 'identityProfile', 'kubeletidentity');
  return kubelet === undefined || kubelet === null ? undefined : asObject(kubelet);
}

/** Returns the client and object id of a user-assigned identity, as identity objects of clusters name them. */
export function clientAndObjectId(identity: WorldResource): JsonObject {
  const { clientId, principalId } = asObject(identity['properties']);
  return withoutUndefined({ clientId, objectId: principalId });
}

function requireOwnKubeletAllowed({ controlPlane, location }: KubeletToCheck, resourceId: string): void {
  if (controlPlane.kind !== 'userAssigned') {
    throw refuseFlat(
      'CustomKubeletIdentityOnlySupportedOnUserAssignedMSICluster',
      'Custom kubelet identity is only supported on user-assigned managed identity clusters.',
    );
  }
  if (withoutOwnKubelet.includes(regionName(location))) {
    throw refuseFlat(
      'InvalidParameter',
      `A custom kubelet identity is not supported in location '${location}'.`,
      'identityProfile',
    );
  }
  if (resourceType(resourceId) !== 'microsoft.managedidentity/userassignedidentities') {
    throw propertyError(`'${resourceId}' is not the id of a user-assigned identity.`);
  }
}

function requireMatchingNumbers(askedIdentity: JsonObject, real: JsonObject): void {
  for (const name of ['clientId', 'objectId']) {
    const givenId = asText(askedIdentity[name]);
    if (givenId !== undefined && givenId.toLowerCase() !== asText(real[name])?.toLowerCase()) {
      throw propertyError(`${name} '${givenId}' is not that of the identity.`);
    }
  }
}

function requireOperatorRole({ world, principalId, now }: KubeletToCheck, resourceId: string): void {
  const action = 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action';
  if (principalId !== undefined && principalIsAllowed(world, principalId, action, resourceId, now) === 'allowed')
    return;
  throw refuseFlat(
    'CustomKubeletIdentityMissingPermissionError',
    "The cluster using user-assigned managed identity must be granted 'Managed Identity Operator' role to assign kubelet identity. You can run 'az role assignment create --assignee <control-plane-identity-principal-id> --role 'Managed Identity Operator' --scope <kubelet-identity-resource-id>' to grant the permission. See https://learn.microsoft.com/en-us/azure/aks/use-managed-identity#add-role-assignment",
  );
}

function propertyError(problem: string): Error {
  return refuseFlat(
    'CustomKubeletIdentityPropertyError',
    `The kubelet identity of the identity profile is not valid: ${problem}`,
  );
}
