import { describe, expect, it } from 'vitest';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { parseBaseline } from '../../../src/domain/report/formats/baseline.ts';
import { maskGuids } from '../../../src/domain/report/mask.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { platform, production } from '../../../src/emulator/scenarios/demoSubscriptions.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { isReady, openReport } from './reportBench.ts';
import { until } from '../../support/until.ts';

const isOfShop =
  (start: string) =>
  (sentence: string): boolean =>
    sentence.startsWith(start) && sentence.includes('shop-weu: ');

interface Exported {
  clusters: { id: string; findings: { code: string }[] }[];
}

describe('a report beside an earlier one', () => {
  it.each([
    ['masked', maskGuids],
    ['not masked', (text: string) => text],
  ])(
    'that is %s calls what was found of a deleted cluster fixed, and of one that its reader may not see now not',
    async (_, mask) => {
      const world = demoWorld();
      const first = openReport(createBench(world));
      await first.until(isReady);
      first.send({ kind: 'export', format: 'json' });
      const earlier = mask((await first.texts())[0]!);
      const without = { ...world, resources: world.resources.filter(({ id }) => !id.endsWith('/shop-weu')) };
      const changesIn = async (bench: Bench): Promise<readonly string[]> => {
        const asked: Promise<unknown>[] = [];
        const goneClusters: IdentityService['goneClusters'] = (...given) => {
          const answer = bench.service.goneClusters(...given);
          asked.push(answer);
          return answer;
        };
        const service = async (): Promise<IdentityService> => ({ ...bench.service, goneClusters });
        const report = openReport(bench, {}, { service, pickEarlier: async () => parseBaseline(earlier) });
        await report.until(isReady);
        report.send({ kind: 'compare', stop: false });
        await until(() => expect(asked).toHaveLength(1));
        await asked[0];
        await bench.service.clusters();
        return report.state().changes!;
      };
      const bench = createBench(without);
      const known = await changesIn(bench);
      expect(known.filter(isOfShop('Fixed: '))).not.toEqual([]);
      expect(known.filter(isOfShop('Not known '))).toEqual([]);
      const blind = createBench(without);
      await blind.fault({
        match: { method: 'GET', pathContains: '/managedClusters/shop-weu' },
        status: 403,
        code: 'AuthorizationFailed',
        message: 'No.',
        times: 1000,
      });
      const changes = await changesIn(blind);
      expect(changes.filter(isOfShop('Fixed: '))).toEqual([]);
      expect(changes.filter(isOfShop('Not known '))).not.toEqual([]);
    },
  );

  it('says what is new, fixed and unchanged and since when, shows only what is new, and exports that', async () => {
    const bench = createBench(demoWorld(), { kind: 'demo' });
    const first = openReport(bench);
    await first.until(isReady);
    first.send({ kind: 'export', format: 'json' });
    const earlier = JSON.parse((await first.texts())[0]!) as Exported;
    const shop = earlier.clusters.find(({ id }) => id.endsWith('shop-weu'))!;
    const total = earlier.clusters.flatMap(({ findings }) => findings).length;
    const missing = shop.findings.shift()!;
    shop.findings.push({
      ...missing,
      code: 'clusterFailed',
      fingerprint: 'gone',
      text: 'It failed.',
    } as typeof missing);

    const picked: string[] = [];
    const report = openReport(bench, {}, { pickEarlier: async () => picked.map(parseBaseline)[0] });
    const { counts } = await report.until(isReady);
    expect(counts.new).toBe(0);
    report.send({ kind: 'compare', stop: false });
    await Promise.resolve();
    expect(report.state().changes).toBeUndefined();
    picked.push(JSON.stringify(earlier));
    report.send({ kind: 'compare', stop: false });
    const { changes } = await report.until((state) => state.changes !== undefined);
    expect(changes![0]).not.toMatch(/T\d\d:/);
    expect(changes![0]).toMatch(new RegExp(`: 1 new, ${total - 1} unchanged, 1 fixed\\.$`));
    expect(changes![1]).toMatch(/^Fixed: .*shop-weu: It failed\.$/);

    report.see({ marks: ['new'] });
    expect(report.names()).toEqual(['shop-weu']);
    report.send({ kind: 'unfold', id: shop.id, unfolded: true });
    const since = report.state().lines[0]!.findings!.flatMap((one) => one.since ?? []);
    expect(since[0]).toBe('New.');
    expect(since.slice(1).every((text) => text.startsWith('Found since '))).toBe(true);
    report.send({ kind: 'export', format: 'csv' });
    expect((await report.texts())[0]!).toMatch(/"decided","controls","state","since"\r\n[^]*"new","2026/);

    report.send({ kind: 'compare', stop: true });
    const after = await report.until((state) => state.changes === undefined);
    expect(after).toMatchObject({ counts: { new: 0 }, memento: { look: { marks: [] } } });
  });

  it.each([
    [
      'the bindings of another cluster',
      503,
      ['iot-weu/identityBindings'],
      /reports-neu: id-forecast has an unused identity binding credential/,
    ],
    [
      'whom an unused identity trusts',
      503,
      ['id-old/federatedIdentityCredentials'],
      /shop-weu: id-old, which .* has AcrPull/,
    ],
    ['the identity that a binding names', 403, ['userAssignedIdentities/id-archive'], /reports-neu: .*binding archive/],
    [
      'the roles by which a kubelet tells its registries',
      403,
      ['Microsoft.ResourceGraph', `${platform.subscriptionId}/providers/Microsoft.Authorization/roleAssignments`],
      /media-weu: .* holds a role on acrplatform/,
    ],
    [
      'the roles by which a kubelet tells where an unused identity may pull from',
      403,
      ['Microsoft.ResourceGraph', `${production.subscriptionId}/providers/Microsoft.Authorization/roleAssignments`],
      /shop-weu: id-old, which .* has AcrPull/,
    ],
  ])('calls nothing fixed where %s could not be read', async (_, status, unread, what) => {
    const bench = createBench(demoWorld(), { indexSeconds: 1 });
    const first = openReport(bench);
    await first.until(isReady);
    first.send({ kind: 'export', format: 'json' });
    for (const pathContains of unread)
      await bench.fault({ match: { pathContains }, status, code: 'NotNow', message: 'Not now.', times: 1000 });
    const report = openReport(bench, {}, { pickEarlier: async () => parseBaseline((await first.texts())[0]!) });
    await report.until(isReady);
    report.send({ kind: 'compare', stop: false });
    const { changes } = await report.until((state) => state.changes !== undefined);
    expect(changes![0]).toMatch(/ 0 fixed\.$/);
    const unknown = changes!.filter((sentence) => sentence.startsWith('Not known whether it is fixed'));
    expect(unknown).toContainEqual(expect.stringMatching(what));
  });

  it('calls nothing fixed where the clusters of a subscription could not be listed', async () => {
    const bench = createBench(demoWorld(), { indexSeconds: 1 });
    const { items } = await bench.service.clusters();
    const { id: clusterId } = items.find(({ name }) => name === 'iot-weu')!;
    const identities = (await bench.service.identities()).items;
    const { id: identityId } = identities.find(({ name }) => name === 'id-iot-ingest')!;
    await bench.api.apply({
      kind: 'createCredential',
      identityId,
      clusterId,
      namespace: 'a',
      serviceAccount: 'b',
    });
    const first = openReport(bench);
    await first.until(isReady);
    first.send({ kind: 'export', format: 'json' });
    const pathContains = `${clusterId.split('/')[2]}/providers/Microsoft.ContainerService/managedClusters`;
    await bench.fault({
      match: { method: 'GET', pathContains },
      status: 503,
      code: 'NotNow',
      message: 'Not now.',
      times: 1000,
    });
    const report = openReport(bench, {}, { pickEarlier: async () => parseBaseline((await first.texts())[0]!) });
    await report.until(({ phase }) => phase !== 'reading');
    report.send({ kind: 'compare', stop: false });
    const { changes } = await report.until((state) => state.changes !== undefined);
    expect(changes![0]).toMatch(/ 0 fixed\.$/);
  });
});
