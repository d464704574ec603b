/** What the steps of a plan need of the account that makes them, and which account that is. */
import { callerAction, joiningRights, linkedNeeds } from './callerChecks.ts';
import { existingScope } from './lookUps.ts';
import type { PlanContext } from './planPart.ts';
import type { Step } from './plan.ts';
import { groupId, groupOf, subscriptionOf } from '../arm/resourceId.ts';
import { directoryOf } from '../arm/via.ts';
import { writerFor, type Right } from '../access/writingAccount.ts';
import { ownerOf } from '../workloads/workloadIds.ts';

/** Returns the step with the directory and the account through which it is made, if there is a choice of them. */
export function withWriter(step: Step, context: PlanContext): Step {
  return { ...step, ...writerFor(rightsOf(step, context), context.facts) };
}

/** What a step needs of its account; the right to the write itself comes first. */
function rightsOf(step: Step, context: PlanContext): readonly Right[] {
  const right = (action: string, scope: string): Right => ({
    action,
    scope: existingScope(scope, context),
    ...directoryOf(step),
  });
  switch (step.kind) {
    case 'createResourceGroup':
      return [right(callerAction.writeGroup, `/subscriptions/${subscriptionOf(step.groupId) ?? ''}`)];
    case 'createIdentity':
      return [right(callerAction.writeIdentity, groupAbove(step.identityId))];
    case 'deleteIdentity':
      return [right(callerAction.deleteIdentity, step.identityId)];
    case 'assignRole':
      return [right(callerAction.writeRole, step.scope)];
    case 'removeRole':
      return [right(callerAction.deleteRole, step.scope)];
    case 'addAccessPolicy':
    case 'removeAccessPolicy':
      return [right(callerAction.writeAccessPolicy, step.vaultId)];
    case 'createCluster':
      return [right(callerAction.writeCluster, groupAbove(step.clusterId)), ...linkedRights(step, context)];
    case 'putCluster':
      return [right(callerAction.writeCluster, step.clusterId), ...linkedRights(step, context)];
    case 'upgradeNodeImage':
      return [right(callerAction.upgradeNodeImage, step.poolId)];
    case 'createCredential':
      return [right(callerAction.writeCredential, ownerOf(step.credentialId))];
    case 'deleteCredential':
      return [right(callerAction.deleteCredential, ownerOf(step.credentialId))];
    case 'createBinding':
      return [
        right(callerAction.writeBinding, ownerOf(step.bindingId)),
        right(callerAction.writeCredential, step.identityId),
      ];
    case 'deleteBinding':
      return [right(callerAction.deleteBinding, ownerOf(step.bindingId))];
    case 'rejoinFleet':
      return joiningRights(step.memberId, step.clusterId).map(({ action, scope }) => right(action, scope));
    case 'deleteTrustedBinding':
      return [right(callerAction.deleteTrustedBinding, ownerOf(step.bindingId))];
  }
}

function linkedRights({ request }: Step, context: PlanContext): readonly Right[] {
  return linkedNeeds(request.body ?? {})
    .filter(({ doubtful }) => !doubtful)
    .map((need) => ({ ...need, scope: existingScope(need.scope, context) }));
}

function groupAbove(id: string): string {
  return groupId(subscriptionOf(id) ?? '', groupOf(id) ?? '');
}
