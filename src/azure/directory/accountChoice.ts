import { say, type Words } from '../../sentences/words.ts';
import { sameGuid } from '../../domain/arm/resourceId.ts';
import type { Account, Via } from '../../domain/arm/via.ts';
import { IdentityError } from '../../errors.ts';
import type { Tenant } from './connection.ts';
import type { ListFailure } from './partialList.ts';

/** The account that looks into a directory, if it is known. */
function accountOfTenant({ account, accountId }: Tenant): Account | undefined {
  const id = accountId ?? account;
  return id === undefined ? undefined : { id, name: account ?? id };
}

/** Returns true if the tenant has the directory and the account that are required. */
export function matchesVia(tenant: Tenant, { tenantId, account }: Via): boolean {
  return (
    (tenantId === undefined || sameGuid(tenantId, tenant.tenantId)) &&
    (account === undefined || account.id === accountOfTenant(tenant)?.id)
  );
}

/**
 * Returns the directory and account that lead to the same tenant again: the directory for what is above subscriptions,
 * the account if there are several.
 */
export function viaOf(
  tenant: Tenant,
  { isAbove, isOneOfSeveral }: { readonly isAbove: boolean; readonly isOneOfSeveral: boolean },
): Via {
  const account = accountOfTenant(tenant);
  return {
    ...(isAbove || isOneOfSeveral ? { tenantId: tenant.tenantId } : {}),
    ...(isOneOfSeveral && account !== undefined ? { account } : {}),
  };
}

/** Returns true if several accounts are signed in. */
export function hasSeveralAccounts(tenants: readonly Tenant[]): boolean {
  return new Set(tenants.map((tenant) => accountOfTenant(tenant)?.id)).size > 1;
}

/** Returns why no known tenant fits: an account or directory could not be read, or is no longer signed in. */
export function whyNoTenant(
  { account, tenantId }: Via,
  tenants: readonly Tenant[],
  failures: readonly ListFailure[],
  otherwise: IdentityError,
): IdentityError {
  const [failed] = failures.filter(({ accountId }) => account === undefined || accountId === account.id);
  if (failed !== undefined) return new IdentityError(failed.failure);
  if (account !== undefined && !tenants.some((tenant) => matchesVia(tenant, { account })))
    return signedOutError(say`${account.name} is no longer signed in, and no other account is used instead.`);
  if (tenantId !== undefined && !tenants.some((tenant) => matchesVia(tenant, { tenantId })))
    return signedOutError(say`No one is signed in to the directory ${tenantId}.`);
  return otherwise;
}

function signedOutError(message: Words): IdentityError {
  return new IdentityError({ code: 'signedOut', message });
}
