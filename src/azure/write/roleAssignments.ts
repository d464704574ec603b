import { conditionVersion } from '../../domain/plan/stepCommands.ts';
import type { Arm } from '../arm/arm.ts';
import { roleAssignmentsAt } from '../arm/roleAssignment.ts';
import { abortOption, answerOfSdk, withoutSlash } from '../arm/sdkCalls.ts';
import { defined } from '../../shape/defined.ts';

/** A role assignment to create. */
export interface NewAssignment {
  readonly scope: string;
  /** A GUID; the same content has the same name, so that a repetition changes nothing. */
  readonly name: string;
  readonly roleDefinitionId: string;
  readonly principalId: string;
  readonly principalType: string;
  readonly condition?: string;
  /** The resource that has the identity, if the subscription is delegated by Azure Lighthouse. */
  readonly delegatedManagedIdentityResourceId?: string | undefined;
}

/**
 * Grants a role to a principal; its kind is sent because Microsoft Entra may not have replicated a new one yet. ARM's PUT
 * overwrites an existing assignment of the same name, so the caller looks first.
 */
export async function createAssignment(arm: Arm, assignment: NewAssignment, signal?: AbortSignal): Promise<void> {
  const { scope, name, condition, delegatedManagedIdentityResourceId } = assignment;
  const parameters = {
    roleDefinitionId: assignment.roleDefinitionId,
    principalId: assignment.principalId,
    principalType: assignment.principalType,
    ...(condition === undefined ? {} : { condition, conditionVersion }),
    ...defined({ delegatedManagedIdentityResourceId }),
  };
  await answerOfSdk(roleAssignmentsAt(arm, scope).create(withoutSlash(scope), name, parameters, abortOption(signal)));
}

/** Removes one role assignment; does nothing if it is already gone. */
export async function deleteAssignment(arm: Arm, id: string, signal?: AbortSignal): Promise<void> {
  await answerOfSdk(roleAssignmentsAt(arm, id).deleteById(withoutSlash(id), abortOption(signal)));
}
