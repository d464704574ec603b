import { expect, it } from 'vitest';
import { conditionHolds } from '../../../src/domain/access/roleCondition.ts';
import { fc } from '../../support/property.ts';

const write = 'Microsoft.Authorization/roleAssignments/write';
const remove = 'Microsoft.Authorization/roleAssignments/delete';
const roles = '@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {a, b}';
const types =
  "@Request[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'User'}";
const not = (action: string): string => `!(ActionMatches{'${action}'})`;

it.each<readonly [string, boolean | undefined, boolean | undefined]>([
  [`((${not(write)}) OR (${roles}))`, undefined, true],
  [`((${not(write)}) OR (${roles} AND ${types})) AND ((${not(remove)}) OR (${roles}))`, undefined, undefined],
  [`(\n (\n ${not('Microsoft.Authorization/roleAssignments/*')}\n )\n OR \n (${roles})\n)`, undefined, undefined],
  [`(NOT ActionMatches{'${write.toUpperCase()}'}) || ${roles}`, undefined, true],
  [`${not(write)} && ${not(remove)}`, false, false],
  [roles, undefined, undefined],
  ['c', undefined, undefined],
  ['((', undefined, undefined],
  ['', true, true],
])('a condition holds for a grant and for a removal, or not: row %#', (condition, forWrite, forDelete) => {
  expect(conditionHolds(condition, write)).toBe(forWrite);
  expect(conditionHolds(condition, remove)).toBe(forDelete);
});

it('any text as a condition neither throws nor counts as fulfilled without a word about the action', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const holds = conditionHolds(`@Resource[${text}`, write);
      expect(holds === undefined || /ActionMatches/i.test(text)).toBe(true);
    }),
  );
});
