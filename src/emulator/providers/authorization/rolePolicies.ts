import { beyondLimit } from '../../arm/limits.ts';
import type { JsonObject } from '../../arm/json.ts';
import { quotedText, termsOf, unquoteText } from '../../arm/odata.ts';
import { idKey, lastSegment, scopeOf } from '../../arm/path.ts';
import type { WorldRolePolicy } from '../../arm/worldFile.ts';
import type { Handler, ResourceKind } from '../../request/armRequest.ts';
import { pageAnswer } from '../../request/paging.ts';
import { guidOf, type Role, type World } from '../../world/world.ts';
import { roleId } from './roleDefinitions.ts';

/** The rules for activating a role at a scope. */
export interface ActivationRules {
  readonly maximumDuration: string;
  readonly requires: NonNullable<WorldRolePolicy['requires']>;
  readonly approval: boolean;
  readonly authenticationContext?: string;
}

/**
 * Returns the rules for activating a role at a scope: those that the world has there, else those that it has for the
 * role, else those of a new policy.
 * Source: https://learn.microsoft.com/entra/id-governance/privileged-identity-management/pim-resource-roles-configure-role-settings
 */
export function rulesFor(world: World, scope: string, role: Role): ActivationRules {
  const ofRole = world.rolePolicies.filter(({ roleName }) => idKey(roleName) === idKey(role.name));
  const policy =
    ofRole.find((candidate) => candidate.scope !== undefined && idKey(candidate.scope) === idKey(scope)) ??
    ofRole.find((candidate) => candidate.scope === undefined);
  const context = policy?.authenticationContext;
  return {
    maximumDuration: policy?.maximumDuration ?? 'PT8H',
    requires: policy?.requires ?? ['Justification'],
    approval: policy?.approval ?? false,
    ...(context === undefined ? {} : { authenticationContext: context }),
  };
}

const ofRole = new RegExp(`^roleDefinitionId\\s+eq\\s+${quotedText}$`, 'i');

const list: Handler = (request, emulation) => {
  const { world } = emulation;
  const scope = scopeOf(request.path);
  const terms = termsOf(request.query.get('$filter') ?? '').filter(
    (term) => term !== '' && !/^atScope\(\)$/i.test(term),
  );
  const asked = terms.map((term) => {
    const quoted = ofRole.exec(term)?.[1];
    if (quoted === undefined)
      throw beyondLimit('filter', [400, 'InvalidFilter'], `knows no filter here but roleDefinitionId, not '${term}'`);
    return idKey(lastSegment(unquoteText(quoted)));
  });
  const roles = [...world.roles.values()].filter(({ guid }) => asked.every((name) => name === idKey(guid)));
  return pageAnswer(
    request,
    emulation,
    roles.map((role) => policyBody(world, scope, role)),
  );
};

/** The rules that govern activations; which rules govern administrators is left out. */
function policyBody(world: World, scope: string, role: Role): JsonObject {
  const { maximumDuration, requires, approval, authenticationContext } = rulesFor(world, scope, role);
  const target = {
    caller: 'EndUser',
    operations: ['All'],
    level: 'Assignment',
    targetObjects: null,
    inheritableSettings: null,
    enforcedSettings: null,
  };
  const policy = guidOf('policy', idKey(scope), role.guid);
  const base = `${scope === '/' ? '' : scope}/providers/Microsoft.Authorization`;
  const name = `${policy}_${role.guid}`;
  return {
    properties: {
      scope,
      roleDefinitionId: roleId(scope, role.guid),
      policyId: `${base}/roleManagementPolicies/${policy}`,
      effectiveRules: [
        {
          enabledRules: [...requires],
          id: 'Enablement_EndUser_Assignment',
          ruleType: 'RoleManagementPolicyEnablementRule',
          target,
        },
        {
          isExpirationRequired: true,
          maximumDuration,
          id: 'Expiration_EndUser_Assignment',
          ruleType: 'RoleManagementPolicyExpirationRule',
          target,
        },
        {
          setting: { isApprovalRequired: approval, approvalMode: 'SingleStage', approvalStages: [] },
          id: 'Approval_EndUser_Assignment',
          ruleType: 'RoleManagementPolicyApprovalRule',
          target,
        },
        {
          isEnabled: authenticationContext !== undefined,
          claimValue: authenticationContext ?? null,
          id: 'AuthenticationContext_EndUser_Assignment',
          ruleType: 'RoleManagementPolicyAuthenticationContextRule',
          target,
        },
      ],
    },
    id: `${base}/roleManagementPolicyAssignments/${name}`,
    type: 'Microsoft.Authorization/roleManagementPolicyAssignments',
    name,
  };
}

/** Which policy governs the activation of a role at a scope, with the rules that have effect. */
export const rolePolicies: ResourceKind = {
  type: 'Microsoft.Authorization/roleManagementPolicyAssignments',
  versions: ['2020-10-01', '2024-09-01-preview'],
  extension: true,
  list,
};
