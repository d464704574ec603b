/** Conditions of role assignments, as far as they name the actions that they limit. */
import { coversAction, isAnyAction } from './actionPattern.ts';

/** `undefined`: depends on the request. */
type Holds = boolean | undefined;

const token =
  /ActionMatches\s*\{\s*'([^']*)'\s*\}|[()]|!|&&|\|\||\b(?:AND|OR|NOT)\b|'[^']*'|\{[^}]*\}|\[[^\]]*\]|[^\s()!&|'{}[\]]+|\S/gi;

/**
 * Returns whether a condition holds for an action whatever the request. Usual conditions begin with
 * `!(ActionMatches{'...'})` for each action that they limit, and so allow all others; comparisons, and what can't be
 * parsed, are not evaluated.
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
      return coversWanted(pattern, action);
    }
    const start = at;
    while (at < tokens.length && !/^(?:[()!]|&&|\|\||AND|OR|NOT)$/.test(word())) at++;
    if (at === start) isBroken = true;
    return undefined;
  }

  const holds = isShallow(condition) ? parseOr() : undefined;
  return isBroken || at < tokens.length ? undefined : holds;
}

/** Brackets that are deeper than anyone writes are not parsed. */
function isShallow(condition: string): boolean {
  return condition.split('(').length + condition.split(/!|NOT/i).length < 1000;
}

/** Undecided for a family of actions that the pattern covers in part. */
function coversWanted(pattern: string, action: string): Holds {
  if (!action.includes('*')) return coversAction(pattern, action);
  return isAnyAction([pattern, action]) ? undefined : false;
}

function or(a: Holds, b: Holds): Holds {
  if (a === true || b === true) return true;
  return a === false && b === false ? false : undefined;
}

function not(a: Holds): Holds {
  return a === undefined ? undefined : !a;
}
