/** Looks things up for a plan: `undefined` means "not read yet"; if something that the change needs is missing, a `Refusal` says so. */
import { unknownToAll, withTitle, type Unknown } from '../arm/unknown.ts';
import { directoryOf, type Via } from '../arm/via.ts';
import { identityOf } from '../cluster/fromArm.ts';
import type { Restricted } from '../access/identityRestrictions.ts';
import type { Facts } from '../cluster/facts.ts';
import { valueAt, isObject, textAt, type JsonObject } from '../arm/json.ts';
import type { Cluster, RoleAssignment } from '../cluster/model.ts';
import { type DraftCheck, type PlanContext, unknownCheck } from './planPart.ts';
import type { PrincipalRef } from './stepActions.ts';
import type { PrincipalType } from '../change/fields.ts';
import { busyRefusal, unreadableRefusal, missingRefusal, Refusal } from '../arm/refusal.ts';
import {
  groupId,
  idKey,
  lastSegment,
  normalLocation,
  resourceType,
  roleAssignmentId,
  roleDefinitionId,
  subscriptionOf,
  type ArmId,
  groupAbove,
  groupOf,
  subscriptionScope,
} from '../arm/resourceId.ts';
import { roleAssignmentName } from '../arm/stableId.ts';
import { aksPage } from '../arm/docs.ts';
import type { Answer } from '../arm/answer.ts';
import { isStopped, isSettled } from '../cluster/provisioningState.ts';
import { say, type Phrase, type Words } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';

/** Returns the cluster; throws a `Refusal` if it does not exist or can't be read. */
export function clusterAt(id: ArmId, facts: Facts): Cluster | undefined {
  const answer = facts.get({ kind: 'cluster', id });
  if (!answer) return undefined;
  if (answer.kind === 'missing')
    throw missingRefusal(say`The cluster ${lastSegment(id)} does not exist (${id}).`, answer.armCode);
  if (answer.kind === 'unreadable') throw unreadableRefusal(say`The cluster ${lastSegment(id)}`, answer);
  return answer.value;
}

/** Throws a `Refusal` (`conflict`) while an operation is running on the cluster or on one of its node pools. */
export function assertNotBusy(cluster: Cluster): void {
  const pools = cluster.agentPools.map((pool) => ({ ...pool, name: say`node pool ${pool.name} of ${cluster.name}` }));
  for (const { name, provisioningState = 'Succeeded' } of [cluster, ...pools]) {
    if (!isSettled(provisioningState))
      throw busyRefusal(say`Another operation is running on ${name} (${provisioningState}).`);
  }
}

/**
 * Throws a `Refusal` if the cluster is stopped, because AKS then only lets it be started or deleted.
 * Source: https://learn.microsoft.com/azure/aks/start-stop-cluster
 */
export function assertRunning(cluster: Cluster): void {
  if (!isStopped(cluster)) return;
  throw new Refusal(
    say`${cluster.name} is stopped: AKS only lets a stopped cluster be started or deleted. Start it first.`,
    aksPage('start-stop-cluster'),
  );
}

/** An identity as a plan uses it; without `principalId` if it does not exist yet or can't be read. */
export interface PlannedIdentity {
  readonly id: ArmId;
  readonly name: string;
  readonly principal: PrincipalRef;
  readonly principalId?: string;
  readonly clientId?: string;
  readonly tenantId?: string;
  /** It is created by this plan, so it has no roles yet. */
  readonly isNew: boolean;
  /** Why nothing more is known. */
  readonly unreadable?: Unknown;
  /** Where it may be assigned, according to itself; left out if it can't be read, or is created by this plan. */
  readonly restricted?: Restricted;
}

/** Returns the identity, whether it exists or is created earlier in the plan; throws a `Refusal` if neither. */
export function plannedIdentity(id: ArmId, context: PlanContext): PlannedIdentity | undefined {
  const name = lastSegment(id);
  const principal: PrincipalRef = { kind: 'identity', identityId: id };
  if (context.newIdentities.has(idKey(id))) return { id, name, principal, isNew: true };
  const answer = context.facts.get({ kind: 'resource', id });
  if (!answer) return undefined;
  if (answer.kind === 'missing')
    throw missingRefusal(say`The identity ${name} does not exist (${id}).`, answer.armCode);
  if (answer.kind === 'unreadable') return { id, name, principal, isNew: false, unreadable: answer };
  const restricted = identityOf(answer.value);
  const { principalId, clientId, tenantId } = restricted;
  if (!principalId)
    return {
      id,
      name,
      principal,
      isNew: false,
      restricted,
      unreadable: unknownToAll('principal', id, say`Azure shows no principal for it yet.`),
    };
  return {
    id,
    name,
    principal: { kind: 'principal', principalId, principalType: 'ServicePrincipal' },
    principalId,
    ...defined({ clientId, tenantId }),
    isNew: false,
    restricted,
  };
}

/** Returns the tenant of a scope's subscription, if it is known. */
export function tenantOf(scope: string, facts: Facts): string | undefined {
  const answer = facts.get({ kind: 'subscription', id: subscriptionOf(scope) ?? '' });
  return answer?.kind === 'found' ? answer.value.tenantId : undefined;
}

/** Returns a resource's JSON; throws a `Refusal` if the resource is known not to exist. */
export function existingResource(id: string, typeName: Words, facts: Facts): JsonObject | undefined {
  const answer = facts.get({ kind: 'resource', id: id as ArmId });
  if (answer?.kind === 'missing') {
    throw missingRefusal(say`The ${typeName} ${lastSegment(id)} does not exist (${id}).`, answer.armCode);
  }
  return answer?.kind === 'found' ? answer.value : undefined;
}

/** Throws a `Refusal` if the registry does not exist or is in a subscription that is not visible. */
export function assertRegistry(id: string, facts: Facts): void {
  existingResource(id, say`registry`, facts);
  assertVisible(facts.get({ kind: 'resource', id: id as ArmId }), say`The registry ${lastSegment(id)}`);
}

/** Throws a `Refusal` if the group neither exists nor is created earlier in the plan. */
export function assertGroup(subscriptionId: string, name: string, context: PlanContext): void {
  const id = groupId(subscriptionId, name);
  if (context.newGroups.has(idKey(id))) return;
  const answer = context.facts.get({ kind: 'resource', id });
  if (answer?.kind === 'missing') {
    throw missingRefusal(
      say`The resource group ${name} does not exist in subscription ${subscriptionId}.`,
      answer.armCode,
    );
  }
  assertVisible(answer, say`The resource group ${name}`);
}

/**
 * Throws a `Refusal` if the subscription can't have the type in the region; if that can't be read, returns a check that
 * says so.
 * Source: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-providers-and-types
 */
export function checkOfferedIn(
  type: string,
  { location, subscriptionId }: { readonly location: string; readonly subscriptionId: string },
  facts: Facts,
): DraftCheck[] {
  const typeName = type === resourceType.cluster ? 'AKS' : say`A user-assigned identity`;
  const answer = facts.get({ kind: 'regions', subscriptionId, type });
  const regions = answer?.kind === 'found' ? answer.value : [];
  if (!answer || regions.includes(normalLocation(location))) return [];
  if (regions.length > 0) {
    throw new Refusal(
      say`${typeName} is not offered in ${location} to subscription ${subscriptionId}. Choose another region.`,
      'https://learn.microsoft.com/azure/azure-resource-manager/management/resource-providers-and-types',
    );
  }
  const regionsUnknown =
    answer.kind === 'unreadable' ? answer : unknownToAll('regions', type, say`Azure does not say.`);
  return [
    unknownCheck(
      {
        id: 'offeredIn',
        about: [type, location],
        title: say`Couldn't verify whether ${typeName} is offered in ${location}`,
      },
      [withTitle(say`The regions that offer it can't be read`, regionsUnknown)],
    ),
  ];
}

/** Throws a `Refusal` if the resource is in a subscription that is not visible: it may exist, but a write would not find it. */
export function assertVisible(answer: Answer<unknown> | undefined, typeName: Phrase): void {
  if (answer?.kind === 'unreadable' && answer.cause === 'hidden') throw unreadableRefusal(typeName, answer);
}

/** Returns the scope at which permissions can be read now: for something that does not exist yet, its group or above. */
export function existingScope(scope: string, context: PlanContext): string {
  const group = groupOf(scope) === undefined ? undefined : groupAbove(scope);
  if (group && context.newGroups.has(idKey(group))) return subscriptionScope(scope);
  return group && context.newIdentities.has(idKey(scope)) ? group : scope;
}

/** Returns true if the existing resource has the required region and at least the required tags. */
export function hasRegionAndTags(
  existing: JsonObject,
  placement: { location: string; tags?: Readonly<Record<string, string>> },
): boolean {
  const tags = valueAt(existing, 'tags');
  const has = isObject(tags) ? tags : {};
  return (
    normalLocation(textAt(existing, 'location') ?? '') === normalLocation(placement.location) &&
    Object.entries(placement.tags ?? {}).every(([name, value]) => has[name] === value)
  );
}

/** Returns the object id of an existing principal, if it can be read. */
export function principalIdIn(principal: PrincipalRef, facts: Facts): string | undefined {
  if (principal.kind === 'principal') return principal.principalId;
  if (principal.kind !== 'identity') return undefined;
  const answer = facts.get({ kind: 'resource', id: principal.identityId });
  return answer?.kind === 'found' ? textAt(answer.value, 'properties.principalId') : undefined;
}

/** Returns a role assignment as it will be created, with the name that this extension gives it. */
export function assignmentToCome(
  assignment: {
    readonly scope: string;
    readonly roleGuid: string;
    readonly principalId: string;
    readonly principalType?: PrincipalType;
  },
  now: Date,
): RoleAssignment {
  const { scope, roleGuid, principalId, principalType = 'ServicePrincipal' } = assignment;
  return {
    id: roleAssignmentId(scope, roleAssignmentName(scope, roleGuid, principalId)),
    scope,
    principalId,
    roleDefinitionId: roleDefinitionId(scope, roleGuid),
    principalType,
    createdOn: now.toISOString(),
  };
}

/**
 * Returns the directory of something above all subscriptions: the one that is named, by itself or by its content,
 * otherwise the only one that has it; `undefined` until it is known.
 */
export function directoryAt(
  id: string,
  account: Via & { readonly inDirectoryOf?: ArmId },
  facts: Facts,
): Via | undefined {
  if (subscriptionOf(id) !== undefined) return {};
  const { inDirectoryOf } = account;
  const beside = inDirectoryOf === undefined ? {} : { inDirectoryOf };
  const accounts = facts.get({ kind: 'accounts', scope: id, ...directoryOf(account), ...beside });
  const [first = account] = accounts?.kind === 'found' ? accounts.value : [];
  return accounts && directoryOf(first);
}
