import { describe, expect, it } from 'vitest';
import type { CreateCluster } from '../../../../src/domain/change/change.ts';
import { planChanges } from '../../../../src/domain/plan/whole/planChanges.ts';
import { factsOf } from '../../../support/domain/factsOf.ts';
import { refusal } from '../../../support/domain/plans/identityPlans.ts';
import { clusterId, zone, vnet, subnet, cp, all, create, user } from '../../../support/domain/newCluster.ts';
import { cluster, group, groupResource, identityId, registryId, subnetId } from '../../../support/domain/worldFacts.ts';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';

describe('refused before any write', () => {
  const refusals: readonly [string, Partial<CreateCluster>, RegExp][] = [
    [
      'an own kubelet without a user-assigned control plane',
      { kubelet: { identityId: identityId('id-kubelet') } },
      /user-assigned control plane/,
    ],
    [
      'an own zone with a system-assigned control plane (A-09)',
      { privateCluster: { privateDnsZone: zone } },
      /private DNS zone/,
    ],
    [
      'a zone that is no id',
      { controlPlane: user, privateCluster: { privateDnsZone: 'contoso.com' } },
      /not an ARM resource id/,
    ],
    [
      'a zone of another type',
      { controlPlane: user, privateCluster: { privateDnsZone: subnetId } },
      /privateDnsZones is expected/,
    ],
    ['user-assigned in usdodeast (A-65)', { controlPlane: user, location: 'usdodeast' }, /not supported/],
    [
      'an own kubelet in chinanorth (A-73)',
      { controlPlane: user, kubelet: { identityId: identityId('id-kubelet') }, location: 'chinanorth' },
      /not supported/,
    ],
    [
      'an identity id of another type (A-72)',
      { controlPlane: { kind: 'userAssigned', identityId: registryId } },
      /is of type/,
    ],
    ['a subnet id of another type', { network: { subnetId: registryId } }, /is of type/],
    ['a registry id of another type', { registries: [subnetId] }, /is of type/],
    ['a name', { name: '-x' }, /^Cluster name "-x": use 1-63/],
    ['a pool name', { nodePool: { name: 'Pool_1' } }, /^Node pool name/],
    ['a pool count', { nodePool: { count: 0 } }, /^Node count: enter a number from 1 to 1000/],
    ['a Windows system pool', { nodePool: { osType: 'Windows' } }, /must run Linux/],
    ['a DNS prefix', { dnsPrefix: 'a.b' }, /DNS prefix/],
    ['a version', { kubernetesVersion: 'latest' }, /Kubernetes version/],
    ['a region', { location: 'west/europe' }, /region/],
    ['a node group name that gets too long', { name: 'x'.repeat(63) }, /at most 80/],
    ['the own group as node group', { nodeResourceGroup: 'RG-SHOP' }, /another one/],
    [
      'a private key',
      { linux: { adminUsername: 'a', sshPublicKey: '-----BEGIN OPENSSH PRIVATE KEY-----' } },
      /private key/,
    ],
    [
      'a DNS IP outside the service range (A-63)',
      { network: { serviceCidr: '10.2.0.0/24', dnsServiceIP: '10.3.0.10' } },
      /inside the Service CIDR/,
    ],
    ['a service range without its DNS IP', { network: { serviceCidr: '10.2.0.0/24' } }, /inside the Service CIDR/],
    [
      'a service range that overlaps the subnet',
      { network: { subnetId, serviceCidr: '10.1.0.0/20', dnsServiceIP: '10.1.0.10' } },
      /overlaps 10\.1\.0\.0\/24/,
    ],
    ['a pod range that overlaps the service range', { network: { podCidr: '10.0.0.0/12' } }, /overlaps Service CIDR/],
    ['a pod range with plain azure', { network: { plugin: 'azure', podCidr: '10.244.0.0/16' } }, /overlay mode/],
    [
      'overlay with kubenet',
      { network: { plugin: 'kubenet', pluginMode: 'overlay' } },
      /mode of the network plugin azure/,
    ],
    ['user-defined routing without a subnet (A-64)', { network: { outboundType: 'userDefinedRouting' } }, /own subnet/],
    ['an own NAT gateway without a subnet', { network: { outboundType: 'userAssignedNATGateway' } }, /own subnet/],
    [
      'a managed NAT gateway with a subnet',
      { network: { subnetId, outboundType: 'managedNATGateway' } },
      /not available with/,
    ],
    [
      'workload identity with the issuer turned off',
      { workloadIdentity: true, oidcIssuer: false, kubernetesVersion: '1.34' },
      /OIDC issuer/,
    ],
  ];
  it.each(refusals)('%s', (_, more, message) => {
    const found = refusal(create(more), { resources: all });
    expect(found.code).toBe('refused');
    expect(found.message).toMatch(message);
    expect(found.source ?? '').toMatch(/^https:/);
  });

  it('a network in another region', () => {
    const elsewhere = { ...vnet, location: 'northeurope' };
    expect(
      refusal(create({ network: { subnetId } }), { resources: [groupResource, subnet, elsewhere] }).message,
    ).toMatch(/is in northeurope/);
  });

  it('kubenet with an own route table and a system-assigned identity (A-64, D-24)', () => {
    const routed = {
      ...subnet,
      properties: { routeTable: { id: `${group}/providers/Microsoft.Network/routeTables/rt` } },
    };
    const change = create({ network: { plugin: 'kubenet', subnetId } });
    expect(refusal(change, { resources: [groupResource, routed, vnet] }).message).toMatch(/route table rt/);
  });

  it('a name that is taken, whatever the casing', () => {
    const taken = { ...cluster(undefined), id: clusterId.toUpperCase() };
    expect(refusal(create(), { resources: [groupResource, taken] }).message).toMatch(/already exists/);
  });

  it('a cluster that may not be read stops the plan', () => {
    expect(refusal(create(), { resources: all, forbidden: ['cluster'] }).code).toBe('forbidden');
  });

  it.each<[string, Partial<CreateCluster>, readonly JsonObject[]]>([
    ['group', {}, []],
    ['subnet', { network: { subnetId } }, [groupResource]],
    ['identity', { controlPlane: user }, [groupResource]],
    ['registry', { registries: [registryId] }, [groupResource]],
    ['private DNS zone', { controlPlane: user, privateCluster: { privateDnsZone: zone } }, [groupResource, cp]],
  ])('a %s that does not exist', (_, more, resources) => {
    expect(refusal(create(more), { resources }).code).toBe('notFound');
  });
});

it('input errors are reported before anything is read', () => {
  const facts = factsOf([]);
  expect(() => planChanges([create({ name: '-x' })], facts)).toThrow('Cluster name');
  expect(facts.missed).toEqual([]);
});

describe('a new cluster of any Kubernetes version', () => {
  it.each(['1.33', '1.34', '1.34.2', '1.40', '2.0', undefined])(
    'needs no OIDC issuer in addition to workload identity (version %s) (T-31)',
    (kubernetesVersion) => {
      const change = create({ workloadIdentity: true, ...(kubernetesVersion ? { kubernetesVersion } : {}) });
      expect(() => planChanges([change], factsOf([]))).not.toThrow();
    },
  );
});
