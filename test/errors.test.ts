import { afterEach, describe, expect, it } from 'vitest';
import {
  failureWords,
  failureInShort,
  IdentityError,
  isWorthRetrying,
  saidMessage,
  withOtherNames,
  type Failure,
} from '../src/errors.ts';
import { joinWords, keyOfWords, say, type Phrase } from '../src/sentences/words.ts';
import { shownText, speak } from '../src/sentences/language.ts';

const linked: Failure = {
  code: 'forbidden',
  armCode: 'LinkedAuthorizationFailed',
  message:
    "The client '6f1c2a3b-0000-4000-8000-000000000001' with object id '6f1c2a3b-0000-4000-8000-000000000001' has permission to perform action 'Microsoft.ContainerService/managedClusters/write' on scope '/subscriptions/s'; however, it does not have permission to perform action(s) 'Microsoft.Network/virtualNetworks/subnets/join/action' on the linked scope(s) '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet/subnets/snet-aks' or the linked scope(s) are invalid.",
};
const wordsOf = (failure: Failure, identity?: string): string => keyOfWords(failureWords(failure, identity));
const advice = (failure: Failure, identity?: string): string =>
  wordsOf(failure, identity).slice(wordsOf({ ...failure, code: 'refused' }).length + 1);

describe('a failure in words', () => {
  it('advises a user without the right whom to ask', () => {
    expect(advice({ ...linked, status: 403 })).toBe(
      'Ask an administrator for access, or sign in with another account.',
    );
  });

  it.each([
    ['RequestDisallowedByPolicy', 'forbidden', 'A policy of your organization forbids it'],
    ['ScopeLocked', 'conflict', 'Ask whoever set the lock, or remove it'],
  ] as const)(
    'advises what helps against %s, which neither another account nor waiting does',
    (armCode, code, says) => {
      expect(wordsOf({ code, armCode, message: 'No.' })).toContain(says);
      expect(wordsOf({ code, armCode, message: 'No.' })).not.toMatch(/another account|no other operation/);
    },
  );

  it('has its own advice where Azure sends a code that every object has', () => {
    expect(wordsOf({ code: 'forbidden', armCode: 'constructor', message: 'No.' })).toBe(
      'No (constructor). Ask an administrator for access, or sign in with another account.',
    );
  });

  it("names what the cluster's identity lacks if an operation that Azure had accepted has failed", () => {
    const failure: Failure = { ...linked, isOfOperation: true };
    const told = (identity?: string) => wordsOf(failure, identity);
    expect(told('id-pay-weu')).toContain(
      'id-pay-weu lacks subnets/join on snet-aks. Assign it a role for that, then retry.',
    );
    expect(told()).toContain("The cluster's identity lacks subnets/join on snet-aks.");
    expect(wordsOf({ ...failure, message: 'No.' })).toBe(
      "No (LinkedAuthorizationFailed). The cluster's identity may lack a role: assign it one for what Azure names here, then retry.",
    );
  });

  const failed = (status: number): Failure => ({ code: 'unexpected', message: 'It broke', status });

  it('blames Azure for a 500, which is worth retrying', () => {
    expect(wordsOf(failed(500))).toBe('It broke. Azure is having problems; try again in a few minutes.');
    expect(isWorthRetrying(failed(500))).toBe(true);
  });

  it("doesn't suggest retrying a 400 or a refusal", () => {
    expect(wordsOf(failed(400))).toBe('It broke. Correct what Azure names here, then review the plan again.');
    expect(isWorthRetrying(failed(400))).toBe(false);
    expect(isWorthRetrying({ ...linked, status: 403 })).toBe(false);
  });

  it('is short and without ids if its full text is elsewhere', () => {
    const message = 'The client may not do that. More follows.';
    expect(failureInShort({ code: 'forbidden', armCode: 'AuthorizationFailed', message })).toBe(
      'The client may not do that (AuthorizationFailed)',
    );
    expect(failureInShort(linked)).toBe('permission is missing (LinkedAuthorizationFailed)');
    expect(failureInShort({ code: 'unexpected', message: 'No answer from Azure (EPIPE)', isUnanswered: true })).toBe(
      'no answer from Azure',
    );
  });
});

describe('a failure of ours, in the language of who reads', () => {
  afterEach(() => speak());
  const made = (message: Phrase): Failure => new IdentityError({ code: 'refused', message }).failure;
  const german = { '{0} is not signed in to {1}.': '{0} ist bei {1} nicht angemeldet.', 'Sign in.': 'Anmelden.' };
  const signedOut = made(say`${'Ana'} is not signed in to ${'tid'}.`);
  const joined = made(joinWords([say`${'Ana'} is not signed in to ${'tid'}.`, say`Sign in.`]));

  it.each<[string, () => Phrase, string]>([
    [
      'with other names',
      () => saidMessage(withOtherNames(signedOut, (text) => text.replace('tid', 'Contoso'))),
      'Contoso',
    ],
    ['in short', () => failureInShort(signedOut), 'tid'],
    ['in short, of two sentences', () => failureInShort(joined), 'tid'],
    ['thrown again as it is', () => saidMessage(new IdentityError(signedOut).failure), 'tid'],
  ])('stays a sentence %s', (_, words, place) => {
    speak(german, 'de');
    const text = shownText(words());
    expect(text).toMatch(new RegExp(`^Ana ist bei ${place} nicht angemeldet\\.?$`));
  });
});
