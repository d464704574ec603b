import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { quoted } from '../../../../src/identity/azCommands.ts';
import type { Change } from '../../../../src/identity/change.ts';
import { planAsAz } from '../../../../src/identity/exports/az.ts';
import { planned, toUser } from '../identityPlans.ts';
import {
  cluster,
  clusterId,
  defaultKubelet,
  groupResource,
  guid,
  identity,
  identityId,
  sub,
  systemAssigned,
  userAssigned,
} from '../worldFacts.ts';

const cp = identity('id-shop', guid(10));
const kubelet = identity('id-kubelet', guid(12));
const create = (more: object): Change => ({
  kind: 'createCluster',
  subscriptionId: sub,
  resourceGroup: 'rg-shop',
  name: 'new-weu',
  location: 'westeurope',
  controlPlane: toUser('id-shop'),
  ...more,
});

describe('a plan as az (A-07)', () => {
  test.each<[string, Change, string]>([
    ['a new cluster', create({}), '2.23.0'],
    [
      'a new cluster with an own kubelet identity',
      create({ kubelet: { identityId: identityId('id-kubelet') } }),
      '2.26.0',
    ],
    ['an existing cluster', { kind: 'setControlPlane', clusterId, controlPlane: toUser('id-shop') }, '2.49.0'],
  ])('%s names the oldest az that will do', (_, change, version) => {
    const script = planAsAz(planned(change, { resources: [cluster(systemAssigned), cp, kubelet, groupResource] }));
    expect(script).toContain(`# Needs az ${version} or newer.`);
    expect(script).toContain(`# az ${version} or newer`);
  });

  test('the kubelet identity is set beside the control plane identity that the cluster has', () => {
    const raw = cluster(userAssigned('id-shop', guid(10)), { identityProfile: defaultKubelet });
    const change: Change = { kind: 'setKubelet', clusterId, identityId: identityId('id-kubelet') };
    const script = planAsAz(planned(change, { resources: [raw, cp, kubelet] }));
    expect(script).toContain(
      `az aks update --subscription ${sub} --resource-group rg-shop --name shop-weu --enable-managed-identity --assign-identity ${identityId('id-shop')} --assign-kubelet-identity ${identityId('id-kubelet')} --yes`,
    );
    expect(script.indexOf('az role assignment create')).toBeLessThan(script.indexOf('az aks update'));
  });

  test('a principal that is unknown while planning is looked up by the script', () => {
    const leaving = cluster(undefined, {
      addonProfiles: { omsagent: { enabled: true, config: { useAADAuth: 'false' } } },
    });
    const change: Change = { kind: 'setControlPlane', clusterId, controlPlane: { kind: 'systemAssigned' } };
    const script = planAsAz(planned(change, { resources: [leaving] }));
    expect(script).toContain(
      `--assignee-object-id "$(az aks show --ids ${clusterId} --query addonProfiles.omsagent.identity.objectId`,
    );
    expect(script).toContain('|| true');
  });

  test('a shell reads the script, and every argument back as it was', () => {
    const script = planAsAz(
      planned(create({ tags: { 'cost center': `it's $HOME \`x\`` } }), { resources: [cp, groupResource] }),
    );
    expect(() => execFileSync('bash', ['-n'], { input: script })).not.toThrow();
    for (const text of [`it's $HOME \`x\``, 'a b', '', '"', '\\']) {
      expect(execFileSync('bash', ['-c', `printf %s ${quoted(text)}`], { encoding: 'utf8' })).toBe(text);
    }
  });
});
