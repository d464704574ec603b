import type { Emulation } from '../request/armRequest.ts';
import { idKey, lastSegment } from '../arm/path.ts';
import { nextEtag } from '../request/etags.ts';
import { asObject, withoutMembers } from '../arm/json.ts';
import type { Operation } from '../world/operations.ts';
import { completePut, failPut } from '../providers/containerService/cluster/clusterCompletion.ts';
import { completePool, failPool } from '../providers/containerService/pool/poolCompletion.ts';
import { completeBinding, failBinding } from '../providers/containerService/bindings/identityBindings.ts';
import { completePart, failPart } from '../providers/containerService/cluster/partByOperation.ts';
import { cutMembersOf } from '../providers/containerService/fleets/members.ts';
import { completeTrustedBinding, failTrustedBinding } from '../providers/containerService/trustedAccess.ts';
import { endDueActivations } from '../providers/authorization/scheduleRequests.ts';
import { nodeGroupOf } from '../providers/containerService/cluster/nodeResourceGroup.ts';
import { recordEnd, recordService } from './recordWrites.ts';
import type { World } from '../world/world.ts';

/** Applies the results of all operations that are due, in the order of their ends, and ends activations of roles. */
export function completeDueOperations(emulation: Emulation): void {
  const { world, clock } = emulation;
  endDueActivations(emulation, (endedAt, work) => {
    recordService(emulation, endedAt, work);
  });
  for (const operation of world.operations.due(clock.now())) {
    world.operations.put({ ...operation, applied: true });
    world.changed();
    recordEnd(emulation, operation, () => {
      world.times.during(operation.endsAt, () => {
        if (operation.canceled === true || operation.error !== undefined) failOperation(world, operation);
        else completeOperation(emulation, operation);
      });
    });
  }
}

function completeOperation(emulation: Emulation, operation: Operation): void {
  const { world } = emulation;
  switch (operation.kind) {
    case 'putCluster':
      completePut(emulation, operation);
      cutMembersOf(world, operation);
      return;
    case 'patchCluster':
      finishOperation(world, operation, {});
      return;
    case 'power':
      finishOperation(world, operation, { powerState: { code: asObject(operation.details)['code'] ?? 'Running' } });
      return;
    case 'deleteCluster':
      deleteCluster(world, operation.target);
      return;
    case 'deleteGroup':
      deleteGroup(world, operation.target);
      return;
    case 'putAgentPool':
    case 'deleteAgentPool':
    case 'upgradeNodeImage':
      completePool(world, operation);
      return;
    case 'putBinding':
    case 'deleteBinding':
      completeBinding(world, operation);
      return;
    case 'putPart':
    case 'deletePart':
      completePart(world, operation);
      return;
    case 'putTrustedBinding':
    case 'deleteTrustedBinding':
      completeTrustedBinding(world, operation);
      return;
    case 'abort':
      return;
  }
}

function failOperation(world: World, operation: Operation): void {
  switch (operation.kind) {
    case 'putCluster':
    case 'patchCluster':
    case 'power':
    case 'deleteCluster':
      failPut(world, operation);
      return;
    case 'deleteGroup':
      finishOperation(world, operation, {});
      return;
    case 'putAgentPool':
    case 'deleteAgentPool':
    case 'upgradeNodeImage':
      failPool(world, operation);
      return;
    case 'putBinding':
    case 'deleteBinding':
      failBinding(world, operation);
      return;
    case 'putPart':
    case 'deletePart':
      failPart(world, operation);
      return;
    case 'putTrustedBinding':
    case 'deleteTrustedBinding':
      failTrustedBinding(world, operation);
      return;
    case 'abort':
      return;
  }
}

function finishOperation(world: World, operation: Operation, members: Record<string, WorldValue>): void {
  const resource = world.resources.get(operation.target);
  if (resource === undefined) return;
  const properties = {
    ...withoutMembers(asObject(resource['properties']), 'status'),
    ...members,
    provisioningState: 'Succeeded',
  };
  const etag = operation.kind === 'deleteGroup' ? {} : { eTag: nextEtag(resource['eTag']) };
  world.resources.put({ ...resource, ...etag, properties });
}

type WorldValue = ReturnType<typeof asObject>[string];

/** The node resource group is deleted with the cluster; role assignments of identities in it stay. */
function deleteCluster(world: World, clusterId: string): void {
  const cluster = world.resources.get(clusterId);
  if (cluster === undefined) return;
  const group = nodeGroupOf(cluster);
  if (lastSegment(group) !== '') {
    world.remove(group);
    world.removeDenyAssignments(group);
  }
  world.remove(clusterId);
  world.clusters.delete(idKey(clusterId));
}

/** A group is deleted with everything in it, including the node resource groups of its clusters. */
function deleteGroup(world: World, groupId: string): void {
  for (const cluster of world.resources.ofType('Microsoft.ContainerService/managedClusters', groupId)) {
    deleteCluster(world, cluster.id);
  }
  world.remove(groupId);
}
