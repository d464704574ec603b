/** Boolean settings as the programs of Kubernetes read them. */

const trueWords: ReadonlySet<string> = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);

/**
 * Returns true for a text that means true in a flag or a parameter; all others mean false, or are refused.
 * Source: https://pkg.go.dev/strconv#ParseBool
 */
export function isTrue(text: string | undefined): boolean {
  return trueWords.has(text?.trim() ?? '');
}

const falseWords: ReadonlySet<string> = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

/** Returns true for a text that means neither true nor false, and is refused. */
export function isNoBoolean(text: string | undefined): boolean {
  return text !== undefined && !isTrue(text) && !falseWords.has(text.trim());
}
