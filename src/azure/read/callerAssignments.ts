import { textAt } from '../../domain/arm/json.ts';
import type { JsonObject, RoleAssignment } from '../../domain/cluster/model.ts';
import type { Arm } from '../arm/arm.ts';
import { translated } from '../arm/armErrors.ts';
import { listAssignments } from './roleAssignments.ts';

/**
 * What the signed-in person holds at and above a scope, through groups too, with conditions; `undefined` where the token does
 * not say who that is, and nothing but a request for a token was made.
 */
export async function listCallerAssignments(
  arm: Arm,
  scope: string,
  signal?: AbortSignal,
): Promise<readonly RoleAssignment[] | undefined> {
  const objectId = await callerObjectId(arm);
  return objectId === undefined ? undefined : listAssignments(arm, scope, objectId, signal);
}

/**
 * The object id of whoever the token stands for. Nothing else of the token is looked at, and it is not kept.
 * Source: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
async function callerObjectId({ options }: Arm): Promise<string | undefined> {
  try {
    options.assertSignedIn?.();
    const token = await options.credential.getToken([...options.scopes]);
    const objectId = textAt(claimsOf(token?.token ?? ''), 'oid');
    return objectId !== undefined && /^[0-9a-f-]{36}$/i.test(objectId) ? objectId : undefined;
  } catch (error) {
    throw translated(error);
  }
}

function claimsOf(token: string): JsonObject {
  const payload = token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
  try {
    return JSON.parse(atob(payload)) as JsonObject;
  } catch {
    return {};
  }
}
