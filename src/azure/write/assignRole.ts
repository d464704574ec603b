import { say } from '../../sentences/words.ts';
import {
  conditionsPage,
  existingGrant,
  grantId,
  inTheWayText,
  type ExistingGrant,
  type RoleForPrincipal,
} from '../../domain/access/existingGrant.ts';
import type { StepOf } from '../../domain/plan/plan.ts';
import { lastSegment } from '../../domain/arm/resourceId.ts';
import { principalTypeOf } from '../../domain/plan/stepActions.ts';
import { contentOfRole } from '../../domain/plan/steps.ts';
import { directoryOf } from '../../domain/arm/via.ts';
import { IdentityError } from '../../errors.ts';
import type { Arm } from '../arm/arm.ts';
import { getRole } from '../read/roleDefinitions.ts';
import { listAssignments } from '../read/roleAssignments.ts';
import { createAssignment } from './roleAssignments.ts';
import {
  endOfFoundResult,
  pauseOrThrow,
  type StepReader,
  type StepContext,
  type StepEnd,
  type SaysWait,
} from './stepContext.ts';
import { otherThanPlannedError, sendOnce } from './sendOnce.ts';
import { stepPrincipalOf, isNoPrincipal } from './stepPrincipal.ts';
import { getAssignment } from '../arm/roleAssignment.ts';
import { defined } from '../../shape/defined.ts';
import { isAlreadyAssigned, isPrincipalNotFound } from '../arm/armCodes.ts';

/** Seconds between tries while Microsoft Entra does not know a new principal yet; 2 minutes in all. */
const replicationPauses = [2, 4, 8, 15, 30, 30, 30];
/** Seconds between looks for an assignment that exists according to ARM but is not shown yet. */
const unseenPauses = [2, 5, 10, 15];

/** A grant to be made: what it is, and which ARM is asked. */
interface GrantToMake {
  readonly triple: RoleForPrincipal;
  readonly roleName: string;
  readonly roleDefinitionId: string;
  readonly principalType: string;
  /** The resource that has the identity, if the subscription is delegated. */
  readonly resourceId: string | undefined;
  readonly arm: Arm;
  readonly signal: AbortSignal | undefined;
}

/** Returns true if the principal has exactly this role at exactly this scope, without a condition or with the step's. */
export async function assignRoleHolds(step: StepOf<'assignRole'>, context: StepReader): Promise<boolean> {
  try {
    return (await findExistingGrant(await grantOf(step, context))).kind === 'granted';
  } catch (error) {
    // A principal that does not exist holds nothing.
    if (error instanceof IdentityError && isNoPrincipal(error)) return false;
    throw error;
  }
}

/**
 * Grants the role under a name that is always the same, and never over an existing assignment: it looks each time
 * before it sends. ARM's PUT creates or updates and ignores `If-None-Match` for role assignments, so it can't notice
 * what someone creates between the last look and the PUT, which follow each other directly.
 */
export async function assignRole(step: StepOf<'assignRole'>, context: StepContext): Promise<StepEnd> {
  const currentGrant = async (): Promise<GrantToMake> => {
    const grant = await grantOf(step, context);
    const { principalId } = grant.triple;
    if (step.principal.kind !== 'principal') context.keepTarget({ path: grantId(grant.triple), principalId });
    return grant;
  };
  const first = await currentGrant();
  if (isGrantedOrThrow(await existingInList(first), first)) return endOfFoundResult(context);
  const replication = replicationPauses.values();
  const look = async (wasSent: boolean): Promise<StepEnd | undefined> => {
    const grant = await currentGrant();
    return isGrantedOrThrow(await findExistingGrant(grant), grant) ? endOfFoundResult({ sent: wasSent }) : undefined;
  };
  return sendOnce<StepEnd>(
    {
      lastLook: async (wasSent) => {
        const grant = await currentGrant();
        if (isGrantedOrThrow(await findExistingGrant(grant), grant))
          return { ended: endOfFoundResult({ sent: wasSent }) };
        await assertSameRole(step, grant, wasSent);
        return {
          send: async () => {
            await sendGrant(grant);
            return 'done';
          },
        };
      },
      lookForResult: look,
      waitToRetry: async (error) => {
        if (isAlreadyAssigned(error)) return untilSeen(error, look, context);
        if (!isPrincipalNotFound(error)) throw error;
        const waitingText: SaysWait = (seconds) =>
          say`Microsoft Entra does not know the new principal yet; retrying in ${seconds} s`;
        await pauseOrThrow(replication, error, context, waitingText);
      },
    },
    context,
  );
}

/** Waits until the assignment that exists according to ARM is visible; only one without a condition is what was asked for. */
async function untilSeen(
  answer: unknown,
  look: (wasSent: boolean) => Promise<StepEnd | undefined>,
  context: StepContext,
): Promise<void> {
  const pauses = unseenPauses.values();
  while ((await look(false)) === undefined) {
    const waitingText: SaysWait = (seconds) =>
      say`Azure says that the role is assigned but does not show it yet; checking again in ${seconds} s`;
    await pauseOrThrow(pauses, answer, context, waitingText);
  }
}

/** Someone may have changed the content of a role that the user chose. */
async function assertSameRole(
  step: StepOf<'assignRole'>,
  { triple, arm, signal }: GrantToMake,
  wasSent: boolean,
): Promise<void> {
  if (step.basis === undefined) return;
  const definition = await getRole(arm, step.scope, triple.roleGuid, signal);
  if (contentOfRole(definition) !== step.basis) throw otherThanPlannedError(step, wasSent);
}

async function grantOf(step: StepOf<'assignRole'>, context: StepReader): Promise<GrantToMake> {
  const { scope, roleDefinitionId, roleName, condition } = step;
  const { principalId, resourceId } = await stepPrincipalOf(step.principal, context);
  const limit = condition === undefined ? {} : { condition };
  const triple = { scope, roleGuid: lastSegment(roleDefinitionId), principalId, ...limit, ...directoryOf(step) };
  return {
    triple,
    roleName,
    roleDefinitionId,
    principalType: principalTypeOf(step.principal),
    resourceId: step.delegated && (step.delegated.resourceId ?? resourceId),
    arm: await context.armFor(scope, step),
    signal: context.signal,
  };
}

async function sendGrant({
  triple,
  roleDefinitionId,
  principalType,
  resourceId,
  arm,
  signal,
}: GrantToMake): Promise<void> {
  const { scope, principalId, condition } = triple;
  const name = lastSegment(grantId(triple));
  await createAssignment(
    arm,
    {
      scope,
      name,
      roleDefinitionId,
      principalId,
      principalType,
      delegatedManagedIdentityResourceId: resourceId,
      ...defined({ condition }),
    },
    signal,
  );
}

/**
 * Returns true if the role is already granted; throws `conflict` if an assignment with another condition, or a
 * different one of that name, is in the way.
 */
function isGrantedOrThrow(existing: ExistingGrant, { roleName }: GrantToMake): boolean {
  if (existing.kind !== 'inTheWay') return existing.kind === 'granted';
  const message = inTheWayText(existing.assignment, roleName);
  throw new IdentityError({ code: 'conflict', message, source: conditionsPage, status: 409 });
}

/** Looks both in lists and by name. */
async function findExistingGrant(grant: GrantToMake): Promise<ExistingGrant> {
  const existing = await existingInList(grant);
  return existing.kind === 'nothing' ? existingByName(grant) : existing;
}

/** A principal that is seconds old may be unknown to the list; then the look by name, and ARM's answer, have to do. */
async function existingInList({ triple, arm, signal }: GrantToMake): Promise<ExistingGrant> {
  const list = listAssignments(arm, triple.scope, triple.principalId, signal);
  return existingGrant(triple, { listed: (await undefinedForStatus([400, 404], list)) ?? [] });
}

async function existingByName({ triple, arm, signal }: GrantToMake): Promise<ExistingGrant> {
  return existingGrant(triple, { named: await undefinedForStatus([404], getAssignment(arm, grantId(triple), signal)) });
}

async function undefinedForStatus<T>(statuses: readonly number[], answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof IdentityError && statuses.includes(error.failure.status ?? 0)) return undefined;
    throw error;
  }
}
