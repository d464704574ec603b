import { describe, expect, it } from 'vitest';
import { factsNotAsked } from '../../../src/domain/signIn/factsNotAsked.ts';
import { whyMarkdown } from '../../../src/domain/signIn/text/whyMarkdown.ts';
import { readSignIn, whyOf, type Why } from '../../../src/domain/signIn/whyOf.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { say } from '../../../src/sentences/words.ts';
import { issuer } from '../../support/domain/workloadFixture.ts';
import { guid, tenant } from '../../support/domain/worldFacts.ts';
import { wordsOf } from './asked.ts';

/** The answer from the message alone. */
function alone(text: string): Why {
  const { facts } = factsNotAsked(new Date('2026-09-01T12:00:00Z'), 'signedOut', say`No one is signed in.`);
  return whyOf(readSignIn(text), {}, facts);
}

const mount = 'failed to mount secrets store objects for pod shop/cart-1, err: rpc error: code = Unknown desc = ';
const forbidden = (service: string, message: string): string =>
  `${service}: Failure responding to request: StatusCode=403 -- Original Error: autorest/azure: Service returned an error. Status=403 Code="Forbidden" Message="${message}"`;

describe('a message that says why', () => {
  it.each([
    ['a missing secret', `${mount}RESPONSE 404: 404 Not Found ERROR CODE: SecretNotFound`, 'has no such secret'],
    [
      'a missing secret of an operator',
      'could not get secret data from provider: Status=404 Code="SecretNotFound" Message="A secret with (name/id) db was not found in this key vault."',
      'has no such secret',
    ],
    [
      'a disabled secret',
      `${mount}Status=403 Code="Forbidden" Message="Operation get is not allowed on a disabled secret."`,
      'disabled',
    ],
    [
      'a vault without a name',
      `${mount}Get "https://kv.vault.azure.net/": dial tcp: lookup kv.vault.azure.net: no such host`,
      'resolved',
    ],
    ['a vault of another cloud', `${mount}getaddrinfo ENOTFOUND kv.vault.azure.cn`, 'resolved'],
    [
      'a node without provider',
      `${mount}error connecting to provider "azure": provider not found: provider "azure"`,
      'no provider for Azure',
    ],
    [
      'another vault',
      'could not get secret data from provider, err: cannot read secret data from Vault: Error making API request. URL: GET https://vault:8200/v1/secret/data/db Code: 403',
      'HashiCorp Vault',
    ],
  ])('is not said to lack the reason, nor to be about the sign-in: %s (Q-10)', (_, message, says) => {
    const { cause, text, possible, next } = alone(message);
    expect([cause, possible, textOf(text)]).toEqual(['UNKNOWN', [], expect.stringContaining(says)]);
    expect(next).toHaveLength(1);
  });

  it.each([
    ['batch.PoolClient#Get', []],
    ['web.AppsClient#Get', []],
    ['keyvault.BaseClient#GetSecret', ['vaultForbidden']],
  ])('is a refusal of a vault only if the vault is named: %s (Q-10)', (service, signs) => {
    expect(alone(forbidden(service, 'Caller is not allowed')).signs).toEqual(signs);
  });

  it('yields to an error of the sign-in beside it (Q-10)', () => {
    const refused = `AADSTS700016: Application with identifier '${guid(1)}' was not found in the directory '${tenant}'`;
    expect(alone(`SecretNotFound\n${refused}`).signs[0]).toBe('applicationNotFound');
  });
});

describe('an issuer that Entra could not read', () => {
  const failed = (more = '') =>
    `POST https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token\nRESPONSE 400\n{"error_description":"AADSTS90061: Request to External OIDC endpoint failed. ${more}","error_uri":"https://login.microsoftonline.com/error?code=90061"}`;

  it('is not made up of the other addresses in the text, and counts once (Q-02)', () => {
    const answer = alone(failed());
    expect(answer.fields.filter(({ name }) => name === 'issuer')).toEqual([]);
    expect([answer.cause, answer.next, answer.evidence]).toEqual(['ISSUER_UNREACHABLE', [], []]);
  });

  it.each([
    ['AKS', issuer, 'az aks update'],
    ['one of its own', 'https://k3s.example.org', '.well-known'],
    ['GitHub', 'https://token.actions.githubusercontent.com', '.well-known'],
  ])('leads to what its owner can do: %s (Q-09)', (_, from, says) => {
    const answer = alone(`AADSTS7000272: The key was not found in the metadata of issuer '${from}'.`);
    expect(answer.fields).toContainEqual({ name: 'issuer', value: from, isMasked: false });
    expect(wordsOf(answer)).toContain(says);
    expect(wordsOf(answer).includes('az aks update')).toBe(from === issuer);
  });
});

describe('a long message', () => {
  const line = (n: number): string =>
    `AADSTS700016: Application with identifier '${guid(n)}' was not found in the directory '${tenant}'.\n`;
  const isSaid = (answer: Why, words: string): boolean =>
    answer.evidence.some(({ text }) => textOf(text).includes(words));

  it('is read at its end, where a log has what is newest, and says so (Q-02)', () => {
    const answer = alone(`${'token ok, cart 4711 served\n'.repeat(160_000)}${line(7)}`);
    expect(answer.fields).toContainEqual({ name: 'clientId', value: guid(7), isMasked: false });
    expect(isSaid(answer, 'only its end')).toBe(true);
    expect(isSaid(alone(line(7)), 'only its end')).toBe(false);
  });

  it('is cut at the beginning of a word, so that no half of a secret is read (Q-13)', () => {
    const secret = `?client_id=${guid(9)}`;
    const end = ` ${line(7)}`.padEnd(4_000_000 - 20, ' x');
    expect(alone(secret + end).fields.map(({ value }) => value)).not.toContain(guid(9));
  });

  it('with more errors of one form than are read has the last of them, and says so (Q-02)', () => {
    const many = alone(Array.from({ length: 60 }, (_, n) => line(n + 1)).join(''));
    const ids = many.fields.flatMap(({ name, value }) => (name === 'clientId' ? [value] : []));
    expect(ids).toEqual(Array.from({ length: 40 }, (_, n) => guid(n + 21)));
    expect(isSaid(many, 'only the last ones')).toBe(true);
    expect(isSaid(alone(line(1)), 'only the last ones')).toBe(false);
  });
});

describe('an answer as text', () => {
  it('has issuers as they are compared: letter by letter, and without a link (Q-11)', () => {
    const text = whyMarkdown(
      alone(
        `AADSTS70021: No matching federated identity record found for presented assertion. Assertion Issuer: '${issuer}'. Assertion Subject: 'system:serviceaccount:shop:cart'. Assertion Audience: 'api://AzureADTokenExchange'.`,
      ),
    );
    expect(text).toContain(`- issuer: \`${issuer}\``);
    expect(text).toContain(`issuer is \`${issuer}\`.`);
    expect(text.replaceAll('api:/&#8288;/', '')).not.toMatch(/&#8288;|\u2060/);
  });
});
