/** What stands around clusters, from Azure to rows, map and report. */
import { inWords } from '../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import type { NamedAround } from '../../../src/app/facts/clusterAround.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { own, sami, uami } from '../../support/azure/smallWorld.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { aroundWorld, fleetOne, vault } from './aroundWorld.ts';

const inShort = ({ kind, things, unknown }: NamedAround): unknown => [
  kind,
  things.map(({ name, what, state }) => `${textOf(name)}, ${textOf(what)}, ${textOf(state.words)}`),
  unknown,
];

describe('what stands around a cluster', () => {
  it('is shown with the identities and what they hold (R-07, R-11, R-14, R-32)', async () => {
    const { service } = createBench(aroundWorld());
    const { kinds, unknown } = await service.around(own.id);
    expect(kinds.slice(0, 3).map(inShort)).toEqual([
      ['fleet', ['fleet-1, member own, ready'], []],
      ['extensions', ['flux, Flux, ready'], []],
      ['trustedAccess', ['backup, vault-shop may back up and restore everything, ready'], []],
    ]);
    expect(unknown).toEqual([]);
    const [fleet, extensions, trusted] = kinds.slice(0, 3).map(({ things }) => things[0]!.identities[0]!);
    expect(fleet).toMatchObject({ principalId: (fleetOne['identity'] as { principalId: string }).principalId });
    expect(inWords(extensions)).toMatchObject({ principalId: own.kubelet!.principalId });
    expect(extensions!.roles.map(({ roleName }) => roleName)).toContain('AcrPull');
    expect(trusted).toMatchObject({ principalId: (vault['identity'] as { principalId: string }).principalId });
  });

  it('is nothing if everything was read, and unknown if that was refused', async () => {
    const bench = createBench(aroundWorld());
    expect(
      (await bench.service.around(sami.id)).kinds.flatMap(({ things, unknown }) => [...things, ...unknown]),
    ).toEqual([]);
    await bench.fault({
      match: { pathContains: '/extensions' },
      status: 403,
      code: 'AuthorizationFailed',
      message: 'No.',
      times: 9,
    });
    const [, extensions] = (await bench.service.around(own.id)).kinds;
    expect(inWords(extensions)).toMatchObject({
      things: [],
      unknown: [expect.stringMatching(/^Extensions: .*No\./) as string],
    });
  });

  it('of a list that Azure does not have is not known', async () => {
    const bench = createBench(aroundWorld());
    await bench.fault({ match: { pathContains: '/members' }, status: 404, code: 'NotFound', message: 'No.', times: 9 });
    const [fleet] = (await bench.service.around(own.id)).kinds;
    expect(inWords(fleet)).toMatchObject({
      things: [],
      unknown: [expect.stringMatching(/^Members of Fleet fleet-1: /)],
    });
  });
});

interface Reported {
  readonly id: string;
  readonly fleet?: readonly { readonly name: string }[];
  readonly extensions?: readonly { readonly name: string }[];
  readonly trustedAccess?: readonly { readonly name: string }[];
  readonly aroundUnknown: readonly { readonly kind: string; readonly reason: string }[];
}

async function reported(bench: ReturnType<typeof createBench>): Promise<ReadonlyMap<string, Reported>> {
  const { clusters } = JSON.parse(await bench.service.report({ format: 'json' })) as { clusters: readonly Reported[] };
  return new Map(clusters.map((each) => [each.id.toLowerCase(), each]));
}

describe('a report', () => {
  it('has the resources around each cluster, and empty lists if there are none (R-32)', async () => {
    const bench = createBench(aroundWorld());
    const found = await reported(bench);
    expect(found.get(own.id.toLowerCase())).toMatchObject({
      fleet: [{ name: 'fleet-1' }],
      extensions: [{ name: 'flux', state: 'ready' }],
      trustedAccess: [{ name: 'backup' }],
      aroundUnknown: [],
    });
    expect(found.get(uami.id.toLowerCase())).toMatchObject({
      fleet: [],
      extensions: [{ name: 'store' }],
      trustedAccess: [],
    });
    const asked = await bench.requests();
    expect(asked.filter(({ path }) => path.endsWith('/extensions'))).toEqual([]);
  });

  it('asks Resource Graph once for a kind, however many clusters there are, and leaves out what takes a request for each', async () => {
    const names = Array.from({ length: 45 }, (_, index) => `c${index}`);
    const world = aroundWorld();
    const copies = names.map((name) => ({
      ...sami.resources.find(({ id }) => id === sami.id)!,
      id: sami.id.replace('sami-weu', name),
      name,
    }));
    const bench = createBench({ ...world, resources: [...world.resources, ...copies] });
    await bench.forget();
    const found = await reported(bench);
    const queries = (await bench.requests()).filter(({ body }) =>
      JSON.stringify(body ?? '').includes('kubernetesconfiguration'),
    );
    expect(queries.length).toBeLessThanOrEqual(2);
    expect((await bench.requests()).filter(({ path }) => path.includes('trustedAccess'))).toEqual([]);
    const one = found.get(own.id.toLowerCase())!;
    expect(one).toMatchObject({ fleet: [{ name: 'fleet-1' }], extensions: [{ name: 'flux' }] });
    expect(one.trustedAccess).toBeUndefined();
    expect(one.aroundUnknown).toEqual([
      { kind: 'trustedAccess', reason: expect.stringContaining('request for each of 50 clusters') as string },
    ]);
  });

  it('has no list where it could not look', async () => {
    const bench = createBench(aroundWorld());
    await bench.fault({
      match: { pathContains: '/members' },
      status: 403,
      code: 'AuthorizationFailed',
      message: 'No.',
      times: 99,
    });
    const one = (await reported(bench)).get(own.id.toLowerCase())!;
    expect(one.fleet).toBeUndefined();
    expect(one.aroundUnknown).toEqual([
      { kind: 'fleet', reason: expect.stringMatching(/^Members of Fleet fleet-1: .*No\./) as string },
    ]);
  });
});
