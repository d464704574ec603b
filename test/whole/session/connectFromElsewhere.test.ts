import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExtensionContext } from 'vscode';
import { expect, it, onTestFinished } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import type { ListeningEmulator } from '../../../src/emulator/server.ts';
import type { Funnel } from '../../../src/host/window/errorReporter.ts';
import { Connections } from '../../../src/session/connections.ts';
import { createApi } from '../../../src/session/lazyApi.ts';
import { place, smallWorld } from '../../support/azure/smallWorld.ts';
import { served } from '../cli/cliBench.ts';

const change: Change = {
  kind: 'createResourceGroup',
  subscriptionId: place.subscriptionId,
  name: 'rg-new',
  location: 'westeurope',
};

async function emulator(): Promise<ListeningEmulator> {
  const one = await served(smallWorld());
  onTestFinished(() => one.close());
  return one;
}

async function session() {
  const folder = await mkdtemp(join(tmpdir(), 'elsewhere-'));
  const context = {
    extension: { packageJSON: { version: '0.0.0' } },
    globalStorageUri: { fsPath: folder },
    globalState: { get: () => undefined, update: () => Promise.resolve() },
  } as unknown as ExtensionContext;
  const connections = new Connections(context, {} as Funnel);
  onTestFinished(async () => {
    connections.dispose();
    await rm(folder, { recursive: true, maxRetries: 5 });
  });
  return { connections, api: createApi(connections) };
}

it('a change under way continues while another extension wants to connect elsewhere, which is refused until it has ended', async () => {
  const first = await emulator();
  const second = await emulator();
  const { connections, api } = await session();
  await api.connect(first.url);
  const service = await connections.service();
  const tries: Promise<unknown>[] = [];
  const outcome = await service.apply([change], {
    onProgress: () => void tries.push(api.connect(second.url).catch((error: unknown) => error)),
  });
  expect(outcome.status).toBe('succeeded');
  const refusal = {
    code: 'conflict',
    message: expect.stringMatching(/^"Create .*" is running, and connecting elsewhere would end it\./) as string,
  };
  expect((await Promise.all(tries.slice(0, 1)))[0]).toMatchObject(refusal);
  await Promise.all(tries);
  await api.connect(second.url);
  expect(connections.current?.connection.endpoint).toBe(second.url);
});

it('a person may connect elsewhere although a change is under way, which can be resumed', async () => {
  const first = await emulator();
  const second = await emulator();
  const { connections } = await session();
  await connections.connectEmulator(first.url);
  const service = await connections.service();
  let leaving: Promise<void> | undefined;
  const outcome = await service.apply([change], {
    onProgress: () => void (leaving ??= connections.connectEmulator(second.url)),
  });
  await leaving;
  expect(outcome.status).toBe('stopped');
  expect(connections.current).not.toBe(service);
});
