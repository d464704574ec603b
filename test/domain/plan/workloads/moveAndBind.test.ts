import { describe, expect, it } from 'vitest';
import { clusterOf } from '../../../../src/domain/cluster/fromArm.ts';
import type { Change } from '../../../../src/domain/change/change.ts';
import { planChanges } from '../../../../src/domain/plan/whole/planChanges.ts';
import { answering, withGap } from '../../../support/domain/factsOf.ts';
import { contextDone } from '../../../support/domain/resumed.ts';
import { cp, kinds, planned, refusal } from '../../../support/domain/plans/identityPlans.ts';
import { binding, credential, goneIssuer, issuer, issuing, ready } from '../../../support/domain/workloadFixture.ts';
import {
  cluster,
  clusterId,
  guid,
  identity,
  identityId,
  systemAssigned,
  worldFacts,
  type World,
} from '../../../support/domain/worldFacts.ts';
import { idKey, type ArmId } from '../../../../src/domain/arm/resourceId.ts';
import { ingressLook } from '../../../../src/domain/askers/operators/ingresses.ts';
import type { BoundAccount, IngressLook } from '../../../../src/domain/cluster/ingressLook.ts';
import { objectsOf } from '../../../support/domain/clusterObjects.ts';
import { textOf, textsOf } from '../../../../src/sentences/textOf.ts';

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

describe('moving credentials to a cluster that was created again', () => {
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

  it('makes each new credential right before the old one goes, workload by workload (W-05)', () => {
    const { steps } = planned(move(), { resources, credentials: all });
    expect(kinds({ steps } as never)).toEqual([
      ...['createCredential', 'deleteCredential', 'createCredential', 'deleteCredential'],
      ...['createCredential', 'deleteCredential', 'createCredential', 'deleteCredential'],
    ]);
    const [first] = steps;
    expect(first?.request.path).toMatch(/id-1\/federatedIdentityCredentials\/shop-weu-ns-a-[0-9a-f]{8}$/);
    expect(first?.request.body).toMatchObject({ properties: { issuer, subject: 'system:serviceaccount:ns:a' } });
  });

  it('moves only the identities that are named (W-05)', () => {
    const { steps } = planned(move({ identityIds: [id(2)] }), { resources, credentials: all });
    expect(steps.every(({ request }) => request.path.includes('id-2'))).toBe(true);
  });

  it('removes first where an identity is full (W-05)', () => {
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

  it('is done already where they were moved before (W-05)', () => {
    const moved = all.map((each) => ({ ...each, issuer }));
    const whole = planned(move(), { resources, credentials: moved });
    expect(whole.steps.map(({ kind, request }) => `${kind} ${request.path.split('/').at(-3)}`)).toEqual([
      ...['createCredential id-1', 'createCredential id-1', 'createCredential id-2', 'createCredential id-2'],
    ]);
    expect(whole.steps.every((step) => 'isThere' in step && step.isThere)).toBe(true);
    expect(whole).toMatchObject({ warnings: [], next: [], checks: [{ title: 'Already moved', verdict: 'pass' }] });
    const one = planned(move({ identityIds: [id(2)] }), { resources, credentials: moved });
    expect(one.steps.map(({ request }) => request.path.split('/').at(-3))).toEqual(['id-2', 'id-2']);
    const never = { fromIssuer: 'https://token.actions.githubusercontent.com' };
    expect(refusal(move(never), { resources, credentials: moved }).message).toMatch(/No visible credential/);
  });

  it('plans what is left after a break, and once all is done only what has to be there still (W-05)', () => {
    const whole = planned(move(), { resources, credentials: all });
    const moved = all.slice(1);
    const again = planChanges([move()], worldFacts({ resources, credentials: moved }), contextDone(whole, 3));
    expect(again.steps.map(({ id: step }) => step).every((step) => whole.steps.some((one) => one.id === step))).toBe(
      true,
    );
    const { steps } = planChanges([move()], worldFacts({ resources, credentials: [] }), contextDone(whole, 8));
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

describe('identity bindings', () => {
  const world: World = { resources: [on, cp] };

  const twenty = Array.from({ length: 20 }, (_, n) => credential({ name: `c${n}` }));

  it('need no room if the identity has their credential already, and say so if that is unknown (W-06)', () => {
    const shared = credential({ name: 'aks-identity-binding' });
    expect(planned(bind(), { ...world, credentials: [...twenty.slice(1), shared] }).steps).toHaveLength(1);
    expect(planned(bind(), { ...world, forbidden: ['federatedCredentials'] }).checks).toContainEqual(
      expect.objectContaining({ title: 'Whether the credential aks-identity-binding has room', verdict: 'unknown' }),
    );
  });

  it('are one request with the identity (W-06)', () => {
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
      'API server VNet integration',
      {
        resources: [cluster(systemAssigned, { ...ready, apiServerAccessProfile: { enableVnetIntegration: true } }), cp],
      },
      {},
      /VNet integration/,
    ],
    ['a name in capitals', world, { name: 'Shop' }, /1-63 lower-case/],
    [
      'a chosen name that is taken',
      { ...world, bindings: [binding({ identityId: identityId('id-x') as ArmId })] },
      { name: 'idshop' },
      /already exists/,
    ],
    [
      'an identity without room for the credential of bindings',
      { ...world, credentials: twenty },
      {},
      /20 federated credentials.*Make room first: remove a credential that no workload uses\./,
    ],
    [
      'an identity in a region without credentials',
      { resources: [on, identity('id-shop', guid(10), { location: 'malaysiasouth' })] },
      {},
      /can't have federated credentials/,
    ],
    ["bindings that can't be read", { ...world, forbidden: ['bindings'] }, {}, /can't be read/],
  ])('%s is refused', (_, of, more, message) => {
    expect(refusal(bind(more), of).message).toMatch(message);
  });

  it("are unknown where the registration can't be read (W-06)", () => {
    expect(planned(bind(), { ...world, forbidden: ['feature'] }).checks).toContainEqual(
      expect.objectContaining({
        title: 'Whether the preview IdentityBindingPreview is registered',
        verdict: 'unknown',
      }),
    );
  });

  const odd: ArmId = identityId('id_odd') as ArmId;
  const inOddGroup = identityId('id-shop').replace('rg-shop', 'rg.shop_eu') as ArmId;

  it.each<[string, World, object, string, RegExp]>([
    [
      'a preview that is not registered',
      { ...world, feature: 'NotRegistered' },
      {},
      'IdentityBindingPreview is not registered',
      /^It isn't known whether AKS still needs that\./,
    ],
    [
      'a preview that is being registered',
      { ...world, feature: 'Registering' },
      {},
      'IdentityBindingPreview is still being registered',
      /15 minutes/,
    ],
    [
      'workload identity that is off',
      { resources: [cluster(systemAssigned, issuing), cp] },
      {},
      'Workload identity is off for shop-weu',
      /AKS may accept the binding anyway/,
    ],
    ['an issuer that is off', { resources: [off, cp] }, {}, 'shop-weu has no OIDC issuer', /is not known/],
    [
      'a name with a hyphen',
      world,
      { name: 'id-shop' },
      'Whether AKS accepts the name id-shop for a binding',
      /letters and digits only/,
    ],
    [
      'an underscore in the name of the identity',
      { resources: [on, identity('id_odd', guid(10))] },
      { identityId: odd },
      'Whether AKS accepts id_odd in the ID of a bound identity',
      /letters, digits and '-'/,
    ],
    [
      'a dot in the name of its group',
      { resources: [on, { ...cp, id: inOddGroup }] },
      { identityId: inOddGroup },
      'Whether AKS accepts rg.shop_eu in the ID of a bound identity',
      /letters, digits and '-'/,
    ],
  ])('%s is an unknown check, and the plan continues (R-30, T-56, T-58)', (_, of, more, title, detail) => {
    const { steps, checks } = planned(bind(more), of);
    expect(steps).toMatchObject([{ kind: 'createBinding' }]);
    expect(checks).toContainEqual(
      expect.objectContaining({ title, verdict: 'unknown', detail: expect.stringMatching(detail) as string }),
    );
  });

  it('have the command to copy that registers the preview (R-30)', () => {
    const { checks } = planned(bind(), { ...world, feature: 'NotRegistered' });
    expect(checks.find(({ id }) => id === 'preview')?.request?.command).toMatch(
      /^az feature register .*--name IdentityBindingPreview$/,
    );
  });

  it('offer to remove the credentials of the cluster that they replace, and no others (R-29)', () => {
    const elsewhere = credential({ name: 'elsewhere', issuer: goneIssuer });
    const { nextSteps, next } = planned(bind(), { ...world, credentials: [credential(), elsewhere] });
    expect(nextSteps?.at(-1)).toEqual({
      kind: 'replacedCredentials',
      identity: 'id-shop',
      credentialIds: [`${identityId('id-shop')}/federatedIdentityCredentials/shop-weu-shop-cart`],
      subjects: ['system:serviceaccount:shop:cart'],
    });
    expect(textsOf(next).at(-1)).toMatch(/^Once the pods sign in through the binding, .*: 1 credential of id-shop\.$/);
    expect(planned(bind(), { ...world, credentials: [elsewhere] }).nextSteps?.at(-1)?.kind).toBe('bindingOrder');
  });

  it('doubt nothing where all is as the documentation asks for (R-30)', () => {
    expect(planned(bind(), world).checks.filter(({ verdict }) => verdict === 'unknown')).toEqual([]);
  });

  it('name the five libraries, and the order in which applications go over (R-29, T-55)', () => {
    const { warnings, next } = planned(bind(), world);
    const said = textsOf(warnings.map(({ text }) => text)).join(' ');
    for (const one of [
      'Azure.Core 1.55.0',
      'azidentity 1.14.0-beta.3',
      '1.19.0-beta.2',
      '@azure/identity 4.14.0 or',
      'azure-identity 1.27.0 or',
    ])
      expect(said.split('\n').filter((line) => line.includes(one))).toEqual([expect.stringMatching(/^\u2022 /)]);
    expect(said).toMatch(/WorkloadIdentityCredential.*DefaultAzureCredential/);
    expect(textsOf(next).join(' ')).toMatch(/opt in to bindings, deploy it, check .*only then remove/);
  });

  it('write nothing where the identity is bound already (W-06)', () => {
    expect(planned(bind(), { ...world, bindings: [binding({ name: 'mine' })], caller: reader }).checks).toMatchObject([
      { title: 'Already bound', verdict: 'pass' },
    ]);
  });

  const removal = { kind: 'unbindIdentity', bindingId: binding().id } as const;

  it.each<[string, Change, Partial<World>]>([
    ['made', bind(), {}],
    ['removed', removal, { bindings: [binding()] }],
  ])('are not %s while another operation runs on the cluster (W-06)', (_, change, more) => {
    const updating = cluster(systemAssigned, { ...ready, provisioningState: 'Updating' });
    expect(refusal(change, { resources: [updating, cp], ...more }).message).toMatch(/^Another operation is running/);
  });

  it('are removed with a confirmation, and say that the credential stays (W-06)', () => {
    const result = planned(removal, { ...world, bindings: [binding()] });
    expect(result.warnings).toContainEqual(
      expect.objectContaining({
        id: 'bindingLoses',
        text: expect.stringMatching(/that still use id-shop .* lose access to Azure once/) as string,
      }),
    );
    expect(result).toMatchObject({
      confirmName: 'shop-weu',
      steps: [{ kind: 'deleteBinding', basis: identityId('id-shop').toLowerCase() }],
    });
    expect(textsOf(result.next).join()).toMatch(/aks-identity-binding of id-shop stays/);
    expect(textsOf(result.next).join()).toMatch(
      /In the cluster, remove the annotation azure\.workload\.identity\/use-identity-binding from pod templates .*ClusterRole/,
    );
    expect(result.nextSteps?.at(-1)).toMatchObject({
      credentialIds: [`${identityId('id-shop')}/federatedIdentityCredentials/aks-identity-binding`],
    });
    expect(planned(removal, world).checks).toMatchObject([{ title: 'Already removed' }]);
  });

  describe('removed with the credential that they share', () => {
    const shared = credential({ name: 'aks-identity-binding', issuer: 'https://ib.oic.prod-aks.azure.com/t/i/' });
    const credentialId = `${identityId('id-shop')}/federatedIdentityCredentials/aks-identity-binding`;
    const both = { ...removal, credentialId };
    const bound: World = { ...world, bindings: [binding()], credentials: [shared] };

    it('take it along in a second step, where no other binding uses it (W-06)', () => {
      const { steps, nextSteps, before, after, checks } = planned(both, bound);
      expect(steps).toMatchObject([{ kind: 'deleteBinding' }, { kind: 'deleteCredential', credentialId }]);
      expect(nextSteps?.map(({ kind }) => kind)).toEqual(['unboundPods', 'unboundRoles']);
      expect([before.workloads?.length, after.workloads]).toEqual([2, []]);
      expect(checks.map(({ permission }) => permission?.action)).toContain(
        'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/delete',
      );
    });

    it('still take it along once the binding is gone, as when the run goes on (W-06)', () => {
      const { steps, nothingToDo } = planned(both, { ...bound, bindings: [] });
      expect(steps.map(({ kind }) => kind)).toEqual(['deleteBinding', 'deleteCredential']);
      expect(nothingToDo).toBeUndefined();
      expect(planned(both, { ...bound, bindings: [], credentials: [] }).nothingToDo).toBe(true);
    });

    it('take it along with the last of several (W-06)', () => {
      const other = binding({ id: `${clusterId}/identityBindings/two` as ArmId, name: 'two' });
      const { steps } = planChanges(
        [both, { ...both, bindingId: other.id }],
        worldFacts({ ...bound, bindings: [binding(), other] }),
      );
      expect(steps.map(({ kind }) => kind)).toEqual(['deleteBinding', 'deleteBinding', 'deleteCredential']);
    });

    it.each<[string, Partial<World>, object]>([
      [
        'another binding uses it',
        { bindings: [binding(), binding({ id: `${clusterId}/identityBindings/two` as ArmId, name: 'two' })] },
        { warnings: [{ id: 'bindingLoses' }, { id: 'firstElsewhere' }, { id: 'credentialStays', severity: 'info' }] },
      ],
      ['there is none', { credentials: [] }, {}],
      [
        'clusters are out of sight',
        { forbidden: ['clusters'] },
        { checks: [{}, { id: 'workloads', verdict: 'unknown' }] },
      ],
      [
        'credentials are unreadable',
        { forbidden: ['federatedCredentials'] },
        { checks: [{}, { id: 'sharedCredential', verdict: 'unknown' }] },
      ],
    ])('leave it where %s (W-06)', (_, more, said) => {
      const result = planned(both, { ...bound, ...more });
      expect(result.steps).toMatchObject([{ kind: 'deleteBinding' }]);
      expect(result).toMatchObject(said);
    });

    it('leave it where a part of the clusters is out of sight (W-06)', () => {
      const listed = [clusterOf(on)];
      const { steps, checks } = planChanges([both], answering(worldFacts(bound), { clusters: withGap(listed) }));
      expect(steps.map(({ kind }) => kind)).toEqual(['deleteBinding']);
      expect(checks).toMatchObject([{}, { id: 'workloads', verdict: 'unknown' }]);
    });
  });

  const seenAt = new Date('2026-11-01T09:00:00Z');
  const lookOf = (...bound: readonly BoundAccount[]): IngressLook => ({
    ...ingressLook(objectsOf([])),
    at: seenAt,
    bound,
  });
  const cart = { namespace: 'shop', serviceAccount: 'cart' };

  it.each<[string, IngressLook | undefined, RegExp]>([
    ['nobody looked into the cluster', undefined, /1\. .*Azure doesn't know which these are.*Check in cluster/],
    [
      'nothing asks through it',
      lookOf({ ...cart, clientId: guid(8) }),
      /1\. .*None was seen in the cluster on .*, but there may be some\./,
    ],
    [
      'an account asks through it',
      lookOf({ ...cart, clientId: guid(7) }),
      /1\. .*Seen in the cluster on .*: shop\/cart\. There may be more\./,
    ],
    [
      'an account may ask through it',
      lookOf(cart),
      /1\. .*Seen in the cluster on .*: shop\/cart\. There may be more\./,
    ],
  ])('say before they are removed what to do first, in order, where %s (W-06)', (_, look, first) => {
    const bound: World = { ...world, bindings: [binding({ clientId: guid(7) })], credentials: [credential()] };
    const facts = worldFacts(bound);
    const looks = new Map(look === undefined ? [] : [[idKey(clusterId), look]]);
    const { warnings } = planChanges([removal], { ...facts, looks });
    const [title, ...steps] = textOf(warnings.find(({ id }) => id === 'firstElsewhere')!.text).split('\n');
    expect(title).toBe('Before you remove it:');
    expect(steps).toEqual([
      expect.stringMatching(first),
      expect.stringMatching(/^2\. .*These have a credential of id-shop already: shop\/cart\.$/),
      expect.stringMatching(/^3\. Take the annotation .* off/),
    ]);
  });

  it('say that it is not known who has a credential already where credentials can not be read (W-06)', () => {
    const unread: World = { ...world, bindings: [binding({ clientId: guid(7) })], forbidden: ['federatedCredentials'] };
    const { warnings } = planChanges([removal], worldFacts(unread));
    expect(textOf(warnings.find(({ id }) => id === 'firstElsewhere')!.text)).toMatch(
      /2\. .*Which of them have a credential of id-shop already is not known: \S/,
    );
  });

  it('name the roles of the YAML that their removal leaves in the cluster (W-06)', () => {
    const { next } = planned(removal, { ...world, bindings: [binding({ clientId: guid(7) })] });
    expect(textsOf(next).join()).toContain(
      `kubectl delete clusterrole,clusterrolebinding use-id-shop-${guid(7).slice(0, 8)}`,
    );
  });

  it('cost nothing where the identity is known to be deleted, and all that was said where it is not known (W-06)', () => {
    const gone = planned(removal, { resources: [on], bindings: [binding()] });
    expect(gone).toMatchObject({
      warnings: [],
      steps: [{ effect: 'id-shop was deleted, so this binding gives no access.' }],
    });
    expect(gone.confirmName).toBeUndefined();
    expect(gone.nextSteps).toEqual([{ kind: 'unboundPods' }, { kind: 'unboundRoles' }]);
    expect(textsOf(gone.points.map(({ text }) => text)).at(-1)).toBe(
      'Nothing is lost. A binding to a new identity needs its client ID in the cluster.',
    );
    const unread = planned(removal, { resources: [on], bindings: [binding()], forbidden: ['resource'] });
    expect(unread).toMatchObject({
      confirmName: 'shop-weu',
      warnings: [{ id: 'bindingLoses' }, { id: 'firstElsewhere' }],
    });
  });
});
