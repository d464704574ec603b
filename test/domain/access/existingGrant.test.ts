import { describe, expect, it } from 'vitest';
import {
  existingGrantOrRefusal,
  conditionsPage,
  existingGrant,
  grantId,
  grantInFacts,
  grantInList,
  inTheWayText,
  type ExistingGrant,
  type RoleForPrincipal,
} from '../../../src/domain/access/existingGrant.ts';
import { role } from '../../../src/domain/access/roles.ts';
import { Refusal } from '../../../src/domain/arm/refusal.ts';
import type { Read } from '../../../src/domain/cluster/facts.ts';
import type { RoleAssignment } from '../../../src/domain/cluster/model.ts';
import {
  assignment,
  controlPlanePrincipal as principalId,
  otherPrincipal,
  subnet,
  vnet,
} from '../../support/domain/clusterFixture.ts';
import { factsOf, found, unreadable } from '../../support/domain/factsOf.ts';

const triple: RoleForPrincipal = {
  scope: subnet,
  roleGuid: role.reader.id.toUpperCase(),
  principalId: principalId.toUpperCase(),
};
const firm = assignment(role.reader, subnet.toUpperCase());
const narrowed: RoleAssignment = { ...firm, id: `${firm.id}n`, condition: 'only reads' };
const others = [
  assignment(role.contributor, subnet),
  assignment(role.reader, vnet),
  assignment(role.reader, subnet, otherPrincipal),
];
const isKind = ({ kind, ...rest }: ExistingGrant): unknown => ('assignment' in rest ? [kind, rest.assignment] : kind);

describe('what exists of a grant', () => {
  it.each<[string, readonly RoleAssignment[], RoleAssignment | undefined, unknown]>([
    ['nothing', [], undefined, 'nothing'],
    ['nothing but other grants', others, undefined, 'nothing'],
    ['it', [...others, firm], undefined, ['granted', firm]],
    ['it, and one with a condition', [narrowed, firm], undefined, ['granted', firm]],
    ['one with a condition', [...others, narrowed], undefined, ['inTheWay', narrowed]],
    ['it under its own name', others, firm, ['granted', firm]],
    ['one with a condition in the list, and it under its own name', [narrowed], firm, ['granted', firm]],
    ['another one under its name', [], others[0], ['inTheWay', others[0]]],
    ['one with a condition, and another one under its name', [narrowed], others[0], ['inTheWay', narrowed]],
  ])('%s', (_, listed, named, expected) => {
    expect(isKind(existingGrant(triple, { listed, named }))).toEqual(expected);
    if (listed.length === 0) expect(isKind(existingGrant(triple, { named }))).toEqual(expected);
  });

  it.each<[string, string | undefined, string | undefined, ExistingGrant['kind']]>([
    ['the very condition that is wanted', 'only reads', 'only reads', 'granted'],
    ['another condition than is wanted', 'only writes', 'only reads', 'inTheWay'],
    ['no condition, where one is wanted', undefined, 'only reads', 'granted'],
    ['an empty condition', '', undefined, 'granted'],
    ['a condition, where none is wanted', 'only reads', undefined, 'inTheWay'],
  ])('with %s', (_, condition, wanted, kind) => {
    const asked = { ...triple, ...(wanted === undefined ? {} : { condition: wanted }) };
    const there = { ...firm, ...(condition === undefined ? {} : { condition }) };
    expect(isKind(existingGrant(asked, { listed: [there] }))).toEqual([kind, there]);
  });

  it('is looked up in the list, and by its own name only where the list has nothing', () => {
    const list: Read = { kind: 'assignments', scope: subnet, principalId: triple.principalId };
    const own: Read = { kind: 'assignment', id: grantId(triple) };
    const listed = factsOf([[list, found([narrowed])]]);
    expect(isKind(grantInFacts(triple, listed))).toEqual(['inTheWay', narrowed]);
    expect(listed.missed).toEqual([]);
    const byName = factsOf([
      [list, found(others)],
      [own, found(firm)],
    ]);
    expect(isKind(grantInFacts(triple, byName))).toEqual(['granted', firm]);
    expect(isKind(grantInList(triple, byName))).toBe('nothing');
    for (const answer of [{ kind: 'missing' } as const, unreadable()])
      expect(
        isKind(
          grantInFacts(
            triple,
            factsOf([
              [list, unreadable()],
              [own, answer],
            ]),
          ),
        ),
      ).toBe('nothing');
    const unread = factsOf([]);
    expect(isKind(grantInFacts(triple, unread))).toBe('nothing');
    expect(unread.missed).toEqual([list, own]);
  });

  it('is looked up by a name that is the same each time, whatever the casing', () => {
    expect(grantId(triple)).toBe(grantId({ scope: subnet, roleGuid: role.reader.id, principalId }));
    expect(grantId(triple)).toMatch(
      /^.*\/snet-aks\/providers\/Microsoft\.Authorization\/roleAssignments\/[0-9a-f-]{36}$/,
    );
    expect(grantId(triple)).not.toBe(grantId({ ...triple, principalId: otherPrincipal }));
  });

  it('above all subscriptions is looked up in its directory', () => {
    const unread = factsOf([]);
    grantInFacts({ ...triple, scope: '/', tenantId: 't' }, unread);
    expect(unread.missed).toMatchObject([
      { kind: 'assignments', tenantId: 't' },
      { kind: 'assignment', tenantId: 't' },
    ]);
  });

  it('is refused to be written over, in words', () => {
    const list: Read = { kind: 'assignments', scope: subnet, principalId: triple.principalId };
    const ask = (value: readonly RoleAssignment[]) =>
      existingGrantOrRefusal(triple, 'Reader', factsOf([[list, found(value)]]));
    expect(ask([])).toBeUndefined();
    expect(ask([firm])).toBe(firm);
    let thrown: unknown;
    try {
      ask([narrowed]);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(Refusal);
    expect(thrown).toMatchObject({
      code: 'conflict',
      source: conditionsPage,
      message: inTheWayText(narrowed, 'Reader'),
    });
    expect(conditionsPage).toBe(
      'https://learn.microsoft.com/azure/role-based-access-control/conditions-role-assignments-portal',
    );
  });

  it('an obstacle to a grant is described by what it is', () => {
    expect(inTheWayText({ ...narrowed, scope: subnet, id: '/a', description: 'by security' }, 'Reader')).toBe(
      'Reader on snet-aks is already assigned, but with a condition: only reads (role assignment /a ("by security")). Granting the role would take the condition away. If that is what you want, remove the assignment deliberately, or edit its condition.',
    );
    expect(inTheWayText({ ...firm, id: '/a' }, 'Reader')).toBe(
      "The role assignment /a already has the name that granting Reader would use, and it grants something else. It is not overwritten. If it isn't needed, remove it deliberately.",
    );
  });
});
