import { describe, expect, test } from 'vitest';
import type { Emulated } from '../../../emulated.ts';
import {
  clusterBody,
  clusterPath,
  codeOf,
  emulate,
  group,
  identity,
  identityId,
  items,
  said,
} from '../../../emulated.ts';

const version = 'api-version=2026-06-01';
const fleet = `${group}/providers/Microsoft.ContainerService/fleets/fleet`;
const path = `${fleet}/members/shop`;
const member = `${path}?${version}`;
const joined = (more: object = {}): unknown => ({ properties: { clusterResourceId: clusterPath, ...more } });

/** A cluster, and a Fleet without members. */
async function withFleet(): Promise<Emulated> {
  const emulated = emulate({ resources: [identity('one'), identity('two')] });
  await emulated.done('PUT', clusterPath, clusterBody());
  await emulated.send('PUT', `${fleet}?${version}`, { location: 'westeurope', properties: {} });
  return emulated;
}

describe('a member of a Fleet', () => {
  test('a member of a Fleet joins by an operation, and keeps group, labels and what else is written', async () => {
    const { send, advance } = await withFleet();
    const made = await send('PUT', member, joined({ group: 'ring0', labels: { a: 'b' }, other: { kept: 1 } }));
    expect([made.status, made.body['properties']!['provisioningState']]).toEqual([201, 'Joining']);
    advance(5);
    expect((await send('GET', made.headers['Azure-AsyncOperation']!)).body['status']).toBe('Succeeded');
    const { body } = await send('GET', member);
    expect(body['properties']).toEqual({
      ...{ clusterResourceId: clusterPath, group: 'ring0', labels: { a: 'b' }, other: { kept: 1 } },
      provisioningState: 'Succeeded',
    });
    expect(items((await send('GET', `${fleet}/members?${version}`)).body)).toHaveLength(1);
    expect((await send('PUT', member, joined())).status).toBe(200);
  });

  test('a member of a Fleet has an eTag that changes with each write, and that writes and removals can ask for', async () => {
    const { send, done } = await withFleet();
    await done('PUT', member, joined());
    const before = said((await send('GET', member)).body['eTag']);
    await done('PUT', member, joined({ group: 'x' }), { 'if-match': before });
    const after = said((await send('GET', member)).body['eTag']);
    expect(after).not.toBe(before);
    expect((await send('PUT', member, joined(), { 'if-match': before })).status).toBe(412);
    expect((await send('DELETE', member, undefined, { 'if-match': before })).status).toBe(412);
    expect((await send('PUT', member, joined(), { 'if-none-match': '*' })).status).toBe(412);
    expect((await done('DELETE', member, undefined, { 'if-match': after })).status).toBe(202);
    expect((await send('GET', member)).status).toBe(404);
    expect((await send('DELETE', member)).status).toBe(204);
  });

  test.each([
    [
      'another cluster',
      joined({ clusterResourceId: clusterPath.replace('/shop', '/other') }),
      'PropertyChangeNotAllowed',
    ],
    ['a cluster that is not there', { properties: { clusterResourceId: `${clusterPath}x` } }, 'InvalidParameter'],
  ])('a member of a Fleet is refused with %s', async (_, body, code) => {
    const { send, done } = await withFleet();
    if (code === 'PropertyChangeNotAllowed') await done('PUT', member, joined());
    const refused = await send('PUT', member, body);
    expect([refused.status, codeOf(refused.body)]).toEqual([400, code]);
  });

  test.each(['Shop', '-shop', 'a'.repeat(51)])('a member of a Fleet is not called %s', async (name) => {
    const { send } = await withFleet();
    expect((await send('PUT', member.replace('/shop?', `/${name}?`), joined())).status).toBe(400);
  });

  test('a member of a Fleet that is not there is not found, and waits for its own operation', async () => {
    const { send } = await withFleet();
    expect((await send('PUT', member.replace('/fleets/fleet/', '/fleets/none/'), joined())).status).toBe(404);
    await send('PUT', member, joined());
    expect((await send('PUT', member, joined())).status).toBe(409);
  });

  test('a member of a Fleet is cut off by another identity of its cluster until it is put again', async () => {
    const { send, done } = await withFleet();
    await done('PUT', member, joined());
    const status = async () => (await send('GET', member)).body['properties']!['status'];
    const { body } = await send('GET', clusterPath);
    await done('PUT', clusterPath, { ...body, tags: { a: 'b' } });
    expect(await status()).toBeUndefined();
    const to = { type: 'UserAssigned', userAssignedIdentities: { [identityId('one')]: {} } };
    await done('PUT', clusterPath, { ...(await send('GET', clusterPath)).body, identity: to });
    expect(await status()).toMatchObject({ lastOperationError: { code: 'MemberAgentUnauthorized' } });
    await done('PUT', member, joined());
    expect(await status()).toBeUndefined();
  });
});

describe('a binding profile of a Fleet', () => {
  const profile = `${fleet}/identityBindingProfiles/cart`;
  const preview = 'api-version=2026-11-02-preview';

  test('a binding profile of a Fleet makes bindings on the members that it selects when it is applied, and removes others', async () => {
    const { send, done } = await withFleet();
    const selecting = (tier: string): unknown => ({
      properties: {
        memberSelector: { matchLabels: { tier } },
        identityBindingProperties: { managedIdentity: { resourceId: identityId('one') } },
      },
    });
    await done('PUT', member, joined({ labels: { tier: 'gold' } }));
    expect((await send('PUT', `${profile}?${preview}`, selecting('gold'))).status).toBe(201);
    expect((await send('GET', `${profile}?${version}`)).status).toBe(400);
    const bindings = async () => items((await send('GET', `${clusterPath}/identityBindings`)).body);
    expect(await bindings()).toEqual([]);
    await done('POST', `${profile}/apply?${preview}`);
    expect(await bindings()).toMatchObject([
      {
        name: 'cart',
        properties: { managedIdentity: { resourceId: identityId('one') }, provisioningState: 'Succeeded' },
      },
    ]);
    await send('PUT', `${profile}?${preview}`, selecting('silver'));
    await done('POST', `${profile}/apply?${preview}`);
    expect(await bindings()).toEqual([]);
  });

  test('a binding profile of a Fleet is refused what a binding is refused: a cluster at work, an identity that is gone', async () => {
    const { send, done, advance } = await withFleet();
    const of = (name: string): unknown => ({
      properties: { identityBindingProperties: { managedIdentity: { resourceId: identityId(name) } } },
    });
    const apply = async () => (await send('POST', `${profile}/apply?${preview}`)).status;
    await done('PUT', member, joined());
    await send('PUT', `${profile}?${preview}`, of('one'));
    await send('PUT', `${clusterPath}/identityBindings/other`, {
      properties: { managedIdentity: { resourceId: identityId('two') } },
    });
    expect(await apply()).toBe(409);
    advance(60);
    await send('PUT', `${profile}?${preview}`, of('gone'));
    expect(await apply()).toBe(400);
    expect(items((await send('GET', `${clusterPath}/identityBindings`)).body)).toMatchObject([{ name: 'other' }]);
  });
});
