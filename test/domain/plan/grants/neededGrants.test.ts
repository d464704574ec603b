/** What becomes of a need in a plan: a step, a check that passes, or one that stays open. */
import { inWords, unknown } from '../../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import { role } from '../../../../src/domain/access/roles.ts';
import { idKey, type ArmId } from '../../../../src/domain/arm/resourceId.ts';
import type { Facts, Read } from '../../../../src/domain/cluster/facts.ts';
import type { RoleAssignment } from '../../../../src/domain/cluster/model.ts';
import type { Need } from '../../../../src/domain/needs/need.ts';
import { needKind } from '../../../../src/domain/needs/needKinds.ts';
import { grantsFor, type Grantee } from '../../../../src/domain/plan/grants/neededGrants.ts';
import type { PlanContext } from '../../../../src/domain/plan/planPart.ts';
import {
  assignment,
  azure,
  controlPlanePrincipal as principalId,
  subnet,
  subscription,
  vnet,
} from '../../../support/domain/clusterFixture.ts';
import { found, unreadable, type Entry } from '../../../support/domain/factsOf.ts';
import { say } from '../../../../src/sentences/words.ts';

const join = 'Microsoft.Network/virtualNetworks/subnets/join/action';
const need = (more: Partial<Need> = {}): Need => ({
  ...needKind.joinNodeSubnet,
  identity: 'controlPlane',
  role: role.networkContributor,
  scope: subnet,
  actions: [join],
  why: say`Nodes join the subnet.`,
  source: 'https://x',
  ...more,
});
const grantee: Grantee = { name: 'id-shop', principal: { kind: 'principal', principalId }, principalId };
const everything: Entry = [
  { kind: 'callerPermissions', scope: subnet },
  found([{ actions: ['*'], notActions: [], dataActions: [], notDataActions: [] }]),
];

interface Given {
  readonly needs?: readonly Need[];
  readonly who?: Partial<Grantee>;
  readonly held?: readonly RoleAssignment[];
  readonly entries?: readonly Entry[];
  /** Groups that the plan makes. */
  readonly newGroups?: readonly string[];
}
const contextOf = (facts: Facts, newGroups: readonly string[] = []): PlanContext => ({
  facts,
  newGroups: new Map(newGroups.map((id) => [idKey(id), 'westeurope'])),
  newIdentities: new Map(),
  newIssuers: new Set(),
  earlier: [],
});
function granted({ needs = [need()], who = {}, held = [], entries = [], newGroups = [] }: Given = {}) {
  const facts = azure(held, [everything, [{ kind: 'callerAssignments', scope: subnet }, found([])], ...entries]);
  return grantsFor(needs, { ...grantee, ...who }, contextOf(facts, newGroups));
}
const of = { id: 'need', about: ['id-shop', role.networkContributor.id, subnet] };
const first = (given: Given = {}) => granted(given).checks[0]!;

describe('a need of an identity', () => {
  it('that has nothing becomes a step, which the check names', () => {
    const { steps, checks } = granted();
    expect(steps).toHaveLength(1);
    expect(steps[0]).toMatchObject({
      kind: 'assignRole',
      principal: grantee.principal,
      roleName: 'Network Contributor',
      scope: subnet,
      effect: 'Nodes join the subnet.',
    });
    expect(steps[0]).not.toHaveProperty('optional');
    expect(checks[0]).toEqual({
      ...of,
      title: 'id-shop can join subnet snet-aks',
      verdict: 'pass',
      detail: 'Network Contributor.',
      byStep: steps[0]!.id,
    });
  });

  it('passes without a grant if the identity already has the role', () => {
    const { steps, checks } = granted({ held: [assignment(role.networkContributor, vnet)] });
    expect(steps).toEqual([]);
    expect(checks).toHaveLength(1);
    expect(checks[0]).toMatchObject({ title: 'id-shop can join subnet snet-aks', verdict: 'pass' });
    expect(checks[0]!.detail).toBe('Network Contributor inherited from vnet-shop.');
    expect(checks[0]).not.toHaveProperty('byStep');
  });

  it('that another need meets with the same role above its scope takes no step of its own', () => {
    const links = need({ scope: vnet, why: say`AKS links the zone to the network.` });
    const { steps, checks } = granted({ needs: [need(), links] });
    expect(steps).toMatchObject([{ scope: vnet, effect: 'AKS links the zone to the network. Nodes join the subnet.' }]);
    expect(checks.slice(0, 2).map(({ byStep }) => byStep)).toEqual([steps[0]!.id, steps[0]!.id]);
    const reads = need({ scope: vnet, role: role.reader, actions: ['*/read'] });
    expect(granted({ needs: [need(), reads] }).steps, 'another role gives no less').toHaveLength(2);
  });

  it('that is only advice, or that AKS meets by itself, is left out', () => {
    expect(
      granted({ needs: [need({ advice: true }), need({ ...needKind.manageNodeGroup, grantedByAks: true })] }),
    ).toEqual({ steps: [], checks: [] });
    expect(first({ needs: [need({ advice: true, whyUnknown: say`Not seen.` })] })).toMatchObject({
      verdict: 'unknown',
    });
  });

  it('stays open with the likely role if part of it is not visible', () => {
    const unseen = need({ whyUnknown: say`The zone is not visible.` });
    expect(granted({ needs: [unseen] })).toEqual({
      steps: [],
      checks: [
        {
          ...of,
          title: "Couldn't verify whether id-shop can join subnet snet-aks",
          verdict: 'unknown',
          detail: 'The zone is not visible.',
        },
      ],
    });
    const likely = granted({ needs: [need({ whyUnknown: say`The zone is not visible.`, likely: true })] });
    expect(likely.steps).toHaveLength(1);
    expect(likely.checks[0]).toEqual({
      ...of,
      title: "Couldn't verify whether id-shop can join subnet snet-aks",
      verdict: 'unknown',
      detail: 'Network Contributor. The zone is not visible.',
    });
    const has = granted({
      needs: [need({ whyUnknown: say`Unseen.`, likely: true })],
      held: [assignment(role.owner, vnet)],
    });
    expect(has.steps).toEqual([]);
    expect(has.checks[0]!.detail).toMatch(/ Unseen\.$/);
  });

  it("that can't be read stays open", () => {
    expect(granted({ who: { unreadable: unknown('no') } })).toEqual({
      steps: [],
      checks: [
        {
          ...of,
          title: "Couldn't verify whether id-shop can join subnet snet-aks",
          verdict: 'unknown',
          detail: "The identity can't be read: no",
          unknown: [unknown('no', { title: say`The identity can't be read` })],
        },
      ],
    });
  });

  it('without a principal yet becomes a step, whatever there is', () => {
    const principal = { kind: 'identity', identityId: '/i' as ArmId } as const;
    const { principalId: _, ...without } = grantee;
    const facts = azure([], [everything]);
    const context = contextOf(facts);
    const { steps, checks } = grantsFor([need()], { ...without, principal, name: 'the control plane' }, context);
    expect(steps[0]).toMatchObject({ principal });
    expect(checks[0]).toMatchObject({ title: 'The control plane can join subnet snet-aks', verdict: 'pass' });
  });

  it('in a group that the plan makes becomes a step, whatever it has above', () => {
    const newGroups = [subnet.split('/providers/')[0]!];
    const none: Entry = [{ kind: 'callerPermissions', scope: subscription }, found([])];
    const { steps, checks } = granted({ held: [assignment(role.owner, vnet)], newGroups, entries: [none] });
    expect(steps).toHaveLength(1);
    expect(checks[0]).toMatchObject({ verdict: 'pass', byStep: steps[0]!.id });
    expect(checks[1]).toMatchObject({ verdict: 'fail' });
    expect(checks[1]).not.toHaveProperty('request');
  });

  it('that may fail becomes a step that may fail', () => {
    expect(granted({ who: { optional: true } }).steps[0]).toMatchObject({ optional: true });
    expect(granted({ who: { optional: false } }).steps[0]).not.toHaveProperty('optional');
  });

  it('that is denied stays open, as no role would help', () => {
    const denial = {
      id: 'd',
      name: 'lockdown',
      scope: subnet,
      principals: [{ id: principalId }],
      excludePrincipals: [],
      permissions: [{ actions: ['*'], notActions: [], dataActions: [], notDataActions: [] }],
    };
    const given = {
      held: [assignment(role.owner, vnet)],
      entries: [[{ kind: 'denyAssignments', scope: subnet }, found([denial])] as const],
    };
    expect(granted(given).steps).toEqual([]);
    expect(first(given)).toMatchObject({ verdict: 'unknown' });
    expect(first(given).detail).toContain('lockdown');
  });

  it('that may be met at narrower scopes stays open, with the role to choose, also where it is denied', () => {
    const orAt = { scopes: [subnet], actions: [join], doubt: say`Others are not visible.` };
    const denial = {
      id: 'd',
      name: 'lockdown',
      scope: vnet,
      principals: [{ id: principalId }],
      excludePrincipals: [],
      doNotApplyToChildScopes: true,
      permissions: [{ actions: ['*'], notActions: [], dataActions: [], notDataActions: [] }],
    };
    const check = first({
      needs: [need({ scope: vnet, orAt })],
      held: [assignment(role.networkContributor, subnet), assignment(role.owner, vnet.split('/providers/')[0]!)],
      entries: [[{ kind: 'denyAssignments', scope: vnet }, found([denial])]],
    });
    expect(check).toMatchObject({ verdict: 'unknown', detail: 'Others are not visible.', fix: { scope: vnet } });
  });

  it('that waits for a read stays open, and nothing is proposed yet', () => {
    const known = azure([], [everything]);
    const get = (read: Read): unknown => (read.kind === 'assignments' ? undefined : known.get(read));
    const { steps, checks } = grantsFor([need()], grantee, contextOf({ ...known, get: get as Facts['get'] }));
    expect(steps).toEqual([]);
    expect(inWords(checks)).toEqual([
      {
        ...of,
        title: "Couldn't verify whether id-shop can join subnet snet-aks",
        verdict: 'unknown',
        detail: 'Not read yet.',
      },
    ]);
  });

  it("that waits for a read, or can't be judged, stays open", () => {
    const read = { kind: 'assignments', scope: subnet, principalId } as const;
    const open = first({ entries: [[read, unreadable('no')]] });
    expect(open).toMatchObject({
      verdict: 'unknown',
      detail: "Role assignments can't be read: no",
      fix: {
        kind: 'assignRole',
        principalId,
        principalType: 'ServicePrincipal',
        role: { id: role.networkContributor.id },
        scope: subnet,
      },
    });
  });

  it('whose grant would write over something stays open, and says over what', () => {
    const narrowed = assignment(role.networkContributor, subnet, principalId, { condition: "@R[x] StringEquals 'y'" });
    expect(granted({ held: [narrowed] }).steps).toEqual([]);
    expect(first({ held: [narrowed] }).detail).toContain('is already assigned, but with a condition');
    expect(first({ held: [narrowed] })).not.toHaveProperty('fix');
  });

  it.each([
    [needKind.joinNodeSubnet, 'join'],
    [needKind.pullImagesForGating, 'pull from'],
    [needKind.pullFluxSource, 'pull from'],
    [needKind.writeDnsZone, 'link and write'],
    [needKind.linkDnsZone, 'link the zone to'],
    [needKind.findGateway, 'read'],
    [needKind.changeGateway, 'change'],
  ])('is called by what it is for (row %#)', (wanted, verb) => {
    const { verb: _, ...without } = need();
    expect(first({ needs: [{ ...without, ...wanted }] }).title).toBe(`id-shop can ${verb} subnet snet-aks`);
  });
});

describe('the right to make a grant', () => {
  const none: Entry = [{ kind: 'callerPermissions', scope: subnet }, found([])];

  it('is checked, with the command for someone else', () => {
    const [, right] = granted({ entries: [none] }).checks;
    expect(right).toMatchObject({ verdict: 'fail', title: "You can't assign roles on snet-aks" });
    expect(right!.request!.command).toContain('az role assignment create');
  });

  it('is checked without a command if its target is made by the plan', () => {
    const { principalId: _, ...without } = grantee;
    const facts = azure([], [none]);
    const context = contextOf(facts);
    const ask = (optional: boolean) =>
      grantsFor([need()], { ...without, principal: { kind: 'identity', identityId: '/i' as ArmId }, optional }, context)
        .checks;
    expect(ask(false)[1]).toMatchObject({ verdict: 'fail' });
    expect(ask(false)[1]).not.toHaveProperty('request');
    expect(ask(true)[1]!.verdict).not.toBe('fail');
    expect(ask(true)[1]).toHaveProperty('request');
  });
});
