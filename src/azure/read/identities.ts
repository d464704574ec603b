import { apiVersions } from '../../domain/arm/apiVersions.ts';
import type { Identity } from '@azure/arm-msi';
import { groupOf, lastSegment, subscriptionOf, type ArmId } from '../../domain/arm/resourceId.ts';
import { identityOf } from '../../domain/cluster/fromArm.ts';
import type { UserAssignedIdentity } from '../../domain/cluster/model.ts';
import type { Arm } from '../arm/arm.ts';
import { abortOption, answerOfSdk } from '../arm/sdkCalls.ts';
import { checkedResource } from '../http/pageCheck.ts';
import { armShapes, sdkShapes } from '../http/armShapes.ts';
import type { ListWay } from './listEverywhere.ts';
import { listOfType } from './listOfType.ts';

/** Says how user-assigned identities are listed. */
export const identityList: ListWay<UserAssignedIdentity> = listOfType({
  type: 'Microsoft.ManagedIdentity/userAssignedIdentities',
  columns: ['id', 'name', 'location', 'properties'],
  apiVersion: apiVersions.identityWithRestrictions,
  shape: armShapes.identity,
  toModel: identityOf,
});

/** Reads one user-assigned identity. */
export async function getIdentity(arm: Arm, id: ArmId, signal?: AbortSignal): Promise<UserAssignedIdentity> {
  const answer = await answerOfSdk(identityClient(arm, id).get(...groupAndName(id), abortOption(signal)));
  return fromSdk(checkedResource(answer, id, sdkShapes.identity));
}

function identityClient(arm: Arm, id: ArmId): ReturnType<Arm['identities']>['userAssignedIdentities'] {
  return arm.identities(subscriptionOf(id) ?? '').userAssignedIdentities;
}

function groupAndName(id: ArmId): [group: string, name: string] {
  return [groupOf(id) ?? '', lastSegment(id)];
}

function fromSdk(identity: Identity): UserAssignedIdentity {
  const id = identity.id ?? '';
  return {
    id: id as ArmId,
    name: identity.name ?? lastSegment(id),
    location: identity.location,
    subscriptionId: subscriptionOf(id) ?? '',
    resourceGroup: groupOf(id) ?? '',
    principalId: identity.principalId ?? '',
    clientId: identity.clientId ?? '',
    tenantId: identity.tenantId ?? '',
  };
}
