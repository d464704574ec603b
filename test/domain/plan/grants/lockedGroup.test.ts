/** Grants in the node resource group of a cluster, which may be locked. */
import { describe, expect, it } from 'vitest';
import { everybody } from '../../../../src/domain/access/accessCheck.ts';
import { role } from '../../../../src/domain/access/roles.ts';
import { idKey, type ArmId } from '../../../../src/domain/arm/resourceId.ts';
import type { DenyAssignment, RoleAssignment } from '../../../../src/domain/cluster/model.ts';
import type { Need } from '../../../../src/domain/needs/need.ts';
import { grantsFor } from '../../../../src/domain/plan/grants/neededGrants.ts';
import {
  assignment,
  azure,
  cluster,
  clusterId,
  controlPlanePrincipal as principalId,
  nodeGroup,
  subscription,
} from '../../../support/domain/clusterFixture.ts';
import { found, type Entry } from '../../../support/domain/factsOf.ts';
import { needKind } from '../../../../src/domain/needs/needKinds.ts';
import { say } from '../../../../src/sentences/words.ts';

describe('a need in the locked node resource group of a cluster', () => {
  const scope = `${nodeGroup}/providers/Microsoft.Network/routeTables/rt`;
  const need: Need = {
    ...needKind.changeRoutes,
    identity: 'controlPlane',
    role: role.networkContributor,
    scope,
    source: 'https://x',
    actions: ['Microsoft.Network/routeTables/write'],
    why: say`Nodes are routed to.`,
  };
  const grantee = { name: 'id-shop', principal: { kind: 'principal', principalId }, principalId } as const;
  const everything = found([{ actions: ['*'], notActions: [], dataActions: [], notDataActions: [] }]);
  const lockdown: DenyAssignment = {
    id: 'd',
    name: 'Node resource group lockdown',
    scope: nodeGroup,
    principals: [{ id: everybody }],
    permissions: [{ actions: ['*/write', '*/delete'], notActions: [], dataActions: [], notDataActions: [] }],
    excludePrincipals: [{ id: principalId }],
  };
  const level = (restrictionLevel: string) => found(cluster({ nodeResourceGroupProfile: { restrictionLevel } }));
  const entriesOf = (of: Entry[1]): readonly Entry[] => [
    [{ kind: 'callerPermissions', scope }, everything],
    [{ kind: 'callerPermissions', scope: subscription }, everything],
    [{ kind: 'denyAssignments', scope }, found([lockdown])],
    [{ kind: 'callerAssignments', scope }, found([])],
    [{ kind: 'resource', id: nodeGroup as ArmId }, found({ id: nodeGroup, managedBy: clusterId })],
    [{ kind: 'cluster', id: clusterId }, of],
  ];
  const inGroup = (restrictionLevel: string, newGroups: readonly string[] = [], held: readonly RoleAssignment[] = []) =>
    grantsFor([need], grantee, {
      facts: azure(held, entriesOf(level(restrictionLevel))),
      newIdentities: new Map(),
      newIssuers: new Set(),
      newGroups: new Map(newGroups.map((id) => [idKey(id), 'westeurope'])),
      earlier: [],
    });

  it('is not a step, since only AKS grants there', () => {
    const { steps, checks } = inGroup('ReadOnly');
    expect(steps).toEqual([]);
    expect(checks).toHaveLength(1);
    expect(checks[0]).toMatchObject({
      title: expect.stringContaining('id-shop can change routes in route table rt') as string,
      verdict: 'unknown',
      detail:
        'Network Contributor. MC_shop is the node resource group of shop, which is locked: AKS denies changes there to everyone but itself.',
    });
    expect(checks[0]).not.toHaveProperty('byStep');
  });

  it("is met by AKS's own grant", () => {
    const { steps, checks } = inGroup('ReadOnly', [], [assignment(role.networkContributor, nodeGroup)]);
    expect(steps).toEqual([]);
    expect(checks).toHaveLength(1);
    expect(checks[0]).toMatchObject({ verdict: 'pass', detail: 'Network Contributor inherited from MC_shop.' });
  });

  it('in the node resource group of a cluster is a step where it is not locked, or is only made by the plan', () => {
    for (const { steps, checks } of [inGroup('Unrestricted'), inGroup('ReadOnly', [nodeGroup])]) {
      expect(steps).toHaveLength(1);
      expect(checks[0]).toMatchObject({ verdict: 'pass', detail: 'Network Contributor.', byStep: steps[0]!.id });
    }
  });
});
