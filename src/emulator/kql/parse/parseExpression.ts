import type { ArithmeticStep, Expression, NamedExpression, PathSegment } from './syntax.ts';
import { semanticError } from './failures.ts';
import { spanIn, timeIn } from './times.ts';
import type { TokenReader } from './tokenReader.ts';

const comparisons = new Set(['==', '!=', '=~', '!~', '<', '<=', '>', '>=']);
const textOperators = new Set(['contains', 'startswith', 'endswith'].flatMap((name) => [name, `!${name}`]));
const memberships = new Set(['in', 'in~', '!in', '!in~']);

/** Reads a scalar expression. */
export function parseExpression(reader: TokenReader): Expression {
  return reader.nested(() => {
    const operands = [conjunction(reader)];
    while (reader.accept('or')) operands.push(conjunction(reader));
    return onlyOperand(operands) ?? { kind: 'any', operands };
  });
}

/** Reads `name = expression` or just an expression. */
export function parseNamedExpression(reader: TokenReader): NamedExpression {
  if (reader.peek().kind === 'word' && reader.peek(1).text === '=') {
    const name = reader.next().text;
    reader.expect('=');
    return { name, expression: parseExpression(reader) };
  }
  return { expression: parseExpression(reader) };
}

function conjunction(reader: TokenReader): Expression {
  const operands = [parseComparison(reader)];
  while (reader.accept('and')) operands.push(parseComparison(reader));
  return onlyOperand(operands) ?? { kind: 'all', operands };
}

function parseComparison(reader: TokenReader): Expression {
  const left = arithmetic(reader);
  const operator = reader.peek().text;
  const isWord = reader.peek().kind === 'word';
  if ((isWord ? textOperators : comparisons).has(operator)) {
    reader.next();
    return { kind: 'compare', operator, left, right: arithmetic(reader) };
  }
  if (isWord && memberships.has(operator)) {
    reader.next();
    reader.expect('(');
    const list = reader.list(() => parseExpression(reader));
    reader.expect(')');
    return { kind: 'membership', operator, left, list };
  }
  if (isWord && (operator === 'between' || operator === '!between')) {
    reader.next();
    reader.expect('(');
    const from = arithmetic(reader);
    reader.expect('..');
    const to = arithmetic(reader);
    reader.expect(')');
    return { kind: 'between', negated: operator.startsWith('!'), value: left, from, to };
  }
  return left;
}

function arithmetic(reader: TokenReader): Expression {
  const first = path(reader);
  const laterSteps: ArithmeticStep[] = [];
  while (reader.at('+') || reader.at('-')) {
    const operator = reader.next().text === '+' ? '+' : '-';
    laterSteps.push({ operator, operand: path(reader) });
  }
  return laterSteps.length === 0 ? first : { kind: 'arithmetic', first, rest: laterSteps };
}

function path(reader: TokenReader): Expression {
  const root = primary(reader);
  const segments: PathSegment[] = [];
  for (;;) {
    const dotted = reader.accept('.');
    if (dotted && reader.peek().kind === 'word') segments.push({ kind: 'name', name: reader.next().text });
    else if (reader.accept('[')) {
      segments.push(bracketed(reader));
      reader.expect(']');
    } else if (dotted) throw reader.failure('identifier');
    else break;
  }
  return segments.length === 0 ? root : { kind: 'path', root, segments };
}

function bracketed(reader: TokenReader): PathSegment {
  if (reader.peek().kind === 'string') return { kind: 'name', name: reader.next().value };
  return { kind: 'index', index: Number(reader.expectKind('number').text) };
}

function primary(reader: TokenReader): Expression {
  const token = reader.peek();
  if (token.kind === 'string') return { kind: 'literal', value: reader.next().value, type: 'string' };
  if (token.kind === 'number') {
    reader.next();
    return { kind: 'literal', value: Number(token.text), type: /[.eE]/.test(token.text) ? 'real' : 'long' };
  }
  if (token.kind === 'timespan') return { kind: 'literal', value: spanIn(reader.next().text), type: 'timespan' };
  if (token.kind === 'datetime') {
    const value = timeIn(reader.next().value);
    if (value === null) throw semanticError(`The literal '${token.text}' is not a valid datetime.`);
    return { kind: 'literal', value, type: 'datetime' };
  }
  if (reader.accept('(')) {
    const inner = parseExpression(reader);
    reader.expect(')');
    return inner;
  }
  if (token.kind === 'word') return word(reader);
  throw reader.failure('expression');
}

function word(reader: TokenReader): Expression {
  const name = reader.next().text;
  if (name === 'true' || name === 'false') return { kind: 'literal', value: name === 'true', type: 'bool' };
  if (!reader.accept('(')) return { kind: 'column', name };
  const parameters = reader.at(')') ? [] : reader.list(() => parseExpression(reader));
  reader.expect(')');
  return timeCall(name, parameters, reader) ?? { kind: 'call', name, arguments: parameters };
}

function onlyOperand(operands: readonly Expression[]): Expression | undefined {
  return operands.length === 1 ? operands[0] : undefined;
}

/** `now()`, `now(offset)` and `ago(span)` mean the time at which the query was read, the same for all rows. */
function timeCall(name: string, parameters: readonly Expression[], reader: TokenReader): Expression | undefined {
  const [operand, ...others] = parameters;
  if ((name !== 'now' && name !== 'ago') || others.length > 0) return undefined;
  const now: Expression = { kind: 'literal', value: timeIn(reader.now), type: 'datetime' };
  if (operand === undefined) return name === 'now' ? now : undefined;
  return { kind: 'arithmetic', first: now, rest: [{ operator: name === 'ago' ? '-' : '+', operand }] };
}
