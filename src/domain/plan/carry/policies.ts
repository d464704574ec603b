/** What access policies of key vaults give, and the steps that change them. */
import { idKey, lastSegment, sameText, type ArmId } from '../../arm/resourceId.ts';
import type { JsonObject } from '../../arm/json.ts';
import type { VaultPolicy } from '../../cluster/facts.ts';
import { azWriteAccessPolicy } from '../stepCommands.ts';
import type { Step } from '../plan.ts';
import type { PrincipalRef } from '../stepActions.ts';
import { principalKey, stepId } from '../steps.ts';
import { say, type Words, type Phrase } from '../../../sentences/words.ts';

type PolicyPermissions = Pick<VaultPolicy, 'tenantId' | 'applicationId' | 'permissions'>;

/** Returns true if an access policy gives everything that another one gives, through the same application. */
export function coversPolicy(has: PolicyPermissions, needed: PolicyPermissions): boolean {
  if (!sameText(has.applicationId ?? '', needed.applicationId ?? '')) return false;
  return Object.entries(needed.permissions).every(([about, list]) => {
    const heldPermissions = new Set((has.permissions[about] ?? []).map((permission) => permission.toLowerCase()));
    return heldPermissions.has('all') || list.every((permission) => heldPermissions.has(permission.toLowerCase()));
  });
}

/** What an access policy of a key vault is to give an identity, or take away. */
export interface PolicyChange {
  readonly principal: PrincipalRef;
  readonly principalName: Phrase;
  readonly vaultId: ArmId;
  readonly policy: Omit<VaultPolicy, 'vaultId' | 'objectId' | 'isIdle'>;
  readonly effect: Words;
}

/**
 * Returns the step that adds permissions to a principal's access policy, or removes some; those of others stay.
 * Source: https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/update-access-policy
 */
export function accessPolicyStep(kind: 'addAccessPolicy' | 'removeAccessPolicy', change: PolicyChange): Step {
  const { principal, principalName, vaultId, policy, effect } = change;
  const name = lastSegment(vaultId);
  const isAdded = kind === 'addAccessPolicy';
  const objectId = principal.kind === 'principal' ? principal.principalId : '{principalId}';
  const path = `${vaultId}/accessPolicies/${isAdded ? 'add' : 'remove'}`;
  const { permissions, ...whose } = policy;
  const body = policyBody({ ...whose, objectId, permissions });
  return {
    kind,
    vaultId,
    principal,
    policy,
    effect,
    id: stepId(kind, idKey(vaultId), principalKey(principal), JSON.stringify(policy)),
    title: isAdded
      ? say`Add an access policy for ${principalName} to ${name}`
      : say`Remove the access policy of ${principalName} from ${name}`,
    request: { method: 'PUT', path, body },
    ...azWriteAccessPolicy(path, body, principal),
  };
}

/** Returns the body of a write of one access policy. */
export function policyBody(policy: Omit<VaultPolicy, 'vaultId' | 'isIdle'>): JsonObject {
  const { tenantId, objectId, applicationId, permissions } = policy;
  const id = applicationId === undefined ? {} : { applicationId };
  return { properties: { accessPolicies: [{ tenantId, objectId, ...id, permissions: { ...permissions } }] } };
}
