import { failureOf, IdentityError } from '../errors.ts';
import type { Subscription } from '../identity/model.ts';
import { subscriptionOf } from '../identity/resourceId.ts';
import type { Arm } from './arm.ts';
import { translated } from './armErrors.ts';
import type { Connection, Tenant } from './connection.ts';
import type { Listing } from './listing.ts';
import { failureIn } from './listing.ts';
import type { SharedWork } from './sharedWork.ts';
import { sharedWork } from './sharedWork.ts';
import { listSubscriptions } from './subscriptions.ts';

/** A subscription, and the tenant's ARM that shows it. */
export interface Seat {
  readonly subscription: Subscription;
  readonly tenant: Tenant;
  readonly arm: Arm;
}

/** Which tenant's ARM shows which subscription. */
export interface Directory {
  readonly connection: Connection;
  /** Asks every tenant again; a tenant that fails is among the failures. Rejects only when cancelled. */
  refresh(signal?: AbortSignal): Promise<Listing<Seat>>;
  /** As `refresh`, from memory where it has been asked before and no tenant failed. */
  seats(signal?: AbortSignal): Promise<Listing<Seat>>;
  /** The ARM for a scope or id; `notFound` where no tenant shows its subscription, or the tenant's own failure. */
  armFor(scope: string, signal?: AbortSignal): Promise<Arm>;
}

/** A directory over all tenants of a connection. */
export function createDirectory(connection: Connection): Directory {
  let tenants: SharedWork<Listing<Tenant>> | undefined;
  let known: SharedWork<Listing<Seat>> | undefined;

  /** From memory where they have been asked for before and no account failed. */
  function knownTenants(signal?: AbortSignal): Promise<Listing<Tenant>> {
    tenants ??= askTenants();
    return tenants(signal);
  }

  function askTenants(): SharedWork<Listing<Tenant>> {
    return keptWhileGood(
      (signal) => connection.tenants(signal),
      (asked) => tenants === asked && (tenants = undefined),
    );
  }

  /** The directories are asked for anew, too; whoever waits for the answers to an earlier question still gets those. */
  function askSeats(): SharedWork<Listing<Seat>> {
    const mine = (tenants = askTenants());
    return keptWhileGood(
      (signal) => askAll(connection, mine(signal), signal),
      (asked) => known === asked && (known = undefined),
    );
  }

  function refresh(signal?: AbortSignal): Promise<Listing<Seat>> {
    known = askSeats();
    return known(signal);
  }

  function seats(signal?: AbortSignal): Promise<Listing<Seat>> {
    known ??= askSeats();
    return known(signal);
  }

  return {
    connection,
    refresh,
    seats,
    async armFor(scope, signal) {
      const all = await knownTenants(signal);
      const [first, ...others] = all.items;
      if (first !== undefined && others.length === 0 && all.failures.length === 0) return connection.arm(first);
      const { items, failures } = await seats(signal);
      const subscriptionId = subscriptionOf(scope)?.toLowerCase();
      if (subscriptionId === undefined && first !== undefined) return connection.arm(first);
      const seat = items.find(({ subscription }) => subscription.id.toLowerCase() === subscriptionId);
      if (seat !== undefined) return seat.arm;
      const [failed] = failures;
      if (failed !== undefined) throw new IdentityError(failed.failure);
      throw notVisible(subscriptionId ?? scope);
    },
  };
}

/** An answer that is lacking is for those who wait for it, and not to be kept; nor is one that nobody waits for any more. */
function keptWhileGood<T>(
  work: (signal: AbortSignal) => Promise<Listing<T>>,
  forget: (asked: SharedWork<Listing<T>>) => unknown,
): SharedWork<Listing<T>> {
  const asked: SharedWork<Listing<T>> = sharedWork(async (signal) => {
    signal.addEventListener('abort', () => forget(asked));
    try {
      const listing = await Promise.resolve(signal).then(work);
      if (listing.failures.length > 0) forget(asked);
      return listing;
    } catch (error) {
      forget(asked);
      throw error;
    }
  });
  return asked;
}

async function askAll(
  connection: Connection,
  asked: Promise<Listing<Tenant>>,
  signal?: AbortSignal,
): Promise<Listing<Seat>> {
  const tenants = await asked;
  const answers = await Promise.all(tenants.items.map((tenant) => ask(connection, tenant, signal)));
  if (signal?.aborted) throw new IdentityError({ code: 'cancelled', message: 'Cancelled.' });
  const seen = new Set<string>();
  const items = answers
    .flatMap(({ items }) => items)
    .filter(({ subscription }) => !seen.has(subscription.id) && seen.add(subscription.id));
  return { items, failures: [...tenants.failures, ...answers.flatMap(({ failures }) => failures)] };
}

async function ask(connection: Connection, tenant: Tenant, signal?: AbortSignal): Promise<Listing<Seat>> {
  const arm = connection.arm(tenant);
  try {
    const subscriptions = await listSubscriptions(arm, signal);
    return { items: subscriptions.map((subscription) => ({ subscription, tenant, arm })), failures: [] };
  } catch (error) {
    return { items: [], failures: [failureIn(tenant, failureOf(translated(error)))] };
  }
}

function notVisible(subscriptionId: string): IdentityError {
  return new IdentityError({
    code: 'notFound',
    armCode: 'SubscriptionNotFound',
    message: `The subscription ${subscriptionId} is not visible with the accounts that are signed in.`,
  });
}
