import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { widthOf } from '../../../src/cli/terminal/layout.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { ran, served, type Ran } from './cliBench.ts';

type World = ReturnType<typeof demoWorld>;
type Served = Awaited<ReturnType<typeof served>>;

const opened: Served[] = [];
const open = async (world: World): Promise<Served> => {
  const one = await served(world);
  opened.push(one);
  return one;
};
const denied = (pathContains: string) => ({
  ...{ match: { pathContains }, status: 403, code: 'AuthorizationFailed' },
  ...{ message: 'Nobody let you.', times: 10_000 },
});

const places: Record<string, readonly string[]> = { 'the demo': ['report', '--demo'] };
beforeAll(async () => {
  const world = demoWorld();
  const empty = await open({ ...world, resources: [], roleAssignments: [] });
  const blind = await open({ ...world, subscriptions: [], resources: [], roleAssignments: [] });
  const unread = await open(demoWorld());
  for (const path of ['roleAssignments', 'denyAssignments', 'resourceGraph']) await unread.bench.fault(denied(path));
  const unlisted = await open(demoWorld());
  for (const path of ['resourceGraph', 'Microsoft.ContainerS']) await unlisted.bench.fault(denied(path));
  Object.assign(places, {
    'an empty fleet': ['report', '--emulator', empty.url],
    'no subscription': ['report', '--emulator', blind.url],
    'a fleet whose roles are not read': ['report', '--emulator', unread.url],
    'a fleet that is not listed': ['report', '--emulator', unlisted.url],
    'one cluster of a fleet': ['report', '--demo', '--name', 'shop-weu'],
    'a cluster': ['diagnose', 'shop-weu', '--demo'],
    'a cluster without findings': ['diagnose', 'orders-weu', '--demo'],
    'a cluster that is not there': ['diagnose', 'shop-weuu', '--demo'],
    'what a cluster needs': ['requirements', 'shop-weu', '--demo'],
    'who can act': ['access', 'shop-weu', '--demo'],
  });
});
afterAll(async () => void (await Promise.all(opened.map((one) => one.close()))));

const read = (place: string, columns?: number, more: readonly string[] = [], isWatched = true): Promise<Ran> =>
  ran([...(places[place] ?? []), ...more], {}, { screen: { columns, isColoured: false }, isWatched });

const shopJson = async (): Promise<unknown> => {
  const { service } = createBench(demoWorld());
  const { items } = await service.clusters();
  return service.json(items.find(({ name }) => name === 'shop-weu')!.id);
};

/** A text without its line breaks. */
const joined = (text: string): string => text.replace(/\s+/g, ' ');

describe('a command at a terminal', () => {
  it.each([
    'the demo',
    'an empty fleet',
    'no subscription',
    'a fleet whose roles are not read',
    'a fleet that is not listed',
    'one cluster of a fleet',
    'a cluster',
    'a cluster without findings',
    'a cluster that is not there',
    'what a cluster needs',
    'who can act',
  ])('has no line wider than the terminal, or than 80 columns, apart from what is copied: %s', async (place) => {
    for (const columns of [40, 60, 80, 120, 200, undefined]) {
      const { out } = await read(place, columns);
      expect(out).not.toBe('');
      const lines = out.split('\n').filter((line) => !/^\s*(?:\/subscriptions\/|https:\/\/)\S+$/.test(line));
      for (const line of lines) expect(widthOf(line), line).toBeLessThanOrEqual(columns ?? 80);
    }
  });

  it.each([
    ['the demo', 'Exit code 2: 11 errors in 10 of 21 clusters.', '21 clusters: 11 errors, 12 warnings'],
    ['an empty fleet', '', 'There are no clusters.'],
    [
      'no subscription',
      'Exit code 3: no cluster',
      '? Not read: There are no subscriptions that you can see. Clusters not',
    ],
    ['a fleet that is not listed', 'Exit code 3: no cluster could be read.', 'Nobody let you (AuthorizationFailed).'],
    ['one cluster of a fleet', 'Exit code 2: 2 errors.', 'Only clusters with the name shop-weu: 1 of 21 clusters.'],
    ['a cluster', 'Exit code 2: 2 errors.', '\u2716 Error: A role is missing: Network Contributor'],
    ['a cluster without findings', '', 'No findings.'],
    ['a cluster that is not there', 'Exit code 3: no cluster could be read.', 'Did you mean shop-weu?'],
  ])('says of %s what was found, and at its end why it ends so', async (place, end, text) => {
    const { out, told } = await read(place, 80);
    expect(joined(out)).toContain(text);
    expect(told.split('\u001B[2K').at(-1)?.trim()).toMatch(end === '' ? /^$/ : new RegExp(`^${end}`));
  });

  it('lists the worst clusters first with their numbers and worst findings, and those without problems together', async () => {
    const [heading, ...lines] = (await read('the demo', 140)).out.split('\n');
    expect(heading).toMatch(/^Cluster +Errors +Warnings +Unknown {2}Worst findings$/);
    const found = lines.slice(0, lines.indexOf('')).filter((line) => !line.startsWith(' '));
    expect(found[0]).toMatch(/^\u2716 shop-weu +2 +1 +0 {2}A role is missing: Private DNS Zone Contributor; /);
    expect(found.map((line) => line[0]).join('')).toMatch(/^\u2716{10}\u26a0+$/);
    expect(lines.join('\n')).toMatch(/^\u2714 \d+ clusters without errors, warnings and unknowns: .*\borders-weu/m);
  });

  it('says what is unknown as unknown, with its reason, and counts no such cluster among those without problems', async () => {
    const { out, code } = await read('a fleet whose roles are not read', 120);
    expect(code).toBe(3);
    expect(joined(out)).toMatch(/\? Not read: [^?]*and \d+ more clusters: [^?]*Nobody let you\./);
    expect(out).toMatch(/^\? shop-weu +\? +\? +[1-9]\d* /m);
    expect(out).toMatch(/^\u2716 lab-weu +1 +\? +2 /m);
    expect(out).not.toMatch(/^\S \S+-\w{3} .*\b0\b/m);
    expect(out).not.toContain('\u2714');
    const legacy = (await read('the demo', 80)).out;
    expect(joined(legacy)).toContain("? legacy-neu: Some roles could not be checked: Azure doesn't show the service");
  });

  it('has in a narrow terminal the numbers of what was found after each name, and the findings below it', async () => {
    expect((await read('the demo', 60)).out).toMatch(/^\u2716 shop-weu: 2 errors, 1 warning\n {2}A role is missing: /);
    const unread = (await read('a fleet whose roles are not read', 60)).out;
    expect(unread).toMatch(/^\? shop-weu: \d+ unknown\n {2}Some roles could not be checked/m);
  });

  it('says how to get the rest, with the command line that was typed', async () => {
    const { out } = await read('the demo', 140, ['--tag', 'a b', '--allow-partial']);
    expect(out).not.toContain('-o report.html');
    const asked = ['report', '--cluster-json', 'shop.json', '--role-assignments', 'a b.json'];
    const files = { 'shop.json': JSON.stringify(await shopJson()), 'a b.json': '[]' };
    const filed = await ran(asked, files, { screen: { columns: 140, isColoured: false } });
    expect(filed.out).toContain("diagnose NAME --cluster-json shop.json --role-assignments 'a b.json'\n");
    const all = await read('the demo', 140, ['--name', '*-weu']);
    expect(all.out).toContain('One cluster:  aks-identity diagnose NAME --demo\n');
    expect(all.out).toContain(
      "Whole report: aks-identity report --demo --name '*-weu' -o report.html (or .md, .csv, .json)",
    );
  });

  it('writes what it always wrote where a format or a file was asked for, or another program reads it', async () => {
    const piped = await ran(['report', '--demo']);
    const screen = { columns: 80, isColoured: false };
    const filed = await ran(['report', '--demo', '-o', 'x.md'], {}, { screen });
    expect(filed.files.get('x.md')).toBe(piped.out);
    expect(piped.out).toMatch(/^# AKS identity report\n/);
    expect((await read('the demo', 80, ['--format', 'markdown'])).out).toMatch(/^# AKS identity report\n/);
    const csv = await ran(['report', '--demo', '--format', 'csv']);
    expect((await read('the demo', 80, ['--format', 'csv'])).out).toBe(csv.out);
  });

  it('says what was not read once, and beside the page where that goes elsewhere', async () => {
    const once = await read('no subscription', 80);
    expect([once.told.includes('Not read:'), once.out.includes('Not read:')]).toEqual([false, true]);
    expect((await read('no subscription', 80, [], false)).told).toContain('Not read: There are no subscriptions');
  });

  it('masks before it breaks lines, so that no part of an ID is left', async () => {
    for (const columns of [20, 40, 80]) {
      const { out } = await read('a cluster', columns, ['--mask']);
      const ids = demoWorld().subscriptions.map(({ subscriptionId }) => subscriptionId);
      for (const id of ids) expect(out.replace(/\s/g, '')).not.toContain(id);
    }
  });
});
