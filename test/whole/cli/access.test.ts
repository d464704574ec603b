import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { accessWorld, clusterId, principals, givenRole } from '../access/accessWorld.ts';
import { ran, served } from './cliBench.ts';

const [ana = '', ben = '', , team = '', pipeline = ''] = principals;
const group = clusterId.replace(/\/providers\/.*/, '');
const subscription = group.replace(/\/resourceGroups\/.*/, '');

/** A pipeline with Contributor, a person who writes in one namespace, and a group that reads everywhere. */
function teams(asksAzure = true): WorldFile {
  return accessWorld({
    asksAzure,
    isInFleet: false,
    ownRoles: [],
    given: [
      givenRole(pipeline, group, 'Contributor'),
      givenRole(ana, `${clusterId}/namespaces/shop`, 'Azure Kubernetes Service RBAC Writer'),
      givenRole(team, clusterId, 'Azure Kubernetes Service RBAC Reader'),
    ],
    denied: [],
  });
}

const servers: { close(): Promise<void> }[] = [];
afterAll(async () => void (await Promise.all(servers.map((server) => server.close()))));

async function serving(world: WorldFile) {
  const server = await served(world);
  servers.push(server);
  return server;
}

interface AccessJson {
  readonly access: readonly {
    principalId: string;
    ability: string;
    namespace?: string;
    roleName?: string;
    hasNoEffect?: true;
  }[];
  readonly canBecomeAdmin: readonly { principalId: string; ability: string }[];
}

interface MayActJson {
  readonly clusters: readonly {
    readonly clusterId: string;
    readonly standing: string;
    readonly access: AccessJson['access'];
  }[];
  readonly considered: number;
}

describe('access on the command line', () => {
  it('lists who can do what, with the role assignment that gives it (H-02)', async () => {
    const { url } = await serving(teams());
    const { code, out } = await ran(['access', 'shop', '--emulator', url, '--format', 'json']);
    const { access } = JSON.parse(out) as AccessJson;
    const of = (principalId: string) =>
      access.filter((cell) => cell.principalId === principalId).map(({ ability, namespace }) => [ability, namespace]);
    expect(code).toBe(0);
    expect(of(ana)).toEqual([
      ['write', 'shop'],
      ['secrets', 'shop'],
      ['exec', 'shop'],
      ['read', 'shop'],
    ]);
    expect(of(team)).toEqual([['read', undefined]]);
    expect(of(pipeline).map(([ability]) => ability)).toEqual([
      'readCluster',
      'changeCluster',
      'userCredential',
      'adminCredential',
      'runCommand',
    ]);
    expect(access.find(({ principalId }) => principalId === ana)?.roleName).toBe(
      'Azure Kubernetes Service RBAC Writer',
    );
  });

  it('says in each format the same (H-02)', async () => {
    const { url } = await serving(teams());
    const [markdown, csv, json] = await Promise.all(
      ['markdown', 'csv', 'json'].map((format) => ran(['access', 'shop', '--emulator', url, '--format', format])),
    );
    const { access } = JSON.parse(json!.out) as AccessJson;
    expect(csv!.out.trim().split('\n')).toHaveLength(access.length + 1);
    expect(markdown!.out).toContain(`User ${ana} can read Secrets in shop`);
    expect(
      markdown!.out
        .split('\n## ')
        .find((part) => part.startsWith('Through'))!
        .match(/^- .* can /gm),
    ).toHaveLength(access.length);
  });

  it('tells the signed-in person by what they may do, with their id beside it and not in each line (H-09)', async () => {
    const { url } = await serving({
      ...teams(),
      caller: { objectId: ben, displayName: 'Ben', roles: [{ roleName: 'Reader', scope: subscription }] },
    });
    const { out } = await ran(['access', 'shop', '--emulator', url, '--format', 'json']);
    const { ownPrincipalId, own } = JSON.parse(out) as { ownPrincipalId: string; own: readonly object[] };
    expect(ownPrincipalId).toBe(ben);
    for (const cell of own) expect(cell).not.toHaveProperty('principalId');
  });

  it('names the ways to become administrator, which a pipeline with Contributor has (H-04)', async () => {
    const { url } = await serving(teams());
    const { out } = await ran(['access', 'shop', '--emulator', url, '--format', 'json']);
    const { canBecomeAdmin } = JSON.parse(out) as AccessJson;
    expect(canBecomeAdmin.map(({ principalId, ability }) => [principalId, ability])).toEqual([
      [pipeline, 'changeCluster'],
      [pipeline, 'adminCredential'],
    ]);
  });

  it('marks what has no effect because the cluster does not ask Azure (H-02)', async () => {
    const { url } = await serving(teams(false));
    const { out } = await ran(['access', 'shop', '--emulator', url, '--format', 'json']);
    const { access } = JSON.parse(out) as AccessJson;
    expect(new Set(access.filter(({ hasNoEffect }) => hasNoEffect).map(({ principalId }) => principalId))).toEqual(
      new Set([ana, team]),
    );
  });

  it.each([
    [['--can', 'secrets'], [[ana, 'secrets']]],
    [['--can', 'grant'], []],
    [['--principal', team], [[team, 'read']]],
    [['--principal', ben], []],
    [['--namespace', 'web'], [[team, 'read']]],
    [
      ['--namespace', 'shop', '--can', 'read'],
      [
        [ana, 'read'],
        [team, 'read'],
      ],
    ],
  ])('is limited by %j, and ends with 0 with and without rows (H-03)', async (options, rows) => {
    const { url } = await serving(teams());
    const { code, out } = await ran(['access', 'shop', '--emulator', url, '--format', 'json', ...options]);
    const { access } = JSON.parse(out) as AccessJson;
    expect([code, access.map(({ principalId, ability }) => [principalId, ability])]).toEqual([0, rows]);
  });

  it('ends with 3 if assignments could not be read, and shows those at the cluster and above (H-03)', async () => {
    const { url, bench } = await serving(teams());
    const list = {
      method: 'GET',
      pathContains:
        '/subscriptions/11111111-0000-4000-8000-000000000001/providers/Microsoft.Authorization/roleAssignments',
    };
    await bench.fault({ match: list, status: 403, code: 'AuthorizationFailed', message: 'Not you.', times: 9 });
    const { code, out, told } = await ran(['access', 'shop', '--emulator', url, '--format', 'json']);
    const { access } = JSON.parse(out) as AccessJson;
    expect(code).toBe(3);
    expect(told).toContain('namespaces');
    expect(new Set(access.map(({ principalId }) => principalId))).toEqual(new Set([pipeline, team]));
  });

  it('names nobody as one who can become administrator because a filter hides that they are one (H-04)', async () => {
    const { url } = await serving(
      accessWorld({
        asksAzure: true,
        isInFleet: false,
        ownRoles: [],
        given: [
          givenRole(team, clusterId, 'Azure Kubernetes Service RBAC Cluster Admin'),
          givenRole(team, group, 'Contributor'),
          givenRole(pipeline, group, 'Contributor'),
        ],
        denied: [],
      }),
    );
    for (const options of [['--can', 'changeCluster'], ['--namespace', 'shop'], []]) {
      const { out } = await ran(['access', 'shop', '--emulator', url, '--format', 'json', ...options]);
      const { canBecomeAdmin } = JSON.parse(out) as AccessJson;
      expect(new Set(canBecomeAdmin.map(({ principalId }) => principalId))).toEqual(new Set([pipeline]));
    }
  });

  it('says of an empty part that others may have access (H-03)', async () => {
    const { url } = await serving(teams());
    const { out } = await ran(['access', 'shop', '--emulator', url, '--can', 'grant']);
    expect(out).toContain('No role assignment gives what was asked for');
    expect(out).not.toContain('anybody');
  });

  it('lists for a principal the clusters that it can act on, the same in each format (H-05)', async () => {
    const { url } = await serving(teams());
    const of = (...options: readonly string[]) =>
      ran(['access', '--principal', pipeline, '--emulator', url, ...options]);
    const [markdown, csv, json] = await Promise.all(
      ['markdown', 'csv', 'json'].map((format) => of('--format', format)),
    );
    const { clusters, considered } = JSON.parse(json!.out) as MayActJson;
    expect([json!.code, considered, clusters.map((acts) => [acts.clusterId.toLowerCase(), acts.standing])]).toEqual([
      0,
      1,
      [[clusterId.toLowerCase(), 'canBecomeAdmin']],
    ]);
    const abilities = clusters[0]!.access.map(({ ability }) => ability);
    expect(csv!.out.trim().split('\n')).toHaveLength(abilities.length + 1);
    expect(markdown!.out).toContain('Can become an administrator of 1 of 1 cluster.');
    expect(markdown!.out).toMatch(/^- shop: Can see the cluster in Azure, .*: Contributor on resource group rg-shop/m);
  });

  it.each([
    [ben, [], 'Of 1 cluster: no role gives access to any.'],
    [ana, ['--can', 'secrets'], '1 of the clusters match.'],
    [ana, ['--can', 'grant'], '0 of the clusters match.'],
    [ana, ['--namespace', 'web'], '0 of the clusters match.'],
  ])('of %s, limited by %j, ends with 0 (H-05)', async (id, limits, line) => {
    const { url } = await serving(teams());
    const { code, out } = await ran(['access', '--principal', id, '--emulator', url, ...limits]);
    expect([code, out]).toEqual([0, expect.stringContaining(line)]);
  });

  it('ends for a principal with 3 if the role assignments of a subscription are refused, and names its clusters (H-05)', async () => {
    const { url, bench } = await serving(teams());
    const list = { method: 'GET', pathContains: '/providers/Microsoft.Authorization/roleAssignments' };
    await bench.fault({ match: list, status: 403, code: 'AuthorizationFailed', message: 'Not you.', times: 9 });
    const { code, out } = await ran(['access', '--principal', ana, '--emulator', url]);
    expect([code, out]).toEqual([3, expect.stringContaining("It isn't known for 1 cluster: shop.")]);
    expect(out).toContain('Of 0 clusters whose role assignments could be read');
  });

  it.each([
    [['access', '--demo'], 'access needs a cluster: its resource ID or its name; or --principal, for all clusters.'],
    [['report', '--demo', '--can', 'read'], '--can works only with access.'],
    [
      ['access', 'shop', '--demo', '--namespace', 'shop', '--can', 'runCommand'],
      "--namespace can't be used with --can",
    ],
    [['access', 'shop', '--demo', '--principal', 'ana@contoso.com'], '--principal needs an object ID'],
  ])('refuses %j (H-03)', async (args, message) => {
    const { code, told } = await ran(args);
    expect([code, told]).toEqual([1, expect.stringContaining(message)]);
  });

  it('lists what can be activated, Trusted Access and what you may do, in each format (H-06, H-07, H-09)', async () => {
    const made = teams();
    const sourceResourceId = `${group}/providers/Microsoft.DataProtection/backupVaults/gone`;
    const binding = {
      id: `${clusterId}/trustedAccessRoleBindings/backup`,
      name: 'backup',
      type: 'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings',
      properties: { sourceResourceId, roles: ['Microsoft.DataProtection/backupVaults/backup-operator'] },
    };
    const eligible = [{ principalId: ben, principalType: 'User' as const, scope: clusterId, roleName: 'Owner' }];
    const { url } = await serving({ ...made, eligible, resources: [...made.resources, binding] });
    const [markdown, csv, json] = await Promise.all(
      ['markdown', 'csv', 'json'].map((format) => ran(['access', 'shop', '--emulator', url, '--format', format])),
    );
    const { eligible: cells, own, trustedAccess } = JSON.parse(json!.out) as Record<string, readonly object[]>;
    expect(cells![0]).toMatchObject({ principalId: ben, isEligible: true, roleName: 'Owner' });
    expect(cells![0]).not.toHaveProperty('assignmentId');
    expect(trustedAccess).toMatchObject([{ name: 'backup', sourceId: sourceResourceId, state: 'gone' }]);
    expect(own).toContainEqual(expect.objectContaining({ ability: 'changeCluster', verdict: 'permitted' }));
    const table = csv!.out
      .replace('\uFEFF', '')
      .trim()
      .split(/\r?\n/)
      .map((line) => line.split(',').map((cell) => cell.replace(/^"(.*)"$/, '$1')));
    expect(table.filter(([who, , , , , verdict]) => who === ben && verdict === 'eligible')).toHaveLength(cells!.length);
    expect(table.at(-1)!.slice(0, 6)).toEqual([sourceResourceId, 'TrustedAccess', 'backup', '', '', 'gone']);
    expect(markdown!.out).toContain(`User ${ben} can, after activating a role, change the cluster: Owner on`);
    expect(markdown!.out).toMatch(
      /## Through Trusted Access\n\n- gone \(it no longer exists but still has a binding\): may back up and restore everything/,
    );
    expect(markdown!.out).toMatch(/## What you may do\n\n- Can see the cluster/);
  });

  it('adds what role bindings inside give, from a folder of saved answers of kubectl (H-08)', async () => {
    const { url } = await serving(teams(false));
    const folder = mkdtempSync(join(tmpdir(), 'objects-'));
    const metadata = { name: 'pods' };
    const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['*'] }];
    const subjects = [{ kind: 'Group', name: team }];
    const items = [
      { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata, rules },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata,
        subjects,
        roleRef: { kind: 'ClusterRole', name: 'pods' },
      },
    ];
    writeFileSync(join(folder, 'roles.json'), JSON.stringify({ kind: 'List', items }));
    const args = ['access', 'shop', '--emulator', url, '--cluster-objects', folder];
    const [json, csv, markdown] = await Promise.all(
      ['json', 'csv', 'markdown'].map((format) => ran([...args, '--format', format])),
    );
    rmSync(folder, { recursive: true });
    const { inside, notCovered } = JSON.parse(json!.out) as Record<string, readonly object[]>;
    expect(inside).toEqual(
      ['write', 'read'].map((ability) => ({
        ...{ principalId: team, principalType: 'Group', ability, verdict: 'inside' },
        ...{ binding: { kind: 'ClusterRoleBinding', name: 'pods' }, insideRole: 'ClusterRole pods' },
      })),
    );
    expect(notCovered).not.toContain('bindingsInside');
    expect(csv!.out).toMatch(new RegExp(`"${team}","Group","","write","","inside","yes","ClusterRole pods"`));
    expect(markdown!.out).toContain(`Group ${team} can create and change workloads: ClusterRoleBinding pods`);
    // The folder has neither roles of namespaces nor their bindings, which the table says in a line of its own.
    expect(csv!.out).toMatch(/^"","","","","","unknown",.*"Not all roles and role bindings[^"]*"\r?$/m);
    expect([json!.code, json!.told.includes('Not all roles and role bindings')]).toEqual([3, true]);
    const without = ['access', '--principal', team, '--emulator', url, '--cluster-objects', 'folder'];
    expect((await ran(without)).told).toContain('--cluster-objects belongs to one cluster');
  });

  it.each([
    ['Reader of the subscription', 'Reader', subscription, 0, [pipeline, ana, team, ben], ['readCluster']],
    ['Reader of its resource group', 'Reader', group, 3, [pipeline, team, ben], ['readCluster']],
    [
      'Azure Kubernetes Service Contributor Role',
      'Azure Kubernetes Service Contributor Role',
      clusterId,
      3,
      [],
      ['readCluster', 'changeCluster'],
    ],
  ])('shows a %s what they may read, what they may do, and says what is missing (H-58)', async (...of) => {
    const [, roleName, scope, code, shown, may] = of;
    const made = teams();
    const own = { principalId: ben, principalType: 'User' as const, scope, roleName };
    const { url } = await serving({
      ...made,
      roleAssignments: [...made.roleAssignments, own],
      caller: { objectId: ben, displayName: 'Ben', roles: [] },
    });
    const answer = await ran(['access', clusterId, '--emulator', url, '--format', 'json']);
    const { access, own: mine } = JSON.parse(answer.out) as AccessJson & { own: AccessJson['access'] };
    expect(new Set(access.map(({ principalId }) => principalId))).toEqual(new Set(shown));
    expect(mine.map(({ ability }) => ability)).toEqual(may);
    expect([answer.code, answer.told.includes('Not read')]).toEqual([code, code === 3]);
  });
});

describe('access --names', () => {
  const directory: Partial<WorldFile> = {
    users: [{ objectId: ana, displayName: 'Ana | Bowman', userPrincipalName: 'ana@contoso.com' }],
    groups: [{ objectId: team, displayName: 'Orders Team', members: [] }],
    servicePrincipals: [{ appId: ben, objectId: pipeline, displayName: 'sp-deploy' }],
  };

  it('has the names of the directory beside the ids, in each format (H-02)', async () => {
    const { url } = await serving({ ...teams(), ...directory });
    const asked = (...more: readonly string[]) => ran(['access', 'shop', '--names', '--emulator', url, ...more]);
    const page = await asked();
    expect(page.code).toBe(0);
    expect(page.out).toContain(`| Application sp-deploy (${pipeline}) |`);
    expect(page.out).toContain('Ana \\| Bowman');
    const table = (await asked('--format', 'csv')).out;
    expect(table).toContain(`"${team}","Group","Orders Team",`);
    const json = JSON.parse((await asked('--format', 'json')).out) as {
      readonly access: readonly { readonly principalId: string; readonly name?: string }[];
      readonly directoryObjects: readonly object[];
    };
    expect(json.access.find(({ principalId }) => principalId === team)?.name).toBe('Orders Team');
    expect(json.directoryObjects).toContainEqual({ id: pipeline, name: 'sp-deploy' });
  });

  it('names the principal of --principal; without the option there are only ids (H-02, H-05)', async () => {
    const { url } = await serving({ ...teams(), ...directory });
    const of = ['access', '--principal', team, '--emulator', url];
    expect((await ran([...of, '--names'])).out).toContain(`# What Group Orders Team (${team}) can act on`);
    expect((await ran(of)).out).not.toContain('Orders Team');
    expect((await ran(['access', 'shop', '--emulator', url, '--format', 'json'])).out).not.toContain(
      'directoryObjects',
    );
  });

  it("can't be used together with --mask, which hides who somebody is (H-02)", async () => {
    const { code, told } = await ran(['access', 'shop', '--demo', '--names', '--mask']);
    expect([code, told.includes("--names and --mask can't be used together")]).toEqual([1, true]);
  });
});
