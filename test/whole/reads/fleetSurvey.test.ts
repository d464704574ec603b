import type { HttpClient } from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import type { Survey } from '../../../src/app/fleet/survey.ts';
import type { IdentityService } from '../../../src/app/identityService.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { fleetWorld } from '../../../src/emulator/scenarios/fleet.ts';
import { forbiddenWorld } from '../../../src/emulator/scenarios/named.ts';
import { migratingWorld } from '../../../src/emulator/scenarios/migrating.ts';
import type { Finding } from '../../../src/domain/findings/finding.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { textOf, textsOf } from '../../../src/sentences/textOf.ts';
import { unknownTexts } from '../../../src/domain/arm/unknown.ts';

/** Findings by cluster, ignoring the casing of ids: Resource Graph puts them in lower case. */
function byCluster(rows: readonly { id: string; findings: readonly object[] }[]): Record<string, string[]> {
  return Object.fromEntries(
    rows.map(({ id, findings }) => [id.toLowerCase(), findings.map((one) => JSON.stringify(one).toLowerCase()).sort()]),
  );
}

async function bothWays(service: IdentityService): Promise<{ survey: Survey; together: object; single: object }> {
  const survey = await service.survey({});
  const single = await Promise.all(
    survey.rows.map(async ({ cluster: { id } }) => ({ id, findings: (await service.check(id)).findings })),
  );
  const together = survey.rows.map(({ cluster: { id }, findings }) => ({ id, findings }));
  return { survey, together: byCluster(together), single: byCluster(single) };
}

const graph = { method: 'POST', pathContains: 'microsoft.resourcegraph' };
const paths = async (bench: Bench): Promise<readonly string[]> =>
  (await bench.requests()).map(({ method, path }) => `${method} ${path.split('?')[0] ?? ''}`);

describe('a survey of many clusters', () => {
  it.each([
    ['the demo', demoWorld()],
    ['the demo as somebody with few rights sees it', forbiddenWorld()],
    ['the migrating company', migratingWorld()],
    ['100 clusters', fleetWorld(100)],
    ['60 clusters in three subscriptions', fleetWorld(60, 3)],
    ['20 clusters whose networks are denied to everybody', denied(fleetWorld(20))],
    ['20 clusters with what they lack granted at a management group', grantedAbove(fleetWorld(20))],
    ['the demo, in which the group of a disk encryption set is gone', encryptedNowhere(demoWorld())],
    ['the demo, with a web app that uses the identity of a former kubelet', carried(demoWorld())],
    ['20 clusters, with groups that could help', crowded(fleetWorld(20), 40, networkContributor)],
  ])('finds what looking at each cluster finds, over %s', async (_, world) => {
    const { survey, together, single } = await bothWays(createBench(world).service);
    expect(together).toEqual(single);
    expect(survey.rows.flatMap(({ findings }) => findings).length).toBeGreaterThan(0);
  });

  it('says of identities that their roles are not known, where not all role assignments can be read', async () => {
    const { rows } = await createBench(forbiddenWorld()).service.survey({});
    const refused = rows.filter(({ access }) => access?.canBecomeAdmin === undefined);
    expect(refused.length).toBeGreaterThan(0);
    for (const { cluster, ownRoles } of refused)
      expect(textOf(ownRoles!.unread ?? ''), cluster.name).toMatch(/doesn't have the permission .*Assignments\/read/);
  });

  it('takes no grant for a leftover whose identity another resource carries', async () => {
    const left = async (world: WorldFile): Promise<number> => {
      const { rows } = await createBench(world).service.survey({});
      return rows.flatMap(({ findings }) => findings).filter(({ text }) => textOf(text).startsWith('id-old,')).length;
    };
    expect(await left(demoWorld())).toBeGreaterThan(0);
    expect(await left(carried(demoWorld()))).toBe(0);
  });

  it('counts what is granted above the subscriptions', async () => {
    const lacks = async (world: WorldFile): Promise<number> => {
      const { rows } = await createBench(world).service.survey({});
      return rows.filter(({ findings }) => findings.some(({ code }) => code === 'missingGrant:P-02')).length;
    };
    expect(await lacks(fleetWorld(40))).toBe(2);
    expect(await lacks(grantedAbove(fleetWorld(40)))).toBe(0);
  });

  it('finds the same where Resource Graph refuses to answer', async () => {
    const bench = createBench(fleetWorld(30));
    await bench.fault({
      match: graph,
      status: 403,
      code: 'No',
      message: 'No.',
      times: 99,
    });
    const { together, single } = await bothWays(bench.service);
    expect(together).toEqual(single);
  });

  it('calls no grant missing in a resource group that may be gone, because it could not be read', async () => {
    const refuse = (client: HttpClient): HttpClient => ({
      async sendRequest(request) {
        const isGroup = request.method === 'GET' && new URL(request.url).pathname.endsWith('/resourcegroups/gone');
        const answer = await client.sendRequest(request);
        const error = { code: 'AuthorizationFailed', message: 'No.' };
        return isGroup ? { ...answer, status: 403, bodyAsText: JSON.stringify({ error }) } : answer;
      },
    });
    const { service } = createBench(encryptedNowhere(demoWorld()), { between: refuse });
    const { survey, together, single } = await bothWays(service);
    const isMissing = ({ code, subject = '' }: Finding): boolean =>
      code.startsWith('missingGrant') && /resourcegroups\/gone/i.test(subject);
    expect(survey.rows.flatMap(({ findings }) => findings).filter(isMissing)).toEqual([]);
    expect(together).toEqual(single);
  });

  it('asks ARM again before it calls a grant missing that a group could give', async () => {
    const asked = async (role: string): Promise<number> => {
      const bench = createBench(crowded(fleetWorld(40), 80, role));
      await bench.service.survey({});
      return (await paths(bench)).filter((path) => /subnets.*roleAssignments$/i.test(path)).length;
    };
    expect(await asked(reader)).toBe(0);
    expect(await asked(networkContributor)).toBe(2);
  });

  it('asks ARM again before it calls a grant missing that may be above the subscriptions, out of the sight of the person', async () => {
    const lacking = async (world: WorldFile): Promise<number> => {
      const { rows } = await createBench({ ...world, caller: owner(world) }).service.survey({});
      return rows.filter(({ findings }) => findings.some(({ code }) => code === 'missingGrant:P-02')).length;
    };
    expect(await lacking(fleetWorld(40))).toBe(2);
    expect(await lacking(grantedAbove(fleetWorld(40)))).toBe(0);
  });

  it('asks ARM again before it calls a grant missing that the person may not be allowed to see', async () => {
    const bench = createBench({ ...fleetWorld(20), caller: blind(fleetWorld(20)) });
    const { rows } = await bench.service.survey({});
    expect(rows).toHaveLength(20);
    expect(rows.flatMap(({ findings }) => findings).map(({ code }) => code)).not.toContain('missingGrant:P-02');
  });

  it('lists the deny assignments of a subscription only where a role gives what is needed', async () => {
    const lists = async (world: WorldFile): Promise<number> => {
      const bench = createBench(world);
      await bench.service.survey({});
      return (await paths(bench)).filter((path) => /denyAssignments$/.test(path)).length;
    };
    const world = fleetWorld(20, 2);
    expect(await lists(world)).toBe(2);
    const [first] = world.subscriptions;
    const roleAssignments = world.roleAssignments.filter(({ scope }) => scope.includes(first!.subscriptionId));
    expect(await lists({ ...world, roleAssignments })).toBe(1);
    expect(await lists({ ...world, roleAssignments: [] })).toBe(0);
  });

  it('says what it did not look at, and counts it where there is little to count', async () => {
    expect((await createBench(demoWorld()).service.survey({})).notes).toEqual([]);
    const { unknown } = await createBench(fleetWorld(100)).service.survey({});
    expect(textsOf(unknownTexts(unknown))).toEqual([
      expect.stringContaining('Federated credentials were not counted'),
      expect.stringContaining('Trusted Access was not checked'),
    ]);
    const report = await createBench(fleetWorld(100)).service.report({ format: 'markdown' });
    expect(report).toContain('Not read: Federated credentials were not counted');
  });

  it('ends when no one waits for it', async () => {
    const abort = new AbortController();
    const found: string[] = [];
    const survey = createBench(fleetWorld(60)).service.survey({
      signal: abort.signal,
      onFound: ({ cluster }) => {
        found.push(cluster.name);
        abort.abort();
      },
    });
    await expect(survey).rejects.toMatchObject({ code: 'cancelled' });
    expect(found.length).toBeLessThan(20);
  });

  it('takes at most 24 requests for 1,000 clusters, and a list of 20,000 role assignments by pages', async () => {
    // Seven of them confirm that there are no extensions and no machines, because Resource Graph lists none.
    const bench = createBench(crowded(fleetWorld(1000), 18_000));
    const { rows } = await bench.service.survey({});
    const sent = await paths(bench);
    expect(rows).toHaveLength(1000);
    expect(rows.filter(({ findings }) => findings.some(({ code }) => code === 'missingGrant:P-02'))).not.toHaveLength(
      0,
    );
    const pages = sent.filter((path) => /roleAssignments$/.test(path)).length;
    expect(pages).toBeLessThanOrEqual(21);
    expect(sent.length - pages, sent.join('\n')).toBeLessThanOrEqual(24);
  });

  it('takes three more lists for a further subscription: denials, ages of identities, and grants', async () => {
    const bench = createBench(fleetWorld(1000, 20));
    const { rows } = await bench.service.survey({});
    const sent = await paths(bench);
    const count = (pattern: RegExp): number => sent.filter((path) => pattern.test(path)).length;
    expect(rows).toHaveLength(1000);
    expect(count(/denyAssignments$/)).toBe(20);
    expect(count(/roleAssignments$/)).toBe(20);
    const dates = count(/^GET .*\/resources$/);
    expect(dates).toBeLessThanOrEqual(20);
    const others = sent.length - count(/denyAssignments$|roleAssignments$/) - dates;
    expect(others, sent.join('\n')).toBeLessThanOrEqual(21);
    expect(sent.length - dates).toBeLessThanOrEqual(61);
  });
});

const reader = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const networkContributor = '4d97b98b-1d4f-4787-a291-c67834d212e7';

function denied(world: WorldFile): WorldFile {
  const scope = `/subscriptions/${world.subscriptions[0]!.subscriptionId}`;
  const permissions = [{ actions: ['Microsoft.Network/virtualNetworks/subnets/join/action'] }];
  return { ...world, denyAssignments: [{ denyAssignmentName: 'locked', scope, permissions }] };
}

/** Every cluster names a disk encryption set in a group that does not exist. */
function encryptedNowhere(world: WorldFile): WorldFile {
  const resources = world.resources.map((one) => {
    if (!/managedclusters$/i.test(one.type)) return one;
    const subscription = one.id.split('/').slice(0, 3).join('/');
    const diskEncryptionSetID = `${subscription}/resourceGroups/gone/providers/Microsoft.Compute/diskEncryptionSets/des`;
    return { ...one, properties: { ...(one['properties'] as object), diskEncryptionSetID } };
  });
  return { ...world, resources: resources };
}

/** Some identities that no cluster uses are carried by a web app, in one more subscription. */
function carried(world: WorldFile): WorldFile {
  const old = world.resources.find(({ name }) => name === 'id-old')!;
  const id = '/subscriptions/0c000000-0000-4000-8000-000000000001/resourceGroups/rg-web';
  const userAssignedIdentities = { [old.id.toUpperCase().replace('/SUBSCRIPTIONS/', '/subscriptions/')]: {} };
  const identity = { type: 'UserAssigned', userAssignedIdentities };
  return {
    ...world,
    subscriptions: [...world.subscriptions, { subscriptionId: id.split('/')[2]!, displayName: 'Web' }],
    resources: [
      ...world.resources,
      { id, name: 'rg-web', type: 'Microsoft.Resources/resourceGroups', location: 'westeurope' },
      {
        id: `${id}/providers/Microsoft.Web/sites/shop`,
        name: 'shop',
        type: 'Microsoft.Web/sites',
        location: 'westeurope',
        identity,
        properties: {},
      },
    ],
  };
}

/** Whoever holds too little on a subnet is Network Contributor of the company's management group. */
function grantedAbove(world: WorldFile): WorldFile {
  const held = world.roleAssignments ?? [];
  const more = held
    .filter(({ scope }) => scope.endsWith('/subnets/snet-aks'))
    .map(({ principalId }) => ({
      principalId,
      principalType: 'ServicePrincipal' as const,
      scope: '/providers/Microsoft.Management/managementGroups/contoso',
      roleName: 'Network Contributor',
    }));
  const subscriptions = world.subscriptions.map(({ subscriptionId }) => subscriptionId);
  const managementGroups = [{ name: 'contoso', subscriptions }];
  return { ...world, managementGroups, roleAssignments: [...held, ...more] };
}

/** Sees everything in the subscription, and nothing above it. */
function owner(world: WorldFile): NonNullable<WorldFile['caller']> {
  const scope = `/subscriptions/${world.subscriptions[0]!.subscriptionId}`;
  return { objectId: '0b000000-0000-4000-8000-000000000002', roles: [{ scope, roleName: 'Owner' }] };
}

/** Sees everything but role assignments. */
function blind(world: WorldFile): NonNullable<WorldFile['caller']> {
  const scope = `/subscriptions/${world.subscriptions[0]!.subscriptionId}`;
  const roleName = 'Azure Kubernetes Service Contributor Role';
  return { objectId: '0b000000-0000-4000-8000-000000000001', roles: [{ scope, roleName }] };
}

/** The world with grants to people, groups and other applications besides, as a company has them. */
function crowded(world: WorldFile, count: number, role = reader): WorldFile {
  const { subscriptionId } = world.subscriptions[0]!;
  const kinds = [
    'User',
    'Group',
    'User',
    'Group',
    'User',
    'Group',
    'User',
    'Group',
    'User',
    'ServicePrincipal',
  ] as const;
  const guid = (index: number, kind: string): string =>
    `${kind}-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
  const more = Array.from({ length: count }, (_, index) => ({
    name: guid(index, '9a000000'),
    // One of twenty is made at the whole subscription, the others at groups of other teams.
    scope: `/subscriptions/${subscriptionId}${index % 20 === 1 ? '' : `/resourceGroups/rg-team-${index % 700}`}`,
    principalId: guid(index, '9b000000'),
    principalType: index % 200 === 9 ? 'ServicePrincipal' : kinds[index % 2]!,
    roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${role}`,
  }));
  return { ...world, roleAssignments: [...(world.roleAssignments ?? []), ...more] };
}
