import { describe, expect, it, vi } from 'vitest';
import type * as Storage from '../../src/host/files/wholeFile.ts';
import { fc } from '../support/property.ts';
import { anySequence, runActions, runSequence } from './model/commands.ts';
import { found } from './model/found.ts';

vi.mock('../../src/host/files/wholeFile.ts', async (original) => ({
  ...(await original<typeof Storage>()),
  ...(await import('./model/room.ts')).storageInMemory,
}));

/** A short look, and by `npm run test:long` a long one. */
const usual = process.env['AKS_IDENTITY_LONG'] === '1' ? 100_000 : 500;
const runs = Number(process.env['AKS_IDENTITY_MODEL_RUNS'] ?? usual);
const longest = 14;

describe('two windows and a colleague at one Azure', () => {
  it('break nothing, in whatever order they act and whatever gets lost', { timeout: 60_000 + runs * 100 }, async () => {
    await expect(
      fc.assert(fc.asyncProperty(anySequence(longest), runSequence), { numRuns: runs }),
    ).resolves.toBeUndefined();
  });
});

describe('what the model has found', () => {
  it.each(Object.entries(found))('%s', async (_, actions) => {
    await expect(runActions(actions)).resolves.toBeUndefined();
  });
});
