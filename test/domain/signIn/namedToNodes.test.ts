import { describe, expect, it } from 'vitest';
import { textOf } from '../../../src/sentences/textOf.ts';
import { nodeGroup } from '../../support/domain/worldFacts.ts';
import { asked } from './asked.ts';
import { basic, scaleSet } from './worlds.ts';

const identity = (name: string): string =>
  `${nodeGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
const kubeletOnly = { azure: { resources: [...basic, scaleSet(identity('shop-weu-agentpool'))] } };
const several = { azure: { resources: [...basic, scaleSet(identity('shop-weu-agentpool'), identity('policy'))] } };
const request = 'GET http://169.254.169.254/metadata/identity/oauth2/token';
const notFound = '{"error":"invalid_request","error_description":"Identity not found"}';
const workloadIdentity = ['OPERATOR_MODE_WRONG', 'LIBRARY_TOO_OLD', 'POD_LABEL_MISSING', 'CREDENTIAL_KIND_WRONG'];

/** What libraries write when the endpoint answers `Identity not found`, whatever was named. */
const untold = [
  `ManagedIdentityCredential authentication unavailable. The requested identity has not been assigned to this resource. Status: 400 (Bad Request) ${notFound}`,
  `CredentialUnavailableError: ManagedIdentityCredential: The requested identity has not been assigned to this resource. Message: Identity not found`,
  `azure.BearerAuthorizer: StatusCode=400 Endpoint ${request} ${notFound}`,
  `Managed Identity authentication failed, Status code 400, ${notFound}`,
];

describe('an identity that the metadata endpoint does not find', () => {
  it.each(untold)('may have been named, so that the one on the nodes is no surprise: form %# (Q-10)', (text) => {
    const answer = asked(text, kubeletOnly);
    expect([answer.cause, answer.possible]).toEqual([
      'UNKNOWN',
      ['IDENTITY_NOT_ON_NODES', ...workloadIdentity, 'IMDS_STALE'],
    ]);
    expect(textOf(answer.text)).toMatch(/have only shop-weu-agentpool\. If the program named another identity/);
    expect(answer.next.map((each) => textOf(each)).join()).not.toContain('which node answered');
  });

  it.each(untold)('keeps every cause that it has without facts: form %# (Q-10)', (text) => {
    const without = asked(text, { azure: { resources: basic } }).possible.filter(
      (code) => code !== 'NODES_SEVERAL_IDENTITIES',
    );
    expect(asked(text, kubeletOnly).possible).toEqual(expect.arrayContaining(without));
  });

  it.each(untold)('is not said to be named by none where nodes have several: form %# (Q-10)', (text) => {
    const answer = asked(text, several);
    expect(answer.cause).toBe('UNKNOWN');
    expect(answer.possible).toContain('NODES_SEVERAL_IDENTITIES');
    expect(textOf(answer.text)).not.toContain('names none');
  });

  it('was named where azidentity says that it is not assigned (Q-03)', () => {
    for (const world of [kubeletOnly, several]) {
      const answer = asked(`the requested identity isn't assigned to this resource ${request} ${notFound}`, world);
      expect([answer.cause, answer.certainty, answer.possible]).toEqual([
        'IDENTITY_NOT_ON_NODES',
        'likely',
        workloadIdentity,
      ]);
      expect(answer.next).not.toEqual([]);
    }
  });

  it('was not named where azidentity asked for a system-assigned one (Q-03)', () => {
    const text = `ManagedIdentityCredential: failed to authenticate a system assigned identity. The endpoint responded with ${notFound}`;
    expect(textOf(asked(text, kubeletOnly).text)).toContain('exactly one identity now');
    expect(asked(text, several).cause).toBe('NODES_SEVERAL_IDENTITIES');
  });
});
