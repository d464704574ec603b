import { describe, expect, it } from 'vitest';
import { textOf } from '../../../src/sentences/textOf.ts';
import { group, guid, tenant } from '../../support/domain/worldFacts.ts';
import { asked, plansOf, wordsOf } from './asked.ts';
import { basic } from './worlds.ts';

const vault = `${group}/providers/Microsoft.KeyVault/vaults/kvshop`;
const azure = { resources: [...basic, { id: vault, properties: { enableRbacAuthorization: true } }] };
const parts = (deny: string): readonly string[] => [
  'Caller is not authorized to perform action on resource.',
  'If role assignments, deny assignments or role definitions were changed recently, please observe propagation time.',
  `Caller: appid=${guid(6001)};oid=${guid(1001)};iss=https://sts.windows.net/${tenant}/`,
  "Action: 'Microsoft.KeyVault/vaults/secrets/getSecret/action'",
  `Resource: '${vault}/secrets/db'`,
  'Assignment: (not found)',
  `DenyAssignmentId: ${deny}`,
  "DecisionReason: 'DeniedWithNoValidRBAC'",
  'Vault: kvshop;location=westeurope',
];
const deny = "'5d1e3a7c2b504f3e9a0e0f6a2b6e4a00'";

describe('a refusal of a vault that decides by roles', () => {
  it.each([
    ['in one line', parts(deny).join(' ')],
    ['in lines', parts(deny).join('\r\n')],
    ['escaped', JSON.stringify({ message: parts(deny).join('\r\n') })],
  ])('names a deny assignment %s, which no role changes (Q-09)', (_, text) => {
    const answer = asked(text, { azure });
    expect([answer.cause, answer.certainty, plansOf(answer)]).toEqual(['ROLE_MISSING', 'likely', []]);
    expect(textOf(answer.text)).toContain('deny assignment denies it at');
    expect(answer.asker.objectId).toBe(guid(1001));
    expect(wordsOf(answer)).not.toContain('Assign ');
  });

  it.each([['null'], ["''"], ['(not found)'], ["'00000000-0000-0000-0000-000000000000'"]])(
    'names none with %s, so that the role is missing (Q-09)',
    (none) => {
      const answer = asked(parts(none).join('\r\n'), { azure });
      expect([answer.cause, answer.certainty]).toEqual(['ROLE_MISSING', 'certain']);
      expect(plansOf(answer)).toMatchObject([{ kind: 'assignRole', scope: `${vault}/secrets/db` }]);
    },
  );
});

const dashes = '-'.repeat(80);
const go = `GET https://kvshop.vault.azure.net/secrets/db/\n${dashes}\nRESPONSE 403: 403 Forbidden\nERROR CODE: Forbidden\n${dashes}`;

describe('a refusal of a vault without a reason', () => {
  it.each([
    ['Go', go],
    ['Go in one line', go.replaceAll('\n', ' ')],
    ['.NET', 'https://kvshop.vault.azure.net/secrets/db Status: 403 (Forbidden) ErrorCode: Forbidden'],
    ['Go behind a chain', `DefaultAzureCredential acquired a token from WorkloadIdentityCredential\n${go}`],
  ])('is known in the words of %s (Q-02, Q-10)', (_, text) => {
    const answer = asked(text, { azure });
    expect(answer.signs[0]).toBe('vaultForbidden');
    expect([answer.cause, plansOf(answer)]).toEqual(['UNKNOWN', []]);
    expect(answer.possible).toContain('ROLE_MISSING');
    expect(textOf(answer.text)).toContain('refuses someone who has signed in');
    expect(answer.fields).toContainEqual(expect.objectContaining({ name: 'vault', value: 'kvshop' }));
  });

  it.each([
    ['another address', go.replace('kvshop.vault.azure.net', 'example.org')],
    ['a success', go.replace('403: 403 Forbidden', '200: 200 OK')],
  ])('is not %s (Q-02)', (_, text) => {
    expect(asked(text, { azure }).signs).toEqual([]);
  });

  it('says less than the reason in what the vault answers (Q-10)', () => {
    const text = `${go}\n{"error":{"code":"Forbidden","message":"${parts('null').join(' ')}","innererror":{"code":"ForbiddenByRbac"}}}`;
    expect(asked(text, { azure }).cause).toBe('ROLE_MISSING');
  });
});
