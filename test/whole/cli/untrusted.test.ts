import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportFormatKeys } from '../../../src/domain/report/reportFormats.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { hostileTexts } from '../../support/hostileTexts.ts';
import { allSecrets, secretProperties } from '../../support/domain/secretCluster.ts';
import { smallWorld, idB, sami } from '../../support/azure/smallWorld.ts';
import { toUserAssigned } from '../../support/azure/changes.ts';

import { ran, served } from './cliBench.ts';

const orders = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u2028\u2029]|^\s*::|##\w*\[/m;

describe('the standard output', () => {
  let one: Awaited<ReturnType<typeof served>>;
  let clusterId: string;
  /** The demo, in which whoever may write an identity or a subscription has called everything so that it is an order. */
  beforeAll(async () => {
    const world = demoWorld();
    const all = hostileTexts.filter((text) => !/[\r\n]/.test(text));
    const named = world.subscriptions.map((each, index) => ({ ...each, displayName: all[index % all.length]! }));
    const groups = world.groups!.map((each, index) => ({ ...each, displayName: all[(index + 3) % all.length]! }));
    one = await served({ ...world, subscriptions: named, groups });
    const credentials = (world.resources ?? []).filter(({ id }) => /federatedIdentityCredentials/i.test(id));
    const { issuer } = credentials[0]!.properties as { issuer: string };
    const owner = credentials[0]!.id.replace(/\/federatedIdentityCredentials\/.*/i, '');
    for (const [index, subject] of [
      '##vso[task.setvariable variable=a]b',
      'x\n::error::y',
      '\u001b[2J\u202e',
    ].entries())
      await one.bench.arm('PUT', `${owner}/federatedIdentityCredentials/fc-${index}?api-version=2023-01-31`, {
        properties: { issuer, subject, audiences: ['api://AzureADTokenExchange'] },
      });
    clusterId = (world.resources ?? []).find(({ id }) => /managedClusters\/[^/]+$/i.test(id))!.id;
  });
  afterAll(() => one.close());

  it.each(reportFormatKeys)('of a report as %s gives no orders, whatever Azure holds (C-25)', async (format) => {
    const { out, told } = await ran(['report', '--emulator', one.url, '--format', format, '--fail-on', 'never']);
    expect(out).toContain('vso');
    for (const text of [out.replaceAll('\r\n', '\n'), told]) expect(text).not.toMatch(orders);
  });

  it.each(['markdown', 'csv', 'json'])('of every other command as %s gives none, too', async (format) => {
    const change = JSON.stringify({ kind: 'setWorkloadIdentity', clusterId, enabled: true });
    const given = format === 'csv' ? [] : [['plan', change]];
    const names = ['access', 'orders-weu', '--names'];
    for (const command of [['requirements', clusterId], ['workloads', clusterId], names, ...given]) {
      const { out, told } = await ran([...command, '--emulator', one.url, '--format', format, '--allow-partial']);
      expect(out.length).toBeGreaterThan(0);
      for (const text of [out.replaceAll('\r\n', '\n'), told]) expect(text).not.toMatch(orders);
    }
  });
});

it.each(['json', 'markdown'])(
  'a plan by the command line as %s holds no secret of its cluster, masked or not',
  async (format) => {
    const world = structuredClone(smallWorld());
    Object.assign((world.resources ?? []).find(({ id }) => id === sami.id)?.properties ?? {}, secretProperties);
    const one = await served(world);
    for (const mask of [[], ['--mask']]) {
      const change = JSON.stringify(toUserAssigned(sami.id, idB.id));
      const { out, told } = await ran([
        'plan',
        change,
        '--emulator',
        one.url,
        '--format',
        format,
        '--allow-partial',
        ...mask,
      ]);
      expect(out).toContain('Update the cluster');
      expect(allSecrets.filter((secret) => `${out}${told}`.includes(secret))).toEqual([]);
    }
    await one.close();
  },
);

it('the command line reports a failure without secrets that Azure repeats in its words', async () => {
  const one = await served(smallWorld());
  const message = 'The proxy http://ada:s3cr3t@proxy:8080 does not answer.';
  await one.bench.fault({
    match: { method: 'GET', pathContains: '/managedClusters/' },
    status: 400,
    code: 'Odd',
    message,
    times: 1000,
  });
  const { code, told } = await ran(['requirements', sami.id, '--emulator', one.url]);
  await one.close();
  expect(code).toBe(3);
  expect(told).toContain('@proxy:8080');
  expect(told).not.toContain('s3cr3t');
});

it.each([
  [
    'endless nesting',
    (text: string) => text.replace('"tags":{}', `"tags":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`),
    'more than 100 levels',
  ],
  ['half a character', (text: string) => text.replace('"shop"', '"sh\\ud800p"'), 'half of a character'],
  [
    'a control character',
    (text: string) => text.replace('rg-shop', 'rg\\u001b[201~'),
    'an invisible character (U+001B)',
  ],
])('a file with %s is refused by the command line in one sentence', async (_, spoiled, words) => {
  const id =
    '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-shop/providers/Microsoft.ContainerService/managedClusters/shop';
  const text = JSON.stringify({ id, name: 'shop', tags: {}, properties: { provisioningState: 'Succeeded' } });
  const args = ['report', '--cluster-json', 'cluster.json'];
  expect((await ran(args, { 'cluster.json': text })).code).toBe(0);
  const { code, told, out } = await ran(args, { 'cluster.json': spoiled(text) });
  expect([code, out]).toEqual([1, '']);
  expect(told).toContain(words);
  expect(told.trim().split('\n')).toHaveLength(1);
  expect(told).not.toMatch(orders);
});
