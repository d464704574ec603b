import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExtensionContext } from 'vscode';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Connections } from '../../../src/session/connections.ts';
import type { Funnel } from '../../../src/host/window/errorReporter.ts';
import { user } from '../../support/vscode/user.ts';

let folder: string;
let connections: Connections;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'damaged-'));
  const state = new Map<string, unknown>();
  const context = {
    extension: { packageJSON: { version: '0.0.0' } },
    globalStorageUri: { fsPath: folder },
    globalState: {
      get: (key: string) => state.get(key),
      update: async (key: string, value: unknown) => void state.set(key, value),
    },
  } as unknown as ExtensionContext;
  connections = new Connections(context, { info: () => undefined } as Partial<Funnel> as Funnel);
});
afterEach(async () => {
  connections.dispose();
  await rm(folder, { recursive: true });
});

describe('a record of changes that is damaged', () => {
  it('a damaged record of changes is reported to the user, once, and kept for inspection', async () => {
    const file = join(folder, 'journal.json');
    await writeFile(file, '{"version":1,"entries":[{"kept by hand');
    await connections.startDemo();
    const service = await connections.service();
    expect([await service.activity(), await service.activity()]).toEqual([[], []]);
    expect(user.notifications.map(({ text }) => text)).toEqual([
      'The record of earlier changes could not be read. It was set aside, and a new one was started.',
    ]);
    const [{ id } = { id: '' }] = (await service.subscriptions()).items;
    await service.apply([{ kind: 'createResourceGroup', subscriptionId: id, name: 'rg-new', location: 'westeurope' }]);
    expect(await readFile(file, 'utf8')).toContain('kept by hand');
    expect(await service.activity()).toHaveLength(1);
  });
});

describe('a world of the demo that is damaged', () => {
  it('a damaged world of the demo is reported, left alone, and started over only when the user asks for that', async () => {
    const file = join(folder, 'demo-world.json');
    await writeFile(file, 'kept by hand');
    await expect(connections.startDemo()).rejects.toMatchObject({ code: 'refused' });
    expect(await readFile(file, 'utf8')).toBe('kept by hand');
    await connections.resetDemo();
    expect(connections.kind).toBe('demo');
    expect((await (await connections.service()).clusters()).items.length).toBeGreaterThan(3);
  });
});
