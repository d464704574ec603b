import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterEach, expect, it, vi } from 'vitest';
import { usageText } from '../../../src/emulator/options.ts';
import { clusterBody, clusterPath, resourceGroup, subscriptionId, tenantId } from '../../emulator/emulated.ts';

const running: ChildProcess[] = [];
const directories: string[] = [];

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

function temporary(): string {
  const directory = mkdtempSync(join(tmpdir(), 'emulator-'));
  directories.push(directory);
  return directory;
}

function worldIn(directory: string): string {
  const file = join(directory, 'world.json');
  const world = {
    tenantId,
    subscriptions: [{ subscriptionId, displayName: 'One' }],
    resources: [resourceGroup('rg')],
    roleAssignments: [],
  };
  writeFileSync(file, JSON.stringify(world));
  return file;
}

function spawned(...options: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, ['src/emulator/cli.ts', ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  return child;
}

async function started(...options: readonly string[]): Promise<{ child: ChildProcess; url: string }> {
  const child = spawned('--port', '0', ...options);
  return { child, url: (JSON.parse(await firstLine(child)) as { url: string }).url };
}

async function firstLine(child: ChildProcess): Promise<string> {
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
  return line;
}

async function ended(child: ChildProcess): Promise<{ code: number | null; errors: string }> {
  const [errors, [code]] = await Promise.all([text(child.stderr!), once(child, 'exit') as Promise<[number | null]>]);
  return { code, errors };
}

interface Plain {
  readonly status: number;
  readonly body: string;
  readonly limit?: string | readonly string[];
}

function ask(url: string, options: RequestOptions = {}, body?: string): Promise<Plain> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: 'Bearer x', ...options.headers };
    const sent = (url.startsWith('https:') ? httpsRequest : httpRequest)(url, { ...options, agent: false, headers });
    sent.once('error', () => {
      resolve({ status: 0, body: '' });
    });
    sent.once('response', (response: IncomingMessage) => {
      text(response).then((answer) => {
        const limit = response.headers['x-emulator-limit'];
        resolve({ status: response.statusCode ?? 0, body: answer, ...(limit !== undefined && { limit }) });
      }, reject);
    });
    sent.end(body);
  });
}

const arm = (url: string, path: string): string => `${url}${path}?api-version=2026-04-01`;

it('the command line prints one line with its address, answers on 127.0.0.1, and ends when asked to', async () => {
  const { child, url } = await started('--scenario', 'empty');
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect((await ask(`${url}/subscriptions?api-version=2022-12-01`)).status).toBe(200);
  child.kill('SIGTERM');
  expect((await ended(child)).code).toBe(0);
});

it('the server answers to loopback names only and to no page of another origin, on every route (E-022)', async () => {
  const { url } = await started('--scenario', 'empty');
  const { port } = new URL(url);
  for (const path of [
    '/subscriptions?api-version=2022-12-01',
    '/_emulator/requests',
    '/metadata/endpoints?api-version=2022-09-01',
    '/nothing',
  ]) {
    for (const host of ['evil.example', `127.0.0.1.evil.example:${port}`, 'localhost.evil.example', '0.0.0.0']) {
      expect([path, host, await ask(url + path, { headers: { host } })]).toMatchObject([
        ...[path, host, { status: 403, limit: 'host' }],
      ]);
    }
    for (const origin of ['https://evil.example', 'null', 'http://localhost:1']) {
      expect((await ask(url + path, { headers: { origin } })).status).toBe(403);
    }
    expect((await ask(url + path, { headers: { origin: url } })).status).not.toBe(403);
    for (const host of [`localhost:${port}`, `[::1]:${port}`, '127.0.0.1'])
      expect((await ask(url + path, { headers: { host } })).status).not.toBe(403);
  }
});

it('the server refuses a body of more than 4 MiB', async () => {
  const { url } = await started('--scenario', 'empty');
  const large = await ask(arm(url, clusterPath), { method: 'PUT' }, 'x'.repeat(4 * 1024 * 1024 + 1));
  expect(large.status).toBe(413);
  expect((await ask(`${url}/subscriptions?api-version=2022-12-01`)).status).toBe(200);
});

it('the server cuts the connection if a fault demands it', async () => {
  const { url } = await started('--scenario', 'empty');
  await ask(`${url}/_emulator/faults`, { method: 'POST' }, JSON.stringify({ match: {}, drop: 'before', times: 1 }));
  expect((await ask(`${url}/subscriptions?api-version=2022-12-01`)).status).toBe(0);
  expect((await ask(`${url}/subscriptions?api-version=2022-12-01`)).status).toBe(200);
});

it("a path can't leave the world", async () => {
  const { url } = await started('--scenario', 'empty');
  for (const path of [
    '/../../etc/passwd',
    '/subscriptions/%2e%2e%2f%2e%2e',
    '/%00',
    '/subscriptions/%zz?api-version=2022-12-01',
    '//evil.example/subscriptions',
    '/_emulator/../package.json',
  ]) {
    const answer = await ask(url, { path });
    expect([400, 404]).toContain(answer.status);
    expect(answer.body).not.toContain('root:');
  }
});

it.each([
  [['--world', 'package.json'], "the world file package.json can't be used: tenantId must be a text"],
  [['--world', '.npmignore'], "the world file .npmignore can't be used: it is not JSON"],
  [['--port', '0', '--state', 'none/state.json'], "the state file none/state.json can't be read or written"],
  [['--port', '0', '--state', '.'], "the state file . can't be read or written"],
  [['--host', '192.0.2.1', '--allow-host', 'emulator'], 'this machine does not have the address 192.0.2.1'],
])('the command line %j ends with 1 and says why, in one line', async (options, message) => {
  const { code, errors } = await ended(spawned(...options));
  expect(code).toBe(1);
  expect(errors).toMatch(/^emulator: [^\n]+\n$/);
  expect(errors).toContain(message);
});

it('the command line says that its port is in use', async () => {
  const { port } = new URL((await started('--scenario', 'empty')).url);
  const { code, errors } = await ended(spawned('--port', port));
  expect([code, errors]).toEqual([
    1,
    `emulator: port ${port} is in use at 127.0.0.1; choose another with --port, or a free one with --port 0. See npm run --silent emulator -- --help.\n`,
  ]);
});

it('the command line says that the certificate of --https has no place', async () => {
  vi.stubEnv('TMPDIR', '/nowhere');
  const { code, errors } = await ended(spawned('--port', '0', '--https'));
  vi.unstubAllEnvs();
  expect([code, errors]).toEqual([
    1,
    expect.stringMatching(/^emulator: the certificate of --https can't be written: /),
  ]);
});

it.each(['-h', '--help'])('the command line says with %s what its options are', async (option) => {
  const child = spawned(option);
  const [told, { code }] = await Promise.all([text(child.stdout!), ended(child)]);
  expect([code, told]).toEqual([0, usageText('npm run --silent emulator --')]);
});

it.each(['SIGTERM', 'SIGINT'] as const)('%s ends the server, with requests under way', async (signal) => {
  const { child, url } = await started('--scenario', 'empty', '--latency-ms', '60000');
  const asked = ask(`${url}/subscriptions?api-version=2022-12-01`);
  child.kill(signal);
  expect([(await ended(child)).code, (await asked).status]).toEqual([0, 0]);
});

it('the server lets other machines in by the names that it is told, and warns of that (E-259)', async () => {
  const child = spawned('--port', '0', '--scenario', 'empty', '--host', '0.0.0.0', '--allow-host', 'emulator');
  const warned = once(createInterface({ input: child.stderr! }), 'line') as Promise<[string]>;
  const { url } = JSON.parse(await firstLine(child)) as { url: string };
  expect(url).toMatch(/^http:\/\/emulator:\d+$/);
  expect((await warned)[0]).toContain('gets tokens without a password');
  const { port } = new URL(url);
  const asked = (headers: Readonly<Record<string, string>>): Promise<Plain> =>
    ask(`http://127.0.0.1:${port}/subscriptions?api-version=2022-12-01`, { headers });
  for (const host of ['emulator', `EMULATOR:${port}`, `localhost:${port}`])
    expect([host, (await asked({ host })).status]).toEqual([host, 200]);
  for (const host of ['0.0.0.0', 'emulator.evil.example', 'evil.example', `xemulator:${port}`])
    expect([host, (await asked({ host })).status]).toEqual([host, 403]);
  expect((await asked({ host: 'emulator', origin: 'http://evil.example' })).status).toBe(403);
});

it('the server makes a certificate for its names, and hands out what its clients have to trust (E-259)', async () => {
  const child = spawned('--port', '0', '--scenario', 'empty', '--https', '--allow-host', 'emulator');
  const { url, certificate } = JSON.parse(await firstLine(child)) as { url: string; certificate: string };
  const ca = readFileSync(certificate, 'utf8');
  const { port } = new URL(url);
  for (const name of ['127.0.0.1', 'localhost', 'emulator']) {
    const headers = { host: `${name}:${port}` };
    const answer = await ask(`${url}/_emulator/certificate`, { ca, headers });
    expect([name, answer]).toEqual([name, { status: 200, body: ca }]);
  }
  expect((await ask(`${url}/_emulator/certificate`)).status).toBe(0);
  const other = { ca, headers: { host: 'evil.example' }, checkServerIdentity: () => undefined };
  expect((await ask(`${url}/_emulator/certificate`, other)).status).toBe(403);
  child.kill('SIGTERM');
  expect([(await ended(child)).code, existsSync(certificate)]).toEqual([0, false]);
});

it('the command line accepts a world file that begins with a byte order mark', async () => {
  const file = worldIn(temporary());
  writeFileSync(file, `\uFEFF${readFileSync(file, 'utf8')}`);
  const { url } = await started('--world', file);
  expect((await ask(`${url}/subscriptions?api-version=2022-12-01`)).body).toContain(subscriptionId);
});

it('a write that was acknowledged is there after kill -9, and an operation in flight continues (E-023)', async () => {
  const directory = temporary();
  const state = join(directory, 'state.json');
  const options = ['--world', worldIn(directory), '--state', state, '--operation-seconds', '600'];
  const first = await started(...options);
  expect((await ask(arm(first.url, clusterPath), { method: 'PUT' }, JSON.stringify(clusterBody()))).status).toBe(201);
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  const second = await started(...options);
  const during = JSON.parse((await ask(arm(second.url, clusterPath))).body) as {
    properties: { provisioningState: string };
  };
  expect(during.properties.provisioningState).toBe('Creating');
  expect((await ask(arm(second.url, clusterPath), { method: 'PUT' }, JSON.stringify(clusterBody()))).status).toBe(409);
  await ask(`${second.url}/_emulator/clock`, { method: 'POST' }, '{"advanceSeconds":600}');
  const after = (await ask(arm(second.url, clusterPath))).body;
  second.child.kill('SIGKILL');
  await once(second.child, 'exit');
  const third = await started(...options);
  expect((await ask(arm(third.url, clusterPath))).body).toBe(after);
  expect(after).toContain('"provisioningState":"Succeeded"');
  expect(readdirSync(directory).sort()).toEqual(['state.json', 'world.json']);
});

it('no write that was acknowledged is lost when it is killed in the middle of many', async () => {
  const directory = temporary();
  const options = ['--world', worldIn(directory), '--state', join(directory, 'state.json')];
  const first = await started(...options);
  const identity = (count: number): string =>
    clusterPath.replace(
      /Microsoft\.ContainerService.*/,
      `Microsoft.ManagedIdentity/userAssignedIdentities/one${String(count)}`,
    );
  const at = (url: string, count: number): string => `${url}${identity(count)}?api-version=2024-11-30`;
  const acknowledged: number[] = [];
  const writes = Array.from({ length: 60 }, async (_, count) => {
    const { status } = await ask(at(first.url, count), { method: 'PUT' }, '{"location":"westeurope"}');
    if (status === 201) acknowledged.push(count);
    if (acknowledged.length === 20) first.child.kill('SIGKILL');
  });
  await Promise.all(writes);
  expect(acknowledged.length).toBeGreaterThanOrEqual(20);
  const second = await started(...options);
  for (const count of acknowledged) expect((await ask(at(second.url, count))).status).toBe(200);
});

it.each(['', '{', '{"tenantId":"x","subscriptions":[]}', '[]'])(
  'a damaged state file (%j) is refused and left alone (E-024)',
  async (content) => {
    const directory = temporary();
    const state = join(directory, 'state.json');
    writeFileSync(state, content);
    const { code, errors } = await ended(spawned('--port', '0', '--scenario', 'empty', '--state', state));
    expect(code).toBe(1);
    expect(errors).toContain("can't be used and is left as it is");
    expect(readFileSync(state, 'utf8')).toBe(content);
  },
);

it('no token gets into the state file', async () => {
  const directory = temporary();
  const state = join(directory, 'state.json');
  const { url } = await started('--scenario', 'empty', '--state', state);
  await ask(`${url}/subscriptions?api-version=2022-12-01`, { headers: { authorization: 'Bearer very-secret' } });
  await ask(
    arm(url, clusterPath),
    { method: 'PUT', headers: { authorization: 'Bearer very-secret' } },
    JSON.stringify(clusterBody()),
  );
  expect(readFileSync(state, 'utf8')).not.toContain('very-secret');
});
