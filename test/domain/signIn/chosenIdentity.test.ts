import { describe, expect, it } from 'vitest';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import { readSignIn, whyOf, type Why } from '../../../src/domain/signIn/whyOf.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { credential, issuer } from '../../support/domain/workloadFixture.ts';
import { group, guid, identity, identityId, tenant, type World } from '../../support/domain/worldFacts.ts';
import { plansOf } from './asked.ts';
import { basic, factsIn, scaleSet, theCluster } from './worlds.ts';

const shop = guid(6001);
const other = guid(6002);
const resources = [
  ...basic,
  identity('id-other', guid(1002)),
  scaleSet(identityId('id-kubelet')),
  { id: `${group}/providers/Microsoft.Storage/storageAccounts/stshop` },
  { id: `${group}/providers/Microsoft.ServiceBus/namespaces/sbshop` },
];

/** Diagnosed from the row of id-shop. */
function chosen(text: string, forbidden: World['forbidden'] = []): Why {
  return whyOf(
    readSignIn(text),
    { clusterId: theCluster, identityId: identityId('id-shop') as ArmId },
    factsIn({
      azure: {
        resources,
        forbidden,
        credentials: [
          credential(),
          credential({
            identityId: identityId('id-other') as ArmId,
            name: 'web',
            subject: 'system:serviceaccount:shop:web',
          }),
        ],
      },
    }),
  );
}

const refused = (subject: string, client: string): string =>
  `POST https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token?client_id=${client}\nAADSTS70021: No matching federated identity record found for presented assertion. Assertion Issuer: '${issuer}'. Assertion Subject: '${subject}'. Assertion Audience: 'api://AzureADTokenExchange'.`;

describe('an identity that the user has chosen', () => {
  it.each([
    ['a token for another client ID', refused('system:serviceaccount:other:api', other)],
    [
      'an account that the named identity trusts',
      `AADSTS700213: No matching federated identity record found for presented assertion subject 'system:serviceaccount:shop:web'. for '${other}' https://login/x?client_id=${other}`,
    ],
    ['storage', `AuthorizationPermissionMismatch https://stshop.blob.core.windows.net/c for client_id=${other}`],
    [
      'storage, with the address of the endpoint before',
      `url=http://169.254.169.254/metadata/identity/oauth2/token?client_id=${other} err="AuthorizationPermissionMismatch https://stshop.blob.core.windows.net/c"`,
    ],
    [
      'Service Bus',
      `AmqpException: Unauthorized access. 'Listen' claim(s) are required to perform this operation. Resource: 'sb://sbshop.servicebus.windows.net/q'. client_id=${other}`,
    ],
    [
      'an object ID of nobody visible',
      `AuthorizationPermissionMismatch https://stshop.blob.core.windows.net/c for client_id=${guid(7777)}`,
    ],
  ])('gives way to the one that the message names: %s', (_, text) => {
    const answer = chosen(text);
    expect([answer.cause, plansOf(answer)]).toEqual(['UNKNOWN', []]);
    expect(textOf(answer.text)).toContain('another identity than id-shop');
  });

  it('counts where the message names its client ID, or none', () => {
    const account = 'system:serviceaccount:other:api';
    const named = chosen(refused(account, shop.toUpperCase()));
    const unnamed = chosen(refused(account, '').replace('?client_id=', ''));
    expect([named.cause, unnamed.cause]).toEqual(['NO_CREDENTIAL', 'NO_CREDENTIAL']);
    expect(plansOf(named)).toMatchObject([{ kind: 'createCredential', identityId: identityId('id-shop') }]);
  });

  it("is not called another one than the message names while identities can't be read", () => {
    for (const client of [shop, other]) {
      const answer = chosen(refused('system:serviceaccount:other:api', client), ['identities']);
      expect([answer.cause, plansOf(answer)]).toEqual(['UNKNOWN', []]);
      expect(textOf(answer.text)).not.toContain('another identity');
    }
  });
});
