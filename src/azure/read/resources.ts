/** Reads any resource, says whether one no longer exists, and lists when resources were created. */
import { forEachInTurns } from '../../async/yielding.ts';
import { apiVersions } from '../../domain/arm/apiVersions.ts';
import { parseResourceId, resourceType, isOfType } from '../../domain/arm/resourceId.ts';
import type { CreationTimes } from '../../domain/cluster/model.ts';
import { type JsonObject, textAt } from '../../domain/arm/json.ts';
import { versionOf } from '../arm/apiVersions.ts';
import type { Arm } from '../arm/arm.ts';
import { asIdentityError, isAboutEverything, isNotFound } from '../arm/armErrors.ts';
import { IdentityError } from '../../errors.ts';
import { resourceShape, armShapes } from '../http/armShapes.ts';

function isIdentity(id: string): boolean {
  return isOfType(id, resourceType.identity);
}

/** Reads a resource of any type; throws if the answer is about another one, or lacks what its type requires. */
export async function getResource(arm: Arm, id: string, signal?: AbortSignal): Promise<JsonObject> {
  const shape = resourceShape(id, parseResourceId(id)?.type ?? '');
  const version = isIdentity(id) ? apiVersions.identityWithRestrictions : await versionOf(arm, id, signal);
  return arm.get(id, version, signal, shape);
}

/**
 * Returns what was read, or `undefined` if Azure says that exactly this resource no longer exists. It is a failure if
 * its subscription can't be seen.
 */
export async function undefinedIfGone<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof IdentityError && isNotFound(error.failure)) return undefined;
    throw error;
  }
}

/**
 * Says whether the resource being read is certainly gone. Only a 404 for its own address says so; one for a list below
 * it may have other reasons.
 */
export async function isNotThere(reading: Promise<unknown>): Promise<boolean> {
  try {
    await reading;
    return false;
  } catch (thrown) {
    const { failure } = asIdentityError(thrown);
    if (isAboutEverything(failure)) throw thrown;
    return isNotFound(failure);
  }
}

/**
 * Lists when the resources of a type in a subscription were created, by `idKey`. Only ARM's own list has that: AKS and
 * managed identities leave `systemData` out, and Resource Graph has no such column.
 * Source: https://learn.microsoft.com/rest/api/resources/resources/list
 */
export async function listCreationTimes(
  arm: Arm,
  { subscriptionId, type }: { readonly subscriptionId: string; readonly type: string },
  signal?: AbortSignal,
): Promise<CreationTimes> {
  const filter = encodeURIComponent(`resourceType eq '${type}'`);
  const path = `/subscriptions/${subscriptionId}/resources?$filter=${filter}&$expand=createdTime`;
  const resources = await arm.list(path, apiVersions.resources, signal, armShapes.resource);
  const times = new Map<string, string>();
  const note = (resource: JsonObject): void => {
    const id = textAt(resource, 'id');
    const time = textAt(resource, 'createdTime');
    if (id !== undefined && time !== undefined) times.set(namesIn(id), time);
  };
  await forEachInTurns(resources, note, signal);
  return { get: (id) => times.get(namesIn(id)) };
}

/** The names in an id, which tell resources of one type and subscription apart; keys of whole ids would take three times the memory. */
function namesIn(id: string): string {
  const names = id.split('/').filter((_, index) => index === groupAt || (index >= nameAt && index % 2 === 0));
  return names.join('/').toLowerCase();
}

/** Where the names are in `/subscriptions/{id}/resourceGroups/{name}/providers/{namespace}/{type}/{name}/{type}/{name}`. */
const groupAt = 4;
const nameAt = 8;
