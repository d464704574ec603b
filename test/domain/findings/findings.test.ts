import { evidenceText } from '../../../src/domain/findings/rule/evidence.ts';
import { describe, expect, it } from 'vitest';
import { catalogue, kindOf, type FindingKind } from '../../../src/domain/findings/catalogue.ts';
import { findingsOf } from '../../../src/domain/findings/findings.ts';
import type { Cluster, RoleAssignment } from '../../../src/domain/cluster/model.ts';
import { builtInRoles, role } from '../../../src/domain/access/roles.ts';
import {
  assignment,
  cluster,
  clusterId,
  controlPlaneId,
  controlPlanePrincipal,
  group,
  identityId,
  kubeletPrincipal,
  nodeGroup,
  registryId,
  resource,
  subnet,
  subscription,
} from '../../support/domain/clusterFixture.ts';
import { factsOf, found, unreadable, type Entry } from '../../support/domain/factsOf.ts';

import {
  zone,
  onNodeGroup,
  addon,
  credentials,
  onPrincipal,
  asOf,
  find,
  healthy,
  podIdentity,
  routing,
  pulls,
  abac,
  onSubnet,
  joins,
  codes,
  type Case,
} from '../../support/domain/cases/findingCases.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

describe.each(codes)('%s', (code, severity, has, lacks) => {
  it('each kind of finding is found with its evidence and source', () => {
    const finding = find(has).find((each) => each.code === code);
    expect(finding).toMatchObject({ code, severity, source: expect.stringMatching(/^https:\/\//) as string });
    expect(textOf(finding!.text).length).toBeGreaterThan(20);
    expect(textOf(evidenceText(finding!.evidence)).length).toBeGreaterThan(10);
  });

  it('each kind of finding is not found in a cluster that only looks alike', () => {
    expect(find(lacks).filter((each) => each.code === code)).toEqual([]);
  });
});

describe('the catalogue of findings', () => {
  it('has a case in the tests for each kind', () => {
    const tried = new Set(codes.map(([code]) => kindOf(code)));
    expect(Object.keys(catalogue).filter((kind) => !tried.has(kind as FindingKind))).toEqual([]);
  });

  it('gives each kind a title of its own', () => {
    const titles = Object.values(catalogue).map(({ title }) => textOf(title));
    expect(new Set(titles).size).toBe(titles.length);
  });
});

describe('findings', () => {
  it('do not exist for a healthy cluster', () => {
    expect(
      find({ cluster: healthy, entries: [resource(controlPlaneId, { principalId: controlPlanePrincipal })] }),
    ).toEqual([]);
  });

  it('come with the most severe first', () => {
    const findings = find({ cluster: cluster({ ...onSubnet, ...podIdentity(), provisioningState: 'Updating' }) });
    expect(findings.map(({ severity }) => severity)).toEqual(['error', 'warning', 'warning', 'info']);
  });

  it('claim nothing before anything was read', () => {
    expect(findingsOf(cluster(onSubnet), factsOf([]))).toEqual([]);
  });

  it("claim nothing to be missing if role assignments can't be read", () => {
    const entries: Entry[] = [
      [{ kind: 'assignments', scope: subnet, principalId: controlPlanePrincipal }, unreadable()],
      [{ kind: 'assignments', scope: nodeGroup, principalId: controlPlanePrincipal }, unreadable()],
    ];
    expect(find({ cluster: cluster(onSubnet), entries })).toEqual([]);
  });
});

describe('the change that fixes a finding', () => {
  const fixOf = (code: string, having: Case) => find(having).find((each) => each.code === code)?.fix;

  it('grants the missing role to the identity', () => {
    expect(fixOf('missingGrant:P-02', { cluster: cluster(onSubnet) })).toEqual({
      kind: 'assignRole',
      principalId: controlPlanePrincipal,
      principalType: 'ServicePrincipal',
      role: { id: role.networkContributor.id },
      scope: subnet,
    });
  });

  it('is not offered if the identity holds that role there with a condition: it would be refused', () => {
    const reader = builtInRoles.find(({ guid }) => guid === role.networkContributor.id)!;
    const powerless = { ...reader, permissions: [] };
    const read = { kind: 'role', guid: role.networkContributor.id, scope: subscription } as const;
    const having = (condition?: string): Case => ({
      cluster: cluster(onSubnet),
      grants: [assignment(role.networkContributor, subnet, controlPlanePrincipal, condition ? { condition } : {})],
      entries: [[read, found(powerless)]],
    });
    expect(fixOf('missingGrant:P-02', having())).toBeDefined();
    expect(find(having('x')).map(({ code }) => code)).toContain('missingGrant:P-02');
    expect(fixOf('missingGrant:P-02', having('x'))).toBeUndefined();
  });

  it('grants nothing to a principal that is gone (T-40)', () => {
    const gone: readonly Entry[] = [
      [{ kind: 'resource', id: controlPlaneId }, { kind: 'missing' }],
      resource(controlPlaneId, { principalId: 'dddddddd-0000-0000-0000-000000000004' }),
    ];
    for (const entry of gone) {
      const having: Case = { cluster: cluster(onSubnet), entries: [entry] };
      expect(find(having).map(({ code }) => code)).toContain('missingGrant:P-02');
      expect(fixOf('missingGrant:P-02', having)).toBeUndefined();
      expect(evidenceText(find(having).find(({ code }) => code === 'missingGrant:P-02')!.evidence)).toContain(
        'Fix the identity first',
      );
    }
    const alive = resource(controlPlaneId, { principalId: controlPlanePrincipal.toUpperCase() });
    expect(fixOf('missingGrant:P-02', { cluster: cluster(onSubnet), entries: [alive] })).toBeDefined();
  });

  it('grants the role that counts at a registry that decides by repository', () => {
    expect(fixOf('registryRoleIneffective', { cluster: healthy, grants: [pulls], entries: [abac] })).toMatchObject({
      kind: 'assignRole',
      principalId: kubeletPrincipal,
      role: { id: role.repositoryReader.id },
      scope: registryId,
    });
  });

  it('leaves the service principal, unless the cluster demands a user-assigned identity', () => {
    const [properties, top] = onPrincipal;
    expect(fixOf('servicePrincipal', { cluster: cluster(properties, top) })).toEqual({
      kind: 'setControlPlane',
      clusterId,
      controlPlane: { kind: 'systemAssigned' },
    });
    const own = { ...properties, apiServerAccessProfile: { privateDNSZone: zone } };
    expect(fixOf('servicePrincipal', { cluster: cluster(own, top) })).toBeUndefined();
  });

  it('upgrades the node images of a half-migrated cluster', () => {
    const half = { cluster: cluster({ identityProfile: null }) };
    expect(fixOf('halfMigrated', half)).toEqual({ kind: 'upgradeNodeImages', clusterId });
  });
});

describe('grants that are too wide', () => {
  const wide = (grant: RoleAssignment) =>
    find({ cluster: cluster(), grants: [grant] }).filter(({ code }) => code === 'tooWideGrant');

  it('are Owner and Contributor of the kubelet anywhere, and of any identity on a subscription', () => {
    expect(wide(assignment(role.owner, nodeGroup, kubeletPrincipal))).toHaveLength(1);
    expect(wide(assignment(role.contributor, subscription))).toHaveLength(1);
  });

  it('are not the Contributor that AKS gives to the control plane, nor any other role', () => {
    expect(wide(onNodeGroup)).toEqual([]);
    expect(wide(assignment(role.reader, subscription, kubeletPrincipal))).toEqual([]);
  });

  it('name the narrower role and are never removed by a click', () => {
    const [finding] = wide(assignment(role.contributor, group, kubeletPrincipal));
    expect(finding!.text).toContain('AcrPull');
    expect(finding!.fix).toBeUndefined();
  });
});

describe('a grant that a deny assignment takes away', () => {
  it('is found without a fix, because no role would help', () => {
    const denial = {
      id: '/d',
      name: 'lockdown',
      scope: subnet,
      excludePrincipals: [],
      permissions: [{ actions: ['*/join/action'], notActions: [], dataActions: [], notDataActions: [] }],
      principals: [{ id: controlPlanePrincipal }],
    };
    const denials: Entry = [{ kind: 'denyAssignments', scope: subnet }, found([denial])];
    const told = (grants: RoleAssignment[]) => find({ cluster: cluster(onSubnet), grants, entries: [denials] });
    expect(told([joins])).toMatchObject([{ code: 'missingGrant:P-02', severity: 'error' }]);
    expect(told([joins])[0]).not.toHaveProperty('fix');
    expect(told([joins])[0]!.text).toContain('is denied what it needs on subnet');
    expect(told([])[0]).toHaveProperty('fix');
  });
});

describe('dates', () => {
  it('turn a warning into an error once legacy monitoring has retired', () => {
    const having = { cluster: cluster(addon('omsagent')) };
    const severity = (now: string) =>
      find({ ...having, now: asOf(now) }).find(({ code }) => code === 'legacyMonitoringAuthentication')?.severity;
    expect(severity('2026-09-30T23:00:00Z')).toBe('warning');
    expect(severity('2026-10-01T00:00:00Z')).toBe('error');
  });

  it('say what to do about legacy monitoring, also where the cluster has no managed identity', () => {
    const told = (by: Partial<Cluster>) =>
      find({ cluster: { ...cluster(addon('omsagent')), ...by }, now: asOf('2026-10-01T00:00:00Z') })
        .flatMap(({ code, text }) => (code === 'legacyMonitoringAuthentication' ? [textOf(text)] : []))
        .join();
    expect(told({})).toMatch(/retired on Sep 30, 2026\..*needs no role: disable the add-on and enable it/);
    const controlPlane = { kind: 'servicePrincipal', clientId: 'c9' } as const;
    expect(told({ controlPlane })).toMatch(/no role: disable .* First migrate the cluster to one\./);
  });

  it('turn information into a warning in other words once an add-on has ended', () => {
    const told = (key: string, now: string) =>
      find({ cluster: cluster(key === 'webAppRouting' ? routing({}) : addon(key)), now: asOf(now) })
        .map(
          ({ code, severity, text, evidence }) =>
            `${code} ${severity}: ${textOf(text)} ${textOf(evidenceText(evidence))}`,
        )
        .join();
    expect(told('openServiceMesh', '2027-09-29T23:00:00Z')).toMatch(/openServiceMesh info: .* Support ends on/);
    expect(told('openServiceMesh', '2027-09-30T00:00:00Z')).toMatch(/warning: .* Support ended on September 30, 2027/);
    const routed = told('webAppRouting', '2026-12-01T00:00:00Z');
    expect(routed).toMatch(
      /warning: .* got its last security patches in November 2026.* Last day of support: Nov 30, 2026/,
    );
  });

  it('make no finding of the routing add-on whose NGINX is off, however that is cased', () => {
    const off = routing({ nginx: { defaultIngressControllerType: 'none' } });
    expect(find({ cluster: cluster(off) })).toEqual([]);
  });
});

describe('the number of federated credentials', () => {
  it('is a warning from sixteen on, also if only workloads of the cluster use the identity', () => {
    const issuer = 'https://westeurope.oic.prod-aks.azure.com/t/i/';
    const issues = (enabled: boolean) => cluster({ oidcIssuerProfile: { enabled, issuerURL: issuer } });
    const held = (count: number, of: string): Entry => [
      { kind: 'credentials' },
      found({
        all: Array.from({ length: count }, (_, i) => ({
          identityId: identityId('id-app'),
          name: `c${i}`,
          issuer: of,
          subject: `system:serviceaccount:shop:cart${i}`,
          audiences: ['api://AzureADTokenExchange'],
        })),
        unknown: [],
      }),
    ];
    const near = (model: Cluster, entry: Entry) =>
      find({ cluster: model, entries: [entry] }).filter(({ code }) => code === 'federatedCredentialLimit');
    const told = (model: Cluster, entry: Entry) => near(model, entry).map(({ code }) => code);
    const words = (count: number) => near(issues(true), held(count, issuer)).map(({ text }) => text);
    expect(words(19)).toEqual([expect.stringMatching(/^id-app has 19 of at most 20 federated credentials\./)]);
    expect(words(20)).toEqual([
      expect.stringMatching(/^id-app has 20 of 20 federated credentials, so no more can be added\./),
    ]);
    expect(told(issues(true), held(16, issuer.slice(0, -1)))).toEqual(['federatedCredentialLimit']);
    expect(told(issues(true), held(15, issuer))).toEqual([]);
    expect(told(issues(true), held(16, 'https://token.actions.githubusercontent.com'))).toEqual([]);
    expect(told(issues(false), held(16, issuer))).toEqual([]);
  });

  it('is an error at twenty', () => {
    expect(find({ cluster: healthy, entries: [credentials(20)] })).toMatchObject([{ severity: 'error' }]);
  });
});
