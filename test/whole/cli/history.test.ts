import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { historyOfOthers, type Past } from '../history/past.ts';
import { own } from '../../support/azure/smallWorld.ts';
import { ran } from './cliBench.ts';

let past: Past;
beforeAll(async () => {
  past = await historyOfOthers();
});
afterAll(async () => past.close());

const asked = (...args: readonly string[]) =>
  ran(['history', ...args, '--emulator', past.url], {}, { now: () => new Date(past.bench.emulator.clock.now()) });

interface HistoryJson {
  readonly entries: readonly { readonly text: string; readonly who: string; readonly kinds: readonly string[] }[];
  readonly sources: readonly { readonly source: string; readonly from?: string; readonly isWhole: boolean }[];
  readonly unknown: readonly object[];
}

describe('history on the command line', () => {
  it('has the same lines as page, as table and as JSON, and keeps no record of its own (H-20)', async () => {
    const [page, table, json] = await Promise.all([
      asked('own-weu'),
      asked('own-weu', '--format', 'csv'),
      asked(own.id, '--format', 'json'),
    ]);
    const { entries, sources } = JSON.parse(json.out) as HistoryJson;
    expect([page.code, table.code, json.code]).toEqual([0, 0, 0]);
    expect(entries.map(({ kinds }) => kinds)).toEqual([['access'], ['credentials'], ['roles']]);
    for (const { text } of entries) expect(table.out).toContain(text);
    expect(page.out).toContain('Removed AcrPull from the kubelet identity on registry acrlegacy');
    expect(page.out.split('\n').filter((line) => /^\| \d{4}-/.test(line))).toHaveLength(entries.length);
    expect(sources.map(({ source, isWhole }) => [source, isWhole])).toEqual([
      ['resourceChanges', true],
      ['activityLog', true],
    ]);
  });

  it('has no escapes of Markdown in a terminal, which would show them, and keeps them in a file and a pipe (H-20)', async () => {
    const args = ['history', own.id, '--emulator', past.url];
    const now = (): Date => new Date(past.bench.emulator.clock.now());
    const screen = { columns: 80, isColoured: false };
    const read = await ran(args, {}, { now, screen });
    const piped = await ran(args, {}, { now });
    const asked = await ran([...args, '--format', 'markdown'], {}, { now, screen });
    const filed = await ran([...args, '--output', 'out.md'], {}, { now, screen });
    for (const { out } of [read, asked]) {
      expect(out).toContain('owner@emulator.local');
      expect(out).not.toMatch(/&#8288;|\\/);
    }
    expect(asked.out).toMatch(/^\| When \| Who \|/m);
    expect(read.out).toMatch(/^When +Who /m);
    expect(piped.out).toContain('owner@&#8288;emulator.local');
    expect(filed.files.get('out.md')).toBe(piped.out);
    const json = [screen, undefined].map((to) => ran([...args, '--format', 'json'], {}, { now, screen: to }));
    const [one, other] = await Promise.all(json);
    expect(one?.out).toBe(other?.out);
  });

  it('is of an identity, too, by its name (H-20)', async () => {
    const { out, code } = await asked('id-kubelet');
    expect([code, out.includes('from id-kubelet on registry acrlegacy')]).toEqual([0, true]);
  });

  it('of a name that neither a cluster nor an identity has says so, with both kinds of names (H-20)', async () => {
    const { told, code } = await asked('nope');
    expect([code, told]).toEqual([3, expect.stringContaining('There is no cluster or identity "nope". You can see ')]);
    expect(told).toContain('own-weu');
    expect(told).toContain('id-kubelet');
  });

  it('of a name that no cluster has is not told that no identity has it where those can not be listed (H-20)', async () => {
    const fault = { status: 403, code: 'AuthorizationFailed', message: 'May not read this.', times: 99 };
    await past.bench.fault({ match: { pathContains: 'userAssignedIdentities' }, ...fault });
    await past.bench.fault({ match: { pathContains: 'Microsoft.ResourceGraph' }, ...fault });
    const { told, code } = await asked('nope');
    await past.bench.noFaults();
    expect([code, told]).toEqual([
      3,
      expect.stringContaining('No cluster or identity "nope" was found, but not all identities could be listed.'),
    ]);
  });

  it('lists only what is asked for, and nothing is no failure (H-20, H-25)', async () => {
    const fetched = await asked('own-weu', '--kind', 'credentials', '--format', 'json');
    expect((JSON.parse(fetched.out) as HistoryJson).entries.map(({ kinds }) => kinds)).toEqual([['credentials']]);
    const none = await asked('own-weu', '--kind', 'identity');
    expect([none.code, none.out.includes('Nothing that was asked for changed, as far as Azure shows.')]).toEqual([
      0,
      true,
    ]);
    expect((await asked('own-weu', '--since', '1h')).out).toMatch(/^Since May 4, 2026, \d\d:\d\d UTC\. /m);
    const late = await asked('own-weu', '--since', '1h', '--format', 'json');
    expect((JSON.parse(late.out) as HistoryJson).entries.length).toBeGreaterThan(0);
  });

  it.each(['0d', '91d', 'yesterday', '7', '-1d'])('refuses %s as a time (H-20)', async (since) => {
    const { code, told } = await ran(['history', 'own-weu', '--emulator', past.url, `--since=${since}`]);
    expect([code, told.includes('--since')]).toEqual([1, true]);
  });

  it('says what could not be read, as an exit code, and shows the rest (H-21, H-58)', async () => {
    await past.bench.fault({
      match: { pathContains: 'eventtypes' },
      status: 403,
      code: 'AuthorizationFailed',
      message: "The client 'owner@emulator.local' may not read this.",
      times: 99,
    });
    const { code, out, told } = await asked('own-weu');
    const masked = await asked('own-weu', '--mask');
    await past.bench.noFaults();
    expect(masked.out).toContain("The client 'masked user 1'");
    expect(masked.told).toContain("The client 'masked user 1'");
    expect(masked.out + masked.told).not.toContain('owner@emulator.local');
    expect([code, told.includes('Not read')]).toEqual([3, true]);
    expect(out).toContain('Microsoft.Insights/eventtypes/values/read');
    expect(out).toContain('local accounts turned off');
  });

  it('with --mask has no names of people, no addresses and no real GUIDs (H-20)', async () => {
    const { out } = await ran(
      ['history', own.id, '--mask', '--emulator', past.url, '--format', 'json'],
      {},
      { now: () => new Date(past.bench.emulator.clock.now()) },
    );
    expect(out).not.toContain(own.id.split('/')[2]);
    expect(out).not.toMatch(/@emulator|"address"/);
    expect(out).toContain('masked user 1');
  });
});
