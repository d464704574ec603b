import type { Option } from '../../protocol/form.ts';

/**
 * Finds the options whose label, description or value contain every word of the query; the one that it names exactly
 * comes first, then those whose label begins with it.
 */
export function matchingOptions(options: readonly Option[], query: string): readonly Option[] {
  const queryWords = query.toLowerCase().split(/\s+/).filter(Boolean);
  const matching = options.filter(({ label, description, value }) => {
    const text = `${label} ${description ?? ''} ${value}`.toLowerCase();
    return queryWords.every((word) => text.includes(word));
  });
  const begins = ({ label }: Option): boolean => label.toLowerCase().startsWith(query.trim().toLowerCase());
  const exact = exactOption(matching, query);
  const otherOptions = matching.filter((option) => option !== exact);
  return [
    ...(exact ? [exact] : []),
    ...otherOptions.filter(begins),
    ...otherOptions.filter((option) => !begins(option)),
  ];
}

/** Returns the option whose value or label equals the query, ignoring case. */
export function exactOption(options: readonly Option[], query: string): Option | undefined {
  const wholeQuery = whole(query);
  return (
    options.find(({ value }) => whole(value) === wholeQuery) ?? options.find(({ label }) => whole(label) === wholeQuery)
  );
}

function whole(text: string): string {
  return text
    .trim()
    .replace(/(?<=.)\/+$/, '')
    .toLowerCase();
}

/** Returns true for the id of a resource or a scope, which never means another one that begins with it. */
export function isId(query: string): boolean {
  return query.trim().startsWith('/');
}
