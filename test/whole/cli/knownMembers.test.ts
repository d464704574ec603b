/** Scripts read what the command line writes for them: its members and columns stay (docs/stability.md). */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { ran, served } from './cliBench.ts';

type Members = Readonly<Record<string, readonly string[]>>;

const known = JSON.parse(readFileSync(new URL('knownMembers.json', import.meta.url), 'utf8')) as Members;

const message =
  'AADSTS700213: No matching federated identity record found for presented assertion subject system:serviceaccount:shop:cart';
const change = { kind: 'setWorkloadIdentity', enabled: true };
const asked: readonly (readonly [command: string, ...args: string[]])[] = [
  ['report'],
  ['diagnose', 'shop-weu'],
  ['diagnose', 'legacy-neu'],
  ['requirements', 'shop-weu'],
  ['workloads', 'store-weu'],
  ['access', 'shop-weu'],
  ['history', 'shop-weu', '--since', '90d'],
  ['rules'],
];

/** Their members are Azure's, or those of the kinds of change, or names of their own. */
const opaque = /(?:^|\.)(?:body|customRole|fix|facts)$/;

/** The members at any depth with the types of their values, those of all entries of a list at one path. */
function membersOf(value: unknown, path = ''): readonly string[] {
  if (opaque.test(path)) return [path];
  if (Array.isArray(value)) return value.flatMap((each) => membersOf(each, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [`${path}: ${value === null ? 'null' : typeof value}`];
  return Object.entries(value).flatMap(([name, member]) => membersOf(member, path === '' ? name : `${path}.${name}`));
}

/** The elements of XML, and their attributes. */
function elementsIn(xml: string): readonly string[] {
  return [...xml.matchAll(/<([\w-]+)((?:\s+[\w:-]+="[^"]*")*)\s*\/?>/g)].flatMap(([, name, attributes = '']) => [
    `${name}`,
    ...[...attributes.matchAll(/([\w:-]+)="/g)].map(([, attribute]) => `${name}.${attribute}`),
  ]);
}

async function found(): Promise<Members> {
  const server = await served(demoWorld());
  const where = ['--emulator', server.url];
  // What was logged was logged before the emulator's time.
  const timeOf = (command?: string) =>
    command === 'history' ? { now: () => new Date(server.bench.emulator.clock.now()) } : {};
  const clusters = (await server.bench.service.clusters()).items;
  const json = async (...args: string[]): Promise<readonly string[]> => {
    const { out } = await ran([...args, ...where, '--format', 'json'], { '-': message }, timeOf(args[0]));
    return [...new Set(membersOf(JSON.parse(out)))].toSorted();
  };
  const all: Record<string, readonly string[]> = {};
  for (const [command, ...args] of asked) {
    const members = await json(command, ...args);
    all[`${command} as JSON`] = [...new Set([...(all[`${command} as JSON`] ?? []), ...members])].toSorted();
    const { out } = await ran([command, ...args, ...where, '--format', 'csv'], {}, timeOf(command));
    all[`${command} as CSV`] = (out.replace('\uFEFF', '').split('\r\n')[0] ?? '').split(',');
  }
  for (const format of ['sarif', 'gitlab']) {
    const { out } = await ran(['report', ...where, '--format', format]);
    all[`report as ${format}`] = [...new Set(membersOf(JSON.parse(out)))].toSorted();
  }
  const { out: tests } = await ran(['report', ...where, '--format', 'junit']);
  all['report as junit'] = [...new Set(elementsIn(tests))].toSorted();
  all['why as JSON'] = await json('why');
  // One plan has something to do, the other has not.
  const plans = clusters
    .filter(({ name }) => ['shop-weu', 'search-weu'].includes(name))
    .map(({ id }) => json('plan', JSON.stringify({ ...change, clusterId: id })));
  all['plan as JSON'] = [...new Set((await Promise.all(plans)).flat())].toSorted();
  await server.close();
  return all;
}

describe('what the command line writes for scripts', () => {
  let now: Members = {};
  beforeAll(async () => {
    now = await found();
  });

  it('has all members and columns of its first version, with values of the same types', () => {
    const gone = Object.entries(known).flatMap(([what, members]) =>
      members.filter((member) => now[what]?.includes(member) !== true).map((member) => `${what}: ${member}`),
    );
    expect(gone).toEqual([]);
  });

  it('is known from its first version on', () => {
    const added = Object.entries(now).flatMap(([what, members]) =>
      members.filter((member) => known[what]?.includes(member) !== true).map((member) => `${what}: ${member}`),
    );
    const text = JSON.stringify(now, undefined, 2);
    expect(added, `make test/whole/cli/knownMembers.json this: ${text}`).toEqual([]);
  });
});
