import { expect } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import type { LoggedRequest } from '../../../src/emulator/routing/requestLog.ts';
import type { Bench } from './azureBench.ts';
import { idB, idKubelet2, ids, place } from './smallWorld.ts';

/** The change to a user-assigned control plane. */
export function toUserAssigned(clusterId: string, identityId: string): Change {
  return { kind: 'setControlPlane', clusterId, controlPlane: { kind: 'userAssigned', identityId } };
}

/** A new cluster with both identities brought along and an own subnet. */
export function newCluster(
  more: Partial<Extract<Change, { kind: 'createCluster' }>>,
): Extract<Change, { kind: 'createCluster' }> {
  return {
    kind: 'createCluster',
    subscriptionId: place.subscriptionId,
    resourceGroup: place.group,
    name: 'new-weu',
    location: 'westeurope',
    controlPlane: { kind: 'userAssigned', identityId: idB.id },
    kubelet: { identityId: idKubelet2.id },
    network: { plugin: 'azure', subnetId: ids.newSubnet, serviceCidr: '10.3.0.0/24', dnsServiceIP: '10.3.0.10' },
    ...more,
  };
}

/** Applies the change through the public API and expects it to succeed. */
export async function succeed(bench: Bench, change: Change): Promise<void> {
  const outcome = await bench.api.apply(change);
  expect(outcome, JSON.stringify(outcome)).toMatchObject({ status: 'succeeded' });
}

/** True for a role assignment being made. */
export function isGrant({ path, method }: LoggedRequest): boolean {
  return method === 'PUT' && path.includes('/roleAssignments/');
}

/** True for a PUT of a cluster. */
export function isClusterPut({ path, method }: LoggedRequest): boolean {
  return method === 'PUT' && /\/managedClusters\/[^/]+$/i.test(path);
}
