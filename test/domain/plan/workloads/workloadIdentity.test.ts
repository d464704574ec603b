import { inWords } from '../../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../../../src/domain/change/change.ts';
import { planChanges } from '../../../../src/domain/plan/whole/planChanges.ts';
import { contextDone } from '../../../support/domain/resumed.ts';
import { cp, kinds, planned, refusal } from '../../../support/domain/plans/identityPlans.ts';
import {
  audiences,
  binding,
  credential,
  goneIssuer,
  issuer,
  issuing,
  ready,
} from '../../../support/domain/workloadFixture.ts';
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
import { allSaidOf } from '../../../support/domain/plans/planPoints.ts';
import { textsOf, toText } from '../../../../src/sentences/textOf.ts';

const off = cluster(systemAssigned);
const on = cluster(systemAssigned, ready);
const turn = (enabled: boolean, oidcIssuer?: true): Change => ({
  kind: 'setWorkloadIdentity',
  clusterId,
  enabled,
  ...(oidcIssuer ? { oidcIssuer } : {}),
});
const connect = (more: object = {}): Change => ({
  kind: 'createCredential',
  identityId: identityId('id-shop'),
  namespace: 'shop',
  serviceAccount: 'cart',
  clusterId,
  ...more,
});
const remove = (name: string): Change => ({
  kind: 'deleteCredential',
  credentialId: `${identityId('id-shop')}/federatedIdentityCredentials/${name}`,
});
const reader = [{ actions: ['*/read'], notActions: [], dataActions: [], notDataActions: [] }];

describe('turning workload identity on and off', () => {
  it('is one PUT that sets the issuer and the switch and leaves the rest as it was read (W-02)', () => {
    const [step, ...others] = planned(turn(true), { resources: [cluster(systemAssigned, { future: { a: 1 } })] }).steps;
    expect(others).toEqual([]);
    expect(step).toMatchObject({ kind: 'putCluster', eTag: 'etag-1', title: 'Enable workload identity' });
    expect(step?.request.body?.['properties']).toMatchObject({
      future: { a: 1 },
      oidcIssuerProfile: { enabled: true },
      securityProfile: { workloadIdentity: { enabled: true } },
    });
    expect(step?.az).toBe(
      `az aks update --subscription ${sub} --resource-group rg-shop --name shop-weu --enable-oidc-issuer --enable-workload-identity`,
    );
  });

  it('says before that the issuer stays, unless the cluster has one already (W-02)', () => {
    const stays = /can't be turned off again/;
    const told = (world: World) => textsOf(planned(turn(true), world).warnings.map(({ text }) => text)).join(' ');
    expect(told({ resources: [off] })).toMatch(stays);
    expect(told({ resources: [cluster(systemAssigned, issuing)] })).not.toMatch(stays);
    expect(planned(turn(true), { resources: [off] }).reversible).toBe(false);
  });

  it('shows among what changes only the switches that it turns, and that the issuer stays on', () => {
    const { before, after } = planned(turn(true), { resources: [off] });
    expect(before).toEqual({ settings: { oidcIssuer: 'off' }, workloadIdentity: 'off' });
    expect(after).toEqual({ settings: { oidcIssuer: "on (can't be turned off)" }, workloadIdentity: 'on' });
    expect(planned(turn(true), { resources: [cluster(systemAssigned, issuing)] }).after).toEqual({
      workloadIdentity: 'on',
    });
  });

  it('leaves a cluster that has both as it is (W-02)', () => {
    const result = planned(turn(true), { resources: [on], caller: reader });
    expect(result.checks).toMatchObject([{ title: 'Nothing is left to do', verdict: 'pass' }]);
  });

  it('turns the issuer on alone where that is asked for (W-02)', () => {
    const [step] = planned(turn(false, true), { resources: [off] }).steps;
    expect(step?.request.body?.['properties']).toMatchObject({
      oidcIssuerProfile: { enabled: true },
      securityProfile: { workloadIdentity: { enabled: false } },
    });
  });

  it('is a disruption that has to be confirmed where workloads would lose access (W-02)', () => {
    const result = planned(turn(false), { resources: [on], credentials: [credential()] });
    expect(result.confirmName).toBe('shop-weu');
    expect(result.warnings).toMatchObject([
      {
        severity: 'disruption',
        text: 'Pods of shop/cart that start from then on get no token for Azure. Running pods keep theirs until they are replaced: by a restart, an upgrade or scaling.',
      },
    ]);
    expect(planned(turn(false), { resources: [on] }).confirmName).toBeUndefined();
  });

  it('says that credentials could not be read (W-02)', () => {
    const result = planned(turn(false), { resources: [on], forbidden: ['credentials'] });
    expect(inWords(result.checks)).toContainEqual({
      id: 'workloads',
      title: 'Whether a workload depends on it',
      verdict: 'unknown',
      detail: 'AuthorizationFailed',
    });
  });

  it('fails the check of a caller who can only read (W-02)', () => {
    expect(planned(turn(true), { resources: [off], caller: reader }).checks[0]).toMatchObject({ verdict: 'fail' });
  });
});

describe('connecting a workload', () => {
  const world: World = { resources: [on, cp] };

  it('is one credential with the issuer of the cluster and a name made of cluster, namespace and account (W-03)', () => {
    const [step] = planned(connect(), world).steps;
    expect(step?.request).toEqual({
      method: 'PUT',
      path: `${identityId('id-shop')}/federatedIdentityCredentials/shop-weu-shop-cart`,
      body: { properties: { issuer, subject: 'system:serviceaccount:shop:cart', audiences } },
    });
  });

  it('says before what another credential of the identity lets the account in to, as a plan that moves it would (W-03)', () => {
    const gone = credential({
      name: 'old',
      issuer: issuer.replace(/[0-9a-f-]{36}\/$/, '99999999-9999-4999-8999-999999999999/'),
    });
    const { before, after } = planned(connect(), { ...world, credentials: [gone] });
    const cells = ({ workloads = [] }: typeof before) =>
      workloads.map(({ account, identity, note }) => toText`${account} as ${identity} (${note ?? ''})`);
    expect(cells(before)).toEqual(['shop/cart as id-shop (cluster that is gone)']);
    expect(cells(after)).toEqual(['shop/cart as id-shop (shop-weu)']);
    expect(cells(planned(connect(), world).before)).toEqual([]);
  });

  it('warns that whoever makes objects of an operator gets the rights, where its account is connected', () => {
    const ofAccount = (namespace: string, serviceAccount: string) =>
      planned({ ...connect(), namespace, serviceAccount } as Change, world).warnings.map(({ id }) => id);
    expect(ofAccount('keda', 'keda-operator')).toContain('operatorSignsIn');
    expect(ofAccount('kube-system', 'keda-operator')).toContain('operatorSignsIn');
    expect(ofAccount('shop', 'cart')).not.toContain('operatorSignsIn');
  });

  it.each([
    ['keda', 'keda-operator', 'keda/keda-operator signs in for every TriggerAuthentication of every namespace: '],
    ['eso', 'external-secrets', 'eso/external-secrets signs in for every SecretStore of every namespace: '],
    ['argo', 'argocd-server', 'argo/argocd-server is the account of an operator that signs in for others: '],
  ])('names the objects for which the operator of %s/%s signs in, where its kind is known', (namespace, name, text) => {
    const { warnings } = planned({ ...connect(), namespace, serviceAccount: name } as Change, world);
    const warning = warnings.find(({ id }) => id === 'operatorSignsIn');
    expect(warning && toText`${warning.text}`).toContain(text);
  });

  it.each([
    ['shop', 'id-shop', ['id-shop (pod identity)'], ['id-shop (pod identity; workload identity is ready)']],
    ['shop', 'id-other', [], ['id-shop']],
    ['other', 'id-shop', [], ['id-shop']],
  ])('says before what pod identity in namespace %s gives its pods of %s', (namespace, name, before, after) => {
    const podIdentityProfile = {
      enabled: true,
      userAssignedIdentities: [{ name: 'cart', namespace, identity: { resourceId: identityId(name) } }],
    };
    const result = planned(connect(), {
      ...world,
      resources: [cluster(systemAssigned, { ...ready, podIdentityProfile }), identity('id-shop', guid(10))],
    });
    const cells = ({ workloads = [] }: typeof result.before) =>
      workloads.map(({ identity: of, note }) => (note === undefined ? toText`${of}` : toText`${of} (${note})`));
    expect([cells(result.before), cells(result.after)]).toEqual([before, after]);
  });

  it('writes nothing where a credential already accepts these tokens, whatever its name (W-03)', () => {
    const result = planned(connect(), { ...world, credentials: [credential({ name: 'mine' })], caller: reader });
    expect(result.checks).toMatchObject([{ title: 'Already connected', verdict: 'pass' }]);
    expect(result.steps).toMatchObject([{ credentialId: expect.stringMatching(/\/mine$/) as string }]);
  });

  it.each<[string, World, object, RegExp]>([
    [
      'the same pair with another audience',
      { resources: [on, cp], credentials: [credential({ audiences: ['x'] })] },
      {},
      /another audience/,
    ],
    [
      'a chosen name that is taken',
      { resources: [on, cp], credentials: [credential({ name: 'web', subject: 'x' })] },
      { name: 'web' },
      /already has a credential named web/,
    ],
    [
      'an identity that is full',
      {
        resources: [on, cp],
        credentials: Array.from({ length: 20 }, (_, i) =>
          credential({ name: `c${i}`, subject: `system:serviceaccount:a:b${i}` }),
        ),
      },
      {},
      /20 federated credentials/,
    ],
    ['a cluster without an issuer', { resources: [off, cp] }, {}, /no OIDC issuer/],
    ['a namespace that Kubernetes has not', { resources: [on, cp] }, { namespace: 'Shop' }, /lower-case/],
    ['an account that Kubernetes has not', { resources: [on, cp] }, { serviceAccount: 'cart_' }, /lower-case/],
    ['a name that is too short', { resources: [on, cp] }, { name: 'ab' }, /3-120/],
    [
      "credentials that can't be read",
      { resources: [on, cp], forbidden: ['federatedCredentials'] },
      {},
      /can't be read/,
    ],
    [
      'a region without credentials',
      { resources: [on, identity('id-shop', guid(10), { location: 'Malaysia South' })] },
      {},
      /another region/,
    ],
  ])('%s is refused', (_, of, more, message) => {
    expect(refusal(connect(more), of).message).toMatch(message);
  });

  it('takes another name where something else has the usual one (W-03)', () => {
    const [step] = planned(connect(), { ...world, credentials: [credential({ issuer: goneIssuer })] }).steps;
    expect(step?.request.path).toMatch(/\/shop-weu-shop-cart-2$/);
  });

  it('is one plan with everything before it, and continues it after a break (W-03)', () => {
    const changes: readonly Change[] = [
      turn(true),
      { kind: 'createIdentity', subscriptionId: sub, resourceGroup: 'rg-shop', name: 'id-new', location: 'westeurope' },
      connect({ identityId: identityId('id-new') }),
      { kind: 'assignRole', principalId: identityId('id-new'), role: { name: 'Reader' }, scope: clusterId },
    ];
    const before: World = { resources: [off, groupResource] };
    const whole = planChanges(changes, worldFacts(before));
    expect(kinds(whole)).toEqual(['putCluster', 'createIdentity', 'createCredential', 'assignRole']);
    expect(whole.steps[2]?.request.body).toMatchObject({ properties: { issuer: '{issuerUrl}' } });
    expect(whole.steps[3]).toMatchObject({ principal: { kind: 'identity' } });
    expect(allSaidOf(whole).match(/restart/g)).toHaveLength(1);
    const after: World = { resources: [on, groupResource, identity('id-new', guid(90))] };
    const again = planChanges(changes, worldFacts(after), contextDone(whole, 2));
    expect(again.steps[2]).toEqual(whole.steps[2]);
  });

  it('says that pods get no token where workload identity is off, with the way to turn it on (W-03)', () => {
    const { checks } = planned(connect(), { resources: [cluster(systemAssigned, issuing), cp] });
    expect(checks).toContainEqual(expect.objectContaining({ verdict: 'unknown', fix: turn(true) }));
  });
});

describe('removing a credential', () => {
  const world: World = { resources: [on, cp], credentials: [credential()] };

  it('names the pods that lose access, and asks for the name of their cluster (W-04)', () => {
    const result = planned(remove('shop-weu-shop-cart'), world);
    expect(result.confirmName).toBe('shop-weu');
    expect(result.warnings).toMatchObject([
      { severity: 'disruption', text: expect.stringContaining('shop/cart') as string },
    ]);
  });

  it('is harmless for an issuer that no cluster in sight has (W-04)', () => {
    const result = planned(remove('old'), {
      resources: [on, cp],
      credentials: [credential({ name: 'old', issuer: goneIssuer })],
    });
    expect(result).toMatchObject({ warnings: [], steps: [{ kind: 'deleteCredential' }] });
    expect(result.confirmName).toBeUndefined();
  });

  it('has nothing to do where it is gone (W-04)', () => {
    expect(planned(remove('gone'), world).checks).toMatchObject([{ title: 'Already removed' }]);
  });

  const shared = credential({ name: 'aks-identity-binding', issuer: `https://ib.oic.prod-aks.azure.com/t/c` });

  it('is refused for the credential of bindings while a binding names the identity (W-04)', () => {
    const bound: World = { resources: [on, cp], credentials: [shared], bindings: [binding()] };
    expect(refusal(remove('aks-identity-binding'), bound).message).toMatch(/bound to shop-weu/);
    expect(planned(remove('aks-identity-binding'), { ...bound, bindings: [] }).checks).toHaveLength(1);
  });

  it("is unknown for the credential of bindings where these can't be read (W-04)", () => {
    const result = planned(remove('aks-identity-binding'), {
      resources: [on, cp],
      credentials: [shared],
      forbidden: ['bindings'],
    });
    expect(result.checks).toContainEqual(
      expect.objectContaining({ title: 'Whether a workload uses it', verdict: 'unknown' }),
    );
  });
});
