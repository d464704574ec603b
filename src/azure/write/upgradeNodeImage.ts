import { say } from '../../sentences/words.ts';
import { apiVersions } from '../../domain/arm/apiVersions.ts';
import type { StepOf } from '../../domain/plan/plan.ts';
import { lastSegment } from '../../domain/arm/resourceId.ts';
import { IdentityError } from '../../errors.ts';
import { getPool, type PoolState } from '../read/clusters.ts';
import type { Arm } from '../arm/arm.ts';
import { busyError, leftOperation, operationByState, targetOnceSettled, waiterForOthers } from './operations.ts';
import type { Operation } from '../arm/longRunning.ts';
import { endOfFoundResult, type StepReader, type StepContext, type StepEnd } from './stepContext.ts';
import { sendOnce } from './sendOnce.ts';
import { hasSucceeded, isSettled } from '../../domain/cluster/provisioningState.ts';

type UpgradeNodeImage = StepOf<'upgradeNodeImage'>;

/** Returns true if the pool runs the wanted image, and `running` while it is being upgraded. */
export async function upgradeHolds(
  step: UpgradeNodeImage,
  { armFor, signal }: StepReader,
): Promise<boolean | 'running'> {
  const pool = await getPool(await armFor(step.poolId, step), step.poolId, signal);
  if (isUpgrading(pool)) return 'running';
  return runsWanted(pool, step);
}

/** Waits for what an earlier run sent, or may have sent; returns `undefined` if nothing is visible. Only reads. */
export async function upgradeSettled(step: UpgradeNodeImage, context: StepContext): Promise<StepEnd | undefined> {
  const arm = await context.armFor(step.poolId, step);
  const pool = await getPool(arm, step.poolId, context.signal);
  if (isUpgrading(pool)) return finishUpgrade(step, arm, leftOperation(step.poolId, apiVersions.aks, context), context);
  return isUpgraded(pool, step) ? 'done' : undefined;
}

/** Upgrades the pool's node image and waits; an upgrade that an earlier run started is waited for, not repeated. */
export async function upgradeNodeImage(step: UpgradeNodeImage, context: StepContext): Promise<StepEnd> {
  const end = context.sent ? await upgradeSettled(step, context) : undefined;
  if (end !== undefined) return end;
  const arm = await context.armFor(step.poolId, step);
  const before = await getPool(arm, step.poolId, context.signal);
  if (runsWanted(before, step)) return endOfFoundResult(context);
  if (!isSettled(before.provisioningState)) throw busyError(lastSegment(step.poolId), before.provisioningState);
  return finishUpgrade(step, arm, await sendUpgrade(step, arm, context), context);
}

async function sendUpgrade(step: UpgradeNodeImage, arm: Arm, context: StepContext): Promise<Operation> {
  const path = `${step.poolId}/upgradeNodeImageVersion?api-version=${apiVersions.aks}`;
  return sendOnce<Operation>(
    {
      lastLook: async () => {
        const pool = await getPool(arm, step.poolId, context.signal);
        if (isUpgrading(pool) || runsWanted(pool, step))
          return { ended: operationByState(step.poolId, apiVersions.aks) };
        if (!isSettled(pool.provisioningState))
          return { busy: busyError(lastSegment(step.poolId), pool.provisioningState) };
        return {
          send: async () => {
            const answer = await arm.send({ method: 'POST', path, signal: context.signal });
            return { kind: 'started', method: 'POST', path, answer };
          },
        };
      },
      lookForResult: async () => {
        const pool = await getPool(arm, step.poolId, context.signal);
        return isUpgrading(pool) || isUpgraded(pool, step) ? operationByState(step.poolId, apiVersions.aks) : undefined;
      },
      waitToRetry: waiterForOthers(context),
    },
    context,
  );
}

async function finishUpgrade(
  step: UpgradeNodeImage,
  arm: Arm,
  operation: Operation,
  context: StepContext,
): Promise<StepEnd> {
  const read = () => getPool(arm, step.poolId, context.signal);
  const pool = await targetOnceSettled(step.poolId, operation, { arm, read }, context);
  if (isUpgraded(pool, step)) return 'done';
  const image = pool.nodeImageVersion ?? say`an unknown image`;
  const message = say`The upgrade has ended, but ${lastSegment(step.poolId)} is ${pool.provisioningState} and runs ${image}.`;
  throw new IdentityError({ code: 'unexpected', message });
}

function runsWanted(pool: PoolState, { from, to }: UpgradeNodeImage): boolean {
  if (!hasSucceeded(pool.provisioningState)) return false;
  return to === undefined ? pool.nodeImageVersion !== from : pool.nodeImageVersion === to;
}

/** Our upgrade ends with the wanted image, or one that has become the newest since the plan was made. */
function isUpgraded(pool: PoolState, step: UpgradeNodeImage): boolean {
  const { from } = step;
  const isNewer = from !== undefined && pool.nodeImageVersion !== undefined && pool.nodeImageVersion !== from;
  return runsWanted(pool, step) || (isNewer && hasSucceeded(pool.provisioningState));
}

function isUpgrading(pool: PoolState): boolean {
  return /^Upgrading/i.test(pool.provisioningState);
}
