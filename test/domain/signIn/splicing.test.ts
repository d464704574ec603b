import { describe, expect, it } from 'vitest';
import { readSignIn, whyOf, type Why } from '../../../src/domain/signIn/whyOf.ts';
import { drawn, fc, seed } from '../../support/property.ts';
import { credential, issuer } from '../../support/domain/workloadFixture.ts';
import { guid } from '../../support/domain/worldFacts.ts';
import { asked, plansOf, readOnce } from './asked.ts';
import { cases, type Case } from './judgedCases.ts';
import { factsIn, filled, objectsIn, theCluster, worlds } from './worlds.ts';

const [own, other] = [guid(6001), guid(6777)];
const signIn = (client: string) => `https://login.microsoftonline.com/x/oauth2/v2.0/token?client_id=${client}`;

/** Lines of logs that have nothing to do with a sign-in that fails, but values and words that look like it. */
const foreign = [
  `2026-11-29T10:00:00Z DEBUG POST ${signIn(other)} 200 OK`,
  `{"level":"info","pod":"cart-7d","msg":"token for client_id: '${other}'","url":"${signIn(other)}"}`,
  '2026-11-29T10:00:00Z INFO audit user="system:serviceaccount:monitoring:prometheus" verb=list decision=allow',
  `I1129 10:00:00.123456       1 main.go:27] asked as system:serviceaccount:web:front for '${other}'`,
  'time="2026-11-29T10:00:00Z" level=info msg="connected to acrother.azurecr.io and https://kv-other.vault.azure.net"',
  '2026/11/29 10:00:00 ERROR redis: dial tcp 10.0.3.4:6380: i/o timeout',
  'panic: open /data/state.db: permission denied',
  '2026-11-29 10:00:01 WARN open /config/app.yaml: no such file or directory',
  'AZURE_FEDERATED_TOKEN_FILE=/var/run/secrets/azure/tokens/azure-identity-token',
  'INFO: token from 169.254.169.254 ok, authority login.microsoftonline.com ok',
  '{"level":"error","msg":"GET https://orders.example/v1: x509: certificate signed by unknown authority"}',
  'Nov 29 10:00:00 node-1 kubelet: deadline exceeded, connection refused, 403 Forbidden',
  '10.1.2.3 - - [29/Nov/2026:10:00:00 +0000] "GET /v1/orders HTTP/1.1" 401 unauthorized',
  '[pod/web-1/main] denied: User does not have access to the resource in Azure',
];

function judged({ id }: Case, message: string, read = readSignIn): Why {
  const world = worlds[id] ?? {};
  const objects = objectsIn(world);
  const context = { clusterId: theCluster, ...(objects === undefined ? {} : { objects }) };
  return whyOf(read(filled(message, world.fill)), context, factsIn(world));
}

describe('a line of a log beside another one', () => {
  it('lends it nothing: the cause stays the same one or can no longer be known, and no plan is added (Q-09, Q-10)', () => {
    const lines = fc.array(fc.constantFrom(...foreign), { maxLength: 3 });
    fc.assert(
      fc.property(fc.constantFrom(...cases), lines, lines, (one, before, after) => {
        const message = `2026-11-29T10:00:02Z ERROR ${one.message}`;
        const alone = judged(one, message, readOnce);
        const spliced = judged(one, [...before, message, '2026-11-29T10:00:03Z INFO next', ...after].join('\n'));
        expect([alone.cause, 'UNKNOWN']).toContain(spliced.cause);
        for (const plan of plansOf(spliced)) expect(plansOf(alone)).toContainEqual(plan);
      }),
      { seed, numRuns: drawn(1500) },
    );
  });

  it('in the midst of a message takes its values away, but puts none in their place (Q-09, Q-10)', () => {
    const whole = foreign.filter((line) => /^\{|^\[pod/.test(line));
    fc.assert(
      fc.property(fc.constantFrom(...cases), fc.constantFrom(...whole), fc.nat(), (one, line, at) => {
        const lines = one.message.split('\n');
        const alone = judged(one, one.message, readOnce);
        const spliced = judged(one, lines.toSpliced(at % lines.length, 0, line).join('\n'));
        expect([one.cause, ...one.alsoRight, 'UNKNOWN', alone.cause]).toContain(spliced.cause);
        for (const plan of plansOf(spliced)) expect(plansOf(alone)).toContainEqual(plan);
      }),
      { seed, numRuns: drawn(1000) },
    );
  });

  const refused = `AADSTS70021: No matching federated identity record found for presented assertion. Assertion Issuer: '${issuer}'. Assertion Subject: 'system:serviceaccount:pay:api'. Assertion Audience: 'api://AzureADTokenExchange'.`;

  it.each([
    ['with times', `2026-11-29T10:00:00Z DEBUG POST ${signIn(own)} 200 OK\n2026-11-29T10:00:01Z ERROR ${refused}`],
    ['of another pod', `cart-7d | POST ${signIn(own)} 200 OK\npay-5c | ERROR ${refused}`],
    ['with names of pods before it', `[pod/cart-7d] Using client_id: '${own}'\n[pod/pay-5c] ${refused}`],
    ['after it', `pay-5c | ERROR ${refused}\ncart-7d | INFO token for client_id: '${own}' acquired`],
    [
      'in JSON',
      `{"pod":"cart-7d","msg":"ok","client_id":"'${own}'"}\n{"pod":"pay-5c","level":"error","msg":"${refused}"}`,
    ],
    ['escaped', JSON.stringify(`2026-11-29 10:00:00 POST ${signIn(own)} 200 OK\n2026-11-29 10:00:01 ${refused}`)],
  ])('%s does not say which identity gets a credential (Q-09)', (_, text) => {
    const answer = asked(text, { azure: { credentials: [credential()] } });
    expect([answer.cause, plansOf(answer)]).toEqual(['UNKNOWN', []]);
  });

  it('of the same request does say it (Q-03)', () => {
    const answer = asked(`2026-11-29T10:00:00Z ERROR POST ${signIn(own)}\nRESPONSE 400\n${refused}`, {
      azure: { credentials: [credential()] },
    });
    expect(answer.asker.clientId).toBe(own);
    expect(plansOf(answer)).toHaveLength(1);
  });

  it('far away gives advice, but no plan (Q-09)', () => {
    const text = `POST ${signIn(own)}\n${'retrying\n'.repeat(200)}${refused}`;
    const answer = asked(text, { azure: { credentials: [credential()] } });
    expect([answer.cause, answer.certainty, plansOf(answer)]).toEqual(['NO_CREDENTIAL', 'likely', []]);
    expect(answer.fixes).not.toEqual([]);
  });
});

describe('two lines, the first of them longer', () => {
  it.each([
    ['a request and its answer', `POST ${signIn(own)}`, 'AADSTS700213: assertion subject'],
    [
      'a variable and a panic',
      'AZURE_FEDERATED_TOKEN_FILE=/var/run/secrets/azure/tokens/azure-identity-token',
      'panic: x',
    ],
    ['an ID and a word', `for client_id: ${signIn(own)}`, 'Retrying in 5 s'],
    ['a path and a word', 'open /var/run/secrets/azure/tokens/azure-identity-token', 'failed'],
  ])('make no value that is in neither: %s (Q-02)', (_, first, second) => {
    for (const { value } of readSignIn(`${first}\n${second}`).fields) expect(first + '\n' + second).toContain(value);
  });
});
