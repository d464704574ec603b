import { afterEach, describe, expect, it } from 'vitest';
import { reportFormatKeys } from '../../../src/domain/report/reportFormats.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { devTest, platform } from '../../../src/emulator/scenarios/demoSubscriptions.ts';
import type { ListeningEmulator } from '../../../src/emulator/server.ts';
import { isReady, openReport } from '../report/reportBench.ts';
import { ran, served, type Ran } from './cliBench.ts';

const open: ListeningEmulator[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

/** Serves the demo with one of its subscriptions, or those meant, in a state. */
async function inState(state: string, isMeant: (id: string) => boolean = (id) => id === devTest.subscriptionId) {
  const world = demoWorld();
  const subscriptions = world.subscriptions.map((each) => (isMeant(each.subscriptionId) ? { ...each, state } : each));
  const shops = { name: 'shops', subscriptions: [devTest.subscriptionId, platform.subscriptionId] };
  const one = await served({ ...world, subscriptions, managementGroups: [shops] });
  open.push(one);
  return {
    ...one,
    report: (...args: readonly string[]): Promise<Ran> =>
      ran(['report', '--emulator', one.url, '--fail-on', 'never', ...args]),
  };
}

interface Json {
  readonly clusters: readonly { readonly id: string }[];
  readonly notes: readonly string[];
  readonly notRead: readonly { readonly reason: string }[];
  readonly deletedSubscriptions?: readonly object[];
}
const json = ({ out }: Ran): Json => JSON.parse(out) as Json;
const leftOut = 'Deleted subscriptions have nothing in them and are left out';
const deleted = [{ id: devTest.subscriptionId, name: devTest.displayName }];

describe('a report of a subscription that is not simply enabled', () => {
  it.each(['Warned', 'PastDue', 'Disabled', 'Expired', 'StateOfTheFuture'])(
    'has what is in it if the state is %s, because it can be read (C-33)',
    async (state) => {
      const [usual, now] = await Promise.all(
        ['Enabled', state].map(async (each) => (await inState(each)).report('--format', 'json')),
      );
      expect(json(now!)).toEqual(json(usual!));
      expect(now!.code).toBe(0);
      expect(now!.told).not.toMatch(/Not read|left out/);
    },
  );

  it('leaves a deleted one out, says so as data and in a sentence, and stays green (C-33)', async () => {
    const { report, bench } = await inState('Deleted');
    const ranNow = await report('--format', 'json');
    const { clusters, notes, notRead, deletedSubscriptions } = json(ranNow);
    expect(clusters.length).toBeGreaterThan(10);
    expect(clusters.filter(({ id }) => id.includes(devTest.subscriptionId))).toEqual([]);
    expect(notes).toContain(`${leftOut}: ${devTest.displayName}.`);
    expect([notRead, deletedSubscriptions]).toEqual([[], deleted]);
    expect([ranNow.code, ranNow.told.split(leftOut).length]).toEqual([0, 2]);
    const paths = (await bench.requests()).map(({ path }) => path);
    expect(paths.filter((path) => path.startsWith(`/subscriptions/${devTest.subscriptionId}`))).toEqual([]);
  });

  it.each(reportFormatKeys.filter((format) => format !== 'gitlab'))('says of a deleted one in %s', async (format) => {
    const { report } = await inState('Deleted');
    const { out } = await report('--format', format);
    expect(out).toContain(leftOut);
  });

  it('says of a deleted one in VS Code, and in what is exported there', async () => {
    const { bench } = await inState('Deleted');
    const window = openReport(bench);
    const { notes } = await window.until(isReady);
    expect(notes).toContain(`${leftOut}: ${devTest.displayName}.`);
    window.send({ kind: 'export', format: 'json' });
    const [out = ''] = await window.texts();
    expect(JSON.parse(out)).toMatchObject({ deletedSubscriptions: deleted });
  });

  it('has the deleted ones as data in SARIF', async () => {
    const { report } = await inState('Deleted');
    const { runs } = JSON.parse((await report('--format', 'sarif')).out) as { readonly runs: readonly object[] };
    expect(runs).toMatchObject([
      { invocations: [{ executionSuccessful: true }], properties: { deletedSubscriptions: deleted } },
    ]);
  });

  it.each([devTest.subscriptionId, devTest.displayName])('ends with 3 where %s is named and deleted', async (name) => {
    const { report } = await inState('Deleted');
    const { code, told } = await report('--subscription', name, '--subscription', platform.subscriptionId);
    expect(code).toBe(3);
    expect(told).toMatch(/Not read: The subscription .* is deleted, with everything that was in it/);
  });

  it('stays green where a deleted one is below a management group', async () => {
    const { report } = await inState('Deleted');
    const { code, told } = await report('--management-group', 'shops');
    expect([code, told.split(leftOut).length]).toEqual([0, 2]);
  });

  it('is never green where all are deleted', async () => {
    const { report } = await inState('Deleted', () => true);
    const { code, out, told } = await report('--format', 'json', '--allow-partial');
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({ clusters: [], deletedSubscriptions: { length: 4 } });
    expect(told).toContain(leftOut);
  });
});
