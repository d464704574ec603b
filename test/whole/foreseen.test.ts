import { describe, expect, it } from 'vitest';
import { fc, seed } from '../support/property.ts';
import { aWalk, walk, type Tally } from './foreseen/walk.ts';

/** Each walk has nearly six changes; `npm run test:long` goes so many that there are more than 10,000. */
const isLong = process.env['AKS_IDENTITY_LONG'] === '1';
const walks = Number(process.env['AKS_IDENTITY_FORESEEN_WALKS'] ?? (isLong ? 2000 : 8));

describe('a plan', () => {
  it(
    'warns of every warning and error that will be found because of it, and of none that will not',
    { timeout: 60_000 + walks * 20_000 },
    async () => {
      const tally: Tally = new Map();
      await fc.assert(
        fc.asyncProperty(aWalk, async (draw) => {
          expect((await walk(draw, tally)).join('\n\n')).toBe('');
        }),
        // A long look tells what it has found at once.
        { numRuns: walks, endOnFailure: isLong },
      );
      const counted = [...tally].toSorted().map(([what, count]) => `${count} ${what}`);
      if (walks > 100) console.log([`seed ${seed}, ${walks} walks`, ...counted].join('\n'));
      expect(tally.get('pairs')).toBeGreaterThanOrEqual(walks * 4);
    },
  );
});
