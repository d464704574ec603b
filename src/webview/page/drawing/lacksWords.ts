/** Says in one sentence what a file lacks. */
export function lacksWords(lacks: readonly string[]): string {
  return `Not in the file: ${lacks.join(', ')}.`;
}
