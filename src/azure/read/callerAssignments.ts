import { isObject, textAt, type JsonObject } from '../../domain/arm/json.ts';
import type { RoleAssignment } from '../../domain/cluster/model.ts';
import type { Arm } from '../arm/arm.ts';
import { claimsOf } from '../http/tokenClaims.ts';
import { asIdentityError } from '../arm/armErrors.ts';
import { listAssignments } from './roleAssignments.ts';

/**
 * Lists the role assignments of the signed-in user at and above a scope, with their conditions and those through
 * groups; `undefined` if the token doesn't identify the user.
 */
export async function listCallerAssignments(
  arm: Arm,
  scope: string,
  signal?: AbortSignal,
): Promise<readonly RoleAssignment[] | undefined> {
  const objectId = await getCallerId(arm, signal);
  return objectId === undefined ? undefined : listAssignments(arm, scope, objectId, signal);
}

/** Returns the object id of the signed-in user; `undefined` if the token doesn't identify them. */
export async function getCallerId(arm: Arm, signal?: AbortSignal): Promise<string | undefined> {
  return (await callerObjectId(arm)) ?? (arm.options.isEmulator ? emulatedCaller(arm, signal) : undefined);
}

/**
 * The object id of the token's owner. Nothing else in the token is looked at, and it is not kept. Source:
 * https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
async function callerObjectId({ options }: Arm): Promise<string | undefined> {
  try {
    options.assertSignedIn?.();
    const token = await options.credential.getToken([...options.scopes]);
    return objectIdIn(claimsOf(token?.token ?? ''), 'oid');
  } catch (error) {
    throw asIdentityError(error);
  }
}

/**
 * The user that an emulator assumes if the token doesn't identify one, from its Microsoft Graph or else its world;
 * `undefined` if neither says.
 * Source: docs/tables/emulator-behaviour.md
 */
async function emulatedCaller(arm: Arm, signal?: AbortSignal): Promise<string | undefined> {
  const me = objectIdIn(await readIfThere(arm, '/v1.0/me', signal), 'id');
  if (me !== undefined) return me;
  const world = await readIfThere(arm, '/_emulator/world', signal);
  if (textAt(world, 'tenantId') === undefined) return undefined;
  return isObject(world?.['caller']) ? objectIdIn(world, 'caller.objectId') : nobody;
}

/** A principal without assignments; in such a world everybody is an owner anyway. */
const nobody = '00000000-0000-0000-0000-000000000001';

async function readIfThere(arm: Arm, path: string, signal?: AbortSignal): Promise<JsonObject | undefined> {
  try {
    return (await arm.send({ method: 'GET', path, signal })).body;
  } catch (error) {
    const { failure } = asIdentityError(error);
    if (failure.status === undefined || failure.code === 'signedOut') throw error;
    return undefined;
  }
}

function objectIdIn(body: JsonObject | undefined, name: string): string | undefined {
  const objectId = textAt(body, name);
  return objectId !== undefined && /^[0-9a-f-]{36}$/i.test(objectId) ? objectId : undefined;
}
