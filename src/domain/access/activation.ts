/** Activating a role in Privileged Identity Management: the rules of its policy, and what became of a request, as data. */
import { countWithNoun } from '../words/counts.ts';
import { isOn, objectsAt, textAt, textsAt, type JsonObject } from '../arm/json.ts';
import { idKey, sameGuid, sameId, type ArmId } from '../arm/resourceId.ts';
import { templateNamespace, uuidV5 } from '../arm/stableId.ts';
import type { ActivationRequest, ActivationRules } from '../cluster/model.ts';
import { roleGuidOf } from './roles.ts';
import { joinWords, type Phrase, type Words } from '../../sentences/words.ts';

/** The page about activating roles on Azure resources. */
export const activationPage =
  'https://learn.microsoft.com/entra/id-governance/privileged-identity-management/pim-resource-roles-activate-your-roles';

/**
 * Reads the rules for those who activate a role. What a policy does not say is not asked for.
 * Source: https://github.com/Azure/azure-rest-api-specs (GetRoleManagementPolicyAssignmentByScope.json)
 */
export function rulesOfPolicy(policy: JsonObject): ActivationRules {
  const rules = objectsAt(policy, 'properties.effectiveRules');
  const rule = (id: string): JsonObject | undefined =>
    rules.find((candidate) => textAt(candidate, 'id') === `${id}_EndUser_Assignment`);
  const asked = textsAt(rule('Enablement'), 'enabledRules').map((name) => name.toLowerCase());
  const maximum = textAt(rule('Expiration'), 'maximumDuration');
  const context = rule('AuthenticationContext');
  const claim = isOn(context, 'isEnabled') ? textAt(context, 'claimValue') : undefined;
  return {
    needsReason: asked.includes('justification'),
    needsTicket: asked.includes('ticketing'),
    needsSecondFactor: asked.includes('multifactorauthentication'),
    needsApproval: isOn(rule('Approval'), 'setting.isApprovalRequired'),
    ...(maximum === undefined ? {} : { longest: maximum }),
    ...(claim === undefined ? {} : { context: claim }),
  };
}

/** How far a request has come. */
export type ActivationState = 'active' | 'over' | 'waitsForApproval' | 'underWay' | 'refused';

/** States in which nothing more happens, in lower case. */
const refusedStatuses: readonly string[] = [
  'denied',
  'admindenied',
  'failed',
  'failedasresourceislocked',
  'canceled',
  'revoked',
  'timedout',
  'invalid',
];

/**
 * Returns how far a request has come. Azure keeps no state for an end by time, so that is reckoned.
 * Source: https://learn.microsoft.com/rest/api/authorization/role-assignment-schedule-requests (Status)
 */
export function activationState(request: ActivationRequest, now: Date): ActivationState {
  const name = request.status.toLowerCase();
  if (refusedStatuses.includes(name)) return 'refused';
  if (/^pending(approval|admindecision)/.test(name)) return 'waitsForApproval';
  if (name !== 'provisioned') return 'underWay';
  const end = endOfActivation(request);
  return end !== undefined && end <= now ? 'over' : 'active';
}

/** Returns when the role of an active request ends; `undefined` if it does not say. */
export function endOfActivation({ startsAt, duration, endsAt }: ActivationRequest): Date | undefined {
  const end = endsAt === undefined ? Date.parse(startsAt ?? '') + millisecondsOf(duration ?? '') : Date.parse(endsAt);
  return Number.isNaN(end) ? undefined : new Date(end);
}

/** A role for a person at a scope. */
export interface RoleAtScope {
  readonly scope: string;
  readonly roleGuid: string;
  readonly principalId: string;
}

/** Returns the newest request to activate the role at exactly the scope, or to end that. */
export function newestRequest(
  requests: readonly ActivationRequest[],
  { scope, roleGuid, principalId }: RoleAtScope,
): ActivationRequest | undefined {
  return requests
    .filter(
      (request) =>
        ofActivation.includes(request.type.toLowerCase()) &&
        sameId(request.scope, scope) &&
        sameGuid(request.principalId, principalId) &&
        roleGuidOf(request.roleDefinitionId) === roleGuid.toLowerCase(),
    )
    .toSorted((a, b) => createdAt(b) - createdAt(a))
    .at(0);
}

/** The types of requests that a person makes about an activation, in lower case. */
const ofActivation: readonly string[] = ['selfactivate', 'selfdeactivate'];

function createdAt({ createdOn }: ActivationRequest): number {
  return Date.parse(createdOn ?? '') || 0;
}

/** Returns true for a request to activate a role that waits or has effect, in place of which no other is made. */
export function isOpenRequest(request: ActivationRequest, now: Date): boolean {
  if (request.type.toLowerCase() !== 'selfactivate') return false;
  return ['active', 'waitsForApproval', 'underWay'].includes(activationState(request, now));
}

/**
 * Returns the name of the next request: always the same until one has been made, whoever asks, so that none is made
 * twice.
 */
export function nextRequestName(
  { scope, roleGuid, principalId }: RoleAtScope,
  before: ActivationRequest | undefined,
): string {
  const parts = [idKey(scope), roleGuid, principalId, before?.name ?? 'first'];
  return uuidV5(parts.join('|').toLowerCase(), templateNamespace);
}

/** Returns the id of a request. */
export function activationRequestId(scope: string, name: string): ArmId {
  return `${scope === '/' ? '' : scope}/providers/Microsoft.Authorization/roleAssignmentScheduleRequests/${name}` as ArmId;
}

/** Returns how long a duration of ISO 8601 is; `NaN` if it is none of days, hours and minutes. */
export function millisecondsOf(duration: string): number {
  const [matched, days = '0', hours = '0', minutes = '0', seconds = '0'] =
    /^P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/i.exec(duration) ?? [];
  if (matched === undefined) return Number.NaN;
  return (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}

/** Writes minutes as a duration of ISO 8601: `PT1H30M`. */
export function durationOf(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return `PT${hours > 0 ? `${hours}H` : ''}${rest > 0 || hours === 0 ? `${rest}M` : ''}`;
}

/** Says a duration in words: `2 hours`, `1 hour 30 minutes`. */
export function durationWords(duration: string): Phrase {
  const minutes = Math.round(millisecondsOf(duration) / 60_000);
  if (Number.isNaN(minutes)) return duration;
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const counted = (count: number, noun: string): Words[] => (count === 0 ? [] : [countWithNoun(count, noun)]);
  const parts = [...counted(hours, 'hour'), ...counted(rest, 'minute')];
  return parts.length > 0 ? joinWords(parts) : countWithNoun(0, 'minute');
}
