import { describe, expect, it } from 'vitest';
import type { RoleAssignment } from '../../../../src/domain/cluster/model.ts';
import {
  cp,
  other,
  registry,
  subnet,
  onSubnet,
  toSystem,
  planned,
  setControlPlane,
  kinds,
} from '../../../support/domain/plans/identityPlans.ts';
import {
  assigned,
  cluster,
  clusterId,
  guid,
  nodeGroup,
  registryId,
  subnetId,
  type World,
} from '../../../support/domain/worldFacts.ts';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import { textsOf } from '../../../../src/sentences/textOf.ts';

describe('leaving a service principal', () => {
  const leaving = cluster(undefined, {
    addonProfiles: { omsAgent: { enabled: true, config: { useAADAuth: 'false' } } },
  });

  it('add-on roles follow the PUT and do not fail the migration (A-46)', () => {
    const result = planned(setControlPlane(toSystem), { resources: [leaving] });
    const last = result.steps.at(-1);
    expect(kinds(result)).toEqual(['putCluster', 'assignRole']);
    expect(last).toMatchObject({
      roleName: 'Monitoring Metrics Publisher',
      principal: { kind: 'addon', addon: 'omsAgent', clusterId },
      optional: true,
    });
  });

  it('registries of the old principal are attached to the new kubelet after the PUT (A-48)', () => {
    const world: World = {
      resources: [cluster(undefined), registry],
      assignments: [assigned('Contributor', nodeGroup, guid(88)), assigned('AcrPull', registryId, guid(88))],
    };
    const result = planned(setControlPlane(toSystem), world);
    expect(kinds(result)).toEqual(['putCluster', 'assignRole']);
    expect(result.steps[1]).toMatchObject({
      roleName: 'AcrPull',
      scope: registryId,
      principal: { kind: 'kubelet', clusterId },
    });
  });

  it.each<[string, JsonObject, RoleAssignment[]]>([
    ['a role on the subnet', cluster(undefined, onSubnet), [assigned('Network Contributor', subnetId, guid(88))]],
    ['being the only one that pulls', cluster(undefined), []],
  ])('the old principal is also recognised by %s', (_, raw, more) => {
    const world: World = {
      resources: [raw, registry, subnet, cp, other],
      assignments: [...more, assigned('AcrPull', registryId, guid(88)), assigned('AcrPull', registryId, guid(10))],
    };
    const grants = planned(setControlPlane(toSystem), world).steps.filter(({ kind }) => kind === 'assignRole');
    expect(grants.at(-1)).toMatchObject({ roleName: 'AcrPull', principal: { kind: 'kubelet' } });
  });

  it('two principals that could be meant are not guessed between', () => {
    const world: World = {
      resources: [cluster(undefined), registry],
      assignments: [88, 89].map((n) => assigned('AcrPull', registryId, guid(n))),
    };
    expect(kinds(planned(setControlPlane(toSystem), world))).toEqual(['putCluster']);
  });

  it('if the old principal is unknown, the registries are an open question and not an empty list', () => {
    const result = planned(setControlPlane(toSystem), { resources: [cluster(undefined), registry] });
    expect(result.checks).toContainEqual(
      expect.objectContaining({ title: 'Not known which registries the nodes pull from', verdict: 'unknown' }),
    );
  });

  it('is disruptive: pools are named and the name of the cluster has to be typed', () => {
    const result = planned(setControlPlane(toSystem), { resources: [leaving] });
    expect(result).toMatchObject({ confirmName: 'shop-weu', restarts: ['system'], reversible: false });
    expect(result.warnings[0]).toMatchObject({ severity: 'disruption' });
    expect(result.warnings[0]?.text).toContain('those of system will probably be reimaged');
  });

  it.each([
    ['scale sets', ['VirtualMachineScaleSets'], 'upgrade node images that still use the service principal.'],
    ['availability sets', ['AvailabilitySet'], 'move the cluster to Virtual Machines node pools first'],
    [
      'both',
      ['VirtualMachines', 'AvailabilitySet'],
      'for availability sets that still use the service principal, move the cluster to Virtual Machines node pools first',
    ],
  ])('%s have a next step for how their nodes get off the principal (T-42)', (_, types, how) => {
    const pools = types.map((type, index) => ({ name: `pool${index}`, type, nodeImageVersion: 'img-1' }));
    const result = planned(setControlPlane(toSystem), {
      resources: [cluster(undefined, { agentPoolProfiles: pools })],
    });
    expect(textsOf(result.next).join(' ')).toContain(how);
    const texts = textsOf(result.warnings.map(({ text }) => text)).join(' ');
    expect(texts.includes('need a newer node image')).toBe(types[0] !== 'AvailabilitySet');
    expect(texts.includes('--migrate-vmas-to-vms')).toBe(types.includes('AvailabilitySet'));
  });
});
