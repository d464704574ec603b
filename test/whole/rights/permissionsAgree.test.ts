import { describe, expect, it } from 'vitest';
import { accessOf } from '../../../src/domain/access/accessCheck.ts';
import type { Answer } from '../../../src/domain/arm/answer.ts';
import type { Facts, Read } from '../../../src/domain/cluster/facts.ts';
import type { Permission } from '../../../src/domain/cluster/model.ts';
import { principalIsAllowed } from '../../../src/emulator/access/rbac.ts';
import type {
  WorldDenyAssignment,
  WorldRoleAssignment,
  WorldRoleDefinition,
} from '../../../src/emulator/arm/worldFile.ts';
import { World } from '../../../src/emulator/world/world.ts';
import { fc } from '../../support/property.ts';

/**
 * The extension and the emulator evaluate role assignments with separate code, and both have to come to the same answer
 * for any roles, assignments and deny assignments, unless it depends on a condition that the extension doesn't know.
 */

const subscriptionId = '11111111-1111-1111-1111-111111111111';
const subscription = `/subscriptions/${subscriptionId}`;
const network = `${subscription}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet`;
const scopes = [
  '/',
  '/providers/Microsoft.Management/managementGroups/contoso',
  subscription,
  `${subscription}/resourceGroups/rg`,
  `${subscription}/resourceGroups/rg2`,
  network,
  `${network}2`,
  `${network}/subnets/a`,
];
const principals = ['aaaaaaaa-0000-0000-0000-000000000001', 'bbbbbbbb-0000-0000-0000-000000000002'] as const;
const everybody = '00000000-0000-0000-0000-000000000000';
const [me] = principals;

const segment = fc.constantFrom('Microsoft.Network', 'virtualNetworks', 'subnets', 'join', 'read', 'write', 'action');
const action = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'));
const pattern = fc.oneof(
  action,
  fc
    .array(fc.oneof(segment, fc.constantFrom('*', 'sub*', '*Networks', 'READ')), { minLength: 1, maxLength: 4 })
    .map((segments) => segments.join('/'))
    // No operation or role has two segments in a row that are only `*`; what they would mean nobody says.
    .filter((text) => !text.includes('/*/*/')),
);
const patterns = fc.array(pattern, { maxLength: 3 });
const permission: fc.Arbitrary<Permission> = fc.record({
  actions: patterns,
  notActions: fc.oneof(fc.constant([]), patterns),
  dataActions: patterns,
  notDataActions: fc.oneof(fc.constant([]), patterns),
});
const guids = ['r1', 'r2', 'r3'].map((name) => `dddddddd-0000-0000-0000-0000000000${name}`);
const aScope = fc.constantFrom(...scopes).chain((scope) => fc.constantFrom(scope, scope.toUpperCase()));
const condition = fc.oneof(
  { weight: 9, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constant('c') },
  { weight: 2, arbitrary: action.map((one) => `(!(ActionMatches{'${one}'})) OR (@Request[x] StringEquals 'y')`) },
);

const worlds = fc.record({
  roles: fc.tuple(permission, permission, permission),
  assignments: fc.array(
    fc.record({
      role: fc.nat({ max: 2 }),
      scope: aScope,
      principalId: fc.constantFrom(...principals),
      condition,
    }),
    { maxLength: 4 },
  ),
  denials: fc.array(
    fc.record({
      scope: aScope,
      permission,
      principals: fc.subarray([...principals, everybody], { minLength: 1 }),
      excluded: fc.subarray([...principals]),
      onlyThere: fc.boolean(),
    }),
    { maxLength: 1 },
  ),
  scope: fc.constantFrom(...scopes.slice(2)),
  action,
  plane: fc.constantFrom('actions' as const, 'dataActions' as const),
});
type Drawn = typeof worlds extends fc.Arbitrary<infer T> ? T : never;

const byEmulator = ({
  roles,
  assignments,
  denials,
  scope,
  action: wanted,
  plane,
}: Drawn): 'allowed' | 'missing' | 'condition' => {
  const roleDefinitions: WorldRoleDefinition[] = roles.map((each, index) => ({
    name: guids[index]!,
    roleName: `Role ${index}`,
    assignableScopes: ['/'],
    permissions: [each],
  }));
  const roleAssignments: WorldRoleAssignment[] = assignments.map((each, index) => ({
    name: `a${index}`,
    scope: each.scope,
    principalId: each.principalId,
    principalType: 'ServicePrincipal',
    roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${guids[each.role]!}`,
    ...(each.condition ? { condition: each.condition } : {}),
  }));
  const denyAssignments: WorldDenyAssignment[] = denials.map((each) => ({
    denyAssignmentName: 'deny',
    scope: each.scope,
    permissions: [each.permission],
    principals: each.principals.map((id) => ({ id, type: 'ServicePrincipal' })),
    excludePrincipals: each.excluded.map((id) => ({ id, type: 'ServicePrincipal' })),
    doNotApplyToChildScopes: each.onlyThere,
  }));
  const subscriptions = [{ subscriptionId, displayName: 'Contoso' }];
  const managementGroups = [{ name: 'contoso', subscriptions: [subscriptionId] }];
  const file = {
    tenantId: 't',
    subscriptions,
    managementGroups,
    resources: [],
    roleAssignments,
    roleDefinitions,
    denyAssignments,
  };
  return principalIsAllowed(new World(file, 0), me, wanted, scope, 1, plane);
};

const byExtension = ({ roles, assignments, denials, scope, action: wanted, plane }: Drawn): string => {
  const answer = (read: Read): Answer<unknown> => {
    if (read.kind === 'assignments') {
      const held = assignments.filter(({ principalId }) => principalId === read.principalId);
      const value = held.map((each, index) => ({ ...each, id: `a${index}`, roleDefinitionId: guids[each.role]! }));
      return { kind: 'found', value };
    }
    if (read.kind === 'role') {
      const permissions = [roles[guids.indexOf(read.guid)]!];
      return { kind: 'found', value: { guid: read.guid, name: read.guid, permissions } };
    }
    expect(read.kind).toBe('denyAssignments');
    const value = denials.map((each) => ({
      id: 'd',
      name: 'deny',
      scope: each.scope,
      permissions: [each.permission],
      principals: each.principals.map((id) => ({ id })),
      excludePrincipals: each.excluded.map((id) => ({ id })),
      doNotApplyToChildScopes: each.onlyThere,
    }));
    return { kind: 'found', value };
  };
  const facts: Facts = { now: new Date('2026-09-01T12:00:00Z'), get: answer as Facts['get'] };
  const asked = plane === 'actions' ? { actions: [wanted] } : { actions: [], dataActions: [wanted] };
  return accessOf({ principalId: me, scope, ...asked }, facts).kind;
};

describe('the extension and the emulator', () => {
  it('come to the same answer about 10,000 worlds', () => {
    const counts: Record<string, number> = {};
    fc.assert(
      fc.property(worlds, (drawn) => {
        const theirs = byEmulator(drawn);
        const ours = byExtension(drawn);
        counts[ours] = (counts[ours] ?? 0) + 1;
        expect(ours).toBe({ allowed: 'granted', missing: 'missing', condition: 'unknown' }[theirs]);
      }),
      { numRuns: 10_000 },
    );
    expect(counts['granted']).toBeGreaterThan(100);
    expect(counts['missing']).toBeGreaterThan(1000);
    expect(counts['unknown']).toBeGreaterThan(10);
  });
});
