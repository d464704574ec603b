import { describe, expect, it } from 'vitest';
import { isNotRead } from '../../../../src/domain/arm/unknown.ts';
import type { Change } from '../../../../src/domain/change/change.ts';
import { planned, refusal } from '../../../support/domain/plans/identityPlans.ts';
import { cluster, clusterId, systemAssigned } from '../../../support/domain/worldFacts.ts';

const scaleSet = (name: string, nodeImageVersion: string) => ({
  name,
  type: 'VirtualMachineScaleSets',
  nodeImageVersion,
});
const raw = cluster(systemAssigned, {
  agentPoolProfiles: [
    scaleSet('old', 'img-1'),
    scaleSet('new', 'img-2'),
    { name: 'set', type: 'AvailabilitySet' },
    scaleSet('old2', 'img-1'),
  ],
});
const upgrade = (...pools: readonly string[]): Change => ({
  kind: 'upgradeNodeImages',
  clusterId,
  ...(pools.length > 0 ? { pools } : {}),
});

describe('node image upgrades', () => {
  it("without names, pools go one by one; what is up to date or can't is left out with a warning (A-43, A-44, A-45)", () => {
    const result = planned(upgrade(), { resources: [raw] });
    expect(result.steps.map(({ request }) => request)).toEqual([
      { method: 'POST', path: `${clusterId}/agentPools/old/upgradeNodeImageVersion` },
      { method: 'POST', path: `${clusterId}/agentPools/old2/upgradeNodeImageVersion` },
    ]);
    expect(result.warnings.map(({ text }) => text)).toEqual([
      expect.stringContaining('The nodes of the pools old and old2 are'),
      expect.stringContaining('newest node image'),
      expect.stringContaining('AvailabilitySet'),
    ]);
    expect(result).toMatchObject({
      restarts: ['old', 'old2'],
      confirmName: 'shop-weu',
      after: { nodeImages: { old: 'img-2' } },
    });
  });

  it.each([
    ['new', 'newest node image'],
    ['set', 'az aks update --migrate-vmas-to-vms'],
    ['none', 'has no node pool "none"'],
  ])('naming %s is refused', (pool, message) => {
    expect(refusal(upgrade(pool), { resources: [raw] }).message).toContain(message);
  });

  it.each(['VirtualMachineScaleSets', 'VirtualMachines', 'virtualmachines'])(
    'a pool of type %s takes a newer node image (T-20)',
    (type) => {
      const machines = cluster(systemAssigned, {
        agentPoolProfiles: [{ name: 'vms', type, nodeImageVersion: 'img-1' }],
      });
      expect(planned(upgrade('vms'), { resources: [machines] }).restarts).toEqual(['vms']);
    },
  );

  it('a pool of mode Machines, which is the own of AKS, is in no plan', () => {
    const own = { ...scaleSet('aksmanagedap', 'img-1'), mode: 'Machines' };
    const automatic = cluster(systemAssigned, { agentPoolProfiles: [scaleSet('old', 'img-1'), own] });
    expect(planned(upgrade(), { resources: [automatic] }).restarts).toEqual(['old']);
    expect(refusal(upgrade('aksmanagedap'), { resources: [automatic] }).message).toContain('has no node pool');
  });

  it('a pool whose newest image Azure does not name is upgraded, with that as an unknown and not as a failed read', () => {
    const { restarts, checks } = planned(upgrade('old'), { resources: [raw], latestImage: '' });
    expect(restarts).toEqual(['old']);
    const unknown = checks.flatMap((check) => check.unknown ?? []);
    expect(unknown.map(({ cause }) => cause)).toEqual(['untellable']);
    expect(unknown.some(isNotRead)).toBe(false);
  });

  it('a pool that is named twice is upgraded and listed once', () => {
    const result = planned(upgrade('old', 'OLD'), { resources: [raw] });
    expect(result.restarts).toEqual(['old']);
    expect(result.warnings[0]?.text).toContain('The nodes of pool old are cordoned');
    expect(refusal(upgrade('new', 'new'), { resources: [raw] }).message).toMatch(
      /^[^;]*newest node image[^;]*; wait[^;]*$/,
    );
  });

  it('where nothing is to upgrade there is no step and nothing to confirm (A-43, A-44, A-45)', () => {
    const result = planned(upgrade(), { resources: [raw], latestImage: 'img-1' });
    expect(result.steps.map(({ title }) => title)).toEqual(['Upgrade the node image of pool new']);
    const current = cluster(systemAssigned);
    expect(planned(upgrade(), { resources: [current], latestImage: 'img-1' })).toMatchObject({
      steps: [],
      restarts: [],
    });
  });

  it("an upgrade profile that can't be read leaves the question open", () => {
    const result = planned(upgrade('old'), { resources: [raw], forbidden: ['upgradeProfile'] });
    expect(result.checks).toContainEqual(
      expect.objectContaining({ verdict: 'unknown', title: "Couldn't verify whether there is a newer image for old" }),
    );
  });

  it('a cluster that is busy conflicts', () => {
    const busy = cluster(systemAssigned, { provisioningState: 'Upgrading' });
    expect(refusal(upgrade(), { resources: [busy] }).code).toBe('conflict');
  });
});
