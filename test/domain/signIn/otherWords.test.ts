import { describe, expect, it } from 'vitest';
import { textOf } from '../../../src/sentences/textOf.ts';
import { group, guid } from '../../support/domain/worldFacts.ts';
import { asked, plansOf } from './asked.ts';

const path = '/var/run/secrets/azure/tokens/azure-identity-token';
const principal = guid(1001);

describe('the same error in other words', () => {
  it.each([
    [
      '.NET, missing',
      `WorkloadIdentityCredential authentication failed: Could not find a part of the path '${path}'.`,
      'tokenFileMissing',
    ],
    ['Java, missing', `Caused by: java.nio.file.NoSuchFileException: ${path}`, 'tokenFileMissing'],
    ['Java, denied', `java.nio.file.AccessDeniedException: ${path}`, 'tokenUnreadable'],
    ['Python, denied', `PermissionError: [Errno 13] Permission denied: '${path}'`, 'tokenUnreadable'],
    ['Go, no path', 'WorkloadIdentityCredential: open : no such file or directory', 'variableMissing'],
    ['Java, the node', 'Managed Identity authentication is not available.', 'metadataUnreachable'],
    ['a code alone', '{"error":"invalid_client","error_codes":[700213],"timestamp":"2025-01-01"}', 'subjectNotTrusted'],
    [
      'a condition',
      `The client '${principal}' with object id '${principal}' does not have authorization or an ABAC condition not fulfilled to perform action 'Microsoft.Storage/storageAccounts/read' over scope '${group}'`,
      'authorizationFailed',
    ],
  ])('is recognised: %s (Q-02)', (_, text, sign) => {
    expect(asked(text).signs[0]).toBe(sign);
  });

  it('is read once, where a code stands in the text and in the list of codes (Q-02)', () => {
    const text = `{"error_description":"AADSTS700213: No matching federated identity record found for presented assertion subject 'system:serviceaccount:shop:cart'.","error_codes":[700213]}`;
    const answer = asked(text);
    expect(answer.signs).toEqual(['subjectNotTrusted']);
    expect(answer.fields).toContainEqual({
      name: 'subject',
      value: 'system:serviceaccount:shop:cart',
      isMasked: false,
    });
  });

  it('names the deny assignment that a message names, and offers no role (Q-10)', () => {
    const text = `The client '${principal}' with object id '${principal}' has permission to perform action 'Microsoft.Network/loadBalancers/write' on scope '${group}'; however, the access is denied because of the deny assignment with name 'Node RG lockdown' and Id 'x' at scope '${group}'.`;
    const answer = asked(text);
    expect([answer.cause, answer.certainty, plansOf(answer)]).toEqual(['ROLE_MISSING', 'certain', []]);
    expect(textOf(answer.text)).toContain('deny assignment');
  });
});

describe('what no identity of a pod signs in for', () => {
  it('is a person at the end of a chain, which the pod decides (Q-10)', () => {
    const text =
      'DefaultAzureCredential: failed to acquire a token. Attempted credentials: WorkloadIdentityCredential: no token file specified. AzureCLICredential: AADSTS50076: you must use multi-factor authentication';
    expect(asked(text).signs[0]).toBe('variableMissing');
  });

  it.each([
    'repo:contoso/app:ref:refs/heads/main',
    'organization:contoso:project:app:workspace:main:run_phase:apply',
    'sc://contoso/project/connection',
  ])('is a pipeline, by the subject of its token alone: %s (Q-10)', (subject) => {
    const answer = asked(
      `AADSTS700213: No matching federated identity record found for presented assertion subject '${subject}'.`,
    );
    expect([answer.cause, textOf(answer.text)]).toEqual(['UNKNOWN', expect.stringContaining('not one of a pod')]);
  });

  it('is not said of a credential that asks the node only (Q-10)', () => {
    const alone = asked('ManagedIdentityCredential: managed identity timed out');
    expect(textOf(alone.text)).toContain('does not say whether workload identity is meant');
  });

  it('is a connection string (Q-10)', () => {
    const text =
      "Endpoint=sb://sb-shop.servicebus.windows.net/;SharedAccessKeyName=send-only Unauthorized access. 'Listen' claim(s) are required to perform this operation.";
    const answer = asked(text);
    expect([answer.cause, plansOf(answer), textOf(answer.text)]).toEqual([
      'UNKNOWN',
      [],
      expect.stringContaining('connection string'),
    ]);
  });
});
