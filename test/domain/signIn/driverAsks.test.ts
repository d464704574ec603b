import { describe, expect, it } from 'vitest';
import { textOf } from '../../../src/sentences/textOf.ts';
import { guid, nodeGroup, tenant } from '../../support/domain/worldFacts.ts';
import { asked, wordsOf } from './asked.ts';
import { account, basic, pod, scaleSet } from './worlds.ts';

const clientId = 'azure.workload.identity/client-id';
const ofNodes = `${nodeGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`;
const kubelet = `${ofNodes}/shop-weu-agentpool`;
const env = { AZURE_CLIENT_ID: guid(6001), AZURE_TENANT_ID: tenant, AZURE_FEDERATED_TOKEN_FILE: '/x' };
const objects = [
  account('shop/cart', { [clientId]: guid(6001) }),
  pod('shop/kvapp-1', { as: 'cart', label: true, token: true, env, class: 'kv-vm' }),
];
const endpoint = 'GET http://169.254.169.254/metadata/identity/oauth2/token';
const answers = {
  identityNotFound: `ManagedIdentityCredential authentication failed. the requested identity isn't assigned to this resource ${endpoint} {"error":"invalid_request","error_description":"Identity not found"}`,
  severalIdentities: `adal: Refresh request failed. {"error":"invalid_request","error_description":"Multiple user assigned identities exist, please specify the clientId / resourceId"} ${endpoint}`,
  metadataUnreachable: `ManagedIdentityCredential: managed identity timed out`,
};
const byDriver = (answer: string) =>
  `MountVolume.SetUp failed for volume "kv" : rpc error: code = Unknown desc = failed to mount secrets store objects for pod shop/kvapp-1, err: failed to mount objects, error: failed to get objectType:secret, objectName:db: ${answer}`;

describe('the secrets store driver, whose class was not read,', () => {
  it.each(Object.entries(answers))(
    'asks the node by itself, and no library of the pod does: %s (Q-10)',
    (sign, answer) => {
      for (const scaleSets of [[], [scaleSet(kubelet)], [scaleSet(kubelet, `${ofNodes}/b`)]]) {
        const why = asked(byDriver(answer), { azure: { resources: [...basic, ...scaleSets] }, objects });
        expect(why.signs[0]).toBe(sign);
        const named = [why.cause, ...why.possible];
        expect(named).toContain('OPERATOR_MODE_WRONG');
        for (const other of ['CREDENTIAL_KIND_WRONG', 'LIBRARY_TOO_OLD', 'POD_LABEL_MISSING', 'CLIENT_ID_MISSING'])
          expect(named).not.toContain(other);
        expect(why.next.map(textOf).join()).toContain('SecretProviderClass');
        expect(wordsOf(why)).not.toMatch(/library|AZURE_CLIENT_ID/);
      }
    },
  );

  it('does not take the blame for what the pod itself asks (Q-03)', () => {
    const why = asked(`pod shop/kvapp-1: ${answers.identityNotFound}`, { objects });
    expect(why.cause).toBe('CREDENTIAL_KIND_WRONG');
    expect(wordsOf(why)).toContain('Let the program use WorkloadIdentityCredential');
    expect(wordsOf(why)).not.toContain('azidentity 1.3.0');
    const old = asked(`pod shop/kvapp-1: ${answers.severalIdentities}`, { objects });
    expect([old.cause, wordsOf(old)]).toEqual(['LIBRARY_TOO_OLD', expect.stringContaining('azidentity 1.3.0')]);
  });
});
