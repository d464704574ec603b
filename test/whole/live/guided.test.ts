/** The guided run against Azure, tried at the emulator to its end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { guidedRun } from '../../../scripts/live/guidedRun.ts';
import { saysYes } from '../../../scripts/live/prompt.ts';
import { questions } from '../../../scripts/live/questions.ts';
import { createEmulator } from '../../../src/emulator/emulator.ts';
import { serveEmulator } from '../../../src/emulator/server.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { builtInRoles } from '../../../src/emulator/roles/builtInRoles.ts';
import { tokenOf } from '../../support/azure/azureBench.ts';
import { place, smallWorld } from '../../support/azure/smallWorld.ts';
import { liveCredential } from './place.ts';
import { servedWorld } from './servedWorld.ts';

const server = servedWorld();
const { control } = server;
beforeEach(async () => void (await control('DELETE', 'requests')));

interface Answers {
  readonly answers: readonly { readonly about: string; readonly says: string }[];
  readonly rows: readonly {
    readonly row: string;
    readonly isTrue?: string;
    readonly asksWhether?: string;
    readonly says: string;
  }[];
}

interface Requests {
  readonly requests: readonly { readonly method: string; readonly path: string }[];
}

/** Runs it; waits pass on the emulator's clock. */
async function ran(
  mayWrite: boolean,
  stopAt = Infinity,
  {
    endpoint = server.url,
    token = 'any',
    keep = (_: string): void => undefined,
    scopes = new Set<unknown>(),
    waits = [] as number[],
  } = {},
): Promise<{ readonly said: string; readonly file: string }> {
  const said: string[] = [];
  const stopped = new AbortController();
  let file = '';
  const credential = await liveCredential(undefined, { AKS_IDENTITY_LIVE_TOKEN: token });
  await guidedRun({
    endpoint,
    subscriptionId: place.subscriptionId,
    location: 'westeurope',
    credential: {
      getToken: async (scope) => {
        scopes.add(scope);
        return credential.getToken(scope);
      },
    },
    say: (line) => {
      said.push(line);
      if (said.length > stopAt) stopped.abort();
    },
    isAgreed: async () => mayWrite,
    keep: async (content) => {
      keep(content);
      file = content;
    },
    wait: async (advanceSeconds) => {
      waits.push(advanceSeconds);
      await control('POST', 'clock', { advanceSeconds });
    },
    signal: stopped.signal,
  });
  return { said: said.join('\n'), file };
}

async function written(): Promise<readonly string[]> {
  const { requests } = (await (await control('GET', 'requests')).json()) as Requests;
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
    expect(told('T-79, T-80')).toMatch(/after it was made; [1-9]\d* entries of it, \d+ others$/);
    // The emulator shows such credentials, but makes none.
    expect(told('T-52')).toBe('made 400 BadRequest; shown 404 ResourceNotFound');
  });

  it('says of each row and open question of the page what was told about it, in its words, or why it is not asked', async () => {
    const page = readFileSync(new URL('../../../docs/tables/truth.md', import.meta.url), 'utf8');
    const { answers, rows } = JSON.parse((await ran(true)).file) as Answers;
    const [known = '', unknown = ''] = page.split('## What is not known');
    const lines = known.split('\n').filter((line) => /^\| T-\d/.test(line));
    const open = unknown.split(/^- /m).slice(1);
    expect(open.length).toBeGreaterThanOrEqual(5);
    expect(rows).toHaveLength(lines.length + open.length);
    for (const [at, { row, isTrue, asksWhether }] of rows.entries()) {
      const text = [...lines, ...open.map((each) => each.replaceAll(/\s+/g, ' '))][at];
      expect(text).toContain(isTrue === undefined ? `${row}: ${asksWhether}` : `| ${row} | ${isTrue} | `);
    }
    const named = answers.flatMap(({ about, says }) =>
      about.startsWith('no row: ') ? [] : about.split(', ').map((row) => ({ row, says })),
    );
    for (const { row, says } of named) expect(rows.find((each) => each.row === row)?.says, row).toContain(says);
    const why = rows.filter(({ row }) => named.every((each) => each.row !== row));
    for (const { row, says } of why) expect(says, row).toMatch(/^this run does not ask: \w/);
    const hasNoSource = /\| none|not published|not known|not said|not checked|not public\b|\bours\b|not seen/;
    const isOpen = (row: string): boolean =>
      row.startsWith('Q-') || lines.some((line) => line.startsWith(`| ${row} |`) && hasNoSource.test(line));
    for (const { row, says } of why.filter((each) => isOpen(each.row))) expect(says, row).not.toContain('is public');
  });

  it('asks what only some subscriptions can tell, and says where the answer leaves the question open', async () => {
    const objectId = '0b000000-0000-4000-8000-000000000001';
    const scope = `/subscriptions/${place.subscriptionId}`;
    const condition = `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${builtInRoles[0]!.guid}}))`;
    const delegate = 'Role Based Access Control Administrator';
    const roles = [
      { scope, roleName: 'Reader' },
      { scope, roleName: delegate, condition, conditionVersion: '2.0' as const },
    ];
    const managementGroups = [{ name: 'shops', displayName: 'Shops', subscriptions: [place.subscriptionId] }];
    const told = async (world: Partial<WorldFile>, token: string): Promise<(about: string) => string> => {
      const other = await serveEmulator(createEmulator({ world: smallWorld(world) }), { port: 0 });
      try {
        const { answers } = JSON.parse((await ran(false, Infinity, { endpoint: other.url, token })).file) as Answers;
        return (about) => answers.find((each) => each.about === about)!.says;
      } finally {
        await other.close();
      }
    };
    const limited = await told({ caller: { objectId, roles }, managementGroups }, tokenOf(objectId));
    expect(limited('Q-2')).toMatch(
      /^The chain is shown, with 2 groups, of which you may read 0 and may not read 2: yes\.$/,
    );
    expect(limited('Q-3')).toBe('200, 2 entries; 0 of the 1 conditions of your assignments are in them');
    const free = await told({ managementGroups }, 'any');
    expect(free('Q-2')).toMatch(/of which you may read 2 and may not read 0: that leaves the question open\.$/);
    expect(free('Q-3')).toMatch(/your token does not tell who you are/);
    expect(free('T-69')).toMatch(/^200, [1-9]\d* roles in westeurope$/);
    expect(free('T-74')).toBe(
      'group 404 ResourceGroupNotFound; cluster 404 ResourceNotFound; identity 404 ResourceNotFound; role 404 RoleDefinitionDoesNotExist',
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
  });

  it.each([
    ['throttled', 429, 'TooManyRequests'],
    ['down', 503, 'ServerTimeout'],
    ['not allowed', 403, 'AuthorizationFailed'],
  ])('has no answer to a question about what is %s, and counts those', async (_, status, code) => {
    onTestFinished(async () => void (await control('POST', 'reset')));
    for (const pathContains of ['Microsoft.ContainerService', 'Microsoft.ResourceGraph/resources']) {
      await control('POST', 'faults', { match: { pathContains }, status, code, message: 'No.', times: 999 });
    }
    const { said, file } = await ran(false);
    const { answers, withoutAnswer } = JSON.parse(file) as Answers & { readonly withoutAnswer: number };
    const failed = answers.filter(({ says }) => says === `no answer: ${status} ${code} No.`).map(({ about }) => about);
    const asksThere = [
      'T-11, T-24',
      'no row: assignments at namespaces',
      'T-35',
      'T-50, T-51',
      'T-80',
      'Q-2',
      'T-67',
      'T-69',
    ];
    expect(failed).toEqual(asksThere);
    expect(withoutAnswer).toBe(failed.length);
    expect(said).toContain(`Questions without an answer: ${failed.length} of ${questions.length}.`);
  });

  it('waits for what is throttled or fails for a while, as long as Azure says', async () => {
    const fails = { match: { method: 'GET', pathContains: 'aks-identity-is-not-there' }, message: 'No.' };
    await control('POST', 'faults', { ...fails, status: 429, code: 'TooManyRequests', retryAfter: 17, times: 1 });
    await control('POST', 'faults', { ...fails, status: 503, code: 'ServerTimeout', times: 2 });
    const waits: number[] = [];
    const { file } = await ran(false, Infinity, { waits });
    const { answers } = JSON.parse(file) as Answers;
    expect(answers.find(({ about }) => about === 'T-03')?.says).toBe(
      '404 NotFound; your token does not tell which the root group is',
    );
    expect(waits).toEqual([17, 5, 10]);
  });

  it('keeps each answer as it comes', async () => {
    const kept: number[] = [];
    const count = (content: string): number =>
      (JSON.parse(content) as Answers).answers.filter(({ says }) => !says.startsWith('not asked')).length;
    await ran(true, Infinity, { keep: (content) => void kept.push(count(content)) });
    expect(kept).toEqual(Array.from({ length: questions.length + 1 }, (_, at) => at));
  });

  it('sends no token over plain http to another computer', async () => {
    await expect(ran(true, Infinity, { endpoint: 'http://192.0.2.2:18799' })).rejects.toThrow(
      'http://192.0.2.2:18799 is refused',
    );
  });

  it('asks for a token for the Resource Manager that it talks to, which no other cloud takes', async () => {
    const scopes = new Set<unknown>();
    await ran(false, Infinity, { scopes });
    expect([...scopes]).toEqual([`${server.url}/.default`]);
  });

  it('keeps why what it needs could not be made', async () => {
    const refused = { status: 400, code: 'LocationNotAvailableForResourceType', message: 'Not there.', times: 1 };
    await control('POST', 'faults', { match: { method: 'PUT', pathContains: '/rg-aks-identity-live' }, ...refused });
    let file = '';
    await expect(ran(true, Infinity, { keep: (content) => void (file = content) })).rejects.toThrow('The group');
    const { answers } = JSON.parse(file) as Answers;
    const why = /^not asked: what it needs could not be made: The group rg-\S+: 400 LocationNotAvailable/;
    expect(answers.filter(({ says }) => why.test(says))).toHaveLength(questions.filter(({ writes }) => writes).length);
    expect(await left()).toEqual([]);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'names the group first and deletes it where %s comes while a question waits',
    async (signal) => {
      const slow = await serveEmulator(createEmulator({ world: smallWorld(), indexSeconds: 36_000 }), {
        port: 0,
      });
      const output = join(mkdtempSync(join(tmpdir(), 'live-')), 'answers.json');
      const child = spawn(
        process.execPath,
        [
          'scripts/live/run.ts',
          '--yes',
          '--subscription',
          place.subscriptionId,
          '--endpoint',
          slow.url,
          '--output',
          output,
        ],
        { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, AKS_IDENTITY_LIVE_TOKEN: 'any' } },
      );
      try {
        let said = '';
        child.stdout.setEncoding('utf8').on('data', (text: string) => void (said += text));
        const closed = once(child, 'close') as Promise<[number | null]>;
        // What is asked next waits for Resource Graph.
        const before = questions[questions.findIndex(({ about }) => about === 'no row: lag of Resource Graph') - 1]!;
        await expect
          .poll(async () => {
            const { requests } = (await (await fetch(`${slow.url}/_emulator/requests`)).json()) as Requests;
            const made = requests.findIndex(({ method, path }) => method === 'PUT' && /userAssigned/i.test(path));
            return made !== -1 && requests.slice(made).some(({ path }) => path.includes('ResourceGraph'));
          })
          .toBe(true);
        child.kill(signal);
        const [code] = await closed;
        expect(code).toBe(130);
        expect(said).toContain('run it again before you send it');
        const group = /Making (rg-aks-identity-live-\w+)\./.exec(said)?.[1];
        expect(said.indexOf(`az group delete --name ${group} --subscription`)).toBeLessThan(said.indexOf(before.asks));
        expect(said).toContain(`${group} was deleted.`);
        const { answers } = JSON.parse(readFileSync(output, 'utf8')) as Answers;
        const about = (text: string): string => answers.find((each) => each.about === text)!.says;
        expect(about(before.about)).not.toMatch(/^no/);
        expect(about('no row: lag of Resource Graph')).toBe('no answer: the run was stopped');
      } finally {
        child.kill('SIGKILL');
        await slow.close();
      }
    },
  );

  it.each([
    ['y', 'y\r', true, false],
    ['Yes', 'Yes\r', true, false],
    ['n', 'n\r', false, false],
    ['nothing', '\r', false, false],
    ['Ctrl+C', '\u0003', false, true],
    ['Ctrl+D', '\u0004', false, false],
    ['the end of the input', undefined, false, false],
    ['a signal', 'signal', false, true],
  ])('takes nothing but a yes for one at its prompt: %s', async (_, typed, isYes, stops) => {
    const [input, output, stopped] = [new PassThrough(), new PassThrough(), new AbortController()];
    const stop = (): void => stopped.abort();
    const answer = saysYes('Make it?', { input, output, stop, signal: stopped.signal });
    if (typed === undefined) input.end();
    else if (typed === 'signal') stop();
    else input.write(typed);
    expect(await answer).toBe(isYes);
    expect(stopped.signal.aborted).toBe(stops);
  });

  it('deletes what it made where nobody reads any more what it says, as after a closed terminal', async () => {
    const output = join(mkdtempSync(join(tmpdir(), 'live-')), 'answers.json');
    const child = spawn(
      process.execPath,
      ['scripts/live/run.ts', '--yes', '--subscription', place.subscriptionId, '--endpoint', server.url].concat([
        '--output',
        output,
      ]),
      { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, AKS_IDENTITY_LIVE_TOKEN: 'any' } },
    );
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('Making ')) for (const stream of [child.stdout, child.stderr]) stream.destroy();
    });
    await once(child, 'exit');
    expect(await left()).toEqual([]);
    expect((await written()).map((line) => line.split(' ')[0])).toContain('DELETE');
  });

  it('says that it was stopped where that comes at its prompt', async () => {
    const stopped = new AbortController();
    let file = '';
    await guidedRun({
      endpoint: server.url,
      subscriptionId: place.subscriptionId,
      location: 'westeurope',
      credential: await liveCredential(undefined, { AKS_IDENTITY_LIVE_TOKEN: 'any' }),
      say: () => undefined,
      isAgreed: async () => {
        stopped.abort();
        return false;
      },
      keep: async (content) => void (file = content),
      wait: async () => undefined,
      signal: stopped.signal,
    });
    expect((JSON.parse(file) as Answers).answers.at(-1)?.says).toBe('not asked: the run was stopped');
  });

  it.each([
    ['a file that is there', 'answers.json'],
    ['a folder', '.'],
    ['a folder that is not there', 'none/answers.json'],
  ])('asks nothing where its answers would go to %s, which stays as it is', async (_, name) => {
    const folder = mkdtempSync(join(tmpdir(), 'live-'));
    writeFileSync(join(folder, 'answers.json'), 'earlier');
    await control('DELETE', 'requests');
    const given = ['--subscription', place.subscriptionId, '--endpoint', server.url, '--output', join(folder, name)];
    const child = spawn(process.execPath, ['scripts/live/run.ts', '--yes', ...given], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, AKS_IDENTITY_LIVE_TOKEN: 'any' },
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => void (said += text));
    const [code] = (await once(child, 'close')) as [number | null];
    expect(code).toBe(1);
    expect(said).toMatch(/^The answers can't be written to .*, which must not be there yet: E/);
    expect(readdirSync(folder)).toEqual(['answers.json']);
    expect(readFileSync(join(folder, 'answers.json'), 'utf8')).toBe('earlier');
    const { requests } = (await (await control('GET', 'requests')).json()) as Requests;
    expect(requests).toEqual([]);
  });

  it('asks nothing where the answers can not be kept', async () => {
    const refused = (): void => {
      throw new Error('ENOENT');
    };
    await expect(ran(true, Infinity, { keep: refused })).rejects.toThrow('ENOENT');
    expect(await written()).toEqual([]);
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
});
