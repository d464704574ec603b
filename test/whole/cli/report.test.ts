import { devNull } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { reportFormatKeys } from '../../../src/domain/report/reportFormats.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { production, devTest } from '../../../src/emulator/scenarios/demoSubscriptions.ts';
import { forbiddenWorld } from '../../../src/emulator/scenarios/named.ts';
import type { ListeningEmulator } from '../../../src/emulator/server.ts';
import { isReady, openReport } from '../report/reportBench.ts';
import { ran, served } from './cliBench.ts';

const devTestScope = `/subscriptions/${devTest.subscriptionId}`;

const open: ListeningEmulator[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

async function emulator(world = demoWorld()): ReturnType<typeof served> {
  const one = await served(world);
  open.push(one);
  return one;
}

interface Json {
  readonly clusters: readonly {
    readonly id: string;
    readonly name: string;
    readonly findings: readonly { readonly code: string; readonly severity: string; readonly state?: string }[];
  }[];
}
const json = (text: string): Json => JSON.parse(text) as Json;

/** Decisions that accept every error of the demo. */
async function acceptingErrors(expires: string): Promise<string> {
  const { clusters } = json((await ran(['report', '--demo', '--format', 'json'])).out);
  const errors = clusters.flatMap(({ findings }) => findings.filter(({ severity }) => severity === 'error'));
  const entries = [...new Set(errors.map(({ code }) => code))].map(
    (code) => `  - {finding: "${code}", scope: "*", reason: Known., by: kim, expires: ${expires}}`,
  );
  return ['version: 1', 'accept:', ...entries, ''].join('\n');
}

describe('a report by the command line', () => {
  it.each(reportFormatKeys)('as %s is the same as by the window and by the API, byte for byte', async (format) => {
    const { bench, url } = await emulator();
    const now = (): Date => new Date(bench.emulator.clock.now());
    const { out, code } = await ran(['report', '--emulator', url, '--format', format], {}, { now });
    const window = openReport(bench);
    await window.until(isReady);
    window.send({ kind: 'export', format });
    expect(code).toBe(2);
    expect(await window.texts()).toEqual([out]);
    expect(await bench.api.report({ format })).toBe(out);
  });

  it('of the demo ends with 2, and prints only its progress besides the report', async () => {
    const { code, out, told, files } = await ran(['report', '--demo', '--output', 'out.sarif']);
    expect([code, out]).toEqual([2, '']);
    expect(told).toBe(
      'Listing the clusters of the demo...\nChecking 21 clusters...\nWritten to out.sarif.\n' +
        'Exit code 2: 11 errors in 10 of 21 clusters.\n',
    );
    expect(files.get('out.sarif')).toContain('"version": "2.1.0"');
  });

  it('ends with 0 where no finding is to make it fail, and with 2 by warnings where they are', async () => {
    expect((await ran(['report', '--demo', '--fail-on', 'never'])).code).toBe(0);
    const config = { '.aks-identity.yaml': await acceptingErrors('2026-12-31') };
    expect((await ran(['report', '--demo', '--fail-on', 'warning'], config)).code).toBe(2);
  });

  it('ends with 0 where all errors are accepted, which are suppressed then, and with 2 when that is over', async () => {
    const config = { 'a.yaml': await acceptingErrors('2026-12-31'), 'b.yaml': await acceptingErrors('2026-08-31') };
    const accepted = await ran(['report', '--demo', '--config', 'a.yaml', '--format', 'sarif'], config);
    expect(accepted.code).toBe(0);
    expect(accepted.out).toContain('"justification": "Accepted until Dec 31, 2026 by kim: Known."');
    const hidden = await ran(
      ['report', '--demo', '--config', 'a.yaml', '--format', 'sarif', '--hide-accepted'],
      config,
    );
    expect(hidden.out).not.toMatch(/"suppressions"|"level": "error",\s+"message"/);
    const over = await ran(['report', '--demo', '--config', 'b.yaml', '--format', 'sarif'], config);
    expect(over.code).toBe(2);
    expect(over.out).not.toContain('"suppressions"');
  });

  it('ends with 1 where decisions are broken, and says in which line', async () => {
    const broken = { '.aks-identity.yaml': 'version: 1\naccept:\n  - finding: nothing\n' };
    const { code, out, told } = await ran(['report', '--demo'], broken);
    expect([code, out]).toEqual([1, '']);
    expect(told).toMatch(/\.aks-identity\.yaml, line 3, column 14: /);
    expect((await ran(['report', '--demo', '--config', 'no.yaml'])).told).toContain(
      "no.yaml can't be read: there is no such file.",
    );
  });

  it('ends with 3 where something could not be read, and names it, unless that is allowed', async () => {
    const { url } = await emulator(forbiddenWorld());
    const { code, told } = await ran(['report', '--emulator', url]);
    expect(code).toBe(3);
    expect(told).toMatch(/^Not read: .*: (?:Roles|Deny assignments|Identity bindings|Federated credentials).*: .*$/m);
    expect((await ran(['report', '--emulator', url, '--allow-partial'])).code).toBe(2);
    expect((await ran(['report', '--emulator', url, '--allow-partial', '--fail-on', 'never'])).code).toBe(0);
  });

  it('ends with 3 where clusters of one of the subscriptions may not be read, although it is visible, and names it', async () => {
    const world = forbiddenWorld();
    const { roles = [], ...caller } = world.caller!;
    const may = (roleName: string) => ({
      ...world,
      caller: { ...caller, roles: [...roles, { scope: devTestScope, roleName }] },
      resources: world.resources.filter(({ id }) => id.toLowerCase().startsWith(devTestScope)),
    });
    const { url } = await emulator(may('Network Contributor'));
    const { code, told } = await ran(['report', '--emulator', url, '--subscription', devTest.subscriptionId]);
    expect(code).toBe(3);
    expect(told).toContain(
      `Not read: ${devTest.displayName} can't be read: your account doesn't have the permission Microsoft.ContainerService/managedClusters/read.`,
    );
    const { url: reading } = await emulator({ ...may('Reader'), resources: [] });
    expect((await ran(['report', '--emulator', reading, '--subscription', devTest.subscriptionId])).code).toBe(0);
  });

  it('ends with 3 where one of the subscriptions is not visible, and names it', async () => {
    const { url } = await emulator(forbiddenWorld());
    const wanted = ['--subscription', `${production.subscriptionId},${devTest.subscriptionId}`];
    const { code, told } = await ran(['report', '--emulator', url, ...wanted]);
    expect(code).toBe(3);
    expect(told).toContain(`Not read: The subscription ${devTest.subscriptionId} is not visible`);
  });

  it('is about the subscriptions that are asked for, also by what is below a management group', async () => {
    const { url } = await emulator();
    const names = async (...args: string[]): Promise<readonly string[]> =>
      json((await ran(['report', '--emulator', url, '--format', 'json', ...args])).out).clusters.map(
        ({ name }) => name,
      );
    const own = await names('--subscription', production.subscriptionId);
    expect(own).toContain('shop-weu');
    expect(own).not.toContain('dev-weu');
    const world = demoWorld();
    const groups = [{ name: 'corp' }, { name: 'shops', parent: 'corp', subscriptions: [production.subscriptionId] }];
    const { url: grouped } = await emulator({ ...world, managementGroups: groups });
    const below = await ran(['report', '--emulator', grouped, '--format', 'json', '--management-group', 'shops']);
    expect(json(below.out).clusters.map(({ name }) => name)).toEqual(own);
  });

  it.each<[string, string, [number, string] | undefined, string, RegExp]>([
    ['is not there', 'nothing', undefined, 'failed', /The management group nothing can't be read: .*nothing/],
    [
      'may not be read',
      'shops',
      [403, 'AuthorizationFailed'],
      'refused',
      /The management group shops can't be read: Nobody let you\./,
    ],
    [
      'is answered with an error',
      'shops',
      [409, 'Conflict'],
      'failed',
      /The management group shops can't be read: Nobody let you\./,
    ],
    ['has nothing below it', 'empty', undefined, 'refused', /The management group empty has no subscriptions that/],
  ])(
    'ends with 3 and names a management group that %s, in every format (C-03)',
    async (_, name, refusal, cause, told) => {
      const groups = [{ name: 'shops', subscriptions: [production.subscriptionId] }, { name: 'empty' }];
      const { url, bench } = await emulator({ ...demoWorld(), managementGroups: groups });
      const match = { pathContains: '/managementGroups/' };
      const [status, code = ''] = refusal ?? [];
      if (status) await bench.fault({ match, status, code, message: 'Nobody let you.', times: 100 });
      const outOf = async (format: string) =>
        ran(['report', '--emulator', url, '--format', format, '--management-group', name]);
      const report = await outOf('json');
      expect([report.code, report.told]).toEqual([3, expect.stringMatching(told)]);
      const subjects = [{ what: 'managementGroup', of: name }];
      expect(JSON.parse(report.out)).toMatchObject({ clusters: [], notRead: [{ cause, subjects }] });
      expect((await outOf('sarif')).out).toContain('"executionSuccessful": false');
      for (const format of ['markdown', 'csv', 'junit', 'gitlab', 'html'])
        expect((await outOf(format)).out).toContain(name);
      const both = ['--subscription', production.subscriptionId, '--management-group', name, '--fail-on', 'never'];
      expect((await ran(['report', '--emulator', url, ...both])).code).toBe(3);
      expect((await ran(['report', '--emulator', url, ...both, '--allow-partial'])).code).toBe(0);
      expect((await ran(['diagnose', 'shop-weu', '--emulator', url, '--management-group', name])).code).toBe(3);
    },
  );

  it('compared with an earlier one fails by nothing that was there then, and says what is new', async () => {
    const earlier = (await ran(['report', '--demo', '--format', 'json'])).out;
    const same = await ran(['report', '--demo', '--baseline', 'old.json', '--format', 'json'], { 'old.json': earlier });
    expect(same.code).toBe(0);
    const states = json(same.out).clusters.flatMap(({ findings }) => findings.map(({ state }) => state));
    expect(new Set(states)).toEqual(new Set(['unchanged']));
    const { clusters } = json(earlier);
    const without = { ...json(earlier), clusters: clusters.map((each) => ({ ...each, findings: [] })) };
    const files = { 'old.json': JSON.stringify(without) };
    expect((await ran(['report', '--demo', '--baseline', 'old.json'], files)).code).toBe(2);
    const broken = await ran(['report', '--demo', '--baseline', 'old.json'], { 'old.json': '{}' });
    expect(broken.code).toBe(1);
    // Before anything is read of Azure, which may take minutes.
    expect(broken.told).toMatch(/^aks-identity: old\.json: This is not an AKS Identity report/);
    const list = await ran(['report', '--demo', '--baseline', 'old.json'], { 'old.json': '[]' });
    expect(list.told).toContain('in JSON or SARIF: its content must be an object.');
  });

  it('takes the null device for a file without decisions', async () => {
    const { code } = await ran(['report', '--demo', '--config', devNull]);
    expect(code).toBe((await ran(['report', '--demo'])).code);
  });

  it.each(['json', 'sarif'] as const)(
    'compared with an earlier one in %s ends with 2 if an acceptance has ended, and names a masked one',
    async (format) => {
      const config = {
        'c.yaml': await acceptingErrors('2026-09-01'),
        'ended.yaml': await acceptingErrors('2026-08-31'),
      };
      const first = await ran(['report', '--demo', '--config', 'c.yaml', '--mask', '--format', format], config);
      const files = { ...config, old: first.out };
      const beside = ['report', '--demo', '--baseline', 'old', '--config'];
      expect((await ran([...beside, 'c.yaml'], files)).code).toBe(0);
      const { code, out } = await ran([...beside, 'ended.yaml'], files);
      expect(code).toBe(2);
      expect(out).toContain('Its acceptance ended on Aug 31, 2026.');
      const more = { ...config, old: first.out.replace(/"([0-9a-f]{12})"/, '"000000000000"') };
      expect((await ran([...beside, 'c.yaml'], more)).out).toMatch(/ 1 new, \d+ unchanged, 1 fixed\./);
    },
  );

  it('with --mask has no id of the demo, in the report or the messages, and can be compared with another', async () => {
    const { url } = await emulator(forbiddenWorld());
    const ids = Object.values({ production, devTest }).map(({ subscriptionId }) => subscriptionId);
    const { out, told } = await ran(['report', '--emulator', url, '--format', 'sarif', '--mask']);
    for (const id of ids) expect(`${out}${told}`).not.toContain(id);
    const files = { 'old.sarif': (await ran(['report', '--demo', '--mask', '--format', 'sarif'])).out };
    expect((await ran(['report', '--demo', '--mask', '--baseline', 'old.sarif'], files)).code).toBe(0);
  });

  it.each(reportFormatKeys)(
    'with --mask as %s has no id of a subscription of the demo, not even in links',
    async (format) => {
      const { out } = await ran(['report', '--demo', '--format', format, '--mask']);
      for (const { subscriptionId } of [production, devTest]) expect(out.toLowerCase()).not.toContain(subscriptionId);
    },
  );

  it('with --mask has no id in what it says went wrong', async () => {
    const { code, told } = await ran(['diagnose', '--demo', '--mask', `/subscriptions/${production.subscriptionId}`]);
    expect(code).toBe(1);
    expect(told).toMatch(/\/subscriptions\//);
    expect(told).not.toContain(production.subscriptionId);
  });

  it('in SARIF takes the place of those of its category alone', async () => {
    const idOf = async (...more: readonly string[]): Promise<string> => {
      const { out } = await ran(['report', '--demo', '--format', 'sarif', ...more]);
      return (JSON.parse(out) as { runs: [{ automationDetails: { id: string } }] }).runs[0].automationDetails.id;
    };
    expect(await idOf()).toBe('aks-identity/');
    expect(await idOf('--category', 'prod/weu/')).toBe('aks-identity/prod/weu/');
  });

  it("of a cloud of its own, whose file can't be read, ends with 1 and says which and why", async () => {
    const missing = await ran(['report', '--cloud', 'no.json']);
    expect([missing.code, missing.told]).toEqual([
      1,
      expect.stringContaining("no.json can't be read: there is no such file."),
    ]);
    const broken = await ran(['report', '--cloud', 'cloud.json'], { 'cloud.json': 'name: mine' });
    expect([broken.code, broken.told]).toEqual([1, expect.stringContaining('cloud.json is not valid JSON: ')]);
  });

  it("that can't be written ends with 1 and says where and why", async () => {
    const full = (): Promise<void> => Promise.reject(Object.assign(new Error('write ENOSPC'), { code: 'ENOSPC' }));
    const piped = await ran(['report', '--demo'], {}, { out: full });
    expect([piped.code, piped.told]).toEqual([
      1,
      expect.stringMatching(/The standard output can't be written: ENOSPC\.\n$/),
    ]);
    const filed = await ran(['report', '--demo', '-o', 'x.md'], {}, { writeFile: full });
    expect([filed.code, filed.told]).toEqual([1, expect.stringMatching(/: x\.md can't be written: ENOSPC\.\n$/)]);
  });

  it('of which nobody reads the rest ends as if all of it had been read, and says nothing of that', async () => {
    const left = (): Promise<void> => Promise.reject(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    const { code, told } = await ran(['report', '--demo', '--quiet'], {}, { out: left });
    expect([code, told]).toEqual([2, '']);
    expect((await ran(['--help'], {}, { out: left })).code).toBe(0);
  });

  it('of an account that sees no subscription ends with 3 and that message', async () => {
    const { url } = await emulator({ ...demoWorld(), subscriptions: [], resources: [], roleAssignments: [] });
    const { code, told } = await ran(['report', '--emulator', url]);
    expect(code).toBe(3);
    expect(told).toContain('Not read: There are no subscriptions that you can see.');
  });

  it('as JUnit has a suite for each cluster', async () => {
    const { out } = await ran(['report', '--demo', '--format', 'junit']);
    expect(out.match(/<testsuite /g)).toHaveLength(21);
    expect(out).toContain(
      '<testcase name="A role is missing: Private DNS Zone Contributor: private DNS zone internal.contoso.com"',
    );
  });

  it('shows progress on one line in a terminal, and colours failures', async () => {
    const { told } = await ran(['report', '--demo', '-o', 'x.md'], {}, { isWatched: true });
    expect(told).toMatch(/\r.*Checked 21 of 21 clusters\r.*Written to x\.md\./);
    const broken = await ran(['report', '--cloud', 'moon'], {}, { isWatched: true });
    expect(broken.told).toMatch(/Connecting\.\.\.\r\u001B\[2Kaks-identity: /);
    const wrong = await ran(['report', '--wrong'], {}, { isColoured: true });
    expect(wrong.told).toBe(
      '\u001b[31maks-identity: Unknown option --wrong.\nSee aks-identity report --help.\u001b[39m\n',
    );
  });

  it('stops when it is interrupted, and writes nothing', async () => {
    const stop = new AbortController();
    const { code, out, told } = await ran(
      ['report', '--demo'],
      {},
      {
        signal: stop.signal,
        tell: (text) => text.startsWith('Checking') && stop.abort(),
      },
    );
    expect([code, out, told]).toEqual([130, '', '']);
  });
});
