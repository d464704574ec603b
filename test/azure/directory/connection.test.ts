import { describe, expect, it } from 'vitest';
import { createArm } from '../../../src/azure/arm/arm.ts';
import { createConnection } from '../../../src/azure/directory/connection.ts';
import { belongsTo } from '../../../src/azure/http/originPolicy.ts';
import { armOptions, httpDouble, secretCredential } from '../../support/httpDouble.ts';
import { isLoopback } from '../../../src/domain/arm/cidr.ts';

const id = '/subscriptions/11111111-1111-4111-8111-111111111111';
const identity = `${id}/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-a`;

describe('a real token', () => {
  it.each(['http://management.azure.com', 'http://10.0.0.1:8080', 'http://127.0.0.1.evil.example', 'ftp://127.0.0.1'])(
    'is never sent to %s: the endpoint itself is refused',
    (endpoint) => {
      const double = httpDouble([{}]);
      const credential = secretCredential();
      expect(() => createArm(armOptions(double, { endpoint, credential }))).toThrow(/refused/);
      expect(credential.asked).toBe(0);
      expect(double.sent).toEqual([]);
    },
  );

  it('is never sent to Azure without https, not even on loopback', () => {
    const options = {
      kind: 'azure',
      name: 'Azure',
      endpoint: 'http://127.0.0.1:1',
      tenants: [],
      userAgent: '',
    } as const;
    expect(() => createConnection(options)).toThrow(/https only/);
  });

  it.each([
    'http://management.azure.com/next',
    'https://evil.example/next',
    'https://management.azure.com.evil.example/next',
    'https://management.azure.com:8443/next',
    '//evil.example/next',
  ])('does not follow a nextLink to %s', async (nextLink) => {
    const double = httpDouble([{ body: { value: [{ id }], nextLink } }]);
    const arm = createArm(armOptions(double));
    await expect(arm.list('/subscriptions', '2022-12-01')).rejects.toMatchObject({ code: 'unexpected' });
    expect(double.sent.map(({ url }) => new URL(url).host)).toEqual(['management.azure.com']);
  });

  it("does not follow a nextLink of the SDK's own lists to another host", async () => {
    const double = httpDouble([{ body: { value: [{ id: identity }], nextLink: 'https://evil.example/next' } }]);
    const client = createArm(armOptions(double)).identities(id.slice(-36));
    const listed = async (): Promise<void> => {
      for await (const one of client.userAssignedIdentities.listBySubscription()) expect(one.id).toBe(identity);
    };
    await expect(listed()).rejects.toMatchObject({ code: 'unexpected' });
    expect(double.sent).toHaveLength(1);
  });

  it('does not follow a redirect', async () => {
    const double = httpDouble([{ status: 302, headers: { location: 'https://evil.example/' } }]);
    await expect(createArm(armOptions(double)).get(id, '2022-12-01')).rejects.toMatchObject({
      failure: { status: 302 },
    });
    expect(double.sent).toHaveLength(1);
  });

  it('goes to Azure over https, by raw requests and by both typed clients', async () => {
    const double = httpDouble([{ body: { value: [] } }]);
    const arm = createArm(armOptions(double));
    await arm.list('/subscriptions', '2022-12-01');
    for await (const one of arm.identities('s').userAssignedIdentities.listBySubscription()) expect(one).toBeNull();
    for await (const one of arm.authorization('s').roleAssignments.listForSubscription()) expect(one).toBeNull();
    expect(double.sent.map(({ headers }) => headers.get('authorization'))).toEqual(
      Array.from({ length: 3 }, () => 'Bearer real-secret-token'),
    );
  });

  it('goes over plain http to this machine for an emulator, which is given one of its own', async () => {
    const double = httpDouble([{ body: { value: [] } }]);
    const arm = createArm(armOptions(double, { endpoint: 'http://127.0.0.1:8080' }));
    await arm.list('/subscriptions', '2022-12-01');
    for await (const one of arm.identities('s').userAssignedIdentities.listBySubscription()) expect(one).toBeNull();
    for await (const one of arm.authorization('s').roleAssignments.listForSubscription()) expect(one).toBeNull();
    expect(double.sent).toHaveLength(3);
    expect(double.sent.every(({ url }) => url.startsWith('http://127.0.0.1:8080/'))).toBe(true);
  });
});

describe('loopback', () => {
  it.each([
    'http://127.0.0.1:80',
    'http://127.9.9.9',
    'http://[::1]:8080',
    'http://localhost:3000',
    'https://LOCALHOST',
  ])('is %s', (url) => expect(isLoopback(new URL(url))).toBe(true));
  it.each([
    'http://127.0.0.1.nip.io',
    'http://localhost.evil.example',
    'http://0.0.0.0',
    'http://[::2]',
    'http://128.0.0.1',
  ])('is not %s', (url) => expect(isLoopback(new URL(url))).toBe(false));
});

it.each([
  ['https://management.azure.com/x', true],
  ['/subscriptions', true],
  ['https://westeurope.management.azure.com/x', true],
  ['https://evilmanagement.azure.com/x', false],
  ['http://westeurope.management.azure.com/x', false],
])('%s belongs to Azure: %s', (address, expected) => {
  expect(belongsTo(new URL('https://management.azure.com'), address)).toBe(expected);
});
