import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import { readSignIn } from '../../../src/domain/signIn/whyOf.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { guid, tenant } from '../../support/domain/worldFacts.ts';
import { asked, wordsOf } from './asked.ts';
import { account, basic, pod } from './worlds.ts';

const signsOf = (text: string): readonly string[] => readSignIn(text).hits.map(({ sign }) => sign);
const failed = 'No matching federated identity record found for presented assertion';

describe('a message that people meet', () => {
  it.each([
    ['subjectNotTrusted', `{"error_description":"${failed} subject 'system:serviceaccount:shop:cart'."}`],
    ['subjectNotTrusted', `tity record found for presented assertion subject 'system:serviceaccount:shop:cart'. Check`],
    ['issuerNotTrusted', `${failed} issuer 'https://shop.example/'`],
    [
      'variableMissing',
      'Error { "AZURE_FEDERATED_TOKEN_FILE environment variable or token_file_path option must be set" }',
    ],
    [
      'metadataBehindProxy',
      'Get "http://169.254.169.254/metadata/identity/oauth2/token": proxyconnect tcp: dial tcp 10.9.9.9:3128: i/o timeout',
    ],
    ['metadataBehindProxy', 'GET http://169.254.169.254/metadata/identity/oauth2/token RESPONSE 504 Gateway Timeout'],
    ['databaseUserMissing', `Login failed for user '${guid(6001)}@${tenant}'.`],
    ['databaseTokenRefused', "Login failed for user ''. The server is not currently configured to accept this token."],
  ])('is the form %s: form %# (Q-02)', (sign, text) => {
    expect(signsOf(text)).toEqual([sign]);
  });

  it.each([
    ['subjectNotTrusted', `AADSTS700213: ${failed} subject 'system:serviceaccount:shop:cart'`],
    ['issuerNotTrusted', `AADSTS700211: ${failed} issuer 'https://shop.example/'`],
  ])('with its code is %s once (Q-02)', (sign, text) => {
    expect(signsOf(text).filter((each) => each === sign)).toEqual([sign]);
  });

  it.each([
    'GET http://169.254.169.254/metadata/instance RESPONSE 504 Gateway Timeout',
    'GET http://169.254.169.254/metadata/identity 200 OK, then GET https://shop.example/ RESPONSE 504 Gateway Timeout',
    "Login failed for user 'shop@shop-db'.",
    'nodePublishSecretRef secret is set',
  ])('is none of another thing: form %# (Q-10)', (text) => {
    expect(signsOf(text)).toEqual([]);
  });
});

describe('a provider that looks for a client secret', () => {
  const text =
    'failed to mount secrets store objects for pod shop/cart-1, err: failed to mount objects, error: failed to create auth config, error: failed to get credentials, nodePublishSecretRef secret is not set';
  const classOf = (parameters: JsonObject): JsonObject => ({
    apiVersion: 'secrets-store.csi.x-k8s.io/v1',
    kind: 'SecretProviderClass',
    metadata: { namespace: 'shop', name: 'kv' },
    spec: { provider: 'azure', parameters },
  });
  const objects = [account('shop/cart', {}), pod('shop/cart-1', { as: 'cart', class: 'kv' })];

  it('has a class without an identity (Q-03)', () => {
    for (const world of [{}, { objects: [...objects, classOf({ keyvaultName: 'kv' })] }]) {
      const answer = asked(text, world);
      expect([answer.cause, wordsOf(answer)]).toEqual(['OPERATOR_MODE_WRONG', expect.stringContaining('clientID:')]);
      expect(textOf(answer.text)).not.toContain('does not take a parameter');
    }
  });

  it('is older than a class that names one (Q-10)', () => {
    for (const parameters of [{ clientID: guid(6001) }, { useVMManagedIdentity: 'true' }]) {
      const answer = asked(text, { objects: [...objects, classOf(parameters)] });
      expect([answer.cause, textOf(answer.text)]).toEqual(['UNKNOWN', expect.stringContaining('shop/kv names')]);
    }
  });
});

describe('another error of a message', () => {
  it('is told by what it means where its cause is not known (Q-04)', () => {
    const refused = 'AADSTS70023: The external OIDC token lives too long.';
    const other = `The client '${guid(9)}' with object id '${guid(9)}' does not have authorization to perform action 'Microsoft.Network/dnsZones/read' over scope '/subscriptions/<id>/resourceGroups/x' or the scope is invalid.`;
    const { evidence } = asked(`[pod/a-1/m] ${refused}\n[pod/b-1/m] ${other}`, { azure: { resources: basic } });
    const told = evidence.map((each) => textOf(each.text)).filter((each) => each.includes('another error, too'));
    expect(told).toEqual([expect.not.stringContaining("can't be known")]);
  });
});
