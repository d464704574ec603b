import { inWords } from '../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import type { HttpClient } from '@azure/core-rest-pipeline';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench, type Bench, type BenchOptions } from '../../support/azure/azureBench.ts';
import { newCluster, withIdentities } from '../../support/azure/newcomers.ts';

const audiences = ['api://AzureADTokenExchange'];

interface Company {
  readonly bench: Bench;
  readonly idOf: (name: string) => string;
}

async function company(more: Partial<WorldFile> = {}, options: BenchOptions = {}): Promise<Company> {
  const bench = createBench({ ...demoWorld(), ...more }, options);
  const [clusters, identities] = await Promise.all([bench.service.clusters(), bench.service.identities()]);
  return { bench, idOf: (name) => [...clusters.items, ...identities.items].find((each) => each.name === name)!.id };
}

interface Raw {
  readonly properties: {
    readonly oidcIssuerProfile: { readonly issuerURL: string };
    readonly identityProfile: { readonly kubeletidentity: { readonly resourceId: string } };
  };
}

const rawOf = async ({ bench }: Company, id: string): Promise<Raw> => (await bench.service.json(id)) as unknown as Raw;
const issuerOf = async (of: Company, id: string): Promise<string> =>
  (await rawOf(of, id)).properties.oidcIssuerProfile.issuerURL;
const kubeletOf = async (of: Company, id: string): Promise<string> =>
  (await rawOf(of, id)).properties.identityProfile.kubeletidentity.resourceId;

async function put(bench: Bench, path: string, body: object): Promise<void> {
  const version = /managedIdentity/i.test(path.split('/providers/')[1] ?? '') ? '2024-11-30' : '2026-04-01';
  const { status } = await bench.arm('PUT', `${path}?api-version=${version}`, body);
  expect(status).toBeLessThan(300);
  bench.emulator.clock.advance(120);
}

const trust = (bench: Bench, identityId: string, issuer: string, account: string): Promise<void> =>
  put(bench, `${identityId}/federatedIdentityCredentials/late`, {
    properties: { issuer, subject: `system:serviceaccount:${account}`, audiences },
  });

describe('an identity whose cluster a colleague has changed, of which Resource Graph does not know yet', () => {
  const stateOf = async ({ bench, idOf }: Company): Promise<object | undefined> =>
    (await bench.service.uses(idOf('id-deployer'))).credentials[0];

  it('says that workload identity is off on its cluster once a colleague has turned it off (W-01)', async () => {
    const own = await company({}, { indexSeconds: 600 });
    const { bench, idOf } = own;
    const cluster = idOf('partners-weu');
    const { body } = await bench.arm('GET', `${cluster}?api-version=2026-04-01`);
    const properties = { ...(body['properties'] as object), securityProfile: { workloadIdentity: { enabled: false } } };
    await put(bench, cluster, { ...body, properties });
    expect(await stateOf(own)).toMatchObject({
      cluster: 'partners-weu',
      state: 'unknown',
      reason: expect.stringMatching(/is off/) as string,
    });
  });

  it('shows that no cluster issues the tokens once a colleague has deleted it (W-01)', async () => {
    const own = await company({}, { indexSeconds: 600 });
    const { bench, idOf } = own;
    await bench.arm('DELETE', `${idOf('partners-weu')}?api-version=2026-04-01`);
    bench.emulator.clock.advance(300);
    const credential = await stateOf(own);
    expect(credential).toMatchObject({
      state: 'broken',
      reason: expect.stringMatching(/a cluster that is gone/) as string,
    });
    expect(credential).not.toHaveProperty('cluster');
  });

  it('calls it unknown, with the reason, whether it is used where its cluster may not be read (W-01)', async () => {
    const own = await company();
    const pathContains = own.idOf('partners-weu');
    const refusal = { status: 403, code: 'AuthorizationFailed', message: 'No.' };
    await own.bench.fault({ match: { method: 'GET', pathContains }, ...refusal, times: 100 });
    expect(await stateOf(own)).toMatchObject({
      cluster: 'partners-weu',
      state: 'unknown',
      reason: expect.stringMatching(/could not be read\. No\./) as string,
    });
  });
});

describe('one place that does not answer', () => {
  const looks = async ({ bench, idOf }: Company): Promise<void> => {
    const store = idOf('store-weu');
    expect(await bench.api.workloads(store)).not.toEqual([]);
    expect(await bench.api.diagnose(store)).not.toEqual([]);
    expect(await bench.api.diagnose(idOf('reports-neu'))).not.toEqual([]);
    expect((await bench.service.survey({})).rows.length).toBeGreaterThan(10);
  };
  const notNow = { code: 'NotNow', message: 'Not now.', times: 100_000 };

  it.each(
    [503, 429, 409, 403, 400].flatMap((status) =>
      ['id-dev-mailer/federatedIdentityCredentials', 'iot-weu/identityBindings'].map(
        (place) => [place, status] as const,
      ),
    ),
  )('%s with %i leaves the rest of a look and of a report as it is (W-01, W-10)', async (pathContains, status) => {
    const own = await company();
    await own.bench.fault({ match: { method: 'GET', pathContains }, status, ...notNow });
    await looks(own);
  });

  it.each(['Microsoft.ContainerService/managedClusters', 'Microsoft.ManagedIdentity/userAssignedIdentities'])(
    'a list of a subscription after writes leaves the rest alone: %s (W-01)',
    async (type) => {
      const own = await company();
      const { bench, idOf } = own;
      const account = { namespace: 'a', serviceAccount: 'b' };
      await bench.api.apply({
        kind: 'createCredential',
        identityId: idOf('id-iot-ingest'),
        clusterId: idOf('iot-weu'),
        ...account,
      });
      const subscription = idOf('iot-weu').split('/')[2]!;
      const pathContains = `${subscription}/providers/${type}`;
      await bench.fault({ match: { method: 'GET', pathContains }, status: 503, ...notNow });
      await looks(own);
      const fix = (await bench.api.workloads(idOf('store-weu'))).map(({ reason = '' }) => reason);
      if (type.endsWith('managedClusters'))
        expect(fix.filter((reason) => reason.includes('a cluster that is gone'))).toEqual([]);
    },
  );

  it('an identity in a subscription that is not visible is not reported to trust no one (W-01)', async () => {
    const { bench, idOf } = await company();
    const pathContains = 'id-dev-mailer/federatedIdentityCredentials';
    const hidden = { status: 404, code: 'SubscriptionNotFound', message: 'Not there.', times: 100 };
    await bench.fault({ match: { method: 'GET', pathContains }, ...hidden });
    const { unknown } = await bench.service.workloads(idOf('store-weu'));
    expect(inWords(unknown)).toMatchObject([expect.stringMatching(/id-dev-mailer: /)]);
  });
});

describe('an identity that AKS has made for one cluster and that pods of another are trusted by', () => {
  it('is a workload there, counted in the report, and a finding at its own cluster (W-01, W-08, W-10)', async () => {
    const own = await company();
    const { bench, idOf } = own;
    const store = idOf('store-weu');
    const partners = idOf('partners-weu');
    const before = (await bench.service.reportRow(store)).workloads!.credentials!;
    await trust(bench, await kubeletOf(own, partners), await issuerOf(own, store), 'other:app');
    const workloads = await bench.api.workloads(store);
    expect(workloads.filter(({ namespace }) => namespace === 'other')).toMatchObject([{ state: 'works' }]);
    expect((await bench.service.reportRow(store)).workloads!.credentials).toBe(before + 1);
    const codes = (await bench.api.diagnose(partners)).map(({ code }) => code);
    expect(codes).toContain('workloadSharesClusterIdentity:kubelet');
  });

  it('workloads say that identities of AKS are too many to ask one by one (W-01)', async () => {
    const { bench, idOf } = await company(withIdentities(210, 'MC_rg-many_many'));
    const { unknown } = await bench.service.workloads(idOf('store-weu'));
    expect(inWords(unknown)).toMatchObject([
      expect.stringMatching(/node resource groups of other clusters are too many/),
    ]);
  });

  it('a credential is listed once, also where a write elsewhere has made Resource Graph doubtful (W-01, W-10)', async () => {
    const own = await company({ graphHasCredentials: true }, { indexSeconds: 1 });
    const { bench, idOf } = own;
    const store = idOf('store-weu');
    await trust(bench, await kubeletOf(own, store), await issuerOf(own, store), 'own:app');
    const before = (await bench.service.reportRow(store)).workloads;
    const account = { namespace: 'a', serviceAccount: 'b' };
    const identityId = idOf('id-iot-ingest');
    const clusterId = idOf('iot-weu');
    await bench.api.apply({ kind: 'createCredential', identityId, clusterId, ...account });
    const workloads = await bench.api.workloads(store);
    expect(workloads.filter(({ namespace }) => namespace === 'own')).toHaveLength(1);
    expect((await bench.service.reportRow(store)).workloads).toEqual(before);
  });
});

describe('what a colleague does while Resource Graph is behind', () => {
  it('a binding to a new cluster keeps the credential of bindings from being called left over (W-08)', async () => {
    const own = await company({}, { indexSeconds: 600 });
    const { bench, idOf } = own;
    const reports = idOf('reports-neu');
    const leftOver = async (): Promise<readonly string[]> =>
      (await bench.api.diagnose(reports))
        .filter(({ code }) => code === 'bindingCredentialLeft')
        .map(({ text }) => text);
    expect(await leftOver()).toHaveLength(1);
    const fresh = reports.replace(/reports-neu$/, 'fresh-neu');
    await put(bench, fresh, newCluster);
    const managedIdentity = { resourceId: idOf('id-forecast') };
    await put(bench, `${fresh}/identityBindings/fresh`, { properties: { managedIdentity } });
    expect(await leftOver()).toEqual([]);
    const { rows } = await bench.service.survey({});
    expect(rows.flatMap(({ findings }) => findings).filter(({ code }) => code === 'bindingCredentialLeft')).toEqual([]);
  });

  it('a deleted credential is not named where workload identity is turned off (W-02)', async () => {
    const { bench, idOf } = await company({ graphHasCredentials: true }, { indexSeconds: 600 });
    const credential = `${idOf('id-deployer')}/federatedIdentityCredentials/deployer`;
    await bench.arm('DELETE', `${credential}?api-version=2024-11-30`);
    bench.emulator.clock.advance(60);
    const change = { kind: 'setWorkloadIdentity', clusterId: idOf('partners-weu'), enabled: false } as const;
    const texts = (await bench.api.plan(change)).warnings.map(({ text }) => text);
    expect(texts.filter((text) => text.includes('deployer'))).toEqual([]);
  });

  it('an issuer is not called gone where its cluster is made between two answers of a report (W-08)', async () => {
    let between: ((path: string) => Promise<void>) | undefined;
    const own = await company(
      {},
      {
        indexSeconds: 600,
        between: (emulator): HttpClient => ({
          async sendRequest(request) {
            const answer = await emulator.sendRequest(request);
            if (request.method === 'GET') await between?.(new URL(request.url).pathname);
            return answer;
          },
        }),
      },
    );
    const { bench, idOf } = own;
    const store = idOf('store-weu');
    const identityId = idOf('id-basket');
    await bench.api.apply({
      kind: 'createCredential',
      identityId,
      clusterId: store,
      namespace: 'a',
      serviceAccount: 'b',
    });
    const fresh = store.replace(/store-weu$/, 'fresh-weu');
    let issuer = '';
    between = async (path) => {
      if (!/managedClusters$/i.test(path) || !path.includes(store.split('/')[2]!)) return;
      between = undefined;
      await put(bench, fresh, newCluster);
      issuer = await issuerOf(own, fresh);
      await trust(bench, identityId, issuer, 'fresh:app');
    };
    const { rows } = await bench.service.survey({});
    expect(issuer).not.toBe('');
    const gone = rows.flatMap(({ findings }) => findings.filter(({ code }) => code === 'credentialOfGoneIssuer'));
    expect(JSON.stringify(gone)).not.toContain(issuer);
  });
});
