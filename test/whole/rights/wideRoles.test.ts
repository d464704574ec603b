import { describe, expect, it } from 'vitest';
import type { HttpClient } from '@azure/core-rest-pipeline';
import { createConnection } from '../../../src/azure/directory/connection.ts';
import { createIdentityService } from '../../../src/app/createIdentityService.ts';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { createJournal } from '../../../src/app/runs/journal.ts';
import { createEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { assignRole, guidOf } from '../../../src/emulator/scenarios/parts/resources.ts';
import { endpoint, httpClientOf, memoryStore } from '../../support/azure/azureBench.ts';
import { idA, idUnused, place, smallWorld } from '../../support/azure/smallWorld.ts';

const otherSubscription = guidOf('subscription', 'other');
const platform = '/providers/Microsoft.Management/managementGroups/platform';
const small = smallWorld();

/** Two directories that both have the root and the management group; the token says which one a request goes to. */
function two(first: Partial<WorldFile>): { readonly service: IdentityService; readonly first: Emulator } {
  const empty: WorldFile = {
    tenantId: guidOf('tenant', 'second'),
    subscriptions: [{ subscriptionId: otherSubscription, displayName: 'Other' }],
    resources: [],
    roleAssignments: [],
    managementGroups: [{ name: 'platform', subscriptions: [otherSubscription] }],
  };
  const own: WorldFile = {
    ...small,
    managementGroups: [{ name: 'platform', subscriptions: [place.subscriptionId] }],
    ...first,
  };
  const emulator = createEmulator({ world: own });
  const clients: Readonly<Record<string, HttpClient>> = {
    'Bearer first': httpClientOf(emulator),
    'Bearer second': httpClientOf(createEmulator({ world: empty })),
  };
  const tenant = (tenantId: string) => ({
    tenantId,
    credential: { getToken: () => Promise.resolve({ token: tenantId, expiresOnTimestamp: Date.now() + 3_600_000 }) },
  });
  const connection = createConnection({
    kind: 'emulator',
    name: 'two',
    endpoint,
    userAgent: 'test',
    tenants: ['first', 'second'].map(tenant),
    httpClient: {
      sendRequest: (request) => clients[request.headers.get('authorization') ?? '']!.sendRequest(request),
    },
  });
  return { service: createIdentityService({ connection, journal: createJournal(memoryStore()) }), first: emulator };
}

const assignmentAt = (scope: string, name = ''): string =>
  `${scope === '/' ? '' : scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;

describe.each(['/', platform])('with a role at %s, which several directories have,', (scope) => {
  it('an identity is deleted together with the role in its own directory', async () => {
    const wide = assignRole('Reader', idUnused.principalId, scope);
    const { service, first } = two({ roleAssignments: [...(small.roleAssignments ?? []), wide] });
    const plan = await service.plan([{ kind: 'deleteIdentity', identityId: idUnused.id, removeRoles: true }]);
    const roleAssignmentId = assignmentAt(scope, wide.name);
    expect(plan.steps).toMatchObject([
      { kind: 'removeRole', tenantId: 'first', roleAssignmentId },
      { kind: 'deleteIdentity' },
    ]);
    expect(await service.apply(plan)).toMatchObject({ status: 'succeeded' });
    const left = first.snapshot().roleAssignments ?? [];
    expect(left.filter(({ principalId }) => principalId === idUnused.principalId)).toEqual([]);
  });

  it('the role of a group is judged in the directory that is named', async () => {
    const wide = { ...assignRole('Managed Identity Operator', guidOf('grp'), scope), principalType: 'Group' as const };
    const others = (small.roleAssignments ?? []).filter(({ principalId }) => principalId !== idA.principalId);
    const { service } = two({
      groups: [{ objectId: guidOf('grp'), displayName: 'g', members: [idA.principalId] }],
      roleAssignments: [...others, wide],
    });
    const roleAssignmentId = assignmentAt(scope, wide.name);
    const plan = await service.plan([{ kind: 'removeRole', roleAssignmentId, tenantId: 'first' }]);
    expect(plan.confirmName).toBe('own-weu');
  });
});
