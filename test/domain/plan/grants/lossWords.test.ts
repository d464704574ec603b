/** How the loss of a need is worded, for every kind of holder. */
import { describe, expect, it } from 'vitest';
import { role } from '../../../../src/domain/access/roles.ts';
import { clusterOf } from '../../../../src/domain/cluster/fromArm.ts';
import type { Need } from '../../../../src/domain/needs/need.ts';
import type { JudgedLoss } from '../../../../src/domain/plan/grants/lossJudgement.ts';
import { clusterNames, lossWords } from '../../../../src/domain/plan/grants/lossWords.ts';
import {
  cluster,
  clusterId,
  group,
  registryId,
  sub,
  subnetId,
  systemAssigned,
} from '../../../support/domain/worldFacts.ts';
import { say, verbatim, type Phrase } from '../../../../src/sentences/words.ts';
import { textOf } from '../../../../src/sentences/textOf.ts';

const shop = clusterOf(cluster(systemAssigned));
const elsewhere = '99999999-1111-4111-8111-111111111111';
const named = (id: string) => clusterOf({ ...cluster(systemAssigned), id });
const names = (id: string): string | undefined => (id === elsewhere ? 'Other' : undefined);
const need = (more: Partial<Need> = {}): Need => ({
  id: 'P-02',
  identity: 'controlPlane',
  role: role.networkContributor,
  scope: subnetId,
  actions: [],
  why: say`Nodes can't join.`,
  source: 'https://x',
  ...more,
});
const judged = (more: Partial<Need> = {}, others: Partial<JudgedLoss> = {}): JudgedLoss =>
  ({
    cluster: shop,
    need: need(more),
    place: 'subnet snet-aks',
    principalId: 'p',
    fate: 'lost',
    servedBy: [],
    after: {},
    ...others,
  }) as unknown as JudgedLoss;
const pull = (place: string, scope = registryId): JudgedLoss =>
  judged({ id: 'P-31', identity: 'kubelet', role: role.acrPull, scope }, { place });
const words = lossWords((each) => each.name);
const lostTexts = (...all: readonly JudgedLoss[]): readonly string[] => words.lost(all).map(({ text }) => textOf(text));

describe('the name of a cluster', () => {
  it('is what it is called, with its group or subscription where another is called the same', () => {
    const twin = named(clusterId.replace('rg-shop', 'rg-pay'));
    const far = named(clusterId.replace(sub, elsewhere));
    const nameIn = (...all: readonly (typeof shop)[]): Phrase => clusterNames(all, names)(shop);
    expect(nameIn(shop)).toBe('shop-weu');
    expect(nameIn(shop, named(clusterId.toUpperCase()), { ...twin, name: 'pay-weu' })).toBe('shop-weu');
    expect(nameIn(shop, twin)).toBe('shop-weu in rg-shop');
    expect(clusterNames([shop, far], names)(far)).toBe('shop-weu in Other');
    expect(clusterNames([shop, twin, { ...far, resourceGroup: 'RG-SHOP' }], names)(far)).toBe('shop-weu in Other');
  });
});

describe('a need that is lost', () => {
  it.each<[string, Partial<Need>, string, string]>([
    [
      'what AKS needs',
      {},
      'disruption',
      "shop-weu's control plane needs Network Contributor on subnet snet-aks, and nothing else grants it. Nodes can't join.",
    ],
    [
      'what is only advised',
      { advice: true },
      'warning',
      "shop-weu's control plane has Network Contributor on subnet snet-aks, and nothing else grants it. Nodes can't join.",
    ],
    [
      'what AKS grants itself, though advised',
      { advice: true, grantedByAks: true },
      'disruption',
      "shop-weu's control plane needs Network Contributor on subnet snet-aks, and nothing else grants it. Without it, AKS can't manage the cluster's nodes, load balancers and public IP addresses: scaling, upgrades and new services fail.",
    ],
    [
      'what nodes need',
      { identity: 'kubelet' },
      'disruption',
      "shop-weu's kubelet needs Network Contributor on subnet snet-aks, and nothing else grants it. Nodes can't join.",
    ],
    [
      'what a service principal needs',
      { identity: 'servicePrincipal' },
      'disruption',
      "shop-weu's service principal needs Network Contributor on subnet snet-aks, and nothing else grants it. Nodes can't join.",
    ],
  ])('%s', (_, more, severity, text) => {
    const { principalId, need } = judged(more);
    const warned = { id: 'lostRole', values: [principalId, need.role.id, need.scope], clusterId: shop.id };
    expect(words.lost([judged(more)])).toEqual([{ ...warned, severity, text, source: 'https://x' }]);
  });

  it('by an add-on names it', () => {
    expect(lostTexts(judged({ identity: 'azurePolicy' }))[0]).toMatch(/^shop-weu's .*olicy.* needs /);
  });

  it('by a cluster with a longer name is worded the other way round', () => {
    const long = lossWords(() => say`${'shop-weu'} in ${'rg-shop'}`);
    expect(long.lost([judged()])[0]!.text).toMatch(/^The control plane of shop-weu in rg-shop needs /);
    expect(long.lost([pull('registry a')])[0]!.text).toContain(
      ': the kubelet of shop-weu in rg-shop has no other role for it.',
    );
    expect(long.lostNeed(judged()).text).toBe(
      'Network Contributor of the control plane of shop-weu in rg-shop on subnet snet-aks',
    );
  });

  it('by an assumed service principal says so', () => {
    const assumed = judged({ identity: 'servicePrincipal' }, { evidence: say`It has a role there` });
    expect(lostTexts(assumed)[0]).toMatch(/ Assumed to be the service principal of shop-weu: it has a role there\.$/);
    expect(lostTexts(judged())[0]).not.toContain('Assumed');
  });

  it.each([
    [['registry a'], 'registry a'],
    [['registry a', 'registry b', 'registry c'], 'registry a, registry b, and registry c'],
    [
      ['registry a', 'registry b', 'registry c', 'registry d'],
      'registry a, registry b, registry c, and 1 more registry',
    ],
    [
      ['registry a', 'registry b', 'registry c', 'registry d', 'registry e'],
      'registry a, registry b, registry c, and 2 more registries',
    ],
  ])('to pull from %j is one warning', (places, from) => {
    expect(lostTexts(...places.map((place) => pull(place)))).toEqual([
      `New and restarted pods of shop-weu can't pull images from ${from}: shop-weu's kubelet has no other role for it. Running containers keep running. Which images its pods use can't be seen.`,
    ]);
  });

  it('to pull is described by who could, before other needs, and as a group for groups', () => {
    const other = { ...pull('registry b'), principalId: 'q' };
    const found = lostTexts(judged(), pull('resource group rg-shop', group), other);
    expect(found).toHaveLength(3);
    expect(found[0]).toContain('from the registries in resource group rg-shop:');
    expect(found[1]).toContain('from registry b:');
    expect(found[2]).toContain('needs Network Contributor');
    expect(words.lost([])).toEqual([]);
  });

  it('can be granted again', () => {
    expect(words.lostNeed(judged())).toEqual({
      clusterId: shop.id,
      text: "Network Contributor of shop-weu's control plane on subnet snet-aks",
      fix: {
        kind: 'assignRole',
        principalId: 'p',
        principalType: 'ServicePrincipal',
        role: { id: role.networkContributor.id },
        scope: subnetId,
      },
      need: need(),
      principalId: 'p',
    });
  });
});

describe('a need that is not lost', () => {
  it('that is kept says by what, or that this takes time', () => {
    const kept = (isMade: boolean, reason?: string): string =>
      textOf(
        words.kept(
          judged(
            {},
            { after: { ...(reason === undefined ? {} : { reason: verbatim(reason) }) } as JudgedLoss['after'] },
          ),
          isMade,
        ).text,
      );
    expect(kept(false)).toBe("shop-weu's control plane keeps Network Contributor on subnet snet-aks by another role.");
    expect(kept(false, 'Owner on rg-shop.')).toBe(
      "shop-weu's control plane keeps Network Contributor on subnet snet-aks by another role: Owner on rg-shop.",
    );
    expect(kept(true)).toBe(
      "shop-weu's control plane has Network Contributor on subnet snet-aks only through what this plan assigns, which can take up to 60 minutes to take effect. Until then it may be without it.",
    );
    expect(words.kept(judged(), false)).toMatchObject({ severity: 'warning', source: 'https://x', clusterId: shop.id });
    const long = lossWords(() => say`${'shop-weu'} in ${'rg-shop'}`);
    expect(long.kept(judged(), true).text).toMatch(/^The control plane of shop-weu in rg-shop has /);
    expect(long.kept(judged(), false).text).toMatch(/^The control plane of shop-weu in rg-shop keeps /);
  });

  it('in doubt says why', () => {
    expect(words.open(judged({}, { reason: say`Not read yet.` }))).toBe(
      "Whether shop-weu's control plane then lacks Network Contributor on subnet snet-aks: Not read yet.",
    );
    expect(words.open(judged())).toMatch(/snet-aks: $/);
  });
});
