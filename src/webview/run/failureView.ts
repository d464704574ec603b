/** A failure in words, for the page and for the clipboard. */
import { whomToAskWords } from '../../domain/plan/accessRequest.ts';
import { isGuid } from '../../domain/arm/resourceId.ts';
import { scopeOfAssignment, scopeWithKind, withNames } from '../../domain/arm/scopeWords.ts';
import { failureWords, lackOf, shortenAction, wordsBesideCode, type Failure } from '../../errors.ts';
import type { FailureView } from '../protocol/flow.ts';
import { defined } from '../../shape/defined.ts';
import { t, shownText } from '../../sentences/language.ts';
import { say } from '../../sentences/words.ts';

/** Describes a failure; `identity` is the name of the cluster's identity for which an operation may have failed. */
export function failureView(failure: Failure, identity?: string): FailureView {
  return {
    text: messageOf(failure, identity),
    ...defined({ code: failure.armCode, correlationId: failure.correlationId }),
    ...(failure.source === undefined || !failure.source.startsWith('https://') ? {} : { source: failure.source }),
  };
}

/** Shows Azure's refusals with names and with whom to ask; Azure's own words are in the copy. The code is separate. */
function messageOf(failure: Failure, identity: string | undefined): string {
  const lack = lackOf(failure);
  if (!lack) return shownText(wordsBesideCode(failure, identity));
  if (failure.isOfOperation) return withNames(shownText(wordsBesideCode(failure, identity)), shownText);
  return t`${refusalOf(lack, failure.message)} ${shownText(whomToAskWords(lack))} If you were given the right just now, wait a few minutes and retry.`;
}

/** Matches the account in ARM's message about a missing permission. */
const clientIn = /\bclient '([^']+)' with object id\b/i;

function refusalOf({ action, scope }: NonNullable<Failure['lack']>, message: string): string {
  const [, account = ''] = clientIn.exec(message) ?? [];
  const place = scopeWithKind(scopeOfAssignment(scope));
  const refusal = /roleAssignments\/write$/i.test(action)
    ? say`You can't assign roles on ${place}.`
    : /roleAssignments\/delete$/i.test(action)
      ? say`You can't remove roles on ${place}.`
      : say`You don't have permission for ${shortenAction(action)} on ${place}.`;
  // An application is named by its ID, which says nothing to a person.
  return account === '' || isGuid(account) ? shownText(refusal) : t`You are signed in as ${account}. ${refusal}`;
}

/** Writes a failure with everything that helps someone else to understand it. */
export function failureAsText(failure: Failure): string {
  const { armCode, target, status, correlationId, source, details = [] } = failure;
  const rows: readonly (readonly [string, string | number | undefined])[] = [
    [t`Code`, armCode],
    [t`HTTP status`, status],
    [t`Target`, target],
    [t`Correlation ID`, correlationId],
    [t`Source`, source],
    ...details.map((detail) => [t`Detail`, [detail.code, detail.message].filter(Boolean).join(': ')] as const),
  ];
  const present = rows.filter(([, value]) => value !== undefined && value !== '');
  return [shownText(failureWords(failure)), ...present.map(([label, value]) => `${label}: ${value}`)].join('\n');
}
