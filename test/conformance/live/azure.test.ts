import { describe, it } from 'vitest';
import { readChecks, writeChecks } from './checks.ts';
import { livePlace } from './place.ts';
import { versionChecks } from './versionChecks.ts';

const place = await livePlace(process.env);

describe.skipIf(typeof place === 'string')('Azure itself', () => {
  it.each([...readChecks, ...versionChecks])('$title', async ({ run }) => {
    if (typeof place !== 'string') await run(place);
  });

  it.skipIf(typeof place === 'string' || place.group === undefined).each(writeChecks)('$title', async ({ run }) => {
    if (typeof place !== 'string') await run(place);
  });
});
