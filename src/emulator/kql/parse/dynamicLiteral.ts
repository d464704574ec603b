import type { Json } from '../../arm/worldFile.ts';
import type { TokenReader } from './tokenReader.ts';

const words: ReadonlyMap<string, Json> = new Map<string, Json>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** Reads the inside of `dynamic( ... )`: JSON, whose strings may be quoted like all strings of a query. */
export function parseDynamicLiteral(reader: TokenReader): Json {
  return reader.nested(() => {
    if (reader.accept('[')) return items(reader, ']', () => parseDynamicLiteral(reader));
    if (reader.accept('{')) return Object.fromEntries(items(reader, '}', () => property(reader)));
    const token = reader.peek();
    if (token.kind === 'string') return reader.next().value;
    const word = token.kind === 'word' ? words.get(token.text) : undefined;
    if (word !== undefined) {
      reader.next();
      return word;
    }
    const sign = reader.accept('-') ? -1 : 1;
    return sign * Number(reader.expectKind('number').text);
  });
}

function property(reader: TokenReader): [string, Json] {
  const name = reader.expectKind('string').value;
  reader.expect(':');
  return [name, parseDynamicLiteral(reader)];
}

function items<T>(reader: TokenReader, end: string, read: () => T): readonly T[] {
  const found = reader.at(end) ? [] : reader.list(read);
  reader.expect(end);
  return found;
}
