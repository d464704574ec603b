import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { whyTooOld } from '../../src/cli/olderNode.ts';

describe('a version of Node', () => {
  it.each([
    ['18.20.8', false],
    ['20.0.0', false],
    ['20.11.1', false],
    ['20.12.0', true],
    ['21.6.2', false],
    ['21.7.0', true],
    ['22.0.0', true],
    ['100.0.0', true],
  ])('%s runs the tool: %s', (version, runs) => {
    expect(whyTooOld(version) === undefined).toBe(runs);
  });

  it('that is too old is told in one sentence, with those that package.json names (C-10)', () => {
    const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      readonly engines: { readonly node: string };
    };
    expect(engines.node).toBe('^20.12.0 || >=21.7.0');
    expect(whyTooOld('18.20.8')).toBe(
      'This needs Node 20.12 or newer (of Node 21, 21.7), and it was started with Node 18.20.8.',
    );
  });
});
