import { InvalidQuery, semanticError } from './parse/failures.ts';
import type { Query } from './parse/syntax.ts';
import { tableNames } from './tables.ts';
import type { TableName } from './tables.ts';

const mostJoinsAndUnions = 3;
const mostExpands = 3;

/**
 * Throws where a query exceeds the limits of Resource Graph: three joins and unions, of which one may be between different
 * tables (or all, between resources and resourcecontainers), and three mv-expand.
 * https://learn.microsoft.com/azure/governance/resource-graph/concepts/query-language
 */
export function checkLimits(query: Query): void {
  const found = { combined: 0, crossing: 0, authorization: false, expands: 0 };
  count(query, found);
  if (found.combined > mostJoinsAndUnions) {
    throw semanticError(`A query may hold at most ${String(mostJoinsAndUnions)} join and union operators.`);
  }
  if (found.crossing > 1 && found.authorization) {
    throw semanticError('A query may join different tables once, or only Resources and ResourceContainers.');
  }
  if (found.expands > mostExpands) {
    throw semanticError(`A query may hold at most ${String(mostExpands)} mv-expand operators.`);
  }
}

/** Returns the table with that name in any casing. Throws InvalidQuery where the emulator has none. */
export function tableNamed(name: string): TableName {
  const lower = name.toLowerCase();
  const found = tableNames.find((one) => one === lower);
  if (found !== undefined) return found;
  throw new InvalidQuery({
    code: 'DisallowedLogicalTableName',
    message: `Table ${name} is invalid, unsupported or disallowed.`,
  });
}

function count(
  query: Query,
  found: { combined: number; crossing: number; authorization: boolean; expands: number },
): void {
  const table = tableNamed(query.table);
  for (const operator of query.operators) {
    if (operator.kind === 'mv-expand') found.expands++;
    if (operator.kind !== 'join' && operator.kind !== 'union') continue;
    const other = operator.kind === 'join' ? operator.right : operator.other;
    const otherTable = tableNamed(other.table);
    found.combined++;
    if (otherTable !== table) {
      found.crossing++;
      found.authorization ||= table === 'authorizationresources' || otherTable === 'authorizationresources';
    }
    count(other, found);
  }
}
