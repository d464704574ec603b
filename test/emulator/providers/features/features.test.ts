import { describe, expect, it } from 'vitest';
import {
  codeOf,
  emulate,
  items,
  principal,
  said,
  subscription,
  subscriptionId,
  type Emulated,
} from '../../emulated.ts';

const features = `${subscription}/providers/Microsoft.Features`;
const one = `${features}/providers/Microsoft.ContainerService/features/IdentityBindingPreview`;
const withVersion = (path: string): string => `${path}?api-version=2021-07-01`;

async function stateOf({ send }: Emulated, path = one): Promise<string> {
  return said((await send('GET', withVersion(path))).body['properties']?.['state']);
}

describe('a preview feature', () => {
  it('is answered with its name, type and state, in any casing (E-198)', async () => {
    const { send } = emulate();
    const wanted = {
      id: one,
      name: 'Microsoft.ContainerService/IdentityBindingPreview',
      type: 'Microsoft.Features/providers/features',
      properties: { state: 'NotRegistered' },
    };
    const lower = one.replace(/providers\/.*/, (rest) => rest.toLowerCase());
    for (const path of [one, lower]) expect((await send('GET', withVersion(path))).body['name']).toBe(wanted.name);
    expect((await send('GET', withVersion(one))).body).toEqual(wanted);
    const listed = (await send('GET', withVersion(`${features}/providers/Microsoft.ContainerService/features`))).body;
    expect(items(listed)).toContainEqual(wanted);
    expect(items((await send('GET', withVersion(`${features}/features`))).body)).toEqual(items(listed));
    expect(items((await send('GET', withVersion(`${features}/providers/Microsoft.Network/features`))).body)).toEqual(
      [],
    );
  });

  it('is registered after a quarter of an hour, and unregistered after another (E-199)', async () => {
    const emulated = emulate();
    const { send, advance } = emulated;
    expect((await send('POST', withVersion(`${one}/register`))).body['properties']).toEqual({ state: 'Registering' });
    advance(899);
    expect(await stateOf(emulated)).toBe('Registering');
    advance(1);
    expect(await stateOf(emulated)).toBe('Registered');
    expect((await send('POST', withVersion(`${one}/register`))).body['properties']).toEqual({ state: 'Registered' });
    await send('POST', withVersion(`${one}/unregister`));
    expect(await stateOf(emulated)).toBe('Unregistering');
    advance(900);
    expect(await stateOf(emulated)).toBe('Unregistered');
  });

  it('takes as long to register as the settings say, also over a restart', async () => {
    const first = emulate({}, { featureSeconds: 60 });
    await first.send('POST', withVersion(`${one}/register`));
    const again = emulate(first.emulator.snapshot());
    expect(await stateOf(again)).toBe('Registering');
    again.advance(60);
    expect(await stateOf(again)).toBe('Registered');
  });

  it('has the state that the world says, in the subscription that it names', async () => {
    const other = '33333333-3333-4333-a333-333333333333';
    const name = 'Microsoft.ContainerService/IdentityBindingPreview';
    const subscriptions = [subscriptionId, other].map((id) => ({ subscriptionId: id, displayName: id }));
    const mine = { subscriptionId, name: name.toLowerCase() };
    const theirs = { subscriptionId: other, name: 'Microsoft.Compute/SomethingNew', state: 'Registering' as const };
    const emulated = emulate({ subscriptions, features: [mine, theirs] });
    expect(await stateOf(emulated)).toBe('Registered');
    expect(await stateOf(emulated, one.replace(subscriptionId, other))).toBe('NotRegistered');
    const unending = `/subscriptions/${other}/providers/Microsoft.Features/providers/microsoft.compute/features/somethingnew`;
    emulated.advance(86_400);
    expect(await stateOf(emulated, unending)).toBe('Registering');
  });

  it('that no provider has is not found (E-200)', async () => {
    const { send } = emulate();
    const answer = await send('GET', withVersion(one.replace('IdentityBindingPreview', 'Nothing')));
    expect([answer.status, codeOf(answer.body)]).toEqual([404, 'FeatureNotFound']);
    expect(said(answer.body['error']!['message'])).toContain("The feature 'Nothing' could not be found.");
  });

  it('is read and registered by those who may, with versions that its provider has (E-201)', async () => {
    const caller = { objectId: principal('me'), roles: [{ scope: subscription, roleName: 'Reader' }] };
    const { send } = emulate({ caller });
    expect((await send('GET', withVersion(one))).status).toBe(200);
    const refused = await send('POST', withVersion(`${one}/register`));
    expect([refused.status, codeOf(refused.body)]).toEqual([403, 'AuthorizationFailed']);
    expect(said(refused.body['error']!['message'])).toContain('Microsoft.Features/providers/features/register/action');
    expect((await send('GET', `${one}?api-version=2026-01-01`)).status).toBe(400);
    expect((await send('PUT', withVersion(one))).status).toBe(404);
  });
});
