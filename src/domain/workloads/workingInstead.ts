/** Which credential works in place of one that lets no one in: with it, the same pods can act as the identity. */
import type { Facts, IdentityCredential } from '../cluster/facts.ts';
import { isFlexible } from './credential.ts';
import { stateOfCredential, type TrustState } from './credentialState.ts';
import { joinWords, say, type Words, type Phrase } from '../../sentences/words.ts';

/** Returns the credential of the same identity with which the same account is let in, if there is one. */
export function workingInstead(
  credential: IdentityCredential,
  ofIdentity: readonly IdentityCredential[],
  facts: Facts,
): IdentityCredential | undefined {
  if (isFlexible(credential)) return undefined;
  return ofIdentity.find(
    (sibling) =>
      sibling.name !== credential.name &&
      sibling.subject === credential.subject &&
      stateOfCredential(sibling, undefined, facts).state === 'works',
  );
}

/** Says through which credential an account is let in. */
export function accessThrough(account: Phrase, credentialName: string): Words {
  return say`${credentialName} already trusts ${account}.`;
}

/** By what a credential is compared with others: who is let in as whom. */
interface ComparedAccess {
  /** The same for all credentials with which the same account acts as the same identity. */
  readonly key: string;
  readonly account: Phrase;
  /** The name of the credential. */
  readonly name: string;
}

/** Names at each credential that does not work the one with which the same pods are let in. */
export function withWorkingInstead<T extends TrustState>(
  credentials: readonly T[],
  accessOf: (credential: T) => ComparedAccess | undefined,
): readonly T[] {
  const working = new Map(
    credentials.flatMap((credential) => {
      const access = accessOf(credential);
      return credential.state === 'works' && access !== undefined ? [[access.key, access.name] as const] : [];
    }),
  );
  return credentials.map((credential) => {
    const access = accessOf(credential);
    const instead = access && working.get(access.key);
    if (credential.state !== 'broken' || access === undefined || instead === undefined) return credential;
    const reason = joinWords([credential.reason, accessThrough(access.account, instead)]);
    return { ...credential, reason, workingInstead: instead };
  });
}
