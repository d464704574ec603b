import { about, unreadable } from '../../../support/domain/factsOf.ts';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import type { Facts } from '../../../../src/domain/cluster/facts.ts';
import type { LostNeed } from '../../../../src/domain/plan/plan.ts';
import { stillLost, stillLostWords } from '../../../../src/domain/plan/grants/stillLost.ts';
import { cp, onSubnet, planned, subnet } from '../../../support/domain/plans/identityPlans.ts';
import {
  assigned,
  cluster,
  defaultKubelet,
  group,
  guid,
  subnetId,
  userAssigned,
  worldFacts,
  type World,
} from '../../../support/domain/worldFacts.ts';
import { textsOf } from '../../../../src/sentences/textOf.ts';

const own = cluster(userAssigned('id-shop', guid(10)), { ...onSubnet, identityProfile: defaultKubelet });
const join = assigned('Network Contributor', subnetId, guid(10));
const world: World = { resources: [own, cp, subnet], assignments: [join] };
const foreseen: readonly LostNeed[] = planned({ kind: 'removeRole', roleAssignmentId: join.id }, world).lost ?? [];
const wordsIn = (now: World | Facts): readonly string[] =>
  textsOf(stillLostWords(stillLost(foreseen, 'get' in now ? now : worldFacts(now))));

describe('what a plan foresaw to be lost', () => {
  it('is missing once it is gone, with the change that grants it again', () => {
    const now = { ...world, assignments: [] };
    expect(wordsIn(now)).toEqual([
      "1 role is missing now: Network Contributor of shop-weu's control plane on subnet snet-aks.",
    ]);
    expect(stillLost(foreseen, worldFacts(now))).toMatchObject([{ fix: foreseen[0]!.fix }]);
  });

  it.each<[string, World]>([
    ['is still there', world],
    ['is granted by another role', { ...world, assignments: [assigned('Owner', group, guid(10))] }],
    ['is of a cluster that is gone', { resources: [cp, subnet], assignments: [] }],
    [
      'is of an identity that the cluster does not use any more',
      {
        resources: [
          cluster(userAssigned('id-new', guid(11)), { ...onSubnet, identityProfile: defaultKubelet }),
          subnet,
        ],
        assignments: [],
      },
    ],
  ])('is no loss where it %s', (_, now) => {
    expect(wordsIn(now)).toEqual([]);
  });

  it('is none while the cluster is not read yet', () => {
    const facts = worldFacts(world);
    const get = (read: Parameters<Facts['get']>[0]) => (read.kind === 'cluster' ? undefined : facts.get(read));
    expect(wordsIn({ ...facts, get: get })).toEqual([]);
  });

  const upper = 'ABCDEF00-0000-4000-8000-00000000000A';
  const lower = 'abcdef00-0000-4000-8000-00000000000a';
  const addonProfiles = { azurepolicy: { enabled: true, identity: { objectId: upper, clientId: guid(81) } } };
  it.each<[string, JsonObject, string, boolean]>([
    ['the control plane', { identity: userAssigned('id-shop', upper) }, lower, true],
    ['an add-on', { addonProfiles }, lower, true],
    ['an add-on, in other casing', { addonProfiles }, upper, true],
    ['nobody any more', { addonProfiles }, guid(77), false],
    ['nobody that is known, while the nodes are not', { identityProfile: {} }, guid(77), true],
  ])('of %s', (_, { identity, ...properties }: JsonObject, principalId, isLost) => {
    const of = cluster((identity ?? userAssigned('id-shop', guid(10))) as JsonObject, {
      ...onSubnet,
      identityProfile: defaultKubelet,
      ...properties,
    });
    const lost = foreseen.map((each) => ({ ...each, principalId }));
    const found = stillLost(lost, worldFacts({ resources: [of, subnet], assignments: [] }));
    expect(found).toHaveLength(isLost ? 1 : 0);
  });

  it.each([
    ['the roles', 'assignments', "Role assignments can't be read: No."],
    ['the cluster', 'cluster', "The cluster shop-weu can't be read: No."],
  ])("is unknown, with the reason, where %s can't be read", (_, kind, reason) => {
    const facts = worldFacts({ ...world, assignments: [] });
    const get = (read: Parameters<Facts['get']>[0]) =>
      read.kind === kind ? about(read, unreadable('No.')) : facts.get(read);
    expect(wordsIn({ ...facts, get: get as Facts['get'] })).toEqual([
      `It isn't known whether Network Contributor of shop-weu's control plane on subnet snet-aks is missing: ${reason}`,
    ]);
  });
});
