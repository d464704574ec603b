import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import type { CommonFinding, Finding } from '../../../src/domain/findings/finding.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { idOf } from '../../support/azure/idOf.ts';
import { newCluster } from '../../support/azure/newcomers.ts';
import type { InText } from '../../../src/sentences/textOf.ts';

const audiences = ['api://AzureADTokenExchange'];
const account = (name: string): string => `system:serviceaccount:${name}`;

/** Somebody else writes, and the operation comes to its end. */
async function put(bench: Bench, id: string, body: object): Promise<void> {
  const version = /managedClusters/i.test(id) ? '2026-04-01' : '2024-11-30';
  const { status } = await bench.arm('PUT', `${id}?api-version=${version}`, body);
  expect(status).toBeLessThan(300);
  bench.emulator.clock.advance(60);
}

const credential = (bench: Bench, identityId: string, name: string, properties: object): Promise<void> =>
  put(bench, `${identityId}/federatedIdentityCredentials/${name}`, { properties });

async function issuerOf(bench: Bench, clusterId: string): Promise<string> {
  const json = (await bench.service.json(clusterId)) as { properties: { oidcIssuerProfile: { issuerURL: string } } };
  return json.properties.oidcIssuerProfile.issuerURL;
}

const faults: readonly (readonly [name: string, fault: object])[] = [
  ['a refusal', { status: 403, code: 'AuthorizationFailed', message: 'No.', times: 1 }],
  ['a server error', { status: 500, code: 'InternalServerError', message: 'Sorry.', times: 9 }],
  [
    'another writer',
    {
      status: 409,
      code: 'ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity',
      message: 'Too many.',
      times: 9,
    },
  ],
  ['a throttle', { status: 429, code: 'TooManyRequests', message: 'Slow down.', retryAfter: 4, times: 9 }],
  ['a dropped answer', { drop: 'after', times: 1 }],
  ['a dropped request', { drop: 'before', times: 9 }],
];

describe('a move of a full identity', () => {
  const rows = faults.flatMap(([name, fault]) =>
    ['PUT', 'DELETE'].flatMap((method) => [false, true].map((isKilled) => [name, method, isKilled, fault] as const)),
  );

  it.each(rows)('ends with nothing lost after %s at a %s (killed: %s) (W-05)', async (_, method, isKilled, fault) => {
    const bench = createBench(demoWorld());
    const clusterId = await idOf(bench, 'store-weu');
    const identityId = await idOf(bench, 'id-basket');
    for (let n = 0; n < 18; n++)
      await credential(bench, identityId, `other-${n}`, {
        issuer: 'https://example.org',
        subject: `s${n}`,
        audiences,
      });
    const gone = (await bench.api.diagnose(clusterId)).find(({ code }) => code === 'credentialOfGoneIssuer');
    await bench.fault({ match: { method, pathContains: 'id-basket' }, ...fault });
    if (isKilled)
      bench.onWait = () => {
        throw Object.assign(new Error('killed'), { name: 'AbortError' });
      };
    const first = await bench.api.apply(gone!.fix!);
    await bench.noFaults();
    const ended = first.status === 'succeeded' ? first : await bench.restarted().api.resume(first.activityId);
    expect(ended.status).toBe('succeeded');
    const { credentials } = await bench.restarted().service.uses(identityId);
    expect(credentials).toHaveLength(20);
    const own = credentials
      .filter(({ cluster }) => cluster === 'store-weu')
      .map(({ subject, state }) => [subject, state]);
    expect(own.toSorted()).toEqual([
      [account('basket:api'), 'works'],
      [account('basket:worker'), 'works'],
    ]);
  });
});

describe('credentials and other hands', () => {
  it('the cluster of a credential is found although Resource Graph does not know it yet (W-04, W-05)', async () => {
    const bench = createBench(demoWorld(), { indexSeconds: 600 });
    const clusterId = await idOf(bench, 'store-weu');
    const identityId = await idOf(bench, 'id-basket');
    await bench.api.diagnose(clusterId);
    const fresh = clusterId.replace(/store-weu$/, 'fresh-weu');
    await put(bench, fresh, newCluster);
    const fromIssuer = await issuerOf(bench, fresh);
    await credential(bench, identityId, 'live', { issuer: fromIssuer, subject: account('a:b'), audiences });
    const changes: readonly Change[] = [
      { kind: 'deleteCredential', credentialId: `${identityId}/federatedIdentityCredentials/live` },
      { kind: 'moveCredentials', fromIssuer, clusterId, identityIds: [identityId] },
    ];
    for (const change of changes)
      expect((await bench.api.plan(change)).warnings).toContainEqual(
        expect.objectContaining({ severity: 'disruption', text: expect.stringContaining('fresh-weu') as string }),
      );
  });

  it('three runs at once on one identity all end, one write after the other (W-03)', async () => {
    const bench = createBench(demoWorld(), { credentialSeconds: 3 });
    bench.onWait = () => new Promise<void>((resolve) => setImmediate(resolve));
    const clusterId = await idOf(bench, 'store-weu');
    const identityId = await idOf(bench, 'id-basket');
    await bench.forget();
    const outcomes = await Promise.all(
      ['x', 'y', 'z'].map((serviceAccount) =>
        bench.api.apply({ kind: 'createCredential', identityId, clusterId, namespace: 'n', serviceAccount }),
      ),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['succeeded', 'succeeded', 'succeeded']);
    const statuses = (await bench.writes()).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(3);
    // Whether they meet is up to chance; then Azure refuses the one that is late.
    expect(statuses.filter((status) => status !== 201 && status !== 409)).toEqual([]);
  });

  it('removing a binding whose cluster is gone is done already', async () => {
    const bench = createBench(demoWorld());
    const gone = (await idOf(bench, 'store-weu')).replace(/store-weu$/, 'gone-weu');
    const outcome = await bench.api.apply({ kind: 'unbindIdentity', bindingId: `${gone}/identityBindings/app` });
    expect(outcome.steps.map(({ status }) => status)).toEqual(['alreadyDone']);
  });
});

describe('each finding about credentials that somebody else has brought about', () => {
  type Code = Finding['code'];
  const rows: readonly (readonly [
    code: Code,
    cluster: string,
    bring: (bench: Bench, clusterId: string) => Promise<void>,
  ])[] = [
    [
      'credentialWrongAudience',
      'store-weu',
      async (bench, clusterId) =>
        credential(bench, await idOf(bench, 'id-basket'), 'odd', {
          issuer: await issuerOf(bench, clusterId),
          subject: account('a:b'),
          audiences: ['api://other'],
        }),
    ],
    [
      'credentialMalformed',
      'store-weu',
      async (bench, clusterId) =>
        credential(bench, await idOf(bench, 'id-basket'), 'odd', {
          issuer: (await issuerOf(bench, clusterId)).replace(/\/$/, ''),
          subject: account('a:b'),
          audiences,
        }),
    ],
    [
      'duplicateCredential',
      'store-weu',
      async (bench, clusterId) => {
        for (const name of ['id-basket', 'id-mail'])
          await credential(bench, await idOf(bench, name), 'both', {
            issuer: await issuerOf(bench, clusterId),
            subject: account('a:b'),
            audiences,
          });
      },
    ],
    [
      'workloadSharesClusterIdentity:controlPlane',
      'iot-weu',
      async (bench, clusterId) =>
        credential(bench, await idOf(bench, 'id-iot-weu'), 'shared', {
          issuer: await issuerOf(bench, clusterId),
          subject: account('a:b'),
          audiences,
        }),
    ],
    [
      'credentialWithoutWorkloadIdentity',
      'partners-weu',
      async (bench, clusterId) => {
        await bench.api.apply({ kind: 'setWorkloadIdentity', clusterId, enabled: false });
      },
    ],
  ];

  it.each(rows)('is gone once its fix is applied: %s (W-08)', async (code, name, bring) => {
    const bench = createBench(demoWorld());
    const clusterId = await idOf(bench, name);
    const found = async (): Promise<InText<readonly CommonFinding[]>> =>
      (await bench.api.diagnose(clusterId)).filter((each) => each.code === code);
    expect(await found()).toEqual([]);
    await bring(bench, clusterId);
    const [finding, ...others] = await found();
    expect(others).toEqual([]);
    expect((await bench.api.apply(finding!.fix!)).status).toBe('succeeded');
    expect(await found()).toEqual([]);
  });
});
