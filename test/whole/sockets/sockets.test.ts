import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createIdentityService } from '../../../src/app/createIdentityService.ts';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { createJournal } from '../../../src/app/runs/journal.ts';
import { createEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import type { LoggedRequest } from '../../../src/emulator/routing/requestLog.ts';
import { serveEmulator, type ListeningEmulator } from '../../../src/emulator/server.ts';
import { memoryStore } from '../../support/azure/azureBench.ts';
import { isClusterPut, toUserAssigned } from '../../support/azure/changes.ts';
import { idB, sami, smallWorld } from '../../support/azure/smallWorld.ts';
import { fileStore } from './fileStore.ts';
import { socketConnection } from './socketConnection.ts';

let emulator: Emulator;
let server: ListeningEmulator;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aks-identity-'));
  emulator = createEmulator({ world: smallWorld(), operationSeconds: 600 });
  server = await serveEmulator(emulator, { port: 0 });
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
  rmSync(folder, { recursive: true });
});

describe('over plain http on this machine', () => {
  it('reads through raw requests and both typed clients, whatever proxy the environment names', async () => {
    vi.stubEnv('HTTP_PROXY', 'http://127.0.0.1:9');
    vi.stubEnv('HTTPS_PROXY', 'http://127.0.0.1:9');
    vi.stubEnv('NO_PROXY', '');
    const service = serviceOn(join(folder, 'journal.json'));
    expect((await service.clusters()).items).toHaveLength(5);
    expect((await service.identities()).items.length).toBeGreaterThan(4);
    expect((await service.plan([toUserAssigned(sami.id, idB.id)])).steps).toHaveLength(2);
  });

  it('a connection over plain http on this machine says in words that nothing answers', async () => {
    await server.close();
    const connection = socketConnection(server.url, () => Promise.resolve());
    const service = createIdentityService({ connection, journal: createJournal(memoryStore()) });
    await expect(service.cluster(sami.id)).rejects.toMatchObject({
      code: 'unexpected',
      message: expect.stringMatching(/No answer from the emulator \(connection refused\)/) as string,
    });
    server = await serveEmulator(emulator, { port: 0 });
  });
});

describe('a process that is killed (SIGKILL) while the cluster PUT is running', () => {
  it('leaves a journal from which another one ends the change, without a second PUT', async () => {
    const file = join(folder, 'journal.json');
    await killedDuringPut(file, JSON.stringify(toUserAssigned(sami.id, idB.id)));
    const service = serviceOn(file);
    const [entry] = await service.activity();
    expect(entry).toMatchObject({ status: 'stopped', resumable: true });
    emulator.clock.advance(600);
    expect(await service.resume(entry!.activityId)).toMatchObject({ status: 'succeeded' });
    expect((await requests()).filter(isClusterPut)).toHaveLength(1);
    expect((await service.cluster(sami.id)).cluster.controlPlane).toMatchObject({ principalId: idB.principalId });
  });
});

function serviceOn(file: string): IdentityService {
  return createIdentityService({ connection: socketConnection(server.url), journal: createJournal(fileStore(file)) });
}

async function requests(): Promise<readonly LoggedRequest[]> {
  const answer = await fetch(`${server.url}/_emulator/requests`);
  return ((await answer.json()) as { requests: LoggedRequest[] }).requests;
}

/** Runs the change in its own process and kills it once the operation is polled. */
async function killedDuringPut(file: string, change: string): Promise<void> {
  const script = fileURLToPath(import.meta.resolve('./applyOnce.ts'));
  const child = spawn(process.execPath, [script, server.url, file, change], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    if ((JSON.parse(line) as { readonly detail?: string }).detail === '') child.kill('SIGKILL');
  }
  const [, signal] = (await exited) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
}
