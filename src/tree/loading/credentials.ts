import type { CredentialListing } from '../../domain/cluster/facts.ts';
import { failureWords, failureOf } from '../../errors.ts';
import type { Reading } from './reading.ts';
import { type Words } from '../../sentences/words.ts';

/** The federated credentials of a subscription's identities, or why they are not known. */
export type Credentials =
  | { readonly kind: 'found'; readonly value: CredentialListing }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly reason: Words };

const credentialsByReading = new WeakMap<Reading, Map<string, Credentials | undefined>>();

/** Returns the credentials of a subscription's identities if this reading has them; otherwise reads them and then calls `onRead`. */
export function credentialsIn(reading: Reading, subscriptionId: string, onRead: () => void): Credentials | undefined {
  const bySubscription = credentialsByReading.get(reading) ?? new Map<string, Credentials | undefined>();
  credentialsByReading.set(reading, bySubscription);
  const key = subscriptionId.toLowerCase();
  if (!bySubscription.has(key)) {
    bySubscription.set(key, undefined);
    void read(reading, subscriptionId).then((answer) => {
      if (answer === undefined) return bySubscription.delete(key);
      bySubscription.set(key, answer);
      return onRead();
    });
  }
  return bySubscription.get(key);
}

/** A read that was aborted is repeated when someone asks again. */
async function read({ service, abort }: Reading, subscriptionId: string): Promise<Credentials | undefined> {
  try {
    return await service.credentialsIn(subscriptionId, abort.signal);
  } catch (error) {
    const failure = failureOf(error);
    return failure.code === 'cancelled' ? undefined : { kind: 'unreadable', reason: failureWords(failure) };
  }
}
