import { unknownTexts, type Unknown } from '../../domain/arm/unknown.ts';
import { notReadIn } from '../../domain/report/notRead.ts';
import { textsOf } from '../../sentences/textOf.ts';

/** Returns what is unknown, one sentence each. */
export function sentencesOf(unknown: readonly Unknown[]): readonly string[] {
  return textsOf(unknownTexts(unknown));
}

/** Returns what could not be read, one sentence for each reason, as a report has it. */
export function notReadTexts(unknown: readonly Unknown[]): readonly string[] {
  return textsOf(notReadIn([], unknown).map(({ text }) => text));
}
