/** Removals whose effect is not certain. */
import { describe, expect, it } from 'vitest';
import type { RoleAssignment } from '../../../../src/domain/cluster/model.ts';
import { planChanges } from '../../../../src/domain/plan/whole/planChanges.ts';
import { cp, onSubnet, planned, registry, remove, subnet } from '../../../support/domain/plans/identityPlans.ts';
import {
  assigned,
  cluster,
  clusterId,
  defaultKubelet,
  group,
  guid,
  nodeGroup,
  numbered,
  registryId,
  subnetId,
  systemAssigned,
  userAssigned,
  worldFacts,
  type World,
} from '../../../support/domain/worldFacts.ts';
import { textsOf } from '../../../../src/sentences/textOf.ts';

const own = cluster(userAssigned('id-shop', guid(10)), { ...onSubnet, identityProfile: defaultKubelet });
const onNodes = assigned('Contributor', nodeGroup, guid(10));
const join = assigned('Network Contributor', subnetId, guid(10));
const world: World = { resources: [own, cp, subnet, registry], assignments: [onNodes, join] };
const condition = "@Resource[x] StringEquals 'y'";
const withCondition = (assignment: RoleAssignment): RoleAssignment => ({ ...assignment, condition });
const result = (removed: RoleAssignment, ...assignments: readonly RoleAssignment[]) =>
  planned(remove(removed), { ...world, assignments: [onNodes, ...assignments] });
const disruptive = ({ warnings }: ReturnType<typeof planned>): number =>
  warnings.filter(({ severity }) => severity === 'disruption').length;
const check = ({ checks }: ReturnType<typeof planned>) => checks.find(({ id }) => id === 'needed');
const onlyIf = `Granted only where a condition holds: ${condition}`;
const lacks = "Whether shop-weu's control plane then lacks Network Contributor on subnet snet-aks: ";

describe('a removal in doubt', () => {
  it('what is granted now, and perhaps not afterwards, is neither lost nor unharmed', () => {
    const rest = withCondition(assigned('Network Contributor', group, guid(10)));
    const found = result(join, join, rest);
    expect(disruptive(found)).toBe(0);
    expect(found.lost).toBeUndefined();
    expect(check(found)).toMatchObject({ verdict: 'unknown', detail: lacks + onlyIf });
  });

  it('what is perhaps granted now, and is not afterwards, is perhaps lost', () => {
    const found = result(withCondition(join), withCondition(join));
    expect(disruptive(found)).toBe(0);
    expect(check(found)).toMatchObject({ verdict: 'unknown', detail: lacks + onlyIf });
  });

  it('what is perhaps granted now, and is afterwards as well, stays in doubt', () => {
    const one = withCondition(join);
    const two = withCondition(numbered(join, 7));
    const found = result(one, one, two);
    expect(check(found)).toMatchObject({ verdict: 'unknown' });
  });

  it('of a role that grants nothing, together with one that does, takes nothing away', () => {
    const reader = numbered(assigned('Reader', subnetId, guid(10)), 8);
    const found = result(reader, join, reader);
    expect(disruptive(found)).toBe(0);
    expect(check(found)).toMatchObject({ verdict: 'pass', detail: 'shop-weu keeps what AKS is known to need.' });
    expect(found.warnings.map(({ text }) => text)).toEqual([
      'It is held by the control plane of shop-weu. shop-weu loses nothing that AKS is known to need.',
    ]);
  });

  it('of what grants nothing, where nothing does, takes nothing away', () => {
    const reader = numbered(assigned('Reader', subnetId, guid(10)), 8);
    const found = result(reader, reader);
    expect(disruptive(found)).toBe(0);
    expect(found.lost).toBeUndefined();
  });

  it('of one of two that grant the same says by which it is kept', () => {
    const twin = numbered(join, 7);
    const found = result(join, join, twin);
    expect(disruptive(found)).toBe(0);
    expect(textsOf(found.warnings.map(({ text }) => text)).join(' ')).toMatch(
      /keeps Network Contributor on subnet snet-aks by another role|loses nothing/,
    );
  });

  it('of what only lets nodes pull where a condition holds is a loss for what they pull there', () => {
    const shop = cluster(systemAssigned, { identityProfile: defaultKubelet });
    const pull = withCondition(assigned('AcrPull', registryId, guid(60)));
    const found = planChanges([remove(pull)], worldFacts({ resources: [shop, registry], assignments: [pull] }));
    expect(found.warnings.filter(({ severity }) => severity === 'disruption')).toHaveLength(1);
    expect(found.lost).toMatchObject([{ clusterId }]);
  });
});

describe('a removal above what is needed', () => {
  it.each([
    ['above the registry', group],
    ['of the whole subscription', group.replace(/\/resourceGroups.*/, '')],
  ])('%s takes away what nodes pull from each registry below', (_, scope) => {
    const shop = cluster(systemAssigned, { identityProfile: defaultKubelet });
    const pull = assigned('AcrPull', scope, guid(60));
    const facts = (forbidden: World['forbidden'] = []) =>
      worldFacts({ resources: [shop, registry], assignments: [pull], forbidden });
    const seen = planChanges([remove(pull)], facts());
    expect(seen.lost?.map(({ text }) => text)).toEqual(["AcrPull of shop-weu's kubelet on registry acrshop"]);
    const unseen = planChanges([remove(pull)], facts(['resourcesOfType']));
    expect(unseen.checks.find(({ id }) => id === 'needed')).toMatchObject({
      verdict: 'unknown',
      detail: expect.stringContaining("can't be read: AuthorizationFailed") as string,
    });
    expect(unseen.lost).toHaveLength(1);
    expect(textsOf(unseen.warnings.map(({ text }) => text)).join(' ')).toContain(
      "can't pull images from the registries in ",
    );
  });

  it('above registries is in doubt if none of them is visible', () => {
    const shop = cluster(systemAssigned, { identityProfile: defaultKubelet });
    const pull = assigned('AcrPull', group, guid(60));
    const found = planChanges([remove(pull)], worldFacts({ resources: [shop], assignments: [pull] }));
    expect(found.checks).toContainEqual(
      expect.objectContaining({
        verdict: 'unknown',
        detail: 'It lets the nodes of shop-weu pull images, and no registry can be seen in resource group rg-shop.',
      }),
    );
  });

  it('above more registries than are checked says so', () => {
    const shop = cluster(systemAssigned, { identityProfile: defaultKubelet });
    const pull = assigned('AcrPull', group, guid(60));
    const registries = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ ...registry, id: `${registryId}${n}`, name: `acrshop${n}` }));
    const detail = (count: number) =>
      planChanges([remove(pull)], worldFacts({ resources: [shop, ...registries(count)], assignments: [pull] }));
    const enough = detail(20);
    const more = detail(22);
    expect(JSON.stringify(enough.checks)).not.toContain('Not checked');
    expect(JSON.stringify(more.checks)).toContain('Not checked in resource group rg-shop: 2 more registries.');
    const oneMore = 'Not checked in resource group rg-shop: 1 more registry.';
    expect(JSON.stringify(detail(21).checks)).toContain(oneMore);
    expect(textsOf(more.warnings.map(({ text }) => text)).join(' ')).toContain(
      'registry acrshop0, registry acrshop1, registry acrshop2, and 17 more registries',
    );
    expect(more.lost).toHaveLength(20);
  });
});

describe("a removal where it can't be seen what the cluster needs", () => {
  const routeTable = `${group}/providers/Microsoft.Network/routeTables/rt`;
  const subscriptionScope = group.replace(/\/resourceGroups.*/, '');
  const otherGroup = group.replace('rg-shop', 'rg-other');
  const storage = `${group}/providers/Microsoft.Storage/storageAccounts/s`;
  const routes = "The subnet snet-aks can't be read, so whether it has a route table isn't known: AuthorizationFailed";

  it.each<[string, string, 'open' | 'lost' | 'safe']>([
    ['Network Contributor', routeTable, 'open'],
    ['Reader', routeTable, 'open'],
    ['Owner', routeTable, 'open'],
    ['Managed Identity Operator', routeTable, 'safe'],
    ['Network Contributor', otherGroup, 'open'],
    ['Managed Identity Operator', otherGroup, 'safe'],
    ['Network Contributor', subscriptionScope, 'lost'],
    ['Network Contributor', group, 'lost'],
    ['Reader', subscriptionScope, 'open'],
    ['Reader', nodeGroup, 'safe'],
    ['Network Contributor', nodeGroup, 'safe'],
    ['Owner', nodeGroup, 'lost'],
    ['Network Contributor', storage, 'safe'],
    ['Owner', storage, 'safe'],
  ])('of %s is judged by its scope: row %#', (name, scope, fate) => {
    const gone = assigned(name, scope, guid(10));
    const found = planned(remove(gone), { resources: [own, cp, subnet], assignments: [gone], forbidden: ['resource'] });
    expect(disruptive(found) > 0).toBe(fate === 'lost');
    if (fate === 'open') expect(check(found)).toMatchObject({ verdict: 'unknown', detail: lacks + routes });
    if (fate === 'safe') expect(check(found)).toMatchObject({ verdict: 'pass' });
    const [first] = found.warnings;
    if (fate === 'open')
      expect(first!.text).toBe('It is held by the control plane of shop-weu. Whether shop-weu needs it is not known.');
    if (fate === 'safe') expect(first!.text).toContain('loses nothing that AKS is known to need.');
  });
});
