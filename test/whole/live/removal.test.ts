/** What the guided run made is deleted at its end, in spite of passing failures. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { guidedRun } from '../../../scripts/live/guidedRun.ts';
import { place } from '../../support/azure/smallWorld.ts';
import { liveCredential } from './place.ts';
import { servedWorld } from './servedWorld.ts';

const server = servedWorld();
const { control } = server;
beforeEach(async () => void (await control('POST', 'reset')));

interface Run {
  readonly said: string;
  /** The seconds that it waited since it asked for the deletion. */
  readonly waits: readonly number[];
  readonly error: string | undefined;
}

/** Runs it, stopped once the group is made; waits pass on the emulator's clock. */
async function ran(): Promise<Run> {
  const said: string[] = [];
  const waits: number[] = [];
  const stopped = new AbortController();
  const error = await guidedRun({
    endpoint: server.url,
    subscriptionId: place.subscriptionId,
    location: 'westeurope',
    credential: await liveCredential(undefined, { AKS_IDENTITY_LIVE_TOKEN: 'any' }),
    say: (line) => {
      said.push(line);
      if (line.includes('\nMaking ')) stopped.abort();
    },
    isAgreed: async () => true,
    keep: async () => undefined,
    wait: async (advanceSeconds) => {
      waits.push(advanceSeconds);
      await control('POST', 'clock', { advanceSeconds });
    },
    signal: stopped.signal,
  }).then(
    () => undefined,
    (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown)),
  );
  return { said: said.join('\n'), waits, error };
}

async function groupsLeft(): Promise<string> {
  const headers = { Authorization: 'Bearer any' };
  const path = `/subscriptions/${place.subscriptionId}/resourcegroups?api-version=2022-12-01`;
  const { value } = (await (await fetch(`${server.url}${path}`, { headers })).json()) as { value: { name: string }[] };
  return value
    .map(({ name }) => name)
    .filter((name) => name.includes('aks-identity-live'))
    .join();
}

const fault = (method: string, fails: object): Promise<Response> =>
  control('POST', 'faults', { match: { method, pathContains: '/rg-aks-identity-live' }, times: 1, ...fails });
const refused = (status: number, code: string): object => ({ status, code, message: 'No.' });
const how = /Delete it: az group delete --name rg-aks-identity-live-\w+ --subscription/;

describe('the end of the guided run', () => {
  it.each([
    ['503', refused(503, 'ServerTimeout'), 2],
    ['500', refused(500, 'InternalServerError'), 2],
    ['429 that says when', { ...refused(429, 'TooManyRequests'), retryAfter: 17 }, 17],
    ['429 that says a very long time', { ...refused(429, 'TooManyRequests'), retryAfter: 9999 }, 120],
    ['a connection cut before', { drop: 'before' }, 2],
    ['a connection cut after', { drop: 'after' }, 2],
    ['five failures', { ...refused(503, 'ServerTimeout'), times: 5 }, 2],
  ])('deletes the group although the request for it fails once or a few times: %s', async (_, fails, pause) => {
    await fault('DELETE', fails);
    const { said, waits, error } = await ran();
    expect(error).toBeUndefined();
    expect(said).toMatch(/rg-aks-identity-live-\w+ (?:was deleted|is not there)\.$/);
    expect(waits[0]).toBe(pause);
    expect(await groupsLeft()).toBe('');
  });

  it.each([
    ['503', refused(503, 'ServerTimeout')],
    ['a cut connection', { drop: 'before' }],
  ])('sees that the group is gone although a look for it fails: %s', async (_, fails) => {
    await fault('GET', fails);
    const { said, error } = await ran();
    expect(error).toBeUndefined();
    expect(said).toMatch(/rg-aks-identity-live-\w+ was deleted\.$/);
    expect(await groupsLeft()).toBe('');
  });

  it.each([
    ['refuses it', refused(409, 'ScopeLocked'), /is still there \(409 ScopeLocked\)\./],
    ['is down', { ...refused(503, 'ServerTimeout'), times: 99 }, /is still there \(503 ServerTimeout\)\./],
  ])('fails and says how to delete the group where Azure %s', async (_, fails, words) => {
    await fault('DELETE', fails);
    const { said, error } = await ran();
    expect(said).toMatch(words);
    expect(said).toMatch(how);
    expect(error).toMatch(/^The resource group rg-\S+ may be left behind: az group delete --name rg-/);
    expect(await groupsLeft()).toMatch(/^rg-aks-identity-live-\w+$/);
  });

  it.each([
    ['refuses to say it', refused(403, 'AuthorizationFailed'), '403 AuthorizationFailed'],
    ['is down since', refused(503, 'ServerTimeout'), '503 ServerTimeout'],
  ])('fails soon where nobody can see whether the group is gone, as Azure %s', async (_, fails, words) => {
    await fault('GET', { ...fails, times: 999 });
    const { said, waits, error } = await ran();
    expect(said).toContain(`is gone is not known (202; then ${words}). Delete it: az`);
    expect(waits.reduce((sum, seconds) => sum + seconds)).toBeLessThan(300);
    expect(said).toMatch(how);
    expect(error).toContain('may be left behind');
  });

  it('ends the command with 1 and the way out on the standard error where the group is left', async () => {
    await fault('DELETE', refused(409, 'ScopeLocked'));
    const output = join(mkdtempSync(join(tmpdir(), 'live-')), 'answers.json');
    const given = ['--yes', '--subscription', place.subscriptionId, '--endpoint', server.url, '--output', output];
    const child = spawn(process.execPath, ['scripts/live/run.ts', ...given], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, AKS_IDENTITY_LIVE_TOKEN: 'any' },
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => void (said += text));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('Making ')) child.kill('SIGINT');
    });
    const [code] = (await once(child, 'close')) as [number | null];
    expect(code).toBe(1);
    expect(said).toMatch(/may be left behind: az group delete --name rg-aks-identity-live-\w+ --subscription \S+/);
  });
});
