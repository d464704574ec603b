/** Conditions of role assignments, as far as they say of which actions they are about. */
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
  const takes = (...words: readonly string[]): boolean => {
    const isNext = words.includes(word());
    if (isNext) at++;
    return isNext;
  };

  function either(): Holds {
    let holds = both();
    while (takes('OR', '||')) holds = or(holds, both());
    return holds;
  }

  function both(): Holds {
    let holds = one();
    while (takes('AND', '&&')) holds = not(or(not(holds), not(one())));
    return holds;
  }

  function one(): Holds {
    let isNegated = false;
    while (takes('!', 'NOT')) isNegated = !isNegated;
    const holds = takes('(') ? inside() : leaf();
    return isNegated ? not(holds) : holds;
  }

  function inside(): Holds {
    const holds = either();
    if (!takes(')')) isBroken = true;
    return holds;
  }

  function leaf(): Holds {
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

  const holds = nested(condition) ? either() : undefined;
  return isBroken || at < tokens.length ? undefined : holds;
}

/** Deeper brackets than anybody writes are not followed. */
function nested(condition: string): boolean {
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
