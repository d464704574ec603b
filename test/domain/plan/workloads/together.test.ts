import { describe, expect, it } from 'vitest';
import type { Change } from '../../../../src/domain/change/change.ts';
import type { IdentityCredential } from '../../../../src/domain/cluster/facts.ts';
import { planChanges } from '../../../../src/domain/plan/whole/planChanges.ts';
import { cp, planned } from '../../../support/domain/plans/identityPlans.ts';
import { credential, goneIssuer, ready } from '../../../support/domain/workloadFixture.ts';
import {
  cluster,
  clusterId,
  groupResource,
  guid,
  identity,
  identityId,
  sub,
  systemAssigned,
  worldFacts,
  type World,
} from '../../../support/domain/worldFacts.ts';

const world: World = { resources: [cluster(systemAssigned, ready), cp] };
const connect = (namespace: string, serviceAccount: string): Change => ({
  kind: 'createCredential',
  identityId: identityId('id-shop'),
  clusterId,
  namespace,
  serviceAccount,
});
const paths = (changes: readonly Change[], of: World = world): readonly string[] =>
  planChanges(changes, worldFacts(of)).steps.map(({ request }) => request.path);

describe('several changes of workloads in one plan', () => {
  it('give two accounts whose names read alike credentials of their own', () => {
    expect(new Set(paths([connect('a-b', 'c'), connect('a', 'b-c')])).size).toBe(2);
  });

  it('send one credential once, however often it is asked for', () => {
    expect(paths([connect('shop', 'cart'), connect('shop', 'cart')])).toHaveLength(1);
  });

  it('give two identities of the same name bindings of their own', () => {
    const twin = identityId('id-shop').replace('rg-shop', 'rg-two');
    const bind = (id: string): Change => ({ kind: 'bindIdentity', clusterId, identityId: id });
    const resources = [...world.resources, { ...identity('id-shop', guid(33)), id: twin }];
    expect(new Set(paths([bind(identityId('id-shop')), bind(twin)], { resources })).size).toBe(2);
  });

  it('count a credential that is there already only once towards the limit of twenty', () => {
    const others = Array.from({ length: 18 }, (_, n) =>
      credential({ name: `other-${n}`, issuer: 'https://example.org', subject: `s${n}` }),
    );
    const credentials = [credential({ name: 'mine' }), ...others];
    expect(paths([connect('shop', 'cart'), connect('shop', 'web')], { ...world, credentials })).toHaveLength(2);
    expect(() => paths([connect('shop', 'api'), connect('shop', 'web')], { ...world, credentials })).toThrow(/20/);
  });

  const goneOf = (name: string): IdentityCredential =>
    credential({ name, issuer: goneIssuer, subject: `system:serviceaccount:old:${name}` });
  const many = (count: number, ...more: IdentityCredential[]): World => ({
    ...world,
    credentials: [
      ...more,
      ...Array.from({ length: count - more.length }, (_, n) =>
        credential({ name: `other-${n}`, issuer: 'https://example.org', subject: `s${n}` }),
      ),
    ],
  });
  const bind: Change = { kind: 'bindIdentity', clusterId, identityId: identityId('id-shop') };
  const move: Change = { kind: 'moveCredentials', fromIssuer: goneIssuer, clusterId };
  const drop = (name: string): Change => ({
    kind: 'deleteCredential',
    credentialId: `${identityId('id-shop')}/federatedIdentityCredentials/${name}`,
  });

  it.each<[string, readonly Change[]]>([
    ['a credential and then a binding', [connect('shop', 'cart'), bind]],
    ['a binding and then a credential', [bind, connect('shop', 'cart')]],
  ])('are refused where an identity with 19 has no room for %s (W-03, W-06)', (_, changes) => {
    expect(() => paths(changes, many(19))).toThrow(
      /id-shop has 19 of 20 federated credentials and gets 1 more earlier in this plan, /,
    );
    expect(paths(changes, many(18))).toHaveLength(2);
  });

  it('leave a new identity no room for a binding next to twenty credentials (W-03, W-06)', () => {
    const make: Change = {
      kind: 'createIdentity',
      subscriptionId: sub,
      resourceGroup: 'rg-shop',
      name: 'id-new',
      location: 'westeurope',
    };
    const id = identityId('id-new');
    const all = (count: number): readonly Change[] =>
      Array.from({ length: count }, (_, n) => ({ ...connect('shop', `a${n}`), identityId: id }) as Change);
    const resources = [...world.resources, groupResource];
    const of = (count: number): readonly string[] =>
      paths([make, ...all(count), { ...bind, identityId: id }], { resources });
    expect(of(19)).toHaveLength(21);
    expect(() => of(20)).toThrow(/id-new has 0 of 20 federated credentials and gets 20 more .*first binding needs one/);
  });

  it('move one credential after the other where an earlier one takes the last place (W-05)', () => {
    const kindsOf = (first: Change): readonly string[] =>
      planChanges([first, move], worldFacts(many(19, goneOf('a')))).steps.map(({ kind }) => kind);
    expect(kindsOf(connect('shop', 'cart'))).toEqual(['createCredential', 'deleteCredential', 'createCredential']);
    expect(kindsOf(bind)).toEqual(['createBinding', 'deleteCredential', 'createCredential']);
  });

  it('count a place that an earlier one has freed (W-03)', () => {
    expect(paths([drop('other-0'), connect('shop', 'cart')], many(20))).toHaveLength(2);
    expect(() => paths([connect('shop', 'cart'), drop('other-0')], many(20))).toThrow(
      'id-shop has 20 of 20 federated credentials, so there is no room for 1 more. Bind the identity',
    );
  });
});

describe('removing a binding', () => {
  it('is done already where its cluster is gone', () => {
    const result = planned(
      { kind: 'unbindIdentity', bindingId: `${clusterId}/identityBindings/app` },
      { resources: [] },
    );
    expect(result.checks).toMatchObject([{ title: 'Already removed' }]);
    expect(result.steps).toHaveLength(1);
  });
});
