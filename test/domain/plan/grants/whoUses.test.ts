/** Who holds what is removed, through what, and what the same plan makes. */
import { inWords } from '../../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import { role } from '../../../../src/domain/access/roles.ts';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import type { ArmId } from '../../../../src/domain/arm/resourceId.ts';
import type { Facts } from '../../../../src/domain/cluster/facts.ts';
import type { Cluster, RoleAssignment, RoleDefinition } from '../../../../src/domain/cluster/model.ts';
import { grantedCheck, inTheWayCheck } from '../../../../src/domain/plan/grants/grantChecks.ts';
import { madeBySteps } from '../../../../src/domain/plan/grants/madeBySteps.ts';
import { otherUses } from '../../../../src/domain/plan/grants/otherUsers.ts';
import { mayAllow, mayLetPull } from '../../../../src/domain/plan/grants/pullGrants.ts';
import { usersOf } from '../../../../src/domain/plan/grants/roleUsers.ts';
import { stillLostWords } from '../../../../src/domain/plan/grants/stillLost.ts';
import type { Step } from '../../../../src/domain/plan/plan.ts';
import type { PrincipalRef } from '../../../../src/domain/plan/stepActions.ts';
import type { Removal } from '../../../../src/domain/plan/planPart.ts';
import { stepOf } from '../../../support/azure/writeStage.ts';
import {
  assignment,
  azure,
  cluster,
  clusterId,
  controlPlaneId,
  controlPlanePrincipal,
  group,
  identityId,
  kubeletPrincipal,
  otherPrincipal,
  registryId,
  resource,
  subnet,
  subscription,
  subscriptionId,
  vaultId,
} from '../../../support/domain/clusterFixture.ts';
import { factsOf, found, unreadable, type Entry } from '../../../support/domain/factsOf.ts';
import { say } from '../../../../src/sentences/words.ts';

const grantTo = (principal: PrincipalRef, more: Partial<Step> = {}): Step =>
  stepOf(
    { kind: 'assignRole', principal, roleDefinitionId: `/x/${role.reader.id}`, roleName: 'Reader', scope: subnet },
    more,
  );
const principal = (principalId: string): PrincipalRef => ({ kind: 'principal', principalId });
const removal = (gone: RoleAssignment): Removal => ({ assignment: gone, via: {} });

describe('what the steps of a plan make', () => {
  const facts = azure([], [resource(identityId('id-b'), { principalId: otherPrincipal })]);
  const made = (steps: readonly Step[], removals: readonly Removal[] = [], known: Facts = facts) =>
    madeBySteps(steps, removals, known);

  it('counts from now, for principals that exist', () => {
    expect(made([grantTo(principal('p'))])).toMatchObject([
      { scope: subnet, principalId: 'p', principalType: 'ServicePrincipal', createdOn: '2026-09-01T12:00:00.000Z' },
    ]);
    expect(made([grantTo({ kind: 'identity', identityId: identityId('id-b') })])).toMatchObject([
      { principalId: otherPrincipal },
    ]);
    expect(made([grantTo({ kind: 'identity', identityId: identityId('id-none') })])).toEqual([]);
    expect(made([grantTo({ kind: 'identity', identityId: identityId('id-b') })], [], factsOf([]))).toEqual([]);
    expect(made([grantTo({ kind: 'kubelet', clusterId })])).toEqual([]);
    expect(made([stepOf({ kind: 'createResourceGroup', groupId: group as ArmId, body: {} })])).toEqual([]);
  });

  it('does not count where it may fail', () => {
    expect(made([{ ...grantTo(principal('p')), optional: true } as Step])).toEqual([]);
  });

  it('does not count where a later step removes it', () => {
    const same = assignment(role.reader, subnet.toUpperCase(), 'P');
    const step = stepOf({ kind: 'removeRole', roleAssignmentId: same.id, scope: subnet });
    const grant = grantTo(principal('p'));
    const counts = (steps: readonly Step[], ...gone: readonly RoleAssignment[]): number =>
      made(steps, gone.map(removal)).length;
    expect(counts([grant, step], same)).toBe(0);
    expect(counts([grant, step], assignment(role.reader, vaultId), same)).toBe(0);
    expect(counts([step, grant], same)).toBe(1);
    expect(counts([grant], same)).toBe(1);
    expect(counts([grant, step])).toBe(1);
    for (const other of [{ principalId: 'q' }, { scope: vaultId }, { roleDefinitionId: '/x/other' }])
      expect(counts([grant, step], { ...same, ...other })).toBe(1);
  });
});

describe('what a role allows', () => {
  const permissions = (more: object) => [{ actions: [], notActions: [], dataActions: [], notDataActions: [], ...more }];
  const custom = (more: object): RoleDefinition => ({ guid: 'custom', name: 'custom', permissions: permissions(more) });
  const held = (scope: string): RoleAssignment => assignment({ name: 'custom', id: 'custom' }, scope);
  const pull = { actions: ['Microsoft.ContainerRegistry/registries/pull/read'] };
  const content = { dataActions: ['Microsoft.ContainerRegistry/registries/repositories/content/read'] };
  const here = { subscriptionId };

  it("a role that can't be read may allow anything", () => {
    for (const facts of [factsOf([]), factsOf([[{ kind: 'role', guid: 'custom', scope: subscription }, unreadable()]])])
      expect(mayAllow(held(vaultId), { actions: ['a/read'] }, here, facts)).toBe(true);
  });

  it('a role allows what is wanted where it allows any of it', () => {
    const may = (
      wanted: { actions: readonly string[]; dataActions?: readonly string[] },
      role: RoleDefinition,
      scope = vaultId,
    ) =>
      mayAllow(
        held(scope),
        wanted,
        here,
        factsOf([[{ kind: 'role', guid: 'custom', scope: subscription }, found(role)]]),
      );
    expect(may({ actions: ['a/read', 'b/read'] }, custom({ actions: ['b/*'] }))).toBe(true);
    expect(may({ actions: ['a/read'] }, custom({ actions: ['b/*'] }))).toBe(false);
    expect(may({ actions: ['a/read'], dataActions: ['c/read', 'd/read'] }, custom({ dataActions: ['d/*'] }))).toBe(
      true,
    );
    expect(may({ actions: [], dataActions: ['d/read'] }, custom({ actions: ['d/*'] }))).toBe(false);
    expect(may({ actions: ['a/read'] }, custom({ dataActions: ['*'] }))).toBe(false);
    expect(may({ actions: ['a/read'] }, custom({ actions: ['b/*'] }), '/')).toBe(false);
  });

  it.each([
    [registryId, true],
    [group, true],
    [subscription, true],
    ['/providers/Microsoft.Management/managementGroups/x', true],
    ['/', true],
    [vaultId, false],
    [subnet, false],
  ])('a role lets nodes pull from a registry at a scope or below it, or not: row %#', (scope, lets) => {
    for (const [allowed, may] of [
      [custom(pull), lets],
      [custom(content), lets],
      [custom({ actions: ['other/*'] }), false],
    ] as const)
      expect(mayLetPull(held(scope), here, azure([], [], [allowed]))).toBe(may);
  });
});

describe('whose identities hold an assignment', () => {
  const toGroup = (more: Partial<RoleAssignment> = {}): RoleAssignment =>
    assignment(role.reader, subnet, 'GROUP', { principalType: 'Group', ...more });
  const usersIn = (gone: RoleAssignment, entries: readonly Entry[], clusters: readonly Cluster[] = [cluster()]) =>
    usersOf(
      [removal(gone)],
      clusters,
      factsOf([...entries, [{ kind: 'identities' }, found([])], [{ kind: 'clusters' }, found([])]]),
    );
  const list = (principalId: string, answer: Entry[1]): Entry => [
    { kind: 'assignments', scope: subnet, principalId },
    answer,
  ];
  const none = [list(controlPlanePrincipal, found([])), list(kubeletPrincipal, found([]))];

  it('a group is held by those for whom ARM lists it', () => {
    const gone = toGroup();
    const { users, doubts } = usersIn(gone, [list(controlPlanePrincipal, found([gone])), none[1]!]);
    expect(users).toMatchObject([{ holdings: [{ principalId: controlPlanePrincipal, assignment: gone }] }]);
    expect(users[0]!.holdings[0]).not.toHaveProperty('evidence');
    expect(doubts).toEqual([]);
    expect(usersIn(gone, none).users).toEqual([]);
    expect(
      usersIn(gone, [list(controlPlanePrincipal, found([assignment(role.reader, vaultId)])), none[1]!]).users,
    ).toEqual([]);
  });

  it("a group whose members can't be read, or are elsewhere, is in doubt", () => {
    expect(inWords(usersIn(toGroup(), [list(controlPlanePrincipal, unreadable('no')), none[1]!]).doubts)).toEqual([
      { unknown: "It is assigned to a group, and who is in it can't be read: no" },
    ]);
    expect(inWords(usersIn(toGroup({ principalType: 'ForeignGroup' }), none).doubts)).toEqual([
      { unknown: 'It is assigned to a group of another directory, and who is in it is not shown here.' },
    ]);
    expect(usersIn(toGroup(), []).doubts).toEqual([]);
  });

  it('a group is asked of sixty identities at most, each once', () => {
    const clusters = (count: number): readonly Cluster[] =>
      Array.from({ length: count }, (_, n) =>
        cluster(
          { identityProfile: {} },
          { id: `${clusterId}${n}`, name: `shop${n}`, identity: { type: 'SystemAssigned', principalId: `p-${n}` } },
        ),
      );
    expect(usersIn(toGroup(), [], clusters(60)).doubts).toEqual([]);
    expect(usersIn(toGroup(), [], [...clusters(60), ...clusters(60)]).doubts).toEqual([]);
    expect(inWords(usersIn(toGroup(), [], clusters(62)).doubts)).toEqual([
      { unknown: 'It is assigned to a group, and whether 2 more identities of clusters are in it was not checked.' },
    ]);
  });

  it('a user is no identity of a cluster', () => {
    const gone = assignment(role.reader, subnet, otherPrincipal, { principalType: 'User' });
    const withPrincipal = cluster(
      { servicePrincipalProfile: { clientId: 'app' }, identityProfile: {} },
      { identity: { type: 'None' } },
    );
    expect(usersIn(gone, [], [withPrincipal])).toEqual({ users: [], doubts: [] });
  });
});

describe('what else uses what is removed', () => {
  const user = (principalId: string, properties: JsonObject = {}) => ({
    cluster: cluster(properties),
    holdings: [{ principalId, assignment: assignment(role.reader, subnet) }],
  });
  const uses = (principalId: string, open: readonly string[] = [], properties: JsonObject = {}) =>
    otherUses([user(principalId, properties)], { open: new Set(open), named: () => 'shop' }, azure());

  it('is said of clusters that lose nothing, and of nodes with more care', () => {
    expect(uses(controlPlanePrincipal)).toEqual([
      {
        id: 'otherUse',
        values: ['control plane'],
        severity: 'warning',
        text: 'It is held by the control plane of shop. shop loses nothing that AKS is known to need.',
        source: 'https://learn.microsoft.com/azure/aks/managed-identity-overview',
        clusterId,
      },
    ]);
    expect(uses(kubeletPrincipal)[0]!.text).toBe(
      'It is held by the kubelet of shop. shop loses nothing that AKS is known to need. What runs on its nodes may still use it.',
    );
    expect(uses(controlPlanePrincipal, [clusterId])[0]!.text).toBe(
      'It is held by the control plane of shop. Whether shop needs it is not known.',
    );
    expect(uses(otherPrincipal)).toEqual([]);
    expect(uses(otherPrincipal, [], { fooProfile: { who: otherPrincipal } })[0]!.text).toMatch(
      /^Its holder is named in `properties\.fooProfile\.who` of shop\. shop loses nothing /,
    );
    const twice = uses(kubeletPrincipal, [], { fooProfile: { who: kubeletPrincipal } });
    expect(twice.map(({ text }) => text)).toEqual([uses(kubeletPrincipal)[0]!.text]);
    expect(controlPlaneId).toContain('id-shop');
  });
});

describe('the words for what is there', () => {
  it('an assignment in the way is named with its description', () => {
    const check = inTheWayCheck(
      say`Pull`,
      assignment(role.acrPull, group, otherPrincipal, { condition: 'c' }),
      'AcrPull',
    );
    expect(check).toMatchObject({ title: 'Pull', verdict: 'unknown' });
    expect(check.detail).toContain('with a condition: c');
    const plain = assignment(role.acrPull, group);
    expect(grantedCheck(say`Pull`, plain)).toEqual({
      id: 'granted',
      about: [plain.id],
      title: 'Pull',
      verdict: 'pass',
      detail: 'The role assignment already exists.',
    });
    expect(grantedCheck(say`Pull`, { ...plain, description: 'ours' }).detail).toBe(
      'The role assignment already exists. It is described as "ours".',
    );
  });

  it('what is missing after a run is counted', () => {
    const lost = (text: string, unknown?: string) => ({ text, ...(unknown === undefined ? {} : { unknown }) }) as never;
    expect(stillLostWords([])).toEqual([]);
    expect(stillLostWords([lost('A')])).toEqual(['1 role is missing now: A.']);
    expect(stillLostWords([lost('A'), lost('B')])).toEqual(['2 roles are missing now: A and B.']);
    expect(stillLostWords([lost('A', 'why')])).toEqual(["It isn't known whether A is missing: why"]);
  });
});
