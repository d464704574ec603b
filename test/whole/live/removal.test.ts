/** What the guided run made is deleted at its end, in spite of passing failures. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { guidedRun } from '../../../scripts/live/guidedRun.ts';
import { place } from '../../support/azure/smallWorld.ts';
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

/** What the run asks Azure about its group, in this order, as far as nothing fails. */
const requests = ['look before', 'making', 'identity', 'look after', 'deletion', 'look'] as const;

/** Runs it, stopped once the group is made or has failed; waits pass on the emulator's clock. Something may happen before one of its requests. */
async function ran(
  before?: (typeof requests)[number],
  happens: (group: string) => Promise<unknown> = async () => undefined,
  stopsAt: (typeof requests)[number] = 'identity',
): Promise<Run> {
  let asked = -1;
  const said: string[] = [];
  const waits: number[] = [];
  const stopped = new AbortController();
  const error = await guidedRun({
    endpoint: server.url,
    subscriptionId: place.subscriptionId,
    location: 'westeurope',
    credential: {
      getToken: async () => {
        const request = asked < 0 ? undefined : requests[asked++];
        // By then the group is made.
        if (request === stopsAt) stopped.abort();
        if (request !== undefined && request === before)
          await happens(/Making (\S+)\./.exec(said.join('\n'))?.[1] ?? '');
        return { token: 'any', expiresOnTimestamp: Date.now() + 3_600_000 };
      },
    },
    say: (line) => {
      said.push(line);
      if (line.includes('\nMaking ')) asked = 0;
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

/** Somebody makes a group under the name, or writes its tags. */
async function madeByAnother(group: string): Promise<void> {
  await fetch(`${server.url}/subscriptions/${place.subscriptionId}/resourceGroups/${group}?api-version=2022-09-01`, {
    method: 'PUT',
    headers: { Authorization: 'Bearer any', 'Content-Type': 'application/json' },
    body: JSON.stringify({ location: 'westeurope', tags: { owner: 'somebody' } }),
  });
}

async function deletions(): Promise<readonly unknown[]> {
  const { requests: sent } = (await (await control('GET', 'requests')).json()) as { requests: { method: string }[] };
  return sent.filter(({ method }) => method === 'DELETE');
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
    const { said, error } = await ran('look', () => fault('GET', fails));
    expect(error).toBeUndefined();
    expect(said).toMatch(/rg-aks-identity-live-\w+ was deleted\.$/);
    expect(await groupsLeft()).toBe('');
  });

  it.each([
    [
      'refuses it',
      refused(409, 'ScopeLocked'),
      /is still there \(409 ScopeLocked No\.\)\. Remove the lock first\. Delete it/,
    ],
    [
      'is down',
      { ...refused(503, 'ServerTimeout'), times: 99 },
      /is still there \(503 ServerTimeout No\.\)\. Delete it/,
    ],
  ])('fails and says how to delete the group where Azure %s', async (_, fails, words) => {
    await fault('DELETE', fails);
    const { said, error } = await ran();
    expect(said).toMatch(words);
    expect(said).toMatch(how);
    expect(error).toMatch(/^The resource group rg-\S+ may be left behind: az group delete --name rg-/);
    expect(await groupsLeft()).toMatch(/^rg-aks-identity-live-\w+$/);
  });

  it.each([
    ['refuses to say it', refused(403, 'AuthorizationFailed'), '403 AuthorizationFailed No.'],
    ['is down since', refused(503, 'ServerTimeout'), '503 ServerTimeout No.'],
  ])('fails soon where nobody can see whether the group is gone, as Azure %s', async (_, fails, words) => {
    const { said, waits, error } = await ran('look', () => fault('GET', { ...fails, times: 999 }));
    expect(said).toContain(`is gone is not known (202; then ${words}). Delete it: az`);
    expect(waits.reduce((sum, seconds) => sum + seconds)).toBeLessThan(300);
    expect(said).toMatch(how);
    expect(error).toContain('may be left behind');
  });

  it.each([
    ['that is there before', 'look before', /^The group rg-\S+ was there before$/, /No group was made\.$/],
    [
      'that comes just before its own',
      'making',
      /^The resource group rg-\S+ may be left behind \(The group rg-\S+ was there before\)/,
      /Nobody knows whose rg-\S+ is: .* Look into it first\. Delete it: az group delete/,
    ],
  ] as const)('deletes no group of somebody else under its name: one %s', async (_, before, words, end) => {
    const { said, error } = await ran(before, madeByAnother);
    expect(error).toMatch(words);
    expect(said).toMatch(end);
    expect(await deletions()).toEqual([]);
    expect(await groupsLeft()).toMatch(/^rg-aks-identity-live-\w+$/);
  });

  it('deletes no group that has lost its tag, and says how to', async () => {
    const { said, error } = await ran('look after', madeByAnother);
    expect(said).toMatch(/was not deleted, because nobody can see whose it is \(it has lost the tag of this run\)\./);
    expect(said).toMatch(how);
    expect(error).toContain('may be left behind');
    expect(await deletions()).toEqual([]);
  });

  it('says that no group was made where making one is refused, and deletes none', async () => {
    await fault('PUT', refused(403, 'AuthorizationFailed'));
    const { said, error } = await ran();
    expect(error).toMatch(/^The group rg-\S+: 403 AuthorizationFailed/);
    expect(said).toMatch(/No group was made\.$/);
    expect(await deletions()).toEqual([]);
  });

  it('says that no group was made where there is no token to make one with, however often one is asked for', async () => {
    const { said, waits, error } = await ran('making', () => Promise.reject(new Error('AADSTS700082: expired.')));
    expect(error).toBeUndefined();
    expect(waits[0]).toBe(2);
    expect(said).toMatch(/No answer yet \(AADSTS700082: expired\.\); asking again in 2 s\./);
    expect(said).toMatch(/was deleted\.$/);
  });

  it('makes nothing where it is stopped while it looks whether the group is there', async () => {
    const methods = async (): Promise<readonly string[]> => {
      const { requests: sent } = (await (await control('GET', 'requests')).json()) as {
        requests: { method: string }[];
      };
      return sent.map(({ method }) => method).filter((method) => method !== 'GET' && method !== 'POST');
    };
    const { said, error } = await ran('look before', async () => undefined, 'look before');
    expect(error).toBeUndefined();
    expect(said).toMatch(/No group was made\.$/);
    expect(await methods()).toEqual([]);
  });

  it('makes the identity although the new group is not known everywhere at once', async () => {
    const unknownGroup = { ...refused(404, 'ResourceGroupNotFound'), times: 2 };
    await control('POST', 'faults', {
      match: { method: 'PUT', pathContains: '/id-aks-identity-live' },
      ...unknownGroup,
    });
    const { said, waits, error } = await ran();
    expect(error).toBeUndefined();
    expect(waits.slice(0, 2)).toEqual([5, 5]);
    expect(said).toMatch(/was deleted\.$/);
  });

  it('makes no group where the subscription has a lock', async () => {
    const at = `/subscriptions/${place.subscriptionId}/providers/Microsoft.Authorization/locks/keep`;
    await fetch(`${server.url}${at}?api-version=2016-09-01`, {
      method: 'PUT',
      headers: { Authorization: 'Bearer any', 'Content-Type': 'application/json' },
      body: JSON.stringify({ properties: { level: 'CanNotDelete' } }),
    });
    const { said, error } = await ran();
    expect(error).toBeUndefined();
    expect(said).toMatch(/The subscription has a lock, .* nothing is made\.$/m);
    expect(said).not.toContain('Making ');
  });

  it('names the groups that runs before have left', async () => {
    const group = 'rg-aks-identity-live-0123456789abcdef';
    await fetch(`${server.url}/subscriptions/${place.subscriptionId}/resourceGroups/${group}?api-version=2022-09-01`, {
      method: 'PUT',
      headers: { Authorization: 'Bearer any', 'Content-Type': 'application/json' },
      body: JSON.stringify({ location: 'westeurope', tags: { 'aks-identity-live': 'x' } }),
    });
    const { said } = await ran();
    expect(said).toContain(
      `Another run has made ${group}. Unless it is under way, delete that: az group delete --name ${group} --sub`,
    );
    expect(await groupsLeft()).toBe(group);
  });

  it('finds out by the tag that the group was made where the answer is lost', async () => {
    await fault('PUT', { drop: 'after' });
    const { said, error } = await ran();
    expect(error).toBeUndefined();
    expect(said).toMatch(/was deleted\.$/);
    expect(await groupsLeft()).toBe('');
  });

  it('says that the group may still come where the answer is lost and nothing is seen for a minute', async () => {
    await fault('PUT', { drop: 'before' });
    const { said, waits, error } = await ran();
    expect(error).toMatch(
      /^The resource group rg-\S+ may be left behind \(The group rg-.*\): az group delete --name rg-/,
    );
    expect(said).toMatch(/is not there, but may still come: Azure's answer was lost\. Delete it: az group delete/);
    expect(waits.reduce((sum, seconds) => sum + seconds)).toBeGreaterThanOrEqual(55);
  });

  it.each(['look after', 'look'] as const)(
    'takes no 404 about something else for the end of the group, at the request %s',
    async (before) => {
      const { said, error } = await ran(before, () =>
        fault('GET', { ...refused(404, 'SubscriptionNotFound'), times: 999 }),
      );
      expect(said).not.toMatch(/(?:was deleted|is not there)\.$/);
      expect(said).toMatch(how);
      expect(error).toContain('may be left behind');
    },
  );

  it('says in its error that the group is left where making the identity has failed before', async () => {
    await control('POST', 'faults', {
      match: { method: 'PUT', pathContains: '/id-aks-identity-live' },
      times: 1,
      ...refused(403, 'RequestDisallowedByPolicy'),
    });
    await fault('DELETE', refused(409, 'ScopeLocked'));
    const { error } = await ran();
    expect(error).toMatch(
      /may be left behind \(The identity: 403 RequestDisallowedByPolicy.*\): az group delete --name/,
    );
    expect(await groupsLeft()).toMatch(/^rg-/);
  });

  it.each(['/rg-aks-identity-live', '/id-aks-identity-live'])('waits where making is throttled: %s', async (part) => {
    await control('POST', 'faults', {
      match: { method: 'PUT', pathContains: part },
      times: 1,
      ...refused(429, 'TooManyRequests'),
      retryAfter: 17,
    });
    const { said, waits, error } = await ran();
    expect(error).toBeUndefined();
    expect(waits[0]).toBe(17);
    expect(said).toMatch(/was deleted\.$/);
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
      // The group is there.
      if (text.includes('T-44')) child.kill('SIGINT');
    });
    const [code] = (await once(child, 'close')) as [number | null];
    expect(code).toBe(1);
    expect(said).toMatch(/may be left behind: az group delete --name rg-aks-identity-live-\w+ --subscription \S+/);
  });
});
