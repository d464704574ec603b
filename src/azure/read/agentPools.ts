import { apiVersions } from '../../domain/arm/apiVersions.ts';
import { textAt, type JsonObject } from '../../domain/arm/json.ts';
import type { Arm } from '../arm/arm.ts';
import { armShapes } from '../http/armShapes.ts';
import type { ArmId } from '../../domain/arm/resourceId.ts';
import { defined } from '../../shape/defined.ts';

/** What an image upgrade needs to know about a node pool. */
export interface PoolState {
  readonly nodeImageVersion?: string;
  readonly provisioningState: string;
}

/** Reads a node pool. */
export async function getPool(arm: Arm, id: ArmId, signal?: AbortSignal): Promise<PoolState> {
  return poolState(await arm.get(id, apiVersions.aks, signal, armShapes.thing));
}

/** Reads the newest node image for a pool. */
export async function getUpgradeProfile(
  arm: Arm,
  poolId: ArmId,
  signal?: AbortSignal,
): Promise<{ readonly latestNodeImageVersion?: string }> {
  const path = `${poolId}/upgradeProfiles/default`;
  const profile = await arm.get(path, apiVersions.aks, signal, armShapes.upgradeProfile);
  const latestNodeImageVersion = textAt(profile, 'properties.latestNodeImageVersion');
  return latestNodeImageVersion === undefined ? {} : { latestNodeImageVersion };
}

function poolState(raw: JsonObject): PoolState {
  const nodeImageVersion = textAt(raw, 'properties.nodeImageVersion');
  return {
    ...defined({ nodeImageVersion }),
    provisioningState: textAt(raw, 'properties.provisioningState') ?? 'Succeeded',
  };
}
