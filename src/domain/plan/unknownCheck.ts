import { unknownTexts } from '../arm/unknown.ts';
import type { Unknown } from '../arm/unknown.ts';
import type { Check } from './plan.ts';

/** Returns a check that is unknown for these reasons; left out, its detail says them. */
export function unknownCheck(
  title: string,
  unknown: readonly Unknown[],
  detail: string = unknownTexts(unknown).join(' '),
): Check {
  return { title, verdict: 'unknown', detail, unknown };
}
