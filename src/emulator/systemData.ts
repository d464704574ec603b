import type { ArmRequest } from './arm.ts';
import { armTime } from './clock.ts';
import { asObject } from './json.ts';
import type { JsonObject } from './json.ts';
import type { WorldResource } from './worldFile.ts';

/** The application of AKS itself, the same in every tenant. */
const aksApplication = '7319c514-987d-4e9b-ac3d-d38c4f427f4c';

/**
 * `systemData` after this write: who made the resource and who changed it last. Who made one that was there before this was
 * noted stays unknown.
 */
export function noteWrite({ caller, now }: ArmRequest, existing: WorldResource | undefined): JsonObject {
  const made = existing === undefined ? creation(caller.name, caller.type, now) : asObject(existing['systemData']);
  return { ...made, ...change(caller.name, caller.type, now) };
}

/** `systemData` of what AKS makes by itself. */
export function madeByAks(now: number): JsonObject {
  return { ...creation(aksApplication, 'Application', now), ...change(aksApplication, 'Application', now) };
}

function creation(createdBy: string, createdByType: string, now: number): JsonObject {
  return { createdBy, createdByType, createdAt: armTime(now) };
}

function change(lastModifiedBy: string, lastModifiedByType: string, now: number): JsonObject {
  return { lastModifiedBy, lastModifiedByType, lastModifiedAt: armTime(now) };
}
