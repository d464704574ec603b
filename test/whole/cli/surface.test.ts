import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { helpText } from '../../../src/cli/commandLine/help.ts';
import { reportFormatKeys } from '../../../src/domain/report/reportFormats.ts';
import { planAs } from '../../../src/domain/export/planAs.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { brokenRules } from '../../support/sarif/multitoolRules.ts';
import { ran, served } from './cliBench.ts';

const bench = createBench(demoWorld());
const { items } = await bench.service.clusters();
const idOf = (name: string): string => items.find((each) => each.name === name)!.id;
const upgrade = JSON.stringify({ kind: 'upgradeNodeImages', clusterId: idOf('build-neu'), pools: ['nodepool1'] });
const earlier = (await ran(['report', '--demo', '--format', 'json'])).out;
const shop = await bench.service.json(idOf('shop-weu'));
const assignment = {
  id: `/subscriptions/${idOf('shop-weu').split('/')[2]}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-a000-0000000000aa`,
  scope: `/subscriptions/${idOf('shop-weu').split('/')[2]}`,
  principalId: '00000000-0000-4000-a000-0000000000bb',
  principalType: 'User',
  roleDefinitionId: '/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7',
};

interface Log {
  readonly runs: readonly {
    readonly invocations: readonly {
      readonly executionSuccessful: boolean;
      readonly toolExecutionNotifications: readonly { readonly level: string }[];
    }[];
  }[];
}

describe('a plan by the command line', () => {
  it.each(['az', 'powershell', 'bicep', 'arm', 'terraform', 'rest'] as const)(
    'as %s is the text that VS Code copies (C-21)',
    async (format) => {
      const plan = await bench.service.plan([JSON.parse(upgrade)]);
      const { code, out } = await ran(['plan', upgrade, '--demo', '--format', format]);
      expect([code, out]).toEqual([0, planAs(plan, format)]);
    },
  );

  it('is of the change that its help has as an example, on the sample clusters', async () => {
    const [change = ''] = /^\{$[^]*?^\}$/m.exec(helpText('plan')) ?? [];
    const { code, out } = await ran(['plan', 'change.json', '--demo'], { 'change.json': change });
    expect([code, out]).toEqual([0, expect.stringContaining('# Migrate legacy-neu to a system-assigned identity')]);
    const ciPage = await readFile('docs/ci.md', 'utf8');
    expect(ciPage).toContain(change);
  });

  it('of a kind that is mistyped asks for the one that is near', async () => {
    const { code, told } = await ran(['plan', '{"kind":"setControlplane"}', '--demo']);
    expect([code, told]).toEqual([
      1,
      'aks-identity: "setControlplane" is not a kind of change. Did you mean setControlPlane?\n',
    ]);
  });

  it('goes into a folder, which is made, under the name that its format has (C-21)', async () => {
    const made: string[] = [];
    const terminal = { makeFolder: async (path: string): Promise<void> => void made.push(path) };
    const args = ['plan', upgrade, '--demo', '--format', 'bicep', '--output', 'out/'];
    const { files, told } = await ran(args, {}, terminal);
    expect([...files.keys()]).toEqual(['out/main.bicep']);
    expect([made, told]).toEqual([['out/'], 'Written to out/main.bicep.\n']);
    const there = await ran(['plan', upgrade, '--demo', '-o', 'out'], {}, { isFolder: async (path) => path === 'out' });
    expect([...there.files.keys()]).toEqual(['out/plan.md']);
    const full = await ran(args, {}, { ...terminal, isEmpty: async (path) => path !== 'out/' });
    expect([full.code, [...full.files.keys()]]).toEqual([1, []]);
    const isEmpty = (): Promise<boolean> => Promise.reject(Object.assign(new Error('No.'), { code: 'EACCES' }));
    const closed = await ran(args, {}, { ...terminal, isEmpty });
    expect([closed.code, closed.told]).toEqual([1, "aks-identity: out/ can't be written: EACCES.\n"]);
    expect(full.told).toMatch(/^aks-identity: out\/ is not empty\. Name a new or an empty folder/);
  });

  it('never takes the place of the change that it was made from', async () => {
    const files = { 'out/plan.json': upgrade };
    const args = ['plan', 'out/plan.json', '--demo', '--format', 'json', '--output', 'out/'];
    const { code, told, files: after } = await ran(args, files);
    expect([code, told]).toEqual([1, expect.stringContaining('--output would overwrite the input out/plan.json.')]);
    expect(after.get('out/plan.json')).toBe(upgrade);
  });

  it('whose check fails is written all the same, and what blocks it is said beside it', async () => {
    const world = demoWorld();
    const roles = world.subscriptions.map(({ subscriptionId }) => ({
      scope: `/subscriptions/${subscriptionId}`,
      roleName: 'Reader',
    }));
    const caller = { objectId: '00000000-0000-4000-a000-000000000004', displayName: 'Kim Akers', roles };
    const one = await served({ ...world, caller });
    const { code, out, told } = await ran(['plan', upgrade, '--emulator', one.url, '--format', 'az', '--quiet']);
    await one.close();
    expect(code).toBe(0);
    expect(out).toContain('az aks nodepool upgrade');
    expect(told).toMatch(/^Blocked: .+: .+\n$/);
  });
});

describe('the command line', () => {
  it('takes a folder for nothing but a plan, and says so before it reads anything', async () => {
    const { code, told } = await ran(['report', '--demo', '--output', 'out/']);
    expect([code, told]).toEqual([
      1,
      expect.stringMatching(/^aks-identity: --output out\/ is a folder\. Name a file in it\./),
    ]);
  });

  it('lists the rules without reading decisions or signing in', async () => {
    const { code, out, told } = await ran(['rules', '--format', 'csv'], { '.aks-identity.yaml': 'broken: [' });
    expect([code, told]).toEqual([0, '']);
    expect(out).toMatch(/^"Code","Severity","Title","Source","Controls"\r\n"servicePrincipal","warning",/);
  });

  it('says with --quiet only what was not read and what went wrong', async () => {
    const stale =
      'version: 1\naccept:\n  - {finding: "missingGrant:P-99", scope: "*", reason: r, by: b, expires: 2026-12-31}\n';
    const given = { '.aks-identity.yaml': stale };
    const quiet = await ran(['report', '--demo', '-q', '-o', 'x.json', '--name', 'shop-weu,none'], given);
    expect(quiet.told).toBe('Not read: No cluster that you can see has the name none.\n');
    expect(quiet.files.get('x.json')).toContain('entry 1 of accept (missingGrant:P-99) does nothing');
    expect((await ran(['report', '-q', '--cloud', 'moon'])).told).toMatch(/^aks-identity: Unknown cloud "moon"/);
  });

  it.each<[string, readonly string[], string, number]>([
    ['a change', ['plan', '-', '--demo'], upgrade, 0],
    ['a cluster', ['report', '--cluster-json', '-', '--fail-on', 'never'], JSON.stringify(shop), 0],
    ['decisions', ['report', '--demo', '--config', '-', '--fail-on', 'never'], 'version: 1\n', 0],
    ['broken decisions', ['report', '--demo', '--config', '-'], 'version: 2\n', 1],
    ['an earlier report', ['report', '--demo', '--baseline', '-'], earlier, 0],
  ])('reads %s from the standard input', async (_, args, input, code) => {
    const found = await ran([...args, '--output', '-'], { '-': input });
    expect(found.code).toBe(code);
    expect(found.told).not.toContain('Written to');
    if (code === 0) expect(found.out).not.toBe('');
    else expect(found.told).toContain('The standard input, line 1, column 10: ');
  });

  it('takes .aks-identity.yml as well, and refuses to choose between two (C-17)', async () => {
    const off = 'version: 1\nseverities: {clusterFailed: off}\n';
    const without = await ran(['report', '--demo', '--format', 'json'], { '.aks-identity.yml': off });
    expect(without.out).toContain('Findings of this kind are switched off.');
    const both = { '.aks-identity.yml': off, '.aks-identity.yaml': off };
    const { code, told } = await ran(['report', '--demo'], both);
    expect([code, told]).toEqual([
      1,
      expect.stringContaining('There are .aks-identity.yaml and .aks-identity.yml. Keep one'),
    ]);
  });

  it("says of decisions what has ended, what can't be and what matches nothing, and does not fail by it", async () => {
    const entry = (finding: string, scope: string, expires = '2026-12-31'): string =>
      `  - {finding: "${finding}", scope: "${scope}", reason: r, by: b, expires: ${expires}}\n`;
    const config = [
      'version: 1\naccept:\n',
      entry('clusterFailed', '*', '2026-08-31') + entry('missingGrant:P-99', '*'),
      entry('unsupportedRegion', idOf('orders-weu')) + entry('clusterFailed', '*'),
    ].join('');
    const { code, told, out } = await ran(['report', '--demo', '--fail-on', 'never'], { '.aks-identity.yaml': config });
    expect(code).toBe(0);
    const notes = [
      '.aks-identity.yaml, line 3: entry 1 of accept (clusterFailed) ended on 2026-08-31.',
      '.aks-identity.yaml, line 4: entry 2 of accept (missingGrant:P-99) does nothing: no finding can have this code. Did you mean missingGrant:P-09?',
      '.aks-identity.yaml, line 5: entry 3 of accept (unsupportedRegion) matches no finding of this report.',
    ];
    expect(told.match(/^Note: .*/gm)).toEqual(notes.map((note) => `Note: ${note}`));
    expect(out.match(/entry \d of accept/g)).toHaveLength(3);
    const filtered = await ran(['report', '--demo', '--name', 'shop-*'], { '.aks-identity.yaml': config });
    expect(filtered.told.match(/^Note: .*/gm)).toEqual([
      'Note: Only clusters with the name shop-*: 1 of 21 clusters.',
      ...notes.slice(0, 2).map((note) => `Note: ${note}`),
    ]);
  });

  it('says in every format, or on the standard error, which filter is in force and which entries do nothing (C-19)', async () => {
    const config =
      'version: 1\naccept:\n  - {finding: "missingGrant:P-99", scope: "*", reason: r, by: b, expires: 2026-12-31}\n';
    const said = ['Only clusters with the name shop-*: 1 of 21 clusters.', 'entry 1 of accept (missingGrant:P-99)'];
    const places = {
      markdown: 'out',
      html: 'out',
      csv: 'out',
      json: 'out',
      sarif: 'out',
      junit: 'out',
      gitlab: 'told',
    };
    expect(Object.keys(places)).toEqual(reportFormatKeys);
    for (const [format, place] of Object.entries(places)) {
      const args = ['report', '--demo', '--fail-on', 'never', '--name', 'shop-*', '--format', format];
      const { code, ...found } = await ran(args, { '.aks-identity.yaml': config });
      expect(code).toBe(0);
      const text = found[place as 'out' | 'told'].replace(/\\([-_*()])/g, '$1').replace(/\\/g, '');
      for (const sentence of said)
        expect({ format, text }).toMatchObject({ text: expect.stringContaining(sentence) as string });
    }
  });
});

describe('a report from files', () => {
  const cluster = JSON.stringify(shop);
  it('ends with 0 or 2, because what the files do not contain could not have been read (C-15)', async () => {
    const { code, out, told } = await ran(['report', '--cluster-json', 'c.json'], { 'c.json': cluster });
    expect(code).toBe(0);
    expect(out).toContain('1 cluster not fully checked');
    expect(told).not.toContain('Not read');
    expect(told).toContain('Note: Without --role-assignments it is unknown which roles identities have.\n');
    const failed = JSON.stringify(await bench.service.json(idOf('trial-neu')));
    expect((await ran(['report', '--cluster-json', 'c.json'], { 'c.json': failed })).code).toBe(2);
  });

  it.each([[[]], [['--role-assignments', 'r.json']]])(
    'is as complete in every format as its exit code says: %j (C-15)',
    async (more) => {
      const files = { 'c.json': cluster, 'r.json': JSON.stringify([assignment]) };
      const args = ['--cluster-json', 'c.json', ...more];
      const outOf = async (format: string): Promise<string> => {
        const { code, out, told } = await ran(['report', ...args, '--format', format, '--fail-on', 'never'], files);
        expect([format, code]).toEqual([format, 0]);
        expect(told).not.toContain('Not read');
        return out;
      };
      const [run] = (JSON.parse(await outOf('sarif')) as Log).runs;
      expect(run?.invocations).toMatchObject([{ executionSuccessful: true }]);
      expect(run?.invocations[0]?.toolExecutionNotifications.filter(({ level }) => level === 'error')).toEqual([]);
      expect(await outOf('junit')).not.toMatch(/<error|<failure|could not be read|Not read/);
      expect(await outOf('gitlab')).not.toContain('notRead:');
      expect(await outOf('csv')).not.toContain('notRead:');
      const json = JSON.parse(await outOf('json')) as { notRead: unknown; clusters: { notChecked: number }[] };
      expect(json.notRead).toEqual([]);
      expect(json.clusters[0]?.notChecked).toBeGreaterThan(0);
      const one = await ran(['diagnose', 'shop-weu', ...args, '--format', 'sarif', '--fail-on', 'never'], files);
      expect(one.code).toBe(0);
      expect(one.out).toContain('"executionSuccessful": true');
      for (const command of ['requirements', 'workloads'])
        expect(await ran([command, 'shop-weu', ...args], files)).toMatchObject({ code: 0 });
    },
  );

  it.each([
    [
      ['--cluster-json', 'c.json', '--role-assignments', 'c.json'],
      'c.json: This holds a cluster: give it as --cluster-json.',
    ],
    [['--cluster-json', 'r.json'], 'r.json: This holds role assignments: give it as --role-assignments.'],
    [['--cluster-json', 'x.json'], 'x.json: This is neither a cluster nor a list of role assignments'],
    [['--cluster-json', 'none.json'], "none.json can't be read: there is no such file."],
  ])('refuses files of another kind: %j (C-15)', async (args, sentence) => {
    const id = `${idOf('shop-weu')}/providers/Microsoft.Authorization/roleAssignments/11111111-1111-1111-1111-111111111111`;
    const files = { 'c.json': cluster, 'r.json': JSON.stringify([{ id, name: 'r' }]), 'x.json': '{"a": 1}' };
    const { code, out, told } = await ran(['report', ...args], files);
    expect([code, out, told]).toEqual([1, '', expect.stringContaining(sentence)]);
  });
});

describe('a SARIF log of the demo', () => {
  const decided = 'version: 1\nseverities: {clusterFailed: off}\n';
  it.each<[string, readonly string[]]>([
    ['as it is', []],
    ['masked', ['--mask']],
    ['with a category and a filter', ['--category', 'nightly', '--name', 'shop-*,none']],
    ['with accepted findings', ['--config', 'd.yaml']],
    ['without accepted findings', ['--config', 'd.yaml', '--hide-accepted']],
    ['beside an earlier one', ['--baseline', 'old.json']],
  ])('breaks no rule of the multitool: %s (C-26)', async (_, more) => {
    const given = { 'd.yaml': decided, 'old.json': earlier };
    const { out } = await ran(['report', '--demo', '--format', 'sarif', ...more], given);
    expect(brokenRules(JSON.parse(out))).toEqual([]);
  });

  it('breaks no rule of the multitool where much was not read', async () => {
    const one = await served(demoWorld());
    for (const pathContains of ['ResourceGraph', '/federatedIdentityCredentials'])
      await one.bench.fault({ match: { pathContains }, status: 403, code: 'No', message: 'No.', times: 100_000 });
    const { code, out } = await ran(['report', '--emulator', one.url, '--format', 'sarif']);
    await one.close();
    expect(code).toBe(3);
    expect(brokenRules(JSON.parse(out))).toEqual([]);
  });
});
