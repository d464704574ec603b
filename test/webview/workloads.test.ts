import { describe, expect, it } from 'vitest';
import type { NamedWorkload } from '../../src/app/facts/clusterWorkloads.ts';
import { kubectlContextOf } from '../../src/webview/workloads/checkCluster.ts';
import {
  clusterCheckView,
  rowsSince,
  workloadsView,
  type FoundInCluster,
} from '../../src/webview/workloads/workloadsView.ts';
import type { JudgedAsker } from '../../src/domain/askers/model.ts';
import { unknownWith } from '../../src/domain/arm/unknown.ts';
import type { ArmId } from '../../src/domain/arm/resourceId.ts';
import { say } from '../../src/sentences/words.ts';
import { objectsOf } from '../support/domain/clusterObjects.ts';
import { cluster as clusterWith, identityId } from '../support/domain/clusterFixture.ts';
import { fc } from '../support/property.ts';

const cluster = (properties: Record<string, string>) => ({ raw: { properties } });
const context = (name: string, server: string) => ({ name, server });

describe('the context of a cluster', () => {
  it('is the one with its API server, public or private', () => {
    const contexts = [context('other', 'other.azmk8s.io:443'), context('mine', 'mine.azmk8s.io:443')];
    expect(kubectlContextOf(cluster({ fqdn: 'Mine.azmk8s.io' }), contexts)).toBe('mine');
    expect(kubectlContextOf(cluster({ privateFQDN: 'mine.azmk8s.io' }), contexts)).toBe('mine');
    expect(kubectlContextOf(cluster({ azurePortalFQDN: 'mine.azmk8s.io' }), contexts)).toBe('mine');
  });

  it('is none where the host or the port is another, or nothing is known', () => {
    expect(
      kubectlContextOf(cluster({ fqdn: 'mine.azmk8s.io' }), [context('a', 'mine.azmk8s.io:6443')]),
    ).toBeUndefined();
    expect(kubectlContextOf(cluster({ fqdn: '' }), [context('a', ':443')])).toBeUndefined();
    expect(kubectlContextOf(cluster({}), [context('a', 'mine.azmk8s.io:443')])).toBeUndefined();
  });

  it('is that of an administrator only where there is no other', () => {
    const admin = context('mine-admin', 'mine.azmk8s.io:443');
    expect(kubectlContextOf(cluster({ fqdn: 'mine.azmk8s.io' }), [admin])).toBe('mine-admin');
    expect(kubectlContextOf(cluster({ fqdn: 'mine.azmk8s.io' }), [admin, { ...admin, name: 'mine' }])).toBe('mine');
  });
});

describe('the tab of workloads', () => {
  const always = (): undefined => undefined;
  const enabled = { securityProfile: { workloadIdentity: { enabled: true } } };
  const workload = (serviceAccount: string, state: NamedWorkload['state']): NamedWorkload => ({
    ...{ namespace: 'shop', serviceAccount, state, identityId: identityId('id-shop'), issuer: '', roles: [] },
  });

  it('begins with what does not work, then what could not be checked', () => {
    const workloads = [
      workload('a', 'works'),
      workload('b', 'unknown'),
      workload('c', 'broken'),
      workload('d', 'works'),
    ];
    const known = { hasWorkloadIdentity: true, workloads, unknown: [], trustUnknown: [] };
    const { rows = [] } = workloadsView(clusterWith(enabled), { isReading: false, known }, always);
    expect(rows.map(({ account, identity }) => `${account} as ${identity}`)).toEqual(
      ['c', 'b', 'a', 'd'].map((name) => `shop/${name} as id-shop`),
    );
  });

  it('says how many accounts its rows are about, which the report counts, unless there may be more', () => {
    const credentialOf = (account: string, identity: string): NamedWorkload => ({
      ...workload(account, 'works'),
      credentialId: `${identityId(identity)}/federatedIdentityCredentials/${account}` as ArmId,
    });
    const workloads = [
      credentialOf('a', 'one'),
      credentialOf('a', 'two'),
      credentialOf('b', 'one'),
      workload('*', 'works'),
    ];
    const known = { hasWorkloadIdentity: true, workloads, unknown: [], trustUnknown: [] };
    const unknown = [unknownWith('refused', 'credentials', say`Forbidden.`)];
    const counted = (model: typeof known) =>
      workloadsView(clusterWith(enabled), { isReading: false, known: model }, always).facts.flatMap(
        ({ label, value }) => (label === 'Workloads' ? value : []),
      );
    expect(counted(known)).toEqual(['2 service accounts \u00b7 3 credentials \u00b7 1 binding']);
    expect(counted({ ...known, unknown } as never)).toEqual([]);
  });

  it.each([
    [enabled, 'createCredential', 'setWorkloadIdentity'],
    [{}, 'setWorkloadIdentity', 'moveCredentials'],
  ])('offers first what helps next: with %j, %s', (properties, first, last) => {
    const { starts } = workloadsView(clusterWith(properties), { isReading: false }, always);
    expect([starts[0]?.kind, starts.at(-1)?.kind]).toEqual([first, last]);
    expect(starts.filter(({ isPrimary }) => isPrimary).map(({ kind }) => kind)).toEqual([first]);
  });

  it('keeps each button in its place when the workloads were read, so that a click starts what it was on', () => {
    const issuers = {
      oidcIssuerProfile: { enabled: true, issuerURL: 'https://westeurope.oic.prod-aks.azure.com/t/new/' },
    };
    const old = { ...workload('a', 'broken'), issuer: 'https://westeurope.oic.prod-aks.azure.com/t/old/' };
    const known = { hasWorkloadIdentity: true, workloads: [old], unknown: [], trustUnknown: [] };
    for (const properties of [{ ...issuers, ...enabled }, issuers]) {
      const seen = clusterWith(properties);
      const before = workloadsView(seen, { isReading: true }, always).starts;
      const after = workloadsView(seen, { isReading: false, known }, always).starts;
      expect(after.map(({ label }) => label)).toEqual(before.map(({ label }) => label));
      expect(after.filter(({ isPrimary }) => isPrimary).map(({ kind }) => kind)).toEqual(['moveCredentials']);
    }
  });
});

describe('a workload after a check in the cluster', () => {
  const id = identityId('id-shop');
  const credential = (name: string): ArmId => `${id}/federatedIdentityCredentials/${name}` as ArmId;
  const workload = (serviceAccount: string, state: NamedWorkload['state'] = 'works'): NamedWorkload => ({
    ...{ namespace: 'shop', serviceAccount, state, identityId: id, issuer: '', roles: [] },
    credentialId: credential(serviceAccount),
  });
  const asker = (name: string, works: JudgedAsker['works']['kind'], account = name): JudgedAsker => ({
    component: 'workload',
    what: { kind: 'Deployment', namespace: 'shop', name },
    mode: 'workloadIdentity',
    account: { namespace: 'shop', serviceAccount: account },
    identityId: id,
    ...(works === 'no'
      ? {
          works: { kind: 'no', code: 'accountNotTrusted', reason: say`No.` },
          findings: [
            { code: 'podLabelMissing', severity: 'error', text: say`No label.` },
            { code: 'accountNotTrusted', severity: 'error', text: say`Not trusted.` },
          ],
        }
      : works === 'unknown'
        ? { works: { kind: 'unknown', unknown: unknownWith('refused', 'pods', say`Forbidden.`) }, findings: [] }
        : { works: { kind: 'yes' }, findings: [] }),
  });
  const workloads = [workload('a'), workload('b'), workload('c', 'broken'), workload('d'), workload('e')];
  const known = { hasWorkloadIdentity: true, workloads, unknown: [], trustUnknown: [] };
  const askers = [asker('c', 'no'), asker('b', 'no'), asker('a', 'yes'), asker('other', 'no', 'elsewhere')];
  const found: FoundInCluster = { objects: objectsOf([]), askers, gone: [workload('d')], unknown: [] };
  const checked = { isReading: false, known, context: 'shop', check: { isRunning: false, found, at: new Date(2000) } };
  const rowsOf = (model: Parameters<typeof workloadsView>[1]) =>
    workloadsView(clusterWith(), model, () => undefined).rows!;

  it('works only where something was seen to get its token, and else is trusted', () => {
    const states = (model: Parameters<typeof workloadsView>[1]) =>
      rowsOf(model).map(({ account, state, tone }) => `${account} ${state} ${tone}`);
    expect(states(checked)).toEqual([
      "shop/b Doesn't work error",
      "shop/c Doesn't work error",
      'shop/d Not in the cluster warning',
      'shop/a Works ok',
      'shop/e Trusted ok',
    ]);
    expect(states({ isReading: false, known }).join()).not.toContain('Works');
  });

  it('has at its one row what asks as it, without what the row says, and the list has only the others', () => {
    const said = rowsOf(checked).map((row) => [row.account, ...row.askers.map(({ title }) => title)].join(': '));
    expect(said).toContain('shop/c: Deployment shop/c');
    const broken = rowsOf(checked).find(({ account }) => account === 'shop/c')!.askers[0]!;
    expect(broken.findings.map(({ text }) => text)).toEqual(['No label.']);
    const view = clusterCheckView(checked, clusterWith())!;
    expect(view.askers).toMatchObject({ total: 4, listed: 1, fine: 0 });
    expect(view.askers!.rows.map(({ title }) => title)).toEqual(['Deployment shop/other']);
  });

  it('is judged alone after it was connected, and only by a check since then', () => {
    const work = [{ by: 'credential', account: workload('d'), identityId: id } as const];
    const after = (milliseconds: number) =>
      rowsSince(checked, clusterWith(), { work, endedAt: new Date(milliseconds).toISOString() });
    expect(after(1000)?.map(({ account, state }) => `${account}: ${state}`)).toEqual(['shop/d: Not in the cluster']);
    expect([after(2000), after(3000)]).toEqual([undefined, undefined]);
  });

  it('is counted on top with the word and the worst sign of its row, whatever a check finds', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const name = fc.constantFrom(...names);
    const states = fc.constantFrom<NamedWorkload['state']>('works', 'broken', 'unknown');
    const anyWorkloads = fc.uniqueArray(fc.tuple(name, states), { selector: ([account]) => account });
    const anyAskers = fc.array(fc.tuple(name, fc.constantFrom<JudgedAsker['works']['kind']>('yes', 'no', 'unknown')));
    fc.assert(
      fc.property(anyWorkloads, anyAskers, fc.subarray(names), fc.boolean(), (has, asking, goneNames, isChecked) => {
        const workloadsNow = has.map(([account, state]) => workload(account, state));
        const model = {
          isReading: false,
          known: { ...known, workloads: workloadsNow },
          context: 'shop',
          filter: { text: '', namespace: '', identity: '', isAll: true },
          ...(isChecked
            ? {
                check: {
                  isRunning: false,
                  found: {
                    objects: objectsOf([]),
                    askers: asking.map(([account, works]) => asker(account, works)),
                    gone: goneNames.map((account) => workload(account)),
                    unknown: [],
                  },
                },
              }
            : {}),
        };
        const { rows = [], sums = [] } = workloadsView(clusterWith(), model, () => undefined);
        const shown = [...rows, ...(clusterCheckView(model, clusterWith())?.askers?.rows ?? [])];
        expect(new Map(sums.map(({ state, count }) => [state, count]))).toEqual(
          new Map([...Map.groupBy(shown, ({ state }) => state)].map(([state, of]) => [state, of.length])),
        );
        for (const { state, tone } of sums)
          expect(new Set(shown.filter((row) => row.state === state).map((row) => row.tone))).toEqual(new Set([tone]));
        for (const { tone, askers: own } of rows)
          expect(tone === 'ok' && own.some(({ state }) => state === "Doesn't work")).toBe(false);
      }),
    );
  });
});
