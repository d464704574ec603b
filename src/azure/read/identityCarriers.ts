import { apiVersions } from '../../domain/arm/apiVersions.ts';
import { objectAt, textAt, type JsonObject } from '../../domain/arm/json.ts';
import { resourceType, sameId } from '../../domain/arm/resourceId.ts';
import type { ResourceWithIdentity } from '../../domain/cluster/facts.ts';
import type { Arm } from '../arm/arm.ts';
import { armShapes } from '../http/armShapes.ts';
import { queryGraph } from '../graph/resourceGraph.ts';
import type { ListWay } from './listEverywhere.ts';

/** Returns how resources with a user-assigned identity are listed. */
export function resourcesWithIdentityList(identityId: string): ListWay<ResourceWithIdentity> {
  const quotedId = `"${identityId.toLowerCase().replace(/[\\'"]/g, '')}"`;
  const from = `resources\n| where tolower(tostring(identity.userAssignedIdentities)) contains '${quotedId}'`;
  const columns = ['id', 'name', 'type'];
  const carries = (resource: JsonObject): boolean =>
    Object.keys(objectAt(resource, 'identity.userAssignedIdentities') ?? {}).some((id) => sameId(id, identityId));
  return {
    fromGraph: (arm, subscriptionIds, signal) =>
      queryGraph(arm, { from, columns, subscriptionIds, toModel: carrierOf, signal }),
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
  return queryGraph(arm, { from, columns, subscriptionIds, toModel, signal });
}

function carrierOf(resource: JsonObject): ResourceWithIdentity {
  const text = (name: string): string => textAt(resource, name) ?? '';
  return { id: text('id'), name: text('name'), type: text('type') };
}
