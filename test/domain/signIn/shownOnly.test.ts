import { describe, expect, it } from 'vitest';
import { factsNotAsked } from '../../../src/domain/signIn/factsNotAsked.ts';
import { readSignIn, whyOf } from '../../../src/domain/signIn/whyOf.ts';
import { say } from '../../../src/sentences/words.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { credential, issuer } from '../../support/domain/workloadFixture.ts';
import { guid } from '../../support/domain/worldFacts.ts';
import { asked, wordsOf } from './asked.ts';
import { account, basic, pod } from './worlds.ts';

const client = guid(6001);
const azure = { resources: basic, credentials: [credential()] };
const objects = [
  account('shop/cart', { 'azure.workload.identity/client-id': client }),
  pod('shop/cart-1', { as: 'cart', label: true, token: true, env: { AZURE_CLIENT_ID: client } }),
];
const refused = (subject: string) =>
  `AADSTS700213: No matching federated identity record found for presented assertion subject '${subject}'.`;
const basket = refused('system:serviceaccount:shop:basket');
const valuesOf = (text: string, of: string): readonly string[] =>
  readSignIn(text).fields.flatMap(({ name, value, isMasked }) => (name === of && !isMasked ? [value] : []));

describe('a client ID beside a refused token', () => {
  it.each([
    `+ az login --service-principal --username ${client} --tenant x --federated-token ***\nERROR: ${basket}`,
    `$ az login --service-principal -u ${client} -t x --federated-token "$(cat token)"\nERROR: ${basket}`,
    `AZURE_CLIENT_ID=${client}\n${basket}`,
    `Environment:\n  AZURE_CLIENT_ID: ${client}\nLast State: Terminated\n  Message: ${basket}`,
    `{"kind":"Pod","env":[{"name":"AZURE_CLIENT_ID","value":"${client}"}],"message":"${basket}"}`,
    `env:\n- name: AZURE_CLIENT_ID\n  value: ${client}\nmessage: ${basket}`,
  ])('is read as kubectl and the command line write it: form %# (Q-02)', (text) => {
    expect(valuesOf(text, 'clientId')).toEqual([client]);
    expect(asked(text, { azure }).cause).toBe('WRONG_ACCOUNT');
  });

  it.each([
    `OTHER_AZURE_CLIENT_ID=${client}`,
    `az group show -u ${client}`,
    `AZURE_CLIENT_ID_OLD=${client}`,
    `2026-11-29T10:00:00Z AZURE_CLIENT_ID=${client}\n2026-11-29T10:00:01Z`,
  ])('is not that of something else: form %# (Q-10)', (text) => {
    expect(asked(`${text} ${basket}`, { azure }).cause).toBe('UNKNOWN');
  });
});

describe('a subject', () => {
  it.each([
    `AADSTS700213: 提示されたアサーションのサブジェクト「system:serviceaccount:shop:basket」に一致しません。 client_id=${client}`,
    `https://portal/?error_description=${encodeURIComponent(basket)}&client_id=${client}`,
  ])('is read in every dress: form %# (Q-02)', (text) => {
    expect(valuesOf(text, 'subject')).toEqual(['system:serviceaccount:shop:basket']);
    expect(asked(text, { azure, objects }).cause).toBe('WRONG_ACCOUNT');
  });

  it.each([
    `AADSTS700213: presented assertion subject 'system:serviceaccount:shop:car... client_id=${client}`,
    `AADSTS700213: presented assertion subject 'system:serviceaccount:shop:car…' client_id=${client}`,
    `AADSTS700213: presented assertion subject 'system:serviceaccount:shop:car`,
    `AADSTS700213: presented assertion subject 'system:serviceaccount:shop:car\n2026-11-29T10:00:00Z INFO next`,
  ])('that was cut is no whole one, and matches nothing: form %# (Q-02, Q-10)', (text) => {
    expect(valuesOf(text, 'subject')).toEqual([]);
    const answer = asked(text, { azure, objects });
    expect([answer.cause, textOf(answer.text)]).toEqual(['UNKNOWN', expect.not.stringContaining('match')]);
  });
});

describe('what matches a credential', () => {
  it('is only what the message shows (Q-04)', () => {
    const audience = "AADSTS700212: assertion audience 'api://AzureADTokenExchange'";
    const texts = ['Warning Failed AADSTS70021', audience, `AADSTS700211: assertion issuer '${issuer}'`].map((text) => {
      const answer = asked(text, { azure, objects });
      return [textOf(answer.text), ...answer.evidence.map((each) => textOf(each.text))].join('\n');
    });
    expect(texts[0]).toContain('The message shows neither the issuer nor the subject of the token');
    expect(texts[0]).not.toMatch(/Everything|matches|The token's subject/);
    expect(texts[1]).toContain(
      'The audience matches the credential shop-weu-shop-cart of id-shop. The message shows neither',
    );
    expect(texts[2]).toContain('The issuer matches the credential shop-weu-shop-cart of id-shop.');
  });

  it('is no credential at all where the message shows nothing, and names no identity (Q-04)', () => {
    const { evidence } = asked('Warning Failed AADSTS70021', { azure });
    expect(evidence.map((each) => textOf(each.text)).join()).not.toContain('matches');
  });

  it('is open where the message names another account than that of the pods (Q-10)', () => {
    const answer = asked('AADSTS70021 system:serviceaccount:shop:basket, system:serviceaccount:shop:cart', {
      azure,
      objects,
    });
    expect(answer.cause).toBe('UNKNOWN');
    expect(textOf(answer.text)).toContain('nothing tells which of them signs in');
  });
});

describe('what a program sends as its client ID', () => {
  const unknown = (id: string) =>
    `AADSTS700016: Application with identifier '${id}' was not found in the directory 'Contoso'.`;

  it.each([
    [`"${client}"`, 'quotes'],
    [`{${client}}`, 'braces'],
    ['id-shop', `Its client ID is ${client}`],
    ['{{ .Values.clientId }}', 'placeholder'],
    ['${AZURE_CLIENT_ID}', 'placeholder'],
    ['api://shop-cart', 'address of an application'],
  ])('is told from one: %s (Q-04)', (id, words) => {
    const answer = asked(unknown(id), { azure });
    expect([answer.cause, answer.certainty]).toEqual(['CLIENT_ID_WRONG', 'likely']);
    expect(textOf(answer.text)).toContain(words);
  });

  it('is known for certain without any facts if it is the ID of a resource (Q-04)', () => {
    const id = '/subscriptions/x/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-shop';
    const { facts } = factsNotAsked(new Date('2026-09-01T12:00:00Z'), 'signedOut', say`No one is signed in.`);
    const answer = whyOf(readSignIn(unknown(id.replace('/x/', `/${guid(3)}/`))), {}, facts);
    expect([answer.cause, answer.certainty]).toEqual(['CLIENT_ID_WRONG', 'certain']);
  });

  it('is missing where the message has nothing there (Q-04)', () => {
    expect(asked(unknown(''), { azure }).cause).toBe('CLIENT_ID_MISSING');
    const withoutId = [account('shop/cart'), pod('shop/cart-1', { as: 'cart', label: true, token: true })];
    const answer = asked(`pod=shop/cart-1 ${unknown('')}`, { azure, objects: withoutId });
    expect([answer.cause, textOf(answer.text)]).toEqual(['CLIENT_ID_MISSING', expect.stringContaining('shop/cart')]);
  });

  it('is not repeated if it can be a secret, and the message is not asked for again (Q-13)', () => {
    const answer = asked(unknown('S3cr3tPassw0rd!'), { azure });
    expect(JSON.stringify(answer)).not.toContain('S3cr3t');
    expect([answer.cause, textOf(answer.text)]).toEqual(['UNKNOWN', expect.stringContaining('is not a GUID')]);
  });

  it.each(['<client-id>', '***', 'XXXX-XXXX', 'my-client-id', '{client-id}'])(
    'is not known where someone hid it: %s (Q-10)',
    (id) => {
      expect(asked(unknown(id), { azure }).cause).toBe('UNKNOWN');
    },
  );
});

describe('a signature of shared access', () => {
  it.each([
    `'Listen' claim(s) are required. Resource: 'sb://sbshop.servicebus.windows.net/orders'. Authorization: SharedAccessSignature sr=sb%3A%2F%2Fsbshop&sig=abcd%3D&se=1788000000&skn=Root`,
    `InvalidSignature: The token has an invalid signature. 'Listen' claim(s) are required to perform this operation. SharedAccessSignature sr=sb%3A%2F%2Fehshop&sig=abc%3D&se=1&skn=Root`,
  ])('is no identity, and gets no role: form %# (Q-10)', (text) => {
    const answer = asked(text, { azure, objects });
    expect([answer.cause, answer.fixes]).toEqual(['UNKNOWN', []]);
    expect(textOf(answer.text)).toContain('No identity asks');
    expect(JSON.stringify(answer)).not.toContain('sig=');
  });
});

describe('the metadata of another cloud, and of the machine', () => {
  const python = (path: string) =>
    `HTTPConnectionPool(host='169.254.169.254', port=80): Max retries exceeded with url: ${path} (Caused by ConnectTimeoutError(<urllib3.connection.HTTPConnection object at 0x7f>, 'Connection to 169.254.169.254 timed out. (connect timeout=3)'))`;

  it.each([
    python('/computeMetadata/v1/instance/service-accounts/default/'),
    python('/latest/api/token'),
    python('/metadata/instance?api-version=2021-02-01'),
    'Policy verdict: DENIED flow 10.244.1.7:43122 -> 169.254.169.254:80 tcp SYN; other flow 10.244.1.8 -> 10.0.0.10:53 i/o timeout',
  ])('is not the endpoint for tokens: form %# (Q-10)', (text) => {
    const answer = asked(text, { azure, objects });
    expect([answer.cause, answer.fixes, wordsOf(answer)]).toEqual(['UNKNOWN', [], '']);
  });

  it('differs from the endpoint for tokens only by its path (Q-02)', () => {
    expect(asked(python('/metadata/identity/oauth2/token?api-version=2018-02-01')).cause).toBe('IMDS_UNREACHABLE');
  });
});
