/** The pull roles that nodes with a new identity need because the old principal had them. */
import { inWords } from '../../../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import { role } from '../../../../../src/domain/access/roles.ts';
import { idKey } from '../../../../../src/domain/arm/resourceId.ts';
import type { RoleAssignment } from '../../../../../src/domain/cluster/model.ts';
import type { Grantee } from '../../../../../src/domain/plan/grants/neededGrants.ts';
import { kubeletPullGrants, principalPullGrants } from '../../../../../src/domain/plan/grants/pullGrants.ts';
import type { PlanContext } from '../../../../../src/domain/plan/planPart.ts';
import {
  assignment,
  azure,
  cluster,
  group,
  kubeletPrincipal,
  nodeGroup,
  otherPrincipal,
  registryId,
  resource,
  subscription,
  subscriptionId,
  vaultId,
} from '../../../../support/domain/clusterFixture.ts';
import { factsOf, found, unreadable, type Entry } from '../../../../support/domain/factsOf.ts';
import { textOf, textsOf } from '../../../../../src/sentences/textOf.ts';

const grantee: Grantee = {
  name: 'id-new',
  principal: { kind: 'principal', principalId: otherPrincipal },
  principalId: otherPrincipal,
};
const everything = [{ actions: ['*'], notActions: [], dataActions: [], notDataActions: [] }];
const entries: readonly Entry[] = [
  resource(registryId, { roleAssignmentMode: 'LegacyRegistryPermissions' }),
  [{ kind: 'callerPermissions', scope: registryId }, found(everything)],
  [{ kind: 'callerAssignments', scope: registryId }, found([])],
];
const contextOf = (facts: PlanContext['facts']): PlanContext => ({
  facts,
  newGroups: new Map(),
  newIdentities: new Map(),
  newIssuers: new Set(),
  earlier: [],
});
const held = (scope: string, more: Partial<RoleAssignment> = {}): RoleAssignment =>
  assignment(role.acrPull, scope, kubeletPrincipal, more);
const grants = (assignments: readonly RoleAssignment[], who: Partial<Grantee> = {}) =>
  kubeletPullGrants(cluster(), { ...grantee, ...who }, contextOf(azure(assignments, entries)));
const open = (reason: string) => ({
  steps: [],
  checks: [
    {
      id: 'pulledFrom',
      title: 'Not known which registries the nodes pull from',
      verdict: 'unknown',
      detail: `${reason} Attach each registry that the cluster pulls from; without it image pulls fail.`,
    },
  ],
});

describe('the pull roles of nodes', () => {
  it('are granted again at each registry at which the old identity had one', () => {
    const { steps, checks } = grants([held(registryId), assignment(role.reader, vaultId, kubeletPrincipal)]);
    expect(steps.map((step) => step.kind === 'assignRole' && [step.roleName, step.scope])).toEqual([
      ['AcrPull', registryId],
    ]);
    expect(checks[0]).toMatchObject({ title: 'id-new can pull from registry acrshop', verdict: 'pass' });
  });

  it('that pull from nowhere are none', () => {
    expect(grants([])).toEqual({ steps: [], checks: [] });
    expect(grants([assignment(role.reader, vaultId, kubeletPrincipal)])).toEqual({ steps: [], checks: [] });
  });

  it('stay open where a condition limits them', () => {
    const { steps, checks } = grants([held(registryId, { condition: 'c' })]);
    expect(steps).toEqual([]);
    expect(checks).toEqual([
      {
        id: 'conditionalPull',
        about: [registryId],
        title: "Couldn't verify whether id-new can pull from acrshop",
        verdict: 'unknown',
        detail:
          'The old principal pulls only where a condition holds: c. A role without it would be wider, so it is not repeated automatically.',
      },
    ]);
    const firm = grants([held(registryId, { condition: 'c' }), held(registryId.toUpperCase(), { id: '/2' })]);
    expect(firm.steps).toHaveLength(1);
    expect(textsOf(firm.checks.map(({ detail }) => detail)).join()).not.toContain('where a condition holds');
  });

  it.each([
    [group, 'resource group rg-shop', 'rg-shop'],
    [subscription, `subscription ${subscriptionId}`, subscriptionId],
  ])('above one registry are offered and not repeated: row %#', (scope) => {
    const { steps, checks } = grants([held(scope)]);
    expect(steps).toEqual([]);
    expect(checks).toHaveLength(1);
    expect(checks[0]).toMatchObject({
      verdict: 'unknown',
      fix: {
        kind: 'assignRole',
        principalId: otherPrincipal,
        principalType: 'ServicePrincipal',
        role: { id: role.acrPull.id },
        scope,
      },
    });
    expect(checks[0]!.title).toMatch(/^Couldn't verify whether id-new can pull from the registries in /);
    expect(checks[0]!.detail).toMatch(
      /^The old principal pulls through a role on .+\. It is wider than one registry, so it is not repeated automatically\.$/,
    );
    const { principalId: _, ...unknown } = grantee;
    const later = kubeletPullGrants(cluster(), unknown, contextOf(azure([held(scope)], entries)));
    expect(later.checks[0]).toEqual({ ...checks[0], fix: undefined });
  });

  it('above one registry are not offered over an existing role', () => {
    const narrowed = assignment(role.acrPull, group, otherPrincipal, { condition: 'c' });
    const [check] = grants([held(group), narrowed]).checks;
    expect(check).not.toHaveProperty('fix');
    expect(check!.detail).toContain('AcrPull on rg-shop is already assigned, but with a condition: c');
    expect(grants([assignment(role.owner, group, kubeletPrincipal)]).checks).toEqual([]);
  });

  it('that move to the new identity anyway are not listed again', () => {
    const taken = held(group);
    const other = held(subscription);
    const narrow = held(registryId, { condition: 'c' });
    const told = (...gone: readonly RoleAssignment[]): readonly string[] =>
      kubeletPullGrants(
        cluster(),
        { ...grantee, taken: new Set(gone.map(({ id }) => idKey(id))) },
        contextOf(azure([taken, other, narrow], entries)),
      ).checks.map(({ title }) => textOf(title).replace("Couldn't verify whether id-new can pull from ", ''));
    const [atRegistry, inGroup, inSubscription] = told();
    expect(told(taken)).toEqual([atRegistry, inSubscription]);
    expect(told(other, narrow)).toEqual([inGroup]);
    expect(inGroup).toBe('the registries in rg-shop');
  });

  it("are unknown where the old identity, or what it holds, can't be read", () => {
    const none = cluster({ identityProfile: {} });
    expect(inWords(kubeletPullGrants(none, grantee, contextOf(azure())))).toEqual(
      open("The current kubelet identity isn't known."),
    );
    const list: Entry = [{ kind: 'assignmentsOf', subscriptionId, principalId: kubeletPrincipal }, unreadable('no')];
    expect(inWords(kubeletPullGrants(cluster(), grantee, contextOf(factsOf([list]))))).toEqual(open('no'));
    expect(kubeletPullGrants(cluster(), grantee, contextOf(factsOf([])))).toEqual({ steps: [], checks: [] });
    const gone: Entry = [list[0], { kind: 'missing' }];
    expect(kubeletPullGrants(cluster(), grantee, contextOf(factsOf([gone])))).toEqual({ steps: [], checks: [] });
  });
});

describe('the pull roles of nodes of a service principal', () => {
  const withPrincipal = cluster(
    { servicePrincipalProfile: { clientId: 'app' }, identityProfile: {} },
    { identity: { type: 'None' } },
  );

  it('are unknown if the service principal is unknown', () => {
    expect(inWords(principalPullGrants(withPrincipal, grantee, contextOf(azure())))).toEqual(
      open("Azure doesn't show the service principal's object ID, so its registries can't be detected."),
    );
    expect(kubeletPullGrants(withPrincipal, grantee, contextOf(azure()))).toEqual({ steps: [], checks: [] });
  });

  it('are those of the assumed principal, with a note on that', () => {
    const sp = 'eeeeeeee-0000-0000-0000-000000000005';
    const assignments = [assignment(role.contributor, nodeGroup, sp), assignment(role.acrPull, registryId, sp)];
    const { steps, checks } = principalPullGrants(withPrincipal, grantee, contextOf(azure(assignments, entries)));
    expect(steps.map((step) => step.kind === 'assignRole' && step.scope)).toEqual([registryId]);
    expect(checks[0]).toMatchObject({
      title: 'Not certain which registries the service principal pulls from',
      verdict: 'unknown',
    });
    expect(checks[0]!.detail).toMatch(
      new RegExp(
        `^Azure doesn't show the service principal's object ID\\. It is assumed to be ${sp}, because .+\\. Attach any registry that is missing here yourself\\.$`,
      ),
    );
    expect(checks[1]).toMatchObject({ title: 'id-new can pull from registry acrshop' });
  });
});
