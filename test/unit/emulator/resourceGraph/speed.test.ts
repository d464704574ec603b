import { describe, expect, it } from 'vitest';
import { indexTables } from '../../../../src/emulator/resourceGraph/tables.ts';
import { scenario } from '../../../../src/emulator/scenarios/named.ts';
import { rows } from './shop.ts';

describe('a fleet', () => {
  it('of 10,000 clusters and 20,000 role assignments is joined in under two seconds', () => {
    const world = scenario('fleet(10000)')!;
    const fleet = indexTables({
      ...world,
      authorization: world.roleAssignments.map((made) => ({
        id: `${made.scope}/providers/Microsoft.Authorization/roleAssignments/${made.name!}`,
        name: made.name!,
        type: 'Microsoft.Authorization/roleAssignments',
        properties: { principalId: made.principalId, scope: made.scope },
      })),
    });
    const start = performance.now();
    const found = rows(
      `resources
       | where type =~ 'Microsoft.ContainerService/managedClusters'
       | extend id0 = tostring(bag_keys(identity.userAssignedIdentities)[0])
       | extend p = coalesce(tostring(identity.principalId), tostring(identity.userAssignedIdentities[id0].principalId))
       | join kind=leftouter (authorizationresources | project p = tostring(properties.principalId), scope = tostring(properties.scope)) on p
       | summarize grants = countif(isnotempty(scope)) by name
       | summarize count() by grants
       | order by grants asc`,
      fleet,
    );
    expect(performance.now() - start).toBeLessThan(2000);
    expect(found).toEqual([
      { grants: 0, count_: 1000 },
      { grants: 2, count_: 9000 },
    ]);
  });
});
