/** Says in one sentence what a file lacks. */
import { t } from '../../../sentences/language.ts';
export function lacksWords(lacks: readonly string[]): string {
  return t`Not in the file: ${lacks.join(', ')}.`;
}
