/**
 * Grants in a subscription that another directory lets ours manage: whatever plans them, Azure needs to know which
 * identity gets them.
 */
import { describe, expect, it } from 'vitest';
import type { Change } from '../../../../src/domain/change/change.ts';
import { planChanges } from '../../../../src/domain/plan/whole/planChanges.ts';
import { answering, found } from '../../../support/domain/factsOf.ts';
import {
  assigned,
  cluster,
  clusterId,
  group,
  groupResource,
  guid,
  identity,
  identityId,
  registryId,
  sub,
  tenant,
  userAssigned,
  worldFacts,
} from '../../../support/domain/worldFacts.ts';
import { onSubnet, registry, subnet } from '../../../support/domain/plans/identityPlans.ts';
import { textOf } from '../../../../src/sentences/textOf.ts';

const account = `${group}/providers/Microsoft.Storage/storageAccounts/st`;
const kubeletidentity = { resourceId: identityId('id-kubelet'), clientId: guid(62), objectId: guid(12) };
const own = cluster(userAssigned('id-shop', guid(10)), { ...onSubnet, identityProfile: { kubeletidentity } });
const names = { 'id-shop': 10, 'id-kubelet': 12, 'id-new': 13 };
const identities = Object.entries(names).map(([name, n]) => identity(name, guid(n)));
const changes: readonly (readonly [string, Change])[] = [
  [
    'what is carried over',
    { kind: 'setControlPlane', clusterId, controlPlane: { kind: 'userAssigned', identityId: identityId('id-new') } },
  ],
  ['a single role', { kind: 'assignRole', principalId: guid(13), role: { name: 'Reader' }, scope: account }],
  ['an attached registry', { kind: 'attachRegistry', clusterId, registryId }],
];

describe('a grant in a delegated subscription', () => {
  it.each(changes)('names the resource of the identity: %s (R-24)', (_, change) => {
    const facts = worldFacts({
      resources: [own, subnet, registry, groupResource, ...identities],
      assignments: [assigned('Storage Account Contributor', account, guid(10))],
      caller: [],
    });
    const delegated = found({ id: sub, name: 'Customer', tenantId: tenant, delegation: 'delegated' });
    const { steps, checks } = planChanges([wanting(change)], answering(facts, { subscription: delegated }));
    const grants = steps.filter(({ kind }) => kind === 'assignRole');
    expect(grants.length).toBeGreaterThan(0);
    for (const { request, az } of grants) {
      expect(request.body).toMatchObject({
        properties: { delegatedManagedIdentityResourceId: expect.stringContaining('userAssignedIdentities') as string },
      });
      expect(checks.some((check) => check.request?.command.includes(az))).toBe(true);
    }
    const offers = checks.filter(({ title }) => textOf(title).startsWith("Couldn't verify whether your offer allows"));
    expect(offers).toHaveLength(grants.length);
  });
});

/** What nobody could assign is carried over only where it is chosen. */
function wanting(change: Change): Change {
  const { id } = assigned('Storage Account Contributor', account, guid(10));
  return change.kind === 'setControlPlane' ? { ...change, carry: { controlPlane: [id] } } : change;
}
