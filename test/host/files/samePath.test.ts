import { describe, expect, it } from 'vitest';
import { isSamePath } from '../../../src/host/files/samePath.ts';

describe('two paths', () => {
  it.each<[NodeJS.Platform, string, string, boolean]>([
    ['linux', '/work/a', '/work/a', true],
    ['linux', '/work/a', '/work/./a', true],
    ['linux', '/work/a', '/work/A', false],
    ['darwin', '/Users/ana/a', '/users/Ana/A', true],
    ['darwin', '/Users/ana/a', '/Users/ana/b', false],
    ['win32', String.raw`c:\work\a`, String.raw`C:\Work\A`, true],
    ['win32', 'c:/work/a', String.raw`c:\work\a`, true],
    ['win32', String.raw`\\files\work\a`, String.raw`\\FILES\work\a`, true],
    ['win32', String.raw`c:\work\a`, String.raw`d:\work\a`, false],
  ])('are the same or not as %s sees them: %s and %s', (system, a, b, isSame) => {
    expect(isSamePath(a, b, system)).toBe(isSame);
  });
});
