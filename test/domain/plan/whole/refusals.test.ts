import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../../src/domain/arm/refusal.ts';
import { planChanges } from '../../../../src/domain/plan/whole/planChanges.ts';
import { factsOf } from '../../../support/domain/factsOf.ts';
import {
  cp,
  onSubnet,
  kubelet,
  subnet,
  toUser,
  toSystem,
  planned,
  refusal,
  setControlPlane,
  setKubelet,
  kinds,
} from '../../../support/domain/plans/identityPlans.ts';
import {
  cluster,
  group,
  guid,
  identity,
  identityId,
  registryId,
  subnetId,
  systemAssigned,
  tenant,
  userAssigned,
} from '../../../support/domain/worldFacts.ts';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';

describe('refusals before any write', () => {
  const zone = `${group}/providers/Microsoft.Network/privateDnsZones/privatelink.westeurope.azmk8s.io`;
  const user = userAssigned('id-shop', guid(10));
  const pool = (more: JsonObject): JsonObject => ({ agentPoolProfiles: [{ name: 'p', ...more }] });
  it.each<[string, JsonObject]>([
    ['an own private DNS zone (A-09)', { apiServerAccessProfile: { privateDNSZone: zone } }],
    [
      'an own kubelet identity (A-74)',
      { identityProfile: { kubeletidentity: { resourceId: identityId('id-kubelet') } } },
    ],
    ['an own subnet of the API server', { apiServerAccessProfile: { subnetId } }],
    ['a capacity reservation group (D-27)', pool({ capacityReservationGroupID: `${group}/providers/x/y/z` })],
    ['dedicated hosts (D-27)', pool({ hostGroupID: `${group}/providers/x/y/z` })],
    ['virtual machines in an own subnet (D-27)', pool({ type: 'VirtualMachines', vnetSubnetID: subnetId })],
    ['own keys for secrets', { securityProfile: { azureKeyVaultKms: { enabled: true } } }],
  ])('%s keeps a cluster from a system-assigned identity (D-27)', (_, properties) => {
    const found = refusal(setControlPlane(toSystem), { resources: [cluster(user, properties), subnet] });
    expect(found.code).toBe('refused');
    expect(found.source).toMatch(/^https:\/\/learn\.microsoft\.com\/azure\/aks\//);
  });

  it('kubenet with an own route table keeps a cluster from a system-assigned identity (D-24)', () => {
    const table = `${group}/providers/Microsoft.Network/routeTables/rt`;
    const properties = { ...onSubnet, networkProfile: { networkPlugin: 'kubenet' } };
    const withTable = { ...subnet, properties: { routeTable: { id: table } } };
    const found = refusal(setControlPlane(toSystem), { resources: [cluster(user, properties), withTable] });
    expect(found.message).toContain('route table rt');
  });

  it.each(['usdodcentral', 'US DoD East', 'usgoviowa'])('%s has no user-assigned control plane (A-65)', (location) => {
    const raw = { ...cluster(systemAssigned), location };
    expect(refusal(setControlPlane(toUser('id-shop')), { resources: [raw, cp] }).code).toBe('refused');
  });

  it('usgovvirginia has it (A-65)', () => {
    const raw = { ...cluster(systemAssigned), location: 'usgovvirginia' };
    expect(kinds(planned(setControlPlane(toUser('id-shop')), { resources: [raw, cp] }))).toEqual(['putCluster']);
  });

  it.each(['chinaeast', 'China North'])('%s has no own kubelet identity (A-73)', (location) => {
    const raw = { ...cluster(user), location };
    expect(refusal(setKubelet(), { resources: [raw, cp, kubelet] }).code).toBe('refused');
  });

  it('an identity of another tenant is refused (A-08)', () => {
    const foreign = identity('id-shop', guid(10), {
      properties: { principalId: guid(10), clientId: guid(5), tenantId: tenant.replace('2222', '3333') },
    });
    expect(
      refusal(setControlPlane(toUser('id-shop')), { resources: [cluster(systemAssigned), foreign] }).message,
    ).toContain('tenant');
  });

  it('an id of another type is refused without a read (A-72)', () => {
    const facts = factsOf([]);
    expect(() => planChanges([setControlPlane({ kind: 'userAssigned', identityId: registryId })], facts)).toThrow(
      Refusal,
    );
    expect(facts.missed).toEqual([]);
  });

  it('an identity that does not exist is not found', () => {
    expect(refusal(setControlPlane(toUser('id-gone')), { resources: [cluster(systemAssigned)] }).code).toBe('notFound');
  });

  it.each([
    ['the cluster', cluster(systemAssigned, { provisioningState: 'Updating' })],
    ['a node pool', cluster(systemAssigned, { agentPoolProfiles: [{ name: 'p', provisioningState: 'Upgrading' }] })],
  ])('while %s is busy the change conflicts', (_, raw) => {
    expect(refusal(setControlPlane(toUser('id-shop')), { resources: [raw, cp] }).code).toBe('conflict');
  });
});

it('a plan asks for what it lacks and throws no refusal on a missing answer', () => {
  const facts = factsOf([]);
  planChanges([setControlPlane(toUser('id-shop'))], facts);
  expect(facts.missed.map(({ kind }) => kind).sort()).toEqual(['cluster', 'resource']);
});
