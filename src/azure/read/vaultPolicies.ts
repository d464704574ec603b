import { sameGuid } from '../../domain/arm/resourceId.ts';
import type { JsonObject } from '../../domain/arm/json.ts';
import type { VaultPolicy } from '../../domain/cluster/facts.ts';
import { policiesOf } from '../../domain/cluster/fromArm.ts';
import { listType } from '../arm/apiVersions.ts';
import { shapeOfType } from '../http/armShapes.ts';
import { queryGraph } from '../graph/resourceGraph.ts';
import type { ListWay } from './listEverywhere.ts';

const type = 'Microsoft.KeyVault/vaults';

/** Returns how the access policies of key vaults that name a principal are listed. */
export function vaultPolicyList(principalId: string): ListWay<VaultPolicy> {
  const lowerId = principalId.toLowerCase().replace(/[^0-9a-f-]/g, '');
  const from = `resources
| where type =~ '${type}'
| where tolower(tostring(properties.accessPolicies)) contains '${lowerId}'`;
  const ownPolicies = (vaults: readonly JsonObject[]): readonly VaultPolicy[] =>
    vaults.flatMap(policiesOf).filter(({ objectId }) => sameGuid(objectId, principalId));
  return {
    fromGraph: async (arm, subscriptionIds, signal) =>
      ownPolicies(
        await queryGraph(arm, {
          from,
          columns: ['id', 'name', 'properties'],
          subscriptionIds,
          signal,
          shape: shapeOfType(type),
          toModel: (row: JsonObject) => row,
        }),
      ),
    inSubscription: async (arm, subscriptionId, signal) =>
      ownPolicies(await listType(arm, type, subscriptionId, signal)),
  };
}
