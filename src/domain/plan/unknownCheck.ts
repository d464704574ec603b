import { unknownTexts, type Unknown } from '../arm/unknown.ts';
import type { DraftCheck } from './planPart.ts';
import { joinWords, type Words } from '../../sentences/words.ts';

/** Returns a check that is unknown for these reasons; without a detail, it lists them. */
export function unknownCheck(
  check: Pick<DraftCheck, 'id' | 'about' | 'title'>,
  unknown: readonly Unknown[],
  detail: Words = joinWords(unknownTexts(unknown)),
): DraftCheck {
  return { ...check, verdict: 'unknown', detail, unknown };
}
