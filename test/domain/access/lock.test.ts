/** The lock of a cluster's node resource group: what it prevents, for which users, and how it is found. */
import { describe, expect, it } from 'vitest';
import { everybody } from '../../../src/domain/access/accessCheck.ts';
import { callerMay } from '../../../src/domain/access/callerPermissions.ts';
import { isLocked, lockReasonAt, lockdownPage } from '../../../src/domain/access/denials.ts';
import type { Cluster, DenyAssignment, Permission } from '../../../src/domain/cluster/model.ts';
import { cluster, clusterId, nodeGroup, subscription } from '../../support/domain/clusterFixture.ts';
import { factsOf, found, unreadable, type Entry } from '../../support/domain/factsOf.ts';

const locked = cluster({ nodeResourceGroupProfile: { restrictionLevel: 'ReadOnly' } });
const scope = `${nodeGroup}/providers/Microsoft.Network/loadBalancers/kubernetes`;
const group = (managedBy: string): Entry => [{ kind: 'resource', id: nodeGroup as never }, found({ managedBy })];
const clusterIs = (answer: Entry[1]): Entry => [{ kind: 'cluster', id: clusterId }, answer];
const ofShop = [group(clusterId), clusterIs(found(locked))];

describe('the lock of a node resource group', () => {
  it.each<[string, Cluster, boolean]>([
    ['that says so', locked, true],
    ['of AKS Automatic', cluster({}, { sku: { name: 'Automatic', tier: 'Standard' } }), true],
    ['that says otherwise', cluster({ nodeResourceGroupProfile: { restrictionLevel: 'Unrestricted' } }), false],
    ['that says nothing', cluster(), false],
    ['of another SKU', cluster({}, { sku: { name: 'Base', tier: 'Free' } }), false],
  ])('is known from the cluster: one %s', (_, of, is) => {
    expect(isLocked(of)).toBe(is);
  });

  it('is found by the cluster that the group names', () => {
    expect(lockReasonAt(scope, factsOf(ofShop))).toBe(
      'MC_shop is the node resource group of shop, which is locked: AKS denies changes there to everyone but itself.',
    );
    expect(
      lockReasonAt(
        scope,
        factsOf([
          group(clusterId.toUpperCase()),
          [{ kind: 'cluster', id: clusterId.toUpperCase() as never }, found(locked)],
        ]),
      ),
    ).toBeDefined();
  });

  it.each<[string, string, readonly Entry[]]>([
    ['a subscription', subscription, ofShop],
    ['what is in no subscription', '/providers/Microsoft.Management/managementGroups/contoso', ofShop],
    ['a group that could not be read', scope, [[group(clusterId)[0], unreadable()]]],
    ['a group that is gone', scope, [[group(clusterId)[0], { kind: 'missing' }]]],
    ['a group that nothing manages', scope, [[group(clusterId)[0], found({})]]],
    [
      'a group of another service',
      scope,
      [group(`${subscription}/providers/Microsoft.Databricks/workspaces/w`), ...ofShop.slice(1)],
    ],
    ['a group of something below a cluster', scope, [group(`${clusterId}/agentPools/np1`), ...ofShop.slice(1)]],
    ['a cluster that could not be read', scope, [group(clusterId), clusterIs(unreadable())]],
    ['a cluster that is not locked', scope, [group(clusterId), clusterIs(found(cluster()))]],
  ])('is not claimed of %s, and nothing else is asked', (_, at, entries) => {
    const facts = factsOf(entries);
    expect(lockReasonAt(at, facts)).toBeUndefined();
    expect(facts.missed).toEqual([]);
  });

  it('is not claimed until its cluster is read', () => {
    const facts = factsOf([group(clusterId)]);
    expect(lockReasonAt(scope, facts)).toBeUndefined();
    expect(facts.missed).toEqual([{ kind: 'cluster', id: clusterId }]);
  });

  it('is documented', () => {
    expect(lockdownPage).toBe('https://learn.microsoft.com/azure/aks/node-resource-group-lockdown');
  });
});

describe('the signed-in person at a locked node resource group', () => {
  const all: Permission = { actions: ['*'], notActions: [], dataActions: [], notDataActions: [] };
  const denial = (more: Partial<DenyAssignment> = {}): DenyAssignment => ({
    id: 'd',
    name: 'Node resource group lockdown',
    scope: nodeGroup,
    principals: [{ id: everybody }],
    permissions: [{ ...all, actions: ['*/write', '*/delete', '*/action'] }],
    excludePrincipals: [{ id: 'aks' }],
    ...more,
  });
  const asked = (action: string, denials: Entry[1], entries: readonly Entry[] = ofShop) =>
    callerMay(
      action,
      scope,
      factsOf([
        [{ kind: 'callerPermissions', scope }, found([all])],
        [{ kind: 'denyAssignments', scope }, denials],
        [{ kind: 'callerAssignments', scope }, found([])],
        ...entries,
      ]),
    );
  const [write, remove] = ['write', 'delete'].map((verb) => `Microsoft.Network/loadBalancers/${verb}`) as [
    string,
    string,
  ];
  const stopped = {
    kind: 'missing',
    denied: true,
    isLocked: true,
    reason: expect.stringMatching(/^MC_shop is the node/) as string,
  };

  it.each([
    ['writes', write],
    ['deletes', remove],
    ['grants', 'Microsoft.Authorization/roleAssignments/Write'],
  ])('is stopped, though some are excepted: who %s', (_, action) => {
    expect(asked(action, found([denial()]))).toEqual(stopped);
    expect(asked(action, unreadable()), 'also where deny assignments may not be read').toEqual(stopped);
  });

  it('may read', () => {
    const reads = denial({ permissions: [{ ...all, actions: ['*'] }] });
    expect(asked('Microsoft.Network/loadBalancers/read', found([denial()])).kind).toBe('granted');
    expect(asked('Microsoft.Network/loadBalancers/writers/read', found([reads])).kind).toBe('unknown');
  });

  it.each<[string, Entry[1], string]>([
    ['nothing is denied', found([]), 'granted'],
    ['deny assignments were not found', { kind: 'missing' }, 'granted'],
    [
      'something else is denied',
      found([denial({ permissions: [{ ...all, actions: ['Microsoft.Compute/*'] }] })]),
      'granted',
    ],
    ['the deny assignment only records', found([denial({ audits: true })]), 'granted'],
  ])('is not stopped where %s', (_, denials, kind) => {
    expect(asked(write, denials).kind).toBe(kind);
  });

  it('at a group of no locked cluster is stopped by what is denied alone', () => {
    const entries = [group(clusterId), clusterIs(found(cluster()))];
    expect(asked(write, unreadable(), entries).kind).toBe('unknown');
    expect(asked(write, found([denial()]), entries).kind).toBe('unknown');
    expect(asked(write, found([denial({ excludePrincipals: [] })]), entries)).toEqual({
      kind: 'missing',
      denied: true,
      reason: "The deny assignment 'Node resource group lockdown' blocks everyone.",
    });
  });
});
