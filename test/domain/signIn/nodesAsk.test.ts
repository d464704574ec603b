import { describe, expect, it } from 'vitest';
import { textOf } from '../../../src/sentences/textOf.ts';
import { group, guid, tenant } from '../../support/domain/worldFacts.ts';
import { asked, plansOf, wordsOf } from './asked.ts';
import { basic } from './worlds.ts';

const nodes = guid(60);
const program = guid(1001);
const vault = `${group}/providers/Microsoft.KeyVault/vaults/kvshop`;
const storage = `${group}/providers/Microsoft.Storage/storageAccounts/stshop`;
const disk = `${group}/providers/Microsoft.Compute/disks/data`;
const azure = {
  resources: [
    ...basic,
    { id: vault, properties: { enableRbacAuthorization: true, accessPolicies: [] } },
    { id: storage },
    { id: disk },
  ],
};
const byPolicies = {
  resources: [...basic, { id: vault, properties: { enableRbacAuthorization: false, accessPolicies: [] } }],
};

const secret = (principal: string): string =>
  `Caller is not authorized to perform action on resource. Caller: oid=${principal};iss=https://sts.windows.net/${tenant}/ Action: 'Microsoft.KeyVault/vaults/secrets/getSecret/action' Resource: '${vault}/secrets/db' Assignment: (not found) (ForbiddenByRbac)`;
const refused = (principal: string, action: string, scope: string): string =>
  `The client '${principal}' with object id '${principal}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid.`;
const keys = (principal: string): string =>
  refused(principal, 'Microsoft.Storage/storageAccounts/listKeys/action', storage);
const blobs = (client: string): string =>
  `AuthorizationPermissionMismatch: This request is not authorized to perform this operation using this permission. https://stshop.blob.core.windows.net/x managed identity client_id=${client}`;
const policy = (principal: string): string =>
  `The user, group or application 'oid=${principal};iss=https://sts.windows.net/${tenant}/' does not have secrets get permission on key vault 'kvshop'`;

describe('a refusal of the identity of the nodes', () => {
  it.each([
    ['a secret', secret(nodes)],
    ['the keys of an account', keys(nodes)],
    ['what a pod reads', refused(nodes, 'Microsoft.Storage/storageAccounts/read', storage)],
    ['data', blobs(guid(61))],
  ])('for %s is likely, with no plan, since every pod can use it (Q-09, Q-10)', (_, text) => {
    const answer = asked(text, { azure });
    expect([answer.cause, answer.certainty, plansOf(answer)]).toEqual(['ROLE_MISSING', 'likely', []]);
    expect(answer.possible).toContain('CREDENTIAL_KIND_WRONG');
    expect(wordsOf(answer)).toContain('Every pod');
    expect(wordsOf(answer)).toContain('workload identity');
    expect(answer.evidence.map((each) => textOf(each.text)).join()).toContain('kubelet identity of shop-weu');
  });

  it('by access policies is likely, and gets no policy (Q-09, Q-10)', () => {
    const answer = asked(policy(nodes), { azure: byPolicies });
    expect([answer.cause, answer.certainty]).toEqual(['VAULT_POLICY', 'likely']);
    expect(answer.possible).toContain('CREDENTIAL_KIND_WRONG');
    expect(wordsOf(answer)).toContain('Every pod');
    expect(wordsOf(answer)).not.toContain('Add the permission');
  });

  it('for what nodes do themselves keeps its plan (Q-09)', () => {
    const answer = asked(refused(nodes, 'Microsoft.Compute/disks/read', disk), { azure });
    expect([answer.cause, answer.certainty]).toEqual(['ROLE_MISSING', 'certain']);
    expect(plansOf(answer)).toMatchObject([{ kind: 'assignRole', principalId: nodes }]);
  });
});

describe('a refusal of an identity that is not the one of the nodes', () => {
  it.each([
    ['a secret', secret(program), 'certain'],
    ['the keys of an account', keys(program), 'certain'],
    ['data', blobs(guid(6001)), 'likely'],
  ])('for %s keeps its plan (Q-09)', (_, text, certainty) => {
    const answer = asked(text, { azure });
    expect([answer.cause, answer.certainty]).toEqual(['ROLE_MISSING', certainty]);
    expect(plansOf(answer)).not.toEqual([]);
    expect(wordsOf(answer)).not.toContain('Every pod');
  });

  it('by access policies is told to get one (Q-09)', () => {
    const answer = asked(policy(program), { azure: byPolicies });
    expect([answer.cause, answer.certainty]).toEqual(['VAULT_POLICY', 'certain']);
    expect(wordsOf(answer)).toContain('Add the permission');
  });
});
