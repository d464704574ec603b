import { sharedWork, type SharedWork } from '../../async/sharedWork.ts';
import { subscriptionOf } from '../../domain/arm/resourceId.ts';
import type { Via } from '../../domain/arm/via.ts';
import type { Subscription } from '../../domain/cluster/model.ts';
import { cancelledError, failureOf, IdentityError } from '../../errors.ts';
import type { Arm } from '../arm/arm.ts';
import { asIdentityError, isHidden } from '../arm/armErrors.ts';
import type { Connection, Tenant } from './connection.ts';
import { tenantsAbove } from './manyDirectories.ts';
import { failureIn, type Listing } from './partialList.ts';
import { matchesVia, hasSeveralAccounts, whyNoTenant, viaOf } from './accountChoice.ts';
import { listSubscriptions } from './subscriptions.ts';
import { say } from '../../sentences/words.ts';
import { distinctBy } from '../../shape/distinct.ts';

/** A subscription, and the tenant's ARM that shows it. */
export interface SubscriptionAccess {
  readonly subscription: Subscription;
  readonly tenant: Tenant;
  readonly arm: Arm;
}

/** What the accounts see, and which of the listed subscriptions are deleted. */
export interface AccessListing extends Listing<SubscriptionAccess> {
  readonly deleted: readonly Subscription[];
}

/** The Resource Manager of one directory as one account sees it. */
export type Access = Pick<SubscriptionAccess, 'tenant' | 'arm'>;

/** Knows which tenant's ARM shows which subscription. */
export interface Directory {
  readonly connection: Connection;
  /**
   * Asks every tenant again, and returns each subscription once; a tenant that fails is among the failures. Rejects
   * only when cancelled.
   */
  refresh(signal?: AbortSignal): Promise<AccessListing>;
  /** Like `refresh`, but from memory if it has been asked before and no tenant failed. */
  access(signal?: AbortSignal): Promise<AccessListing>;
  /**
   * Returns the ARM for a scope or id, the first one if several accounts see it. Rejects with `notFound` if no tenant
   * shows its subscription, or with the tenant's own failure; with `signedOut` if the requested account or directory is
   * gone; with `refused` if something above all subscriptions is in several directories and none is named.
   */
  armFor(scope: string, signal?: AbortSignal, via?: Via): Promise<Arm>;
  /** Reads through the first account that may; rejects like `armFor`, or like the read. */
  read<T>(scope: string, read: (arm: Arm) => Promise<T>, signal?: AbortSignal, via?: Via): Promise<T>;
  /** Returns every account in each of its directories, whatever it sees there; what could not be asked is among the failures. */
  accounts(signal?: AbortSignal): Promise<Listing<Access>>;
  /** Returns all accounts that can be asked about a scope or id, at least one; rejects like `armFor`. */
  viasFor(scope: string, signal?: AbortSignal, via?: Via): Promise<readonly Via[]>;
}

/** Creates a directory over all tenants of a connection. */
class ConnectedDirectory implements Directory {
  readonly connection: Connection;
  #tenants: SharedWork<Listing<Tenant>> | undefined;
  #known: SharedWork<AccessListing> | undefined;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  refresh(signal?: AbortSignal): Promise<AccessListing> {
    this.#known = this.#askAccess();
    return this.#known(signal).then(eachOnce);
  }

  access(signal?: AbortSignal): Promise<AccessListing> {
    return this.#allAccess(signal).then(eachOnce);
  }

  async armFor(scope: string, signal?: AbortSignal, via: Via = {}): Promise<Arm> {
    const [{ arm }] = await this.#accessTo(scope, via, signal);
    return arm;
  }

  async read<T>(scope: string, read: (arm: Arm) => Promise<T>, signal?: AbortSignal, via: Via = {}): Promise<T> {
    const [first, ...otherAccesses] = await this.#accessTo(scope, via, signal);
    try {
      return await read(first.arm);
    } catch (refusal) {
      for (const { arm } of asIdentityError(refusal).code === 'forbidden' ? otherAccesses : []) {
        try {
          return await read(arm);
        } catch (thrown) {
          if (asIdentityError(thrown).code !== 'forbidden') throw thrown;
        }
      }
      throw (await this.#isListed(scope, refusal, signal)) ? contradiction(refusal) : refusal;
    }
  }

  /** Azure can say of a subscription that it has listed that there is none: that is no reason to believe that it is out of sight. */
  async #isListed(scope: string, refusal: unknown, signal?: AbortSignal): Promise<boolean> {
    if (this.#known === undefined || !isHidden(asIdentityError(refusal).failure)) return false;
    const wanted = subscriptionOf(scope)?.toLowerCase();
    const { items } = await this.#known(signal);
    return items.some(({ subscription }) => subscription.id.toLowerCase() === wanted);
  }

  async accounts(signal?: AbortSignal): Promise<Listing<Access>> {
    return this.#withArms(await this.#knownTenants(signal));
  }

  async viasFor(scope: string, signal?: AbortSignal, via: Via = {}): Promise<readonly Via[]> {
    const accessible = await this.#accessTo(scope, via, signal);
    const { items } = await this.#knownTenants(signal);
    const isOneOfSeveral = accessible.length > 1 || hasSeveralAccounts(items);
    const isAbove = subscriptionOf(scope) === undefined;
    return accessible.map(({ tenant }) => viaOf(tenant, { isAbove, isOneOfSeveral }));
  }

  /** From memory, if they have been asked for before and no account failed. */
  #knownTenants(signal?: AbortSignal): Promise<Listing<Tenant>> {
    this.#tenants ??= this.#askTenants();
    return this.#tenants(signal);
  }

  #askTenants(): SharedWork<Listing<Tenant>> {
    return keptWhileGood(
      (signal) => this.connection.tenants(signal),
      (question) => this.#tenants === question && (this.#tenants = undefined),
    );
  }

  /** The directories are read again as well; callers that wait for an earlier read still get its answer. */
  #askAccess(): SharedWork<AccessListing> {
    const asking = (this.#tenants = this.#askTenants());
    return keptWhileGood(
      (signal) => askAll(this.connection, asking(signal), signal),
      (question) => this.#known === question && (this.#known = undefined),
    );
  }

  #allAccess(signal?: AbortSignal): Promise<AccessListing> {
    this.#known ??= this.#askAccess();
    return this.#known(signal);
  }

  async #accessTo(scope: string, via: Via, signal?: AbortSignal): Promise<readonly [Access, ...Access[]]> {
    const tenants = await this.#knownTenants(signal);
    const { items, failures } = await this.#candidates(scope, via, tenants, signal);
    const [first, ...otherAccesses] = items.filter(({ tenant }) => matchesVia(tenant, via));
    if (first !== undefined) return [first, ...otherAccesses];
    throw whyNoTenant(via, tenants.items, failures, notVisible(subscriptionOf(scope) ?? scope));
  }

  async #candidates(scope: string, via: Via, tenants: Listing<Tenant>, signal?: AbortSignal): Promise<Listing<Access>> {
    const isOnly = tenants.items.length === 1 && tenants.failures.length === 0;
    const subscriptionId = subscriptionOf(scope)?.toLowerCase();
    if (isOnly || (subscriptionId === undefined && via.tenantId !== undefined)) return this.#withArms(tenants);
    if (subscriptionId === undefined)
      return this.#withArms({
        ...tenants,
        items: await tenantsAbove(scope, tenants, (tenant) => this.connection.arm(tenant), signal),
      });
    const { items, failures } = await this.#allAccess(signal);
    return { items: items.filter(({ subscription }) => subscription.id.toLowerCase() === subscriptionId), failures };
  }

  #withArms({ items, failures }: Listing<Tenant>): Listing<Access> {
    return { items: items.map((tenant) => ({ tenant, arm: this.connection.arm(tenant) })), failures };
  }
}

/** Creates a directory over all tenants of a connection. */
export function createDirectory(connection: Connection): Directory {
  return new ConnectedDirectory(connection);
}

/** An incomplete answer goes to the callers that wait for it but is not kept; neither is one that no one waits for any more. */
function keptWhileGood<L extends Listing<unknown>>(
  work: (signal: AbortSignal) => Promise<L>,
  forget: (question: SharedWork<L>) => unknown,
): SharedWork<L> {
  const question: SharedWork<L> = sharedWork(async (signal) => {
    signal.addEventListener('abort', () => forget(question));
    try {
      const listing = await Promise.resolve(signal).then(work);
      if (listing.failures.length > 0) forget(question);
      return listing;
    } catch (error) {
      forget(question);
      throw error;
    }
  });
  return question;
}

async function askAll(
  connection: Connection,
  tenantListing: Promise<Listing<Tenant>>,
  signal?: AbortSignal,
): Promise<AccessListing> {
  const tenants = await tenantListing;
  const answers = await Promise.all(tenants.items.map((tenant) => askTenant(connection, tenant, signal)));
  if (signal?.aborted) throw cancelledError();
  return {
    items: answers.flatMap(({ items }) => items),
    deleted: answers.flatMap(({ deleted }) => deleted),
    failures: [...tenants.failures, ...answers.flatMap(({ failures }) => failures)],
  };
}

/** Each subscription once, from the first account that shows it. */
function eachOnce({ items, deleted, failures }: AccessListing): AccessListing {
  const keyOf = ({ id }: Subscription): string => id.toLowerCase();
  const first = distinctBy(items, ({ subscription }) => keyOf(subscription));
  const there = new Set(first.map(({ subscription }) => keyOf(subscription)));
  const gone = deleted.filter((subscription) => !there.has(keyOf(subscription)));
  return { items: first, deleted: distinctBy(gone, keyOf), failures };
}

async function askTenant(connection: Connection, tenant: Tenant, signal?: AbortSignal): Promise<AccessListing> {
  const arm = connection.arm(tenant);
  try {
    const { items, deleted } = await listSubscriptions(arm, signal);
    return { items: items.map((subscription) => ({ subscription, tenant, arm })), deleted, failures: [] };
  } catch (error) {
    return { items: [], deleted: [], failures: [failureIn(tenant, failureOf(asIdentityError(error)))] };
  }
}

function contradiction(cause: unknown): IdentityError {
  const message = say`Azure lists this subscription but answered that it was not found. Try again.`;
  return new IdentityError({ code: 'unexpected', message }, { cause });
}

function notVisible(subscriptionId: string): IdentityError {
  return new IdentityError({
    code: 'notFound',
    armCode: 'SubscriptionNotFound',
    message: say`The subscription ${subscriptionId} is not visible to the accounts that are signed in.`,
  });
}
