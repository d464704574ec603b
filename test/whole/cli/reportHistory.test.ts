import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idKubelet, own } from '../../support/azure/smallWorld.ts';
import { historyOfOthers, operatorId, type Past } from '../history/past.ts';
import { ran } from './cliBench.ts';

interface ComparedReport {
  readonly clusters: readonly { readonly findings: readonly { readonly code: string; readonly state?: string }[] }[];
  readonly fixed: readonly { readonly code: string }[];
  readonly unseen: readonly { readonly code: string }[];
}

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
/** The object ID of whoever writes here. */
const writer = '00000000-0000-0000-0000-000000000001';
const said = 'removed Managed Identity Operator from the control plane identity on identity id-kubelet';

describe('report --history', () => {
  it('says of a finding since when it is there and by whom, with three lists for all clusters (H-22, H-23, H-26)', async () => {
    await past.bench.forget();
    const { out, code } = await asked('report', '--history', '--format', 'json');
    expect([code, await logs()]).toEqual([0, 3]);
    expect(out).toContain(`Since May 4, 2026: owner@emulator.local ${said}`);
    expect((await asked('diagnose', own.id, '--history')).out).toContain(said);
  });

  it('says where nothing known explains a finding, how late the logs are, and all that as data (H-22)', async () => {
    const { out } = await ran(
      ['report', '--history', '--demo', '--fail-on', 'never', '--format', 'json'],
      {},
      { now: () => new Date() },
    );
    const { clusters, notes } = JSON.parse(out) as {
      readonly notes: readonly string[];
      readonly clusters: readonly {
        readonly name: string;
        readonly findings: readonly {
          readonly code: string;
          readonly text: string;
          readonly beginning?: { readonly known: string; readonly at?: string; readonly who?: string };
        }[];
      }[];
    };
    const lacking = clusters.flatMap(({ name, findings }) =>
      findings.flatMap(({ code, text, beginning }) =>
        code.startsWith('missingGrant') ? [{ name, text, beginning }] : [],
      ),
    );
    const nothing = 'No removal of a role in the last 90 days explains it, as far as Azure shows.';
    expect(
      lacking.map(({ name, text, beginning }) => [name, text.includes(nothing), beginning?.known]).toSorted(),
    ).toEqual([
      ['iot-weu', true, 'nothing'],
      ['shop-weu', false, 'told'],
      ['shop-weu', false, 'told'],
      ['vault-weu', true, 'nothing'],
      ['web-weu', true, 'nothing'],
    ]);
    const told = lacking.find(({ beginning }) => beginning?.known === 'told');
    expect(told?.beginning?.at).toMatch(/^\d{4}-/);
    expect(told?.beginning?.who).toMatch(/^Application /);
    expect(notes.join()).toMatch(/Changes after .* UTC may not be in Azure's logs yet\./);
    const others = clusters.flatMap(({ findings }) => findings.filter(({ code }) => code === 'nodeIdentities'));
    expect(others.every(({ beginning }) => beginning === undefined)).toBe(true);
  });

  it('finds admin credentials that work although local accounts are off; --mask names nobody there (H-23, H-25)', async () => {
    const { out } = await asked('diagnose', own.id, '--history', '--format', 'json');
    expect(out).toContain('"adminCertificateOutlives"');
    expect(out).toContain('was fetched on May 4, 2026, by owner@emulator.local');
    expect((await asked('diagnose', own.id, '--format', 'json')).out).not.toContain('adminCertificateOutlives');
    const masked = (await asked('diagnose', own.id, '--history', '--mask', '--format', 'json')).out;
    expect(masked).toContain('was fetched on May 4, 2026, by masked user 1');
    expect(masked).not.toContain('owner@emulator.local');
  });

  it('finds who else changed roles than the expected writers of the file with decisions, where it names any (H-24)', async () => {
    const found = async (...args: string[]): Promise<readonly string[]> => {
      const decisions = `version: 1\nexpectedWriters:\n  - { writer: ${args.pop() ?? ''}, reason: Deploys }\n`;
      const { out } = await ran(
        ['report', ...args, '--format', 'json', '--fail-on', 'never', '--emulator', past.url],
        { '.aks-identity.yaml': decisions },
        { now: () => new Date(past.bench.emulator.clock.now()) },
      );
      return out.match(/"[^"]*is not an expected writer\.[^"]*"/g) ?? [];
    };
    const somebodyElse = '11111111-aaaa-4bbb-8ccc-000000000001';
    expect((await found('--history', somebodyElse)).join()).toContain(
      'owner@emulator.local changed roles or identities of own-weu',
    );
    expect((await found('--history', '--mask', somebodyElse)).join()).toContain(
      'masked user 1 changed roles or identities of own-weu',
    );
    expect(await found('--history', writer)).toEqual([]);
    expect(await found(somebodyElse)).toEqual([]);
  });

  it('accuses nobody of whom Azure tells no object ID, and says that (H-24)', async () => {
    const { bench } = past;
    await bench.arm('PUT', `${idKubelet.id}?api-version=2024-11-30`, { ...idKubelet, tags: { team: 'shop' } });
    bench.emulator.clock.advance(900);
    await bench.fault({ match: { pathContains: 'eventtypes' }, status: 403, code: 'AuthorizationFailed', times: 6 });
    const { out, code } = await ran(
      ['diagnose', own.id, '--history', '--fail-on', 'never', '--emulator', past.url],
      { '.aks-identity.yaml': `version: 1\nexpectedWriters:\n  - { writer: ${writer}, reason: Deploys }\n` },
      { now: () => new Date(bench.emulator.clock.now()) },
    );
    expect(out).not.toContain('is not an expected writer');
    expect(out).toContain('Whether an expected writer made 1 change of roles or identities of own-weu is not known');
    expect(code).toBe(3);
  });

  it('asks of the logs one question more for a subscription, however many clusters have no local accounts (H-26)', async () => {
    const questions = async (): Promise<number> =>
      (await past.bench.requests()).filter(({ body }) => JSON.stringify(body).includes('resourcechanges')).length;
    await past.bench.forget();
    await asked('diagnose', own.id, '--history', '--format', 'json');
    const ofOne = await questions();
    await past.bench.forget();
    const { out } = await asked('report', '--history', '--format', 'json');
    const explained = (JSON.parse(out) as ComparedReport).clusters.filter(({ findings }) =>
      findings.some(({ code }) => /^missingGrant|^tooWideGrant|^leftoverGrant|^localAccountsOn/.test(code)),
    );
    expect([ofOne, await questions()]).toEqual([2, explained.length + 1]);
  });

  it('without the option asks no log, and says nothing of it (H-22)', async () => {
    await past.bench.forget();
    const { out } = await asked('report', '--format', 'json');
    expect([await logs(), out.includes('Since May 4')]).toEqual([0, false]);
  });

  it('finds what is new in the same findings as without it, and what only logs show is never fixed by not asking (H-23)', async () => {
    const [without, with_] = [
      (await asked('report', '--format', 'json')).out,
      (await asked('report', '--history', '--format', 'json')).out,
    ];
    const compared = async (earlier: string, ...more: readonly string[]) => {
      const { out, code } = await ran(
        ['report', ...more, '--baseline', 'last.json', '--fail-on', 'info', '--emulator', past.url, '--format', 'json'],
        { 'last.json': earlier },
        { now: () => new Date(past.bench.emulator.clock.now()) },
      );
      const { clusters, fixed, unseen } = JSON.parse(out) as ComparedReport;
      const codes = clusters.flatMap(({ findings }) =>
        findings.flatMap(({ code: of, state }) => (state === 'new' ? of : [])),
      );
      return { code, new: codes, gone: [fixed, unseen].map((each) => each.map(({ code: of }) => of)) };
    };
    expect(await compared(with_, '--history')).toEqual({ code: 0, new: [], gone: [[], []] });
    expect(await compared(without, '--history')).toEqual({
      code: 2,
      new: ['adminCertificateOutlives'],
      gone: [[], []],
    });
    expect(await compared(with_)).toEqual({ code: 0, new: [], gone: [[], ['adminCertificateOutlives']] });
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
