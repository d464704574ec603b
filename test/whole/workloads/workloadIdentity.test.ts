import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import type { Finding } from '../../../src/domain/findings/finding.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { idOf } from '../../support/azure/idOf.ts';
import { idUnused, smallWorld, uami } from '../../support/azure/smallWorld.ts';

const world = (graphHasCredentials: boolean): WorldFile => ({ ...demoWorld(), graphHasCredentials });
const newBench = (graphHasCredentials = false): Bench => createBench(world(graphHasCredentials));

const key = (id: string): string => id.toLowerCase();

describe.each([false, true])('the workloads of the demo, with credentials in Resource Graph: %s', (inGraph) => {
  it('are listed for each cluster, with what works and what does not (W-01)', async () => {
    const bench = newBench(inGraph);
    const apps = await bench.api.workloads(await idOf(bench, 'store-weu'));
    const told = apps.map(({ namespace, serviceAccount, state }) => `${namespace}/${serviceAccount} ${state}`).sort();
    expect(told).toEqual([
      'basket/api broken',
      'basket/worker broken',
      'mail/bounces broken',
      'mail/sender broken',
      'storefront/web broken',
      'storefront/web works',
    ]);
    expect(apps.every(({ roles }) => roles.some(({ roleName }) => roleName === 'Key Vault Secrets User'))).toBe(true);
    const reports = await bench.api.workloads(await idOf(bench, 'reports-neu'));
    expect(
      reports
        .filter(({ bindingId }) => bindingId !== undefined)
        .map(({ state }) => state)
        .sort(),
    ).toEqual(['broken', 'unknown']);
  });

  it('take few requests', async () => {
    const bench = newBench(inGraph);
    const id = await idOf(bench, 'store-weu');
    await bench.forget();
    await bench.api.workloads(id);
    const lists = (await bench.requests()).filter(({ path }) => /federatedidentitycredentials$/i.test(path));
    expect(lists.length === 0).toBe(inGraph);
  });
});

describe('workloads() of the public API', () => {
  it('ends with what could not be checked, and why, instead of leaving it out (W-01)', async () => {
    const bench = newBench(true);
    const clusterId = await idOf(bench, 'store-weu');
    await bench.fault({
      match: { method: 'GET', pathContains: 'identityBindings' },
      status: 403,
      code: 'AuthorizationFailed',
      message: 'You may not list bindings.',
      times: 9,
    });
    const apps = await bench.api.workloads(clusterId);
    expect(apps.at(-1)).toEqual({
      namespace: '*',
      serviceAccount: '*',
      identityId: '',
      state: 'unknown',
      roles: [],
      issuer: apps[0]!.issuer,
      reason: expect.stringMatching(/^Identity bindings: .*You may not list bindings/) as string,
      unknown: [expect.objectContaining({ cause: 'refused', subject: { what: 'bindings', of: clusterId } })],
    });
    expect(apps.slice(0, -1).every(({ identityId, principalId }) => identityId !== '' && principalId)).toBe(true);
  });

  it('says nothing of that if everything could be checked', async () => {
    const bench = newBench();
    const apps = await bench.api.workloads(await idOf(bench, 'store-weu'));
    expect(apps.every(({ identityId }) => identityId !== '')).toBe(true);
  });

  it('is empty without a look at credentials for a cluster that has no issuer', async () => {
    const bench = newBench();
    const id = await idOf(bench, 'shop-weu');
    await bench.forget();
    expect(await bench.api.workloads(id)).toEqual([]);
    expect((await bench.requests()).filter(({ path }) => /credential|resourcegraph/i.test(path))).toEqual([]);
  });
});

describe('each finding about workloads that has a fix', () => {
  const rows: readonly (readonly [cluster: string, code: Finding['code']])[] = [
    ['store-weu', 'credentialOfGoneIssuer'],
    ['partners-weu', 'workloadTooWide'],
    ['reports-neu', 'bindingIdentityDeleted'],
    ['reports-neu', 'bindingCredentialLeft'],
  ];

  it.each(rows)('of %s is gone once it is applied: %s (W-08)', async (name, code) => {
    const bench = newBench();
    const id = await idOf(bench, name);
    const before = await bench.api.diagnose(id);
    const finding = before.find((each) => each.code === code);
    expect(before.map((each) => each.code)).toContain(code);
    const plan = await bench.api.plan(finding!.fix!);
    expect(plan.checks.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    const outcome = await bench.api.apply(finding!.fix!);
    expect(outcome.status).toBe('succeeded');
    // A binding makes room for more clusters; the credentials that are there stay until somebody removes them.
    if (code === 'federatedCredentialLimit') return;
    const after = await bench.api.diagnose(id);
    expect(after.filter((each) => each.code === code && each.text === finding!.text)).toEqual([]);
  });
});

describe('moving 25 identities to a new issuer', () => {
  /** The demo with 25 identities whose credentials name the deleted issuer of store-weu. */
  function many(): WorldFile {
    const { resources = [], ...rest } = demoWorld();
    const sample = resources.find(
      ({ type, id }) => /federatedIdentityCredentials$/i.test(type) && id.includes('basket-api'),
    )!;
    const identity = resources.find(({ name }) => name === 'id-basket')!;
    const more = Array.from({ length: 25 }, (_, n) => {
      const id = identity.id.replace(/id-basket$/, `id-mover-${n}`);
      const own = {
        ...identity,
        id,
        name: `id-mover-${n}`,
        properties: {
          ...(identity['properties'] as object),
          principalId: `00000000-0000-4000-9000-${String(n).padStart(12, '0')}`,
          clientId: `00000000-0000-4000-9001-${String(n).padStart(12, '0')}`,
        },
      };
      const credential = {
        ...sample,
        id: `${id}/federatedIdentityCredentials/mover`,
        name: 'mover',
        properties: { ...(sample['properties'] as object), subject: `system:serviceaccount:move:m${n}` },
      };
      return [own, credential];
    });
    return { ...rest, resources: [...resources, ...more.flat()] };
  }

  const faults: readonly (readonly [name: string, fault: object | undefined])[] = [
    [
      '409 of another writer',
      {
        status: 409,
        code: 'ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity',
        message: 'Too many.',
        times: 3,
      },
    ],
    ['429', { status: 429, code: 'TooManyRequests', message: 'Slow down.', retryAfter: 4, times: 2 }],
    ['a dropped answer', { drop: 'after', times: 1 }],
    ['a dropped request', { drop: 'before', times: 2 }],
    ['a refusal', { status: 403, code: 'AuthorizationFailed', message: 'No.', times: 1 }],
    ["Azure's own limits", undefined],
  ];

  async function credentialsOf(bench: Bench): Promise<readonly { id: string; issuer: string }[]> {
    const snapshot = await bench.arm('GET', '/_emulator/world');
    const resources = (snapshot.body['resources'] ?? []) as {
      id: string;
      type: string;
      properties: { issuer: string };
    }[];
    return resources
      .filter(
        ({ type, id }) =>
          /federatedIdentityCredentials$/i.test(type) && /id-mover-|id-basket|id-mail|id-storefront/i.test(id),
      )
      .map(({ id, properties }) => ({ id: key(id), issuer: properties.issuer }));
  }

  async function changeIn(bench: Bench): Promise<Extract<Change, { kind: 'moveCredentials' }>> {
    const [finding] = (await bench.api.diagnose(await idOf(bench, 'store-weu'))).filter(
      ({ code }) => code === 'credentialOfGoneIssuer',
    );
    expect(finding?.fix).toMatchObject({ kind: 'moveCredentials' });
    return finding!.fix as Extract<Change, { kind: 'moveCredentials' }>;
  }

  async function assertMoved(bench: Bench, change: Extract<Change, { kind: 'moveCredentials' }>): Promise<void> {
    const after = await credentialsOf(bench);
    expect(after.filter(({ issuer }) => issuer === change.fromIssuer)).toEqual([]);
    const movers = after.filter(({ id }) => id.includes('id-mover-'));
    expect(movers).toHaveLength(25);
    expect(new Set(movers.map(({ id }) => id.split('/').at(-3))).size).toBe(25);
  }

  it.each(faults)('ends with all of them, none twice, after %s in the middle (W-05)', async (_, fault) => {
    const bench = createBench(many(), { throttle: fault === undefined });
    const change = await changeIn(bench);
    await bench.forget();
    if (fault) await bench.fault({ match: { method: 'PUT', pathContains: 'id-mover-12/' }, ...fault });
    const outcome = await bench.api.apply(change);
    const ended = outcome.status === 'succeeded' ? outcome : await bench.restarted().api.resume(outcome.activityId);
    expect(ended.status).toBe('succeeded');
    await assertMoved(bench, change);
    const taken = (await bench.writes()).filter(({ status }) => status === 201 || status === 200);
    const names = taken.map(({ method, path }) => `${method} ${key(path)}`);
    expect(names.length).toBe(new Set(names).size);
  });

  it('looks before each removal at the credentials of that identity only (W-05)', async () => {
    const bench = createBench(many());
    const change = await changeIn(bench);
    await bench.forget();
    expect((await bench.api.apply(change)).status).toBe('succeeded');
    const requests = await bench.requests();
    const writes = await bench.writes();
    expect(writes).toHaveLength(59);
    expect(requests.length).toBeLessThan(12 * writes.length);
  });

  it('continues after VS Code was killed in the middle (W-05)', async () => {
    const bench = createBench(many());
    const change = await changeIn(bench);
    await bench.fault({ match: { method: 'DELETE', pathContains: 'id-mover-7/' }, drop: 'before', times: 1 });
    bench.onWait = () => {
      throw Object.assign(new Error('killed'), { name: 'AbortError' });
    };
    const outcome = await bench.api.apply(change);
    expect(outcome.status).not.toBe('succeeded');
    const ended = await bench.restarted().api.resume(outcome.activityId);
    expect(ended.status).toBe('succeeded');
    await assertMoved(bench, change);
  });
});

describe('a workload that is connected', () => {
  it('with a new identity on a cluster without the switches is one plan that ends with everything (W-03)', async () => {
    const bench = newBench();
    const clusterId = await idOf(bench, 'pay-weu');
    const [, subscriptionId = '', group = ''] =
      /subscriptions\/([^/]+)\/resourceGroups\/([^/]+)/i.exec(clusterId) ?? [];
    const identityId = `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-new-app`;
    const changes: readonly Change[] = [
      { kind: 'setWorkloadIdentity', clusterId, enabled: true },
      { kind: 'createIdentity', subscriptionId, resourceGroup: group, name: 'id-new-app', location: 'westeurope' },
      { kind: 'createCredential', identityId, namespace: 'app', serviceAccount: 'web', clusterId },
      { kind: 'assignRole', principalId: identityId, role: { name: 'Reader' }, scope: clusterId },
    ];
    const plan = await bench.service.plan(changes);
    await bench.fault({
      match: { method: 'PUT', pathContains: 'federatedIdentityCredentials' },
      status: 403,
      code: 'AuthorizationFailed',
      message: 'No.',
      times: 1,
    });
    const broken = await bench.service.apply(plan);
    expect(broken.status).toBe('failed');
    const outcome = await bench.restarted().api.resume(broken.activityId);
    expect(outcome.steps.map(({ error }) => error)).toEqual([undefined, undefined, undefined, undefined]);
    expect(await bench.api.workloads(clusterId)).toMatchObject([
      {
        namespace: 'app',
        serviceAccount: 'web',
        identityId: expect.stringMatching(/id-new-app$/) as string,
        state: 'works',
        roles: [{ roleName: 'Reader' }],
      },
    ]);
    const again = await bench.service.apply(await bench.service.plan(changes));
    expect(again.steps.every(({ status }) => status === 'alreadyDone')).toBe(true);
  });
});

describe('a binding', () => {
  it('is made and removed, each once, and its credential stays (W-06)', async () => {
    const bench = newBench();
    const clusterId = await idOf(bench, 'partners-weu');
    const identityId = await idOf(bench, 'id-jobs');
    await bench.forget();
    const made = await bench.api.apply({ kind: 'bindIdentity', clusterId, identityId });
    expect(made.status).toBe('succeeded');
    const [bound] = (await bench.api.workloads(clusterId)).filter((each) => each.bindingId !== undefined);
    expect(bound).toMatchObject({ state: 'unknown', identityId: expect.stringMatching(/id-jobs/i) as string });
    const gone = await bench.api.apply({ kind: 'unbindIdentity', bindingId: bound!.bindingId! });
    expect(gone.status).toBe('succeeded');
    expect((await bench.writes()).map(({ method, path }) => [method, path.split('/').at(-2)])).toEqual([
      ['PUT', 'identityBindings'],
      ['DELETE', 'identityBindings'],
    ]);
  });

  it('is left to AKS if the preview is not registered, with the command for it (W-06, R-30)', async () => {
    const { features: _, ...rest } = demoWorld();
    for (const bindingsNeed of [[], ['feature'] as const]) {
      const bench = createBench({ ...rest, bindingsNeed });
      const clusterId = await idOf(bench, 'partners-weu');
      const identityId = await idOf(bench, 'id-jobs');
      await bench.forget();
      const { checks } = await bench.api.plan({ kind: 'bindIdentity', clusterId, identityId });
      expect(checks.find(({ title }) => title.includes('IdentityBindingPreview'))).toMatchObject({
        verdict: 'unknown',
        request: { command: expect.stringMatching(/^az feature register/) as string },
      });
      const { status, steps } = await bench.api.apply({ kind: 'bindIdentity', clusterId, identityId });
      expect(status).toBe(bindingsNeed.length === 0 ? 'succeeded' : 'failed');
      expect(steps[0]?.error?.armCode).toBe(
        bindingsNeed.length === 0 ? undefined : 'IdentityBindingFeatureFlagNotEnabled',
      );
    }
  });

  it('of a cluster without workload identity is made, as az makes one (R-30)', async () => {
    const bench = createBench({ ...smallWorld(), features: [] });
    expect((await bench.api.apply({ kind: 'bindIdentity', clusterId: uami.id, identityId: idUnused.id })).status).toBe(
      'succeeded',
    );
  });

  it('credentials that are moved already are found so, however often a pipeline moves them (W-05)', async () => {
    const bench = newBench();
    const clusterId = await idOf(bench, 'store-weu');
    const gone = (await bench.api.diagnose(clusterId)).find(({ code }) => code === 'credentialOfGoneIssuer')!;
    const change = gone.fix as Change;
    expect((await bench.api.apply(change)).status).toBe('succeeded');
    await bench.forget();
    const again = await bench.api.apply(change);
    expect(again.status).toBe('succeeded');
    expect(new Set(again.steps.map(({ status }) => status))).toEqual(new Set(['alreadyDone']));
    expect(await bench.writes()).toEqual([]);
  });
});
