import { vi } from 'vitest';

/** Waits until a check passes, as long as a machine that does other work may need. */
export function until<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: 30_000 });
}
