import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fleetWorld } from '../../../src/emulator/scenarios/fleet.ts';
import { served } from '../cli/cliBench.ts';
import type { LiveHeap } from './liveHeap.ts';

describe('a survey of a fleet', () => {
  it('keeps a few kilobytes of each cluster alive while it judges', async () => {
    const [small, large] = await Promise.all([served(fleetWorld(100, 1, 50)), served(fleetWorld(1000, 2, 500))]);
    try {
      const script = fileURLToPath(import.meta.resolve('./liveHeap.ts'));
      const args = ['--expose-gc', script, small.url, large.url];
      const { stdout } = await promisify(execFile)(process.execPath, args);
      const { whileJudging } = JSON.parse(stdout) as LiveHeap;
      // Measured: 15.7 kB; texts that come once add 1.5 if they are kept, and each list of clusters and each key of an ID on its own 6.
      expect(whileJudging).toBeLessThan(16_500);
    } finally {
      await Promise.all([small.close(), large.close()]);
    }
  });
});
