import { describe, expect, it } from 'vitest';
import { whyOfAccount } from '../../../src/app/facts/whyOfAccount.ts';
import type { Answer } from '../../../src/domain/arm/answer.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import { unknownText } from '../../../src/domain/arm/unknown.ts';
import type { CredentialListing, Facts, Read } from '../../../src/domain/cluster/facts.ts';
import { readSignIn, type Why } from '../../../src/domain/signIn/whyOf.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { basic, factsIn, theCluster } from '../../domain/signIn/worlds.ts';
import { about } from '../../support/domain/factsOf.ts';
import { unknown, unreadable } from '../../support/domain/unknowns.ts';
import { credential, issuer } from '../../support/domain/workloadFixture.ts';
import { guid, identity, identityId } from '../../support/domain/worldFacts.ts';

const refused = `AADSTS70021: No matching federated identity record found for presented assertion. Assertion Issuer: '${issuer}'. Assertion Subject: 'system:serviceaccount:shop:cart'. Assertion Audience: 'api://Other'.`;
const trusting = credential({ identityId: identityId('id-cart') as ArmId });
const idCart = identity('id-cart', guid(1003));
const idCartOld = identity('id-cart-old', guid(1004));
type Answers = (read: Read) => Answer<unknown> | undefined;

/** The answer while some reads are answered in another way. */
function why(answers: Answers): Why {
  const facts = factsIn({ azure: { resources: [...basic, idCart, idCartOld], credentials: [trusting] } });
  const get = (read: Read): Answer<unknown> | undefined => {
    const other = answers(read);
    return other === undefined ? facts.get(read) : about(read, other);
  };
  return whyOfAccount(readSignIn(refused), { clusterId: theCluster }, { ...facts, get: get as Facts['get'] });
}

const said = ({ evidence }: Why): string => evidence.map(({ text }) => textOf(text)).join('\n');
const unread = (answer: Why): string => answer.unknown.map((each) => textOf(unknownText(each))).join('\n');
const listing =
  (value: CredentialListing): Answers =>
  ({ kind }) =>
    kind === 'credentials' ? { kind: 'found', value } : undefined;
/** Too many identities to ask, so that those with a name like the account's are asked; one of them answers otherwise. */
const byName =
  (old: Answer<unknown>): Answers =>
  (read) =>
    read.kind === 'credentials'
      ? unreadable('Too many.', 'notAsked')
      : read.kind === 'federatedCredentials' && read.identityId === identityId('id-cart-old')
        ? old
        : undefined;

describe('a message that names an account and no identity', () => {
  it('is compared with the only identity that trusts the account (Q-03)', () => {
    const answer = why(() => undefined);
    expect([answer.cause, answer.certainty]).toEqual(['AUDIENCE_DIFFERS', 'likely']);
    expect(said(answer)).toContain('The only one found for shop/cart on shop-weu is id-cart.');
  });

  it('says that not every identity could be read, and claims nothing about names (Q-04)', () => {
    const answer = why(listing({ all: [trusting], unknown: [unknown('Fabrikam is locked.')] }));
    expect(said(answer)).toContain('The only one found for shop/cart on shop-weu is id-cart; not every identity');
    expect(unread(answer)).toContain('Fabrikam is locked.');
  });

  it('is compared with the one of its name if that is deleted, and another one trusts it (Q-03)', () => {
    const answer = why(byName({ kind: 'missing', armCode: 'ResourceNotFound' }));
    expect(answer.cause).toBe('AUDIENCE_DIFFERS');
    expect(said(answer)).toContain(
      "id-cart has a credential for shop/cart on shop-weu, and its name resembles that account's",
    );
  });

  it('stays open while one of those with its name could not be read, and names it (Q-04)', () => {
    const answer = why(byName(unreadable('Locked.')));
    expect(answer.cause).toBe('UNKNOWN');
    expect(unread(answer)).toContain('Locked.');
  });
});
