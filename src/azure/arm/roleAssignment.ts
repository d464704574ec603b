import { keptText } from '../../memory/kept.ts';
import { subscriptionOf } from '../../domain/arm/resourceId.ts';
import type { RoleAssignment } from '../../domain/cluster/model.ts';
import { checkedResource } from '../http/pageCheck.ts';
import { sdkShapes } from '../http/armShapes.ts';
import type { Arm } from './arm.ts';
import type { RoleAssignment as SdkRoleAssignment } from '@azure/arm-authorization';
import { abortOption, answerOfSdk, withoutSlash } from './sdkCalls.ts';
import { defined } from '../../shape/defined.ts';

/** The version with which an opened file's answer has a group as the condition: the principal may be one of its members. */
export const memberOfGroup = 'memberOfGroup';

/** Returns the assignment with the directory in which it was read, if its scope does not determine it. */
export function inDirectory(
  assignment: RoleAssignment,
  { options: { tenantId } }: Pick<Arm, 'options'>,
): RoleAssignment {
  const tells = subscriptionOf(assignment.scope) !== undefined;
  return tells || tenantId === undefined ? assignment : { ...assignment, tenantId };
}

/** Reads one role assignment by its ID. */
export async function getAssignment(arm: Arm, id: string, signal?: AbortSignal): Promise<RoleAssignment> {
  const answer = await answerOfSdk(roleAssignmentsAt(arm, id).getById(withoutSlash(id), abortOption(signal)));
  return fromSdk(arm)(checkedResource(answer, id, sdkShapes.roleAssignment));
}

/** Returns the SDK's operations for role assignments in the scope's subscription. */
export function roleAssignmentsAt(arm: Arm, scope: string): ReturnType<Arm['authorization']>['roleAssignments'] {
  return arm.authorization(subscriptionOf(scope) ?? '').roleAssignments;
}

/** Returns a function that turns the SDK's role assignments into ours. */
export function fromSdk(arm: Arm): (assignment: SdkRoleAssignment) => RoleAssignment {
  return (assignment) => inDirectory(toModel(assignment), arm);
}

function toModel(assignment: SdkRoleAssignment): RoleAssignment {
  const { principalType, condition, conditionVersion, description, createdOn, createdBy } = assignment;
  return {
    id: assignment.id ?? '',
    scope: keptText(assignment.scope ?? ''),
    principalId: keptText(assignment.principalId ?? ''),
    ...defined({ principalType: principalType ? keptText(principalType) : undefined }),
    roleDefinitionId: keptText(assignment.roleDefinitionId ?? ''),
    ...defined(
      conditionVersion === memberOfGroup ? { perhapsThrough: condition } : { condition: condition || undefined },
    ),
    ...defined({ description: description || undefined }),
    ...(createdOn ? { createdOn: keptText(createdOn.toISOString()) } : {}),
    ...defined({ createdBy: createdBy ? keptText(createdBy) : undefined }),
  };
}
