import { describe, expect, it } from 'vitest';
import { textOf } from '../../../src/sentences/textOf.ts';
import { unknownText } from '../../../src/domain/arm/unknown.ts';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import type { RoleDefinition } from '../../../src/domain/cluster/model.ts';
import { clusterObjectsOf, type SeenObjects } from '../../../src/domain/askers/reading/objects.ts';
import { clusterAccess } from '../../../src/domain/whoCanAct/clusterAccess.ts';
import { abilitiesOf, withInside } from '../../../src/domain/whoCanAct/insideAccess.ts';
import { decidedTexts, notKnownTexts } from '../../../src/domain/whoCanAct/text/accessLines.ts';
import { accessRows } from '../../../src/domain/whoCanAct/accessRows.ts';
import { whoCanAct } from '../../../src/domain/whoCanAct/whoCanAct.ts';
import { azure, cluster, clusterId } from '../../support/domain/clusterFixture.ts';
import { seenObjects } from '../../support/domain/clusterObjects.ts';
import { fc } from '../../support/property.ts';

const ana = '22222222-0000-4000-8000-000000000001';
const team = '22222222-0000-4000-8000-000000000003';
const rbac = 'rbac.authorization.k8s.io';
const entra = cluster({ aadProfile: { managed: true } });

const role = (name: string, rules: readonly JsonObject[], namespace?: string): JsonObject => ({
  apiVersion: `${rbac}/v1`,
  kind: namespace === undefined ? 'ClusterRole' : 'Role',
  metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
  rules,
});
const binding = (name: string, to: readonly [string, string], roleRef: JsonObject, namespace?: string): JsonObject => ({
  apiVersion: `${rbac}/v1`,
  kind: namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
  metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
  subjects: [{ kind: to[0], name: to[1] }],
  roleRef,
});
const clusterRole = (name: string): JsonObject => ({ kind: 'ClusterRole', name });
const reads = { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] };
const all = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };

const accessIn = (items: readonly JsonObject[], more: Partial<SeenObjects> = {}, of = entra) =>
  withInside(clusterAccess(of, azure([])), clusterObjectsOf(seenObjects(items, more)));
const cellsIn = (...given: Parameters<typeof accessIn>) =>
  accessIn(...given).inside!.cells.map(({ principal, ability, namespace, hasNoEffect, verdict }) =>
    [principal.type, ability, namespace ?? 'cluster', ...(hasNoEffect ? ['noEffect'] : []), verdict.kind].join(' '),
  );

describe('role bindings inside a cluster', () => {
  it('give users and groups that are named by object id what their rules say (H-08)', () => {
    expect(
      cellsIn([
        role('view', [reads]),
        role('all', [all]),
        role('jobs', [{ apiGroups: ['batch'], resources: ['jobs'], verbs: ['create'] }], 'shop'),
        binding('admins', ['Group', team], clusterRole('all')),
        binding('readers', ['User', ana], clusterRole('view')),
        binding('jobs', ['User', ana], { kind: 'Role', name: 'jobs' }, 'shop'),
        binding('again', ['User', ana], clusterRole('view'), 'shop'),
        binding('robots', ['ServiceAccount', ana], clusterRole('all')),
      ]),
    ).toEqual([
      ...['clusterAdmin', 'admin', 'write', 'secrets', 'exec', 'read'].map((each) => `Group ${each} cluster inside`),
      'User read cluster inside',
      'User write shop inside',
    ]);
  });

  it('make nobody administrator of the whole cluster in one namespace (H-08)', () => {
    const cells = cellsIn([role('all', [all]), binding('shop', ['User', ana], clusterRole('all'), 'shop')]);
    expect(cells[0]).toBe('User admin shop inside');
    expect(cells.every((cell) => cell.includes(' shop '))).toBe(true);
  });

  it('say nothing of names that are no object ids, but how many there are; those of the system are nobody (H-08)', () => {
    const access = accessIn([
      role('view', [reads]),
      binding('one', ['User', 'ana@contoso.com'], clusterRole('view')),
      binding('two', ['Group', 'system:masters'], clusterRole('view')),
    ]);
    expect(access.inside!.cells).toEqual([]);
    expect(notKnownTexts(access).join(' ')).toContain('are not shown: 1.');
  });

  it('have no effect where nobody signs in with Microsoft Entra (H-08)', () => {
    const items = [role('view', [reads]), binding('readers', ['User', ana], clusterRole('view'))];
    const without = cluster({ aadProfile: null, disableLocalAccounts: false });
    expect(cellsIn(items, {}, without)).toEqual(['User read cluster noEffect inside']);
  });

  it('depend on rules: a role that is not there gives nothing, one that was not read is unknown (H-08)', () => {
    const items = [binding('readers', ['User', ana], clusterRole('view'))];
    expect(cellsIn(items)).toEqual([]);
    const refused = {
      listed: seenObjects([]).listed.filter((resource: string) => !resource.startsWith('clusterroles.')),
      notRead: [{ what: `clusterroles.${rbac}`, cause: 'refused' as const, reason: 'Forbidden.' }],
    };
    expect(cellsIn(items, refused)).toEqual(['User other cluster unknown']);
    expect(accessIn(items, refused).inside!.unknown.map((each) => textOf(unknownText(each)))).toEqual([
      'Cluster roles: Forbidden.',
    ]);
  });

  it('are said not to have been read where nobody looked (H-08)', () => {
    const unread = notKnownTexts(clusterAccess(entra, azure([]))).join(' ');
    expect(unread).toContain(
      'Role bindings in the cluster were not read. To read them, use Check in cluster in the tab Workloads.',
    );
    expect(notKnownTexts(accessIn([])).join(' ')).not.toContain('Check in cluster');
  });

  it('stand in the row of whom Azure gives something, with the binding as evidence (H-08)', () => {
    const access = accessIn([role('view', [reads]), binding('readers', ['User', ana], clusterRole('view'))]);
    const [row] = accessRows(access);
    expect(decidedTexts(row!.cells)).toEqual([
      'Can see workloads: ClusterRoleBinding readers with ClusterRole view, inside the cluster',
    ]);
  });
});

/** Rules, and the data actions of Azure that allow the same. */
const groups: Readonly<Record<string, readonly string[]>> = {
  '': ['pods', 'secrets', 'configmaps', 'services'],
  apps: ['deployments', 'statefulsets', 'daemonsets'],
  batch: ['jobs', 'cronjobs'],
  [rbac]: ['rolebindings', 'clusterrolebindings', 'roles'],
};
const dataVerbs: Readonly<Record<string, readonly string[]>> = {
  read: ['get', 'list', 'watch'],
  write: ['create', 'update', 'patch'],
  delete: ['delete', 'deletecollection'],
};
interface RandomRule {
  readonly group: string;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}
const randomRule: fc.Arbitrary<RandomRule> = fc.constantFrom(...Object.keys(groups)).chain((group) =>
  fc.record({
    group: fc.constant(group),
    resources: fc.oneof(
      { arbitrary: fc.subarray([...groups[group]!], { minLength: 1 }), weight: 6 },
      { arbitrary: fc.constant(['pods/exec']), weight: group === '' ? 2 : 0 },
    ),
    verbs: fc.subarray(Object.keys(dataVerbs), { minLength: 1 }),
  }),
);

it('rules of Kubernetes give the same abilities as the data actions of Azure, in 40 sets of rules (H-08)', () => {
  const found = new Set<string>();
  fc.assert(
    fc.property(fc.array(randomRule, { minLength: 1, maxLength: 3 }), (set) => {
      const rules = set.map(({ group, resources, verbs }) => ({
        apiGroups: [group],
        resources,
        verbs: resources.includes('pods/exec') ? ['create'] : verbs.flatMap((verb) => dataVerbs[verb]!),
      }));
      const dataActions = set.flatMap(({ group, resources, verbs }) =>
        resources.flatMap((resource) => {
          const place = `Microsoft.ContainerService/managedClusters/${group === '' ? '' : `${group}/`}${resource}`;
          return resource === 'pods/exec' ? [`${place}/action`] : verbs.map((verb) => `${place}/${verb}`);
        }),
      );
      const own: RoleDefinition = {
        guid: '10000000-0000-4000-8000-000000000009',
        name: 'Own',
        permissions: [{ actions: [], notActions: [], dataActions, notDataActions: [] }],
      };
      const given = { id: `${clusterId}/given`, scope: clusterId, principalId: 'p1', roleDefinitionId: own.guid };
      const asking = cluster({ aadProfile: { managed: true, enableAzureRBAC: true } });
      const byAzure = whoCanAct(asking, azure([given], [], [own])).cells.map(({ ability }) => ability);
      expect(abilitiesOf(rules, true)).toEqual(byAzure);
      for (const ability of byAzure) found.add(ability);
    }),
    { numRuns: 40 },
  );
  expect([...found].sort()).toEqual(['admin', 'clusterAdmin', 'exec', 'other', 'read', 'secrets', 'write']);
});
