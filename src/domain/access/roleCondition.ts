/** Conditions of role assignments, as far as they say which actions they are about. */
import { covers, isAnyAction } from './actionPattern.ts';

/** `undefined`: it depends on what is asked for. */
type Holds = boolean | undefined;

const token =
  /ActionMatches\s*\{\s*'([^']*)'\s*\}|[()]|!|&&|\|\||\b(?:AND|OR|NOT)\b|'[^']*'|\{[^}]*\}|\[[^\]]*\]|[^\s()!&|'{}[\]]+|\S/gi;

/**
 * Returns whether a condition is fulfilled for an action whatever the request. Usual conditions begin with
 * `!(ActionMatches{'...'})` for each action that they limit, and so let all others through; what they compare, and what
 * can't be parsed, is not evaluated.
 * Source: https://learn.microsoft.com/azure/role-based-access-control/conditions-format
 */
export function conditionHolds(condition: string, action: string): Holds {
  if (condition.trim() === '') return true;
  const tokens = [...condition.matchAll(token)];
  let at = 0;
  let isBroken = false;
  const word = (): string => tokens[at]?.[0].toUpperCase() ?? '';
  const accept = (...words: readonly string[]): boolean => {
    const isNext = words.includes(word());
    if (isNext) at++;
    return isNext;
  };

  function parseOr(): Holds {
    let holds = parseAnd();
    while (accept('OR', '||')) holds = or(holds, parseAnd());
    return holds;
  }

  function parseAnd(): Holds {
    let holds = parseNot();
    while (accept('AND', '&&')) holds = not(or(not(holds), not(parseNot())));
    return holds;
  }

  function parseNot(): Holds {
    let isNegated = false;
    while (accept('!', 'NOT')) isNegated = !isNegated;
    const holds = accept('(') ? parseGroup() : parseTerm();
    return isNegated ? not(holds) : holds;
  }

  function parseGroup(): Holds {
    const holds = parseOr();
    if (!accept(')')) isBroken = true;
    return holds;
  }

  function parseTerm(): Holds {
    const pattern = tokens[at]?.[1];
    if (pattern !== undefined) {
      at++;
      return isAbout(pattern, action);
    }
    const start = at;
    while (at < tokens.length && !/^(?:[()!]|&&|\|\||AND|OR|NOT)$/.test(word())) at++;
    if (at === start) isBroken = true;
    return undefined;
  }

  const holds = isShallow(condition) ? parseOr() : undefined;
  return isBroken || at < tokens.length ? undefined : holds;
}

/** Deeper brackets than anyone writes are not followed. */
function isShallow(condition: string): boolean {
  return condition.split('(').length + condition.split(/!|NOT/i).length < 1000;
}

/** A family of actions is perhaps meant where the pattern covers some of it. */
function isAbout(pattern: string, action: string): Holds {
  if (!action.includes('*')) return covers(pattern, action);
  return isAnyAction([pattern, action]) ? undefined : false;
}

function or(a: Holds, b: Holds): Holds {
  if (a === true || b === true) return true;
  return a === false && b === false ? false : undefined;
}

function not(a: Holds): Holds {
  return a === undefined ? undefined : !a;
}
