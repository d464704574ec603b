import { describe, expect, it } from 'vitest';
import type { ArmId } from '../../../../src/domain/arm/resourceId.ts';
import type { AzureHalf } from '../../../../src/domain/askers/azureHalf.ts';
import { placesAskedFor } from '../../../../src/domain/askers/judging/judgeGateways.ts';
import type { PlaceAccess } from '../../../../src/domain/gateway/placeAccess.ts';
import { textOf } from '../../../../src/sentences/textOf.ts';
import { app, azureHalf, elsewhere, judged, trust } from '../../../support/domain/cases/askerFindingCases.ts';
import {
  certificate,
  gatewayAccount,
  gatewayWith,
  listener,
  privateZone,
  publicZone,
  records,
} from '../../../support/domain/cases/gatewayAskerCases.ts';
import { gatewayRouting } from '../../../support/domain/cases/gatewayFindingCases.ts';
import { object } from '../../../support/domain/clusterObjects.ts';
import { unknown } from '../../../support/domain/unknowns.ts';
import { clusterId, identityId } from '../../../support/domain/worldFacts.ts';

const appPrincipal = '33333333-0000-4000-8000-00000000000a';
const served = object('gateway.networking.k8s.io/v1 GatewayClass approuting-istio', { spec: {} });
const account = gatewayAccount('shop/app-routing', app);
const gateway = gatewayWith(listener(certificate, 'app-routing'));
const dns = records(
  { type: 'workloadIdentity', serviceAccount: 'app-routing' },
  { resourceNamespace: 'shop', dnsZoneResourceIDs: [publicZone, privateZone] },
);
const places: Readonly<Record<string, string>> = {
  [publicZone]: publicZone,
  [privateZone]: privateZone,
  'kv-shop': identityId('x').replace(/\/providers\/.*/, '/providers/Microsoft.KeyVault/vaults/kv-shop'),
};
const may = (verdicts: Readonly<Record<string, PlaceAccess['verdict']>> = {}): readonly PlaceAccess[] =>
  Object.entries(places).map(([place, id]) => ({
    principalId: appPrincipal,
    place,
    id: id as ArmId,
    verdict: verdicts[place] ?? 'yes',
  }));

/** Application routing serves Gateways, id-app trusts the account, and may do everything. */
const half = (more: Partial<AzureHalf> = {}, routing = gatewayRouting()): AzureHalf =>
  azureHalf({ workloads: [trust('id-app', 'shop/app-routing')], access: may(), ...more }, routing);

/** What is said of the objects of one kind. */
function told(items: readonly Record<string, unknown>[], azure: AzureHalf = half()) {
  return judged(items, azure)
    .filter(({ what }) => what.kind !== 'ServiceAccount')
    .map(({ works, findings }) => ({
      works: works.kind,
      code: works.kind === 'no' ? works.code : undefined,
      findings: findings.map(({ code, severity, text, fix, yaml }) => ({
        code,
        severity,
        text: textOf(text),
        fix,
        yaml,
      })),
    }));
}

describe('accounts of Gateways', () => {
  it('work where everything is there: account, annotation, label, credential and roles (G-08)', () => {
    expect(told([served, account, gateway, dns])).toEqual([
      { works: 'yes', code: undefined, findings: [] },
      { works: 'yes', code: undefined, findings: [] },
    ]);
  });

  const yaml = expect.stringMatching(
    /kind: ServiceAccount[^]*client-id[^]*azure.workload.identity\/use: "true"/,
  ) as string;
  const connect = {
    kind: 'createCredential',
    clusterId,
    identityId: identityId('id-app'),
    namespace: 'shop',
    serviceAccount: 'app-routing',
  };
  const prepare = (more: object) => ({
    kind: 'prepareGateway',
    clusterId,
    identityId: identityId('id-app'),
    accounts: [{ namespace: 'shop', serviceAccount: 'app-routing' }],
    ...more,
  });

  it.each<[string, readonly Record<string, unknown>[], AzureHalf, string, object]>([
    ['the account', [served, gateway], half(), 'has no such service account', { yaml }],
    [
      'its annotation',
      [served, gatewayAccount('shop/app-routing', undefined), gateway],
      half(),
      'has no annotation with one',
      { yaml },
    ],
    ['its credential', [served, account, gateway], half({ workloads: [] }), 'does not trust', { fix: connect }],
    [
      'a credential for its own issuer',
      [served, account, gateway],
      half({ workloads: [trust('id-app', 'shop/app-routing', { state: 'broken' })] }),
      "that doesn't work",
      {},
    ],
    [
      'the role at the vault',
      [served, account, gateway],
      half({ access: may({ 'kv-shop': 'noRole' }) }),
      'id-app, which has no role to read certificates in kv-shop',
      { fix: prepare({ vaults: [places['kv-shop']] }) },
    ],
    [
      'the access policy of the vault',
      [served, account, gateway],
      half({ access: may({ 'kv-shop': 'noPolicy' }) }),
      `az keyvault set-policy --name kv-shop --object-id ${appPrincipal}`,
      {},
    ],
    [
      'get in the access policy, with the rest kept',
      [served, account, gateway],
      half({ access: may({ 'kv-shop': 'noPolicy' }).map((each) => ({ ...each, held: ['list', 'set'] })) }),
      `${appPrincipal} --secret-permissions get list set`,
      {},
    ],
    [
      'the roles at zones',
      [account, dns],
      half({ access: may({ [publicZone]: 'noRole', [privateZone]: 'noRole' }) }),
      'no role to write records in shop.example and in.example',
      { fix: prepare({ zones: [publicZone, privateZone] }) },
    ],
  ])('are broken without %s, with one sentence and its fix (G-08)', (_, items, azure, text, more) => {
    const [first] = told(items, azure);
    expect(first).toMatchObject({ works: 'no', code: 'gatewayAccountBroken' });
    expect(first?.findings).toMatchObject([
      { code: 'gatewayAccountBroken', severity: 'warning', text: expect.stringContaining(text) as string, ...more },
    ]);
  });

  it.each<[string, readonly Record<string, unknown>[], AzureHalf, readonly string[]]>([
    [
      'the label is missing',
      [served, gatewayAccount('shop/app-routing', app, {}), gateway],
      half(),
      ['gatewayAccountBroken'],
    ],
    [
      'the annotation names no visible identity',
      [served, gatewayAccount('shop/app-routing', elsewhere), gateway],
      half(),
      ['gatewayAccountBroken'],
    ],
    [
      'the vault can not be seen',
      [served, account, gateway],
      half({ access: may({ 'kv-shop': unknown('Key vaults: not now') }) }),
      [],
    ],
    ['nobody looked at vaults and zones', [served, account, gateway], half({ access: [] }), []],
    ['trust could not be read', [served, account, gateway], half({ workloads: [], unknown: [unknown('No.')] }), []],
  ])('are not known to work where %s (G-08)', (_, items, azure, codes) => {
    const [first] = told(items, azure);
    expect([first?.works, first?.findings.map(({ code }) => code)]).toEqual(['unknown', codes]);
  });

  it('have no effect while the operator of application routing is off (G-08)', () => {
    const azure = half({}, gatewayRouting({ enabled: false }));
    expect(told([served, account, gateway], azure)).toMatchObject([
      {
        works: 'no',
        code: 'settingStopsSignIn',
        findings: [{ text: expect.stringContaining('is off on shop') as string }],
      },
    ]);
  });

  it('ask for places by the identity that each names, each once (G-08)', () => {
    expect([...placesAskedFor(judged([served, account, gateway, gateway, dns], half()), half())]).toEqual([
      [appPrincipal, { zones: [publicZone, privateZone], vaults: ['kv-shop'] }],
    ]);
  });
});
