import { unknownTexts, type Unknown } from '../../domain/arm/unknown.ts';
import { textsOf } from '../../sentences/textOf.ts';

/** Returns what is unknown, one sentence each. */
export function sentencesOf(unknown: readonly Unknown[]): readonly string[] {
  return textsOf(unknownTexts(unknown));
}
