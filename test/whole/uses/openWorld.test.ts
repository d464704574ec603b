import { createHttpHeaders, type PipelineRequest, type PipelineResponse } from '@azure/core-rest-pipeline';
import { afterEach, describe, expect, it } from 'vitest';
import type { Json, WorldFile, WorldResource } from '../../../src/emulator/arm/worldFile.ts';
import { makeCluster, identityBinding } from '../../../src/emulator/scenarios/parts/clusters.ts';
import { bindingCredential } from '../../../src/emulator/scenarios/parts/identities.ts';
import { createBench, type Bench, type BenchOptions } from '../../support/azure/azureBench.ts';
import { idUnused, place, smallWorld } from '../../support/azure/smallWorld.ts';
import { fc } from '../../support/property.ts';
import { ran, served } from '../cli/cliBench.ts';

const deletion = { kind: 'deleteIdentity', identityId: idUnused.id } as const;
const invented = { fooProfile: { bars: [0, 1, 2, { who: idUnused.id }] } };
const words = 'id-unused in rg-shop is in use: named in `properties.fooProfile.bars[3].who` of sami-weu.';
const samiPath = `/subscriptions/${place.subscriptionId}/resourceGroups/${place.group}/providers/Microsoft.ContainerService/managedClusters/sami-weu`;
const preview = '2026-08-02-preview';
const cloudWith = (...versions: string[]): Partial<WorldFile> => ({
  apiVersions: { 'Microsoft.ContainerService': versions },
});

/** The small world, in which the first cluster has these properties, too. */
function worldWith(properties: Json, more: Partial<WorldFile> = {}): WorldFile {
  const world = smallWorld(more);
  return { ...world, resources: world.resources.map((each) => withProperties(each, properties)) };
}

function withProperties(resource: WorldResource, more: Json): WorldResource {
  if (!resource.id.toLowerCase().endsWith('/managedclusters/sami-weu')) return resource;
  return { ...resource, properties: { ...(resource['properties'] as object), ...(more as object) } };
}

async function useCheck(bench: Bench) {
  const { checks } = await bench.service.plan([deletion]);
  return checks.find(({ id }) => id === 'unused');
}

describe('an identity that a cluster names where nobody knows of it', () => {
  const servers: { readonly close: () => Promise<void> }[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });

  it('is refused by the plan (R-01, R-06)', async () => {
    await expect(createBench(worldWith(invented)).service.plan([deletion])).rejects.toThrow(words);
  });

  it('is refused by the run, before anything is sent', async () => {
    const bench = createBench(worldWith({}));
    const plan = await bench.service.plan([deletion]);
    await namesIt(bench, '2026-04-01', invented);
    await bench.forget();
    await expect(bench.service.apply(plan)).rejects.toThrow(words);
    expect(await bench.writes()).toEqual([]);
  });

  it('is refused by the API, and among its uses', async () => {
    const bench = createBench(worldWith(invented));
    await expect(bench.api.plan(deletion)).rejects.toThrow(words);
    await expect(bench.api.apply(deletion)).rejects.toThrow(words);
    const { clusters } = await bench.service.uses(idUnused.id);
    expect(clusters).toMatchObject([{ as: 'named in `properties.fooProfile.bars[3].who`', cluster: 'sami-weu' }]);
  });

  it('is refused by the command line', async () => {
    const server = await served(worldWith(invented));
    servers.push(server);
    const { code, told } = await ran(['plan', JSON.stringify(deletion), '--emulator', server.url]);
    expect(code).not.toBe(0);
    expect(told).toContain(words);
  });

  it('is so in lists of clusters', async () => {
    const { items } = await createBench(worldWith(invented)).service.clusters();
    expect(items.find(({ name }) => name === 'sami-weu')?.uses).toContainEqual({
      as: 'named in `properties.fooProfile.bars[3].who`',
      identityId: idUnused.id,
      place: 'path',
    });
  });

  it('that a cluster names at a random path is never called unused (R-01)', async () => {
    const name = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9]{0,8}$/).filter((text) => text.toLowerCase() !== 'tags');
    const step = fc.oneof(name, fc.nat(3));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), fc.boolean(), async (path, isKey) => {
        const end: Json = isKey ? { [idUnused.id.toUpperCase()]: {} } : idUnused.id.toUpperCase();
        const inner = path.reduceRight<Json>(
          (below, at) => (typeof at === 'number' ? [...Array.from({ length: at }, () => 'x'), below] : { [at]: below }),
          end,
        );
        const bench = createBench(worldWith({ fuzzProfile: { of: inner } }));
        await expect(bench.service.plan([deletion])).rejects.toThrow('is in use: named in');
      }),
      { numRuns: 25 },
    );
  });
});

/** Somebody gives the first cluster these properties. */
async function namesIt(bench: Bench, version: string, properties: object): Promise<void> {
  const { body } = await bench.arm('GET', `${samiPath}?api-version=${version}`);
  const next = { ...body, properties: { ...(body['properties'] as object), ...properties } };
  expect((await bench.arm('PUT', `${samiPath}?api-version=${version}`, next)).status).toBeLessThan(300);
  bench.emulator.clock.advance(60);
}

describe('settings that only newer API versions show', () => {
  const since = (version: string): Partial<WorldFile> => ({ propertyVersions: { 'properties.fooProfile': version } });

  it.each([
    ['in the newest preview', [preview, '2026-07-01', '2026-04-01'], preview],
    ['in the newest preview, though a later version is stable', ['2026-09-01', preview, '2026-04-01'], preview],
    ['in a stable version', ['2026-07-01', '2026-04-01'], '2026-07-01'],
    ['where another version stands in for ours', [preview, '2025-10-01'], preview],
  ])('are checked before a deletion: %s (R-02, T-51)', async (_, offered, version) => {
    const bench = createBench(worldWith(invented, { ...cloudWith(...offered), ...since(version) }));
    await expect(bench.service.plan([deletion])).rejects.toThrow(words);
  });

  it('can’t be in a cloud that offers none', async () => {
    const bench = createBench(worldWith(invented, { ...cloudWith('2026-04-01', '2025-10-01'), ...since(preview) }));
    expect(await useCheck(bench)).toMatchObject({ verdict: 'pass' });
  });

  it('are read in the next older one if one is refused', async () => {
    const world = worldWith(invented, { ...cloudWith(preview, '2026-07-01', '2026-04-01'), ...since('2026-07-01') });
    const bench = createBench(world, refusing(preview));
    await expect(bench.service.plan([deletion])).rejects.toThrow(words);
  });

  it('are unknown where all of these are refused', async () => {
    const world = worldWith(invented, { ...cloudWith(preview, '2026-04-01'), ...since(preview) });
    const bench = createBench(world, refusing(preview));
    const check = await useCheck(bench);
    expect(check).toMatchObject({ verdict: 'unknown' });
    expect(check?.detail).toContain('Not everything newer than 2026-04-01 can be seen: ');
    expect(bench.notes).toEqual([]);
  });

  it('are unknown where it can’t be read what is offered', async () => {
    const world = worldWith(invented, { ...cloudWith(preview, '2026-04-01'), ...since(preview) });
    const bench = createBench(world, {
      between: (emulator) => ({
        sendRequest: (request) =>
          /\/providers\/Microsoft\.ContainerService\?/.test(request.url)
            ? Promise.resolve(forbidden(request))
            : emulator.sendRequest(request),
      }),
    });
    expect(await useCheck(bench)).toMatchObject({ verdict: 'unknown' });
  });

  it('survive a change of ours, whose body has none of them', async () => {
    const bench = createBench(worldWith(invented, { ...cloudWith(preview, '2026-04-01'), ...since(preview) }));
    const outcome = await bench.service.apply([{ kind: 'setWorkloadIdentity', clusterId: samiPath, enabled: true }]);
    expect(outcome).toMatchObject({ status: 'succeeded' });
    const [put] = (await bench.writes()).filter(({ method }) => method === 'PUT');
    expect(put?.path).toMatch(/sami-weu$/);
    expect(JSON.stringify(put)).not.toContain('fooProfile');
    const { body } = await bench.arm('GET', `${samiPath}?api-version=${preview}`);
    expect(body['properties']).toMatchObject(invented);
    const { body: ours } = await bench.arm('GET', `${samiPath}?api-version=2026-04-01`);
    expect(ours['properties']).not.toHaveProperty('fooProfile');
  });

  it('cost one walk over the pages, whatever the number of clusters', async () => {
    const many = Array.from({ length: 500 }, (_, n) =>
      makeCluster({ place, name: `c${n}`, controlPlane: { kind: 'systemAssigned' }, pools: [{ name: 'nodepool1' }] }),
    );
    const world = smallWorld(cloudWith(preview, '2026-04-01'));
    const bench = createBench(
      { ...world, resources: [...world.resources, ...many.flatMap(({ resources }) => resources)] },
      { pageSize: 100 },
    );
    expect(await useCheck(bench)).toMatchObject({
      verdict: 'unknown',
      detail: expect.stringMatching(/^The bindings of \d+ clusters would have to be listed one by one\.$/) as string,
    });
    const asked = (await bench.requests()).map(({ path, query }) => `${path}?${query['api-version'] ?? ''}`);
    expect(asked.filter((path) => /\/managedClusters\/[^?]/i.test(path))).toEqual([]);
    const walks = asked.filter((path) => /\/managedClusters\b/i.test(path) && path.includes(preview));
    expect(walks).toHaveLength(6);
    // Once for the versions of clusters, and once for those of Fleets.
    expect(asked.filter((path) => /\/providers\/Microsoft\.ContainerService(\?|$)/i.test(path))).toHaveLength(2);
  });
});

function forbidden(request: PipelineRequest): PipelineResponse {
  const error = { code: 'AuthorizationFailed', message: 'The client does not have authorization.' };
  const headers = createHttpHeaders({ 'content-type': 'application/json' });
  return { request, status: 403, headers, bodyAsText: JSON.stringify({ error }) };
}

/** An Azure that lists a version and does not take it. */
function refusing(version: string): BenchOptions {
  const error = {
    code: 'NoRegisteredProviderFound',
    message: `No registered resource provider found for API version '${version}' for type 'managedClusters'. The supported api-versions are '2026-07-01, 2026-04-01'.`,
  };
  return {
    between: (emulator) => ({
      sendRequest: (request) =>
        new URL(request.url).searchParams.get('api-version') === version
          ? Promise.resolve({
              request,
              status: 400,
              headers: createHttpHeaders({ 'content-type': 'application/json' }),
              bodyAsText: JSON.stringify({ error }),
            })
          : emulator.sendRequest(request),
    }),
  };
}

describe('an identity that a binding names', () => {
  const bound = identityBinding(place, 'sami-weu', 'delbound', idUnused);

  it('is not deleted', async () => {
    const world = smallWorld();
    const bench = createBench({ ...world, resources: [...world.resources, bound, bindingCredential(idUnused)] });
    await expect(bench.service.plan([deletion])).rejects.toThrow('is in use: binding delbound of sami-weu.');
    const { bindings } = await bench.service.uses(idUnused.id);
    expect(bindings).toMatchObject([{ name: 'delbound', cluster: 'sami-weu' }]);
  });

  it('that was bound after the plan is not deleted: bindings are checked right before (S-06)', async () => {
    const name = 'Microsoft.ContainerService/IdentityBindingPreview';
    const subscriptionId = place.subscriptionId;
    const world = smallWorld({ features: [{ name, subscriptionId }] });
    const able = makeCluster({
      place,
      name: 'wi-weu',
      controlPlane: { kind: 'systemAssigned' },
      workloadIdentity: true,
      pools: [{ name: 'nodepool1' }],
    });
    const bench = createBench({ ...world, resources: [...world.resources, ...able.resources] });
    const plan = await bench.service.plan([deletion]);
    const body = { properties: { managedIdentity: { resourceId: idUnused.id } } };
    const { status } = await bench.arm('PUT', `${able.id}/identityBindings/late?api-version=2026-04-01`, body);
    expect(status).toBeLessThan(300);
    bench.emulator.clock.advance(60);
    await bench.forget();
    await expect(bench.service.apply(plan)).rejects.toThrow('is in use: binding late of wi-weu.');
    expect(await bench.writes()).toEqual([]);
    expect((await bench.requests()).map(({ path }) => path).join(' ')).toContain('wi-weu/identityBindings');
  });

  it('whose bindings can’t be read may be used', async () => {
    const bench = createBench(smallWorld());
    const match = { method: 'GET', pathContains: 'identityBindings' };
    await bench.fault({ match, status: 403, code: 'AuthorizationFailed', times: 99 });
    const check = await useCheck(bench);
    expect(check).toMatchObject({ verdict: 'unknown' });
    expect(check?.detail).toContain("The bindings of sami-weu can't be read");
  });
});
