import { fc } from '../../support/property.ts';
import { expect, it } from 'vitest';
import type { Read } from '../../../src/domain/cluster/facts.ts';
import type { Via } from '../../../src/domain/arm/via.ts';
import { writerFor, type Right } from '../../../src/domain/access/callerPermissions.ts';
import { factsOf, found, type Entry } from '../../support/domain/factsOf.ts';
import { group, subnetId } from '../../support/domain/worldFacts.ts';

const rights: readonly Right[] = [
  { action: 'Microsoft.ContainerService/managedClusters/write', scope: group },
  { action: 'Microsoft.Network/virtualNetworks/subnets/join/action', scope: subnetId },
];

/** Facts in which each account may do what stands beside it, right by right. */
function accountsWith(all: readonly (readonly boolean[])[]) {
  const vias = all.map((_, index): Via => ({ tenantId: 't', account: { id: `id-${index}`, name: `name-${index}` } }));
  const entries = vias.flatMap((via, index) =>
    rights.flatMap(({ action, scope }, right): Entry[] => {
      const actions = all[index]?.[right] ? [action] : ['Microsoft.Other/*'];
      const permissions = [{ actions, notActions: [], dataActions: [], notDataActions: [] }];
      const read = <K extends Read['kind']>(kind: K) => ({ kind, scope, ...via }) as Read;
      return [
        [read('callerPermissions'), found(permissions)],
        [read('denyAssignments'), found([])],
      ];
    }),
  );
  const facts = factsOf([[{ kind: 'accounts', scope: group }, found(vias)], ...entries]);
  return { facts, indexOf: (via: Via) => vias.findIndex(({ account }) => account?.id === via.account?.id) };
}

it('the first account with every right makes a write, else the first that may do the write itself, else the first', () => {
  const each = fc.tuple(fc.boolean(), fc.boolean());
  fc.assert(
    fc.property(fc.array(each, { minLength: 2, maxLength: 5 }), (all) => {
      const { facts, indexOf } = accountsWith(all);
      const whole = all.findIndex((may) => may.every(Boolean));
      const own = all.findIndex(([may]) => may);
      expect(indexOf(writerFor(rights, facts))).toBe(whole >= 0 ? whole : Math.max(own, 0));
    }),
  );
});

it('nothing is asked about the rights of an account that is the only one', () => {
  const via: Via = { tenantId: 't', account: { id: 'id', name: 'name' } };
  const facts = factsOf([[{ kind: 'accounts', scope: group }, found([via])]]);
  expect(writerFor(rights, facts)).toEqual(via);
  expect(facts.missed).toEqual([]);
});

it('an account whose right is unconditional makes a write before one with a condition, and that one before none', () => {
  const action = 'Microsoft.Authorization/roleAssignments/write';
  const vias = ['none', 'limited', 'free'].map((id): Via => ({ tenantId: 't', account: { id, name: id } }));
  const facts = (among: readonly Via[]) =>
    factsOf([
      [{ kind: 'accounts', scope: group }, found(among)],
      ...vias.flatMap((via, index): Entry[] => {
        const condition = index === 1 ? { condition: "@Request[x] StringEquals 'y'" } : {};
        const permissions = [
          { actions: index > 0 ? [action] : [], notActions: [], dataActions: [], notDataActions: [], ...condition },
        ];
        return [
          [{ kind: 'callerPermissions', scope: group, ...via }, found(permissions)],
          [{ kind: 'callerAssignments', scope: group, ...via }, found([])],
          [{ kind: 'denyAssignments', scope: group, ...via }, found([])],
        ];
      }),
    ]);
  expect(writerFor([{ action, scope: group }], facts(vias)).account?.id).toBe('free');
  expect(writerFor([{ action, scope: group }], facts(vias.slice(0, 2))).account?.id).toBe('limited');
});
