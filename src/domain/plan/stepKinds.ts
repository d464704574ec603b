/** What plan, run and exports know about each kind of step: one record for each. */
import { apiVersions } from '../arm/apiVersions.ts';
import { idKey, subscriptionOf, type ArmId, groupAbove, subscriptionScope } from '../arm/resourceId.ts';
import { scopeOfAssignment } from '../arm/scopeWords.ts';
import type { Change } from '../change/change.ts';
import { everyNamedUse } from '../uses/namedUses.ts';
import { ownerOf } from '../workloads/workloadIds.ts';
import { callerAction, rightsToJoin, linkedNeeds, type CallerNeed } from './callerChecks.ts';
import type { Step, StepOf } from './plan.ts';
import type { PrincipalRef, StepKind } from './stepActions.ts';
import { defined } from '../../shape/defined.ts';

/** An identity that a step trusts, no longer trusts, or assigns to a cluster. */
export interface StepIdentityUse {
  readonly identityId: string;
  readonly as: 'trust' | 'distrust' | 'use';
  /** The cluster that gets it. */
  readonly of?: ArmId;
}

interface StepKindRecord<K extends StepKind> {
  /** The API version in which it is sent, if the cloud offers it. */
  readonly apiVersion: string;
  /** It removes something. Once sent and accepted, what has the same name is something else. */
  readonly isRemoval?: true;
  /** True if Azure answers before the work is done. */
  readonly isLongRunning?: true;
  /** Whether an ARM or Bicep template can do it, if not always: it creates or changes something at or below a subscription. */
  readonly isInTemplate?: false | ((step: StepOf<K>) => boolean);
  /** The rights that it requires, beginning with the right to the write itself. */
  readonly rights: (step: StepOf<K>) => readonly Pick<CallerNeed, 'action' | 'scope'>[];
  /** What a plan with it needs exclusively while it runs, such as the cluster whose settings it changes. */
  readonly targets: (step: StepOf<K>) => readonly string[];
  /** The identity whose credentials it makes or removes; left out if it changes none. */
  readonly credentialsOf?: (step: StepOf<K>) => ArmId;
  /** The identities that it trusts, no longer trusts, or assigns to a cluster; left out if there are none. */
  readonly uses?: (step: StepOf<K>) => readonly StepIdentityUse[];
  /** The change that takes back what it has written, at this path if the request had a placeholder; left out, or `undefined`, if none does. */
  readonly undo?: (step: StepOf<K>, path?: string) => Change | undefined;
}

const right = (action: CallerNeed['action'], scope: string): Pick<CallerNeed, 'action' | 'scope'> => ({
  action,
  scope,
});

/** The rights to what a cluster's body names, if ARM certainly requires them. */
const linkedRights = ({ request }: Step): readonly CallerNeed[] =>
  linkedNeeds(request.body ?? {}).filter(({ doubtful }) => !doubtful);

const clusterOfPrincipal = (principal: PrincipalRef): readonly ArmId[] =>
  'clusterId' in principal ? [principal.clusterId] : [];

/** The first binding of an identity also gives it a credential. */
const ownIdentity = ({ identityId }: { readonly identityId: ArmId }): ArmId => identityId;

/** Whether a scope is a namespace that is no resource of Azure's, so that a template can't name it. */
const isPlainNamespace = (scope: string): boolean => /\/managedClusters\/[^/]+\/namespaces\//i.test(scope);

const ofPolicy = {
  apiVersion: apiVersions.vault,
  rights: ({ vaultId }: { readonly vaultId: ArmId }) => [right(callerAction.writeAccessPolicy, vaultId)],
  targets: ({ vaultId, principal }: { readonly vaultId: ArmId; readonly principal: PrincipalRef }) => [
    vaultId,
    ...clusterOfPrincipal(principal),
  ],
};

const records: { readonly [K in StepKind]: StepKindRecord<K> } = {
  createResourceGroup: {
    apiVersion: apiVersions.newGroup,
    rights: ({ groupId: id }) => [right(callerAction.writeGroup, subscriptionScope(id))],
    targets: ({ groupId: id }) => [id],
  },
  createIdentity: {
    apiVersion: apiVersions.identity,
    rights: ({ identityId }) => [right(callerAction.writeIdentity, groupAbove(identityId))],
    targets: ({ identityId }) => [identityId],
    credentialsOf: ownIdentity,
    undo: ({ identityId }) => ({ kind: 'deleteIdentity', identityId }),
  },
  deleteIdentity: {
    apiVersion: apiVersions.identity,
    isRemoval: true,
    isInTemplate: false,
    rights: ({ identityId }) => [right(callerAction.deleteIdentity, identityId)],
    targets: ({ identityId }) => [identityId],
    credentialsOf: ownIdentity,
  },
  createCluster: {
    apiVersion: apiVersions.aks,
    isLongRunning: true,
    rights: (step) => [right(callerAction.writeCluster, groupAbove(step.clusterId)), ...linkedRights(step)],
    targets: ({ clusterId }) => [clusterId],
    uses: ({ clusterId, body }) =>
      everyNamedUse(body).flatMap(({ text, isHint }) =>
        isHint ? [] : [{ identityId: text, as: 'use', of: clusterId } as const],
      ),
  },
  putCluster: {
    apiVersion: apiVersions.aks,
    isLongRunning: true,
    rights: (step) => [right(callerAction.writeCluster, step.clusterId), ...linkedRights(step)],
    targets: ({ clusterId }) => [clusterId],
    uses: ({ clusterId, edit: { controlPlane, kubeletIdentityId } }) => {
      const chosen = controlPlane?.kind === 'userAssigned' ? controlPlane.identityId : undefined;
      return [chosen, kubeletIdentityId].flatMap((identityId) =>
        identityId === undefined ? [] : [{ identityId, as: 'use', of: clusterId } as const],
      );
    },
    undo: ({ clusterId, before: { controlPlane, kubeletIdentityId } = {} }) =>
      kubeletIdentityId === undefined
        ? controlPlane && { kind: 'setControlPlane', clusterId, controlPlane }
        : { kind: 'setKubelet', clusterId, identityId: kubeletIdentityId, ...defined({ controlPlane }) },
  },
  upgradeNodeImage: {
    apiVersion: apiVersions.aks,
    isLongRunning: true,
    isInTemplate: false,
    rights: ({ poolId }) => [right(callerAction.upgradeNodeImage, poolId)],
    targets: ({ poolId }) => [poolId.replace(/\/agentPools\/[^/]+$/i, '')],
  },
  assignRole: {
    apiVersion: apiVersions.roleAssignment,
    isInTemplate: ({ scope }) => subscriptionOf(scope) !== undefined && !isPlainNamespace(scope),
    rights: ({ scope }) => [right(callerAction.writeRole, scope)],
    targets: ({ principal }) => clusterOfPrincipal(principal),
    undo: ({ tenantId, request }, path = request.path) => ({
      kind: 'removeRole',
      roleAssignmentId: path,
      ...defined({ tenantId }),
    }),
  },
  removeRole: {
    apiVersion: apiVersions.roleAssignment,
    isRemoval: true,
    isInTemplate: false,
    rights: ({ roleAssignmentId: id }) => [right(callerAction.deleteRole, scopeOfAssignment(id))],
    targets: ({ roleAssignmentId }) => [roleAssignmentId],
    undo({ roleAssignmentId: id, principalId, principalType, roleGuid, hasCondition, tenantId }) {
      // A condition is not kept, and a role without it would be wider.
      if (hasCondition !== false || !principalId || !principalType || !roleGuid) return undefined;
      const role = { id: roleGuid };
      return {
        kind: 'assignRole',
        principalId,
        principalType,
        role,
        scope: scopeOfAssignment(id),
        ...defined({ tenantId }),
      };
    },
  },
  activateRole: {
    apiVersion: apiVersions.activation,
    isInTemplate: false,
    // Whoever is eligible needs no right.
    rights: () => [],
    targets: ({ requestId }) => [requestId],
  },
  addAccessPolicy: {
    ...ofPolicy,
    isInTemplate: ({ principal }) => principal.kind === 'principal',
  },
  removeAccessPolicy: { ...ofPolicy, isRemoval: true, isInTemplate: false },
  createCredential: {
    apiVersion: apiVersions.identity,
    rights: ({ credentialId }) => [right(callerAction.writeCredential, ownerOf(credentialId))],
    targets: ({ credentialId }) => [credentialId],
    credentialsOf: ({ credentialId }) => ownerOf(credentialId),
    uses: ({ credentialId }) => [{ identityId: ownerOf(credentialId), as: 'trust' }],
    undo: ({ credentialId }) => ({ kind: 'deleteCredential', credentialId }),
  },
  deleteCredential: {
    apiVersion: apiVersions.identity,
    isRemoval: true,
    isInTemplate: false,
    rights: ({ credentialId }) => [right(callerAction.deleteCredential, ownerOf(credentialId))],
    targets: ({ credentialId }) => [credentialId],
    credentialsOf: ({ credentialId }) => ownerOf(credentialId),
    uses: ({ credentialId }) => [{ identityId: ownerOf(credentialId), as: 'distrust' }],
  },
  createBinding: {
    apiVersion: apiVersions.aks,
    isLongRunning: true,
    rights: ({ bindingId, identityId }) => [
      right(callerAction.writeBinding, ownerOf(bindingId)),
      right(callerAction.writeCredential, identityId),
    ],
    targets: ({ bindingId }) => [bindingId],
    credentialsOf: ownIdentity,
    uses: ({ identityId }) => [{ identityId, as: 'trust' }],
    undo: ({ bindingId }) => ({ kind: 'unbindIdentity', bindingId }),
  },
  deleteBinding: {
    apiVersion: apiVersions.aks,
    isRemoval: true,
    isLongRunning: true,
    isInTemplate: false,
    rights: ({ bindingId }) => [right(callerAction.deleteBinding, ownerOf(bindingId))],
    targets: ({ bindingId }) => [bindingId],
  },
  rejoinFleet: {
    apiVersion: apiVersions.fleetMember,
    isLongRunning: true,
    isInTemplate: false,
    rights: ({ memberId, clusterId }) => rightsToJoin(memberId, clusterId),
    targets: ({ clusterId }) => [clusterId],
  },
  deleteTrustedBinding: {
    apiVersion: apiVersions.aks,
    isRemoval: true,
    isLongRunning: true,
    isInTemplate: false,
    rights: ({ bindingId }) => [right(callerAction.deleteTrustedBinding, ownerOf(bindingId))],
    targets: ({ bindingId }) => [bindingId],
  },
};

function recordOf({ kind }: Step): StepKindRecord<StepKind> {
  return records[kind] as StepKindRecord<StepKind>;
}

/** The API version in which each kind of step is sent, if the cloud offers it. */
export const apiVersionOf = Object.fromEntries(
  Object.entries(records).map(([kind, { apiVersion }]) => [kind, apiVersion]),
) as Readonly<Record<StepKind, string>>;

/** Returns true for a removal. Once sent and accepted, what has the same name is something else. */
export function isRemoval(step: Step): boolean {
  return recordOf(step).isRemoval === true;
}

/** Returns true if Azure answers before the work of a step is done. */
export function isLongRunning(step: Step): boolean {
  return recordOf(step).isLongRunning === true;
}

/** Returns true if an ARM or Bicep template can do the step: it creates or changes something at or below a subscription. */
export function isInTemplate(step: Step): boolean {
  const { isInTemplate: included = true } = recordOf(step);
  return typeof included === 'boolean' ? included : included(step);
}

/** Returns the rights that a step requires, beginning with the right to the write itself. */
export function rightsForStep(step: Step): readonly Pick<CallerNeed, 'action' | 'scope'>[] {
  return recordOf(step).rights(step);
}

/** Returns what a plan with the step needs exclusively while it runs, as `idKey`s. */
export function targetsFor(step: Step): readonly string[] {
  return recordOf(step).targets(step).map(idKey);
}

/** Returns the identity whose credentials a step makes or removes. */
export function identityOfCredentials(step: Step): ArmId | undefined {
  return recordOf(step).credentialsOf?.(step);
}

/** Returns the identities that a step trusts, no longer trusts, or assigns to a cluster; role assignments don't count. */
export function stepIdentityUses(step: Step): readonly StepIdentityUse[] {
  return recordOf(step).uses?.(step) ?? [];
}

/** Returns the change that takes back what a step has written; `path` is where, if that became known as it ran. */
export function undoOfStep(step: Step, path?: string): Change | undefined {
  return recordOf(step).undo?.(step, path);
}
