import { describe, it } from 'vitest';
import { aksChecks } from './aksChecks.ts';
import { readChecks, writeChecks } from './checks.ts';
import { livePlace } from './place.ts';

const place = await livePlace(process.env);

describe.skipIf(typeof place === 'string')('Azure itself', () => {
  it.each([...readChecks, ...aksChecks])('$title', async ({ run }) => {
    if (typeof place !== 'string') await run(place);
  });

  it.skipIf(typeof place === 'string' || place.group === undefined).each(writeChecks)('$title', async ({ run }) => {
    if (typeof place !== 'string') await run(place);
  });
});
