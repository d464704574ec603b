/** Whether a role may be activated, as Privileged Identity Management decides it. */
import { armRefusal } from '../../arm/error.ts';
import { millisecondsOf } from '../../arm/duration.ts';
import { idKey } from '../../arm/path.ts';
import type { Caller } from '../../access/rbac.ts';
import type { WorldEligible } from '../../arm/worldFile.ts';
import type { ScheduleRequest } from '../../world/activations.ts';
import type { Role, World } from '../../world/world.ts';
import { allEligible } from './eligibleRoles.ts';
import { rulesFor } from './rolePolicies.ts';

/** A request that has been read, before it has a state. */
export type WantedActivation = Pick<
  ScheduleRequest,
  'scope' | 'principalId' | 'duration' | 'justification' | 'ticketNumber' | 'ticketSystem' | 'linkedEligibility'
> & { readonly role: Role; readonly milliseconds: number };

/**
 * Throws the refusal of the first thing that is wrong; all broken rules of the policy are named in one.
 * Sources: hashicorp/terraform-provider-azurerm#22766, MicrosoftDocs/azure-docs#80426, Azure/azure-powershell#25421
 */
export function requireActivatable(world: World, wanted: WantedActivation, caller: Caller): void {
  const { scope, role } = wanted;
  requireOpenPlace(world, wanted);
  const rules = rulesFor(world, scope, role);
  const broken = [
    ...(eligibilityFor(world, wanted) === undefined ? ['EligibilityRule'] : []),
    ...(wanted.milliseconds > millisecondsOf(rules.maximumDuration) ? ['ExpirationRule'] : []),
    ...(rules.requires.includes('Justification') && !wanted.justification?.trim() ? ['JustificationRule'] : []),
    ...(rules.requires.includes('Ticketing') && !wanted.ticketNumber?.trim() ? ['TicketingRule'] : []),
    ...(rules.requires.includes('MultiFactorAuthentication') && !caller.hasSecondFactor ? ['MfaRule'] : []),
  ];
  if (broken.length > 0)
    throw armRefusal(
      400,
      'RoleAssignmentRequestPolicyValidationFailed',
      `The following policy rules failed: ${JSON.stringify(broken)}`,
    );
  const context = rules.authenticationContext;
  if (context === undefined || caller.contexts?.includes(context)) return;
  const claims = JSON.stringify({ access_token: { acrs: { essential: true, value: context } } });
  throw armRefusal(400, 'RoleAssignmentRequestAcrsValidationFailed', `&claims=${encodeURIComponent(claims)}`);
}

/** Only one activation of a role waits or has effect at a scope. */
function requireOpenPlace(world: World, { scope, principalId, role }: WantedActivation): void {
  const before = world.activations.open(scope, principalId, role.guid);
  if (before?.status === 'PendingApproval')
    throw armRefusal(
      400,
      'PendingRoleAssignmentRequest',
      'There is already an existing pending Role assignment request.',
    );
  const isAssigned = world.roleAssignments
    .atScope(scope)
    .some(
      (assignment) =>
        idKey(assignment.principalId) === idKey(principalId) && idKey(assignment.role) === idKey(role.guid),
    );
  if (before !== undefined || isAssigned)
    throw armRefusal(400, 'RoleAssignmentExists', 'The Role assignment already exists.');
}

/** Returns what makes the principal eligible for the role at the scope: there or above it, by itself or in a group. */
export function eligibilityFor(
  world: World,
  { principalId, role, scope }: Pick<WantedActivation, 'principalId' | 'role' | 'scope'>,
): WorldEligible | undefined {
  const above = new Set(world.managementGroups.scopesAbove(scope));
  const names = new Set([principalId, ...world.groupsOf(principalId)].map(idKey));
  return allEligible(world).find(
    (eligible) =>
      names.has(idKey(eligible.principalId)) &&
      idKey(eligible.roleName) === idKey(role.name) &&
      above.has(idKey(eligible.scope)),
  );
}
