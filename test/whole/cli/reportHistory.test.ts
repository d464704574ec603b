import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { own } from '../../support/azure/smallWorld.ts';
import { historyOfOthers, operatorId, type Past } from '../history/past.ts';
import { ran } from './cliBench.ts';

let past: Past;
beforeAll(async () => {
  past = await historyOfOthers();
  await past.bench.arm('DELETE', `${operatorId}?api-version=2022-04-01`);
  past.bench.emulator.clock.advance(900);
});
afterAll(async () => past.close());

const asked = (...args: readonly string[]) =>
  ran(
    [...args, '--fail-on', 'never', '--emulator', past.url],
    {},
    { now: () => new Date(past.bench.emulator.clock.now()) },
  );
const logs = async (): Promise<number> =>
  (await past.bench.requests()).filter(({ path }) => /eventtypes/i.test(path)).length;
const said = 'removed Managed Identity Operator from the control plane identity on identity id-kubelet';

describe('report --history', () => {
  it('says of a finding since when it is there and by whom, with three lists for all clusters (H-22, H-23, H-26)', async () => {
    await past.bench.forget();
    const { out, code } = await asked('report', '--history', '--format', 'json');
    expect([code, await logs()]).toEqual([0, 3]);
    expect(out).toContain(`Since May 4, 2026: owner@emulator.local ${said}`);
    expect((await asked('diagnose', own.id, '--history')).out).toContain(said);
  });

  it('without the option asks no log, and says nothing of it (H-22)', async () => {
    await past.bench.forget();
    const { out } = await asked('report', '--format', 'json');
    expect([await logs(), out.includes('Since May 4')]).toEqual([0, false]);
  });

  it('finds what is new in the same findings as without it (H-23)', async () => {
    const earlier = (await asked('report', '--format', 'json')).out;
    const args = ['report', '--history', '--baseline', 'last.json', '--fail-on', 'info', '--emulator', past.url];
    const { code } = await ran(
      args,
      { 'last.json': earlier },
      { now: () => new Date(past.bench.emulator.clock.now()) },
    );
    expect(code).toBe(0);
  });

  it('with --mask names nobody (H-23)', async () => {
    const { out } = await asked('report', '--history', '--mask', '--format', 'json');
    expect(out).toContain(`masked user 1 ${said}`);
    expect(out).not.toContain('owner@emulator.local');
  });

  it('says which log could not be read, as an exit code (H-21, H-23)', async () => {
    await past.bench.fault({
      match: { pathContains: 'eventtypes' },
      status: 403,
      code: 'AuthorizationFailed',
      times: 99,
    });
    const { code, told } = await asked('report', '--history', '--format', 'json');
    await past.bench.noFaults();
    expect([code, told.includes('Events of Microsoft.Authorization')]).toEqual([3, true]);
  });
});
