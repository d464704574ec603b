import { describe, expect, it } from 'vitest';
import type { Change } from '../../../../src/domain/change/change.ts';
import { plan } from '../../../../src/domain/planners/planChanges.ts';
import { cp, planned } from '../../../support/domain/identityPlans.ts';
import { credential, ready } from '../../../support/domain/workloadFixture.ts';
import {
  cluster,
  clusterId,
  guid,
  identity,
  identityId,
  systemAssigned,
  worldFacts,
} from '../../../support/domain/worldFacts.ts';
import type { World } from '../../../support/domain/worldFacts.ts';

const world: World = { resources: [cluster(systemAssigned, ready), cp] };
const connect = (namespace: string, serviceAccount: string): Change => ({
  kind: 'createCredential',
  ...{ identityId: identityId('id-shop'), clusterId, namespace, serviceAccount },
});
const paths = (changes: readonly Change[], of: World = world): readonly string[] =>
  plan(changes, worldFacts(of)).steps.map(({ request }) => request.path);

describe('several changes of workloads in one plan', () => {
  it('several changes of workloads in one plan give two accounts whose names read alike credentials of their own', () => {
    expect(new Set(paths([connect('a-b', 'c'), connect('a', 'b-c')])).size).toBe(2);
  });

  it('several changes of workloads in one plan send one credential once, however often it is asked for', () => {
    expect(paths([connect('shop', 'cart'), connect('shop', 'cart')])).toHaveLength(1);
  });

  it('several changes of workloads in one plan give two identities of the same name bindings of their own', () => {
    const twin = identityId('id-shop').replace('rg-shop', 'rg-two');
    const bind = (id: string): Change => ({ kind: 'bindIdentity', clusterId, identityId: id });
    const resources = [...world.resources, { ...identity('id-shop', guid(33)), id: twin }];
    expect(new Set(paths([bind(identityId('id-shop')), bind(twin)], { resources })).size).toBe(2);
  });

  it('several changes of workloads in one plan count a credential that is there already only once towards the limit of twenty', () => {
    const others = Array.from({ length: 18 }, (_, n) =>
      credential({ name: `other-${n}`, issuer: 'https://example.org', subject: `s${n}` }),
    );
    const credentials = [credential({ name: 'mine' }), ...others];
    expect(paths([connect('shop', 'cart'), connect('shop', 'web')], { ...world, credentials })).toHaveLength(2);
    expect(() => paths([connect('shop', 'api'), connect('shop', 'web')], { ...world, credentials })).toThrow(/20/);
  });
});

describe('removing a binding', () => {
  it('removing a binding is done already where its cluster is gone', () => {
    const result = planned(
      { kind: 'unbindIdentity', bindingId: `${clusterId}/identityBindings/app` },
      { resources: [] },
    );
    expect(result.checks).toMatchObject([{ title: 'Already removed' }]);
    expect(result.steps).toHaveLength(1);
  });
});
