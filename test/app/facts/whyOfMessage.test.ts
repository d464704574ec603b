import { describe, expect, it } from 'vitest';
import { whyOfMessage } from '../../../src/app/facts/whyOfMessage.ts';
import { readSignIn, type Why } from '../../../src/domain/signIn/whyOf.ts';
import { IdentityError, type FailureCode } from '../../../src/errors.ts';

const now = new Date('2026-09-01T12:00:00Z');
/** Says all by itself. */
const whole = readSignIn(
  'ClientAssertionCredential: AADSTS700024: Client assertion is not within its valid time range.',
);
/** Says too little by itself. */
const part = readSignIn(
  "AADSTS700016: Application with identifier '11111111-1111-4111-8111-111111111111' was not found",
);
const fromAzure = { cause: 'TRANSIENT' } as unknown as Why;
const failing = (code: FailureCode) => () => Promise.reject(new IdentityError({ code, message: 'No one is here.' }));

describe('the answer to a message', () => {
  it('is from the message alone where that is enough, unless Azure is to be asked', async () => {
    let asked = 0;
    const ask = () => Promise.resolve((asked++, fromAzure));
    expect((await whyOfMessage(whole, {}, { now, ask })).why.cause).not.toBe('TRANSIENT');
    expect(asked).toBe(0);
    expect((await whyOfMessage(whole, {}, { now, ask, isAsked: true })).why).toBe(fromAzure);
    expect(asked).toBe(1);
  });

  it("is Azure's where the message alone is not enough", async () => {
    expect(await whyOfMessage(part, {}, { now, ask: () => Promise.resolve(fromAzure) })).toEqual({ why: fromAzure });
  });

  it('says why Azure was not asked where no one is signed in', async () => {
    const { why, failure } = await whyOfMessage(part, {}, { now, ask: failing('signedOut') });
    expect([failure?.code, why.unknown.length > 0]).toEqual(['signedOut', true]);
    expect(why.unknown.map(({ cause, reason }) => [cause, reason])).toEqual(
      why.unknown.map(() => ['signedOut', 'Azure was not asked: No one is here.']),
    );
  });

  it('does not hide another failure, unless whoever asks wants an answer all the same', async () => {
    await expect(whyOfMessage(part, {}, { now, ask: failing('unexpected') })).rejects.toThrow('No one is here.');
    const options = { now, ask: failing('unexpected'), answersDespite: () => true };
    const { why, failure } = await whyOfMessage(part, {}, options);
    expect([failure?.code, why.unknown[0]?.cause]).toEqual(['unexpected', 'failed']);
  });
});
