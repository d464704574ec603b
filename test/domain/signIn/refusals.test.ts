import { describe, expect, it } from 'vitest';
import { textOf } from '../../../src/sentences/textOf.ts';
import { guid } from '../../support/domain/worldFacts.ts';
import { asked, plansOf } from './asked.ts';

const client = guid(6001);
const unknown = '3f1c9a52-7d0e-4b7a-9a55-6e0f2b1c4d77';

describe('a refusal that its own words explain', () => {
  it.each([
    ["AADSTS7000112: Application 'x'(y) is disabled.", 'disabled'],
    ['AADSTS500011: The resource principal named https://kv was not found in the tenant named C.', 'scope'],
    ["AADSTS7000218: The request body must contain the following parameter: 'client_assertion'.", 'without the token'],
    ["AADSTS900144: The request body must contain the following parameter: 'scope'.", 'left out'],
    ['AADSTS50013: Assertion failed signature validation. [Reason - The key was not found.]', 'key'],
    [
      'admission webhook "mutation.azure-workload-identity.io" denied the request: serviceaccounts "w" not found',
      'exist',
    ],
    [
      'spec.containers[0].volumeMounts[3].mountPath: Invalid value: "/var/run/secrets/azure/wi": must be unique',
      'path',
    ],
    ['The Authority ("") does not appear to use https', 'sign-in address'],
  ])('is told in a sentence, with what to look at, and no plan: row %# (Q-02, Q-10)', (text, says) => {
    const answer = asked(text);
    expect([answer.cause, plansOf(answer), answer.next.length]).toEqual(['UNKNOWN', [], 1]);
    expect(textOf(answer.text)).toContain(says);
    expect(textOf(answer.text)).not.toContain('no rule');
  });

  it.each([
    'AADSTS50196: The server terminated an operation because it encountered a client request loop.',
    'AADSTS90033: A transient error has occurred. Please try again.',
    'GET http://169.254.169.254/metadata/identity/oauth2/token\nRESPONSE 429 Too Many Requests',
    'GET http://169.254.169.254/metadata/identity/oauth2/token\nRESPONSE 500: 500 Internal Server Error',
    'GET http://169.254.169.254/metadata/identity/oauth2/token\nRESPONSE 410: 410 Gone',
    'Code: VaultRequestTypeLimitReached Message: GET requests exceeded the limit for the vault kv-shop',
  ])('goes by itself where a limit was reached: %# (Q-10)', (text) => {
    expect([asked(text).cause, asked(text).certainty]).toEqual(['TRANSIENT', 'likely']);
  });

  it('yields to an error of the sign-in beside it (Q-10)', () => {
    const refused = `AADSTS700016: Application with identifier '${unknown}' was not found in the directory 'x'`;
    expect(asked(`AADSTS90033: A transient error\n${refused}`).signs[0]).toBe('applicationNotFound');
  });

  it('of the webhook for its certificate is not one for its network (Q-10)', () => {
    const failed = 'failed calling webhook "mutation.azure-workload-identity.io": Post "https://x.svc:443"';
    expect(textOf(asked(`${failed}: tls: x509: certificate has expired`).text)).toContain('certificate');
    expect(textOf(asked(`${failed}: context deadline exceeded`).text)).not.toContain('certificate');
  });
});

describe('a client ID that Entra does not know', () => {
  it.each([
    ['German', `AADSTS700016: Die Anwendung mit dem Bezeichner '${unknown}' wurde im Verzeichnis 'C' nicht gefunden.`],
    ['French', `AADSTS700016: L’application avec l’identificateur « ${unknown} » est introuvable.`],
    ['another code', `AADSTS7000229: The client application ${unknown} is missing service principal in the tenant x.`],
  ])('is read in any words: %s (Q-02)', (_, text) => {
    expect(asked(text).fields).toContainEqual({ name: 'clientId', value: unknown, isMasked: false });
    expect(asked(text.replace(unknown, client)).cause).toBe('UNKNOWN');
  });
});

describe('what others than pods say', () => {
  it.each([
    "Read claims are required to access this API: 'Manage' claim is required (our own gateway)",
    'com.example.auth.Forbidden: Send claim required for topic kafka-internal',
  ])('of claims is no case for a role: %# (Q-10)', (text) => {
    expect(asked(text).signs).toEqual([]);
  });

  it.each(['issuer https://token.actions.githubusercontent.com', 'GITHUB_JOB=deploy', 'Run azure/login@v2'])(
    'of a token that has expired is that of a pipeline with the words of one: %# (Q-10)',
    (words) => {
      const expired = `AADSTS700024: Client assertion is not within its valid time range. Current time: 2026-10-01T09:30:00Z, assertion valid from 2026-10-01T08:15:00Z, expiry time of assertion 2026-10-01T09:15:00Z. (${words})`;
      expect([asked(expired).cause, textOf(asked(expired).text)]).toEqual([
        'UNKNOWN',
        expect.stringContaining('pipeline'),
      ]);
      expect(asked(expired.replace(words, 'pod')).cause).toBe('TOKEN_STALE');
    },
  );

  it.each(['failed to get matching identities for pod', 'no AzureAssignedIdentity found for pod: shop/cart-1'])(
    'is pod identity in the older words of it, too: %s (Q-02)',
    (text) => {
      expect(asked(text).cause).toBe('POD_IDENTITY_IN_THE_WAY');
    },
  );
});
