/** Who reads a history: the accounts that are signed in. */
import { whyUnknown } from '../../azure/arm/whyUnknown.ts';
import type { Arm } from '../../azure/arm/arm.ts';
import { failureIn, type ListFailure } from '../../azure/directory/partialList.ts';
import { getCaller } from '../../azure/read/callerAssignments.ts';
import type { TokenOwner } from '../../domain/arm/tokenOwner.ts';
import type { Unknown } from '../../domain/arm/unknown.ts';
import type { Readers } from '../../domain/history/model.ts';
import { nobodyKnown } from '../../domain/history/ownRuns.ts';
import { whenAborted } from '../../async/sleep.ts';
import { cancelledError, failureOf, IdentityError } from '../../errors.ts';
import { say } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';
import type { HistoryAsking } from './historyViewFound.ts';

/** Who is signed in, as far as they could be asked. */
export interface ReadersFound {
  readonly readers: Readers;
  /** Which account could not be asked who it is. */
  readonly unknown: readonly Unknown[];
}

/** An account that does not say in so many milliseconds who it is, is not known; the rest of the history is shown without it. */
const askedFor = 10_000;

/** Who is signed in, in every directory, whatever is seen there now: a guest has another object ID in each. */
export async function readReaders({
  directory,
  signal,
}: Pick<HistoryAsking, 'directory' | 'signal'>): Promise<ReadersFound> {
  try {
    const { items, failures } = await directory.accounts(signal);
    const asked = await Promise.all(
      items.map(async ({ tenant, arm }) => {
        try {
          const account = await callerInTime(arm, signal);
          if (account.objectId !== undefined) return account;
          throw new IdentityError({ code: 'unexpected', message: say`Its token has no object ID.` });
        } catch (error) {
          return failureIn(tenant, failureOf(error));
        }
      }),
    );
    if (signal?.aborted) throw cancelledError();
    const failed = [...failures, ...asked.flatMap((one) => ('failure' in one ? [one] : []))];
    const accounts = asked.flatMap((one) => ('failure' in one ? [] : [one]));
    return {
      readers: { accounts, isWhole: failed.length === 0 && accounts.length > 0 },
      unknown: failed.map(unknownReader),
    };
  } catch (error) {
    if (signal?.aborted) throw error;
    return { readers: nobodyKnown, unknown: [unknownReader({ failure: failureOf(error) })] };
  }
}

/** Some sources of tokens neither answer nor listen to a signal, such as a command that waits for a lock. */
async function callerInTime(arm: Arm, signal: AbortSignal | undefined): Promise<TokenOwner> {
  const limit = AbortSignal.timeout(askedFor);
  const given = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  try {
    return await Promise.race([getCaller(arm, given), whenAborted(given)]);
  } catch (error) {
    if (!limit.aborted) throw error;
    throw new IdentityError({
      code: 'unexpected',
      message: say`It didn't say within ${askedFor / 1000} seconds who is signed in.`,
    });
  }
}

function unknownReader({ account, tenantName, failure }: Partial<ListFailure> & Pick<ListFailure, 'failure'>): Unknown {
  const who = account ?? tenantName ?? say`one of your accounts`;
  const title = say`Whether you did it with ${who}`;
  return { ...whyUnknown(failure), title, subject: { what: 'accounts', ...defined({ of: account ?? tenantName }) } };
}
