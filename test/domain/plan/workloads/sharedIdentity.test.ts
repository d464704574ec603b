import { inWords } from '../../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import type { ArmId } from '../../../../src/domain/arm/resourceId.ts';
import type { Change } from '../../../../src/domain/change/change.ts';
import type { Facts, Read } from '../../../../src/domain/cluster/facts.ts';
import { clusterOf } from '../../../../src/domain/cluster/fromArm.ts';
import { planChanges } from '../../../../src/domain/plan/whole/planChanges.ts';
import { answering, withGap } from '../../../support/domain/factsOf.ts';
import { cp, planned } from '../../../support/domain/plans/identityPlans.ts';
import { credential, goneIssuer, ready } from '../../../support/domain/workloadFixture.ts';
import {
  cluster,
  clusterId,
  guid,
  identity,
  identityId,
  systemAssigned,
  userAssigned,
  worldFacts,
  type World,
} from '../../../support/domain/worldFacts.ts';
import { assignment } from '../../../support/domain/clusterFixture.ts';
import { roleByName } from '../../../../src/domain/access/roles.ts';
import { textOf } from '../../../../src/sentences/textOf.ts';

const connect: Change = {
  kind: 'createCredential',
  identityId: identityId('id-shop'),
  clusterId,
  namespace: 'shop',
  serviceAccount: 'cart',
};
const bind: Change = { kind: 'bindIdentity', clusterId, identityId: identityId('id-shop') };
const kubeletOfCluster = {
  ...ready,
  identityProfile: { kubeletidentity: { resourceId: identityId('id-shop'), clientId: guid(61), objectId: guid(10) } },
};
const other = { identityId: identityId('id-two') as ArmId };
const held = [10, 22].map((n) =>
  assignment({ id: roleByName('Reader')!.guid, name: 'Reader' }, identityId('id-two'), guid(n)),
);
const plain: World = {
  resources: [cluster(systemAssigned, ready), cp, identity('id-two', guid(22))],
  assignments: held,
};
const warningsOf = (change: Change, world: World): readonly string[] =>
  planned(change, world).warnings.flatMap(({ severity, text }) => (severity === 'warning' ? [textOf(text)] : []));

describe('connecting a workload', () => {
  it.each([
    ['the kubelet identity', cluster(systemAssigned, kubeletOfCluster), 'kubelet'],
    ['the control plane identity', cluster(userAssigned('id-shop', guid(10)), ready), 'control plane'],
  ])('to %s of a cluster warns that its pods get what that may do, once', (_, own, place) => {
    const [bound, connected] = [bind, connect].map((change) =>
      warningsOf(change, { resources: [own, cp], assignments: held }),
    );
    expect(bound).toContainEqual(expect.stringContaining(`id-shop is the ${place} identity of shop-weu: `));
    const [warning, ...more] = connected!;
    expect(warning).toContain(`shop/cart can act as id-shop, the ${place} identity of shop-weu.`);
    expect([...bound!, warning].join()).toMatch(/(Give the workload an identity of its own.*){2}/);
    expect(more).toEqual([]);
  });

  it.each<[string, Partial<World>]>([
    ["the credentials of others can't be listed", { forbidden: ['credentials'] }],
    ['the other cluster shows nothing of an issuer', {}],
  ])('to the identity of another cluster warns of that also where %s', (_, more) => {
    const two = { ...cluster(userAssigned('id-shop', guid(10))), id: `${clusterId}2`, name: 'two-weu' };
    const resources = [cluster(systemAssigned, ready), two, cp];
    expect(warningsOf(connect, { resources, ...more }).join()).toContain('the control plane identity of two-weu');
  });

  it.each<[string, Change]>([
    ['connecting a workload', connect],
    ['binding an identity', bind],
    ['giving a role', { kind: 'assignRole', principalId: guid(10), role: { name: 'Reader' }, scope: clusterId }],
  ])('warns that other clusters may report it if not all can be listed: %s (R-33)', (_, change) => {
    const lists: World = { ...plain, credentials: [credential({ name: 'aks-identity-binding', subject: '' })] };
    const unknown = (facts: Facts) =>
      planChanges([change], facts).checks.find(({ title }) => textOf(title) === 'What will be found on other clusters');
    expect(unknown(worldFacts(lists))).toBeUndefined();
    const gaps = answering(worldFacts(lists), { clusters: withGap([clusterOf(plain.resources[0]!)]) });
    for (const facts of [gaps, worldFacts({ ...lists, forbidden: ['clusters'] })])
      expect(unknown(facts)).toMatchObject({
        verdict: 'unknown',
        detail: expect.stringContaining('Clusters') as string,
      });
  });

  it.each<[Read['kind'], string]>([
    ['federatedCredentials', 'Federated credentials of id-shop: AuthorizationFailed'],
    ['bindings', "The bindings of shop-weu can't be read: AuthorizationFailed"],
    ['identities', 'Identities: AuthorizationFailed'],
  ])("giving a role warns that other clusters may report it if %s can't be read", (kind, why) => {
    const credentials = [credential({ name: 'aks-identity-binding' })];
    const give: Change = { kind: 'assignRole', principalId: guid(10), role: { name: 'Reader' }, scope: clusterId };
    expect(inWords(planned(give, { ...plain, credentials, forbidden: [kind] }).checks)).toContainEqual({
      id: 'foreseen',
      about: ['other clusters'],
      title: 'What will be found on other clusters',
      verdict: 'unknown',
      detail: expect.stringContaining(why) as string,
    });
  });

  it('to an identity of its own warns of nothing', () => {
    expect(warningsOf(connect, plain)).toEqual([]);
    expect(planned(connect, plain).checks.filter(({ verdict }) => verdict === 'unknown')).toEqual([]);
  });

  it('that another identity trusts already warns that the annotation decides', () => {
    const world: World = { ...plain, credentials: [credential(other)] };
    expect(warningsOf(connect, world)).toEqual([expect.stringMatching(/^shop\/cart can also act as id-two\./)]);
  });

  it.each([
    ['another account', { subject: 'system:serviceaccount:shop:web' }],
    ['another cluster', { issuer: goneIssuer }],
    ['another audience', { audiences: ['api://other'] }],
    ['whoever matches an expression', { expression: 'x' }],
  ])('warns of no other identity that trusts %s', (_, more) => {
    expect(warningsOf(connect, { ...plain, credentials: [credential({ ...other, ...more })] })).toEqual([]);
  });

  it('says where it is not known whether another identity trusts it', () => {
    expect(inWords(planned(connect, { ...plain, forbidden: ['credentials'] }).checks)).toContainEqual({
      id: 'otherTrust',
      about: ['shop/cart'],
      title: 'Whether another identity trusts shop/cart',
      verdict: 'unknown',
      detail: 'AuthorizationFailed',
    });
  });

  it('that is connected already warns of nothing', () => {
    const own = [credential(), credential(other)];
    expect(warningsOf(connect, { ...plain, credentials: own })).toEqual([]);
  });
});
