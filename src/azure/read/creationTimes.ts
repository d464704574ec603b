import { apiVersions } from '../../domain/arm/apiVersions.ts';
import { textAt } from '../../domain/arm/json.ts';
import { idKey } from '../../domain/arm/resourceId.ts';
import { keptText } from '../../memory/kept.ts';
import type { Arm } from '../arm/arm.ts';
import { armShapes } from '../http/armShapes.ts';

/**
 * Lists when the resources of a type in a subscription were created, by `idKey`. Only ARM's own list has that: AKS and
 * managed identities leave `systemData` out, and Resource Graph has no such column.
 * Source: https://learn.microsoft.com/rest/api/resources/resources/list
 */
export async function listCreationTimes(
  arm: Arm,
  { subscriptionId, type }: { readonly subscriptionId: string; readonly type: string },
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const filter = encodeURIComponent(`resourceType eq '${type}'`);
  const path = `/subscriptions/${subscriptionId}/resources?$filter=${filter}&$expand=createdTime`;
  const resources = await arm.list(path, apiVersions.resources, signal, armShapes.resource);
  return new Map(
    resources.flatMap((resource) => {
      const id = textAt(resource, 'id');
      const time = textAt(resource, 'createdTime');
      return id === undefined || time === undefined ? [] : [[keptText(idKey(id)), time] as const];
    }),
  );
}
