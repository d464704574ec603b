import type { Memento } from 'vscode';
import { describe, expect, it } from 'vitest';
import { rememberConnectionIn } from '../../src/session/rememberedConnection.ts';

function stateOf(kept: Record<string, unknown>): Memento {
  const values = new Map(Object.entries(kept));
  return {
    keys: () => [...values.keys()],
    get: (key: string, fallback?: unknown) => (values.has(key) ? values.get(key) : fallback),
    update: (key: string, value: unknown) => Promise.resolve(void values.set(key, value)),
  } as Memento;
}
const key = 'azure https://management.azure.com';
const odd = [null, 5, true, 'azure', [], ['azure'], {}, { kind: 'constructor' }, { kind: 'file', url: 'x' }];

describe('what an earlier version, a newer one or an accident has left in the storage', () => {
  it.each([...odd, { kind: 'emulator' }, { kind: 'emulator', url: 5 }].map((value) => [value]))(
    'is no connection: %j',
    (connection) => {
      expect(rememberConnectionIn(stateOf({ connection })).connection()).toBeUndefined();
    },
  );

  it.each(odd.map((value) => [value]))('chooses no subscription: %j', async (value) => {
    for (const kept of [value, { [key]: value }]) {
      const remembered = rememberConnectionIn(stateOf({ activeSubscriptions: kept, selectedSubscriptions: kept }));
      expect([undefined, 'azure']).toContain(remembered.active(key));
      expect([undefined, 'all', ['azure'], []]).toContainEqual(remembered.selected(key));
      await remembered.setActive(key, 'one');
      await remembered.setSelected(key, ['two']);
      expect([remembered.active(key), remembered.selected(key)]).toEqual(['one', ['two']]);
    }
  });

  it('a damaged choice leaves the choices on other connections alone', async () => {
    const remembered = rememberConnectionIn(
      stateOf({ activeSubscriptions: { other: 'a' }, selectedSubscriptions: { other: null } }),
    );
    await remembered.setActive(key, 'one');
    await remembered.setSelected(key, 'all');
    expect([remembered.active('other'), remembered.selected('other')]).toEqual(['a', 'all']);
  });
});
