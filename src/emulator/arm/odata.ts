/** Matches a quoted text in an OData filter; quotes in it are doubled. */
export const quotedText = "'((?:[^']|'')*)'";

/** Returns the text in a match of `quotedText`. */
export function unquoteText(text: string): string {
  return text.replaceAll("''", "'");
}

/** Splits a filter at the words `and` or `or`, except inside quoted texts. */
export function termsOf(filter: string, word: 'and' | 'or' = 'and'): readonly string[] {
  const joint = new RegExp(`^\\s+${word}\\s+$`, 'i');
  const parts = filter.match(new RegExp(`'(?:[^']|'')*'|\\s+${word}\\s+|.`, 'gis')) ?? [];
  const terms = [''];
  for (const part of parts) {
    if (joint.test(part)) terms.push('');
    else terms.push(`${terms.pop() ?? ''}${part}`);
  }
  return terms.map((term) => term.trim());
}
