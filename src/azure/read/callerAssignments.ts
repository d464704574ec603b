import { isObject, textAt, type JsonObject } from '../../domain/arm/json.ts';
import type { RoleAssignment, ActivationRequest, ActivationRules, OwnActivations } from '../../domain/cluster/model.ts';
import type { Arm } from '../arm/arm.ts';
import { accountIn, claimsOf } from '../http/tokenClaims.ts';
import type { TokenOwner } from '../../domain/arm/tokenOwner.ts';
import { asIdentityError } from '../arm/armErrors.ts';
import { listAssignments } from './roleAssignments.ts';
import { rulesOfPolicy } from '../../domain/access/activation.ts';
import { roleGuidOf } from '../../domain/access/roles.ts';
import { apiVersions } from '../../domain/arm/apiVersions.ts';
import { roleDefinitionId } from '../../domain/arm/resourceId.ts';
import { defined } from '../../shape/defined.ts';
import { armShapes } from '../http/armShapes.ts';

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
  return (await getCaller(arm, signal)).objectId;
}

/** Returns who is signed in, as far as the token says so; it is not kept. An emulator is asked if the token has no object ID. */
export async function getCaller(arm: Arm, signal?: AbortSignal): Promise<TokenOwner> {
  const { options } = arm;
  try {
    options.assertSignedIn?.();
    const token = await options.credential.getToken([...options.scopes]);
    const account = accountIn(claimsOf(token?.token ?? ''));
    if (account.objectId !== undefined || !options.isEmulator) return account;
    return { ...account, ...defined({ objectId: await emulatedCaller(arm, signal) }) };
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

const provider = (scope: string): string => `${scope === '/' ? '' : scope}/providers/Microsoft.Authorization`;

/**
 * Returns what the policy of a role at a scope asks of those who activate it; `undefined` if it has none. The filter
 * only spares reading others, so the answer is looked through as well.
 * Source: https://learn.microsoft.com/rest/api/authorization/role-management-policy-assignments/list-for-scope
 */
export async function getActivationRules(
  arm: Arm,
  { scope, guid }: { readonly scope: string; readonly guid: string },
  signal?: AbortSignal,
): Promise<ActivationRules | undefined> {
  const filter = encodeURIComponent(`roleDefinitionId eq '${roleDefinitionId(scope, guid)}'`);
  const path = `${provider(scope)}/roleManagementPolicyAssignments?$filter=${filter}`;
  const policies = await arm.list(path, apiVersions.activation, signal, armShapes.rolePolicy);
  const policy = policies.find(
    (candidate) => roleGuidOf(textAt(candidate, 'properties.roleDefinitionId') ?? '') === guid.toLowerCase(),
  );
  return policy && rulesOfPolicy(policy);
}

/**
 * Lists the signed-in user's requests to activate roles at, above and below a scope; `undefined` if the token doesn't
 * identify the user.
 * Source: https://learn.microsoft.com/rest/api/authorization/role-assignment-schedule-requests/list-for-scope
 */
export async function listOwnActivations(
  arm: Arm,
  scope: string,
  signal?: AbortSignal,
): Promise<OwnActivations | undefined> {
  const principalId = await getCallerId(arm, signal);
  if (principalId === undefined) return undefined;
  const path = `${provider(scope)}/roleAssignmentScheduleRequests?$filter=asTarget()`;
  const entries = await arm.list(path, apiVersions.activation, signal, armShapes.activationRequest);
  return { principalId, requests: entries.map(activationRequestOf) };
}

function activationRequestOf(entry: JsonObject): ActivationRequest {
  const text = (name: string): string => textAt(entry, `properties.${name}`) ?? '';
  return {
    name: textAt(entry, 'name') ?? '',
    scope: text('scope'),
    roleDefinitionId: text('roleDefinitionId'),
    principalId: text('principalId'),
    type: text('requestType'),
    status: text('status'),
    ...defined({
      startsAt: textAt(entry, 'properties.scheduleInfo.startDateTime'),
      duration: textAt(entry, 'properties.scheduleInfo.expiration.duration'),
      endsAt: textAt(entry, 'properties.scheduleInfo.expiration.endDateTime'),
      createdOn: textAt(entry, 'properties.createdOn'),
    }),
  };
}
