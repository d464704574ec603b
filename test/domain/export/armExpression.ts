/** Expressions of ARM templates, as Azure reads them. */

/**
 * The functions that our templates call, each with the fewest and the most arguments that it takes.
 * Source: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions
 */
const functions: Readonly<Record<string, readonly [number, number]>> = {
  deployment: [0, 0],
  guid: [1, Infinity],
  parameters: [1, 1],
  reference: [1, 3],
  toLower: [1, 1],
};

/** A text that Azure reads as an expression: in brackets as a whole, the first one not doubled. */
export function isExpression(text: string): boolean {
  return /^\[(?!\[)[^]*\]$/.test(text);
}

/** The names of the parameters that an expression reads; throws where it is none. */
export function parametersIn(expression: string): readonly string[] {
  const tokens = tokensOf(expression.slice(1, -1));
  const names: string[] = [];
  const next = (): string => tokens.shift() ?? 'the end';
  const expect = (wanted: string): void => {
    const found = next();
    if (found !== wanted) throw new Error(`${wanted} is expected, not ${found}`);
  };
  const argument = (): void => {
    if (/^['\d]/.test(tokens[0] ?? '')) next();
    else call();
  };
  const call = (): void => {
    const name = next();
    const arity = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (arity === undefined) throw new Error(`${name} is no function`);
    expect('(');
    let count = 0;
    if (name === 'parameters') names.push((tokens[0] ?? '').slice(1, -1));
    while (tokens[0] !== ')') {
      if (count++ > 0) expect(',');
      argument();
    }
    expect(')');
    if (count < arity[0] || count > arity[1]) throw new Error(`${name} takes no ${count} arguments`);
    path();
  };
  const path = (): void => {
    while (tokens[0] === '.' || tokens[0] === '[') {
      const inBrackets = next() === '[';
      if (!(inBrackets ? /^['\d]/ : /^[a-z_]\w*$/i).test(next())) throw new Error('a member is expected');
      if (inBrackets) expect(']');
    }
  };
  call();
  if (tokens.length > 0) throw new Error(`${tokens.join(' ')} follows the end`);
  return names;
}

function tokensOf(text: string): string[] {
  const tokens = text.match(/\s+|[a-z_]\w*|\d+|'(?:[^']|'')*'|[().,[\]]|[^]/gi) ?? [];
  return tokens.filter((token) => token.trim() !== '');
}
