/** Who reads a history: the accounts that are signed in. */
import { whyUnknown } from '../../azure/arm/whyUnknown.ts';
import { failureIn, type ListFailure } from '../../azure/directory/partialList.ts';
import { getCaller } from '../../azure/read/callerAssignments.ts';
import type { Unknown } from '../../domain/arm/unknown.ts';
import type { Readers } from '../../domain/history/model.ts';
import { nobodyKnown } from '../../domain/history/ownRuns.ts';
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
          const account = await getCaller(arm, signal);
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

function unknownReader({ account, tenantName, failure }: Partial<ListFailure> & Pick<ListFailure, 'failure'>): Unknown {
  const who = account ?? tenantName ?? say`one of your accounts`;
  const title = say`Whether you did it with ${who}`;
  return { ...whyUnknown(failure), title, subject: { what: 'accounts', ...defined({ of: account ?? tenantName }) } };
}
