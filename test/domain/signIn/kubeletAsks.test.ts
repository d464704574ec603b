import { describe, expect, it } from 'vitest';
import { textAt } from '../../../src/domain/arm/json.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { defaultKubelet, guid, identityId } from '../../support/domain/worldFacts.ts';
import { asked, plansOf } from './asked.ts';
import { account, basic, pod, scaleSet } from './worlds.ts';

const kubeletId = textAt(defaultKubelet, 'kubeletidentity.resourceId') ?? '';
const asks = (answer: string): string =>
  `kubelet: failed to get credentials from external registry credential provider: error execing credential provider plugin acr-credential-provider for image acrshop.azurecr.io/cart: exit status 1: failed to acquire managed identity token: ${answer}`;
const injected = { AZURE_CLIENT_ID: guid(6001), AZURE_TENANT_ID: guid(9), AZURE_FEDERATED_TOKEN_FILE: '/x' };
const objects = [
  account('shop/cart', { 'azure.workload.identity/client-id': guid(6001) }),
  pod('shop/cart-1', { as: 'cart', label: true, token: true, env: injected }),
];
const withNodes = (...ids: readonly string[]) => ({ azure: { resources: [...basic, scaleSet(...ids)] }, objects });

describe('a kubelet that gets no token for a registry', () => {
  it.each([
    ['whose identity is on the nodes', 'Identity not found', withNodes(kubeletId), 'UNKNOWN'],
    ['whose identity is not on the nodes', 'Identity not found', withNodes(identityId('x2')), 'IDENTITY_NOT_ON_NODES'],
    ['whose nodes are not seen', 'Identity not found', { azure: { resources: basic }, objects }, 'UNKNOWN'],
    [
      'whose nodes have several identities',
      'Multiple user assigned identities exist, please specify the clientId / resourceId of the identity',
      withNodes(kubeletId, identityId('x2')),
      'UNKNOWN',
    ],
    [
      'that the endpoint does not answer',
      'Get "http://169.254.169.254/metadata/identity/oauth2/token": dial tcp 169.254.169.254:80: i/o timeout',
      withNodes(kubeletId),
      'IMDS_UNREACHABLE',
    ],
  ])('%s is not taken for a pod (Q-03, Q-10)', (_, message, world, cause) => {
    const answer = asked(asks(message), world);
    expect([answer.cause, answer.asker.what, plansOf(answer)]).toEqual([cause, 'kubelet', []]);
    expect(textOf(answer.text)).not.toContain('shop/cart-1');
    expect(answer.possible).not.toContain('POD_LABEL_MISSING');
    expect(answer.fixes.filter(({ kind }) => kind === 'yaml')).toEqual([]);
  });

  it('is told from a pod that asks the endpoint, in the same cluster (Q-03)', () => {
    const text = 'ManagedIdentityCredential: failed to acquire managed identity token: Identity not found';
    expect(asked(text, withNodes(kubeletId)).cause).toBe('CREDENTIAL_KIND_WRONG');
  });
});
