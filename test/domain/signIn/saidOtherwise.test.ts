import { describe, expect, it } from 'vitest';
import { textOf } from '../../../src/sentences/textOf.ts';
import { guid, identityId, tenant } from '../../support/domain/worldFacts.ts';
import { asked, plansOf, wordsOf } from './asked.ts';
import { account, basic, pod } from './worlds.ts';

const [client, principal, unknown] = [guid(6001), guid(1001), guid(4242)];
const clientId = 'azure.workload.identity/client-id';
const azure = { resources: basic };

describe("Java's word that the request to the authority host was invalid", () => {
  const says = (directory: string, code = 401) =>
    `[pod/web-1/app] WorkloadIdentityCredential authentication unavailable. The request to the authority host was invalid. Additional details: Server returned HTTP response code: ${code} for URL: https://login.microsoftonline.com/${directory}/oauth2/v2.0/token.`;
  const objects = [account('shop/web', { [clientId]: client }), pod('shop/web-1', { as: 'web' })];

  it.each([400, 401])('proves that the variables and the token were there: %s (Q-10)', (code) => {
    for (const world of [{ azure }, { azure, objects }]) {
      const why = asked(says(tenant, code), world);
      expect([why.cause, why.possible]).toEqual(['UNKNOWN', ['TENANT_WRONG', 'CLIENT_ID_WRONG', 'NO_CREDENTIAL']]);
      expect(textOf(why.text)).toContain('leaves out why');
    }
  });

  it('names the directory if a client ID is in its place (Q-03)', () => {
    const why = asked(says(client), { azure, objects });
    expect([why.cause, why.certainty]).toEqual(['TENANT_WRONG', 'likely']);
    expect(textOf(why.text)).toContain('client ID of id-shop');
  });

  it('gives way to the answer of Entra itself (Q-03)', () => {
    expect(asked(`${says(tenant)} AADSTS90002: Tenant '${guid(8)}' not found.`, { azure }).cause).toBe('TENANT_WRONG');
  });
});

describe('a credentials file of a program', () => {
  const text =
    'velero time="2026-02-06T09:22:15Z" level=error error="failed to read credentials from file : open : no such file or directory"';
  const of = (image: string) => [
    account('backup/velero'),
    pod('backup/velero-1', { as: 'velero', image, labels: { 'app.kubernetes.io/name': 'velero' } }),
  ];

  it('is not the token file (Q-10)', () => {
    for (const world of [{}, { objects: of('velero/velero:v1.13.0') }]) {
      const why = asked(text, world);
      expect([why.cause, why.possible, why.fixes]).toEqual(['UNKNOWN', [], []]);
      expect(textOf(why.text)).toContain('credentials file of its own');
    }
  });

  it('is asked for by one version of the plugin of Velero alone (Q-03)', () => {
    const [faulty, later] = ['1.9.0', '1.9.1'].map((version) =>
      asked(text, { objects: of(`velero/velero-plugin-for-microsoft-azure:v${version}`) }),
    );
    expect([faulty?.cause, later?.cause]).toEqual(['SOFTWARE_BUG', 'UNKNOWN']);
  });
});

describe('an application without a service principal', () => {
  const says = (id: string, directory = tenant) =>
    `AADSTS7000229: The client application ${id} is missing service principal in the tenant ${directory}. See instructions here`;

  it('is not taken for a client ID that nobody has (Q-10)', () => {
    const why = asked(says(unknown), { azure });
    expect([why.cause, why.fixes]).toEqual(['UNKNOWN', []]);
    expect(why.next.map(textOf).join()).toContain(`az ad sp create --id ${unknown}`);
  });

  it('is one of another directory if it is that of a visible identity (Q-03)', () => {
    expect(asked(says(client, guid(8)), { azure }).cause).toBe('TENANT_WRONG');
  });
});

describe('an ID that is written otherwise', () => {
  const says = (id: string) =>
    `"code": "PrincipalNotFound", "message": "Principal ${id} does not exist in the directory ${tenant}.`;

  it('is the same ID without its hyphens (Q-02)', () => {
    const why = asked(says(client.replaceAll('-', '')), { azure });
    expect([why.cause, why.certainty]).toEqual(['CLIENT_ID_WRONG', 'certain']);
    const known = asked(says(principal.replaceAll('-', '')), { azure });
    expect(known.fields).toContainEqual({ name: 'objectId', value: principal, isMasked: false });
    expect(JSON.stringify(known.evidence)).toContain('id-shop');
  });

  it('is filled in as a client ID where the resource ID of a visible identity is sent (Q-03)', () => {
    const why = asked(
      `AADSTS700016: Application with identifier '${identityId('id-shop')}' was not found in the directory 'x'.`,
      { azure },
    );
    expect([why.cause, wordsOf(why)]).toEqual(['CLIENT_ID_WRONG', expect.stringContaining(client)]);
  });
});

describe('a credential that Azure did not write', () => {
  it('is not said to match (Q-10)', () => {
    const why = asked('"Too many Federated Identity Credentials are written concurrently for the managed identity', {
      azure,
    });
    expect([why.cause, plansOf(why)]).toEqual(['CREDENTIAL_NOT_EFFECTIVE', []]);
    expect(textOf(why.text)).not.toContain('matches');
  });
});
