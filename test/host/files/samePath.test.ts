import { describe, expect, it } from 'vitest';
import { isSamePath } from '../../../src/host/files/samePath.ts';

describe('two paths', () => {
  it.each<[NodeJS.Platform, string, string, boolean]>([
    ['linux', '/srv/a', '/srv/a', true],
    ['linux', '/srv/a', '/srv/./a', true],
    ['linux', '/srv/a', '/srv/A', false],
    ['darwin', '/Users/ana/a', '/users/Ana/A', true],
    ['darwin', '/Users/ana/a', '/Users/ana/b', false],
    ['win32', String.raw`c:\team\a`, String.raw`C:\Team\A`, true],
    ['win32', 'c:/team/a', String.raw`c:\team\a`, true],
    ['win32', String.raw`\\files\team\a`, String.raw`\\FILES\team\a`, true],
    ['darwin', '/Users/ana/Pru\u0308fung', '/Users/ana/Pr\u00FCfung', true],
    ['linux', '/srv/Pru\u0308fung', '/srv/Pr\u00FCfung', false],
    ['win32', String.raw`c:\team\.\x\..\a`, String.raw`C:\team\a`, true],
    ['win32', String.raw`\\files\team\a`, String.raw`\\files\other\a`, false],
    ['win32', String.raw`\\files\team\a`, String.raw`c:\files\team\a`, false],
    ['win32', String.raw`c:\100%\^a&!`, String.raw`C:\100%\^A&!`, true],
    ['win32', String.raw`c:\team\a`, String.raw`d:\team\a`, false],
  ])('are the same or not as %s sees them: %s and %s', (system, a, b, isSame) => {
    expect(isSamePath(a, b, system)).toBe(isSame);
  });
});
