import { afterAll, describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { serveEmulator } from '../../../src/emulator/server.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { ran } from './cliBench.ts';

const bench = createBench(demoWorld(), { indexSeconds: 600 });
const server = await serveEmulator(bench.emulator, { port: 0 });
afterAll(() => server.close());

interface Report {
  readonly clusters: readonly { readonly name: string; readonly findings: readonly { readonly code: string }[] }[];
}

async function missingIn(name: string): Promise<readonly string[]> {
  const { out } = await ran(['report', '--emulator', server.url, '--format', 'json', '--fail-on', 'never']);
  const found = (JSON.parse(out) as Report).clusters.find((each) => each.name === name);
  return (found?.findings ?? []).flatMap(({ code }) => (code.startsWith('missingGrant') ? [code] : []));
}

async function grantsOf(name: string): Promise<readonly { readonly id: string; readonly properties: object }[]> {
  const { items } = await bench.service.clusters();
  const cluster = items.find((each) => each.name === name)!;
  const principals: readonly string[] =
    JSON.stringify(await bench.service.json(cluster.id)).match(/[0-9a-f-]{36}/g) ?? [];
  const path = `/subscriptions/${cluster.subscriptionId}/providers/Microsoft.Authorization/roleAssignments`;
  const { body } = await bench.arm('GET', `${path}?api-version=2022-04-01`);
  const all = body['value'] as { readonly id: string; readonly properties: { readonly principalId: string } }[];
  return all.filter(({ properties }) => principals.includes(properties.principalId));
}

describe('a report right after a change, while Resource Graph still has the state before it', () => {
  it('has a role that was removed as missing, and one that was assigned as granted (C-30)', async () => {
    expect(await missingIn('orders-weu')).toEqual([]);
    const grants = await grantsOf('orders-weu');
    expect(grants.length).toBeGreaterThan(0);
    for (const { id } of grants) await bench.arm('DELETE', `${id}?api-version=2022-04-01`);
    expect((await missingIn('orders-weu')).length).toBeGreaterThan(0);
    for (const { id, properties } of grants) await bench.arm('PUT', `${id}?api-version=2022-04-01`, { properties });
    expect(await missingIn('orders-weu')).toEqual([]);
  });

  it('says since when changes of other things may be missing, unless it is made from files (C-30)', async () => {
    const outOf = async (format: string): Promise<string> =>
      (await ran(['report', '--emulator', server.url, '--format', format, '--fail-on', 'never'])).out;
    const since = '2026-09-01T11:55:00.000Z';
    expect(JSON.parse(await outOf('json'))).toMatchObject({ mayLackChangesSince: since });
    expect(JSON.parse(await outOf('sarif'))).toMatchObject({ runs: [{ properties: { mayLackChangesSince: since } }] });
    for (const format of ['markdown', 'html'])
      expect(await outOf(format)).toMatch(/index lags by minutes: changes since Sep 1, 2026, .* may be missing\./);
    const { items } = await bench.service.clusters();
    const file = JSON.stringify(await bench.service.json(items[0]!.id));
    const { out } = await ran(['report', '--cluster-json', 'c.json', '--format', 'json'], { 'c.json': file });
    expect(out).not.toContain('mayLackChangesSince');
  });
});
