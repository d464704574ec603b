/** Asks Privileged Identity Management to make a role active, and waits until it is and Azure shows its rights. */
import { activationState, isOpenRequest, newestRequest, activationPage } from '../../domain/access/activation.ts';
import { roleGuidOf } from '../../domain/access/roles.ts';
import { lastSegment, sameGuid } from '../../domain/arm/resourceId.ts';
import type { ActivationRequest, Permission } from '../../domain/cluster/model.ts';
import type { StepOf } from '../../domain/plan/plan.ts';
import { IdentityError } from '../../errors.ts';
import type { Arm } from '../arm/arm.ts';
import { isAlreadyAssigned, isRequestPending, brokenActivationRules } from '../arm/armCodes.ts';
import { apiVersions } from '../../domain/arm/apiVersions.ts';
import { listOwnActivations } from '../read/callerAssignments.ts';
import { listCallerPermissions } from '../read/permissions.ts';
import { getRole } from '../read/roleDefinitions.ts';
import { sendOnce } from './sendOnce.ts';
import {
  endOfFoundResult,
  pause,
  type StepContext,
  type StepEnd,
  type StepReader,
  type SaysWait,
} from './stepContext.ts';
import { say, type Words } from '../../sentences/words.ts';

type ActivateStep = StepOf<'activateRole'>;
/** Looks at requests, by the clock of a run where there is one. */
type RequestReader = StepReader & Partial<Pick<StepContext, 'now'>>;

/** Seconds between looks while Azure makes the role active; 5 minutes in all. */
const provisioningPauses: readonly number[] = [2, 3, 5, ...Array.from({ length: 29 }, () => 10)];
/** Seconds between looks while somebody has to approve it; an hour in all. */
const approvalPauses: readonly number[] = [15, 15, 30, ...Array.from({ length: 59 }, () => 60)];
/** Seconds between looks for the rights of an active role; 5 minutes in all. */
const rightPauses: readonly number[] = [2, 3, 5, ...Array.from({ length: 29 }, () => 10)];

/** Returns true if the role is active by a request of this person's, and `running` while one waits. */
export async function activationHolds(step: ActivateStep, context: RequestReader): Promise<boolean | 'running'> {
  const { now = () => new Date() } = context;
  const found = await requestOf(step, await context.armFor(step.scope, step), context);
  if (found === undefined || !isOpenRequest(found, now())) return false;
  return activationState(found, now()) === 'active' ? true : 'running';
}

/** Waits for a request that an earlier run sent, or may have sent; returns `undefined` if none is visible. Only reads. */
export async function activationSettled(step: ActivateStep, context: StepContext): Promise<StepEnd | undefined> {
  const arm = await context.armFor(step.scope, step);
  if ((await requestOf(step, arm, context)) === undefined) return undefined;
  await untilActive(step, arm, context);
  return 'done';
}

/** Sends the request unless one waits or has effect already, and waits until the role is active and its rights are there. */
export async function activateRole(step: ActivateStep, context: StepContext): Promise<StepEnd> {
  const arm = await context.armFor(step.scope, step);
  const found = await requestOf(step, arm, context);
  const isAsked = found !== undefined && isOpenRequest(found, context.now());
  const end = isAsked ? endOfFoundResult(context) : await sendRequest(step, arm, context);
  await untilActive(step, arm, context);
  await untilRightsShow(step, arm, context);
  return end;
}

function sendRequest(step: ActivateStep, arm: Arm, context: StepContext): Promise<StepEnd> {
  const look = async (wasSent: boolean): Promise<StepEnd | undefined> =>
    (await requestOf(step, arm, context)) === undefined ? undefined : endOfFoundResult({ sent: wasSent });
  const waitToRetry = async (error: unknown): Promise<void> => {
    // Another window may have sent the same request a moment ago.
    if ((await look(false)) === undefined) throw error;
  };
  return sendOnce<StepEnd>(
    {
      lastLook: async (wasSent) => {
        const ended = await look(wasSent);
        if (ended !== undefined) return { ended };
        const { path, body = {} } = step.request;
        return {
          send: async () => {
            try {
              await arm.send({ method: 'PUT', path, apiVersion: apiVersions.activation, body, signal: context.signal });
              return 'done';
            } catch (error) {
              // Someone has activated or asked for it elsewhere, which is what is wanted.
              if (isAlreadyAssigned(error) || isRequestPending(error)) return 'alreadyDone';
              throw brokenRules(error, step.roleName) ?? error;
            }
          },
        };
      },
      lookForResult: look,
      waitToRetry,
    },
    context,
  );
}

/** The step's own request, whatever became of it, or another of the person's that waits or has effect. */
async function requestOf(
  { scope, roleDefinitionId, principalId, requestId }: ActivateStep,
  arm: Arm,
  { signal, now = () => new Date() }: RequestReader,
): Promise<ActivationRequest | undefined> {
  const own = await listOwnActivations(arm, scope, signal);
  if (own === undefined || !sameGuid(own.principalId, principalId)) throw anotherPerson();
  const role = { scope, roleGuid: roleGuidOf(roleDefinitionId), principalId };
  const newest = newestRequest(own.requests, role);
  if (newest !== undefined && isOpenRequest(newest, now())) return newest;
  return own.requests.find(({ name }) => sameGuid(name, lastSegment(requestId)));
}

function anotherPerson(): IdentityError {
  const message = say`The role is eligible for another account than the one that is signed in now. Nothing was sent.`;
  return new IdentityError({ code: 'signedOut', message });
}

/** Waits until the role is active; throws if the request was refused, or if it still waits after the longest time. */
async function untilActive(step: ActivateStep, arm: Arm, context: StepContext): Promise<void> {
  const pauses = { underWay: provisioningPauses.values(), waitsForApproval: approvalPauses.values() };
  for (;;) {
    const request = await requestOf(step, arm, context);
    // Without one, the role is assigned for good: there is nothing to wait for.
    const state = request === undefined ? 'active' : activationState(request, context.now());
    if (request === undefined || state === 'active' || state === 'over') return;
    if (state === 'refused') throw endedError(step, request);
    const next = pauses[state].next();
    if (next.done) throw stillWaiting(step, request);
    const words: SaysWait = (seconds) =>
      state === 'waitsForApproval'
        ? say`Waiting for approval; checking again in ${seconds} s`
        : say`Azure is activating the role; checking again in ${seconds} s`;
    await pause(next.value, context, words);
  }
}

function endedError({ roleName }: ActivateStep, { status }: ActivationRequest): IdentityError {
  const message = say`Azure ended the request to activate ${roleName}: ${status}. The role is not active.`;
  return new IdentityError({ code: 'refused', message });
}

/** The request stays in Azure, and the run can be resumed. */
function stillWaiting({ roleName }: ActivateStep, { status }: ActivationRequest): IdentityError {
  const message = say`${roleName} is not active yet; Azure reports ${status}. The request stays. Resume to look again.`;
  return new IdentityError({ code: 'unexpected', message });
}

const rightsText: SaysWait = (seconds) =>
  say`The role is active; waiting until Azure shows its rights; checking again in ${seconds} s`;

/**
 * Waits until Azure shows the role's rights at the scope, which can take minutes. If it never does, the role is active
 * all the same, and the plan that needs it says what is missing.
 */
async function untilRightsShow(step: ActivateStep, arm: Arm, context: StepContext): Promise<void> {
  const { scope, roleDefinitionId } = step;
  const { permissions } = await getRole(arm, scope, roleGuidOf(roleDefinitionId), context.signal);
  for (const seconds of rightPauses) {
    const own = await listCallerPermissions(arm, scope, context.signal);
    if (permissions.every((wanted) => own.some((candidate) => hasSame(wanted, candidate)))) return;
    await pause(seconds, context, rightsText);
  }
}

function hasSame(a: Permission, b: Permission): boolean {
  const all = ({ actions, notActions, dataActions, notDataActions }: Permission): string =>
    JSON.stringify([actions, notActions, dataActions, notDataActions].map((names) => names.toSorted())).toLowerCase();
  return all(a) === all(b);
}

/** What each rule of a policy asks for. */
const rules: Readonly<Record<string, (role: string) => Words>> = {
  expirationrule: (role) => say`The duration is longer than the settings of ${role} allow.`,
  justificationrule: (role) => say`The settings of ${role} ask for a justification.`,
  ticketingrule: (role) => say`The settings of ${role} ask for a ticket.`,
  mfarule: (role) =>
    say`The settings of ${role} ask for a sign-in with a second factor. Sign out in VS Code and in again with one, or activate the role in the Azure portal.`,
  eligibilityrule: (role) => say`You are not, or no longer, eligible for ${role} there.`,
  authenticationcontextrule: (role) =>
    say`The settings of ${role} ask for a stronger sign-in than yours (an authentication context). Activate the role in the Azure portal, then check again.`,
};

/** Returns the refusal with what to do about it; `undefined` for any other error, and if a rule is named that is not known. */
export function brokenRules(error: unknown, role: string): IdentityError | undefined {
  const broken = brokenActivationRules(error).map((name) => rules[name]?.(role));
  const known = broken.filter((words) => words !== undefined);
  // Azure's own message names all of them.
  if (!(error instanceof IdentityError) || known.length === 0 || known.length < broken.length) return undefined;
  const message = known.reduce((before, words) => say`${before} ${words}`);
  return new IdentityError({ ...error.failure, message, source: activationPage }, { cause: error });
}
