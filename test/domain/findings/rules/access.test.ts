import { describe, expect, it } from 'vitest';
import { role, type RoleName } from '../../../../src/domain/access/roles.ts';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import { watchedFacts } from '../../../../src/domain/checked/unknownFindings.ts';
import { rulesByGroup } from '../../../../src/domain/findings/catalogue.ts';
import { findBy } from '../../../../src/domain/findings/findings.ts';
import type { RoleAssignment } from '../../../../src/domain/cluster/model.ts';
import { textOf } from '../../../../src/sentences/textOf.ts';
import { asksAzure, asksNobody, ofPerson, person } from '../../../support/domain/cases/accessFindingCases.ts';
import {
  assignment,
  azure,
  cluster,
  clusterId,
  group,
  identityId,
  nodeGroup,
  otherPrincipal,
  subscription,
  subscriptionId,
} from '../../../support/domain/clusterFixture.ts';
import { found, unreadable, type Entry } from '../../../support/domain/factsOf.ts';
import { credential, ready } from '../../../support/domain/workloadFixture.ts';
import { fc } from '../../../support/property.ts';

const managementGroup = '/providers/Microsoft.Management/managementGroups/mg';
const app = identityId('id-app');
const namespace = `${clusterId}/namespaces/shop`;
const adminRole = { name: 'Azure Kubernetes Service Cluster Admin Role', id: '0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8' };
const withoutEntra = { aadProfile: null, disableLocalAccounts: false };
const withLocalAccounts = { ...asksAzure, disableLocalAccounts: false };

const check = (properties: JsonObject, grants: readonly RoleAssignment[], entries: readonly Entry[] = []) => {
  const model = cluster(properties);
  const { facts, unknownFindings } = watchedFacts(azure(grants, entries), model);
  const findings = findBy(rulesByGroup.access, { cluster: model, facts, judged: [] });
  return { findings, unknown: [...unknownFindings.keys()] };
};
const codesOf = (...input: Parameters<typeof check>): readonly string[] =>
  check(...input).findings.map(({ code }) => code);
const ofUser = (roleName: RoleName, scope: string, more: Partial<RoleAssignment> = {}) =>
  assignment(roleName, scope, person, { ...ofPerson, ...more });

/** What a well-kept cluster may have: narrow roles, and those who manage all of Azure. */
const healthyGrants = fc.subarray([
  ofUser(role.owner, subscription),
  ofUser(role.contributor, managementGroup),
  ofUser(role.reader, '/'),
  ofUser(role.aksClusterAdmin, clusterId),
  ofUser(role.aksClusterAdmin, group),
  ofUser(role.aksWriter, subscription),
  ofUser(role.aksAdmin, namespace),
  ofUser(role.aksClusterUser, subscription),
  ofUser(adminRole, subscription),
  assignment(role.aksWriter, namespace, otherPrincipal),
  assignment(role.aksReader, clusterId, otherPrincipal),
  assignment(role.contributor, group, otherPrincipal),
]);

/** One thing that is wrong, and all that it is to be called. */
const breaks: readonly (readonly [code: string, properties: JsonObject, grant: RoleAssignment | undefined])[] = [
  ['kubernetesRbacOff', { ...asksAzure, enableRBAC: false }, undefined],
  ['clusterAdminWide', asksAzure, ofUser(role.aksClusterAdmin, subscription)],
  ['clusterAdminWide', asksAzure, assignment(role.aksAdmin, managementGroup, otherPrincipal)],
  ['clusterAdminWide', asksAzure, assignment(role.aksClusterAdmin, '/', otherPrincipal)],
  ['pipelineWritesAllNamespaces', asksAzure, assignment(role.aksWriter, clusterId, otherPrincipal)],
  ['pipelineWritesAllNamespaces', asksAzure, assignment(role.aksAdmin, group, otherPrincipal)],
];

describe('findings about who can act on a cluster', () => {
  it('are none in random clusters that are well kept (H-13)', () => {
    fc.assert(
      fc.property(healthyGrants, (grants) => {
        expect(codesOf(asksAzure, grants)).toEqual([]);
      }),
    );
  });

  it.each(breaks)('are exactly %s for one thing that is wrong (H-13)', (code, properties, grant) => {
    // Roles for Kubernetes have no effect where the cluster does not ask Azure.
    const others = properties === asksAzure ? healthyGrants : fc.constant<RoleAssignment[]>([]);
    fc.assert(
      fc.property(others, (grants) => {
        expect(codesOf(properties, [...grants, ...(grant ? [grant] : [])])).toEqual([code]);
      }),
    );
  });

  it('name the admin credential of a whole subscription only while there is one (H-13)', () => {
    const wide = ofUser(adminRole, subscription);
    expect(codesOf(withLocalAccounts, [wide])).toEqual(['localAccountsOn', 'adminCredentialWide']);
    expect(codesOf(asksAzure, [wide])).toEqual([]);
    expect(codesOf(withoutEntra, [wide])).toEqual(['noEntra', 'adminCredentialWide']);
    expect(codesOf(withoutEntra, [ofUser(role.contributor, subscription)])).toEqual(['noEntra']);
  });

  it('count who can fetch the admin credential (H-13)', () => {
    const grants = [ofUser(role.owner, subscription), assignment(role.contributor, group, otherPrincipal)];
    const [finding] = check(withLocalAccounts, grants).findings;
    expect(textOf(finding!.text)).toContain('1 user and 1 application or managed identity can fetch it.');
    expect(finding!.fix).toEqual({ kind: 'setLocalAccounts', clusterId, enabled: false });
  });

  it('name a role for Kubernetes that has no effect, but none that also lets somebody in (H-13)', () => {
    const noEffect = (roleName: RoleName, scope: string) => codesOf(asksNobody, [ofUser(roleName, scope)]);
    expect(noEffect(role.aksReader, namespace)).toEqual(['azureRbacOff', 'accessWithoutEffect']);
    expect(noEffect(role.aksWriter, clusterId)).toEqual(['azureRbacOff', 'accessWithoutEffect']);
    expect(noEffect(role.aksAdmin, clusterId)).toEqual(['azureRbacOff']);
    expect(noEffect(role.aksReader, group)).toEqual(['azureRbacOff']);
    expect(noEffect(role.reader, clusterId)).toEqual(['azureRbacOff']);
  });

  it("are unknown, with the reason, where role assignments can't be read (H-13)", () => {
    const refused: Entry = [{ kind: 'everyAssignmentIn', subscriptionId }, unreadable()];
    const { findings, unknown } = check(asksAzure, [ofUser(role.aksClusterAdmin, subscription)], [refused]);
    expect(findings).toEqual([]);
    expect(unknown.sort()).toEqual(['accessAtGoneNamespace', 'clusterAdminWide', 'pipelineWritesAllNamespaces']);
    const local = check(withLocalAccounts, [], [refused]);
    expect(local.findings.map(({ code }) => code)).toEqual(['localAccountsOn']);
    expect(local.unknown).toContain('adminCredentialWide');
    expect(local.unknown).not.toContain('localAccountsOn');
  });

  it("say once that they are unknown, not for each role assignment, where a role can't be read (H-13)", () => {
    const refused: Entry = [{ kind: 'role', guid: role.aksClusterAdmin.id, scope: subscription }, unreadable()];
    const { findings, unknown } = check(asksAzure, [ofUser(role.aksClusterAdmin, subscription)], [refused]);
    expect(findings).toEqual([]);
    expect(unknown).toContain('clusterAdminWide');
  });

  it('count who can fetch the admin credential, and say where there may be more (H-13)', () => {
    const [first, second] = [ofUser(adminRole, group), assignment(adminRole, group, otherPrincipal)];
    const limited = { ...second, condition: '@Resource[x] StringEquals "y"' };
    const textWith = (grants: readonly RoleAssignment[]): string =>
      textOf(check(withLocalAccounts, grants).findings.find(({ code }) => code === 'localAccountsOn')!.text);
    expect(textWith([first, second])).toMatch(/ 1 user and 1 application or managed identity can fetch it\.$/);
    expect(textWith([first, limited])).toMatch(/ At least 1 user can fetch it\.$/);
  });

  it('are unknown where a condition may leave nothing of a role (H-13)', () => {
    const limited = ofUser(role.aksClusterAdmin, subscription, { condition: '@Resource[x] StringEquals "y"' });
    expect(check(asksAzure, [limited]).findings.map(({ code, subject }) => [code, subject])).toEqual([
      ['notAllRead', limited.id],
    ]);
  });

  it.each<[string, JsonObject, RoleAssignment, boolean]>([
    ['user credentials without Entra', withoutEntra, assignment(role.aksClusterUser, clusterId, otherPrincipal), true],
    ['user credentials with Entra', asksAzure, assignment(role.aksClusterUser, clusterId, otherPrincipal), false],
    [
      'the nodes, which Karpenter and others need',
      asksAzure,
      assignment(role.contributor, nodeGroup, otherPrincipal),
      false,
    ],
  ])('name pods that become administrator through %s, where they do (H-13)', (_, properties, grant, becomesAdmin) => {
    const entries: readonly Entry[] = [
      [{ kind: 'clusters' }, found([cluster({ ...properties, ...ready })])],
      [{ kind: 'credentials' }, found({ all: [credential({ identityId: app, name: 'shop-cart' })], unknown: [] })],
      [{ kind: 'identities' }, found([{ id: app, name: 'id-app', principalId: otherPrincipal }])],
    ];
    const acting = check({ ...properties, ...ready }, [grant], entries).findings.filter(
      ({ code }) => code === 'workloadActsOnCluster',
    );
    expect(acting.map(({ severity }) => severity)).toEqual(becomesAdmin ? ['error'] : []);
  });

  it('count no role that a deny assignment takes back (H-13)', () => {
    const denial = {
      id: 'd',
      name: 'locked',
      scope: subscription,
      permissions: [
        {
          actions: [],
          notActions: [],
          dataActions: ['Microsoft.ContainerService/managedClusters/*'],
          notDataActions: [],
        },
      ],
      principals: [{ id: person, type: 'User' }],
      excludePrincipals: [],
    };
    const denials: Entry = [{ kind: 'denyAssignments', scope: clusterId }, found([denial])];
    expect(codesOf(asksAzure, [ofUser(role.aksClusterAdmin, subscription)], [denials])).toEqual([]);
  });
});
