/** Tests compare sentences as people read them: whatever is expected of `Words` is expected of their text. */
import { chai } from 'vitest';
import { inText } from '../../src/sentences/textOf.ts';

const matchers = [
  ...['toBe', 'toEqual', 'toStrictEqual', 'toMatch', 'toContain', 'toContainEqual', 'toMatchObject', 'toHaveProperty'],
  ...['toBeOneOf', 'toHaveLength', 'toSatisfy'],
];

// A plug-in is used once, however many files share the modules.
chai.use(readWords);

function readWords(_: unknown, utils: Chai.ChaiUtils): void {
  for (const name of matchers) {
    utils.overwriteMethod(
      chai.Assertion.prototype,
      name,
      (matcher: (...all: unknown[]) => unknown) =>
        function (this: object, ...expected: unknown[]) {
          const actual: unknown = utils.flag(this, 'object');
          if (name === 'toBe' && actual === expected[0]) return matcher.apply(this, expected);
          utils.flag(this, 'object', inText(actual));
          return matcher.apply(this, expected.map(inText));
        },
    );
  }
}
