/** Boolean settings as the programs of Kubernetes read them. */

const trueWords: ReadonlySet<string> = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);

/**
 * Returns true for a text that means true in a flag or a parameter; all others mean false, or are refused.
 * Source: https://pkg.go.dev/strconv#ParseBool
 */
export function isTrue(text: string | undefined): boolean {
  return trueWords.has(text?.trim() ?? '');
}
