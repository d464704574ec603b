/** Vaults that use access policies: role assignments give no access to their contents. */
import { valueAt, objectsAt, textAt, textsAt, type JsonObject } from '../arm/json.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Need } from './need.ts';
import { waitingUnknown } from '../access/accessCheck.ts';
import { unknownWith, unknownToAll, withTitle, type Unknown } from '../arm/unknown.ts';
import { lastSegment, parseResourceId, sameGuid, type ArmId } from '../arm/resourceId.ts';
import { say, type Words } from '../../sentences/words.ts';

/**
 * The access policy permission for a data action. AKS asks for encrypt and decrypt only.
 * Source: https://learn.microsoft.com/azure/aks/use-kms-etcd-encryption
 */
const policyOf: Readonly<Record<string, readonly [list: string, permission: string] | undefined>> = {
  'microsoft.keyvault/vaults/keys/encrypt/action': ['keys', 'encrypt'],
  'microsoft.keyvault/vaults/keys/decrypt/action': ['keys', 'decrypt'],
  'microsoft.keyvault/vaults/secrets/getsecret/action': ['secrets', 'get'],
};

type PolicyVerdict =
  | { readonly kind: 'grantedByPolicy'; readonly reason: Words }
  | { readonly kind: 'unknown'; readonly unknown: Unknown };

/**
 * Returns how a vault without RBAC meets a need for its contents, or `undefined` if roles decide. What no policy gives
 * is `unknown`, because the proposed role would not fix it.
 * Source: https://learn.microsoft.com/azure/key-vault/general/rbac-access-policy
 */
export function vaultPolicyOf(need: Need, principalId: string, facts: Facts): PolicyVerdict | undefined {
  const policyActions = (need.dataActions ?? []).filter((action) => policyOf[action.toLowerCase()] !== undefined);
  const isVault = parseResourceId(need.scope)?.type.toLowerCase() === 'microsoft.keyvault/vaults';
  if (!isVault || policyActions.length === 0) return undefined;
  const vault = lastSegment(need.scope);
  const answer = facts.get({ kind: 'resource', id: need.scope as ArmId });
  if (!answer) return { kind: 'unknown', unknown: waitingUnknown('resource', need.scope) };
  if (answer.kind === 'missing') {
    const reason = say`The vault ${vault} was not found.`;
    return { kind: 'unknown', unknown: unknownWith('hidden', 'resource', reason, need.scope) };
  }
  if (answer.kind === 'unreadable')
    return { kind: 'unknown', unknown: withTitle(say`The vault ${vault} can't be read`, answer) };
  if (valueAt(answer.value, 'properties.enableRbacAuthorization') === true) return undefined;
  const policies = objectsAt(answer.value, 'properties.accessPolicies').filter((policy) =>
    sameGuid(textAt(policy, 'objectId'), principalId),
  );
  const lacking = policyActions.filter((action) => !policies.some((policy) => allowsAction(policy, action)));
  if (lacking.length === 0) return { kind: 'grantedByPolicy', reason: say`An access policy of the vault ${vault}.` };
  const reason = say`The vault ${vault} uses access policies, and none was found for ${lacking.join(', ')}. A role has no effect there: add an access policy, or switch the vault to RBAC.`;
  const short = say`the vault ${vault} uses access policies, and none was found for ${lacking.join(', ')}`;
  return { kind: 'unknown', unknown: { ...unknownToAll('accessPolicies', need.scope, reason), short } };
}

function allowsAction(policy: JsonObject, action: string): boolean {
  const [list, permission] = policyOf[action.toLowerCase()] ?? [];
  if (!list || !permission) return false;
  return textsAt(policy, `permissions.${list}`).some((granted) => ['all', permission].includes(granted.toLowerCase()));
}
