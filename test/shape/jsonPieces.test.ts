import { describe, expect, it } from 'vitest';
import { parsedInSteps } from '../../src/shape/jsonPieces.ts';
import { inOneGo } from '../../src/shape/steps.ts';
import { fc } from '../support/property.ts';

describe('a long text of JSON', () => {
  it('is parsed in pieces of any depth as in one go', () => {
    fc.assert(
      fc.property(fc.json(), fc.integer({ min: 2, max: 6 }), (text, depth) => {
        expect(inOneGo(parsedInSteps(text, depth))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('is parsed in many steps, so that other work can come in between', () => {
    const clusters = Array.from({ length: 1000 }, (_, index) => ({ id: String(index), name: 'x'.repeat(1000) }));
    const text = JSON.stringify({ clusters });
    const steps = parsedInSteps(text, 3);
    let count = 1;
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) count++;
    expect(step.value).toEqual({ clusters });
    expect(count).toBe(Math.ceil(text.length / 100_000));
  });

  it.each(['{', '[{"a":1}', '{"a":[1,}', 'x', ''])('is refused if it is none: %s', (text) => {
    expect(() => inOneGo(parsedInSteps(text, 3))).toThrow(SyntaxError);
  });
});
