import { describe, expect, it } from 'vitest';
import type { Change } from '../../../../src/domain/change/change.ts';
import { plan } from '../../../../src/domain/planners/planChanges.ts';
import { contextDone } from '../../../support/domain/resumed.ts';
import { cp, kinds, planned, refusal } from '../../../support/domain/identityPlans.ts';
import { binding, credential, goneIssuer, issuer, issuing, ready } from '../../../support/domain/workloadFixture.ts';
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
import type { ArmId } from '../../../../src/domain/arm/resourceId.ts';

const off = cluster(systemAssigned);
const on = cluster(systemAssigned, ready);
const move = (more: object = {}): Change => ({ kind: 'moveCredentials', fromIssuer: goneIssuer, clusterId, ...more });
const bind = (more: object = {}): Change => ({
  kind: 'bindIdentity',
  clusterId,
  identityId: identityId('id-shop'),
  ...more,
});
const reader = [{ actions: ['*/read'], notActions: [], dataActions: [], notDataActions: [] }];

describe('moving credentials to a cluster that was created again (W-05)', () => {
  const id = (n: number): ArmId => identityId(`id-${n}`) as ArmId;
  const all = [1, 2].flatMap((n) =>
    ['a', 'b'].map((account) =>
      credential({
        identityId: id(n),
        name: `shop-weu-ns-${account}`,
        subject: `system:serviceaccount:ns:${account}`,
        issuer: goneIssuer,
      }),
    ),
  );
  const resources = [on, identity('id-1', guid(21)), identity('id-2', guid(22))];

  it('moving credentials to a cluster that was created again makes each new credential before the old one goes, identity by identity in turns (W-05)', () => {
    const { steps } = planned(move(), { resources, credentials: all });
    expect(kinds({ steps } as never)).toEqual([
      ...['createCredential', 'createCredential', 'deleteCredential', 'deleteCredential'],
      ...['createCredential', 'createCredential', 'deleteCredential', 'deleteCredential'],
    ]);
    const [first] = steps;
    expect(first?.request.path).toMatch(/id-1\/federatedIdentityCredentials\/shop-weu-ns-a-[0-9a-f]{8}$/);
    expect(first?.request.body).toMatchObject({ properties: { issuer, subject: 'system:serviceaccount:ns:a' } });
  });

  it('moving credentials to a cluster that was created again moves only the identities that are named (W-05)', () => {
    const { steps } = planned(move({ identityIds: [id(2)] }), { resources, credentials: all });
    expect(steps.every(({ request }) => request.path.includes('id-2'))).toBe(true);
  });

  it('moving credentials to a cluster that was created again removes first where an identity is full (W-05)', () => {
    const full = Array.from({ length: 20 }, (_, i) =>
      credential({
        identityId: id(1),
        name: `c${i}`,
        subject: `system:serviceaccount:ns:a${i}`,
        issuer: i === 0 ? goneIssuer : 'https://x',
      }),
    );
    expect(kinds(planned(move(), { resources, credentials: full }))).toEqual(['deleteCredential', 'createCredential']);
  });

  it('moving credentials to a cluster that was created again plans what is left after a break, and once all is done only what has to be there still (W-05)', () => {
    const whole = planned(move(), { resources, credentials: all });
    const moved = all.slice(1);
    const again = plan([move()], worldFacts({ resources, credentials: moved }), contextDone(whole, 3));
    expect(again.steps.map(({ id: step }) => step).every((step) => whole.steps.some((one) => one.id === step))).toBe(
      true,
    );
    const { steps } = plan([move()], worldFacts({ resources, credentials: [] }), contextDone(whole, 8));
    expect(steps).toEqual(whole.steps.filter(({ kind }) => kind === 'createCredential'));
  });

  it.each<[string, object, World, RegExp]>([
    ['the issuer of the cluster itself', { fromIssuer: issuer }, { resources }, /both issuers are the same/],
    ['an issuer that no credential names', {}, { resources }, /No visible credential/],
    ['a cluster without an issuer', {}, { resources: [off] }, /no OIDC issuer/],
  ])('%s is refused', (_, more, world, message) => {
    expect(refusal(move(more), world).message).toMatch(message);
  });
});

describe('identity bindings (W-06)', () => {
  const world: World = { resources: [on, cp] };

  const twenty = Array.from({ length: 20 }, (_, n) => credential({ name: `c${n}` }));

  it('identity bindings need no room where the identity has their credential already, and say where that can not be told (W-06)', () => {
    const shared = credential({ name: 'aks-identity-binding' });
    expect(planned(bind(), { ...world, credentials: [...twenty.slice(1), shared] }).steps).toHaveLength(1);
    expect(planned(bind(), { ...world, forbidden: ['federatedCredentials'] }).checks).toContainEqual(
      expect.objectContaining({ title: 'The credential aks-identity-binding has room', verdict: 'unknown' }),
    );
  });

  it('identity bindings are one request with the identity (W-06)', () => {
    expect(planned(bind(), world).steps).toMatchObject([
      {
        kind: 'createBinding',
        request: {
          method: 'PUT',
          path: `${clusterId}/identityBindings/idshop`,
          body: { properties: { managedIdentity: { resourceId: identityId('id-shop') } } },
        },
      },
    ]);
  });

  it.each<[string, World, object, RegExp]>([
    [
      'a preview that is not registered',
      { ...world, feature: 'NotRegistered' },
      {},
      /az feature register .*IdentityBindingPreview/,
    ],
    ['a preview that is being registered', { ...world, feature: 'Registering' }, {}, /15 minutes/],
    ['workload identity that is off', { resources: [cluster(systemAssigned, issuing), cp] }, {}, /Turn them on first/],
    [
      'API server VNet integration',
      {
        resources: [cluster(systemAssigned, { ...ready, apiServerAccessProfile: { enableVnetIntegration: true } }), cp],
      },
      {},
      /VNet integration/,
    ],
    ['a name with a hyphen', world, { name: 'id-shop' }, /1-63 lower-case/],
    [
      'a chosen name that is taken',
      { ...world, bindings: [binding({ identityId: identityId('id-x') as ArmId })] },
      { name: 'idshop' },
      /exists already/,
    ],
    [
      'an identity without room for the credential of bindings',
      { ...world, credentials: twenty },
      {},
      /20 federated credentials.*Remove one first/,
    ],
    [
      'an identity in a region without credentials',
      { resources: [on, identity('id-shop', guid(10), { location: 'malaysiasouth' })] },
      {},
      /can't have federated credentials/,
    ],
    ['bindings that can not be read', { ...world, forbidden: ['bindings'] }, {}, /can't be read/],
  ])('%s is refused', (_, of, more, message) => {
    expect(refusal(bind(more), of).message).toMatch(message);
  });

  it('identity bindings are unknown where the registration can not be read (W-06)', () => {
    expect(planned(bind(), { ...world, forbidden: ['feature'] }).checks).toContainEqual(
      expect.objectContaining({ title: 'The preview IdentityBindingPreview is registered', verdict: 'unknown' }),
    );
  });

  it('identity bindings write nothing where the identity is bound already (W-06)', () => {
    expect(planned(bind(), { ...world, bindings: [binding({ name: 'mine' })], caller: reader }).checks).toMatchObject([
      { title: 'Already bound', verdict: 'pass' },
    ]);
  });

  it('identity bindings are removed with the eTag and a confirmation, and say that the credential stays (W-06)', () => {
    const change: Change = { kind: 'unbindIdentity', bindingId: binding().id };
    const result = planned(change, { ...world, bindings: [binding()] });
    expect(result).toMatchObject({ confirmName: 'shop-weu', steps: [{ kind: 'deleteBinding', eTag: 'etag-b' }] });
    expect(result.next.join()).toMatch(/aks-identity-binding of id-shop stays/);
    expect(planned(change, world).checks).toMatchObject([{ title: 'Already removed' }]);
  });
});
