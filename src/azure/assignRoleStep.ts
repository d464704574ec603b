import type { PrincipalRef, Step } from '../identity/planned.ts';
import { roleAssignmentName } from '../identity/deterministicId.ts';
import type { ArmId, Cluster } from '../identity/model.ts';
import { lastSegment, sameId } from '../identity/resourceId.ts';
import { IdentityError } from '../errors.ts';
import type { Arm } from './arm.ts';
import { getCluster } from './clusters.ts';
import { getIdentity } from './identities.ts';
import type { NewAssignment } from './roleAssignments.ts';
import { createAssignment, listAssignments, sameRole } from './roleAssignments.ts';
import type { StepContext, StepEnd } from './stepContext.ts';
import { foundDone } from './stepContext.ts';

type AssignRole = Extract<Step, { kind: 'assignRole' }>;

/** Seconds between tries while Microsoft Entra does not know a new principal yet; 2 minutes in all. */
const replicationPauses = [2, 4, 8, 15, 30, 30, 30];

/** Whether the principal holds exactly this role at exactly this scope, without conditions. */
export async function assignRoleHolds(
  step: AssignRole,
  context: Pick<StepContext, 'armFor' | 'signal'>,
): Promise<boolean> {
  const principalId = await principalIdOf(step.principal, context);
  return isAssigned(step, principalId, await context.armFor(step.scope, step), context.signal);
}

/** Grants the role under a name that is the same each time; only a principal that is not known yet is tried again. */
export async function assignRole(step: AssignRole, context: StepContext): Promise<StepEnd> {
  const principalId = await principalIdOf(step.principal, context);
  const arm = await context.armFor(step.scope, step);
  if (await isAssigned(step, principalId, arm, context.signal)) return foundDone(context);
  const { scope, roleDefinitionId } = step;
  const name = roleAssignmentName(scope, lastSegment(roleDefinitionId), principalId);
  await context.onSend();
  return create(arm, { scope, name, roleDefinitionId, principalId }, context);
}

async function create(arm: Arm, assignment: NewAssignment, context: StepContext): Promise<StepEnd> {
  for (const pause of [...replicationPauses, undefined]) {
    try {
      await createAssignment(arm, assignment, context.signal);
      return 'done';
    } catch (error) {
      if (hasArmCode(error, 'RoleAssignmentExists')) return foundDone({ ...context, sent: false });
      if (!hasArmCode(error, 'PrincipalNotFound') || pause === undefined) throw error;
      context.onDetail(`Microsoft Entra does not know the new principal yet; trying again in ${pause} s`);
      await context.sleep(pause * 1000, context.signal);
    }
  }
  return 'done';
}

async function isAssigned(step: AssignRole, principalId: string, arm: Arm, signal?: AbortSignal): Promise<boolean> {
  const held = await listAssignments(arm, step.scope, principalId, signal);
  return held.some(
    (assignment) =>
      assignment.principalId.toLowerCase() === principalId.toLowerCase() &&
      sameId(assignment.scope, step.scope) &&
      sameRole(assignment.roleDefinitionId, step.roleDefinitionId) &&
      assignment.condition === undefined,
  );
}

async function principalIdOf(
  principal: PrincipalRef,
  { armFor, signal }: Pick<StepContext, 'armFor' | 'signal'>,
): Promise<string> {
  const read = async (id: ArmId): Promise<Cluster> => getCluster(await armFor(id), id, signal);
  switch (principal.kind) {
    case 'principal':
      return principal.principalId;
    case 'identity':
      return (await getIdentity(await armFor(principal.identityId), principal.identityId, signal)).principalId;
    case 'controlPlane': {
      const { name, controlPlane } = await read(principal.clusterId);
      const known = 'principalId' in controlPlane ? controlPlane.principalId : undefined;
      if (known !== undefined) return known;
      if (controlPlane.kind !== 'userAssigned') throw noIdentity(name, 'control plane identity');
      const { identityId } = controlPlane;
      return (await getIdentity(await armFor(identityId), identityId, signal)).principalId;
    }
    case 'kubelet': {
      const { name, kubelet } = await read(principal.clusterId);
      return ('objectId' in kubelet ? kubelet.objectId : undefined) ?? raise(noIdentity(name, 'kubelet identity'));
    }
    case 'addon': {
      const { name, addons } = await read(principal.clusterId);
      const addon = addons.find((candidate) => candidate.name.toLowerCase() === principal.addon.toLowerCase());
      return addon?.objectId ?? raise(noIdentity(name, `identity for the add-on ${principal.addon}`));
    }
  }
}

function noIdentity(cluster: string, what: string): IdentityError {
  return new IdentityError({
    code: 'unexpected',
    message: `${cluster} does not show a ${what} that could get a role.`,
  });
}

function raise(error: IdentityError): never {
  throw error;
}

function hasArmCode(error: unknown, armCode: string): boolean {
  return error instanceof IdentityError && error.armCode?.toLowerCase() === armCode.toLowerCase();
}
