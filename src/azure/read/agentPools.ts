import { textAt } from '../../domain/arm/json.ts';
import type { AgentPool, ArmId, JsonObject } from '../../domain/cluster/model.ts';
import { IdentityError } from '../../errors.ts';
import type { Arm } from '../arm/arm.ts';
import { aksApiVersion } from '../arm/arm.ts';
import { follow } from '../arm/longRunning.ts';
import type { StepContext } from '../write/stepContext.ts';

/** What of a node pool matters to an image upgrade. */
export interface PoolState {
  readonly nodeImageVersion?: string;
  readonly provisioningState: string;
}

/** A node pool, read now. */
export async function getPool(arm: Arm, id: ArmId, signal?: AbortSignal): Promise<PoolState> {
  return poolState(await arm.get(id, aksApiVersion, signal));
}

/** Follows node pools until no operation is running on any of them; throws where one of them ended other than Succeeded. */
export async function poolsSettled(arm: Arm, pools: readonly AgentPool[], context: StepContext): Promise<void> {
  for (const { id, name } of pools) {
    const told = (state: string): void => context.onDetail(`Node pool ${name}: ${state}`);
    let { provisioningState } = await getPool(arm, id, context.signal);
    told(provisioningState);
    if (!isTerminalState(provisioningState)) {
      const path = `${id}?api-version=${aksApiVersion}`;
      await follow(arm, { kind: 'resource', path }, { sleep: context.sleep, signal: context.signal, onStatus: told });
      ({ provisioningState } = await getPool(arm, id, context.signal));
    }
    if (provisioningState.toLowerCase() === 'succeeded') continue;
    const message = `The cluster has its new identity, but its node pool ${name} is ${provisioningState}.`;
    throw new IdentityError({ code: 'unexpected', message });
  }
}

/** True for the state of a node pool that no operation is running on. */
export function isTerminalState(provisioningState: string): boolean {
  return /^(Succeeded|Failed|Canceled)$/i.test(provisioningState);
}

/** The newest node image that exists for a pool. */
export async function getUpgradeProfile(
  arm: Arm,
  poolId: ArmId,
  signal?: AbortSignal,
): Promise<{ readonly latestNodeImageVersion?: string }> {
  const profile = await arm.get(`${poolId}/upgradeProfiles/default`, aksApiVersion, signal);
  const latestNodeImageVersion = textAt(profile, 'properties.latestNodeImageVersion');
  return latestNodeImageVersion === undefined ? {} : { latestNodeImageVersion };
}

function poolState(raw: JsonObject): PoolState {
  const nodeImageVersion = textAt(raw, 'properties.nodeImageVersion');
  return {
    ...(nodeImageVersion === undefined ? {} : { nodeImageVersion }),
    provisioningState: textAt(raw, 'properties.provisioningState') ?? 'Succeeded',
  };
}
