import { quotedText, termsOf, unquoteText } from '../arm/odata.ts';

type GraphObject = Readonly<Record<string, string | readonly string[]>>;

const equality = new RegExp(`^(\\w+) eq ${quotedText}$`);
const start = new RegExp(`^startswith\\((\\w+),\\s*${quotedText}\\)$`, 'i');
const anyOf = new RegExp(`^(\\w+)/any\\((\\w+):\\s*\\2 eq ${quotedText}\\)$`);

/**
 * Reads an OData filter of clauses `a eq 'x'`, `startswith(a,'x')` and `a/any(c:c eq 'x')`, all of which must hold.
 * Without a filter everything matches; `undefined` for any other filter.
 */
export function readFilter(filter: string | null): ((object: GraphObject) => boolean) | undefined {
  if (filter === null || filter.trim() === '') return () => true;
  const clauses = termsOf(filter).map(readClause);
  const understood = clauses.filter((clause) => clause !== undefined);
  return understood.length === clauses.length ? (object) => understood.every((clause) => clause(object)) : undefined;
}

function readClause(clause: string): ((object: GraphObject) => boolean) | undefined {
  const equal = equality.exec(clause);
  if (equal !== null) return (object) => valuesOf(object, equal[1]).includes(unquoteLower(equal[2]));
  const begins = start.exec(clause);
  if (begins !== null) {
    return (object) => valuesOf(object, begins[1]).some((value) => value.startsWith(unquoteLower(begins[2])));
  }
  const any = anyOf.exec(clause);
  return any === null ? undefined : (object) => valuesOf(object, any[1]).includes(unquoteLower(any[3]));
}

function valuesOf(object: GraphObject, name = ''): readonly string[] {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  return value === undefined ? [] : (typeof value === 'string' ? [value] : value).map((item) => item.toLowerCase());
}

function unquoteLower(quoted = ''): string {
  return unquoteText(quoted).toLowerCase();
}
