/** Who holds a role where: lists of assignments, and what they would be without some. */
import { describe, expect, it } from 'vitest';
import { factsWithout } from '../../../src/domain/access/factsWithout.ts';
import { directAssignmentsOf, visibleAssignmentsOf } from '../../../src/domain/access/heldRoles.ts';
import { isManagedIdentity, principalName, principalWords } from '../../../src/domain/access/principalNames.ts';
import { identityOfPrincipal } from '../../../src/domain/cluster/principals.ts';
import { isRole, role, roleByName } from '../../../src/domain/access/roles.ts';
import { idKey } from '../../../src/domain/arm/resourceId.ts';
import type { Read, ReplacedIdentity } from '../../../src/domain/cluster/facts.ts';
import type { RoleAssignment, UserAssignedIdentity } from '../../../src/domain/cluster/model.ts';
import {
  assignment,
  cluster,
  controlPlaneId,
  controlPlanePrincipal as principalId,
  kubeletPrincipal,
  otherPrincipal,
  registryId,
  subnet,
  subscription,
  subscriptionId,
  vnet,
} from '../../support/domain/clusterFixture.ts';
import { factsOf, found, unreadable } from '../../support/domain/factsOf.ts';

const elsewhere = '/subscriptions/22222222-2222-2222-2222-222222222222';
const here = assignment(role.reader, subnet);
const there = assignment(role.reader, `${elsewhere}/resourceGroups/rg`);
const above = assignment(role.reader, '/');
const hereAgain = assignment(role.contributor, subscription.toUpperCase());
const listHere: Read = { kind: 'assignmentsOf', subscriptionId, principalId };
const listAll: Read = { kind: 'assignmentsEverywhere', principalId };

describe('what a principal holds directly', () => {
  it('is what the subscription lists, and what is elsewhere', () => {
    const facts = factsOf([
      [listHere, found([here, above])],
      [listAll, found([there, hereAgain, above])],
    ]);
    expect(directAssignmentsOf(principalId, subscriptionId, facts)).toEqual(found([here, above, there]));
    expect(visibleAssignmentsOf(principalId, subscriptionId, facts)).toEqual([here, above, there]);
  });

  it('is the list of the subscription where nothing is elsewhere, or that is not known', () => {
    const list = found([here]);
    for (const everywhere of [found([hereAgain, above]), found([]), unreadable(), undefined]) {
      const facts = factsOf([[listHere, list], ...(everywhere ? [[listAll, everywhere] as const] : [])]);
      expect(directAssignmentsOf(principalId, subscriptionId, facts)).toBe(list);
    }
  });

  it("is unknown where the subscription can't be listed, but some of it may be visible", () => {
    const facts = factsOf([
      [listHere, unreadable()],
      [listAll, found([there])],
    ]);
    expect(directAssignmentsOf(principalId, subscriptionId, facts)).toMatchObject({
      kind: 'unreadable',
      cause: 'refused',
    });
    expect(visibleAssignmentsOf(principalId, subscriptionId, facts)).toEqual([there]);
    expect(visibleAssignmentsOf(principalId, subscriptionId, factsOf([[listHere, unreadable()]]))).toEqual([]);
    expect(
      visibleAssignmentsOf(
        principalId,
        subscriptionId,
        factsOf([
          [listHere, unreadable()],
          [listAll, unreadable()],
        ]),
      ),
    ).toEqual([]);
  });

  it('is in one subscription, whatever the casing of its id', () => {
    const mixed = 'AaBbCcDd-0000-4000-8000-00000000000F';
    const inMixed = (id: string): RoleAssignment => assignment(role.reader, `/subscriptions/${id}/resourceGroups/rg`);
    for (const [asked, listed] of [
      [mixed.toLowerCase(), mixed.toUpperCase()],
      [mixed.toUpperCase(), mixed.toLowerCase()],
    ] as const) {
      const list = found([here]);
      const facts = factsOf([
        [{ kind: 'assignmentsOf', subscriptionId: asked, principalId }, list],
        [listAll, found([inMixed(listed)])],
      ]);
      expect(directAssignmentsOf(principalId, asked, facts)).toBe(list);
    }
  });

  it('is not read yet at first', () => {
    const facts = factsOf([[listAll, found([there])]]);
    expect(directAssignmentsOf(principalId, subscriptionId, facts)).toBeUndefined();
    expect(visibleAssignmentsOf(principalId, subscriptionId, facts)).toEqual([]);
    expect(facts.missed).toEqual([listHere]);
  });
});

describe('facts without some assignments', () => {
  const all = [here, there];
  const lists: readonly Read[] = [
    { kind: 'assignments', scope: subnet, principalId },
    listHere,
    listAll,
    { kind: 'assignmentsAt', scope: subnet },
  ];
  const other: Read = { kind: 'assignmentsOfAll' } as unknown as Read;
  const one: Read = { kind: 'assignment', id: here.id };
  const facts = factsOf([
    ...lists.map((read) => [read, found(all)] as const),
    [other, found(all)],
    [one, found(here)],
    [{ kind: 'assignmentsAt', scope: vnet }, unreadable()],
  ]);
  const gone = new Set([idKey(here.id.toUpperCase())]);

  it('show them in no list, and not by their id', () => {
    const without = factsWithout(gone, facts);
    for (const read of lists) expect(without.get(read)).toEqual(found([there]));
    expect(without.get(one)).toEqual({ kind: 'missing' });
    expect(without.get({ kind: 'assignmentsAt', scope: vnet })).toMatchObject({ kind: 'unreadable', cause: 'refused' });
    expect(without.get(other)).toEqual(found(all));
    expect(without.now).toBe(facts.now);
    expect(factsWithout(gone, factsOf([])).get(lists[0]!)).toBeUndefined();
  });

  it('keep the rest, also by its id', () => {
    const without = factsWithout(new Set([idKey(there.id)]), facts);
    expect(without.get(one)).toEqual(found(here));
    expect(without.get(lists[0]!)).toEqual(found([here]));
    expect(factsWithout(new Set(), facts)).toBe(facts);
  });

  it('facts with new assignments show them for their principals, at and below their scope', () => {
    const made = [
      assignment(role.contributor, vnet, principalId.toUpperCase()),
      assignment(role.contributor, vnet, otherPrincipal),
      assignment(role.contributor, registryId),
      assignment(role.contributor, '/providers/Microsoft.Management/managementGroups/contoso'),
    ];
    const withMade = factsWithout(new Set(), facts, made);
    expect(withMade.get(lists[0]!)).toEqual(found([...all, made[0]]));
    for (const read of lists.slice(1)) expect(withMade.get(read)).toEqual(found(all));
  });
});

describe('the name of a principal', () => {
  const identity: UserAssignedIdentity = {
    id: controlPlaneId,
    name: 'id-shop',
    location: 'westeurope',
    subscriptionId,
    resourceGroup: 'rg-shop',
    principalId,
    clientId: 'c',
    tenantId: 't',
  };
  const replaced = [
    { principalId: otherPrincipal, name: 'id-old' },
    { principalId, name: 'id-older' },
  ] as unknown as readonly ReplacedIdentity[];
  const facts = factsOf([
    [{ kind: 'identities' }, found([identity])],
    [{ kind: 'clusters' }, found([cluster()])],
  ]);
  const without = factsOf([
    [{ kind: 'identities' }, unreadable()],
    [{ kind: 'clusters' }, found([cluster()])],
  ]);

  it('is that of its identity', () => {
    expect(principalName(principalId.toUpperCase(), { ...facts, replaced })).toBe('id-shop');
    expect(identityOfPrincipal(principalId.toUpperCase(), facts)).toBe(identity);
    expect(isManagedIdentity(principalId, facts)).toBe(true);
  });

  it('is what it is of a cluster, where its identity is not in sight', () => {
    expect(principalName(kubeletPrincipal.toUpperCase(), facts)).toBe('the kubelet of shop');
    expect(principalName(principalId, without)).toMatch(/^the .+ of shop$/);
    expect(identityOfPrincipal(kubeletPrincipal, facts)).toBeUndefined();
    expect(identityOfPrincipal(principalId, without)).toBeUndefined();
    expect(isManagedIdentity(kubeletPrincipal, facts)).toBe(true);
  });

  it('is written as the place asks: within a sentence, at its start, in a row', () => {
    expect([principalId, kubeletPrincipal, otherPrincipal].map((id) => principalWords(id, facts))).toEqual([
      { within: 'id-shop', atStart: 'id-shop', label: 'id-shop' },
      { within: 'the kubelet of shop', atStart: 'The kubelet of shop', label: 'Kubelet of shop' },
      { within: 'principal cccc...03', atStart: 'Principal cccc...03', label: 'Principal cccc...03' },
    ]);
  });

  it('is what it was before a change of ours, else its short id', () => {
    expect(principalName(otherPrincipal.toUpperCase(), { ...facts, replaced })).toBe('id-old');
    expect(principalName(otherPrincipal, facts)).toBe('principal cccc...03');
    expect(principalName(principalId, { ...factsOf([]), replaced })).toBe('id-older');
    expect(principalName(kubeletPrincipal, { ...factsOf([]), replaced })).toBe('principal bbbb...02');
    expect(isManagedIdentity(otherPrincipal, { ...facts, replaced })).toBe(false);
    expect(principalName(kubeletPrincipal, factsOf([]))).toBe('principal bbbb...02');
    expect(principalName(kubeletPrincipal, factsOf([[{ kind: 'clusters' }, unreadable()]]))).toBe(
      'principal bbbb...02',
    );
  });
});

describe('a role', () => {
  it('is recognised by the end of its id, and by its name', () => {
    const { roleDefinitionId }: RoleAssignment = here;
    expect(isRole(roleDefinitionId.toUpperCase(), role.reader)).toBe(true);
    expect(isRole(roleDefinitionId, role.contributor)).toBe(false);
    expect(roleByName(' reader ')?.guid).toBe(role.reader.id);
    expect(roleByName('read')).toBeUndefined();
  });
});
