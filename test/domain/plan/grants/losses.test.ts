/** What a plan says about everything that clusters lose: who needs it, what is unknown, and what has to be typed. */
import { inWords } from '../../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import { clusterOf } from '../../../../src/domain/cluster/fromArm.ts';
import type { RoleAssignment } from '../../../../src/domain/cluster/model.ts';
import { lossesOf, type Losses } from '../../../../src/domain/plan/grants/lostNeeds.ts';
import type { Removal } from '../../../../src/domain/plan/planPart.ts';
import {
  assignment,
  azure,
  cluster as fixture,
  clusterId as fixtureId,
  kubeletPrincipal,
  registryId as fixtureRegistry,
} from '../../../support/domain/clusterFixture.ts';
import { factsOf, found } from '../../../support/domain/factsOf.ts';
import { cp, onSubnet, other, registry, subnet } from '../../../support/domain/plans/identityPlans.ts';
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
import { textOf } from '../../../../src/sentences/textOf.ts';

const own = cluster(userAssigned('id-shop', guid(10)), { ...onSubnet, identityProfile: defaultKubelet });
const named = (name: string, of: JsonObject = own): JsonObject => ({
  ...of,
  id: clusterId.replace(/shop-weu$/, name),
  name,
});
const pay = named('pay-weu');
const join = assigned('Network Contributor', subnetId, guid(10));
const onNodes = assigned('Contributor', nodeGroup, guid(10));
const pull = assigned('AcrPull', registryId, guid(60));
const removal = (one: RoleAssignment, of?: JsonObject): Removal => ({
  assignment: one,
  via: {},
  ...(of ? { of: clusterOf(of) } : {}),
});
const losses = (gone: readonly (RoleAssignment | Removal)[], world: Partial<World> = {}): Losses => {
  const removals = gone.map((one) => ('assignment' in one ? one : removal(one)));
  const assignments = removals.map((one) => one.assignment);
  const resources = [own, cp, other, subnet, registry];
  return lossesOf({ removals, made: [] }, worldFacts({ resources, assignments, ...world }));
};
const withClusters = (...clusters: readonly JsonObject[]): Partial<World> => ({
  resources: [...clusters, cp, other, subnet, registry],
});
const check = ({ checks }: Losses) => checks.find(({ id }) => id === 'needed');
const texts = ({ warnings }: Losses): readonly string[] => warnings.map(({ text }) => textOf(text));

describe('what clusters lose', () => {
  it('with nothing is nothing', () => {
    const { neededBy, ...rest } = losses([]);
    expect(rest).toEqual({ lost: [], warnings: [], checks: [], confirmNames: [] });
    expect(neededBy([removal(join)], 'it')).toBeUndefined();
  });

  it('leaves no check that says that they keep all', () => {
    const found = losses([join]);
    expect(found.lost).toHaveLength(1);
    expect(found.checks).toEqual([]);
  });

  it('that is only advised is a warning, no loss, and nothing to type', () => {
    const groupId = `${group}/providers/Microsoft.Network/networkSecurityGroups/nsg`;
    const within = { ...subnet, properties: { networkSecurityGroup: { id: groupId } } };
    const advised = assigned('Network Contributor', groupId, guid(10));
    const world = (gone: RoleAssignment): Partial<World> => ({
      resources: [own, cp, within, registry],
      assignments: [join, gone],
    });
    const sure = losses([advised], world(advised));
    expect([sure.lost, sure.confirmNames, sure.neededBy([removal(advised)], 'it')]).toEqual([[], [], undefined]);
    expect(sure.warnings.map(({ severity }) => severity)).toEqual(['warning']);
    expect(check(sure)).toMatchObject({ verdict: 'pass' });
    const limited = { ...advised, condition: "@R[x] StringEquals 'y'" };
    expect(check(losses([limited], world(limited)))).toMatchObject({ verdict: 'pass' });
  });

  it('is checked for forty of them, and the number of the others is given', () => {
    const clusters = (count: number): Partial<World> =>
      withClusters(...Array.from({ length: count }, (_, index) => named(`shop-${index}`)));
    expect(losses([join], clusters(40)).lost).toHaveLength(40);
    expect(check(losses([join], clusters(40)))).toBeUndefined();
    const more = losses([join], clusters(42));
    expect(more.lost).toHaveLength(40);
    expect(inWords(check(more))).toEqual({
      id: 'needed',
      title: 'Whether a cluster needs it',
      verdict: 'unknown',
      detail: 'Not checked: 2 more clusters with the same identity.',
    });
    expect(JSON.stringify(losses([join], clusters(41)).checks)).toContain(
      'Not checked: 1 more cluster with the same identity.',
    );
  });
});

describe('who needs what goes', () => {
  it('is named, one or several, for the removals that are asked about', () => {
    const operator = assigned('Managed Identity Operator', group, guid(11));
    const one = losses([join, operator]);
    expect(one.neededBy([removal(join)], 'it')).toBe('shop-weu needs it.');
    expect(one.neededBy([removal(operator), removal(join)], 'it')).toBe('shop-weu needs it.');
    expect(one.neededBy([removal(operator)], 'it')).toBeUndefined();
    expect(losses([join], withClusters(own, pay)).neededBy([removal(join)], 'it')).toBe(
      'shop-weu and pay-weu need it.',
    );
  });
});

describe('what has to be typed', () => {
  const both = withClusters(own, pay);
  const elsewhere = assigned('Managed Identity Operator', group, guid(11));

  it.each<[string, Losses, readonly string[]]>([
    ['the only cluster that suffers', losses([join]), ['shop-weu']],
    ['who holds the roles that several clusters need', losses([join], both), ['id-shop']],
    ['who holds all of them, where each cluster needs several', losses([join, onNodes], both), ['id-shop']],
    ['who holds them, whatever else goes', losses([elsewhere, join], both), ['id-shop']],
    ['the cluster that the change is about', losses([removal(join, own)], both), ['shop-weu']],
    [
      'the clusters, where changes are about several',
      losses([removal(join, own), removal(pull, pay)], both),
      ['shop-weu', 'pay-weu'],
    ],
    [
      'the clusters, where only one of the changes is about one',
      losses([removal(join, own), removal(pull)], both),
      ['shop-weu', 'pay-weu'],
    ],
    ['the role of who is no identity in sight', losses([pull], both), ['AcrPull']],
    ['nothing, where nothing is lost', losses([elsewhere], both), []],
  ])('is %s', (_, { confirmNames }, expected) => {
    expect(confirmNames).toEqual(expected);
  });

  it('is the clusters where neither who holds the role nor the role has a name', () => {
    const actions = ['Microsoft.ContainerRegistry/registries/pull/read'];
    const permissions = [{ actions, notActions: [], dataActions: [], notDataActions: [] }];
    const gone = assignment({ name: 'puller', id: 'custom' }, fixtureRegistry, kubeletPrincipal);
    const clusters = [fixture(), fixture({}, { id: `${fixtureId}2`, name: 'shop2' })];
    const facts = azure(
      [gone],
      [[{ kind: 'clusters', fromArm: true }, found(clusters)]],
      [{ guid: 'custom', name: 'puller', permissions }],
    );
    const { lost, confirmNames } = lossesOf({ removals: [removal(gone)], made: [] }, facts);
    expect(lost).toHaveLength(2);
    expect(confirmNames).toEqual(['shop', 'shop2']);
  });
});

describe('what is not known of losses', () => {
  it('is reported with each reason once', () => {
    expect(check(losses([join], { forbidden: ['clusters'] }))).toMatchObject({
      verdict: 'unknown',
      detail: 'Clusters: AuthorizationFailed',
    });
    const wide = assigned('AcrPull', group, guid(60));
    const unlisted = check(losses([removal(wide, own)], { forbidden: ['clusters', 'resourcesOfType'] }));
    expect(unlisted!.detail).toBe(
      "Clusters: AuthorizationFailed Which registries are in resource group rg-shop can't be read: AuthorizationFailed",
    );
    const twice = check(losses([wide, numbered(wide, 5)], { forbidden: ['resourcesOfType'] }));
    expect(twice!.detail).toBe("Which registries are in resource group rg-shop can't be read: AuthorizationFailed");
  });

  it('waits for the clusters to be read', () => {
    const facts = factsOf([]);
    expect(lossesOf({ removals: [removal(join)], made: [] }, facts).lost).toEqual([]);
    expect(facts.missed).toContainEqual({ kind: 'clusters', fromArm: true });
  });

  it("is said of the cluster whose registries can't be listed", () => {
    const wide = assigned('Contributor', group, guid(60));
    expect(texts(losses([wide], { forbidden: ['resourcesOfType'] }))).toEqual([
      'It is held by the kubelet of shop-weu. Whether shop-weu needs it is not known.',
    ]);
    expect(texts(losses([assigned('Managed Identity Operator', group, guid(60))]))).toEqual([
      'It is held by the kubelet of shop-weu. shop-weu loses nothing that AKS is known to need. What runs on its nodes may still use it.',
    ]);
  });

  it('is said of the cluster whose service principal may be in a group', () => {
    const addonProfiles = { azurepolicy: { enabled: true, identity: { objectId: guid(80), clientId: guid(81) } } };
    const old = cluster(undefined, { ...onSubnet, addonProfiles });
    const reader = assigned('Reader', subnetId, guid(80));
    const toGroup = { ...join, principalId: guid(99), principalType: 'Group' };
    const world: Partial<World> = { resources: [old, subnet], assignments: [reader, toGroup] };
    expect(texts(losses([reader], world))[0]).toMatch(/^It is held by the .* of shop-weu\. shop-weu loses nothing/);
    expect(texts(losses([reader, toGroup], world))[0]).toMatch(
      /^It is held by the .* of shop-weu. Whether shop-weu needs it is not known\.$/,
    );
  });
});

describe('what clusters keep', () => {
  it.each<[string, Losses, string]>([
    [
      'one cluster',
      losses([assigned('Managed Identity Operator', group, guid(60))]),
      'shop-weu keeps what AKS is known to need.',
    ],
    [
      'several clusters',
      losses([assigned('Managed Identity Operator', group, guid(60))], withClusters(own, pay)),
      'shop-weu and pay-weu keep what AKS is known to need.',
    ],
    [
      'no cluster',
      losses([assigned('Reader', group, guid(11))], withClusters(cluster(systemAssigned))),
      'No cluster that you can see uses it.',
    ],
  ])('is described for %s', (_, found, detail) => {
    expect(found.checks).toEqual([{ id: 'needed', title: 'No cluster needs it', verdict: 'pass', detail }]);
  });
});
