import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import type { ChangeOf } from '../../../../src/domain/change/change.ts';
import { role } from '../../../../src/domain/access/roles.ts';
import { textOf } from '../../../../src/sentences/textOf.ts';
import { allSaidOf } from '../../../support/domain/plans/planPoints.ts';
import { planned, refusal } from '../../../support/domain/plans/identityPlans.ts';
import {
  assigned,
  cluster,
  clusterId,
  group,
  guid,
  sub,
  systemAssigned,
  worldFacts,
  type World,
} from '../../../support/domain/worldFacts.ts';
import { planChanges } from '../../../../src/domain/plan/whole/planChanges.ts';
import type { RoleAssignment } from '../../../../src/domain/cluster/model.ts';
import type { Facts, Read } from '../../../../src/domain/cluster/facts.ts';
import { found } from '../../../support/domain/factsOf.ts';

const azureDecides = { aadProfile: { managed: true, enableAzureRBAC: true }, disableLocalAccounts: true };
const shopIdentity = {
  id: `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-shop`,
  name: 'id-shop',
  type: 'Microsoft.ManagedIdentity/userAssignedIdentities',
  location: 'westeurope',
  properties: { principalId: guid(12), clientId: guid(14), tenantId: guid(15) },
};
const world = (more: Partial<World> = {}, properties: JsonObject = azureDecides): World => ({
  resources: [cluster(systemAssigned, properties)],
  ...more,
});
const grant = (more: Partial<ChangeOf<'grantClusterAccess'>> = {}): ChangeOf<'grantClusterAccess'> => ({
  kind: 'grantClusterAccess',
  clusterId,
  namespace: 'shop',
  principalId: guid(12),
  principalType: 'User',
  level: 'writer',
  ...more,
});

describe('assigning a Kubernetes role', () => {
  it('assigns it at the namespace, and the way in at the cluster (H-12)', () => {
    const { steps } = planned(grant(), world());
    expect(steps.map((step) => (step.kind === 'assignRole' ? [step.roleName, step.scope] : []))).toEqual([
      [role.aksWriter.name, `${clusterId}/namespaces/shop`],
      [role.aksClusterUser.name, clusterId],
    ]);
    expect(steps.map(({ request }) => (request.body?.['properties'] as JsonObject)['principalType'])).toEqual([
      'User',
      'User',
    ]);
    expect(steps[0]?.az).toContain('--assignee-principal-type User');
  });

  it('assigns the way in to an identity that is named by its resource ID, too (H-12)', () => {
    const plan = planned(grant({ principalId: shopIdentity.id, principalType: 'ServicePrincipal' }), {
      ...world(),
      resources: [cluster(systemAssigned, azureDecides), shopIdentity],
    });
    expect(plan.steps.map((step) => (step.kind === 'assignRole' ? step.roleName : ''))).toEqual([
      role.aksWriter.name,
      role.aksClusterUser.name,
    ]);
    expect(textOf(plan.summary)).toContain('to id-shop');
  });

  it('says when it counts and how it is undone where only the way in is missing (H-12)', () => {
    const writer = assigned('Azure Kubernetes Service RBAC Writer', `${clusterId}/namespaces/shop`, guid(12));
    const plan = planned(grant(), world({ assignments: [writer] }));
    const wayInAlone = planned(
      { kind: 'assignRole', principalId: guid(12), role: { id: role.aksClusterUser.id }, scope: clusterId },
      world(),
    );
    const timesOf = ({ points }: typeof plan) =>
      points.flatMap(({ kind, text }) => (['takes', 'wayBack'].includes(kind) ? [kind, textOf(text)] : []));
    expect(timesOf(plan)).toContain('wayBack');
    expect(timesOf(plan)).toEqual(timesOf(wayInAlone));
  });

  it("doesn't know as which identities pods can act where credentials can't be read (H-12)", () => {
    const withIssuer = {
      ...azureDecides,
      oidcIssuerProfile: { enabled: true, issuerURL: 'https://issuer.example/x/' },
    };
    const open = planned(grant(), world({ forbidden: ['credentials'] }, withIssuer));
    expect(open.checks.find(({ id }) => id === 'workloadIdentities')?.verdict).toBe('unknown');
    const reader = planned(grant({ level: 'reader' }), world({ forbidden: ['credentials'] }, withIssuer));
    expect(reader.checks.map(({ id }) => id)).not.toContain('workloadIdentities');
    expect(planned(grant(), world({}, withIssuer)).checks.map(({ id }) => id)).not.toContain('workloadIdentities');
  });

  it('says that it counts within 5 minutes, and nothing of 60 (H-12)', () => {
    const plan = planned(grant(), world());
    expect(allSaidOf(plan)).toContain('up to 5 minutes');
    expect(allSaidOf(plan)).not.toContain('60 minutes');
    expect(plan.warnings.map(({ id }) => id)).not.toContain('rolesTakeTime');
  });

  it('leaves out the way in for somebody who has one (H-12)', () => {
    const assignments = [assigned('Azure Kubernetes Service Cluster User Role', group, guid(12))];
    expect(planned(grant(), world({ assignments })).steps).toHaveLength(1);
  });

  it("doesn't know whether somebody has a way in where that can't be read (H-12)", () => {
    const facts = worldFacts(world());
    const get = (read: Read) =>
      read.kind === 'assignments' && read.scope === clusterId
        ? { kind: 'unreadable', cause: 'refused', subject: { what: 'assignments' }, reason: 'No.' }
        : facts.get(read);
    const plan = planChanges([grant()], { ...facts, get: get as Facts['get'] });
    expect(plan.steps).toHaveLength(1);
    expect(plan.checks.find(({ id }) => id === 'wayIn')?.verdict).toBe('unknown');
  });

  it.each([
    ['a managed namespace that is there', { isManaged: true }, `${clusterId}/managedNamespaces/shop`],
    ['the whole cluster', { namespace: undefined }, clusterId],
  ])('is made at %s (H-12)', (_, more, scope) => {
    const managed = { id: `${clusterId}/managedNamespaces/shop`, name: 'shop', properties: {} };
    const { namespace = 'shop', ...rest } = grant();
    const change = { ...rest, ...('isManaged' in more ? { namespace, isManaged: true } : {}) };
    const plan = planned(change, world({ resources: [cluster(systemAssigned, azureDecides), managed] }));
    expect(plan.steps.map((step) => (step.kind === 'assignRole' ? step.scope : ''))).toContain(scope);
  });

  it.each<[string, Partial<ChangeOf<'grantClusterAccess'>>, JsonObject, string]>([
    ['where the cluster does not ask Azure', {}, { aadProfile: { managed: true } }, 'would have no effect'],
    ['for a managed namespace that is not there', { isManaged: true }, azureDecides, 'manages no namespace shop'],
    ['for Cluster Admin at a namespace', { level: 'clusterAdmin' }, azureDecides, 'a role for a whole cluster'],
    ['for a name that no namespace can have', { namespace: 'Shop_1' }, azureDecides, "can't be the name"],
  ])('is refused %s (H-12)', (_, more, properties, text) => {
    expect(refusal(grant(more), world({}, properties)).message).toContain(text);
  });

  it('says that a pipeline rarely needs every namespace (H-12)', () => {
    const { namespace: _, ...everywhere } = grant({ principalType: 'ServicePrincipal' });
    const ids = planned(everywhere, world()).warnings.map(({ id }) => id);
    expect(ids).toContain('allNamespaces');
    expect(planned({ ...everywhere, principalType: 'User' }, world()).warnings.map(({ id }) => id)).not.toContain(
      'allNamespaces',
    );
  });
});

describe('removing access to a cluster', () => {
  const subscription = `/subscriptions/${sub}`;
  const here = { ...assigned('Azure Kubernetes Service RBAC Writer', clusterId, guid(12)), principalType: 'User' };
  const above = assigned('Azure Kubernetes Service RBAC Writer', subscription, guid(12));
  const admin = assigned('Azure Kubernetes Service RBAC Cluster Admin', clusterId, guid(12));
  const remove = (roleAssignmentId: string) => ({ kind: 'removeClusterAccess', clusterId, roleAssignmentId }) as const;
  const warned = (assignments: World['assignments'], id: string) =>
    planned(remove(id), world({ assignments: assignments ?? [] })).warnings;

  it('removes exactly this assignment (H-12)', () => {
    const { steps } = planned(remove(here.id), world({ assignments: [here] }));
    expect(steps.map(({ request }) => [request.method, request.path])).toEqual([['DELETE', here.id]]);
  });

  it('says what its holder can still do, and through which role (H-12)', () => {
    const kept = warned([here, above], here.id).find(({ id }) => id === 'keepsInClusters');
    expect(textOf(kept!.text)).toContain('can still create and change workloads');
    expect(textOf(kept!.text)).toContain('by a role on subscription');
    expect(warned([here], here.id).some(({ id }) => id === 'keepsInClusters')).toBe(false);
  });

  it('says what stays at a namespace where a role is taken from the whole cluster (H-12)', () => {
    const atShop = assigned('Azure Kubernetes Service RBAC Writer', `${clusterId}/namespaces/shop`, guid(12));
    const elsewhere = assigned('Azure Kubernetes Service RBAC Writer', `${clusterId}/namespaces/web`, guid(12));
    const said = (removed: string, ...all: RoleAssignment[]) =>
      warned(all, removed).flatMap(({ id: warning, text }) => (/keeps|takes/.test(warning ?? '') ? textOf(text) : []));
    const all = 'create and change workloads, read Secrets, run commands in pods, and see workloads';
    expect(said(here.id, here, atShop)).toEqual([
      `On cluster shop-weu, user 0000...12 can still ${all} in namespace shop, through Azure Kubernetes Service RBAC Writer there, but nowhere else.`,
    ]);
    const perhaps = { ...elsewhere, condition: "@Resource[x:y] StringEquals 'z'" };
    expect(said(here.id, here, atShop, perhaps)).toEqual([
      `On cluster shop-weu, user 0000...12 can still ${all} in namespace shop, through Azure Kubernetes Service RBAC Writer there; whether they can elsewhere isn't known.`,
    ]);
    expect(said(atShop.id, atShop, here)).toEqual([
      `On cluster shop-weu, application 0000...12 can still ${all}, by a role on cluster shop-weu.`,
    ]);
    expect(said(atShop.id, atShop, elsewhere)).toEqual([
      `In namespace shop of cluster shop-weu, application 0000...12 can then no longer ${all.replace('and see', 'or see')}.`,
    ]);
  });

  it('asks of identities alone whether something needs the role (H-12)', () => {
    const idsFor = (principalType: string) => warned([{ ...here, principalType }], here.id).map(({ id }) => id);
    expect(idsFor('ServicePrincipal')).toContain('unseenUse');
    for (const people of ['User', 'Group']) expect(idsFor(people)).not.toContain('unseenUse');
  });

  it('says that nobody else administers the cluster (H-12)', () => {
    const other = assigned('Azure Kubernetes Service RBAC Cluster Admin', group, guid(13));
    const plan = planned(remove(admin.id), world({ assignments: [admin] }));
    expect(plan.warnings.map(({ id }) => id)).toContain('lastAdministrator');
    expect(plan.confirmName).toBe('shop-weu');
    expect(warned([admin, other], admin.id).map(({ id }) => id)).not.toContain('lastAdministrator');
  });

  it('is open about administrators where another one has a condition (H-12)', () => {
    const other = {
      ...assigned('Azure Kubernetes Service RBAC Cluster Admin', group, guid(13)),
      condition: "@Resource[x] StringEquals 'y'",
    };
    const plan = planned(remove(admin.id), world({ assignments: [admin, other] }));
    expect(plan.checks.find(({ id }) => id === 'administrators')?.verdict).toBe('unknown');
    expect(plan.warnings.map(({ id }) => id)).not.toContain('lastAdministrator');
  });

  it('does not say that a role with a condition keeps something (H-12)', () => {
    const plan = planned(
      remove(here.id),
      world({ assignments: [here, { ...above, condition: "@Resource[x] StringEquals 'y'" }] }),
    );
    expect(plan.warnings.map(({ id }) => id)).not.toContain('keepsInClusters');
    expect(plan.checks.find(({ id }) => id === 'accessThen')?.verdict).toBe('unknown');
  });

  it('takes what the tab Access shows: roles at nodes and at a Fleet of the cluster (H-12)', () => {
    const nodes = assigned('Contributor', `${subscription}/resourceGroups/MC_rg-shop_shop-weu_westeurope`, guid(12));
    const inNodes = assigned(
      'Contributor',
      `${nodes.scope}/providers/Microsoft.Compute/virtualMachineScaleSets/a`,
      guid(12),
    );
    const fleetId = `${group}/providers/Microsoft.ContainerService/fleets/hub`;
    const atFleet = assigned('Reader', `${fleetId}/namespaces/shop`, guid(12));
    const memberOf = (id: string) => ({
      id: `${fleetId}/members/m`,
      name: 'm',
      properties: { clusterResourceId: id },
    });
    const assignments = [nodes, inNodes, atFleet];
    for (const each of [nodes, inNodes]) expect(planned(remove(each.id), world({ assignments })).steps).toHaveLength(1);
    expect(textOf(warned(assignments, nodes.id).find(({ id }) => id === 'keepsInClusters')!.text)).toContain(
      'root on nodes',
    );
    const withMember = (id: string) =>
      world({ assignments, resources: [cluster(systemAssigned, azureDecides), memberOf(id)] });
    expect(planned(remove(atFleet.id), withMember(clusterId)).steps).toHaveLength(1);
    expect(refusal(remove(atFleet.id), withMember(`${clusterId}-2`)).message).toContain("doesn't reach");
    const open = planned(remove(atFleet.id), { ...withMember(clusterId), forbidden: ['listBelow'] });
    expect(open.checks.find(({ id }) => id === 'reaches')?.verdict).toBe('unknown');
  });

  it('is refused for a management group that is not above the cluster (H-12)', () => {
    const mg = assigned('Reader', '/providers/Microsoft.Management/managementGroups/mg-b', guid(12));
    const facts = worldFacts(world({ assignments: [mg] }));
    const listing = (answer: unknown): Facts => {
      const get = (read: Read) => (read.kind === 'everyAssignmentIn' ? answer : facts.get(read));
      return { ...facts, get: get as Facts['get'] };
    };
    expect(planChanges([remove(mg.id)], facts).steps).toHaveLength(1);
    expect(() => planChanges([remove(mg.id)], listing(found([])))).toThrow("doesn't reach shop-weu");
  });

  it("doesn't know whether somebody administers the cluster where the list can't be read (H-12)", () => {
    const plan = planned(remove(admin.id), world({ assignments: [admin], forbidden: ['everyAssignmentIn'] }));
    expect(plan.checks.find(({ id }) => id === 'administrators')?.verdict).toBe('unknown');
    expect(plan.warnings.map(({ id }) => id)).not.toContain('lastAdministrator');
  });

  it('says that the person who removes it loses the right to assign roles (H-12)', () => {
    const own = assigned('Owner', group, guid(20));
    const facts = worldFacts(world({ assignments: [own] }));
    const withOwn = (...all: (typeof own)[]) => {
      const get = (read: Read) => (read.kind === 'callerAssignments' ? found(all) : facts.get(read));
      return planChanges([remove(own.id)], { ...facts, get }).warnings.map(({ id }) => id);
    };
    expect(withOwn(own)).toContain('ownRightEnds');
    expect(withOwn(own, assigned('Owner', subscription, guid(20)))).not.toContain('ownRightEnds');
    expect(withOwn(assigned('Owner', subscription, guid(20)))).not.toContain('ownRightEnds');
  });

  it('is refused for an assignment that does not reach the cluster (H-12)', () => {
    const elsewhere = assigned('Reader', `${subscription}/resourceGroups/rg-other`, guid(12));
    expect(refusal(remove(elsewhere.id), world({ assignments: [elsewhere] })).message).toContain(
      "doesn't reach shop-weu",
    );
  });
});
