/** The access policies of key vaults that a replaced identity holds, sorted by what becomes of them. */
import { isUsedElsewhere, type SortedAccess, notKnown, type Sorter, type Sorted } from './sorter.ts';
import { type Purpose, purposeWords } from './usual.ts';
import { isRole, role } from '../../access/roles.ts';
import { type VaultPolicy, subscriptionNames } from '../../cluster/facts.ts';
import { coversPolicy } from './policies.ts';
import { textAt } from '../../arm/json.ts';
import type { IdentitySlot } from '../plan.ts';
import { sameId } from '../../arm/resourceId.ts';
import { defined } from '../../../shape/defined.ts';
import { say } from '../../../sentences/words.ts';
import { scopeWithKind } from '../../arm/scopeWords.ts';
import type { Need } from '../../needs/need.ts';
/** Sorts an access policy of a vault. */
export function ofPolicy(policy: VaultPolicy, sorter: Sorter): Sorted {
  const { outgoing, of, needs, facts } = sorter;
  const vault = facts.get({ kind: 'resource', id: policy.vaultId });
  if (vault === undefined) return { kind: 'notRead' };
  if (isUsedElsewhere(sorter, (slot) => purposeOfPolicy(policy, slot, needs))) return { kind: 'elsewhere' };
  const { tenantId, applicationId, permissions, isIdle } = policy;
  // An index may write it in another case.
  const vaultId = (vault.kind === 'found' && textAt(vault.value, 'id')) || policy.vaultId;
  const permissionLists = Object.entries(permissions).filter(([, list]) => list.length > 0);
  const words = permissionLists.map(([about, list]) => `${about}: ${list.join(', ')}`).join('; ');
  const base = {
    of,
    holder: outgoing.name,
    principalId: outgoing.principalId,
    id: vaultId,
    scope: vaultId,
    what: say`an access policy of ${scopeWithKind(vaultId, subscriptionNames(facts))} (${words})`,
    policy: { tenantId, ...defined({ applicationId }), permissions },
  };
  const purpose = purposeOfPolicy(policy, of, needs);
  if (isIdle) return held({ ...base, fate: 'stays', why: idleReason });
  if (purpose === undefined) return held({ ...base, fate: 'offered', why: notKnown });
  return held({ ...base, fate: 'offered', isUsual: true, purpose, why: purposeWords[purpose] });
}

function held(access: SortedAccess): Sorted {
  return { kind: 'held', access };
}

function purposeOfPolicy(
  { vaultId, tenantId, permissions }: VaultPolicy,
  slot: IdentitySlot,
  needs: readonly Need[],
): Purpose | undefined {
  const gives = (about: string, ...neededPermissions: readonly string[]): boolean =>
    coversPolicy({ tenantId, permissions }, { tenantId, permissions: { [about]: neededPermissions } });
  const isOfKeys = needs.some((need) => sameId(need.scope, vaultId) && isRole(need.role.id, role.keyVaultCryptoUser));
  if (slot === 'controlPlane') return isOfKeys && gives('keys', 'encrypt', 'decrypt') ? 'keys' : undefined;
  return gives('secrets', 'get') ? 'secrets' : undefined;
}

const idleReason = say`The vault decides by roles, so its access policies have no effect.`;
