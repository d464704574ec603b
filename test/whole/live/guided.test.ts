/** The guided run against Azure, tried at the emulator to its end. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { guidedRun } from '../../../scripts/live/guidedRun.ts';
import { sharable } from '../../../scripts/live/sharable.ts';
import { questions } from '../../../scripts/live/questions.ts';
import { createEmulator } from '../../../src/emulator/emulator.ts';
import { serveEmulator, type ListeningEmulator } from '../../../src/emulator/server.ts';
import { place, smallWorld } from '../../support/azure/smallWorld.ts';
import { liveCredential } from './place.ts';

let server: ListeningEmulator;
beforeAll(async () => {
  server = await serveEmulator(createEmulator({ world: smallWorld() }), { port: 0 });
});
afterAll(async () => {
  await server.close();
});
const control = (method: string, path: string, body?: object): Promise<Response> =>
  fetch(`${server.url}/_emulator/${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
beforeEach(async () => void (await control('DELETE', 'requests')));

interface Answers {
  readonly answers: readonly { readonly about: string; readonly says: string }[];
  readonly rows: readonly { readonly row: string; readonly isTrue: string; readonly says: string }[];
}

/** Runs it; waits pass on the emulator's clock. */
async function ran(mayWrite: boolean, stopAt = Infinity): Promise<{ readonly said: string; readonly file: string }> {
  const said: string[] = [];
  const stopped = new AbortController();
  const file = await guidedRun({
    endpoint: server.url,
    subscriptionId: place.subscriptionId,
    location: 'westeurope',
    credential: await liveCredential(undefined, { AKS_IDENTITY_LIVE_TOKEN: 'any' }),
    say: (line) => {
      said.push(line);
      if (said.length > stopAt) stopped.abort();
    },
    isAgreed: async () => mayWrite,
    wait: async (advanceSeconds) => void (await control('POST', 'clock', { advanceSeconds })),
    signal: stopped.signal,
  });
  return { said: said.join('\n'), file };
}

async function written(): Promise<readonly string[]> {
  const { requests } = (await (await control('GET', 'requests')).json()) as {
    requests: { method: string; path: string }[];
  };
  return requests.filter(({ method }) => /PUT|DELETE/.test(method)).map(({ method, path }) => `${method} ${path}`);
}

async function left(): Promise<readonly string[]> {
  const { resources } = (await (await control('GET', 'world')).json()) as { resources: { id: string }[] };
  return resources.map(({ id }) => id).filter((id) => id.includes('aks-identity-live'));
}

describe('the guided run against Azure', () => {
  it('asks every question, tells the answers, and leaves nothing behind but answers without IDs', async () => {
    const { said, file } = await ran(true);
    const { answers } = JSON.parse(file) as Answers;
    expect(answers.map(({ about }) => about)).toEqual(questions.map(({ about }) => about));
    for (const { about, says } of answers) expect(`${about}: ${says}`).not.toMatch(/no answer|not asked/);
    for (const { asks } of questions) expect(said).toContain(asks);
    expect(said).toMatch(/rg-aks-identity-live-\w+ was deleted\./);
    expect(file).not.toContain(place.subscriptionId);
    expect(await left()).toEqual([]);
    const told = (about: string): string => answers.find((each) => each.about === about)!.says;
    expect(told('T-14, T-33')).toBe(
      'made 201; again 201; second 409 RoleAssignmentExists; changed 400 RoleAssignmentUpdateNotPermitted',
    );
    expect(told('T-80')).toMatch(/^200/);
    expect(told('T-44')).toBe('201, location');
  });

  it('says of each row of the page what was told about it, in its words, or that it is not asked about', async () => {
    const page = readFileSync(new URL('../../../docs/tables/truth.md', import.meta.url), 'utf8');
    const { answers, rows } = JSON.parse((await ran(true)).file) as Answers;
    const lines = page.split('\n').filter((line) => /^\| T-\d/.test(line));
    expect(rows).toHaveLength(lines.length);
    for (const [at, { row, isTrue }] of rows.entries()) expect(lines[at]).toContain(`| ${row} | ${isTrue} | `);
    const named = answers.flatMap(({ about, says }) =>
      about.startsWith('no row: ') ? [] : about.split(', ').map((row) => ({ row, says })),
    );
    for (const { row, says } of named) expect(rows.find((each) => each.row === row)?.says, row).toContain(says);
    const unasked = rows.filter(({ says }) => says === 'this run does not ask').map(({ row }) => row);
    expect(unasked.toSorted()).toEqual(
      rows.map(({ row }) => row).filter((row) => named.every((each) => each.row !== row)),
    );
  });

  it('says nothing of who asked, from where, and whose roles there are', async () => {
    const message =
      "The client 'kim@contoso.example' with object id '0123456789ab4def8123456789abcdef' may not, at 203.0.113.9.";
    const pathContains = 'roleEligibilityScheduleInstances';
    await control('POST', 'faults', {
      match: { pathContains },
      status: 403,
      code: 'AuthorizationFailed',
      message,
      times: 9,
    });
    await control('POST', 'faults', {
      match: { pathContains: 'managementGroups' },
      status: 403,
      code: 'AuthorizationFailed',
      message,
      times: 1,
    });
    const { answers } = JSON.parse((await ran(true)).file) as Answers;
    const text = JSON.stringify(answers);
    expect(text).toContain('AuthorizationFailed');
    expect(text).toContain('"caller":"..."');
    expect(text).toContain('"http://schemas.microsoft.com/identity/claims/objectidentifier":"..."');
    expect(text.match(/[\w.-]+@[\w.-]+|\b\d+\.\d+\.\d+\.\d+\b|0123456789ab4def8123456789abcdef/g)).toBeNull();
    expect(JSON.stringify(sharable({ says: 'ENOENT: /home/kim/.azure/x', caller: 'Kim' }, '/home/kim'))).toBe(
      '{"says":"ENOENT: ~/.azure/x","caller":"..."}',
    );
    expect(sharable({ says: '/etc/x' }, '/')).toEqual({ says: '/etc/x' });
  });

  it('makes nothing where nobody agrees', async () => {
    const { answers } = JSON.parse((await ran(false)).file) as Answers;
    const notAsked = answers.filter(({ says }) => says.startsWith('not asked'));
    expect(notAsked).toHaveLength(questions.filter(({ writes }) => writes).length);
    expect(await written()).toEqual([]);
  });

  it.each(Array.from({ length: questions.length }, (_, at) => at))(
    'deletes what it made when it is stopped: after %i answers',
    async (stopAt) => {
      const { file } = await ran(true, stopAt);
      expect((JSON.parse(file) as Answers).answers).toHaveLength(questions.length);
      expect(await left()).toEqual([]);
    },
  );

  it('says how to delete the group where Azure refuses that', async () => {
    const refused = { status: 409, code: 'ScopeLocked', message: 'Locked.', times: 1 };
    await control('POST', 'faults', { match: { method: 'DELETE', pathContains: '/rg-aks-identity-live' }, ...refused });
    const { said } = await ran(true);
    expect(said).toMatch(
      /is still there \(409 ScopeLocked\)\. Delete it: az group delete --name rg-aks-identity-live-/,
    );
  });
});
