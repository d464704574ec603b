import { describe, expect, it } from 'vitest';
import { textOf } from '../../../src/sentences/textOf.ts';
import { credential, issuer } from '../../support/domain/workloadFixture.ts';
import { guid } from '../../support/domain/worldFacts.ts';
import { asked, plansOf, wordsOf } from './asked.ts';

const client = guid(6001);
const token = (from: string, audience = 'api://AzureADTokenExchange'): string =>
  `token?client_id=${client}\nAADSTS70021: No matching federated identity record found for presented assertion. Assertion Issuer: '${from}'. Assertion Subject: 'system:serviceaccount:shop:cart'. Assertion Audience: '${audience}'.`;
const government =
  'https://usgovvirginia.oic.prod-aks.azure.us/22222222-2222-4222-8222-222222222222/33333333-3333-4333-8333-333333333333/';
const governmentAudience = 'api://AzureADTokenExchangeUSGov';

describe('a credential whose issuer is written otherwise', () => {
  it.each([
    ['upper and lower case', issuer.replace('westeurope', 'WestEurope')],
    ['a blank', `${issuer} `],
  ])('is for the same cluster, and is replaced: %s (Q-10)', (_, written) => {
    const answer = asked(token(issuer), { azure: { credentials: [credential({ issuer: written })] } });
    expect([answer.cause, plansOf(answer)]).toEqual(['ISSUER_DIFFERS', []]);
    expect(textOf(answer.text)).toContain('only by upper and lower case');
    expect(wordsOf(answer)).toContain('Remove the credential');
  });
});

describe('the audience of a cloud of its own', () => {
  it.each([
    ['in the token', governmentAudience, 'api://AzureADTokenExchange'],
    ['in the credential', 'api://AzureADTokenExchange', governmentAudience],
  ])('is not replaced by the public one: %s (Q-10)', (_, shown, accepted) => {
    const own = credential({ issuer: government, audiences: [accepted] });
    const answer = asked(token(government, shown), { azure: { credentials: [own] } });
    expect(answer.cause).toBe('AUDIENCE_DIFFERS');
    expect(wordsOf(answer)).toContain(governmentAudience);
    expect(wordsOf(answer)).not.toContain('on both sides');
  });
});

describe('a client without credentials', () => {
  const azure = { credentials: [credential()] };

  it('is read in the quotes of YAML and of other languages (Q-02)', () => {
    for (const [before, after] of [
      ["''", "''"],
      ['„', '“'],
    ])
      expect(
        asked(`    message: 'AADSTS70025: The client ${before}${client}${after}(id-shop) has no credentials.'`, {
          azure,
        }).cause,
      ).toBe('UNKNOWN');
  });

  it('is a likely cause only if its ID was not read (Q-04)', () => {
    expect(asked(`AADSTS70025 for somebody`, { azure })).toMatchObject({ cause: 'NO_CREDENTIAL', certainty: 'likely' });
  });
});
