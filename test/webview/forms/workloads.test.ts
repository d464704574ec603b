import { inWords } from '../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import { clusterSummaryOf } from '../../../src/domain/cluster/clusterSummary.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import { drawChangeForm, isComplete, valuesOf } from '../../../src/webview/forms/forms.ts';
import { changesOf } from '../../../src/webview/forms/formView.ts';
import type { NamedWorkload } from '../../../src/app/facts/clusterWorkloads.ts';
import { say } from '../../../src/sentences/words.ts';
import type { IdentityCredential } from '../../../src/domain/cluster/facts.ts';
import type { OtherIssuer } from '../../../src/domain/workloads/otherIssuers.ts';
import { choices, cluster, clusterId, field, form, idOf, loading, optionsOf, withLists } from './formBench.ts';

const tenant = '22222222-2222-4222-8222-222222222222';
const issuer = (end: string): string =>
  `https://westeurope.oic.prod-aks.azure.com/${tenant}/44444444-4444-4444-8444-44444444444${end}/`;
const on = cluster({
  properties: {
    oidcIssuerProfile: { enabled: true, issuerURL: issuer('1') },
    securityProfile: { workloadIdentity: { enabled: true } },
  },
});
const credential = (identity: string, account: string, of: string): IdentityCredential => ({
  identityId: idOf(identity) as never,
  name: account,
  issuer: of,
  subject: `system:serviceaccount:shop:${account}`,
  audiences: ['api://AzureADTokenExchange'],
});
const gone: OtherIssuer = {
  issuer: issuer('2'),
  isLikely: true,
  credentials: [
    credential('id-now', 'cart', issuer('2')),
    credential('id-now', 'till', issuer('2')),
    credential('id-other', 'mail', issuer('2')),
  ],
};
const living: OtherIssuer = {
  issuer: issuer('3'),
  owner: 'pay-weu',
  isLiving: true,
  isLikely: false,
  credentials: [credential('id-other', 'pay', issuer('3'))],
};

const zoneOf = (name: string): string =>
  `${clusterId.replace(/\/providers\/.*/, '')}/providers/Microsoft.Network/dnsZones/${name}`;
const gatewayUse = {
  zones: [zoneOf('a.example')],
  vaults: [],
  accounts: [{ namespace: 'shop', serviceAccount: 'app-routing' }],
};

describe('preparing Gateway API', () => {
  const mapped = withLists({
    gatewayPlaces: [
      {
        id: zoneOf('a.example') as never,
        kind: 'zone',
        sources: [{ kind: 'setting' }, { kind: 'role', role: 'DNS Zone Contributor' }],
      },
      { id: zoneOf('b.example') as never, kind: 'zone', sources: [{ kind: 'role', role: 'DNS Zone Contributor' }] },
    ],
  });

  it('proposes what application routing works with, each with where it is known from (G-02)', () => {
    const drawn = form('prepareGateway', { identity: idOf('id-other'), accounts: 'shop/app-routing' }, on, mapped);
    expect(
      optionsOf(drawn, 'zones').map((option) => [
        option.label,
        'description' in option ? option.description : undefined,
      ]),
    ).toEqual([
      ['a.example', "In application routing's settings; its identity has DNS Zone Contributor there."],
      ['b.example', 'Its identity has DNS Zone Contributor there.'],
    ]);
    expect(changesOf(drawn)).toEqual([
      {
        kind: 'prepareGateway',
        clusterId,
        identityId: idOf('id-other'),
        ...gatewayUse,
        zones: [zoneOf('a.example'), zoneOf('b.example')],
      },
    ]);
  });

  it('adds more by their IDs, each once, and says which is none (G-02)', () => {
    const given = { identity: idOf('id-other'), accounts: 'shop/app-routing', zones: [] };
    const more = `${zoneOf('c.example')}\n${zoneOf('C.example')}`;
    const [change] = changesOf(form('prepareGateway', { ...given, moreZones: more }, on, mapped)) ?? [];
    expect(change).toMatchObject({ zones: [zoneOf('C.example')] });
    const wrong = form('prepareGateway', { ...given, moreZones: idOf('id-other') }, on, mapped);
    expect(field(wrong, 'moreZones').error).toContain('is not the resource ID of a DNS zone');
  });

  it.each([
    ['', 'Enter'],
    ['shop', 'write it as namespace/name.'],
    ['Shop/app', 'Shop/app'],
    ['shop/a\nshop/a', 'is listed twice'],
  ])('asks for accounts as namespace/name: %j (G-02)', (accounts, problem) => {
    expect(field(form('prepareGateway', { accounts }, on, mapped), 'accounts').error).toContain(problem);
  });

  it('makes a new identity with the change itself, so that settings of the cluster come first (G-03)', () => {
    const given = { identity: 'new', identityName: 'id-gateway', accounts: 'shop/app-routing' };
    const changes = changesOf(form('prepareGateway', given, on, mapped)) ?? [];
    expect(changes.map(({ kind }) => kind)).toEqual(['prepareGateway']);
    expect(changes[0]).toMatchObject({ newIdentity: { name: 'id-gateway' } });
  });
});

describe('drafts of workload identity', () => {
  const complete: readonly Change[] = [
    { kind: 'setWorkloadIdentity', clusterId, enabled: false },
    { kind: 'createCredential', identityId: idOf('id-other'), namespace: 'shop', serviceAccount: 'cart', clusterId },
    { kind: 'deleteCredential', credentialId: `${idOf('id-other')}/federatedIdentityCredentials/cart` },
    { kind: 'moveCredentials', fromIssuer: issuer('2'), clusterId, identityIds: [idOf('id-now')] },
    { kind: 'moveCredentials', fromIssuer: issuer('2'), clusterId },
    { kind: 'bindIdentity', clusterId, identityId: idOf('id-other') },
    { kind: 'prepareGateway', clusterId, identityId: idOf('id-other'), ...gatewayUse },
    { kind: 'unbindIdentity', bindingId: `${clusterId}/identityBindings/other` },
    {
      kind: 'unbindIdentity',
      bindingId: `${clusterId}/identityBindings/other`,
      credentialId: `${idOf('id-other')}/federatedIdentityCredentials/aks-identity-binding`,
    },
  ];

  it.each(complete)(
    'a complete $kind is complete, and its form asks for the same again, even before lists are read',
    (change) => {
      expect(isComplete(change)).toBe(true);
      expect(changesOf(form(change.kind, valuesOf(change), on, loading))).toEqual([change]);
    },
  );
});

describe('the form that connects a workload', () => {
  const values = { namespace: 'shop', serviceAccount: 'cart', identity: idOf('id-other') };

  it('turns workload identity on first if it is off, with a note', () => {
    const drawn = form('createCredential', values);
    expect(changesOf(drawn)!.map(({ kind }) => kind)).toEqual(['setWorkloadIdentity', 'createCredential']);
    expect(drawn.sections[0]!.notes![0]!.text).toMatch(/off on shop-weu.*can't be turned off again/);
  });

  it('asks for a scope only once a role is chosen, and gives the role to the identity by its ID', () => {
    expect(() => field(form('createCredential', values, on), 'scope')).toThrow();
    const asked = form('createCredential', { ...values, role: '4d97b98b-1d4f-4787-a291-c67834d212e7' }, on);
    expect(field(asked, 'scope').error).toBe('Choose one.');
    expect(changesOf(asked)).toBeUndefined();
    const done = form('createCredential', { ...values, role: 'Network Contributor', scope: clusterId }, on);
    expect(changesOf(done)).toEqual([
      expect.objectContaining({ kind: 'createCredential' }),
      {
        kind: 'assignRole',
        principalId: idOf('id-other'),
        principalType: 'ServicePrincipal',
        role: { name: 'Network Contributor' },
        scope: clusterId,
      },
    ]);
  });

  it('suggests a name for a new identity that Azure takes, whatever the account is called', () => {
    const drawn = form('createCredential', { namespace: 'shop', serviceAccount: 'cart.v2', identity: 'new' }, on);
    expect(field(drawn, 'identityName').value).toBe('id-cart-v2');
  });
});

describe('the form that moves credentials', () => {
  const lists = withLists({ otherIssuers: [gone, living] });

  it('chooses the issuer of the cluster before it was recreated, with all of its identities', () => {
    const drawn = form('moveCredentials', {}, on, lists);
    expect(changesOf(drawn)).toEqual([{ kind: 'moveCredentials', fromIssuer: issuer('2'), clusterId }]);
    expect(optionsOf(drawn, 'identityIds')).toEqual([
      { value: idOf('id-now'), label: 'id-now', description: 'shop/cart, shop/till' },
      { value: idOf('id-other'), label: 'id-other', description: 'shop/mail' },
    ]);
    expect(optionsOf(drawn, 'fromIssuer')).toMatchObject([
      { label: 'shop-weu before it was recreated', description: '3 credentials of id-now, id-other' },
      { label: 'pay-weu', description: '1 credential of id-other (the cluster still exists)' },
    ]);
  });

  it('does not say that a cluster still exists that an index alone names', () => {
    const drawn = form('moveCredentials', {}, on, withLists({ otherIssuers: [{ ...living, isLiving: false }] }));
    expect(optionsOf(drawn, 'fromIssuer')).toMatchObject([
      { label: 'pay-weu', description: '1 credential of id-other' },
    ]);
  });

  it('proposes no cluster that still exists', () => {
    const drawn = form('moveCredentials', {}, on, withLists({ otherIssuers: [living] }));
    expect(field(drawn, 'fromIssuer')).toMatchObject({ value: '', error: 'Choose one.' });
  });

  it('moves only those that are ticked, needs one, and starts with all of another issuer', () => {
    const some = form('moveCredentials', { identityIds: [idOf('id-now')] }, on, lists);
    expect(changesOf(some)).toMatchObject([{ identityIds: [idOf('id-now')] }]);
    expect(changesOf(form('moveCredentials', { identityIds: [] }, on, lists))).toBeUndefined();
    const other = form('moveCredentials', { fromIssuer: issuer('3'), identityIds: [idOf('id-now')] }, on, lists);
    expect(field(other, 'identityIds').value).toEqual([idOf('id-other')]);
    expect(changesOf(other)).toEqual([{ kind: 'moveCredentials', fromIssuer: issuer('3'), clusterId }]);
  });

  it('names what could not be checked', () => {
    const drawn = form('moveCredentials', {}, on, withLists({}, { otherIssuers: 'Not everything could be read.' }));
    expect(field(drawn, 'fromIssuer').hint).toBe('Not everything could be read.');
  });
});

describe('the forms that remove', () => {
  it('list credentials by account, identity and cluster', () => {
    const credentials = [credential('id-now', 'cart', issuer('1')), credential('id-other', 'mail', issuer('2'))];
    const drawn = form('deleteCredential', {}, on, withLists({ credentials, clusters: [clusterSummaryOf(on)] }));
    expect(optionsOf(drawn, 'credential')).toMatchObject([
      { label: 'shop/cart as id-now', description: 'cart, shop-weu' },
      { label: 'shop/mail as id-other', description: "mail, a cluster that is gone or that you can't see" },
    ]);
  });

  it('list bindings by identity, and ask for the cluster where none is given', () => {
    const bound = {
      identityId: idOf('id-now'),
      bindingId: `${clusterId}/identityBindings/now`,
      state: 'unknown',
    } as unknown as NamedWorkload;
    const lists = withLists({ workloads: [bound], clusters: [clusterSummaryOf(on)] });
    expect(optionsOf(form('unbindIdentity', {}, on, lists), 'binding')).toEqual([
      { value: `${clusterId}/identityBindings/now`, label: 'id-now', description: 'binding now' },
    ]);
    const alone = drawChangeForm('unbindIdentity', { values: {}, choices: lists });
    expect(optionsOf(alone, 'cluster')).toMatchObject([{ label: 'shop-weu' }]);
  });
});

describe('the form that binds an identity', () => {
  it('lists first the identity with most credentials for the cluster, and names the binding that it makes (W-06)', () => {
    const first = (...credentials: readonly IdentityCredential[]) =>
      optionsOf(form('bindIdentity', {}, on, withLists({ credentials })), 'identity')[1]?.label;
    expect(first(...['a', 'b'].map((account) => credential('id-now', account, issuer('1'))))).toBe('id-now');
    expect(first(...['a', 'b'].map((account) => credential('id-other', account, issuer('1'))))).toBe('id-other');
    expect(first(credential('id-now', 'a', issuer('2')), credential('id-other', 'a', issuer('1')))).toBe('id-other');
    expect(field(form('bindIdentity', { identity: idOf('id-other') }, on), 'bindingName')).toMatchObject({
      hint: 'Leave empty to use idother.',
    });
  });
});

describe('what a form says of the identity that workloads are to use', () => {
  type Lists = Parameters<typeof withLists>[0];
  const roles = (more: Partial<NamedWorkload>) =>
    ({ identityId: idOf('id-now'), roles: [], state: 'works', ...more }) as unknown as NamedWorkload;
  const nearly = Array.from({ length: 19 }, (_, n) => credential('id-now', `c${n}`, issuer('1')));
  const last = 'takes the last of the 20 federated credentials that id-now can have.';
  const none = 'id-now has no role assignments that you can see.';
  const noted = (kind: 'bindIdentity' | 'createCredential', lists: Lists, more: Record<string, string> = {}): string =>
    form(kind, { identity: idOf('id-now'), ...more }, on, withLists(lists))
      .sections.flatMap(({ notes = [] }) => notes.map(({ text }) => text))
      .join('\n');

  const vault =
    '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv';

  it('is which roles its pods get with it, as far as that is known', () => {
    const has = { roleName: 'Key Vault Secrets User', scope: vault } as NamedWorkload['roles'][number];
    expect(noted('createCredential', { workloads: [roles({ roles: [has] })] })).toContain(
      'Its pods get the roles that id-now already has: Key Vault Secrets User on kv.',
    );
    expect(noted('createCredential', {})).toContain('Its pods get every role that id-now already has.');
    expect(noted('createCredential', {}, { identity: 'new' })).not.toContain('Its pods get');
  });

  it.each<[string, Lists, boolean]>([
    ['has 19 credentials', { credentials: nearly }, true],
    ['has 18', { credentials: nearly.slice(1) }, false],
    [
      'has that of bindings',
      { credentials: [...nearly.slice(1), credential('id-now', 'aks-identity-binding', '')] },
      false,
    ],
    ['has none that could be read', {}, false],
  ])('is that its binding takes the last place, where it %s (W-06)', (_, lists, isSaid) => {
    expect(noted('bindIdentity', lists).includes(last)).toBe(isSaid);
  });

  it.each<[string, Lists, Record<string, string>, boolean]>([
    ['it was seen to have none', { workloads: [roles({})] }, {}, true],
    ['one is chosen', { workloads: [roles({})] }, { role: 'Reader' }, false],
    ['its roles are unknown', { workloads: [roles({ rolesUnknown: say`It is hidden.` })] }, {}, false],
    ['nobody read its roles', {}, {}, false],
  ])('is that it has no role, if %s (W-03, W-06)', (_, lists, more, isSaid) => {
    for (const kind of ['bindIdentity', 'createCredential'] as const)
      expect(noted(kind, lists, more).includes(none)).toBe(isSaid);
  });

  it('is when to bind it, and when to connect (W-03, W-06)', () => {
    expect(noted('bindIdentity', {})).toMatch(
      /many clusters use, or that is near its limit .*Connect workload is simpler/,
    );
    expect(noted('createCredential', {})).toMatch(
      /Takes one of the 20 .*service accounts, Bind identity needs only one/,
    );
  });
});

describe('the identities that can be bound', () => {
  const bound = (state: string) =>
    ({ identityId: idOf('id-now'), bindingId: `${clusterId}/identityBindings/now`, state }) as unknown as NamedWorkload;
  const optionOf = (lists: Parameters<typeof withLists>[0], label: string) =>
    optionsOf(form('bindIdentity', {}, on, withLists(lists)), 'identity').find((option) => option.label === label);

  it.each([
    ['unknown', 'Already bound to shop-weu.'],
    ['broken', undefined],
  ])('include one that is bound already only where its binding has failed: %s (W-06)', (state, why) => {
    expect(optionOf({ workloads: [bound(state)] }, 'id-now')?.disabled).toBe(why);
    expect(optionOf({ workloads: [bound(state)] }, 'id-other')?.disabled).toBeUndefined();
  });

  it('say which have the credential of bindings, and can be given a role with the binding (W-06)', () => {
    const shared = {
      ...credential('id-now', 'x', 'https://ib.oic.prod-aks.azure.com/t/i/'),
      name: 'aks-identity-binding',
    };
    const noted = /has the credential aks-identity-binding already$/;
    expect(optionOf({ credentials: [shared] }, 'id-now')).toMatchObject({
      description: expect.stringMatching(noted) as string,
    });
    expect(optionOf({ credentials: [shared] }, 'id-other')).not.toMatchObject({
      description: expect.stringMatching(noted) as string,
    });
    const drawn = form('bindIdentity', { identity: idOf('id-now'), role: 'Reader', scope: clusterId }, on);
    expect(drawn.changes.map(({ kind }) => kind)).toEqual(['bindIdentity', 'assignRole']);
  });
});

describe('the form that leaves pod identity', () => {
  const pods = cluster({
    properties: {
      podIdentityProfile: {
        enabled: true,
        userAssignedIdentities: [
          { name: 'cart', namespace: 'shop', identity: { resourceId: idOf('id-now') } },
          { name: 'mail', namespace: 'post', identity: { resourceId: idOf('id-other') } },
        ],
      },
    },
  });
  const draw = (values: Readonly<Record<string, string | readonly string[]>>) =>
    drawChangeForm('leavePodIdentity', { values, choices, cluster: pods });

  it('makes a credential for each, for the account of the same name unless another is typed (W-07)', () => {
    expect(changesOf(draw({ 'account-post/mail': 'sender' }))).toEqual([
      { kind: 'setWorkloadIdentity', clusterId, enabled: true },
      { kind: 'createCredential', identityId: idOf('id-now'), namespace: 'shop', serviceAccount: 'cart', clusterId },
      {
        kind: 'createCredential',
        identityId: idOf('id-other'),
        namespace: 'post',
        serviceAccount: 'sender',
        clusterId,
      },
    ]);
  });

  it('asks for accounts of those that are ticked, and needs one (W-07)', () => {
    const drawn = draw({ podIdentities: ['shop/cart'] });
    expect(changesOf(drawn)).toHaveLength(2);
    expect(inWords(drawn.says)).toEqual({
      title: 'Prepare 1 pod identity on shop-weu for workload identity',
      doing: 'Preparing 1 pod identity on shop-weu for workload identity',
      done: 'Prepared 1 pod identity on shop-weu for workload identity',
      verb: 'Prepare 1 pod identity',
      summary: 'Prepares 1 pod identity.',
    });
    expect(changesOf(draw({ podIdentities: [] }))).toBeUndefined();
    expect(field(draw({ 'account-shop/cart': 'No Name' }), 'account-shop/cart').error).toMatch(/lower-case/);
  });

  it('has nothing to do where pod identity hands out nothing (W-07)', () => {
    const drawn = drawChangeForm('leavePodIdentity', { values: {}, choices, cluster: cluster() });
    expect(drawn.error).toBe('Pod identity assigns no identities on shop-weu.');
  });
});
