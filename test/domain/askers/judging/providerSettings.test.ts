import { describe, expect, it } from 'vitest';
import { kindsRead } from '../../../../src/domain/askers/reading/kinds.ts';
import type { SeenObjects } from '../../../../src/domain/askers/reading/objects.ts';
import { textOf } from '../../../../src/sentences/textOf.ts';
import { app, azureHalf, judged, trust } from '../../../support/domain/cases/askerFindingCases.ts';
import { account, entra, labelled, object, pod } from '../../../support/domain/clusterObjects.ts';
import { tenant } from '../../../support/domain/worldFacts.ts';

const web = account('shop/web', { 'client-id': app });
const driver = object('storage.k8s.io/v1 CSIDriver secrets-store.csi.k8s.io', {
  spec: { tokenRequests: [{ audience: entra }] },
});
const mount = { driver: 'secrets-store.csi.k8s.io', volumeAttributes: { secretProviderClass: 'kv' } };
const mounting = pod('shop/web-1', 'web', { spec: { volumes: [{ name: 's', csi: mount }] } });
const azure = azureHalf({ workloads: [trust('id-app', 'shop/web')] });
const byToken = { clientID: app, keyvaultName: 'kv', tenantID: tenant };
const byNode = { useVMManagedIdentity: 'true', keyvaultName: 'kv', tenantID: tenant };

/** What is said of a secret provider class with these parameters. */
function said(
  parameters: object,
  more: Partial<SeenObjects> = {},
  items: readonly Record<string, unknown>[] = [driver],
) {
  const kv = object('secrets-store.csi.x-k8s.io/v1 SecretProviderClass shop/kv', {
    spec: { provider: 'azure', parameters },
  });
  const asker = judged([web, ...items, kv, mounting], azure, more).find(({ what }) => what.name === 'kv')!;
  const { works } = asker;
  const reason = works.kind === 'no' ? works.reason : works.kind === 'unknown' ? works.unknown.reason : '';
  return { works: works.kind, codes: asker.findings.map(({ code }) => code), reason: textOf(reason) };
}

describe('a secret provider class', () => {
  it.each([
    ['whole', byToken],
    ['with the former name of the directory', { clientID: app, keyvaultName: 'kv', tenantId: tenant }],
    ['with a switch that is off', { ...byToken, usePodIdentity: 'False' }],
    ['with an empty switch', { ...byToken, useVMManagedIdentity: '' }],
  ])('that is %s works (Q-07)', (_, parameters) => {
    expect(said(parameters)).toMatchObject({ works: 'yes', codes: [] });
  });

  it.each([
    ['no directory', { ...byToken, tenantID: undefined }, 'lacks the parameter tenantID'],
    ['an empty directory', { ...byToken, tenantID: ' ' }, 'lacks the parameter tenantID'],
    ['no vault', { ...byToken, keyvaultName: undefined }, 'lacks the parameter keyvaultName'],
    [
      'the vault under another name',
      { ...byToken, keyvaultName: undefined, keyVaultName: 'kv' },
      'has the parameter keyVaultName',
    ],
    [
      'the directory under another name',
      { ...byToken, tenantID: undefined, tenantid: tenant },
      'has the parameter tenantid',
    ],
    ['a switch that is no boolean', { ...byToken, usePodIdentity: 'yes' }, 'usePodIdentity is yes'],
    ['another switch that is none', { ...byToken, useVMManagedIdentity: 'on' }, 'useVMManagedIdentity is on'],
  ])('with %s is refused by the provider before any sign-in (Q-07)', (_, parameters, reason) => {
    const answer = said(parameters);
    expect([answer.works, answer.codes]).toEqual(['no', ['settingStopsSignIn']]);
    expect(answer.reason).toContain(reason);
  });

  it.each(['userAssignedIdentityId', 'userassignedidentityid'])(
    'with %s is answered by any identity (Q-07)',
    (name) => {
      const answer = said({ ...byNode, [name]: app });
      expect([answer.works, answer.reason]).toEqual(['unknown', expect.stringContaining('userAssignedIdentityID')]);
      expect(said(byNode).works).toBe('yes');
    },
  );

  it('is not known to work while its driver was not read (Q-07)', () => {
    const listed = kindsRead.flatMap(({ kind, resource }) => (kind === 'CSIDriver' ? [] : [resource]));
    const notRead = [{ what: 'csidrivers', cause: 'refused' as const, reason: 'forbidden' }];
    for (const more of [{ listed, notRead }, { listed }]) {
      const answer = said(byToken, more, []);
      expect([answer.works, answer.codes]).toEqual(['unknown', []]);
      expect(answer.reason).toContain('CSIDriver secrets-store.csi.k8s.io was not read');
      expect(said(byToken, more)).toMatchObject({ works: 'yes' });
    }
  });
});

describe('a client ID', () => {
  it.each([`${app} `, `${app}\n`, ` ${app}`])('with blanks around it is none: row %# (Q-07)', (id) => {
    const env = { AZURE_CLIENT_ID: id, AZURE_FEDERATED_TOKEN_FILE: '/t' };
    for (const made of [[pod('shop/web-1', 'web', { labels: labelled, tokens: [entra], env })], []]) {
      const [asker] = judged([account('shop/web', { 'client-id': id }), ...made], azure);
      expect([asker!.works.kind, asker!.findings.map(({ code }) => code)]).toEqual(['no', ['clientIdUnknown']]);
      expect(textOf(asker!.findings[0]!.text)).toContain('with a blank or a new line beside it');
    }
  });

  it('in place of which a store for the nodes has an object ID is said to be needed (Q-07)', () => {
    const store = (identityId: string) =>
      object('external-secrets.io/v1 SecretStore shop/kv', {
        spec: { provider: { azurekv: { authType: 'ManagedIdentity', identityId, vaultUrl: 'https://kv' } } },
      });
    const [objectId] = judged([store(app.replace(/^1{8}/, '33333333'))], azure);
    expect(textOf(objectId!.findings[0]!.text)).toContain('which is the object ID of an identity');
    expect([objectId!.works.kind, objectId!.findings[0]!.severity]).toEqual(['no', 'error']);
    const [nobody] = judged([store(app.replace(/^1{8}/, '44444444'))], azure);
    expect([nobody!.works.kind, nobody!.findings[0]!.severity]).toEqual(['unknown', 'warning']);
  });
});
