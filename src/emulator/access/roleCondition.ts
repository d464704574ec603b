/** The subject of a condition is an action, with the attributes of the request and the resource that it may read. */
export interface ConditionSubject {
  readonly action: string;
  /** By name as in `Microsoft.Authorization/roleAssignments:PrincipalType`, in lower case, if the source has it. */
  readonly attributes?: Readonly<Record<'request' | 'resource', Readonly<Record<string, string>>>>;
}

type Outcome = 'yes' | 'no' | 'cannotTell';

const tokens =
  /ActionMatches\s*\{\s*'([^']*)'\s*\}|@(Request|Resource)\s*\[([^\]]+)\]\s+(?:(ForAnyOfAnyValues|ForAllOfAnyValues|ForAnyOfAllValues|ForAllOfAllValues):)?(\w+)\s*(\{[^}]*\}|'[^']*'|[0-9a-f-]{36})|[()]|!|&&|\|\||\b(?:AND|OR|NOT)\b|[^\s()!&|]+|\S/gi;

/**
 * Returns true if a role with this condition allows the action. Understands what the portal writes for delegation: AND,
 * OR, NOT and brackets, `ActionMatches`, and comparisons of GUIDs and texts with `@Request` and `@Resource`; anything
 * else is never fulfilled.
 */
export function conditionHolds(condition: string | undefined, subject: ConditionSubject): boolean {
  if (condition === undefined || condition.trim() === '') return true;
  return evaluateCondition(condition, subject) === 'yes';
}

function evaluateCondition(condition: string, subject: ConditionSubject): Outcome {
  const queue = [...condition.matchAll(tokens)];
  const next = (): string => queue[0]?.[0].toUpperCase() ?? '';
  const accept = (...words: string[]): boolean => words.includes(next()) && queue.shift() !== undefined;
  let depth = 0;

  const disjunction = (): Outcome => {
    const parts = [conjunction()];
    while (accept('OR', '||')) parts.push(conjunction());
    if (parts.includes('yes')) return 'yes';
    return parts.includes('cannotTell') ? 'cannotTell' : 'no';
  };
  const conjunction = (): Outcome => {
    const parts = [term()];
    while (accept('AND', '&&')) parts.push(term());
    if (parts.includes('no')) return 'no';
    return parts.includes('cannotTell') ? 'cannotTell' : 'yes';
  };
  const term = (): Outcome => {
    if (++depth > 500) return 'cannotTell';
    if (accept('!', 'NOT')) return opposite(term());
    if (!accept('(')) return evaluateComparison(queue.shift(), subject);
    const inner = disjunction();
    return accept(')') ? inner : 'cannotTell';
  };
  const result = disjunction();
  return queue.length === 0 ? result : 'cannotTell';
}

function opposite(result: Outcome): Outcome {
  if (result === 'cannotTell') return result;
  return result === 'yes' ? 'no' : 'yes';
}

function evaluateComparison(match: RegExpExecArray | undefined, { action, attributes }: ConditionSubject): Outcome {
  const [, pattern, source, attribute = '', quantifier = '', operator = '', operand = ''] = match ?? [];
  if (pattern !== undefined) return asOutcome(matchesAction(pattern, action));
  if (source === undefined) return 'cannotTell';
  const value = attributes?.[source.toLowerCase() as 'request' | 'resource'][attribute.trim().toLowerCase()];
  if (value === undefined) return 'cannotTell';
  const values = listOf(operand);
  const tests = values.map((wantedValue) => compareValues(operator.toLowerCase(), value, wantedValue));
  if (tests.includes(undefined)) return 'cannotTell';
  const isAll = /AllValues$/i.test(quantifier);
  return asOutcome(isAll ? tests.every(Boolean) : tests.some(Boolean));
}

function compareValues(operator: string, value: string, wantedValue: string): boolean | undefined {
  const same = value.toLowerCase() === wantedValue.toLowerCase();
  switch (operator) {
    case 'guidequals':
    case 'stringequalsignorecase':
      return same;
    case 'guidnotequals':
    case 'stringnotequalsignorecase':
      return !same;
    case 'stringequals':
      return value === wantedValue;
    case 'stringnotequals':
      return value !== wantedValue;
    default:
      return undefined;
  }
}

function listOf(operand: string): readonly string[] {
  const inner = operand.startsWith('{') ? operand.slice(1, -1).split(',') : [operand];
  return inner.map((text) => text.trim().replace(/^'|'$/g, ''));
}

function matchesAction(pattern: string, action: string): boolean {
  const expression = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${expression}$`, 'i').test(action);
}

function asOutcome(holds: boolean): Outcome {
  return holds ? 'yes' : 'no';
}
