import { describe, expect, it } from 'vitest';
import { textOf } from '../../../src/sentences/textOf.ts';
import { credential, goneIssuer, issuer } from '../../support/domain/workloadFixture.ts';
import { clusterId, guid, identityId } from '../../support/domain/worldFacts.ts';
import { asked, plansOf, wordsOf } from './asked.ts';
import { account, basic, pod } from './worlds.ts';

const client = guid(6001);
const inside = { AZURE_CLIENT_ID: client, AZURE_FEDERATED_TOKEN_FILE: '/x' };
const running = (name: string) => [
  account(`web/${name}`, { 'azure.workload.identity/client-id': client }),
  pod(`web/${name}-1`, { as: name, label: true, token: true, env: inside }),
];
const azure = { credentials: [credential()], resources: basic };
const failed = 'No matching federated identity record found for presented assertion';
const ofSubject = (account: string): string =>
  `POST https://login.microsoftonline.com/x/oauth2/v2.0/token?client_id=${client} AADSTS700213: ${failed} subject 'system:serviceaccount:${account}'.`;
const connect = (namespace: string, serviceAccount: string) => ({
  kind: 'createCredential',
  identityId: identityId('id-shop'),
  clusterId,
  namespace,
  serviceAccount,
});

describe('a token of which only the subject is shown', () => {
  it('gets the plan for the cluster that the user has named (Q-09)', () => {
    const answer = asked(`AADSTS700213: ${failed} subject 'system:serviceaccount:web:web'.`, {
      azure,
      objects: running('web'),
    });
    expect([answer.cause, plansOf(answer)]).toEqual(['NO_CREDENTIAL', [connect('web', 'web')]]);
  });

  it('gets no plan for a cluster that lacks the account (Q-10)', () => {
    const answer = asked(ofSubject('pay:pay'), { azure, objects: running('web') });
    expect(plansOf(answer)).toEqual([]);
    expect(wordsOf(answer)).toContain('Connect pay/pay to id-shop, on the cluster that the pod runs in');
  });

  it('is not said to match the credential of another cluster (Q-10)', () => {
    const text = ofSubject('shop:cart');
    const answer = asked(text, { azure: { ...azure, credentials: [credential({ issuer: goneIssuer })] } });
    expect([answer.cause, answer.certainty]).toEqual(['ISSUER_DIFFERS', 'likely']);
    expect(textOf(answer.text)).toContain('The message does not show the issuer');
    expect(answer.evidence.map((each) => textOf(each.text)).join()).not.toContain('matches');
  });

  it('may be of another issuer where its credential is of this cluster (Q-10)', () => {
    const answer = asked(ofSubject('shop:cart'), { azure });
    expect([answer.cause, answer.possible]).toEqual([
      'UNKNOWN',
      ['CREDENTIAL_NOT_EFFECTIVE', 'ISSUER_DIFFERS', 'TRANSIENT'],
    ]);
    expect(answer.evidence.map((each) => textOf(each.text))).toContain(
      'The credential shop-weu-shop-cart is for system:serviceaccount:shop:cart.',
    );
  });
});

describe('a token with the issuer of another cluster', () => {
  const other = issuer.replace('33333333', '55555555');

  it.each(['web', 'cart'])('is not judged by the pods of this one: %s (Q-10)', (name) => {
    const answer = asked(`AADSTS700211: ${failed} issuer '${other}'.`, { azure, objects: running(name) });
    expect([answer.cause, answer.fixes]).toEqual(['UNKNOWN', []]);
    expect(JSON.stringify(answer.evidence)).not.toContain('web/');
    expect(answer.evidence.map((each) => textOf(each.text)).join()).toContain('of another cluster than shop-weu');
    expect(textOf(answer.next[0] ?? answer.text)).toContain('the cluster that has this issuer');
  });

  it('is judged by them where it is the issuer of this one (Q-03)', () => {
    const answer = asked(`AADSTS700211: ${failed} issuer '${issuer}'.`, { azure, objects: running('web') });
    expect(answer.evidence.map((each) => textOf(each.text)).join()).toContain('web');
  });
});

describe('an answer', () => {
  it.each([
    ofSubject('web:web'),
    ofSubject('kube-system:keda-operator'),
    `AADSTS700213: ${failed} subject 'system:serviceaccount:shop:till'. client_id=${client}`,
    'WorkloadIdentityCredential: no client ID specified',
    '"error_codes":[700213]',
  ])('never ends without something to do: form %# (Q-04)', (text) => {
    for (const world of [{ azure }, { azure, objects: running('web') }, { azure: { resources: [] } }]) {
      const { fixes, next } = asked(text, world);
      expect([...fixes, ...next]).not.toEqual([]);
    }
  });
});
