import { failureAt, tokensOf, type Token } from './tokens.ts';

const deepestNesting = 100;

/** Reads the tokens of a query, with lookahead. */
export class TokenReader {
  private readonly query: string;
  private readonly tokens: readonly Token[];
  private position = 0;
  private nesting = 0;

  /** The time of the query, as `now()` has it. */
  readonly now: string;

  constructor(query: string, now: string) {
    this.query = query;
    this.now = now;
    this.tokens = tokensOf(query);
  }

  /** Returns the token `ahead` positions on, without taking it. */
  peek(ahead = 0): Token {
    const token = this.tokens[Math.min(this.position + ahead, this.tokens.length - 1)];
    if (token === undefined) throw new Error('A query has at least its end.');
    return token;
  }

  /** Takes the next token. */
  next(): Token {
    const token = this.peek();
    this.position++;
    return token;
  }

  /** Says whether the next token is this word or sign. */
  at(text: string): boolean {
    const token = this.peek();
    return token.text === text && (token.kind === 'word' || token.kind === 'sign');
  }

  /** Takes the next token if it is this word or sign. */
  accept(text: string): boolean {
    const isThere = this.at(text);
    if (isThere) this.position++;
    return isThere;
  }

  /** Takes this word or sign, or throws. */
  expect(text: string): void {
    if (!this.accept(text)) throw this.failure(text);
  }

  /** Takes a token of this kind, or throws. */
  expectKind(kind: Token['kind']): Token {
    if (this.peek().kind !== kind) throw this.failure(kind);
    return this.next();
  }

  /** Returns the error for the next token. */
  failure(expected?: string): Error {
    const token = this.peek();
    return failureAt(this.query, token.start, token.text, expected);
  }

  /** Reads something that may contain itself; throws if it is nested too deeply. */
  nested<T>(read: () => T): T {
    if (this.nesting >= deepestNesting) throw this.failure();
    this.nesting++;
    const result = read();
    this.nesting--;
    return result;
  }

  /** Reads one or more, with commas between. */
  list<T>(read: () => T): readonly T[] {
    const items = [read()];
    while (this.accept(',')) items.push(read());
    return items;
  }
}
