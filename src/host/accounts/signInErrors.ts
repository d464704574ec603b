import { say, type Words } from '../../sentences/words.ts';
import { cancelledError, IdentityError } from '../../errors.ts';

/** Makes the error for an account that is not signed in to a directory, or for a user who is not signed in at all. */
export function signedOut(account: string | undefined, directory?: string): IdentityError {
  return new IdentityError({ code: 'signedOut', message: signedOutWords(account, directory) });
}

function signedOutWords(account: string | undefined, directory: string | undefined): Words {
  if (account === undefined)
    return directory === undefined
      ? say`You are not signed in to Azure.`
      : say`You are not signed in to the directory ${directory}.`;
  return directory === undefined
    ? say`${account} is not signed in to Azure.`
    : say`${account} is not signed in to the directory ${directory}.`;
}

/** Runs a sign-in; rejects with `cancelled` if the user leaves it and with `signedOut` and the reason if it fails. */
export async function asSignIn<T>(work: () => PromiseLike<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof IdentityError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    if (/cancell?ed|did not consent/i.test(reason)) throw cancelledError(error);
    throw new IdentityError({ code: 'signedOut', message: say`Signing in failed: ${reason}` }, { cause: error });
  }
}
