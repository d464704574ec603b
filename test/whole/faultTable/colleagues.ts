import type { Plan, Step } from '../../../src/domain/plan/plan.ts';
import type { WorldRoleAssignment, WorldRoleDefinition } from '../../../src/emulator/arm/worldFile.ts';
import type { Snapshot } from '../../../src/emulator/files/snapshot.ts';
import { guidOf } from '../../../src/emulator/scenarios/parts/resources.ts';
import { idA, idUnused } from '../../support/azure/smallWorld.ts';
import type { Azure } from './azure.ts';
import {
  assignmentIn,
  assignmentPath,
  controlPlaneOf,
  kubeletOf,
  poolIn,
  poolsIn,
  resourceIn,
  textAt,
  valueAt,
} from './seen.ts';

/** Something that must stay as a colleague left it. */
export interface Guard {
  readonly class: 'lost' | 'overwritten' | 'widened';
  readonly what: string;
  readonly holds: (world: Snapshot) => boolean;
}

/** What a colleague works on. */
export interface Scene {
  readonly azure: Azure;
  readonly plan: Plan;
  /** The world when the plan was made. */
  readonly base: Snapshot;
}

/** Somebody else who works on the same thing; returns what must stay. */
export interface Colleague {
  readonly name: string;
  /** What they work on has no part in the condition on which the request goes, if it has one. */
  readonly besideTheCondition?: true;
  /** They leave the thing as it is, and begin to use it. */
  readonly onlyUses?: true;
  readonly act: (scene: Scene) => readonly Guard[];
}

const aks = '2026-04-01';
const conditionText = "@Resource[Microsoft.Network/virtualNetworks/subnets:name] StringEquals 'x'";
const theirs = { theirs: '1' };

/** They put a tag on the cluster. */
export function tags(clusterId: string): Colleague {
  return {
    name: 'puts a tag on the cluster',
    act: ({ azure }) => {
      send(azure, 'PATCH', `${clusterId}?api-version=${aks}`, { tags: theirs });
      return [tagGuard(clusterId)];
    },
  };
}

/** They give the cluster another control plane identity. */
export function changesIdentity(clusterId: string): Colleague {
  return {
    name: 'gives the cluster another identity',
    act: (scene) => {
      if (resourceIn(scene.azure.now(), clusterId) === undefined) return createsFirst(clusterId).act(scene);
      useIdentity(scene.azure, clusterId, idUnused.id);
      return [
        {
          class: 'overwritten',
          what: 'the identity that a colleague gave to the cluster',
          holds: (world) => controlPlaneOf(resourceIn(world, clusterId)) === idUnused.id.toLowerCase(),
        },
      ];
    },
  };
}

/** They give the nodes another identity. */
export function changesKubelet(clusterId: string): Colleague {
  return {
    name: 'gives the nodes another identity',
    act: ({ azure }) => {
      const operator = 'f1a07417-d97a-45cb-824c-7a7467783830';
      grant(azure, `${idUnused.id}${assignments}${guidOf('operator', clusterId)}`, operator, idA.principalId);
      putCluster(azure, clusterId, (body) => ({
        ...body,
        properties: {
          ...(body['properties'] as object),
          identityProfile: {
            kubeletidentity: {
              resourceId: idUnused.id,
              clientId: idUnused.clientId,
              objectId: idUnused.principalId,
            },
          },
        },
      }));
      return [
        {
          class: 'overwritten',
          what: 'the kubelet identity that a colleague chose',
          holds: (world) => kubeletOf(resourceIn(world, clusterId)) === idUnused.id.toLowerCase(),
        },
      ];
    },
  };
}

/** They make what the plan makes, with a tag; or put the tag on what is there already. */
export function createsFirst(id: string): Colleague {
  return {
    name: 'makes the same first, or puts a tag on it',
    act: ({ azure, plan }) => {
      const isThere = resourceIn(azure.now(), id) !== undefined;
      const step = plan.steps.find((one) => 'body' in one && one.request.path.toLowerCase() === id.toLowerCase());
      const body = isThere ? { tags: theirs } : { ...theirBody(step), tags: theirs };
      send(azure, isThere ? 'PATCH' : 'PUT', `${id}?api-version=${versionFor(id)}`, body);
      const principal = textAt(resourceIn(azure.now(), id), 'properties', 'principalId');
      const isSame = (world: Snapshot): boolean =>
        textAt(resourceIn(world, id), 'properties', 'principalId') === principal;
      return [tagGuard(id), { class: 'lost', what: `${id} itself`, holds: isSame }];
    },
  };
}

/** A cluster of theirs is system-assigned, whatever ours would be. */
function theirBody(step: Step | undefined): object {
  if (step?.kind !== 'createCluster') return step?.request.body ?? {};
  const { identityProfile: _, ...properties } = step.body['properties'] as Record<string, unknown>;
  return { ...step.body, identity: { type: 'SystemAssigned' }, properties };
}

/** They use the identity, and recreate it first if it is gone. */
export function takesIntoUse(identityId: string, clusterId: string): Colleague {
  return {
    name: 'takes the identity into use',
    onlyUses: true,
    act: (scene) => {
      const { azure } = scene;
      makesAnew(identityId).act(scene);
      useIdentity(azure, clusterId, identityId);
      return [stillThere(identityId, azure, 'overwritten', 'the identity in use')];
    },
  };
}

/** They make what was removed once more; nothing where it is still there. */
export function makesAnew(id: string): Colleague {
  const { name } = assignmentPath(id);
  return {
    name: 'makes it anew where it is gone',
    act: ({ azure, base }) => {
      const gone = (name === '' ? resourceIn : assignmentIn)(azure.now(), id) === undefined;
      if (!gone) return [];
      const before = name === '' ? undefined : assignmentIn(base, id);
      if (before !== undefined) grant(azure, id, before.role, before.principalId);
      else send(azure, 'PUT', `${id}?api-version=${versionFor(id)}`, { location: resourceIn(base, id)!.location });
      return [stillThere(id, azure, 'lost', 'what a colleague made anew')];
    },
  };
}

/** They put a condition on the roles that the plan has granted; where it has not yet, they grant the first so. */
export function narrows(): Colleague {
  return {
    name: 'puts a condition on the role assignment',
    act: ({ azure, plan }) => {
      const planned = plan.steps.filter((step) => step.kind === 'assignRole' && !step.request.path.includes('{'));
      const made = planned.filter(({ request }) => assignmentIn(azure.now(), request.path) !== undefined);
      return (made.length > 0 ? made : planned.slice(0, 1)).map((step) => {
        const { path } = step.request;
        if (step.kind === 'assignRole') grant(azure, path, step.roleDefinitionId, principalIn(step), conditionText);
        return {
          class: 'widened',
          what: 'the condition that a colleague put on a role assignment',
          holds: (world: Snapshot) => assignmentIn(world, path)?.condition === conditionText,
        };
      });
    },
  };
}

/** They grant the same under another name, unless that has been done. */
export function grantsByOtherName(): Colleague {
  return {
    name: 'grants the same under another name',
    act: ({ azure, plan }) =>
      plan.steps.flatMap((step) => {
        if (step.kind !== 'assignRole' || assignmentIn(azure.now(), step.request.path) !== undefined) return [];
        const id = `${step.scope}${assignments}${guidOf('by another name', step.id)}`;
        grant(azure, id, step.roleDefinitionId, principalIn(step));
        return [stillThere(id, azure, 'lost', 'the grant of a colleague')];
      }),
  };
}

/** They delete the identity and make another one of its name. */
export function makesAnother(identityId: string): Colleague {
  return {
    name: 'makes another of its name',
    act: (scene) => {
      const { azure } = scene;
      const path = `${identityId}?api-version=${versionFor(identityId)}`;
      if (resourceIn(azure.now(), identityId) !== undefined) send(azure, 'DELETE', path);
      return makesAnew(identityId).act(scene);
    },
  };
}

/** They let a cluster rely on the role assignment, and recreate it first if it is gone. */
export function reliesOn(assignment: WorldRoleAssignment, identityId: string, clusterId: string): Colleague {
  const id = `${assignment.scope}${assignments}${assignment.name ?? ''}`;
  return {
    name: 'lets a cluster rely on it',
    onlyUses: true,
    act: (scene) => {
      makesAnew(id).act(scene);
      useIdentity(scene.azure, clusterId, identityId);
      return [stillThere(id, scene.azure, 'overwritten', 'a role that a cluster needs by now')];
    },
  };
}

/** They give a node pool more nodes, each time that they act. */
export function scales(clusterId: string, pool = 'nodepool2'): Colleague {
  const poolId = `${clusterId}/agentPools/${pool}`;
  return {
    name: 'scales a node pool',
    besideTheCondition: true,
    act: ({ azure }) => {
      const body = settledPool(azure, poolId);
      const count = Number(valueAt(body, 'properties', 'count')) + 2;
      send(azure, 'PUT', `${poolId}?api-version=${aks}`, { properties: { ...(body['properties'] as object), count } });
      const holds = (world: Snapshot): boolean => valueAt(poolIn(world, poolId), 'count') === count;
      return [{ class: 'lost', what: 'the number of nodes that a colleague set', holds }];
    },
  };
}

/** The pool once no operation of anybody is running on it: what is read before that may be put back as it was. */
function settledPool(azure: Azure, poolId: string): Body {
  for (let looks = 0; looks < 5; looks++) {
    const { body } = send(azure, 'GET', `${poolId}?api-version=${aks}`);
    const state = textAt(body, 'properties', 'provisioningState');
    if (['succeeded', 'failed', 'canceled'].includes(state)) return body;
    azure.clock.advance(30);
  }
  throw new Error(`${poolId} does not come to rest.`);
}

/** They give the cluster one more node pool, each time that they act. */
export function addsPool(clusterId: string): Colleague {
  return {
    name: 'adds a node pool',
    besideTheCondition: true,
    act: ({ azure }) => {
      const before = poolsIn(azure.now(), clusterId);
      const properties = { vmSize: 'Standard_D2s_v5', count: 1, mode: 'User' };
      send(azure, 'PUT', `${clusterId}/agentPools/more${before.length}?api-version=${aks}`, { properties });
      return [samePools(azure, clusterId)];
    },
  };
}

/** They remove a node pool; nothing where that is done. */
export function removesPool(clusterId: string, pool: string): Colleague {
  return {
    name: 'removes a node pool',
    besideTheCondition: true,
    act: ({ azure }) => {
      if (poolsIn(azure.now(), clusterId).includes(pool))
        send(azure, 'DELETE', `${clusterId}/agentPools/${pool}?api-version=${aks}`);
      return [samePools(azure, clusterId)];
    },
  };
}

function samePools(azure: Azure, clusterId: string): Guard {
  const names = (world: Snapshot): string => poolsIn(world, clusterId).join();
  const left = names(azure.now());
  return { class: 'lost', what: 'the node pools as a colleague left them', holds: (world) => names(world) === left };
}

/** They write something else into the role that the plan grants. */
export function redefines(role: WorldRoleDefinition): Colleague {
  const id = `${role.assignableScopes[0] ?? ''}/providers/Microsoft.Authorization/roleDefinitions/${role.name}`;
  return {
    name: 'writes something else into the role',
    act: ({ azure, plan }) => {
      const { roleName, assignableScopes } = role;
      const permissions = [{ actions: ['*'], notActions: [], dataActions: [], notDataActions: [] }];
      const properties = { roleName, type: 'CustomRole', description: '', assignableScopes, permissions };
      send(azure, 'PUT', `${id}?api-version=2022-04-01`, { properties });
      const granted = (world: Snapshot): number =>
        plan.steps.filter(({ request }) => assignmentIn(world, request.path) !== undefined).length;
      const before = granted(azure.now());
      const what = 'the role that was confirmed, which says something else by now,';
      return [{ class: 'widened', what, holds: (world) => granted(world) === before }];
    },
  };
}

/** They upgrade the second node pool themselves. */
export function upgradesToo(clusterId: string): Colleague {
  const poolId = `${clusterId}/agentPools/nodepool2`;
  return {
    name: 'upgrades a node pool',
    act: ({ azure, base }) => {
      const image = (world: Snapshot): string => textAt(poolIn(world, poolId), 'nodeImageVersion');
      if (image(azure.now()) === image(base))
        send(azure, 'POST', `${poolId}/upgradeNodeImageVersion?api-version=${aks}`);
      const reached = image(azure.now());
      const holds = (world: Snapshot): boolean => image(world) === reached;
      return [{ class: 'overwritten', what: 'the node image of a colleague', holds }];
    },
  };
}

const assignments = '/providers/Microsoft.Authorization/roleAssignments/';

function principalIn(step: Extract<Step, { kind: 'assignRole' }>): string {
  if (step.principal.kind !== 'principal') throw new Error('This plan does not know the principal yet.');
  return step.principal.principalId;
}

function grant(azure: Azure, id: string, role: string, principalId: string, condition?: string): void {
  const roleDefinitionId = role.includes('/') ? role : `/providers/Microsoft.Authorization/roleDefinitions/${role}`;
  const conditional = condition === undefined ? {} : { condition, conditionVersion: '2.0' };
  const properties = { principalId, principalType: 'ServicePrincipal', roleDefinitionId, ...conditional };
  send(azure, 'PUT', `${id}?api-version=2022-04-01`, { properties });
}

function useIdentity(azure: Azure, clusterId: string, identityId: string): void {
  const identity = { type: 'UserAssigned', userAssignedIdentities: { [identityId]: {} } };
  putCluster(azure, clusterId, (body) => ({ ...body, identity }));
}

type Body = Readonly<Record<string, unknown>>;

function putCluster(azure: Azure, clusterId: string, change: (body: Body) => Body): void {
  const path = `${clusterId}?api-version=${aks}`;
  send(azure, 'PUT', path, change(send(azure, 'GET', path).body));
}

/** Sends it, waits while another operation is running, and until what it has started is over. */
export function send(azure: Azure, method: string, path: string, body?: object): { body: Body } {
  for (let tries = 0; ; tries++) {
    const answer = azure.arm(method, path, body);
    if (answer.status === 409 && tries < 5) azure.clock.advance(30);
    else if (answer.status >= 300)
      throw new Error(`A colleague's ${method} ${path} was refused: ${JSON.stringify(answer.body)}`);
    else {
      if (method !== 'GET') azure.clock.advance(30);
      azure.arm('GET', '/subscriptions?api-version=2022-12-01');
      return answer;
    }
  }
}

function versionFor(id: string): string {
  if (/managedclusters/i.test(id)) return aks;
  return /userassignedidentities/i.test(id) ? '2023-01-31' : '2021-04-01';
}

function tagGuard(id: string): Guard {
  const holds = (world: Snapshot): boolean => textAt(resourceIn(world, id), 'tags', 'theirs') === '1';
  return { class: 'lost', what: 'the tag of a colleague', holds };
}

function stillThere(id: string, azure: Azure, kind: Guard['class'], what: string): Guard {
  const made = (world: Snapshot): string =>
    textAt(resourceIn(world, id), 'properties', 'principalId') || (assignmentIn(world, id)?.createdOn ?? '');
  const before = made(azure.now());
  return { class: kind, what, holds: (world) => made(world) === before };
}
