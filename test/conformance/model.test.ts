import { describe, expect, it, vi } from 'vitest';
import { fc } from '../property.ts';
import { anySequence, runSequence } from './model/commands.ts';

vi.mock('../../src/host/storage.ts', async (original) => ({
  ...(await original<typeof import('../../src/host/storage.ts')>()),
  ...(await import('./model/room.ts')).storageInMemory,
}));

const runs = Number(process.env['AKS_IDENTITY_MODEL_RUNS'] ?? 5000);

describe('two windows and a colleague at one Azure', () => {
  it('break nothing, in whatever order they act and whatever gets lost', { timeout: runs * 100 }, async () => {
    await fc.assert(fc.asyncProperty(anySequence(8), runSequence), { numRuns: runs });
    expect(runs).toBeGreaterThan(0);
  });
});
