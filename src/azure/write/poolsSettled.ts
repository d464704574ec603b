import { apiVersions } from '../../domain/arm/apiVersions.ts';
import type { AgentPool } from '../../domain/cluster/model.ts';
import { IdentityError } from '../../errors.ts';
import type { Arm } from '../arm/arm.ts';
import { followOperation } from '../arm/longRunning.ts';
import type { StepContext } from './stepContext.ts';
import { getPool } from '../read/agentPools.ts';
import { hasSucceeded, isSettled } from '../../domain/cluster/provisioningState.ts';

/** Follows node pools until no operation is running on any of them; throws if one of them failed. */
export async function poolsSettled(arm: Arm, pools: readonly AgentPool[], context: StepContext): Promise<void> {
  for (const { id, name } of pools) {
    const tellState = (state: string): void => context.onDetail(`Node pool ${name}: ${state}`);
    let { provisioningState } = await getPool(arm, id, context.signal);
    tellState(provisioningState);
    if (!isSettled(provisioningState)) {
      const path = `${id}?api-version=${apiVersions.aks}`;
      await followOperation(
        arm,
        { kind: 'resource', path },
        { sleep: context.sleep, signal: context.signal, onStatus: tellState },
      );
      ({ provisioningState } = await getPool(arm, id, context.signal));
    }
    if (hasSucceeded(provisioningState)) continue;
    const message = `The cluster has its new identity, but its node pool ${name} is ${provisioningState}.`;
    throw new IdentityError({ code: 'unexpected', message });
  }
}
