import { describe, expect, it } from 'vitest';
import { createArm } from '../../../src/azure/arm/arm.ts';
import { versionedPlaceOf, versionInsteadOf } from '../../../src/azure/http/versionChoice.ts';
import { createApiVersions } from '../../../src/azure/http/versionPolicy.ts';
import { identityList } from '../../../src/azure/read/identities.ts';
import { asStep } from '../../support/azure/asStep.ts';
import { armOptions, httpDouble } from '../../support/httpDouble.ts';
import { fc } from '../../support/property.ts';
import { armWith, cluster, group, invalid, network, noProvider, noType } from './versionDouble.ts';

const aks = { namespace: 'Microsoft.ContainerService', type: 'managedClusters' };
const other = { namespace: 'Microsoft.Network', type: 'virtualNetworks' };
const registry = { namespace: 'Microsoft.ContainerRegistry', type: 'registries' };

const identities = { namespace: 'Microsoft.ManagedIdentity', type: 'userAssignedIdentities' };

describe('the version that stands in', () => {
  it.each([
    [
      'the newest stable one up to ours',
      aks,
      '2026-04-01',
      ['2024-09-01', '2025-10-01', '2025-10-02-preview'],
      '2025-10-01',
    ],
    ['no newer one where what is read is written back', aks, '2026-04-01', ['2025-01-01', '2026-06-01'], '2025-01-01'],
    ['none where all are newer and what is read is written back', aks, '2026-04-01', ['2026-06-01'], undefined],
    ['none below what is needed', aks, '2026-04-01', ['2023-01-01', '2024-08-01'], undefined],
    ['no preview, as none was asked for', aks, '2026-04-01', ['2025-10-02-preview'], undefined],
    ['the next one of what is only read', other, '2024-05-01', ['2025-01-01', '2025-05-01'], '2025-01-01'],
    ['what followed the preview', registry, '2025-03-01-preview', ['2023-07-01', '2025-11-01'], '2025-11-01'],
    [
      'the stable one before the preview',
      registry,
      '2025-03-01-preview',
      ['2023-07-01', '2024-11-01-preview'],
      '2023-07-01',
    ],
    [
      'an older preview, where there is no other',
      registry,
      '2025-03-01-preview',
      ['2024-11-01-preview'],
      '2024-11-01-preview',
    ],
    [
      'an older preview first, where stable ones lack what is wanted',
      identities,
      '2025-05-31-preview',
      ['2022-01-31-preview', '2024-11-30', '2025-01-31-preview', '2026-05-31'],
      '2025-01-31-preview',
    ],
    [
      'a stable one, where no preview has what is wanted',
      identities,
      '2025-05-31-preview',
      ['2022-01-31-preview', '2023-01-31', '2024-11-30'],
      '2024-11-30',
    ],
    ['nothing that is no version', other, '2024-05-01', ['latest', '', '2014-04'], undefined],
  ])('is %s', (_, place, asked, offered, wanted) => {
    expect(versionInsteadOf(place, asked, offered)).toBe(wanted);
  });

  it('is always one that is offered, and never a preview where none was asked for', () => {
    const version = fc
      .tuple(fc.integer({ min: 2018, max: 2028 }), fc.integer({ min: 1, max: 12 }), fc.boolean())
      .map(
        ([year, month, preview]) => `${String(year)}-${String(month).padStart(2, '0')}-01${preview ? '-preview' : ''}`,
      );
    fc.assert(
      fc.property(fc.array(version), version, fc.constantFrom(aks, other, registry), (offered, asked, place) => {
        const found = versionInsteadOf(place, asked, offered);
        if (found === undefined) return;
        expect(offered).toContain(found);
        if (!asked.endsWith('preview')) expect(found).not.toMatch(/preview/);
        if (place === aks) expect(found >= '2024-09-01' && found.slice(0, 10) <= asked.slice(0, 10)).toBe(true);
      }),
    );
  });

  it('belongs to the last provider of an address; what names none is ARM’s own', () => {
    const named = (path: string): string => Object.values(versionedPlaceOf(new URL(`https://a${path}`))).join('/');
    expect(named(`${cluster}/agentPools/p`)).toBe('Microsoft.ContainerService/managedClusters');
    expect(named(`${cluster}/providers/Microsoft.Authorization/roleAssignments/r`)).toBe(
      'Microsoft.Authorization/roleAssignments',
    );
    expect(named(group)).toBe('Microsoft.Resources/');
    expect(named('/subscriptions/s/providers/Microsoft.Network')).toBe('Microsoft.Resources/');
  });
});

describe('a version that a cloud does not have', () => {
  it.each([
    ['NoRegisteredProviderFound', cluster, noProvider, '2024-09-01, 2025-10-01', '2026-04-01', '2025-10-01'],
    [
      'NoRegisteredProviderFound with lines',
      cluster,
      noProvider,
      '2025-03-01,\n 2025-10-01',
      '2026-04-01',
      '2025-10-01',
    ],
    [
      'InvalidResourceType',
      '/providers/Microsoft.ResourceGraph/resources',
      noType,
      '2019-04-01,2022-10-01',
      '2024-04-01',
      '2022-10-01',
    ],
    ['InvalidApiVersionParameter', group, invalid, '2023-07-01,2021-04-01', '2025-04-01', '2023-07-01'],
  ] as const)('is replaced after %s, once, and reported once', async (_, path, refusal, offered, asked, wanted) => {
    const { arm, sent, notes } = armWith((version) => (version === wanted ? {} : refusal(version, offered)));
    await arm.get(path, asked);
    await arm.get(path, asked);
    expect(sent).toEqual([`GET ${asked} ${path}`, `GET ${wanted} ${path}`, `GET ${wanted} ${path}`]);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain(`${asked} here; ${wanted} is used instead.`);
  });

  it('is replaced after UnsupportedApiVersion by what the provider lists (T-09)', async () => {
    const resourceTypes = [{ resourceType: 'virtualNetworks', apiVersions: ['2023-09-01', '2022-01-01'] }];
    const { arm, sent } = armWith((version, { pathname }) => {
      if (pathname.endsWith('/providers/Microsoft.Network')) return { body: { resourceTypes } };
      return version === '2023-09-01' ? {} : { status: 400, body: { error: { code: 'UnsupportedApiVersion' } } };
    });
    await arm.get(network, '2024-05-01');
    expect(sent).toEqual([
      `GET 2024-05-01 ${network}`,
      'GET 2021-04-01 /subscriptions/11111111-1111-4111-a111-111111111111/providers/Microsoft.Network',
      `GET 2023-09-01 ${network}`,
    ]);
  });

  it('is replaced for the typed clients, too', async () => {
    const { arm, sent } = armWith((version) => (version === '2023-01-31' ? {} : noProvider(version, '2023-01-31')));
    await arm.identities('s').userAssignedIdentities.get('g', 'i');
    expect(sent.map((line) => line.slice(0, 14))).toEqual(['GET 2024-11-30', 'GET 2023-01-31']);
  });

  it.each(['PUT', 'DELETE', 'POST'] as const)(
    'is replaced for a %s, which its step sends again after another look',
    async (method) => {
      const { arm, sent } = armWith((version) => (version === '2023-01-31' ? {} : noProvider(version, '2023-01-31')));
      const path = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i`;
      const request = { method, path, apiVersion: '2024-11-30', ...(method === 'PUT' ? { body: { a: 1 } } : {}) };
      await asStep(() => arm.send(request));
      expect(sent).toEqual([`${method} 2024-11-30 ${path}`, `${method} 2023-01-31 ${path}`]);
    },
  );

  it('is taken again when it has come, and the one that stood in has gone', async () => {
    let offered = '2025-10-01';
    const { arm, notes } = armWith((version) => (version === offered ? {} : noProvider(version, offered)));
    await arm.get(cluster, '2026-04-01');
    offered = '2026-04-01';
    const body = await arm.get(cluster, '2026-04-01');
    expect(arm.versionRead(body)).toBe('2026-04-01');
    expect(notes).toHaveLength(1);
  });
});

describe('a version stays', () => {
  it.each([
    [
      'where the type is in no version',
      { status: 404, body: { error: { code: 'InvalidResourceType', message: 'Not found.' } } },
    ],
    ['where it is offered, but not at this place', noProvider('2026-04-01', '2025-10-01, 2026-04-01')],
    ['where something else is wrong', { status: 404, body: { error: { code: 'ResourceNotFound', message: 'No.' } } }],
    ['where the answer is no JSON', { status: 400, body: '<html>' }],
  ] as const)('%s', async (_, answer) => {
    const { arm, sent } = armWith(() => answer);
    await expect(arm.get(cluster, '2026-04-01')).rejects.toMatchObject({ name: 'IdentityError' });
    expect(sent).toHaveLength(1);
  });

  it.each([
    '/subscriptions/s/providers/Microsoft.ContainerService/locations/x/operations/o?api-version=2026-04-01&t=1',
    '/subscriptions/s/providers/Microsoft.ContainerService/locations/x/operationresults/o?api-version=2026-04-01',
    `${group}/providers/Microsoft.ContainerService/managedClusters?api-version=2026-04-01&%24skiptoken=x`,
  ])('in an address that ARM gave: row %#', async (path) => {
    const { arm, sent } = armWith((version, { pathname }) =>
      version === '2025-10-01' || /operation/.test(pathname) ? {} : noProvider(version, '2025-10-01'),
    );
    await arm.get(cluster, '2026-04-01');
    await arm.send({ method: 'GET', path }).catch(() => undefined);
    expect(sent).toHaveLength(3);
    expect(sent[2]).toMatch(/^GET 2026-04-01/);
  });

  it('from the reading of a cluster to its writing, also where another is taken meanwhile', async () => {
    let offered = '2026-04-01';
    const { arm, sent } = armWith((version, _, method) =>
      version === offered || method === 'PUT' ? {} : noProvider(version, offered),
    );
    const body = await arm.get(cluster, '2026-04-01');
    offered = '2025-10-01';
    await arm.get(`${cluster}2`, '2026-04-01');
    const apiVersion = arm.versionRead(body) ?? '';
    await asStep(() => arm.send({ method: 'PUT', path: cluster, apiVersion, body: {} }));
    expect(sent.at(-1)).toBe(`PUT 2026-04-01 ${cluster}`);
  });

  it('the same for all directories of a connection, and is learned once', async () => {
    const versions = createApiVersions();
    const sent: string[] = [];
    const double = httpDouble(({ url }) => {
      const version = new URL(url).searchParams.get('api-version') ?? '';
      sent.push(version);
      return version === '2025-10-01' ? {} : noProvider(version, '2025-10-01');
    });
    for (const tenantId of ['one', 'two'])
      await createArm(armOptions(double, { versions, tenantId })).get(cluster, '2026-04-01');
    expect(sent).toEqual(['2026-04-01', '2025-10-01', '2025-10-01']);
  });

  it('that of the first page, on which the next ones follow in ARM’s own', async () => {
    const next = `https://management.azure.com${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities?api-version=2023-01-31&$skiptoken=2`;
    const { arm, sent } = armWith((version, { search }) => {
      if (version !== '2023-01-31') return noProvider(version, '2023-01-31');
      return { body: { value: [], ...(search.includes('skiptoken') ? {} : { nextLink: next }) } };
    });
    await identityList.inSubscription(arm, 's');
    expect(sent.map((line) => line.slice(4, 14))).toEqual(['2026-05-31', '2023-01-31', '2023-01-31']);
  });
});
