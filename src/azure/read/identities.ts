import { apiVersions } from '../../domain/arm/apiVersions.ts';
import type { Identity } from '@azure/arm-msi';
import { groupOf, lastSegment, subscriptionOf, type ArmId, resourceType, sameId } from '../../domain/arm/resourceId.ts';
import { identityOf } from '../../domain/cluster/fromArm.ts';
import type { UserAssignedIdentity } from '../../domain/cluster/model.ts';
import type { Arm } from '../arm/arm.ts';
import { abortOption, answerOfSdk } from '../arm/sdkCalls.ts';
import { checkedResource } from '../http/pageCheck.ts';
import { armShapes, sdkShapes } from '../http/armShapes.ts';
import { type ListWay, listOfType } from './listEverywhere.ts';
import { objectAt, textAt, type JsonObject } from '../../domain/arm/json.ts';
import type { ResourceWithIdentity } from '../../domain/cluster/facts.ts';
import { kqlText } from '../graph/kqlText.ts';
import { queryGraph } from '../graph/resourceGraph.ts';

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

/** Returns how resources with a user-assigned identity are listed. */
export function resourcesWithIdentityList(identityId: string): ListWay<ResourceWithIdentity> {
  const quotedId = `"${identityId.toLowerCase().replace(/[\\'"]/g, '')}"`;
  const from = `resources\n| where tolower(tostring(identity.userAssignedIdentities)) contains '${quotedId}'`;
  const columns = ['id', 'name', 'type'];
  const carries = (resource: JsonObject): boolean =>
    Object.keys(objectAt(resource, 'identity.userAssignedIdentities') ?? {}).some((id) => sameId(id, identityId));
  return {
    fromGraph: (arm, subscriptionIds, signal) =>
      queryGraph(arm, { from, columns, subscriptionIds, shape: armShapes.resource, toModel: carrierOf, signal }),
    inSubscription: async (arm, subscriptionId, signal) =>
      (await arm.list(`/subscriptions/${subscriptionId}/resources`, apiVersions.resources, signal, armShapes.resource))
        .filter(carries)
        .map(carrierOf),
  };
}

/** Returns from Resource Graph the resources other than clusters that have user-assigned identities, with the ids of these. */
export function queryResourcesWithIdentity(
  arm: Arm,
  subscriptionIds: readonly string[],
  signal?: AbortSignal,
): Promise<readonly (ResourceWithIdentity & { readonly identityIds: readonly string[] })[]> {
  const from = `resources
| where isnotempty(tostring(identity.userAssignedIdentities))
| where type !~ '${resourceType.cluster}'`;
  const columns = ['id', 'name', 'type', 'identity'];
  const toModel = (row: JsonObject) => ({
    ...carrierOf(row),
    identityIds: Object.keys(objectAt(row, 'identity.userAssignedIdentities') ?? {}),
  });
  return queryGraph(arm, { from, columns, subscriptionIds, shape: armShapes.withIdentity, toModel, signal });
}

function carrierOf(resource: JsonObject): ResourceWithIdentity {
  const text = (name: string): string => textAt(resource, name) ?? '';
  return { id: text('id'), name: text('name'), type: text('type') };
}

/** A principal of Azure: a user-assigned identity itself, or the resource that has it. */
export interface PrincipalFound {
  readonly principalId: string;
  readonly id: string;
  readonly name: string;
  readonly isItself: boolean;
}

/** Returns whose managed identities have these object IDs, which are in small letters. */
export async function queryIdentitiesOf(
  arm: Arm,
  subscriptionIds: readonly string[],
  principalIds: readonly string[],
  signal?: AbortSignal,
): Promise<readonly PrincipalFound[]> {
  const quoted = principalIds.map(kqlText).join(', ');
  const ofItself = 'tolower(tostring(properties.principalId))';
  const from = `resources\n| where (type =~ 'microsoft.managedidentity/userassignedidentities' and ${ofItself} in (${quoted})) or tolower(tostring(identity.principalId)) in (${quoted})`;
  const rows = await queryGraph(arm, {
    from,
    columns: ['id', 'name', 'type', 'principalId = tostring(properties.principalId)', 'identity'],
    subscriptionIds,
    shape: armShapes.resource,
    toModel: principalFound,
    signal,
  });
  return rows.filter(({ principalId }) => principalIds.includes(principalId));
}

function principalFound(row: JsonObject): PrincipalFound {
  const isItself = textAt(row, 'type')?.toLowerCase() === resourceType.identity.toLowerCase();
  const principalId = textAt(row, isItself ? 'principalId' : 'identity.principalId')?.toLowerCase() ?? '';
  return { principalId, id: textAt(row, 'id') ?? '', name: textAt(row, 'name') ?? '', isItself };
}
