import type { ExistingGrant, RoleForPrincipal } from '../../domain/access/existingGrant.ts';
import { conditionsPage, existingGrant, grantId, inTheWayText } from '../../domain/access/existingGrant.ts';
import type { PrincipalRef, Step } from '../../domain/plan/plan.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { lastSegment } from '../../domain/arm/resourceId.ts';
import { directoryOf } from '../../domain/arm/via.ts';
import { failureOf, IdentityError } from '../../errors.ts';
import type { Arm } from '../arm/arm.ts';
import { isLost } from '../arm/armErrors.ts';
import { getCluster } from '../read/clusters.ts';
import { getIdentity } from '../read/identities.ts';
import { createAssignment, listAssignments } from '../read/roleAssignments.ts';
import type { StepContext, StepEnd } from './stepContext.ts';
import { foundDone, lostPauses } from './stepContext.ts';
import type { ArmId } from '../../domain/arm/resourceId.ts';
import { getAssignment } from '../arm/roleAssignment.ts';
import { kubeletPrincipal } from '../../domain/cluster/principals.ts';

type AssignRole = Extract<Step, { kind: 'assignRole' }>;

/** Seconds between tries while Microsoft Entra does not know a new principal yet; 2 minutes in all. */
const replicationPauses = [2, 4, 8, 15, 30, 30, 30];
/** Seconds between looks for an assignment that exists, as ARM says, and is not shown yet. */
const unseenPauses = [2, 5, 10, 15];
/** Seconds: where ARM asks for a longer pause, the grant fails as it was answered instead of hanging. */
const longestPause = 60;

/** One grant on its way: what it is, and who is asked. */
interface Grant {
  readonly triple: RoleForPrincipal;
  readonly roleName: string;
  readonly roleDefinitionId: string;
  readonly arm: Arm;
  readonly signal: AbortSignal | undefined;
}

/** Returns true if the principal has exactly this role at exactly this scope, without a condition. */
export async function assignRoleHolds(
  step: AssignRole,
  context: Pick<StepContext, 'armFor' | 'signal'>,
): Promise<boolean> {
  try {
    return (await existing(await grantOf(step, context))).kind === 'granted';
  } catch (error) {
    // Nobody holds anything who is not there.
    if (error instanceof IdentityError && isNobody.has(error)) return false;
    throw error;
  }
}

/**
 * Grants the role under a name that is the same each time, and never over an existing assignment: it looks each time
 * before it sends. ARM's PUT creates or updates and takes no `If-None-Match` for role assignments, so it can't notice
 * what somebody creates between the last look and the PUT, which follow each other directly.
 */
export async function assignRole(step: AssignRole, context: StepContext): Promise<StepEnd> {
  const grant = await grantOf(step, context);
  const waits = { replication: replicationPauses.values(), repeat: lostPauses.values() };
  let { sent } = context;
  for (;;) {
    if (isGranted(await listed(grant), grant)) return foundDone({ sent });
    await context.onSend();
    if (isGranted(await named(grant), grant)) return foundDone({ sent });
    try {
      await send(grant);
      return 'done';
    } catch (error) {
      if (hasArmCode(error, 'RoleAssignmentExists')) return seenExisting(grant, error, { ...context, sent });
      if (isLost(error)) {
        await context.onLost();
        sent = true;
        if (isGranted(await existing(grant), grant)) return 'done';
      } else if (!sent && failureOf(error).status !== undefined) await context.onRefused();
      await wait(pauseAfter(error, waits), error, context);
    }
  }
}

/** Looks for the assignment that exists as ARM says: only one without a condition is what was asked for. */
async function seenExisting(grant: Grant, answer: unknown, context: StepContext): Promise<StepEnd> {
  const pauses = unseenPauses.values();
  while (!isGranted(await existing(grant), grant)) {
    await wait(paused(pauses, 'Azure says that the role is assigned, and does not show it yet'), answer, context);
  }
  return foundDone(context);
}

interface Pause {
  readonly seconds: number;
  readonly why: string;
}

/** How long to wait before the next try, or `undefined` where the error stands. */
function pauseAfter(
  error: unknown,
  waits: { readonly replication: Iterator<number>; readonly repeat: Iterator<number> },
): Pause | undefined {
  if (hasArmCode(error, 'PrincipalNotFound')) {
    return paused(waits.replication, 'Microsoft Entra does not know the new principal yet');
  }
  const isThrottled = error instanceof IdentityError && error.code === 'throttled';
  if (!isThrottled && !isLost(error)) return undefined;
  const pause = paused(
    waits.repeat,
    isThrottled ? 'Azure asks to slow down' : 'No response, and the role is not there',
  );
  const asked = error instanceof IdentityError ? error.failure.retryAfter : undefined;
  if (pause === undefined || asked === undefined) return pause;
  return asked <= longestPause ? { ...pause, seconds: asked } : undefined;
}

function paused(pauses: Iterator<number>, why: string): Pause | undefined {
  const next = pauses.next();
  return next.done ? undefined : { seconds: next.value, why };
}

async function wait(pause: Pause | undefined, error: unknown, context: StepContext): Promise<void> {
  if (pause === undefined) throw error;
  context.onDetail(`${pause.why}; retrying in ${pause.seconds} s`);
  await context.sleep(pause.seconds * 1000, context.signal);
}

async function grantOf(step: AssignRole, context: Pick<StepContext, 'armFor' | 'signal'>): Promise<Grant> {
  const { scope, roleDefinitionId, roleName } = step;
  const principalId = await principalIdOf(step.principal, context);
  const triple = { scope, roleGuid: lastSegment(roleDefinitionId), principalId, ...directoryOf(step) };
  return { triple, roleName, roleDefinitionId, arm: await context.armFor(scope, step), signal: context.signal };
}

async function send({ triple, roleDefinitionId, arm, signal }: Grant): Promise<void> {
  const { scope, principalId } = triple;
  await createAssignment(arm, { scope, name: lastSegment(grantId(triple)), roleDefinitionId, principalId }, signal);
}

/** Throws `conflict` for what a grant would write over. */
function isGranted(found: ExistingGrant, { roleName }: Grant): boolean {
  if (found.kind !== 'inTheWay') return found.kind === 'granted';
  const message = inTheWayText(found.assignment, roleName);
  throw new IdentityError({ code: 'conflict', message, source: conditionsPage, status: 409 });
}

/** What lists and the look by name say. */
async function existing(grant: Grant): Promise<ExistingGrant> {
  const found = await listed(grant);
  return found.kind === 'nothing' ? named(grant) : found;
}

/** A principal that is seconds old may be unknown to the list: then the look by name, and ARM's answer, have to do. */
async function listed({ triple, arm, signal }: Grant): Promise<ExistingGrant> {
  const list = listAssignments(arm, triple.scope, triple.principalId, signal);
  return existingGrant(triple, { listed: (await unless([400, 404], list)) ?? [] });
}

async function named({ triple, arm, signal }: Grant): Promise<ExistingGrant> {
  return existingGrant(triple, { named: await unless([404], getAssignment(arm, grantId(triple), signal)) });
}

async function unless<T>(statuses: readonly number[], answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof IdentityError && statuses.includes(error.failure.status ?? 0)) return undefined;
    throw error;
  }
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
      if (controlPlane.kind !== 'systemAssigned') throw another(name, 'control plane identity');
      return controlPlane.principalId ?? raise(noIdentity(name, 'control plane identity'));
    }
    case 'kubelet': {
      const { name, kubelet } = await read(principal.clusterId);
      if (kubelet.kind === 'preCreated') throw another(name, 'kubelet identity');
      return kubeletPrincipal(kubelet) ?? raise(noIdentity(name, 'kubelet identity'));
    }
    case 'addon': {
      const { name, addons } = await read(principal.clusterId);
      const addon = addons.find((candidate) => candidate.name.toLowerCase() === principal.addon.toLowerCase());
      return addon?.objectId ?? raise(noIdentity(name, `identity for the add-on ${principal.addon}`));
    }
  }
}

/** Only what Azure makes for a cluster is looked up when a step runs; one that somebody has brought is not in the plan. */
function another(cluster: string, what: string): IdentityError {
  return new IdentityError({
    code: 'conflict',
    message: `Somebody has given ${cluster} another ${what} since the plan was made. Nothing was granted to it.`,
  });
}

function noIdentity(cluster: string, what: string): IdentityError {
  const error = new IdentityError({
    code: 'unexpected',
    message: `${cluster} does not show a ${what} that could get a role.`,
  });
  isNobody.add(error);
  return error;
}

/** The errors that say: there is no principal (yet). */
const isNobody = new WeakSet<IdentityError>();

function raise(error: IdentityError): never {
  throw error;
}

function hasArmCode(error: unknown, armCode: string): boolean {
  return error instanceof IdentityError && error.armCode?.toLowerCase() === armCode.toLowerCase();
}
