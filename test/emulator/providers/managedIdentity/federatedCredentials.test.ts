import { describe, expect, it } from 'vitest';
import type { WorldFile } from '../../../../src/emulator/arm/worldFile.ts';
import {
  codeOf,
  emulate,
  identity,
  identityId,
  items,
  said,
  subscription,
  subscriptionId,
  type Emulated,
  type Loose,
} from '../../emulated.ts';

const path = (name: string, owner = 'one'): string => `${identityId(owner)}/federatedIdentityCredentials/${name}`;
const audiences = ['api://AzureADTokenExchange'];
const issuer = 'https://westeurope.oic.prod-aks.azure.com/t/u/';
const body = (subject: string, more: object = {}): { properties: object } => ({
  properties: { issuer, subject: `system:serviceaccount:${subject}`, audiences, ...more },
});
const textOf = (answered: Loose): string => said(answered['error']?.['message']);
const concurrent = 'ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity';

describe('a federated credential', () => {
  it('is created, changed, read, listed and deleted (E-142)', async () => {
    const { send } = emulate({ resources: [identity('one')] });
    expect((await send('PUT', path('first'), body('a:b'))).status).toBe(201);
    const changed = await send('PUT', path('first'), body('a:c'));
    expect([changed.status, changed.body['properties']]).toEqual([200, body('a:c').properties]);
    expect((await send('GET', path('first'))).body).toEqual(changed.body);
    expect((await send('GET', path('first').replace(/\/first$/, ''))).body['value']).toEqual([changed.body]);
    expect((await send('DELETE', path('first'))).status).toBe(200);
    expect((await send('DELETE', path('first'))).status).toBe(204);
  });

  it.each<readonly [string, object, string]>([
    ['no audience', { audiences: [] }, 'Federated identity credentials must have exactly 1 audience.'],
    ['an empty audience', { audiences: [''] }, 'Federated identity credentials must have exactly 1 audience.'],
    [
      'two audiences',
      { audiences: [...audiences, 'b'] },
      'Federated identity credentials must have exactly 1 audience.',
    ],
    ['no subject', { subject: undefined }, "must specify 'issuer', 'subject' and 'audience'."],
    ['a blank issuer', { issuer: ' ' }, "must specify 'issuer', 'subject' and 'audience'."],
    [
      'an expression',
      { subject: undefined, claimsMatchingExpression: { value: 'x', languageVersion: 1 } },
      'must specify',
    ],
    ['a subject of 601 characters', { subject: 's'.repeat(601) }, 'at most 600 characters'],
    ['an audience of 601 characters', { audiences: ['a'.repeat(601)] }, 'at most 600 characters'],
    ['an issuer that begins with a blank', { issuer: ` ${issuer}` }, 'no blanks'],
    ['an issuer that ends with a blank', { issuer: `${issuer} ` }, 'no blanks'],
  ])('with %s is refused (E-145, E-146)', async (_, more, message) => {
    const { send } = emulate({ resources: [identity('one')] });
    const refused = await send('PUT', path('first'), body('a:b', more));
    expect([refused.status, codeOf(refused.body)]).toEqual([400, 'BadRequest']);
    expect(textOf(refused.body)).toContain(message);
  });

  it('has texts of up to 600 characters, and a name of 3 to 120 (E-147)', async () => {
    const { send } = emulate({ resources: [identity('one')] });
    const longest = { issuer: `https://${'i'.repeat(592)}`, subject: 's'.repeat(600), audiences: ['a'.repeat(600)] };
    expect((await send('PUT', path('a'.repeat(120)), body('', longest))).status).toBe(201);
    for (const name of ['ab', '_abc', 'a.b', 'a'.repeat(121)]) {
      const refused = await send('PUT', path(name), body('a:b'));
      expect([refused.status, codeOf(refused.body)]).toEqual([400, 'InvalidResourceName']);
      expect(textOf(refused.body)).toContain(`Federated Identity Credential name '${name}' is invalid.`);
    }
  });

  it('is the only one of its identity with that issuer and subject; another identity may have them too (E-144)', async () => {
    const { send } = emulate({ resources: [identity('one'), identity('two')] });
    await send('PUT', path('first'), body('a:b'));
    const twin = await send('PUT', path('twin'), body('a:b', { audiences: ['another'] }));
    expect([twin.status, codeOf(twin.body)]).toEqual([400, 'BadRequest']);
    expect(textOf(twin.body)).toBe('Issuer and subject combination already exists for this Managed Identity.');
    expect((await send('PUT', path('twin', 'two'), body('a:b'))).status).toBe(201);
  });

  it('is one of twenty at most; the twentieth can be changed (E-143)', async () => {
    const { send } = emulate({ resources: [identity('one')] });
    for (let count = 1; count <= 20; count += 1)
      expect((await send('PUT', path(`next${String(count)}`), body(`a:${String(count)}`))).status).toBe(201);
    const refused = await send('PUT', path('more'), body('a:more'));
    expect([refused.status, codeOf(refused.body)]).toEqual([400, 'BadRequest']);
    expect((await send('PUT', path('next20'), body('a:changed'))).status).toBe(200);
  });

  it.each(['malaysiasouth', 'New Zealand North'])("can't be made at an identity in %s (E-148)", async (location) => {
    const { send } = emulate({ resources: [{ ...identity('one'), location }] });
    const refused = await send('PUT', path('first'), body('a:b'));
    expect(refused.status).toBe(405);
    expect(textOf(refused.body)).toContain('Support for federated identity credentials not enabled.');
  });

  const type = 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials';
  const claimsMatchingExpression = { value: "claims['sub'] matches 'repo:contoso/*'", languageVersion: 1 };
  const flexible = { id: path('any'), name: 'any', type, properties: { issuer, audiences, claimsMatchingExpression } };

  it.each(['2025-01-31-preview', '2025-05-31-preview'])(
    'of a world with an expression in place of its subject is shown as it is in version %s (E-149)',
    async (version) => {
      const { send } = emulate({ resources: [identity('one'), flexible] });
      expect((await send('GET', `${path('any')}?api-version=${version}`)).body).toEqual(flexible);
      const listed = (await send('GET', `${path('any').replace(/\/any$/, '')}?api-version=${version}`)).body;
      expect(listed['value']).toEqual([flexible]);
      expect((await send('PUT', path('first'), body('a:b'))).status).toBe(201);
    },
  );

  const shown = { issuer, audiences };
  it.each<readonly [WorldFile['flexibleCredentials'], object | undefined]>([
    [undefined, shown],
    ['absent', shown],
    ['null', { ...shown, subject: null }],
    ['hidden', undefined],
  ])(
    'with an expression is in other versions, and in Resource Graph, as the world says: %s (E-150)',
    async (flexibleCredentials, properties) => {
      const { send, emulator } = emulate({
        resources: [identity('one'), flexible],
        graphHasCredentials: true,
        ...(flexibleCredentials !== undefined && { flexibleCredentials }),
      });
      for (const version of ['2023-01-31', '2024-11-30', '2026-05-31']) {
        const one = await send('GET', `${path('any')}?api-version=${version}`);
        expect(one.body['properties']).toEqual(properties);
        expect(one.status).toBe(properties === undefined ? 404 : 200);
        const listed = (await send('GET', `${path('any').replace(/\/any$/, '')}?api-version=${version}`)).body;
        expect(items(listed).map((each) => each['properties'])).toEqual(properties === undefined ? [] : [properties]);
      }
      const query = `resources | where type =~ '${type}' | project properties`;
      const rows = (await send('POST', '/providers/Microsoft.ResourceGraph/resources', { query })).body['data'];
      expect(rows).toHaveLength(properties === undefined ? 0 : 1);
      expect(JSON.stringify(rows)).not.toContain('claimsMatchingExpression');
      expect(emulate(emulator.snapshot()).emulator.snapshot().flexibleCredentials).toBe(flexibleCredentials);
    },
  );

  it('with an expression counts among the twenty where it is hidden, too', async () => {
    const resources = Array.from({ length: 20 }, (_, n) => ({ ...flexible, id: path(`any${n}`), name: `any${n}` }));
    const { send } = emulate({ resources: [identity('one'), ...resources], flexibleCredentials: 'hidden' });
    expect((await send('PUT', path('more'), body('a:b'))).status).toBe(400);
  });
});

describe('writes of federated credentials', () => {
  const twoIdentities = (options: Parameters<typeof emulate>[1] = {}): Emulated =>
    emulate({ resources: [identity('one'), identity('two')] }, options);

  it('under one identity side by side are refused but for the first, also where one deletes (E-151)', async () => {
    const { send } = twoIdentities();
    const names = ['a-1', 'a-2', 'a-3'];
    const answers = await Promise.all(names.map((name) => send('PUT', path(name), body(`a:${name}`))));
    expect(answers.map(({ status }) => status)).toEqual([201, 409, 409]);
    expect(codeOf(answers[1]!.body)).toBe(concurrent);
    expect(textOf(answers[1]!.body)).toContain(identityId('one').toLowerCase());
    const mixed = await Promise.all([send('DELETE', path('a-1')), send('PUT', path('a-4'), body('a:4'))]);
    expect(mixed.map(({ status }) => status)).toEqual([200, 409]);
  });

  it('one after the other are taken, and so are those of two identities side by side', async () => {
    const { send } = twoIdentities();
    for (const name of ['a-1', 'a-2']) expect((await send('PUT', path(name), body(`a:${name}`))).status).toBe(201);
    const answers = await Promise.all(['one', 'two'].map((owner) => send('PUT', path('b-1', owner), body('b:1'))));
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
  });

  it('are refused as long after the one before as the settings say (E-152)', async () => {
    const { send, advance } = twoIdentities({ credentialSeconds: 3 });
    await send('PUT', path('first'), body('a:1'));
    expect(codeOf((await send('PUT', path('second'), body('a:2'))).body)).toBe(concurrent);
    expect((await send('PUT', path('other', 'two'), body('a:2'))).status).toBe(201);
    advance(3);
    expect((await send('PUT', path('second'), body('a:2'))).status).toBe(201);
  });

  it('are limited for an identity and for a subscription where limits are on, and say how long to wait (E-153)', async () => {
    const { send, advance } = emulate(
      { resources: ['one', 'two', 'three', 'four'].map((name) => identity(name)) },
      { throttle: true },
    );
    expect((await send('PUT', path('first'), body('a:1'))).status).toBe(201);
    const refused = await send('PUT', path('second'), body('a:2'));
    expect([refused.status, codeOf(refused.body), refused.headers['Retry-After']]).toEqual([
      429,
      'TooManyRequests',
      '4',
    ]);
    expect((await send('DELETE', path('first'))).status).toBe(200);
    advance(4);
    expect((await send('PUT', path('second'), body('a:2'))).status).toBe(201);
    expect((await send('PUT', path('first', 'two'), body('a:1'))).status).toBe(201);
    const many = await send('PUT', path('first', 'three'), body('a:1'));
    expect([many.status, many.headers['Retry-After']]).toEqual([429, '1']);
    advance(1);
    expect((await send('PUT', path('first', 'four'), body('a:1'))).status).toBe(201);
  });

  it('a write of federated credentials that a limit refuses uses up nothing of any limit', async () => {
    const names = ['one', 'two', 'three'];
    const { send, advance } = emulate({ resources: names.map((name) => identity(name)) }, { throttle: true });
    const put = async (owner: string): Promise<number> => (await send('PUT', path(owner, owner), body('a:1'))).status;
    expect([await put('one'), await put('two')]).toEqual([201, 201]);
    for (let count = 0; count < 300; count += 1) expect(await put('three')).toBe(429);
    advance(1);
    expect(await put('three')).toBe(201);
  });
});

describe('Resource Graph', () => {
  const query =
    "resources | where type =~ 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials'";
  const rows = async ({ send }: Emulated): Promise<readonly Loose[]> =>
    items((await send('POST', '/providers/Microsoft.ResourceGraph/resources', { query })).body, 'data');

  it('has federated credentials only if the world enables them, as rows of resources (E-154)', async () => {
    for (const graphHasCredentials of [undefined, false, true]) {
      const emulated = emulate({
        resources: [identity('one')],
        ...(graphHasCredentials !== undefined && { graphHasCredentials }),
      });
      await emulated.send('PUT', path('first'), body('a:b'));
      const found = await rows(emulated);
      expect(found).toHaveLength(graphHasCredentials === true ? 1 : 0);
      if (graphHasCredentials !== true) continue;
      expect(found[0]).toMatchObject({
        id: path('first').toLowerCase(),
        name: 'first',
        type: 'microsoft.managedidentity/userassignedidentities/federatedidentitycredentials',
        resourceGroup: 'rg',
        subscriptionId,
        properties: body('a:b').properties,
      });
    }
  });

  it('has the credentials that the caller may read', async () => {
    const reader = { objectId: 'me', roles: [{ scope: `${subscription}/resourceGroups/other`, roleName: 'Reader' }] };
    const resources = [identity('one'), { ...identity('two'), id: identityId('two') }];
    const emulated = emulate({ resources, graphHasCredentials: true, caller: reader });
    expect(await rows(emulated)).toEqual([]);
  });
});
