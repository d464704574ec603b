import { expect } from 'vitest';
import { runQuery } from '../../../src/emulator/kql/query.ts';
import { indexTables, type Row, type Tables } from '../../../src/emulator/kql/tables.ts';

const subscription = '/subscriptions/11111111-0000-4000-a000-000000000000';
/** The group of everything. */
export const group = `${subscription}/resourceGroups/rg-shop`;

function cluster(name: string, more: Row): Row {
  const type = 'Microsoft.ContainerService/managedClusters';
  return { id: `${group}/providers/${type}/${name}`, name, type, location: 'westeurope', ...more };
}

/** Three clusters of a small company and their role assignments. */
export const tables = indexTables({
  tenantId: 'tenant',
  subscriptions: [{ subscriptionId: '11111111-0000-4000-a000-000000000000', displayName: 'Production' }],
  resources: () => [
    { id: group, name: 'rg-shop', type: 'Microsoft.Resources/resourceGroups', location: 'westeurope' },
    cluster('shop', {
      tags: { env: 'prod', 'cost.center': '1' },
      identity: { type: 'SystemAssigned', principalId: 'P-shop' },
      properties: {
        nodes: 3,
        private: true,
        state: 'Succeeded',
        pools: [
          { name: 'a', count: 1 },
          { name: 'b', count: 2 },
        ],
      },
    }),
    cluster('Pay', {
      location: 'northeurope',
      tags: { env: 'Prod' },
      identity: { type: 'UserAssigned', userAssignedIdentities: { '/ids/one': { principalId: 'P-one' } } },
      properties: { nodes: 5, private: false, state: 'Updating', pools: [] },
    }),
    cluster('legacy', { properties: { servicePrincipalProfile: { clientId: 'app' } } }),
    {
      id: `${group}/providers/Microsoft.Network/virtualNetworks/vnet/subnets/s`,
      name: 's',
      type: 'Microsoft.Network/virtualNetworks/subnets',
    },
  ],
  authorization: () => [
    assignment('1', 'P-shop', 'reader'),
    assignment('2', 'P-shop', 'contributor'),
    assignment('3', 'P-one', 'reader'),
  ],
});

function assignment(name: string, principalId: string, roleDefinitionId: string): Row {
  const type = 'Microsoft.Authorization/roleAssignments';
  return { id: `${group}/providers/${type}/${name}`, name, type, properties: { principalId, roleDefinitionId } };
}

/** The rows that the query is answered with. */
export function rows(query: string, from: Tables = tables): Row[] {
  const answer = runQuery(query, from);
  if ('error' in answer) throw new Error(JSON.stringify(answer.error));
  return answer.rows;
}

/** Their names only. */
export function names(query: string): unknown[] {
  return rows(query).map((row) => row['name']);
}

/** What the query is refused with. */
export function detail(query: string): unknown {
  const answer = runQuery(query, tables);
  if (!('error' in answer)) throw new Error(`accepted: ${JSON.stringify(answer.rows)}`);
  expect(answer.error.code).toBe('BadRequest');
  expect(answer.error.details![0]!.code).toBe('InvalidQuery');
  return answer.error.details![1];
}

/** The value of one expression about the cluster shop. */
export function value(expression: string, name = 'shop'): unknown {
  return rows(`resources | where name == '${name}' | project v = ${expression}`)[0]!['v'];
}
