import { describe, it } from 'vitest';
import { allReadChecks } from './allReadChecks.ts';
import { writeChecks } from './checks.ts';
import { livePlace } from './place.ts';

const place = await livePlace(process.env);

describe.skipIf(typeof place === 'string')('Azure itself', () => {
  it.each(allReadChecks)('$title', async ({ run }) => {
    if (typeof place !== 'string') await run(place);
  });

  it.skipIf(typeof place === 'string' || place.group === undefined).each(writeChecks)('$title', async ({ run }) => {
    if (typeof place !== 'string') await run(place);
  });
});
