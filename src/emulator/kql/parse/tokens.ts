import { parserFailure } from './failures.ts';

/** A word, text, number, time or sign of a query. `text` is as written; `value` is the content of a string or a time. */
export interface Token {
  readonly kind: 'word' | 'string' | 'number' | 'datetime' | 'timespan' | 'sign' | 'end';
  readonly text: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const space = /\s+|\/\/[^\n]*/y;
const patterns: readonly (readonly [Token['kind'], RegExp])[] = [
  ['word', /!(?:in|contains|startswith|endswith|between)(?:~|\b)/y],
  ['datetime', /datetime\s*\([^()]*\)/y],
  ['word', /in~/y],
  ['word', /[$A-Za-z_][$A-Za-z0-9_]*/y],
  ['timespan', /\d+(?:\.\d+)?(?:d|h|m|s|ms)\b/y],
  ['number', /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![A-Za-z_])/y],
  ['string', /@'(?:[^']|'')*'|@"(?:[^"]|"")*"/y],
  ['string', /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/y],
  ['sign', /==|=~|!=|!~|<=|>=|\.\.|[-<>=+*/%|,.;:()[\]{}]/y],
];

/** Splits the query into tokens, the last one of kind `end`. Throws InvalidQuery at a character that begins none. */
export function tokensOf(query: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = skipSpace(query, 0);
  while (position < query.length) {
    const token = tokenAt(query, position);
    if (token === undefined) throw failureAt(query, position, unreadable(query.slice(position)));
    tokens.push(token);
    position = skipSpace(query, token.end);
  }
  tokens.push({ kind: 'end', text: '<EOF>', value: '', start: query.length, end: query.length });
  return tokens;
}

/** The character that no token begins with; for a duration such as `7d` or a negation such as `!has`, all of it. */
function unreadable(rest: string): string {
  return /^(\d+(\.\d+)?[a-z]+|!\w+)/.exec(rest)?.[0] ?? rest.charAt(0);
}

/** Makes the failure that names this place in the text. */
export function failureAt(query: string, position: number, token: string, expected?: string): Error {
  const before = query.slice(0, position).split('\n');
  return parserFailure({ line: before.length, column: before.at(-1)?.length ?? 0, token, expected });
}

function tokenAt(query: string, start: number): Token | undefined {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = start;
    const text = pattern.exec(query)?.[0];
    if (text === undefined) continue;
    const value = valueOf(kind, text);
    return { kind, text, value, start, end: start + text.length };
  }
  return undefined;
}

function valueOf(kind: Token['kind'], text: string): string {
  if (kind === 'string') return unquote(text);
  if (kind !== 'datetime') return text;
  const inner = text.slice(text.indexOf('(') + 1, -1).trim();
  return /^(['"]).*\1$/.test(inner) ? unquote(inner) : inner;
}

function skipSpace(query: string, from: number): number {
  let position = from;
  for (;;) {
    space.lastIndex = position;
    const skipped = space.exec(query)?.[0].length;
    if (skipped === undefined) return position;
    position += skipped;
  }
}

function unquote(text: string): string {
  if (text.startsWith('@')) {
    const quote = text.charAt(1);
    return text.slice(2, -1).replaceAll(quote + quote, quote);
  }
  const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
  return text.slice(1, -1).replace(/\\(.)/gs, (_, character: string) => escapes[character] ?? character);
}
