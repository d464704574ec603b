import type { HttpClient } from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import { createIdentityService } from '../../../src/app/createIdentityService.ts';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { createJournal } from '../../../src/app/runs/journal.ts';
import { createConnection } from '../../../src/azure/directory/connection.ts';
import type { WorldFile, WorldManagementGroup, WorldRoleAssignment } from '../../../src/emulator/arm/worldFile.ts';
import { createEmulator } from '../../../src/emulator/emulator.ts';
import { fleetWorld } from '../../../src/emulator/scenarios/fleet.ts';
import { endpoint, httpClientOf, memoryStore } from '../../support/azure/azureBench.ts';
import { drawn, fc } from '../../support/property.ts';

/** What Resource Graph answers about the groups above a subscription. */
type Chains = 'told' | 'null' | 'missing' | 'refused';

const groupAt = (name: string): string => `/providers/Microsoft.Management/managementGroups/${name}`;
const chainQuery = 'managementGroupAncestorsChain';

/** A service on the world, and the paths of what it sent. */
function serviceOn(world: WorldFile, chains: Chains = 'told'): { service: IdentityService; sent: string[] } {
  const inner = httpClientOf(createEmulator({ world }));
  const sent: string[] = [];
  const httpClient: HttpClient = {
    async sendRequest(request) {
      const isChain = typeof request.body === 'string' && request.body.includes(chainQuery);
      sent.push(`${request.method} ${new URL(request.url).pathname}${isChain ? ' of chains' : ''}`);
      const response = await inner.sendRequest(request);
      if (!isChain || chains === 'told') return response;
      if (chains === 'refused')
        return { ...response, status: 403, bodyAsText: '{"error":{"code":"AuthorizationFailed"}}' };
      const body = JSON.parse(response.bodyAsText ?? '') as { data: object[]; totalRecords: number };
      const data = chains === 'null' ? body.data.map((row) => ({ ...row, [chainQuery]: null })) : [];
      return { ...response, bodyAsText: JSON.stringify({ ...body, data, totalRecords: data.length }) };
    },
  };
  const getToken = () => Promise.resolve({ token: 't', expiresOnTimestamp: Date.now() + 3_600_000 });
  const connection = createConnection({
    kind: 'emulator',
    name: 'bench',
    endpoint,
    userAgent: 'test',
    httpClient,
    tenants: [{ tenantId: 'contoso', credential: { getToken } }],
  });
  return { service: createIdentityService({ connection, journal: createJournal(memoryStore()) }), sent };
}

/** Findings by cluster in a form that does not depend on the casing of ids. */
function comparable(rows: readonly { id: string; findings: readonly object[] }[]): Record<string, string[]> {
  return Object.fromEntries(
    rows.map(({ id, findings }) => [id.toLowerCase(), findings.map((one) => JSON.stringify(one).toLowerCase()).sort()]),
  );
}

async function together(service: IdentityService): Promise<Record<string, string[]>> {
  const { rows } = await service.survey({});
  return comparable(rows.map(({ cluster: { id }, findings }) => ({ id, findings })));
}

async function oneByOne(service: IdentityService): Promise<Record<string, string[]>> {
  const { items } = await service.clusters();
  return comparable(await Promise.all(items.map(async ({ id }) => ({ id, findings: await service.diagnose(id) }))));
}

/** Three subscriptions with clusters whose networks can be reached only through roles at management groups. */
function bare(count = 9): WorldFile {
  const world = fleetWorld(count, 3);
  return { ...world, roleAssignments: world.roleAssignments.filter(({ scope }) => !scope.includes('/subnets/')) };
}

/** Whoever is the control plane of a cluster; that of cluster n is in subscription n modulo three. */
function controlPlanes(world: WorldFile): readonly string[] {
  const all = fleetWorld(
    world.resources.filter(({ type }) => /managedclusters$/i.test(type)).length,
    3,
  ).roleAssignments;
  return all.filter(({ scope }) => scope.includes('/subnets/')).map(({ principalId }) => principalId);
}

const made = (principalId: string, scope: string, roleName = 'Network Contributor'): WorldRoleAssignment => ({
  principalId,
  scope,
  roleName,
  principalType: 'ServicePrincipal',
  createdOn: '2026-03-02T09:14:00Z',
});

/** Two landing zones and the root; every second control plane has its role at each of the two groups. */
function twoZones(): WorldFile {
  const world = bare();
  const ids = world.subscriptions.map(({ subscriptionId }) => subscriptionId);
  const grants = controlPlanes(world).map((principalId, index) =>
    made(principalId, groupAt(index % 2 === 0 ? 'one' : 'TWO'), index % 4 < 2 ? 'Network Contributor' : 'Contributor'),
  );
  return {
    ...world,
    managementGroups: [
      { name: 'one', parent: 'zones', subscriptions: [ids[0]!] },
      { name: 'two', parent: 'zones', subscriptions: [ids[1]!] },
      { name: 'zones' },
    ],
    roleAssignments: [...world.roleAssignments, ...grants],
  };
}

describe('a grant at a management group', () => {
  it('counts in report and rows only for clusters below the group, as when each is asked about by itself (T-01)', async () => {
    const { service, sent } = serviceOn(twoZones());
    const survey = await together(service);
    expect(sent.filter((line) => line.endsWith('of chains'))).toHaveLength(1);
    expect(survey).toEqual(await oneByOne(service));
    const lacking = Object.values(survey).filter((findings) =>
      findings.some((text) => text.includes('missinggrant:p-02')),
    );
    expect(lacking.length).toBeGreaterThan(2);
    expect(lacking.length).toBeLessThan(Object.keys(survey).length - 2);
    expect(JSON.stringify(survey)).toContain('toowidegrant');
  });

  it('is a met requirement only of clusters below the group, and missing in the report for the others', async () => {
    const { service } = serviceOn(twoZones());
    const { rows } = await service.survey({});
    for (const { cluster, findings } of rows) {
      const needed = (await service.requirements(cluster.id)).filter(({ id }) => id === 'P-02');
      const isMissing = needed.some(({ verdict }) => verdict === 'missing');
      expect(findings.some(({ code }) => code === 'missingGrant:P-02')).toBe(isMissing);
    }
    const report = await service.report({ format: 'json' });
    const missing = rows.flatMap(({ findings }) => findings).filter(({ code }) => code === 'missingGrant:P-02');
    expect(report.split('missingGrant:P-02').length - 1).toBe(missing.length);
  });

  it.each<Chains>(['null', 'missing', 'refused'])(
    'is looked up at ARM, once for each subscription, if Resource Graph does not show what is above it: %s',
    async (chains) => {
      const { service, sent } = serviceOn(twoZones(), chains);
      const survey = await together(service);
      const lists = sent.filter((line) =>
        /^GET \/subscriptions\/[^/]+\/providers\/Microsoft.Authorization\/roleAssignments$/i.test(line),
      );
      expect(lists.length).toBeLessThanOrEqual(3);
      expect(survey).toEqual(await oneByOne(service));
    },
  );

  it('is shown as inherited at a cluster below the group only', async () => {
    const world = twoZones();
    const { service } = serviceOn({
      ...world,
      roleAssignments: [
        ...world.roleAssignments,
        ...controlPlanes(world).map((id) => made(id, groupAt(world.tenantId), 'Reader')),
      ],
    });
    const { items } = await service.clusters();
    for (const { id, subscriptionId } of items) {
      const { roleAssignments } = await service.cluster(id);
      const above = roleAssignments.filter(({ scope }) => scope.includes('managementGroups'));
      const home = world.subscriptions.findIndex((each) => each.subscriptionId === subscriptionId);
      const known = [world.tenantId, ...['one', 'two'].slice(home, home + 1)].map((name) =>
        groupAt(name).toLowerCase(),
      );
      for (const { scope, inherited } of above)
        expect([scope, inherited]).toEqual([scope, known.includes(scope.toLowerCase())]);
    }
  });

  it('costs no request where nothing is granted at a management group', async () => {
    const { service, sent } = serviceOn(bare());
    await together(service);
    expect(sent.filter((line) => line.endsWith('of chains'))).toEqual([]);
  });

  it('counts for the same clusters together as one by one, whatever the tree and wherever grants are made', async () => {
    const world = bare(6);
    const holders = controlPlanes(world);
    const names = ['a', 'b', 'c', 'd'];
    const place = fc.option(fc.constantFrom(...names), { nil: undefined });
    const trees = fc.record({
      // Each group is in the root or in one that comes before it.
      parents: fc.tuple(
        ...names.map((_, index) => fc.option(fc.nat({ max: Math.max(0, index - 1) }), { nil: undefined })),
      ),
      homes: fc.tuple(...world.subscriptions.map(() => place)),
      grants: fc.array(
        fc.record({
          holder: fc.constantFrom(...holders),
          scope: fc.constantFrom(
            ...[...names, ...names.map((name) => name.toUpperCase()), world.tenantId].map(groupAt),
            ...['/', `/subscriptions/${world.subscriptions[0]!.subscriptionId}`],
          ),
          roleName: fc.constantFrom('Network Contributor', 'Reader', 'Contributor'),
        }),
        { maxLength: 8 },
      ),
      chains: fc.constantFrom<Chains>('told', 'told', 'null', 'missing', 'refused'),
    });
    await fc.assert(
      fc.asyncProperty(trees, async ({ parents, homes, grants, chains }) => {
        const managementGroups = names.map((name, index): WorldManagementGroup => {
          const parent = parents[index];
          const subscriptions = world.subscriptions.filter((_, at) => homes[at] === name);
          return {
            name,
            ...(parent !== undefined && index > 0 && { parent: names[parent]! }),
            subscriptions: subscriptions.map(({ subscriptionId }) => subscriptionId),
          };
        });
        const more = grants.map(({ holder, scope, roleName }) => made(holder, scope, roleName));
        const grown = { ...world, managementGroups, roleAssignments: [...world.roleAssignments, ...more] };
        const { service } = serviceOn(grown, chains);
        expect(await together(service)).toEqual(await oneByOne(service));
      }),
      { numRuns: drawn(150) },
    );
  });
});
