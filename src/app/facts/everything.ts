import { isAboutEverything, isPassing } from '../../azure/arm/armErrors.ts';
import type { Directory } from '../../azure/directory/directory.ts';
import type { ListFailure } from '../../azure/directory/partialList.ts';
import { listEverywhere, type ListRequest } from '../../azure/read/listEverywhere.ts';
import type { Gap } from '../../domain/arm/answer.ts';
import { IdentityError } from '../../errors.ts';
import type { Subject } from '../../domain/arm/unknown.ts';
import { whyUnknown } from '../../azure/arm/whyUnknown.ts';
import { answerFor } from './answerFor.ts';
import type { AnyAnswer } from './gatherFacts.ts';
import { say, verbatim } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';

/**
 * Lists over all directories and subscriptions, with the places that could not be listed as gaps; unreadable if nothing
 * could be listed. With `mustAnswer`, throws if something doesn't answer now.
 */
export async function answerFromEverywhere(
  directory: Directory,
  subject: Subject,
  { mustAnswer = false, ...request }: ListRequest<unknown> & { readonly mustAnswer?: boolean | undefined },
): Promise<AnyAnswer> {
  const { items, failures, listed } = await listEverywhere(directory, request);
  const passing = mustAnswer ? failures.find(({ failure }) => isPassing(failure)) : undefined;
  const failed = passing ?? (listed.length === 0 ? failures[0] : undefined);
  if (failed !== undefined)
    return answerFor(new IdentityError(failed.failure), {
      subject,
      mustAnswer,
      whatIsGone: () => Promise.resolve(undefined),
    });
  const gaps = failures.map((failure) => gapOf(subject, failure));
  return { kind: 'found', value: items, ...(gaps.length > 0 ? { gaps } : {}) } as AnyAnswer;
}

/** Returns what a list lacks because of a failure; a directory that is signed out is a gap, like everything that doesn't answer now. */
export function gapOf(
  subject: Subject,
  { failure, tenantId, tenantName, account, subscriptionId, subscriptionName }: ListFailure,
): Gap {
  if (failure.code === 'cancelled') throw new IdentityError(failure);
  const directory = tenantName ?? (account === undefined ? verbatim(tenantId) : say`${tenantId} of ${account}`);
  const name =
    subscriptionId === undefined || isAboutEverything(failure)
      ? say`directory ${directory}`
      : say`subscription ${subscriptionName ?? subscriptionId}`;
  return {
    subject,
    place: { name, ...defined({ subscriptionId }) },
    ...whyUnknown(failure),
  };
}
