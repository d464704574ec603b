/** Which identity each service account of Gateways uses. */
import { shortHash } from '../arm/stableId.ts';
import { resourceIdOf, resourceType, type ArmId } from '../arm/resourceId.ts';
import type { ChangeOf } from '../change/change.ts';
import { credentialLimit } from '../workloads/credential.ts';
import { tokenSubject, type ServiceAccount } from '../workloads/serviceAccount.ts';
import type { IngressLook } from '../cluster/ingressLook.ts';
import { distinctBy } from '../../shape/distinct.ts';

/** The service accounts that use one identity. */
export interface IdentityShare {
  readonly identityId: ArmId;
  /** The change that creates it; left out if it exists. */
  readonly creation?: ChangeOf<'createIdentity'>;
  readonly accounts: readonly ServiceAccount[];
}

/** The most characters in the name of a service account. */
const longestName = 253;

/**
 * Returns a name for an account beside another one that only Gateways use, which no account has as far as these subjects
 * tell. A name that has to be cut gets an ending of its own, so that no two accounts are proposed one.
 */
export function ownAccountBeside(
  { namespace, serviceAccount }: ServiceAccount,
  taken: ReadonlySet<string>,
): ServiceAccount {
  for (let count = 1; ; count++) {
    const end = count === 1 ? '-gateway' : `-gateway-${count}`;
    const whole = `${serviceAccount}${end}`;
    const cutEnd = `-${shortHash(serviceAccount)}${end}`;
    const begin = serviceAccount.slice(0, longestName - cutEnd.length).replace(/[-.]+$/, '');
    const own = { namespace, serviceAccount: whole.length > longestName ? `${begin}${cutEnd}` : whole };
    if (!taken.has(tokenSubject(own))) return own;
  }
}

/** Returns the accounts, each once. */
function distinctAccounts(accounts: readonly ServiceAccount[]): readonly ServiceAccount[] {
  return distinctBy(accounts, tokenSubject);
}

/** Returns the identity of each account: one that exists takes all, a new one is made once for as many as one can trust. */
export function sharesOf({
  identityId,
  newIdentity,
  accounts: all,
}: Pick<ChangeOf<'prepareGateway'>, 'identityId' | 'newIdentity' | 'accounts'>): readonly IdentityShare[] {
  // An account that is written twice gets one identity.
  const accounts = distinctAccounts(all);
  if (newIdentity === undefined) return [{ identityId: (identityId ?? '') as ArmId, accounts }];
  const count = Math.ceil(accounts.length / credentialLimit);
  return Array.from({ length: count }, (_, index) => {
    const { subscriptionId, resourceGroup, name: first, location } = newIdentity;
    const name = index === 0 ? first : `${first}-${index + 1}`;
    return {
      identityId: resourceIdOf(subscriptionId, resourceGroup, resourceType.identity, name),
      creation: { kind: 'createIdentity', subscriptionId, resourceGroup, name, location },
      accounts: accounts.slice(index * credentialLimit, (index + 1) * credentialLimit),
    };
  });
}

/** Returns the accounts for certificates of Ingresses: those that they name, else one in each namespace. */
export function accountsOfIngresses(look: IngressLook | undefined): readonly ServiceAccount[] {
  const withVault = (look?.ingresses ?? []).filter(({ vault }) => vault !== undefined);
  return distinctAccounts(
    withVault.map(({ namespace, serviceAccount = 'app-routing' }) => ({ namespace, serviceAccount })),
  );
}
