import { describe, expect, it } from 'vitest';
import type { Change } from '../../../../src/domain/change/change.ts';
import type { RoleAssignment } from '../../../../src/domain/cluster/model.ts';
import type { Plan } from '../../../../src/domain/plan/plan.ts';
import { planChanges } from '../../../../src/domain/plan/whole/planChanges.ts';
import { cp, onSubnet, registry, subnet, remove } from '../../../support/domain/plans/identityPlans.ts';
import {
  assigned,
  cluster,
  clusterId,
  defaultKubelet,
  group,
  guid,
  numbered,
  nodeGroup,
  registryId,
  sub,
  subnetId,
  systemAssigned,
  userAssigned,
  worldFacts,
  type World,
} from '../../../support/domain/worldFacts.ts';
import { saidOf } from '../../../support/domain/plans/planPoints.ts';
import { textOf } from '../../../../src/sentences/textOf.ts';

const own = cluster(userAssigned('id-shop', guid(10)), { ...onSubnet, identityProfile: defaultKubelet });
const pay = {
  ...cluster(systemAssigned, onSubnet),
  id: clusterId.replace(/shop-weu$/, 'pay-weu'),
  name: 'pay-weu',
};
const join = numbered(assigned('Network Contributor', subnetId, guid(10)), 1);
const owner = numbered(assigned('Owner', group, guid(10)), 2);
const pull = numbered(assigned('AcrPull', registryId, guid(60)), 3);
const payJoin = numbered(assigned('Network Contributor', subnetId, guid(1)), 4);
const onNodes = numbered(assigned('Contributor', nodeGroup, guid(10)), 5);
const world: World = {
  resources: [own, pay, cp, subnet, registry],
  assignments: [onNodes, join, owner, pull, payJoin],
};
const planned = (changes: readonly Change[], more: Partial<World> = {}): Plan =>
  planChanges(changes, worldFacts({ ...world, ...more }));
const texts = ({ warnings }: Plan): readonly string[] => warnings.map(({ text }) => textOf(text));
const useCheck = ({ checks }: Plan) => checks.find(({ id }) => id === 'needed');

describe('several removals of one plan', () => {
  it('do not count as what keeps a need that another one of them takes away', () => {
    const result = planned([remove(join), remove(owner)]);
    expect(texts(result).filter((text) => text.includes('by another role'))).toEqual([]);
    expect(result.lost?.map(({ text }) => text)).toEqual([
      "Network Contributor of shop-weu's control plane on subnet snet-aks",
    ]);
    expect(saidOf(result, 'stops')).toContain('shop-weu needs Owner on rg-shop.');
  });

  it('ask for the names of all clusters that lose something', () => {
    const result = planned([remove(join), remove(owner), remove(payJoin)]);
    expect(result.confirmName).toBe('shop-weu and pay-weu');
  });

  it('lose each need once', () => {
    const { lost = [] } = planned([remove(join), remove(owner), remove(pull), remove(payJoin)]);
    expect(lost.map(({ text }) => textOf(text).split(' of ')[0])).toEqual([
      'Network Contributor',
      'AcrPull',
      'Network Contributor',
    ]);
  });

  it('are judged with what the plan assigns', () => {
    const assign: Change = { kind: 'assignRole', principalId: guid(10), role: { name: 'Owner' }, scope: subnetId };
    const assignments = [onNodes, join];
    const result = planned([assign, remove(join)], { assignments });
    expect(result.lost).toBeUndefined();
    expect(result.confirmName).toBeUndefined();
    expect(texts(result)).toContainEqual(expect.stringMatching(/only through what this plan assigns.* 60 minutes/));
    const again: Change = { ...assign, role: { name: 'Network Contributor' } };
    expect(planned([again, remove(join)], { assignments }).lost).toHaveLength(1);
    expect(planned([remove(join), again], { assignments }).lost).toBeUndefined();
  });
});

describe('a cluster of which something is not known', () => {
  it('is not said to lose nothing', () => {
    const result = planned([remove(join)], { assignments: [onNodes, join], forbidden: ['denyAssignments'] });
    expect(useCheck(result)?.verdict).toBe('unknown');
    expect(texts(result)).toEqual([
      'It is held by the control plane of shop-weu. Whether shop-weu needs it is not known.',
    ]);
  });

  it("is open where the assignment itself can't be read", () => {
    const result = planned([remove(join)], { forbidden: ['assignment'] });
    expect(useCheck(result)).toMatchObject({
      verdict: 'unknown',
      detail: expect.stringContaining('AuthorizationFailed') as string,
    });
  });
});

describe('clusters of one name', () => {
  it('are distinguished', () => {
    const twin = { ...own, id: clusterId.replace('rg-shop', 'rg-two') };
    const result = planned([remove(join)], { resources: [own, twin, cp, subnet], assignments: [onNodes, join] });
    expect(result.lost?.map(({ text }) => text)).toEqual([
      'Network Contributor of the control plane of shop-weu in rg-shop on subnet snet-aks',
      'Network Contributor of the control plane of shop-weu in rg-two on subnet snet-aks',
    ]);
    expect(result.confirmName).toBe('id-shop');
  });
});

describe('what service principals may hold', () => {
  const old = cluster(undefined, onSubnet);
  const real = guid(70);
  const other = guid(71);
  const nodes = (principalId: string, n: number) => numbered(assigned('Contributor', nodeGroup, principalId), n);
  const of = (assignments: readonly RoleAssignment[], removed: RoleAssignment, more: Partial<World> = {}): Plan =>
    planned([remove(removed)], { resources: [old, subnet, registry], assignments, ...more });
  const open = { title: 'Whether a cluster needs it', verdict: 'unknown' };

  it('is lost where it is through a group', () => {
    const ofGroup = { ...numbered(assigned('Network Contributor', subnetId, guid(99)), 6), principalType: 'Group' };
    const result = of([nodes(real, 7), ofGroup], ofGroup, { members: { [guid(99)]: [real] } });
    expect(result.lost).toHaveLength(1);
    expect(result.confirmName).toBe('shop-weu');
  });

  it('is open where a group has it and the principal is not known', () => {
    const ofGroup = { ...numbered(assigned('Network Contributor', subnetId, guid(99)), 6), principalType: 'Group' };
    const result = of([nodes(real, 7), nodes(other, 8), ofGroup], ofGroup);
    expect(result.checks).toContainEqual(expect.objectContaining(open));
  });

  it('is open where another principal only seems to be the one of the cluster', () => {
    const wide = numbered(assigned('Network Contributor', group, real), 6);
    const seeming = numbered(assigned('Network Contributor', subnetId, other), 9);
    const result = of([nodes(real, 7), nodes(other, 8), wide, seeming], wide);
    expect(result.checks).toContainEqual(expect.objectContaining(open));
  });

  it('is open where it lets nodes pull images', () => {
    const puller = numbered(assigned('AcrPull', registryId, real), 6);
    const another = numbered(assigned('AcrPull', registryId, other), 9);
    const result = of([nodes(real, 7), nodes(other, 8), puller, another], puller);
    expect(result.checks).toContainEqual(expect.objectContaining(open));
  });

  it('is open beyond the clusters that are checked', () => {
    const many = Array.from({ length: 45 }, (_, n) => ({
      ...old,
      id: `${clusterId}${n}`,
      name: `old-${n}`,
      properties: { ...(old['properties'] as object), nodeResourceGroup: `MC_${n}` },
    }));
    const held = (n: number): RoleAssignment =>
      numbered(assigned('Contributor', `/subscriptions/${sub}/resourceGroups/MC_${n}`, guid(200 + n)), 300 + n);
    const assignments = many.map((_, n) => held(n));
    const last = of(assignments, held(44), { resources: many });
    expect(last.confirmName).toBe('old-44');
    expect(last.checks).toContainEqual(
      expect.objectContaining({
        ...open,
        detail: 'Not all checked: 5 more clusters with a service principal.',
      }),
    );
  });

  it('is open in a group of another directory', () => {
    const foreign = {
      ...numbered(assigned('Network Contributor', subnetId, guid(99)), 6),
      principalType: 'ForeignGroup',
    };
    const result = planned([remove(foreign)], { assignments: [onNodes, join, foreign] });
    expect(result.checks).toContainEqual(expect.objectContaining(open));
  });
});

describe('another resource that uses the holder', () => {
  const vm = {
    id: `${group}/providers/Microsoft.Compute/virtualMachines/vm1`,
    name: 'vm1',
    type: 'Microsoft.Compute/virtualMachines',
  };

  it('is named', () => {
    expect(texts(planned([remove(join)], { carriers: [vm] }))).toContain(
      'id-shop is also used by virtual machine vm1, which may need what is removed.',
    );
  });

  it("is open where it can't be listed", () => {
    const { checks } = planned([remove(join)], { forbidden: ['carriers'] });
    expect(checks).toContainEqual(
      expect.objectContaining({ title: 'Whether anything else uses it', verdict: 'unknown' }),
    );
  });
});
