import { describe, expect, it } from 'vitest';
import { apiWhy } from '../../../src/api/why.ts';
import { whyMarkdown } from '../../../src/domain/signIn/text/whyMarkdown.ts';
import { cutSecrets } from '../../../src/domain/signIn/message/secrets.ts';
import { factsNotAsked } from '../../../src/domain/signIn/factsNotAsked.ts';
import { readSignIn, whyOf } from '../../../src/domain/signIn/whyOf.ts';
import { answerView } from '../../../src/webview/why/state.ts';
import { say } from '../../../src/sentences/words.ts';
import { secretTexts } from '../../support/domain/secretsInText.ts';
import { cases } from './judgedCases.ts';

const { facts } = factsNotAsked(new Date('2026-09-01T12:00:00Z'), 'signedOut', say`No one is signed in.`);

describe('a secret in a message', () => {
  it.each(secretTexts)('is cut out before anything is read: %s (Q-13)', (_, text, secret) => {
    const cut = cutSecrets(`error before ${text} and after`);
    expect(cut.text).not.toContain(secret);
    expect(cut.secrets.size).toBeGreaterThan(0);
  });

  it.each(secretTexts)('is nowhere in the answer, which says that it leaked: %s (Q-13)', (_, text, secret) => {
    const message = `AADSTS700016: Application with identifier '${text}' was not found in the directory 'x'. ${text}`;
    const why = whyOf(readSignIn(message), {}, facts);
    const everything = JSON.stringify([apiWhy(why), whyMarkdown(why), answerView(why)]);
    expect(everything).not.toContain(secret);
    expect(whyMarkdown(why)).toContain('Treat it as leaked');
    expect(answerView(why).leaked).toBeDefined();
  });

  it('that begins a private key without an end takes the rest of the text with it, and the text before stays (Q-13)', () => {
    const cut = cutSecrets(
      'before -----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY----- between -----BEGIN X----- abc',
    );
    expect([cut.text.includes('abc'), cut.text.startsWith('before '), cut.text.includes(' between ')]).toEqual([
      false,
      true,
      true,
    ]);
    expect(cut.secrets.get('privateKey')).toBe(2);
  });

  it('is not seen in any message of a public thread', () => {
    for (const { message } of cases) expect([...cutSecrets(message).secrets]).toEqual([]);
  });
});
