import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/domain/change/change.ts';
import { createBench, type Bench } from '../support/azure/azureBench.ts';
import { isClusterPut, newCluster, toUserAssigned } from '../support/azure/changes.ts';
import { secretProperties } from '../support/domain/secretCluster.ts';
import { idB, ids, own, sami, smallWorld, sp, uami } from '../support/azure/smallWorld.ts';
import { kinds } from './faultTable/kinds.ts';
import { tableWorld } from './faultTable/world.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What ARM answers and does not take back, by the published schema of managedClusters; `*` is any key or item. */
const readOnly = [
  'id name type eTag systemData identity properties.provisioningState properties.powerState properties.status',
  'properties.fqdn properties.privateFQDN properties.azurePortalFQDN properties.currentKubernetesVersion',
  'properties.maxAgentPools properties.resourceUID properties.addonProfiles.*.identity',
  'properties.agentPoolProfiles.*.provisioningState properties.agentPoolProfiles.*.currentOrchestratorVersion',
  'properties.agentPoolProfiles.*.nodeImageVersion properties.agentPoolProfiles.*.eTag',
  'properties.agentPoolProfiles.*.status properties.oidcIssuerProfile.issuerURL',
  'properties.networkProfile.loadBalancerProfile.effectiveOutboundIPs',
  'properties.networkProfile.natGatewayProfile.effectiveOutboundIPs',
  'properties.privateLinkResources.*.privateLinkServiceID properties.ingressProfile.webAppRouting.identity',
]
  .join(' ')
  .split(' ')
  .map((path) => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll('*', '[^.]+')}(\\.|$)`));

/** Every value of a JSON by its path, but those that are not to be sent back. */
function writable(json: Json, path = ''): readonly (readonly [string, Json])[] {
  if (readOnly.some((pattern) => pattern.test(path))) return [];
  if (typeof json !== 'object' || json === null) return [[path, json]];
  const below = Object.entries(json).flatMap(([key, value]) => writable(value, path === '' ? key : `${path}.${key}`));
  return below.length === 0 ? [[path, json]] : below;
}

async function jsonOf(bench: Bench, id: string): Promise<Json> {
  return (await bench.arm('GET', `${id}?api-version=2026-04-01`)).body as Json;
}

describe('a plan', () => {
  it.each(kinds)('of $name sends nothing while it is made, for any caller (S-01)', async ({ changes, given = [] }) => {
    const bench = createBench(tableWorld(given));
    await bench.service.plan(changes);
    await bench.service.diagnose(sami.id);
    expect(await bench.writes()).toEqual([]);
  });

  it.each(kinds)(
    'of $name lists every write, in the order in which they are sent (S-02)',
    async ({ changes, given = [] }) => {
      const bench = createBench(tableWorld(given));
      const plan = await bench.service.plan(changes);
      expect(await bench.service.apply(plan)).toMatchObject({ status: 'succeeded' });
      const planned = plan.steps.map(({ request }) => `${request.method} ${request.path}`.toLowerCase());
      const sent = (await bench.writes()).map(({ method, path }) => `${method} ${path}`.toLowerCase());
      expect(sent.map((one, index) => matches(one, planned[index] ?? ''))).toEqual(planned.map(() => true));
    },
  );
});

/** A value that is unknown while planning appears in the plan as `{name}`. */
function matches(sent: string, planned: string): boolean {
  const pattern = planned.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+');
  return new RegExp(`^${pattern}$`).test(sent);
}

describe('a cluster', () => {
  const changes: readonly (Change & { clusterId: string })[] = [
    toUserAssigned(sami.id, idB.id) as Change & { clusterId: string },
    { kind: 'setControlPlane', clusterId: uami.id, controlPlane: { kind: 'systemAssigned' } },
    { kind: 'setControlPlane', clusterId: sp.id, controlPlane: { kind: 'userAssigned', identityId: idB.id } },
    { kind: 'setKubelet', clusterId: own.id, identityId: idB.id },
  ];

  it.each(changes)(
    'is sent back exactly as Azure gave it, with only what the plan names changed: $kind (S-05)',
    async (change) => {
      const bench = createBench(smallWorld());
      const given = new Map(writable(await jsonOf(bench, change.clusterId)));
      await bench.api.apply(change);
      const sent = (await bench.writes()).filter(isClusterPut);
      expect(sent).toHaveLength(1);
      const changed = new Map(writable(sent[0]!.body as Json));
      if (change.kind === 'setKubelet') {
        for (const path of [...given.keys(), ...changed.keys()].filter((one) => one.includes('.kubeletidentity.'))) {
          given.delete(path);
          changed.delete(path);
        }
      }
      expect(Object.fromEntries(changed)).toEqual(Object.fromEntries(given));
      expect(sent[0]!.headers['if-match']).toMatch(/./);
    },
  );
});

it('a role is removed only where it was assigned: an inherited one of the same name stays (S-11)', async () => {
  const bench = createBench(smallWorld());
  const grant = (scope: string): Change => ({
    kind: 'assignRole',
    principalId: idB.principalId,
    role: { name: 'Reader' },
    scope,
  });
  await bench.api.apply(grant(ids.group));
  await bench.api.apply(grant(ids.subnet));
  const [removal] = (await bench.service.plan([grant(ids.subnet)])).steps;
  await bench.forget();
  await bench.api.apply({ kind: 'removeRole', roleAssignmentId: removal!.request.path });
  expect((await bench.writes()).map(({ method, path }) => `${method} ${path}`)).toEqual([
    `DELETE ${removal!.request.path}`,
  ]);
  const left = await bench.arm(
    'GET',
    `${ids.group}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01`,
  );
  expect(JSON.stringify(left.body)).toContain(idB.principalId);
});

it('the journal keeps no token and no secret of ARM (S-14)', async () => {
  const bench = createBench(smallWorld());
  await bench.api.apply(toUserAssigned(sami.id, idB.id));
  expect(await bench.store.read()).not.toMatch(/not-a-real-token|bearer/i);
});

it('the journal keeps no secret of a cluster, and the cluster all of them, also where the run broke off (S-14)', async () => {
  const world = structuredClone(smallWorld());
  const properties = (world.resources ?? []).find(({ id }) => id === sami.id)?.properties ?? {};
  // This cluster has no Windows nodes and no service principal.
  const { windowsProfile: _, servicePrincipalProfile: __, ...secrets } = secretProperties;
  Object.assign(properties, secrets);
  const bench = createBench(world);
  bench.onWait = () => Promise.reject(new Error('VS Code was closed'));
  await bench.api.apply(toUserAssigned(sami.id, idB.id)).catch(() => undefined);
  const again = bench.restarted();
  const [entry] = await again.api.activity();
  const texts = [await bench.store.read()];
  expect(await again.api.resume(entry!.activityId)).toMatchObject({ status: 'succeeded' });
  texts.push(await bench.store.read());
  for (const text of texts) expect(text).not.toContain('s3cr3t');
  const { body } = await bench.arm('GET', `${sami.id}?api-version=2026-04-01`);
  expect(body['properties']).toMatchObject(secrets);
});

it('a new cluster whose journal lacks a secret is not resumed: nothing is sent, and it says what to do', async () => {
  const bench = createBench(smallWorld());
  bench.onWait = () => Promise.reject(new Error('VS Code was closed'));
  await bench.api.apply(newCluster({})).catch(() => undefined);
  const journal = JSON.parse((await bench.store.read()) ?? '', (key, value: unknown) =>
    key === 'body' ? { ...(value as object), someDay: { adminPassword: 's3cr3t' } } : value,
  ) as unknown;
  await bench.store.write(JSON.stringify(journal));
  const again = bench.restarted();
  const [entry] = await again.api.activity();
  await bench.forget();
  await expect(again.api.resume(entry!.activityId)).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringMatching(/contains a secret, which is not stored\. Make the change again/) as string,
  });
  expect(await bench.writes()).toEqual([]);
});

describe("README's section on how it treats a cluster", () => {
  const root = join(import.meta.dirname, '..', '..');
  const text = (path: string): string => readFileSync(join(root, path), 'utf8').replace(/\s+/g, ' ');
  const section =
    /## How it treats your cluster (.*?) \[[^\]]*\]\(docs\/reliability/.exec(text('README.md'))?.[1] ?? '';
  const sentences = section
    .replaceAll('**', '')
    .split(/(?:^| )- |(?<=[.]) /)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
  const rows = readFileSync(join(root, 'docs', 'reliability.md'), 'utf8')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter(([, number = '']) => /^S-\d\d$/.test(number));

  it('is, sentence by sentence, in the table of docs/reliability.md', () => {
    expect(sentences.length).toBeGreaterThan(8);
    expect(rows.map(([, , sentence]) => sentence)).toEqual(sentences);
  });
});
