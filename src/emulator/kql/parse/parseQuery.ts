import { semanticError, unsupportedFailure } from './failures.ts';
import { parseExpression, parseNamedExpression } from './parseExpression.ts';
import type { Operator, Query, SortKey } from './syntax.ts';
import { TokenReader } from './tokenReader.ts';

/** Reads a whole query of that time; one that begins with an operator queries `resources`. Throws InvalidQuery. */
export function parseQuery(text: string, now: string): Query {
  const reader = new TokenReader(text, now);
  const operators: Operator[] = [];
  const first = operatorName(reader);
  let table = 'resources';
  if (Object.hasOwn(readers, first)) operators.push(parseOperator(reader));
  else if (['let', 'set', 'union', 'search', 'find', 'print', 'range', 'datatable'].includes(first))
    throw reader.failure();
  else table = reader.expectKind('word').text;
  while (reader.accept('|')) operators.push(parseOperator(reader));
  reader.accept(';');
  if (reader.peek().kind !== 'end') throw reader.failure('<EOF>');
  return { table, operators };
}

/** The name of the next operator; one such as `project-away` is refused as a whole. */
function operatorName(reader: TokenReader): string {
  const word = reader.peek();
  const dash = reader.peek(1);
  const wordAfterDash = reader.peek(2);
  if (word.kind !== 'word') throw reader.failure('operator');
  const compound =
    dash.text === '-' && dash.start === word.end && wordAfterDash.kind === 'word' && wordAfterDash.start === dash.end;
  return compound ? `${word.text}-${wordAfterDash.text}` : word.text;
}

function parseOperator(reader: TokenReader): Operator {
  const name = operatorName(reader);
  const read = Object.hasOwn(readers, name) ? readers[name] : undefined;
  if (read === undefined) throw unsupportedFailure('operator', name);
  reader.next();
  return read(reader);
}

const readers: Readonly<Record<string, (reader: TokenReader) => Operator>> = {
  where: (reader) => ({ kind: 'where', predicate: parseExpression(reader) }),
  extend: (reader) => ({ kind: 'extend', columns: reader.list(() => parseNamedExpression(reader)) }),
  project: (reader) => ({ kind: 'project', columns: reader.list(() => parseNamedExpression(reader)) }),
  order: parseSort,
  sort: parseSort,
  take: (reader) => ({ kind: 'take', count: parseCount(reader) }),
  limit: (reader) => ({ kind: 'take', count: parseCount(reader) }),
  count: () => ({ kind: 'count' }),
  summarize: (reader) => {
    const aggregates = reader.at('by') ? [] : reader.list(() => parseNamedExpression(reader));
    const by = reader.accept('by') ? reader.list(() => parseNamedExpression(reader)) : [];
    return { kind: 'summarize', aggregates, by };
  },
};

function parseSort(reader: TokenReader): Operator {
  reader.expect('by');
  return { kind: 'sort', keys: reader.list(() => parseSortKey(reader)) };
}

function parseSortKey(reader: TokenReader): SortKey {
  const expression = parseExpression(reader);
  const descending = !reader.accept('asc');
  if (descending) reader.accept('desc');
  return { expression, descending };
}

function parseCount(reader: TokenReader): number {
  const count = Number(reader.expectKind('number').text);
  if (!Number.isSafeInteger(count)) throw semanticError('The number of rows must be a whole number.');
  return count;
}
