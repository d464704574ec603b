import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import { checkedCluster } from '../../../src/domain/checked/checkedCluster.ts';
import { clusterOf } from '../../../src/domain/cluster/fromArm.ts';
import type { RoleAssignment } from '../../../src/domain/cluster/model.ts';
import type { ReportRow } from '../../../src/domain/report/columns.ts';
import { comparisonInWords } from '../../../src/domain/report/comparison.ts';
import { comparisonOf } from '../../support/domain/comparisonOf.ts';
import { inOneGo } from '../../../src/shape/steps.ts';
import { parseBaseline } from '../../../src/domain/report/formats/baseline.ts';
import { reportOf } from '../../../src/domain/report/formats/report.ts';
import type { Facts, Read } from '../../../src/domain/cluster/facts.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { fc } from '../../support/property.ts';
import {
  assigned,
  cluster,
  defaultKubelet,
  group,
  guid,
  identity,
  nodeGroup,
  registryId,
  subnetId,
  systemAssigned,
  worldFacts,
} from '../../support/domain/worldFacts.ts';

const [old, other, kubelet, controlPlane] = [guid(40), guid(41), guid(60), guid(1)];
const at = new Date('2026-09-01T12:00:00Z');

/** Roles that the kubelet and two identities, which may once have been the cluster's, may have. */
const roles: readonly RoleAssignment[] = [
  assigned('AcrPull', registryId, kubelet),
  assigned('Contributor', nodeGroup, controlPlane),
  ...[old, other].flatMap((principalId) => [
    assigned('AcrPull', registryId, principalId),
    assigned('Contributor', group, principalId),
    assigned('Contributor', nodeGroup, principalId),
    assigned('Network Contributor', subnetId, principalId),
  ]),
];
const [pullsNow] = roles;

interface Drawn {
  readonly held: readonly RoleAssignment[];
  /** True if the cluster's settings name the subnet. */
  readonly isInSubnet: boolean;
  /** True if one of the identities is the cluster's again. */
  readonly isBack: boolean;
  readonly isUpdating: boolean;
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  held: fc.subarray([...roles]),
  isInSubnet: fc.boolean(),
  isBack: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
  isUpdating: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
});

function rowOf(
  { held, isInSubnet, isBack, isUpdating }: Drawn,
  forbidden: readonly Read['kind'][] = [],
  more: Partial<Facts> = {},
): ReportRow {
  const ownKubelet = { ...(defaultKubelet['kubeletidentity'] as JsonObject), ...(isBack ? { objectId: old } : {}) };
  const json = cluster(systemAssigned, {
    identityProfile: { kubeletidentity: ownKubelet },
    provisioningState: isUpdating ? 'Updating' : 'Succeeded',
    agentPoolProfiles: [
      {
        ...{ name: 'system', type: 'VirtualMachineScaleSets', mode: 'System', count: 3, nodeImageVersion: 'img-1' },
        ...(isInSubnet ? { vnetSubnetID: subnetId } : {}),
      },
    ],
  });
  const facts = worldFacts({
    resources: [
      ...[json, identity('id-old', old), identity('id-other', other)],
      { id: registryId, name: 'acrshop', properties: { roleAssignmentMode: 'LegacyRegistryPermissions' } },
    ],
    assignments: held,
    forbidden,
  });
  return { cluster: clusterOf(json), ...checkedCluster(clusterOf(json), { ...facts, ...more }) };
}

const baselineOf = (row: ReportRow) => parseBaseline(reportOf([row], 'json', at));
const isOfLeftovers = ({ code }: { readonly code: string }): boolean =>
  code === 'leftoverGrant' || code === 'oldIdentityInUse';

describe('a comparison of left-over roles', () => {
  it('calls fixed only what is not held any more, or is of an identity that the cluster uses', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(drawn, drawn, (before, after) => {
        const earlier = rowOf(before);
        const comparison = comparisonOf([rowOf(after)], baselineOf(earlier));
        const fixed = new Set(comparison.fixed.map(({ text }) => text));
        for (const { grant, text } of earlier.findings.filter(isOfLeftovers)) {
          if (grant === undefined || !fixed.has(textOf(text))) continue;
          const isHeld = after.held.some(
            ({ scope, principalId, roleDefinitionId }) =>
              scope === grant.scope &&
              principalId === grant.principalId &&
              assigned(textOf(grant.role), scope, principalId).roleDefinitionId === roleDefinitionId,
          );
          seen.add(isHeld ? 'used' : 'gone');
          expect(isHeld && !(after.isBack && grant.principalId === old), textOf(text)).toBe(false);
        }
        for (const _ of comparison.held) seen.add('held');
      }),
      { numRuns: 200 },
    );
    expect([...seen].sort()).toEqual(['gone', 'held', 'used']);
  });

  /** What the kubelet, the control plane and one old identity have: a role at the registry, and one at the cluster's group. */
  const usual = roles.slice(0, 4);
  const all: Drawn = { held: usual, isInSubnet: false, isBack: false, isUpdating: false };
  const without = (...lost: readonly (RoleAssignment | undefined)[]): Drawn => ({
    ...all,
    held: usual.filter((role) => !lost.includes(role)),
  });
  const leftIn = (comparison: ReturnType<typeof comparisonOf>) => ({
    fixed: comparison.fixed.filter(isOfLeftovers).length,
    held: comparison.held.length,
  });

  it('says that a role is still held where the role of the kubelet that made it suspicious was removed', () => {
    const row = rowOf(without(pullsNow));
    const comparison = comparisonOf([row], baselineOf(rowOf(all)));
    expect(leftIn(comparison)).toEqual({ fixed: 0, held: 2 });
    expect(comparison.unseen).toEqual(comparison.held);
    expect(inOneGo(comparisonInWords([row], at, comparison)).join('\n')).toContain(
      'Not known whether it is fixed, as the role is still held but nothing shows any more that it may be left over: ',
    );
  });

  it('calls what was removed fixed, and not what its holder still has', () => {
    const comparisonWithout = (...lost: readonly (RoleAssignment | undefined)[]) =>
      leftIn(comparisonOf([rowOf(without(...lost))], baselineOf(rowOf(all))));
    const [, , atRegistry, atGroup] = usual;
    expect(comparisonWithout(atGroup)).toEqual({ fixed: 1, held: 0 });
    expect(comparisonWithout(atRegistry)).toEqual({ fixed: 1, held: 1 });
    expect(comparisonWithout(atRegistry, atGroup)).toEqual({ fixed: 2, held: 0 });
  });

  it('calls nothing of them fixed where the roles of the subscription can not be read now', () => {
    const comparison = comparisonOf([rowOf(without(pullsNow), ['everyAssignmentIn'])], baselineOf(rowOf(all)));
    expect(leftIn(comparison)).toEqual({ fixed: 0, held: 0 });
    expect(comparison.unseen.filter(isOfLeftovers)).toHaveLength(2);
  });

  it('calls nothing of them fixed, and keeps nothing for that, where nothing was to be compared', () => {
    const row = rowOf(without(pullsNow), [], { isNotCompared: true });
    const { stillHeld, ...rest } = rowOf(without(pullsNow));
    expect(stillHeld?.flat()).not.toEqual([]);
    expect(row).toEqual(rest);
    const comparison = comparisonOf([row], baselineOf(rowOf(all)));
    expect(leftIn(comparison)).toEqual({ fixed: 0, held: 0 });
    expect(comparison.unseen.filter(isOfLeftovers)).toHaveLength(2);
  });
});
