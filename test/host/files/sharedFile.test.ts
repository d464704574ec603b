import { describe, expect, it } from 'vitest';
import { adviceFor } from '../../../src/host/files/sharedFile.ts';

const close = 'Close it in other programs, or give yourself write permission for it and its folder.';
const permit = 'Give yourself write permission for it and its folder.';

describe('a shared file that cannot be written', () => {
  it.each([
    [false, 'EPERM', permit],
    [false, 'EROFS', permit],
    [false, 'EBUSY', close],
    [false, 'ENOSPC', 'Nothing was changed.'],
    [true, 'EPERM', close],
    [true, 'EACCES', close],
    [true, 'ENOSPC', 'Nothing was changed.'],
  ])('comes with what to do about it (on Windows: %s): %s', (isWindows, code, advice) => {
    expect(adviceFor(code, isWindows)).toBe(advice);
  });
});
