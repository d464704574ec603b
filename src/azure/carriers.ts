import type { Carrier } from '../identity/facts.ts';
import { objectAt, textAt } from '../identity/jsonPath.ts';
import type { JsonObject } from '../identity/model.ts';
import { sameId } from '../identity/resourceId.ts';
import type { ListRequest } from './listEverywhere.ts';
import { queryGraph } from './resourceGraph.ts';

/** How resources are listed that carry a user-assigned identity. */
export function carrierList(identityId: string): Pick<ListRequest<Carrier>, 'fromGraph' | 'inSubscription'> {
  const named = `"${identityId.toLowerCase().replace(/[\\'"]/g, '')}"`;
  const query = `resources
| where tolower(tostring(identity.userAssignedIdentities)) contains '${named}'
| project id, name, type
| order by id asc`;
  const carries = (resource: JsonObject): boolean =>
    Object.keys(objectAt(resource, 'identity.userAssignedIdentities') ?? {}).some((id) => sameId(id, identityId));
  return {
    fromGraph: (arm, subscriptionIds, signal) =>
      queryGraph(arm, { query, subscriptionIds, toModel: carrierOf, signal }),
    inSubscription: async (arm, subscriptionId, signal) =>
      (await arm.list(`/subscriptions/${subscriptionId}/resources`, '2021-04-01', signal))
        .filter(carries)
        .map(carrierOf),
  };
}

function carrierOf(resource: JsonObject): Carrier {
  const text = (name: string): string => textAt(resource, name) ?? '';
  return { id: text('id'), name: text('name'), type: text('type') };
}
