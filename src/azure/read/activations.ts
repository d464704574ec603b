/** Reads what is asked of those who activate a role, and which activations they have asked for. */
import { rulesOfPolicy } from '../../domain/access/activation.ts';
import { roleGuidOf } from '../../domain/access/roles.ts';
import { apiVersions } from '../../domain/arm/apiVersions.ts';
import { textAt, type JsonObject } from '../../domain/arm/json.ts';
import { roleDefinitionId } from '../../domain/arm/resourceId.ts';
import type { ActivationRequest, ActivationRules, OwnActivations } from '../../domain/cluster/model.ts';
import { defined } from '../../shape/defined.ts';
import type { Arm } from '../arm/arm.ts';
import { armShapes } from '../http/armShapes.ts';
import { getCallerId } from './callerAssignments.ts';

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
