import { describe, expect, it } from 'vitest';
import type { NamedWorkload } from '../../src/app/facts/clusterWorkloads.ts';
import { kubectlContextOf } from '../../src/webview/workloads/checkCluster.ts';
import { workloadsView } from '../../src/webview/workloads/workloadsView.ts';
import { cluster as clusterWith, identityId } from '../support/domain/clusterFixture.ts';

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
