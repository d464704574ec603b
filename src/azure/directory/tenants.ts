import { apiVersions } from '../../domain/arm/apiVersions.ts';
import { sameGuid } from '../../domain/arm/resourceId.ts';
import type { TokenCredential } from '@azure/core-auth';
import { cancelledError } from '../../errors.ts';
import { textAt } from '../../domain/arm/json.ts';
import { asIdentityError } from '../arm/armErrors.ts';
import type { Arm } from '../arm/arm.ts';
import { createConnection, type Connection, type ConnectOptions, type FindTenants, type Tenant } from './connection.ts';
import { failureIn, type Listing } from './partialList.ts';
import { armShapes } from '../http/armShapes.ts';
import { defined } from '../../shape/defined.ts';

/** An account that is signed in. */
export interface SignedIn {
  readonly id: string;
  readonly label?: string;
  readonly homeTenantId?: string;
  readonly assertSignedIn: () => void;
  /** Whether tokens can be had for a directory other than the home directory; left out: they can. */
  readonly reaches?: (tenantId: string) => Promise<boolean>;
  /** Asks the account's owner to sign in for these scopes; left out where nobody can be asked. */
  readonly askFor?: (scopes: readonly string[], tenantId: string | undefined) => Promise<unknown>;
  /** Returns tokens for a directory; `name` is what people know it by. */
  credential(tenantId: string | undefined, name?: string): TokenCredential;
}

/** Where a cloud of Azure is, and what tokens for it are for. */
interface CloudPlace extends Pick<ConnectOptions, 'name' | 'endpoint' | 'portal' | 'graph'> {
  readonly scope: string;
}

/** Creates a connection to a cloud with every account that is signed in at the time. */
export function connectionToCloud(
  { name, endpoint, portal, scope, graph }: CloudPlace,
  accounts: () => Promise<readonly SignedIn[]>,
  options: Pick<ConnectOptions, 'userAgent' | 'onNote'>,
): Connection {
  const place = { name, endpoint, ...defined({ portal, graph }) };
  return createConnection({ kind: 'azure', ...place, scopes: [scope], tenants: tenantsOf(accounts), ...options });
}

/** Returns a function that finds the tenants of all accounts signed in at the time, each as its account sees it. */
export function tenantsOf(accounts: () => Promise<readonly SignedIn[]>): FindTenants {
  const tenantsByKey = new Map<string, Tenant>();

  /** The same object for the same tenant, so that its tokens and everything learnt through it are kept. */
  function tenant(account: SignedIn, tenantId: string | undefined, name?: string): Tenant {
    const key = `${account.id} ${tenantId ?? 'home'} ${name ?? ''}`;
    const { id, label, assertSignedIn, askFor } = account;
    const tenantOfKey = tenantsByKey.get(key) ?? {
      tenantId: tenantId ?? 'home',
      ...defined({ name, account: label }),
      accountId: id,
      assertSignedIn,
      credential: account.credential(tenantId, name),
      ...(askFor === undefined ? {} : { askFor: (scopes: readonly string[]) => askFor(scopes, tenantId) }),
    };
    tenantsByKey.set(key, tenantOfKey);
    return tenantOfKey;
  }

  async function ofAccount(
    account: SignedIn,
    armOf: (tenant: Tenant) => Arm,
    signal?: AbortSignal,
  ): Promise<Listing<Tenant>> {
    const home = tenant(account, account.homeTenantId);
    try {
      const rawTenants = await armOf(home).list('/tenants', apiVersions.subscription, signal, armShapes.tenant);
      const tenants = rawTenants.flatMap((raw) => {
        const id = textAt(raw, 'tenantId');
        return id === undefined
          ? []
          : [tenant(account, id, textAt(raw, 'displayName') || textAt(raw, 'defaultDomain'))];
      });
      const items = await withinReach(account, tenants);
      return { items: items.length > 0 ? items : [home], failures: [] };
    } catch (thrown) {
      const error = asIdentityError(thrown);
      // If directories may not be listed, the account's own is used.
      if (error.code === 'forbidden') return { items: [home], failures: [] };
      return { items: [], failures: [failureIn(home, error.failure)] };
    }
  }

  return async (armOf, signal) => {
    const signedIn = await accounts();
    const listings = await Promise.all(signedIn.map((account) => ofAccount(account, armOf, signal)));
    if (signal?.aborted) throw cancelledError();
    return {
      items: listings.flatMap(({ items }) => items),
      failures: listings.flatMap(({ failures }) => failures),
    };
  };
}

/** Leaves out directories for which the account gets no token: if it gets none for one besides its home, it gets none for any. */
async function withinReach(account: SignedIn, tenants: readonly Tenant[]): Promise<readonly Tenant[]> {
  const isHome = ({ tenantId }: Tenant): boolean => sameGuid(tenantId, account.homeTenantId);
  const otherTenant = tenants.find((tenant) => !isHome(tenant));
  if (!otherTenant || !account.reaches || !account.homeTenantId) return tenants;
  return (await account.reaches(otherTenant.tenantId)) ? tenants : tenants.filter(isHome);
}
