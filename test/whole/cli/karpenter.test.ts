import { afterEach, describe, expect, it } from 'vitest';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { makeCluster } from '../../../src/emulator/scenarios/parts/clusters.ts';
import { selfHostedKarpenter } from '../../../src/emulator/scenarios/parts/controllers.ts';
import { userAssignedIdentity } from '../../../src/emulator/scenarios/parts/identities.ts';
import {
  combineParts,
  assignRole,
  groupId,
  guidOf,
  makeResourceGroup,
  tenantId,
} from '../../../src/emulator/scenarios/parts/resources.ts';
import type { ListeningEmulator } from '../../../src/emulator/server.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { ran, served } from './cliBench.ts';

const place = { subscriptionId: guidOf('subscription', 'karpenter'), group: 'rg-nap', location: 'westeurope' };
const controlPlane = userAssignedIdentity(place, 'id-nap');
const own = makeCluster({
  place,
  name: 'nap-weu',
  controlPlane: { kind: 'userAssigned', identity: controlPlane },
  pools: [{ name: 'nodepool1' }],
  workloadIdentity: true,
});
const nodeGroup = groupId({ ...place, group: 'MC_rg-nap_nap-weu_westeurope' });

/** A healthy cluster with a self-hosted Karpenter that trusts this issuer. */
const world = (issuer = own.issuer, more: Partial<WorldFile> = {}): WorldFile => ({
  tenantId,
  subscriptions: [{ subscriptionId: place.subscriptionId, displayName: 'Contoso' }],
  ...combineParts([
    { resources: [makeResourceGroup(place), controlPlane.resource], roleAssignments: [] },
    own,
    selfHostedKarpenter({ place, name: 'nap-weu', issuer }),
  ]),
  ...more,
});

const open: ListeningEmulator[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

describe('a healthy cluster with a Karpenter of its own', () => {
  it.each([false, true])(
    'passes a pipeline that fails on warnings, with credentials in Resource Graph: %s (R-31, T-60)',
    async (graphHasCredentials) => {
      const emulator = await served(world(own.issuer, { graphHasCredentials }));
      open.push(emulator);
      const args = ['report', '--emulator', emulator.url, '--format', 'sarif', '--fail-on', 'warning'];
      const { code, out } = await ran(args);
      expect((JSON.parse(out) as { runs: { results: unknown[] }[] }).runs.flatMap(({ results }) => results)).toEqual(
        [],
      );
      expect(code).toBe(0);
    },
  );

  it('shows whose account it is, and offers no role of it for removal (R-31)', async () => {
    const bench = createBench(world());
    const [workload] = await bench.api.workloads(own.id);
    expect(workload).toMatchObject({ serviceAccount: 'karpenter-sa', controller: 'Karpenter', state: 'works' });
    expect(workload!.roles.map(({ roleName }) => roleName)).toContain('Network Contributor');
    expect((await bench.api.diagnose(own.id)).filter(({ fix }) => fix !== undefined)).toEqual([]);
  });

  it('an identity with the same roles that trusts no cluster now is still reported (R-31)', async () => {
    const gone = createBench(world(own.issuer.replace(/[^/]+\/$/, `${guidOf('issuer', 'gone')}/`)));
    expect((await gone.api.diagnose(own.id)).map(({ code }) => code)).toContain('leftoverGrant');
    const { roleAssignments, resources } = world();
    const left = createBench({
      ...world(),
      resources: resources.filter(({ name }) => name !== 'KARPENTER_FID'),
      roleAssignments: [...roleAssignments, assignRole('Contributor', guidOf('nobody'), nodeGroup)],
    });
    expect((await left.api.diagnose(own.id)).filter(({ code }) => code === 'leftoverGrant')).toHaveLength(3);
  });
});
