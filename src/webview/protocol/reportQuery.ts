/** The language of the report's filter: words, and terms such as `region:westeurope` or `group:"rg shop"`. */

/** What a term can be about. */
export const queryKeys = [
  'subscription',
  'group',
  'region',
  'identity',
  'controlPlane',
  'kubelet',
  'finding',
  'compliance',
] as const;
/** What a term is about. */
export type QueryKey = (typeof queryKeys)[number];

/** Other names that people try, and the key that each stands for. */
export const keyAliases: Readonly<Record<string, QueryKey>> = { control: 'compliance', location: 'region' };

/** What a filter asks for, in lower case and without quotation marks. */
export interface ReportQuery {
  readonly words: readonly string[];
  /** One of the values has to fit, of each key. */
  readonly terms: ReadonlyMap<QueryKey, readonly string[]>;
}

/** A word or term with its place in the text. */
export interface QueryToken {
  readonly start: number;
  readonly end: number;
  /** Left out for words, and for a term about nothing that is known. */
  readonly key?: QueryKey;
  /** What follows the key, or the whole word, without quotation marks. */
  readonly value: string;
}

/** Returns the words and terms of a text; text between quotation marks stays together. */
export function tokensOf(text: string): readonly QueryToken[] {
  return [...text.matchAll(/(?:"[^"]*"?|[^\s"])+/g)].map(({ 0: token, index }) => {
    const place = { start: index, end: index + token.length };
    const colon = token.indexOf(':');
    const key = colon < 1 ? undefined : keyNamed(token.slice(0, colon));
    return key === undefined
      ? { ...place, value: withoutQuotes(token) }
      : { ...place, key, value: withoutQuotes(token.slice(colon + 1)) };
  });
}

/** Reads a filter. A key without a value asks for nothing yet; an unknown key is part of a word. */
export function readQuery(text: string): ReportQuery {
  const tokens = tokensOf(text.toLowerCase()).filter(({ value }) => value !== '');
  const terms = Map.groupBy(
    tokens.filter((token) => token.key !== undefined),
    ({ key }) => key as QueryKey,
  );
  return {
    words: tokens.flatMap(({ key, value }) => (key === undefined ? [value] : [])),
    terms: new Map([...terms].map(([key, ofKey]) => [key, ofKey.map(({ value }) => value)])),
  };
}

/** Returns what stands before a colon like a key, such as `severity`, but is none; people see why nothing matches. */
export function unknownKeysIn(text: string): readonly string[] {
  return tokensOf(text).flatMap(({ key, value }) => {
    const [, name] = key === undefined ? (/^([a-z]+):(?!\/)/i.exec(value) ?? []) : [];
    return name === undefined ? [] : [name];
  });
}

/** Writes a term, with quotation marks where the value needs them. */
export function termOf(key: QueryKey, value: string): string {
  const written = withoutQuotes(value);
  return /\s/.test(written) ? `${key}:"${written}"` : `${key}:${written}`;
}

/** Returns a text as terms have it: without quotation marks. */
export function withoutQuotes(text: string): string {
  return text.replaceAll('"', '');
}

function keyNamed(name: string): QueryKey | undefined {
  const lowerName = name.toLowerCase();
  return queryKeys.find((key) => key.toLowerCase() === lowerName) ?? keyAliases[lowerName];
}
