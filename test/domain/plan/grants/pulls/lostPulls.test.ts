import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../../src/domain/arm/json.ts';
import type { Change } from '../../../../../src/domain/change/change.ts';
import type { RoleAssignment } from '../../../../../src/domain/cluster/model.ts';
import { cp, onSubnet, planned, registry, remove } from '../../../../support/domain/plans/identityPlans.ts';
import {
  assigned,
  cluster,
  clusterId,
  defaultKubelet,
  group,
  guid,
  numbered,
  registryId,
  userAssigned,
  type World,
} from '../../../../support/domain/worldFacts.ts';
import { textOf } from '../../../../../src/sentences/textOf.ts';

const own = cluster(userAssigned('id-shop', guid(10)), { ...onSubnet, identityProfile: defaultKubelet });
const kubelet = guid(60);
const byRepository = { ...registry, properties: { roleAssignmentMode: 'AbacRepositoryPermissions' } };
const hidden: JsonObject[] = [own, cp];
const detach: Change = { kind: 'detachRegistry', clusterId, registryId };
const disruptions = ({ warnings }: ReturnType<typeof planned>): string[] =>
  warnings.filter(({ severity }) => severity === 'disruption').map(({ text }) => textOf(text));
const reader = numbered(assigned('Container Registry Repository Reader', registryId, kubelet), 1);
const pull = numbered(assigned('AcrPull', registryId, kubelet), 2);
const useCheck = (result: ReturnType<typeof planned>) => result.checks.find(({ id }) => id === 'needed');

describe("a registry that can't be read", () => {
  it.each<[string, Change, RoleAssignment]>([
    ['removal', remove(reader), reader],
    ['detaching', detach, reader],
    ['removal of AcrPull', remove(pull), pull],
  ])('makes the %s of the only pull role there disruptive, whichever it is', (_, change, held) => {
    const result = planned(change, { resources: hidden, assignments: [held] });
    expect(disruptions(result)).toEqual([expect.stringContaining("can't pull images from registry acrshop")]);
    expect(result.confirmName).toBe('shop-weu');
    expect(result.lost).toMatchObject([{ fix: { role: { id: held.roleDefinitionId.split('/').at(-1) } } }]);
  });

  it.each([
    ['AcrPull', pull],
    ['Repository Reader', reader],
  ])('leaves open what the removal of %s does where nodes have both roles', (_, removed) => {
    const result = planned(remove(removed), { resources: hidden, assignments: [reader, pull] });
    expect(disruptions(result)).toEqual([]);
    expect(useCheck(result)).toMatchObject({
      verdict: 'unknown',
      detail: expect.stringContaining("acrshop can't be read, so its permission mode isn't known") as string,
    });
    expect(result.warnings.map(({ text }) => text)).toEqual([
      'It is held by the kubelet of shop-weu. Whether shop-weu needs it is not known.',
    ]);
  });
});

describe('the removal of another role that lets nodes pull', () => {
  it.each<[string, RoleAssignment]>([
    ['Contributor on the group', assigned('Contributor', group, kubelet)],
    ['AcrPush on the registry', assigned('AcrPush', registryId, kubelet)],
    ['AcrPush of a group', { ...assigned('AcrPush', registryId, guid(99)), principalType: 'Group' }],
    ['Contributor of a group', { ...assigned('Contributor', registryId, guid(99)), principalType: 'Group' }],
  ])('is as disruptive as that of AcrPull: %s', (_, held) => {
    const world: World = { resources: [own, cp, registry], assignments: [held], members: { [guid(99)]: [kubelet] } };
    const result = planned(remove(held), world);
    expect(disruptions(result)).toEqual([expect.stringContaining("can't pull images from registry acrshop")]);
    expect(result.confirmName).toBe('shop-weu');
  });

  it('is harmless where it has no effect at the registry', () => {
    const held = assigned('Contributor', group, kubelet);
    const result = planned(remove(held), { resources: [own, cp, byRepository], assignments: [held] });
    expect(disruptions(result)).toEqual([]);
    expect(useCheck(result)?.verdict).toBe('pass');
  });
});

describe('the removal of a pull role on a group', () => {
  const wide = assigned('AcrPull', group, kubelet);

  it('is harmless while each of its registries is granted by itself', () => {
    const result = planned(remove(wide), { resources: [own, cp, registry], assignments: [wide, pull] });
    expect(disruptions(result)).toEqual([]);
    expect(useCheck(result)?.verdict).toBe('pass');
  });

  it('is open where no registry can be seen there', () => {
    const result = planned(remove(wide), { resources: hidden, assignments: [wide] });
    expect(useCheck(result)).toMatchObject({
      verdict: 'unknown',
      detail: expect.stringContaining('no registry can be seen in resource group rg-shop') as string,
    });
  });

  it('names some registries where there are many', () => {
    const many = ['b', 'c', 'd', 'e'].map((name) => ({ ...registry, id: `${registryId}${name}`, name: `acr${name}` }));
    const result = planned(remove(wide), { resources: [own, cp, registry, ...many], assignments: [wide] });
    expect(disruptions(result)).toEqual([
      expect.stringContaining('from registry acrshop, registry acrshopb, registry acrshopc, and 2 more registries:'),
    ]);
    expect(result.lost).toHaveLength(5);
  });
});
