/** What a colleague does between the plan for Gateway API and its run, and an operation with another status. */
import { describe, expect, it } from 'vitest';
import type { ChangeOf } from '../../../src/domain/change/change.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench, type Bench, type BenchOptions } from '../../support/azure/azureBench.ts';
import { idOf } from '../../support/azure/idOf.ts';

interface Prepared {
  readonly bench: Bench;
  readonly change: ChangeOf<'prepareGateway'>;
}

/** web-weu, which is to use an identity that is there already. */
async function prepared(options: BenchOptions = {}): Promise<Prepared> {
  const bench = createBench(demoWorld(), options);
  const clusterId = await idOf(bench, 'web-weu');
  const identityId = await idOf(bench, 'id-basket');
  const { places } = await bench.service.gatewayMapping(clusterId);
  const accounts = [{ namespace: 'shop', serviceAccount: 'app-routing' }];
  return {
    bench,
    change: { kind: 'prepareGateway', clusterId, identityId, zones: places.map(({ id }) => id), accounts },
  };
}

/** Somebody else writes, and the operation comes to its end. */
async function write(bench: Bench, method: string, address: string, body?: object): Promise<void> {
  const { status } = await bench.arm(method, address, body);
  expect(status).toBeLessThan(300);
  bench.emulator.clock.advance(60);
}

describe('between the plan for Gateway API and its run', () => {
  it('a colleague turns NGINX off: what was confirmed is planned again, and NGINX stays off (G-33)', async () => {
    const { bench, change } = await prepared();
    const plan = await bench.service.plan([change]);
    const off = await bench.api.apply({ kind: 'setNginxRouting', clusterId: change.clusterId, controller: 'None' });
    expect(off.status).toBe('succeeded');
    const writesBefore = (await bench.writes()).length;
    await expect(bench.service.apply(plan)).rejects.toThrow('web-weu was changed by som');
    expect((await bench.writes()).length).toBe(writesBefore);
    expect((await bench.service.apply(await bench.service.plan([change]))).status).toBe('succeeded');
    const json = (await bench.service.json(change.clusterId)) as {
      properties: { ingressProfile: { webAppRouting: object } };
    };
    expect(json.properties.ingressProfile.webAppRouting).toMatchObject({
      nginx: { defaultIngressControllerType: 'None' },
      gatewayAPIImplementations: { appRoutingIstio: { mode: 'Enabled' } },
    });
  });

  it('a colleague deletes a zone: the plan is refused then, and nothing is written (G-33)', async () => {
    const { bench, change } = await prepared();
    const plan = await bench.service.plan([change]);
    await write(bench, 'DELETE', `${change.zones![0]!}?api-version=2018-05-01`);
    const writesBefore = (await bench.writes()).length;
    await expect(bench.service.apply(plan)).rejects.toThrow('does not exist');
    expect((await bench.writes()).length).toBe(writesBefore);
  });

  it('a colleague uses the last credential: the plan is refused then, and nothing is written (G-33)', async () => {
    const { bench, change } = await prepared();
    const plan = await bench.service.plan([change]);
    const { credentials } = await bench.service.uses(change.identityId!);
    for (let n = credentials.length; n < 20; n++) {
      const properties = { issuer: 'https://example.org', subject: `s${n}`, audiences: ['api://AzureADTokenExchange'] };
      const address = `${change.identityId!}/federatedIdentityCredentials/other-${n}?api-version=2024-11-30`;
      await write(bench, 'PUT', address, { properties });
    }
    const writesBefore = (await bench.writes()).length;
    await expect(bench.service.apply(plan)).rejects.toThrow('has 20 of 20 federated credentials');
    expect((await bench.writes()).length).toBe(writesBefore);
  });
});

describe('two windows that prepare Gateways with one identity', () => {
  /** The identity trusts so many accounts, and each window has a plan for one more. */
  async function windows(there: number) {
    const { bench, change } = await prepared();
    const identityId = change.identityId!;
    const { credentials } = await bench.service.uses(identityId);
    for (let n = credentials.length; n < there; n++) {
      const properties = { issuer: 'https://example.org', subject: `s${n}`, audiences: ['api://AzureADTokenExchange'] };
      const address = `${identityId}/federatedIdentityCredentials/other-${n}?api-version=2024-11-30`;
      await write(bench, 'PUT', address, { properties });
    }
    const benches = [bench, bench.restarted()];
    const plan = (n: number) =>
      benches[n]!.service.plan([{ ...change, accounts: [{ namespace: `n${n}`, serviceAccount: 'app-routing' }] }]);
    const plans = await Promise.all([plan(0), plan(1)]);
    await bench.forget();
    const apply = (n: number) => benches[n]!.service.apply(plans[n]!);
    const left = async () => {
      const sent = (await bench.writes()).filter(({ path }) => /federatedIdentityCredentials/i.test(path));
      const subjects = (await bench.service.uses(identityId)).credentials.map(({ subject }) => subject);
      const own = subjects.filter((subject) => subject?.endsWith(':app-routing') && /:n\d:/.test(subject));
      return [sent.length, own.length, subjects.length];
    };
    return { bench, identityId, apply, left };
  }

  it('give the last place to the first, and the second is refused before anything is sent (G-22)', async () => {
    const { apply, left } = await windows(19);
    expect((await apply(0)).status).toBe('succeeded');
    await expect(apply(1)).rejects.toThrow('has 20 of 20 federated credentials, so there is no room for 1 more');
    expect(await left()).toEqual([1, 1, 20]);
  });

  it('both get theirs where two places are left, one after the other (G-22)', async () => {
    const { apply, left } = await windows(18);
    expect((await apply(0)).status).toBe('succeeded');
    expect((await apply(1)).status).toBe('succeeded');
    expect(await left()).toEqual([2, 2, 20]);
  });

  it('and a colleague who takes the last place while the first waits: no credential is sent that has none (G-22)', async () => {
    const { bench, identityId, apply, left } = await windows(19);
    bench.onWait = async () => {
      bench.onWait = undefined;
      const properties = { issuer: 'https://example.org', subject: 'last', audiences: ['api://AzureADTokenExchange'] };
      await bench.arm('PUT', `${identityId}/federatedIdentityCredentials/last?api-version=2024-11-30`, { properties });
    };
    const { status, steps } = await apply(0);
    expect([status, steps.at(-1)?.error?.message]).toEqual([
      'failed',
      expect.stringContaining('now has 20 of 20 federated credentials.'),
    ]);
    // The colleague's only.
    expect(await left()).toEqual([1, 0, 20]);
  });

  it('that begin at once send no credential that has no place (G-22)', async () => {
    const { apply, left } = await windows(19);
    const ends = await Promise.allSettled([apply(0), apply(1)]);
    // Whether the other is refused before its first step or at its last depends on who is first where.
    expect(ends.filter((end) => end.status === 'fulfilled' && end.value.status === 'succeeded').length).toBe(1);
    expect(await left()).toEqual([1, 1, 20]);
  });
});

describe('an operation that says ProvisioningControlPlane', () => {
  it('is one that runs, and its end is waited for (G-31)', async () => {
    const { bench, change } = await prepared({ operationStatuses: ['ProvisioningControlPlane'], operationSeconds: 60 });
    expect((await bench.service.apply(await bench.service.plan([change]))).status).toBe('succeeded');
    expect((await bench.service.plan([change])).nothingToDo).toBe(true);
  });
});
