import { describe, expect, it } from 'vitest';
import { runQuery } from '../../../src/emulator/kql/query.ts';
import { indexTables } from '../../../src/emulator/kql/tables.ts';
import { scenario } from '../../../src/emulator/scenarios/named.ts';
import { rows } from './shop.ts';

describe('a fleet', () => {
  it('of 10,000 clusters and 20,000 role assignments is joined, every one of them', () => {
    const world = scenario('fleet(10000)')!;
    const fleet = indexTables({
      ...world,
      resources: () => world.resources,
      authorization: () =>
        world.roleAssignments.map((made) => ({
          id: `${made.scope}/providers/Microsoft.Authorization/roleAssignments/${made.name!}`,
          name: made.name!,
          type: 'Microsoft.Authorization/roleAssignments',
          properties: { principalId: made.principalId, scope: made.scope },
        })),
    });
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
    expect(found).toEqual([
      { grants: 0, count_: 1000 },
      { grants: 2, count_: 9000 },
    ]);
  });

  it('joined with itself by what is equal everywhere is refused before it fills the memory', () => {
    const resources = Array.from({ length: 5000 }, (_, index) => ({ id: String(index), type: 'a', location: 'here' }));
    const answer = runQuery(
      'resources | join kind=inner resources on location | join kind=inner resources on location',
      {
        resources,
        resourcecontainers: [],
        authorizationresources: [],
        kubernetesconfigurationresources: [],
      },
    );
    expect(answer).toHaveProperty('error.details.1.code', 'ResponsePayloadTooLarge');
  });
});
