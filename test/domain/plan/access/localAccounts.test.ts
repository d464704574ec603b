import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import type { RoleAssignment } from '../../../../src/domain/cluster/model.ts';
import { textOf, textsOf } from '../../../../src/sentences/textOf.ts';
import { planned, refusal } from '../../../support/domain/plans/identityPlans.ts';
import {
  assigned,
  cluster,
  clusterId,
  group,
  guid,
  sub,
  systemAssigned,
  type World,
} from '../../../support/domain/worldFacts.ts';

const subscription = `/subscriptions/${sub}`;
const entra = { aadProfile: { managed: true, enableAzureRBAC: true } };
const off = { kind: 'setLocalAccounts', clusterId, enabled: false } as const;
const on = { ...off, enabled: true };
const inWorld = (properties: JsonObject, assignments: readonly RoleAssignment[] = []) => ({
  resources: [cluster(systemAssigned, properties)],
  assignments,
});
const adminRoleName = 'Azure Kubernetes Service Cluster Admin Role';
const adminRole = assigned(adminRoleName, group, guid(12));
const clusterAdmin = assigned('Azure Kubernetes Service RBAC Cluster Admin', subscription, guid(13));

describe('turning local accounts off', () => {
  it('changes one setting, and can be undone (H-11)', () => {
    const plan = planned(off, inWorld(entra));
    const [step] = plan.steps;
    expect(step).toMatchObject({
      kind: 'putCluster',
      edit: { values: { 'properties.disableLocalAccounts': true } },
    });
    expect(step?.az).toMatch(/^az aks update .*--disable-local-accounts$/);
    expect(plan.confirmName).toBe('shop-weu');
  });

  it('names who can no longer fetch the admin credential (H-11)', () => {
    const ends = (assignments: readonly RoleAssignment[], more: Partial<World> = {}): string | undefined => {
      const { warnings } = planned(off, { ...inWorld(entra, assignments), ...more });
      const warning = warnings.find(({ id }) => id === 'adminCredentialEnds');
      return warning && textOf(warning.text).replace(/ can no longer fetch the admin credential of shop-weu\..*/, '');
    };
    const own = { ...adminRole, id: `${adminRole.id}-own`, principalId: '22222222-0000-4000-8000-000000000009' };
    const others = { caller: [] };
    expect(ends([adminRole], others)).toBe('Application 0000...12');
    expect(ends([], others)).toBeUndefined();
    expect(ends([])).toBe('You');
    expect(ends([adminRole])).toBe('You and application 0000...12');
    expect(ends([own])).toBe('You');
    const many = Array.from({ length: 6 }, (_, n) => assigned(adminRoleName, group, guid(30 + n)));
    expect(ends(many, others)).toBe('6 applications and managed identities');
    expect(ends(many)).toBe('You and 6 applications and managed identities');
  });

  it("says that it doesn't know whether you can fetch the credential where your permissions can't be read (H-11)", () => {
    const plan = planned(off, { ...inWorld(entra), forbidden: ['callerPermissions'] });
    expect(plan.warnings.some(({ id }) => id === 'adminCredentialEnds')).toBe(false);
    expect(plan.checks.find(({ id }) => id === 'fetching')?.verdict).toBe('unknown');
  });

  it.each<[string, JsonObject, readonly RoleAssignment[], string]>([
    ['somebody by a role', entra, [clusterAdmin], 'pass'],
    ['a group that the cluster names', { aadProfile: { managed: true, adminGroupObjectIDs: [guid(14)] } }, [], 'pass'],
    ['nobody that Azure knows', entra, [], 'unknown'],
    ['whoever bindings inside name', { aadProfile: { managed: true } }, [clusterAdmin], 'unknown'],
  ])('checks that an administrator stays: %s (H-11)', (_, properties, assignments, verdict) => {
    const checks = planned(off, inWorld(properties, assignments)).checks;
    expect(checks.filter(({ id }) => id === 'administrators').map((check) => check.verdict)).toEqual([verdict]);
  });

  it("says that it doesn't know who can fetch the credential where role assignments can't be read (H-11)", () => {
    const plan = planned(off, { ...inWorld(entra), forbidden: ['everyAssignmentIn'] });
    expect(plan.checks.filter(({ verdict }) => verdict === 'unknown').map(({ id }) => id)).toEqual([
      'fetching',
      'administrators',
    ]);
  });

  it("says that it doesn't know who can fetch the credential where a role can't be read (H-11)", () => {
    const plan = planned(off, { ...inWorld(entra, [adminRole]), forbidden: ['role'] });
    expect(plan.checks.find(({ id }) => id === 'fetching')?.verdict).toBe('unknown');
  });

  it('is refused where nobody could sign in without them (H-11)', () => {
    expect(refusal(off, inWorld({})).message).toContain("doesn't use Microsoft Entra as AKS manages it");
  });

  it('sends nothing where they are off (H-11)', () => {
    const plan = planned(off, inWorld({ ...entra, disableLocalAccounts: true }));
    expect(plan.checks.map(({ id }) => id)).toEqual(['nothingLeft']);
  });
});

describe('turning local accounts on', () => {
  it('warns of the way around Microsoft Entra, and asks for the name of the cluster (H-11)', () => {
    const plan = planned(on, inWorld({ ...entra, disableLocalAccounts: true }));
    expect(plan.warnings.map(({ id }) => id)).toContain('aroundEntra');
    expect(plan.confirmName).toBe('shop-weu');
    expect(plan.steps[0]?.az).toMatch(/--enable-local-accounts$/);
    expect(textsOf(plan.next).join(' ')).toContain('Turn local accounts off again');
  });

  it('sends nothing where the setting was never made (H-11)', () => {
    expect(planned(on, inWorld(entra)).checks.map(({ id }) => id)).toEqual(['nothingLeft']);
  });
});
