/** Conditions in every form that one can write, and in some that nobody should. */
import { describe, expect, it } from 'vitest';
import { conditionHolds } from '../../../src/domain/access/roleCondition.ts';

const yes = "ActionMatches{'a/write'}";
const no = "ActionMatches{'b/write'}";
const open = "@Request[x] StringEquals 'y'";
type Holds = boolean | undefined;

describe('a condition', () => {
  it.each<[string, Holds]>([
    ['  \n', true],
    [yes, true],
    [no, false],
    [open, undefined],
    ["ActionMatches \n {\t'a/write' \n}", true],
    ["actionmatches{'A/*'}", true],
    ["ActionMatches{''}", false],
    [`!(${yes})`, false],
    [`!!${yes}`, true],
    [`NOT not ! ${yes}`, false],
    [`!(${open})`, undefined],
    [`(((${yes})))`, true],
  ])('by itself: %s is %s', (condition, holds) => {
    expect(conditionHolds(condition, 'a/write')).toBe(holds);
  });

  const values = [
    [yes, true],
    [no, false],
    [open, undefined],
  ] as const;
  const and = (a: Holds, b: Holds): Holds =>
    a === false || b === false ? false : a === true && b === true ? true : undefined;
  const or = (a: Holds, b: Holds): Holds =>
    a === true || b === true ? true : a === false && b === false ? false : undefined;
  const pairs = values.flatMap((a) => values.map((b) => [...a, ...b] as const));

  it.each(pairs)('of two parts: %s (%s) with %s (%s)', (one, isOne, other, isOther) => {
    for (const word of ['AND', 'and', '&&'])
      expect(conditionHolds(`${one} ${word} ${other}`, 'a/write')).toBe(and(isOne, isOther));
    for (const word of ['OR', 'or', '||'])
      expect(conditionHolds(`${one} ${word} ${other}`, 'a/write')).toBe(or(isOne, isOther));
    expect(conditionHolds(`${one}&&${other}`, 'a/write')).toBe(and(isOne, isOther));
    expect(conditionHolds(`(${one})||(${other})`, 'a/write')).toBe(or(isOne, isOther));
  });

  it.each<[string, Holds]>([
    [`${yes} OR ${no} AND ${no}`, true],
    [`(${yes} OR ${no}) AND ${no}`, false],
    [`${no} AND ${no} OR ${yes}`, true],
    [`${no} OR ${no} OR ${yes}`, true],
    [`${yes} AND ${yes} AND ${no}`, false],
    [`!${no} AND ${yes}`, true],
    [`!(${no} OR ${no})`, true],
  ])('of several parts is read as Azure reads it: row %#', (condition, holds) => {
    expect(conditionHolds(condition, 'a/write')).toBe(holds);
  });

  it.each([
    "'a ( AND b'",
    "{'('}",
    '{a OR b}',
    '{) AND (}',
    'a.OR x',
    'x/AND y',
    '[ ) ]',
    'ORDER x',
    'XOR x',
    'NOTHING x',
    'ANDROID x',
    'LAND x',
    'KNOT x',
    '@Resource[a:b] ForAnyOfAnyValues:GuidEquals {a, b}',
    '"x"',
    "''",
    '{}',
    '[]',
  ])('compares any text, brackets and words in it included: %s', (comparison) => {
    expect(conditionHolds(`${yes} OR ${comparison}`, 'a/write')).toBe(true);
    expect(conditionHolds(`${comparison} OR ${yes}`, 'a/write')).toBe(true);
    expect(conditionHolds(`${no} AND ${comparison}`, 'a/write')).toBe(false);
    expect(conditionHolds(`${no} OR ${comparison}`, 'a/write')).toBeUndefined();
  });

  it.each([
    `${yes} OR`,
    `OR ${yes}`,
    `${no} AND`,
    `(${yes}`,
    `${yes})`,
    `${yes} OR ()`,
    `${yes} ${yes}`,
    `${yes} || || ${yes}`,
    `${yes} !`,
    `!`,
    `()`,
    `${yes} OR (${no}`,
    `${no} AND (${yes}`,
  ])('that is broken is never evaluated: %s', (condition) => {
    expect(conditionHolds(condition, 'a/write')).toBeUndefined();
  });

  it('in more brackets and negations than anybody writes is not followed', () => {
    const inBrackets = (depth: number): string => '('.repeat(depth) + yes + ')'.repeat(depth);
    expect(conditionHolds(inBrackets(900), 'a/write')).toBe(true);
    expect(conditionHolds(inBrackets(997), 'a/write')).toBe(true);
    expect(conditionHolds(inBrackets(998), 'a/write')).toBeUndefined();
    expect(conditionHolds(`${'!'.repeat(996)}${yes}`, 'a/write')).toBe(true);
    expect(conditionHolds(`${'not '.repeat(998)}${yes}`, 'a/write')).toBeUndefined();
    expect(conditionHolds(inBrackets(100_000), 'a/write')).toBeUndefined();
  });

  it('about a family of actions depends on which of them is wanted', () => {
    expect(conditionHolds(yes, 'a/*')).toBeUndefined();
    expect(conditionHolds(yes, 'c/*')).toBe(false);
    expect(conditionHolds(`!(${yes})`, 'c/*')).toBe(true);
    expect(conditionHolds("ActionMatches{'*'}", 'a/*')).toBeUndefined();
  });
});
