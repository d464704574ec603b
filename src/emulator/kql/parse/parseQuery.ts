import { semanticError, unsupported } from './failures.ts';
import { parseExpression, parseNamedExpression } from './parseExpression.ts';
import type { ExpandColumn, JoinKey, JoinKind, Operator, Query, SortKey } from './syntax.ts';
import { TokenReader } from './tokenReader.ts';

const flavors: readonly JoinKind[] = ['innerunique', 'inner', 'leftouter', 'fullouter'];
const mostExpandedRows = 400;
const defaultExpandedRows = 128;

/** Reads a whole query; one that begins with an operator queries `resources`. Throws InvalidQuery. */
export function parseQuery(text: string): Query {
  const reader = new TokenReader(text);
  const query = parsePipeline(reader);
  reader.accept(';');
  if (reader.peek().kind !== 'end') throw reader.failure('<EOF>');
  return query;
}

function parsePipeline(reader: TokenReader): Query {
  return reader.nested(() => {
    const operators: Operator[] = [];
    const first = operatorName(reader);
    let table = 'resources';
    if (Object.hasOwn(readers, first)) operators.push(parseOperator(reader));
    else table = reader.expectKind('word').text;
    while (reader.accept('|')) operators.push(parseOperator(reader));
    return { table, operators };
  });
}

/** The operator's name ahead, `project-away` and `mv-expand` in one. */
function operatorName(reader: TokenReader): string {
  const [word, dash, rest] = [reader.peek(), reader.peek(1), reader.peek(2)];
  if (word.kind !== 'word') throw reader.failure('operator');
  const compound = dash.text === '-' && dash.start === word.end && rest.kind === 'word' && rest.start === dash.end;
  return compound ? `${word.text}-${rest.text}` : word.text;
}

function parseOperator(reader: TokenReader): Operator {
  const name = operatorName(reader);
  const read = Object.hasOwn(readers, name) ? readers[name] : undefined;
  if (read === undefined) throw unsupported(name);
  for (let taken = 0; taken < name.split('-').length * 2 - 1; taken++) reader.next();
  return read(reader);
}

const readers: Readonly<Record<string, (reader: TokenReader) => Operator>> = {
  where: (reader) => ({ kind: 'where', predicate: parseExpression(reader) }),
  extend: (reader) => ({ kind: 'extend', columns: reader.list(() => parseNamedExpression(reader)) }),
  project: (reader) => ({ kind: 'project', columns: reader.list(() => parseNamedExpression(reader)) }),
  distinct: (reader) => ({ kind: 'distinct', columns: reader.list(() => parseNamedExpression(reader)) }),
  'project-away': (reader) => ({ kind: 'project-away', patterns: reader.list(() => columnPattern(reader)) }),
  order: parseSort,
  sort: parseSort,
  top: (reader) => {
    const count = parseCount(reader);
    reader.expect('by');
    return { kind: 'top', count, key: parseSortKey(reader) };
  },
  take: (reader) => ({ kind: 'take', count: parseCount(reader) }),
  limit: (reader) => ({ kind: 'take', count: parseCount(reader) }),
  count: () => ({ kind: 'count' }),
  summarize: (reader) => {
    const aggregates = reader.at('by') ? [] : reader.list(() => parseNamedExpression(reader));
    const by = reader.accept('by') ? reader.list(() => parseNamedExpression(reader)) : [];
    return { kind: 'summarize', aggregates, by };
  },
  join: parseJoin,
  union: (reader) => {
    const kind = parseOption(reader, 'kind') ?? 'outer';
    if (kind !== 'outer' && kind !== 'inner') throw unsupported(`kind=${kind}`);
    return { kind: 'union', outer: kind === 'outer', other: parseOther(reader) };
  },
  'mv-expand': parseExpand,
  mvexpand: parseExpand,
};

function parseSort(reader: TokenReader): Operator {
  reader.expect('by');
  return { kind: 'sort', keys: reader.list(() => parseSortKey(reader)) };
}

function parseSortKey(reader: TokenReader): SortKey {
  const expression = parseExpression(reader);
  const descending = !reader.accept('asc');
  if (descending) reader.accept('desc');
  let nullsFirst = !descending;
  if (reader.accept('nulls')) {
    nullsFirst = reader.accept('first');
    if (!nullsFirst) reader.expect('last');
  }
  return { expression, descending, nullsFirst };
}

function parseCount(reader: TokenReader): number {
  const count = Number(reader.expectKind('number').text);
  if (!Number.isSafeInteger(count)) throw semanticError('The number of rows must be a whole number.');
  return count;
}

function columnPattern(reader: TokenReader): string {
  let pattern = reader.accept('*') ? '*' : reader.expectKind('word').text;
  if (pattern !== '*' && reader.accept('*')) pattern += '*';
  return pattern;
}

function parseOption(reader: TokenReader, name: string): string | undefined {
  if (!(reader.at(name) && reader.peek(1).text === '=')) return undefined;
  reader.next();
  reader.next();
  return reader.expectKind('word').text;
}

function parseOther(reader: TokenReader): Query {
  if (!reader.accept('(')) return { table: reader.expectKind('word').text, operators: [] };
  const other = parsePipeline(reader);
  reader.expect(')');
  return other;
}

function parseJoin(reader: TokenReader): Operator {
  const kind = parseOption(reader, 'kind') ?? 'innerunique';
  const flavor = flavors.find((candidate) => candidate === kind);
  if (flavor === undefined) throw unsupported(`kind=${kind}`);
  const right = parseOther(reader);
  reader.expect('on');
  const keys = reader.list(() => parseJoinKeys(reader)).flat();
  return { kind: 'join', flavor, right, keys };
}

/** `name`, or `$left.a == $right.b`, several with `and`. */
function parseJoinKeys(reader: TokenReader): readonly JoinKey[] {
  const keys: JoinKey[] = [];
  do {
    if (!reader.at('$left') && !reader.at('$right')) {
      const name = reader.expectKind('word').text;
      keys.push({ left: name, right: name });
      continue;
    }
    const [first, second] = [sidedColumn(reader, '=='), sidedColumn(reader)];
    if (first.side === second.side) throw semanticError('join: both sides of an equality are of the same table.');
    const [left, right] = first.side === '$left' ? [first, second] : [second, first];
    keys.push({ left: left.name, right: right.name });
  } while (reader.accept('and'));
  return keys;
}

function sidedColumn(reader: TokenReader, then?: string): { side: string; name: string } {
  if (!reader.at('$left') && !reader.at('$right')) throw reader.failure('$left or $right');
  const side = reader.next().text;
  reader.expect('.');
  const name = reader.expectKind('word').text;
  if (then !== undefined) reader.expect(then);
  return { side, name };
}

function parseExpand(reader: TokenReader): Operator {
  const kind = parseOption(reader, 'bagexpansion') ?? parseOption(reader, 'kind') ?? 'bag';
  if (kind !== 'bag') throw unsupported(`bagexpansion=${kind}`);
  const itemIndex = parseOption(reader, 'with_itemindex');
  const columns = reader.list(() => expandColumn(reader));
  const limit = reader.accept('limit') ? parseCount(reader) : defaultExpandedRows;
  if (limit > mostExpandedRows) throw semanticError(`mv-expand: RowLimit must be at most ${String(mostExpandedRows)}.`);
  return { kind: 'mv-expand', columns, limit, ...(itemIndex !== undefined && { itemIndex }) };
}

function expandColumn(reader: TokenReader): ExpandColumn {
  const column = parseNamedExpression(reader);
  if (!reader.accept('to')) return column;
  reader.expect('typeof');
  reader.expect('(');
  const to = reader.expectKind('word').text;
  reader.expect(')');
  return { ...column, to };
}
