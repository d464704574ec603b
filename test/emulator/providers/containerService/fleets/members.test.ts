import { describe, expect, it } from 'vitest';
import type { WorldResource } from '../../../../../src/emulator/arm/worldFile.ts';
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
  type Emulated,
} from '../../../emulated.ts';

const version = 'api-version=2026-06-01';
const fleet = `${group}/providers/Microsoft.ContainerService/fleets/fleet`;
const path = `${fleet}/members/shop`;
const member = `${path}?${version}`;
const joined = (more: object = {}): unknown => ({ properties: { clusterResourceId: clusterPath, ...more } });

/** A cluster, and a Fleet without members. */
async function withFleet(...more: readonly WorldResource[]): Promise<Emulated> {
  const emulated = emulate({ resources: [identity('one'), identity('two'), ...more] });
  await emulated.done('PUT', clusterPath, clusterBody());
  await emulated.done('PUT', `${fleet}?${version}`, { location: 'westeurope', properties: {} });
  return emulated;
}

describe('a member of a Fleet', () => {
  it('joins by an operation, and keeps group, labels and what else is written', async () => {
    const { send, advance } = await withFleet();
    const made = await send('PUT', member, joined({ group: 'ring0', labels: { a: 'b' }, other: { kept: 1 } }));
    expect([made.status, made.body['properties']!['provisioningState']]).toEqual([201, 'Joining']);
    advance(5);
    expect((await send('GET', made.headers['Azure-AsyncOperation']!)).body['status']).toBe('Succeeded');
    const { body } = await send('GET', member);
    expect(body['properties']).toEqual({
      clusterResourceId: clusterPath,
      group: 'ring0',
      labels: { a: 'b' },
      other: { kept: 1 },
      provisioningState: 'Succeeded',
    });
    expect(items((await send('GET', `${fleet}/members?${version}`)).body)).toHaveLength(1);
    expect((await send('PUT', member, joined())).status).toBe(200);
  });

  it('has an eTag that changes with each write, and that writes and removals can ask for (E-177)', async () => {
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

  it.each([
    [
      'another cluster',
      joined({ clusterResourceId: clusterPath.replace('/shop', '/other') }),
      'PropertyChangeNotAllowed',
    ],
    ['a cluster that is not there', { properties: { clusterResourceId: `${clusterPath}x` } }, 'InvalidParameter'],
  ])('is refused with %s (E-176)', async (_, body, code) => {
    const { send, done } = await withFleet();
    if (code === 'PropertyChangeNotAllowed') await done('PUT', member, joined());
    const refused = await send('PUT', member, body);
    expect([refused.status, codeOf(refused.body)]).toEqual([400, code]);
  });

  it.each(['Shop', '-shop', 'a'.repeat(51)])('is not called %s', async (name) => {
    const { send } = await withFleet();
    expect((await send('PUT', member.replace('/shop?', `/${name}?`), joined())).status).toBe(400);
  });

  it('that is not there is not found, and waits for its own operation', async () => {
    const { send } = await withFleet();
    expect((await send('PUT', member.replace('/fleets/fleet/', '/fleets/none/'), joined())).status).toBe(404);
    await send('PUT', member, joined());
    expect((await send('PUT', member, joined())).status).toBe(409);
  });

  it('shows its cross-cluster networking in previews only, and keeps it over other writes (E-182)', async () => {
    const meshProperties = { status: { state: 'Connected' } };
    const type = 'Microsoft.ContainerService/fleets/members';
    const { send, done } = await withFleet({ id: path, name: 'shop', type, ...(joined({ meshProperties }) as object) });
    const shown = async (address: string) => (await send('GET', address)).body['properties']!['meshProperties'];
    const newest = `${path}?api-version=2026-11-02-preview`;
    expect([await shown(member), await shown(newest)]).toEqual([undefined, meshProperties]);
    expect(items((await send('GET', `${fleet}/members?${version}`)).body)[0]).not.toHaveProperty(
      'properties.meshProperties',
    );
    const written = await done('PUT', member, joined({ group: 'x', meshProperties: { status: { state: 'Mine' } } }));
    expect(written.body['properties']).not.toHaveProperty('meshProperties');
    expect(await shown(newest)).toEqual(meshProperties);
  });

  it('is cut off by another identity of its cluster until it is put again (E-178)', async () => {
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

describe('a Fleet', () => {
  it('is made and removed by an operation, which ends before another begins, and has an eTag (E-174)', async () => {
    const { send, advance } = emulate();
    const address = `${fleet}?${version}`;
    const body = { location: 'westeurope', properties: { hubProfile: {} } };
    const made = await send('PUT', address, body);
    expect([made.status, made.body['properties']!['provisioningState']]).toEqual([201, 'Creating']);
    expect((await send('PUT', address, body)).status).toBe(409);
    advance(5);
    expect((await send('GET', made.headers['Azure-AsyncOperation']!)).body['status']).toBe('Succeeded');
    const { body: now } = await send('GET', address);
    expect(now).toMatchObject({ properties: { provisioningState: 'Succeeded', hubProfile: { dnsPrefix: 'fleet' } } });
    expect(now['eTag']).not.toBe(made.body['eTag']);
    const outdated = { 'if-match': said(made.body['eTag']) };
    expect((await send('PUT', address, body, outdated)).status).toBe(412);
    expect((await send('DELETE', address, undefined, outdated)).status).toBe(412);
    expect((await send('PATCH', address, { tags: { a: 'b' } })).body).toMatchObject({ tags: { a: 'b' } });
    expect((await send('DELETE', address)).status).toBe(202);
    advance(5);
    expect((await send('GET', address)).status).toBe(404);
  });

  it('whose operation fails reports it, and keeps what was written (E-175)', async () => {
    const { send, done } = emulate();
    await send('POST', '/_emulator/faults', {
      match: { method: 'PUT', pathContains: '/fleets/' },
      operationError: { code: 'Quota', message: 'None left.' },
      times: 1,
    });
    await done('PUT', `${fleet}?${version}`, { location: 'westeurope', tags: { a: 'b' }, properties: {} });
    expect((await send('GET', `${fleet}?${version}`)).body).toMatchObject({
      tags: { a: 'b' },
      properties: { provisioningState: 'Failed', status: { lastOperationError: { code: 'Quota' } } },
    });
  });
});

describe('a binding profile of a Fleet', () => {
  const profile = `${fleet}/identityBindingProfiles/cart`;
  const preview = 'api-version=2026-11-02-preview';

  it('makes bindings on the members that it selects when it is applied, and removes others (E-181)', async () => {
    const { send, done } = await withFleet();
    const selecting = (tier: string): unknown => ({
      properties: {
        memberSelector: { byLabel: `tier=${tier}` },
        identityBindingProperties: { managedIdentity: { resourceId: identityId('one') } },
      },
    });
    await done('PUT', member, joined({ labels: { tier: 'gold' } }));
    expect((await done('PUT', `${profile}?${preview}`, selecting('gold'))).status).toBe(201);
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
    await done('PUT', `${profile}?${preview}`, selecting('silver'));
    await done('POST', `${profile}/apply?${preview}`);
    expect(await bindings()).toEqual([]);
  });

  it.each([
    ['every label of its selector', 'tier=gold,env=a=b', 1],
    ['one label of two', 'tier=gold,env=x', 0],
    ['nothing, for want of a selector', undefined, 0],
  ])('selects members with %s (E-180)', async (_, byLabel, count) => {
    const { send, done } = await withFleet();
    await done('PUT', member, joined({ labels: { tier: 'gold', env: 'a=b' } }));
    const properties = {
      ...(byLabel !== undefined && { memberSelector: { byLabel } }),
      managedIdentity: { resourceId: identityId('one') },
    };
    await done('PUT', `${profile}?${preview}`, { properties });
    await done('POST', `${profile}/apply?${preview}`);
    expect(items((await send('GET', `${clusterPath}/identityBindings`)).body)).toHaveLength(count);
  });

  it('is refused what a binding is refused: a cluster at work, an identity that is gone', async () => {
    const { send, done, advance } = await withFleet();
    const of = (name: string): unknown => ({
      properties: {
        memberSelector: { byLabel: 'tier=gold' },
        identityBindingProperties: { managedIdentity: { resourceId: identityId(name) } },
      },
    });
    const apply = async () => (await send('POST', `${profile}/apply?${preview}`)).status;
    await done('PUT', member, joined({ labels: { tier: 'gold' } }));
    await done('PUT', `${profile}?${preview}`, of('one'));
    await send('PUT', `${clusterPath}/identityBindings/other`, {
      properties: { managedIdentity: { resourceId: identityId('two') } },
    });
    expect(await apply()).toBe(409);
    advance(60);
    await done('PUT', `${profile}?${preview}`, of('gone'));
    expect(await apply()).toBe(400);
    expect(items((await send('GET', `${clusterPath}/identityBindings`)).body)).toMatchObject([{ name: 'other' }]);
  });
});
