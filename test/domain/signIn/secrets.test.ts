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

  it.each([
    'GET https://cfg-shop.azconfig.io/kv?key=*&api-version=1.0',
    'GET https://cfg-shop.azconfig.io/kv?label=prod&key=app%2F*',
    'GET https://cfg-shop.azconfig.azure.us/revisions?key=shop',
    'https://shop.example/cb?error=access_denied&code=AuthorizationFailed',
    'https://shop.example/cb?code=403&x=1',
    'WWW-Authenticate: Basic realm=/var/opt/azcmagent/tokens/abc.key',
  ])('is none in what a service asks or answers: %s (Q-13)', (text) => {
    expect([...cutSecrets(text).secrets]).toEqual([]);
  });

  it.each([
    ['GET https://cfg-shop.azconfig.io.example/kv?key=Sw0rdfish', 'Sw0rdfish'],
    ['GET https://cfg-shop.azconfig.io/kv?x=1&sig=Sw0rdfish', 'Sw0rdfish'],
    ['GET https://shop.example/kv?key=swordfish', 'swordfish'],
    ['https://c.azconfig.io/kv?y=1 https://shop.example/?key=swordfish', 'swordfish'],
    ['https://shop.example/?x=https://c.azconfig.io/kv?y=1&key=swordfish', 'swordfish'],
    ['GET https://shop.example/f?code=AuthorizationFailed1x', 'AuthorizationFailed1x'],
    ['GET https://shop.example/f?code=403abc', '403abc'],
    ['GET https://shop.example/f?code=SwordFish', 'SwordFish'],
    ['GET https://shop.example/f?token=access_denied', 'access_denied'],
    ['Authorization: Basic cmVhbG09eA==', 'cmVhbG09eA'],
    ['SharedAccessSignature sr=sb%3A%2F%2Fx&sig=Sw0rdfish&skn=Root', 'Sw0rdfish'],
    ['Authorization: SharedKey stshop:Sw0rdfish', 'Sw0rdfish'],
  ])('is one all the same: %s (Q-13)', (text, secret) => {
    const cut = cutSecrets(text);
    expect([cut.text.includes(secret), cut.secrets.size]).toEqual([false, 1]);
  });

  it.each([
    ['{"error_uri":"https://login.microsoftonline.com/error?code=700213"}', '✂'],
    ['"error_uri": "https://login.microsoftonline.us/error?code=7000215"', '✂'],
    ['helm registry login shop --username shop --password ******', '*'],
    ['`helm registry login shop --password ******` failed', '*'],
    ["Access denied for user 'shop' (using password: YES)", 'YES'],
    ['client_secret=***', '*'],
    ['Password=*****;Server=x', '*'],
    ['Password: null', 'null'],
    ["'password': None", 'None'],
    ['password=$(cat file)', 'cat'],
    ['--client-secret $(AZURE_CLIENT_SECRET)', 'AZURE'],
    ['--client-secret $AZURE_CLIENT_SECRET', 'AZURE'],
    ['client_secret={{ .Values.secret }}', '{'],
    ['https://shop:****@shop.example/x', '*'],
    ['"accessToken":"[REDACTED]"', 'REDACTED'],
    ['client_secret: "xxxxxxxx"', 'xx'],
    ['api_key=None', 'None'],
    ['password: secretKeyRef', 'secretKeyRef'],
    ['secretKey: password', ': password'],
    ['docker run -p 8080:8080 shop', '8080'],
  ])('is none where it is masked, or where something else stands: form %# (Q-13)', (text, instead) => {
    const cut = cutSecrets(text);
    expect([[...cut.secrets], cut.text.includes(instead)]).toEqual([[], false]);
  });

  it.each([
    ['password=$ecretPass1', 'ecret'],
    ['password: nonesuch', 'nonesuch'],
    ['https://shop:Sw0rdfish@shop.example/x', 'Sw0rdfish'],
    ['https://shop.example/?code=700213', '700213'],
    ['https://login.microsoftonline.com/error?code=0.ASwordfish', 'Swordfish'],
    ['Failed to pull image "shop:Sw0rdfish@acrshop.azurecr.io/cart:1"', 'Sw0rdfish'],
    ['docker pull shop:Sw0rdfish@registry.example:5000/cart', 'Sw0rdfish'],
    ['login=shop:Sw0rdfish@acrshop.azurecr.io', 'Sw0rdfish'],
  ])('is one, although it looks like none: %s (Q-13)', (text, secret) => {
    const cut = cutSecrets(text);
    expect([cut.text.includes(secret), cut.secrets.size]).toEqual([false, 1]);
  });

  it.each([
    'acrshop.azurecr.io/cart:1@sha256:e1f23197695e6cd16cb0e5fe5145de66e614608739d257c8ceeb2604e10e30b6',
    'user:bob@shop.example',
    'mailto:bob@shop.example',
    'git@github.com:shop/cart',
    'module cart@v1.2.3/x',
  ])('is none in front of what is no host with a path: form %# (Q-13)', (text) => {
    expect(cutSecrets(text).text).toBe(text);
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
