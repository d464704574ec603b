/** Makes the steps of a plan, one write each: what is sent, its result, and the az command that does the same. */
import { nodeImageWords } from '../words/nodeImage.ts';
import type { ChangeOf } from '../change/change.ts';
import { principalTypes } from '../change/fields.ts';
import type { AzCommand } from './azCommand.ts';
import {
  azAssignRole,
  azCreateGroup,
  azCreateIdentity,
  azDeleteIdentity,
  azRemoveRole,
  azUpdateCluster,
  azUpgradeNodeImage,
  conditionVersion,
} from './stepCommands.ts';
import { bodyForPut } from './clusterPutBody.ts';
import { replacedBy } from './clusterEdit.ts';
import { contentOf, sentContentOf } from './clusterContent.ts';
import { scopeName } from '../arm/scopeWords.ts';
import { allOf, sentenceList } from '../words/describe.ts';
import { roleAssignmentName, shortHash } from '../arm/stableId.ts';
import type { AgentPool, Cluster, RoleAssignment, RoleDefinition } from '../cluster/model.ts';
import type { Step } from './plan.ts';
import { principalTypeOf, type ClusterEdit, type PrincipalRef, type StepKind } from './stepActions.ts';
import {
  groupId,
  idKey,
  lastSegment,
  resourceIdOf,
  resourceType,
  roleAssignmentId,
  roleDefinitionId,
  type ArmId,
} from '../arm/resourceId.ts';
import { roleGuidOf, type RoleName } from '../access/roles.ts';
import type { JsonObject } from '../arm/json.ts';
import { capitalised, say, type Phrase, type Words } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';

/** Returns the id of a step: its kind and a hash of what it writes, so that it is the same whenever it is planned. */
export function stepId(kind: StepKind, ...content: readonly string[]): string {
  return `${kind}-${shortHash(content.join('|').toLowerCase())}`;
}

/** Returns the kind of the step that has this id; of an id from a journal it may be one that this version doesn't know. */
export function kindOfStep(id: string): string {
  return id.replace(/-[^-]*$/, '');
}

/** Returns the step that creates a resource group. */
export function createResourceGroupStep(change: ChangeOf<'createResourceGroup'>): Step {
  const id = groupId(change.subscriptionId, change.name);
  const body: JsonObject = { location: change.location, ...defined({ tags: change.tags }) };
  return {
    kind: 'createResourceGroup',
    id: stepId('createResourceGroup', idKey(id)),
    groupId: id,
    body,
    title: say`Create resource group ${change.name}`,
    effect: say`Creates the resource group ${change.name} in ${change.location}.`,
    request: { method: 'PUT', path: id, body },
    ...azCreateGroup(change),
  };
}

/** Returns the step that creates a user-assigned identity. */
export function createIdentityStep(change: ChangeOf<'createIdentity'>): Step {
  const id = resourceIdOf(change.subscriptionId, change.resourceGroup, resourceType.identity, change.name);
  const body: JsonObject = { location: change.location, ...defined({ tags: change.tags }) };
  return {
    kind: 'createIdentity',
    id: stepId('createIdentity', idKey(id)),
    identityId: id,
    body,
    title: say`Create identity ${change.name}`,
    effect: say`Creates the user-assigned identity ${change.name} in ${change.resourceGroup}.`,
    request: { method: 'PUT', path: id, body },
    ...azCreateIdentity(change),
  };
}

/** Returns the step that deletes a user-assigned identity. */
export function deleteIdentityStep(identityId: ArmId, principalId: string | undefined): Step {
  return {
    kind: 'deleteIdentity',
    id: stepId('deleteIdentity', idKey(identityId)),
    identityId,
    ...(principalId === undefined ? {} : { basis: principalId.toLowerCase() }),
    title: say`Delete identity ${lastSegment(identityId)}`,
    effect: say`Deletes the identity and its principal; one of the same name would be a new principal without roles.`,
    request: { method: 'DELETE', path: identityId },
    ...azDeleteIdentity(identityId),
  };
}

/** A grant: who gets which role at which scope. */
export interface Grant {
  readonly principal: PrincipalRef;
  readonly principalName: Phrase;
  readonly role: RoleName;
  readonly scope: string;
  /** The name of the scope, if it is not in its id. */
  readonly scopeName?: Phrase;
  readonly effect: Words;
  /** The condition of the assignment. */
  readonly condition?: string;
  /** True if a failure is reported without failing the change. */
  readonly optional?: boolean;
  /** The role's definition, if the user chose the role: that is part of what they confirm. */
  readonly definition?: RoleDefinition;
}

/** Returns the ID of the step that assigns a role. */
export function assignRoleStepId({
  role,
  scope,
  principal,
}: Pick<Grant, 'scope' | 'principal'> & { readonly role: Pick<RoleName, 'id'> }): string {
  return stepId('assignRole', role.id, idKey(scope), principalKey(principal));
}

/** Returns the step that assigns a role, under a name that is always the same if the principal is known. */
export function assignRoleStep(grant: Grant): Step {
  const { principal, role, scope, condition } = grant;
  const principalId = principal.kind === 'principal' ? principal.principalId : undefined;
  const name = principalId ? roleAssignmentName(scope, role.id, principalId) : '{roleAssignmentName}';
  const definition = roleDefinitionId(scope, role.id);
  return {
    kind: 'assignRole',
    id: assignRoleStepId({ role, scope, principal }),
    principal,
    roleDefinitionId: definition,
    roleName: role.name,
    scope,
    ...defined({ condition }),
    ...(grant.optional ? { optional: true } : {}),
    ...(grant.definition ? { basis: contentOfRole(grant.definition) } : {}),
    title: say`Assign ${role.name} to ${grant.principalName} on ${grant.scopeName ?? scopeName(scope)}`,
    effect: grant.effect,
    request: {
      method: 'PUT',
      path: roleAssignmentId(scope, name),
      body: {
        properties: {
          roleDefinitionId: definition,
          principalId: principalId ?? '{principalId}',
          principalType: principalTypeOf(principal),
          ...(condition ? { condition, conditionVersion } : {}),
        },
      },
    },
    ...azAssignRole(principal, role, scope, condition),
  };
}

/** Returns a text that is the same for equal principals. */
export function principalKey(principal: PrincipalRef): string {
  switch (principal.kind) {
    case 'principal':
      return principal.principalId;
    case 'identity':
      return idKey(principal.identityId);
    case 'controlPlane':
    case 'kubelet':
      return `${principal.kind}:${idKey(principal.clusterId)}`;
    case 'addon':
      return `addon:${principal.addon}:${idKey(principal.clusterId)}`;
  }
}

/** Returns a hash of what an assignment grants, which differs from that of any other assignment under the same name. */
export function contentOfAssignment(assignment: RoleAssignment): string {
  const { principalId, roleDefinitionId, createdOn = '', condition = '', description = '' } = assignment;
  return shortHash([principalId, lastSegment(roleDefinitionId), createdOn, condition, description].join('|'));
}

/** Returns a text that changes with the role's name and permissions. */
export function contentOfRole({ name, permissions }: RoleDefinition): string {
  return shortHash(JSON.stringify([name, permissions]));
}

/** Returns the step that removes exactly this role assignment as it is now. */
export function removeRoleStep(
  assignmentId: string,
  assignment: RoleAssignment | undefined,
  words: { title: Words; effect: Words },
): Step {
  return {
    kind: 'removeRole',
    id: stepId('removeRole', idKey(assignmentId)),
    roleAssignmentId: assignmentId,
    ...(assignment
      ? {
          basis: contentOfAssignment(assignment),
          principalId: assignment.principalId,
          roleGuid: roleGuidOf(assignment.roleDefinitionId),
          hasCondition: (assignment.condition ?? '') !== '',
          hasDescription: (assignment.description ?? '') !== '',
          ...defined({ principalType: principalTypes.find((type) => type === assignment.principalType) }),
        }
      : {}),
    title: words.title,
    effect: words.effect,
    request: { method: 'DELETE', path: assignmentId },
    ...azRemoveRole(assignmentId),
  };
}

/** Returns the step that creates a cluster. */
export function createClusterStep(clusterId: ArmId, body: JsonObject, words: { effect: Words } & AzCommand): Step {
  const { effect, ...az } = words;
  return {
    kind: 'createCluster',
    id: stepId('createCluster', idKey(clusterId)),
    clusterId,
    body,
    title: say`Create cluster ${lastSegment(clusterId)}`,
    effect,
    request: { method: 'PUT', path: clusterId, body },
    ...az,
  };
}

/** Returns the step that changes a cluster's identities and nothing else. */
export function putClusterStep(
  cluster: Cluster,
  edit: ClusterEdit,
  words?: { readonly title: Words; readonly effect: Words },
): Step {
  const body = bodyForPut(cluster.raw, edit);
  return {
    kind: 'putCluster',
    id: stepId('putCluster', idKey(cluster.id), describedEdit(edit)),
    clusterId: cluster.id,
    ...defined({ eTag: cluster.eTag }),
    basis: contentOf(cluster.raw),
    sentContent: sentContentOf(body),
    ...(edit.kubeletIdentityId ? { pools: cluster.agentPools.map(({ name }) => name) } : {}),
    edit,
    ...defined({ before: replacedBy(edit, cluster) }),
    title: words?.title ?? editTitle(edit),
    effect: words?.effect ?? editEffect(cluster, edit),
    request: { method: 'PUT', path: cluster.id, body },
    ...azUpdateCluster(cluster, edit),
  };
}

function describedEdit({ controlPlane, kubeletIdentityId, values }: ClusterEdit): string {
  const choice = controlPlane?.kind === 'userAssigned' ? idKey(controlPlane.identityId) : (controlPlane?.kind ?? '');
  const identities = `${choice}|${kubeletIdentityId ? idKey(kubeletIdentityId) : ''}`;
  return values ? `${identities}|${JSON.stringify(values)}` : identities;
}

function editTitle(edit: ClusterEdit): Words {
  if (!edit.controlPlane && !edit.kubeletIdentityId) return say`Update the cluster`;
  if (!edit.kubeletIdentityId) return say`Update the cluster's identity`;
  return edit.controlPlane
    ? say`Update the cluster's identity and kubelet identity`
    : say`Update the cluster's kubelet identity`;
}

function editEffect(cluster: Cluster, edit: ClusterEdit): Words {
  const values = Object.entries(edit.values ?? {}).map(([path, value]) => say`${path} to ${JSON.stringify(value)}`);
  const changes = [
    ...(edit.controlPlane ? [say`switches the control plane to ${identityOf(edit.controlPlane)}`] : []),
    ...(edit.kubeletIdentityId
      ? [say`switches the kubelet to the identity ${lastSegment(edit.kubeletIdentityId)}`]
      : []),
    ...(values.length > 0 ? [say`sets ${allOf(values)}`] : []),
  ];
  return say`${capitalised(sentenceList(changes))}; all other settings of ${cluster.name} stay as they are.`;
}

function identityOf(choice: NonNullable<ClusterEdit['controlPlane']>): Words {
  return choice.kind === 'systemAssigned'
    ? say`a system-assigned identity`
    : say`the user-assigned identity ${lastSegment(choice.identityId)}`;
}

/** Returns the ID of the step that upgrades a node pool's image. */
export function upgradeStepId(poolId: ArmId): string {
  return stepId('upgradeNodeImage', idKey(poolId));
}

/** Returns the step that upgrades one node pool to the newest node image. */
export function upgradeNodeImageStep(cluster: Cluster, pool: AgentPool, to: string | undefined): Step {
  const path = `${pool.id}/upgradeNodeImageVersion`;
  return {
    kind: 'upgradeNodeImage',
    id: upgradeStepId(pool.id),
    poolId: pool.id,
    ...defined({ from: pool.nodeImageVersion, to }),
    title: say`Upgrade the node image of pool ${pool.name}`,
    effect: to
      ? say`Replaces the image of its nodes with ${nodeImageWords(to)}.`
      : say`Replaces the image of its nodes.`,
    request: { method: 'POST', path },
    ...azUpgradeNodeImage(cluster, pool.name),
  };
}
