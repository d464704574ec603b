import { describe, expect, it } from 'vitest';
import { kubectlContextOf } from '../../src/webview/workloads/checkCluster.ts';

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
