import { withOtherNames, type Failure } from '../../errors.ts';
import { defined } from '../../shape/defined.ts';

/** A list from several places, and the places that failed, which do not hide the rest. */
export interface Listing<T> {
  readonly items: readonly T[];
  readonly failures: readonly ListFailure[];
}

/** A tenant or subscription that could not be listed. */
export interface ListFailure {
  readonly tenantId: string;
  /** The tenant's name and the account that looked, if they are known. */
  readonly tenantName?: string;
  readonly account?: string;
  readonly accountId?: string;
  readonly subscriptionId?: string;
  readonly subscriptionName?: string;
  readonly failure: Failure;
}

/** Returns the failure of a tenant, or of a subscription in it, with the tenant's name if that is known. */
export function failureIn(
  tenant: { readonly tenantId: string; readonly name?: string; readonly account?: string; readonly accountId?: string },
  failure: Failure,
  subscription?: { readonly id: string; readonly name: string },
): ListFailure {
  const { tenantId, name, account, accountId } = tenant;
  return {
    tenantId,
    ...defined({ tenantName: name, account, accountId }),
    ...(subscription === undefined ? {} : { subscriptionId: subscription.id, subscriptionName: subscription.name }),
    failure: name === undefined ? failure : withOtherNames(failure, (text) => text.replaceAll(tenantId, name)),
  };
}
