/** Writes access policies of key vaults. ARM adds and removes them one by one, so those of others are not sent and stay. */
import { say } from '../../sentences/words.ts';
import { sameGuid } from '../../domain/arm/resourceId.ts';
import { valueAt } from '../../domain/arm/json.ts';
import type { StepOf } from '../../domain/plan/plan.ts';
import { policyBody } from '../../domain/plan/carry/policies.ts';
import type { VaultPolicy } from '../../domain/cluster/facts.ts';
import { IdentityError } from '../../errors.ts';
import { oddAnswerError } from '../http/pageCheck.ts';
import { versionOf } from '../arm/apiVersions.ts';
import { policiesOf } from '../../domain/cluster/fromArm.ts';
import { getResource, undefinedIfGone } from '../read/resources.ts';
import { otherThanPlannedError, sendOnce } from './sendOnce.ts';
import { endOfFoundResult, type StepReader, type StepContext, type StepEnd } from './stepContext.ts';
import { stepPrincipalOf, isNoPrincipal } from './stepPrincipal.ts';

type PolicyStep = StepOf<'addAccessPolicy' | 'removeAccessPolicy'>;

/** Returns true if the principal has everything to be added, or nothing of what is to be removed. */
export async function accessPolicyHolds(step: PolicyStep, context: StepReader): Promise<boolean> {
  try {
    const { principalId: objectId } = await stepPrincipalOf(step.principal, context);
    return isSo(step, await policiesAt(step, context), objectId);
  } catch (error) {
    // A principal that does not exist has nothing.
    if (error instanceof IdentityError && isNoPrincipal(error)) return step.kind === 'removeAccessPolicy';
    throw error;
  }
}

/** Adds permissions to an access policy or removes them, unless that is already done. */
export async function writeAccessPolicy(step: PolicyStep, context: StepContext): Promise<StepEnd> {
  if (await accessPolicyHolds(step, context)) return endOfFoundResult(context);
  return sendOnce<StepEnd>(
    {
      lastLook: async (wasSent) => {
        const { principalId: objectId } = await stepPrincipalOf(step.principal, context);
        const present = await policiesAt(step, context);
        if (isSo(step, present, objectId)) return { ended: endOfFoundResult({ sent: wasSent }) };
        if (step.kind === 'addAccessPolicy' && present?.isIdle) throw otherThanPlannedError(step, wasSent);
        const arm = await context.armFor(step.vaultId, step);
        const { path } = step.request;
        const apiVersion = await versionOf(arm, step.vaultId, context.signal);
        const body = policyBody({ ...step.policy, objectId });
        return {
          send: async () => {
            await arm.send({ method: 'PUT', path, apiVersion, body, signal: context.signal });
            return 'done';
          },
        };
      },
      lookForResult: async (wasSent) =>
        (await accessPolicyHolds(step, context)) ? endOfFoundResult({ sent: wasSent }) : undefined,
    },
    context,
  );
}

interface PresentPolicies {
  readonly policies: readonly VaultPolicy[];
  readonly isIdle: boolean;
}

/** The access policies of the vault; `undefined` if a permission is to be removed from a vault that is gone. */
async function policiesAt(step: PolicyStep, { armFor, signal }: StepReader): Promise<PresentPolicies | undefined> {
  const reading = getResource(await armFor(step.vaultId, step), step.vaultId, signal);
  const vault = await (step.kind === 'removeAccessPolicy' ? undefinedIfGone(reading) : reading);
  if (vault === undefined) return undefined;
  const isIdle = valueAt(vault, 'properties.enableRbacAuthorization') === true;
  const list = valueAt(vault, 'properties.accessPolicies');
  if (!Array.isArray(list) && !(isIdle && (list ?? null) === null)) {
    throw oddAnswerError(say`Azure answered without access policies when asked for ${step.vaultId}.`);
  }
  return { policies: policiesOf(vault), isIdle };
}

function isSo({ kind, policy }: PolicyStep, present: PresentPolicies | undefined, objectId: string): boolean {
  // If the vault uses roles, a policy has no effect.
  if (kind === 'addAccessPolicy' && present?.isIdle) return false;
  const application = policy.applicationId?.toLowerCase();
  const ownPolicies = (present?.policies ?? []).filter(
    (candidate) => sameGuid(candidate.objectId, objectId) && candidate.applicationId?.toLowerCase() === application,
  );
  const has = (about: string, permission: string): boolean =>
    ownPolicies.some(({ permissions }) =>
      (permissions[about] ?? []).some((heldPermission) =>
        ['all', permission.toLowerCase()].includes(heldPermission.toLowerCase()),
      ),
    );
  const wantedPermissions = Object.entries(policy.permissions).flatMap(([about, list]) =>
    list.map((permission) => [about, permission] as const),
  );
  return kind === 'addAccessPolicy'
    ? wantedPermissions.every(([about, permission]) => has(about, permission))
    : wantedPermissions.every(([about, permission]) => !has(about, permission));
}
