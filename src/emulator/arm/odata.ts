/** The pattern of a text in an OData filter; a quote in it stands there twice. */
export const quotedText = "'((?:[^']|'')*)'";

/** What a match of `quotedText` says. */
export function unquoted(text: string): string {
  return text.replaceAll("''", "'");
}

/** The terms of a filter between the words `and`, or `or`; words in texts join nothing. */
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
