/** What a team has decided about findings, as `.aks-identity.yaml` says it. */
import { isGuid } from '../arm/resourceId.ts';
import { catalogue, kindOf } from '../findings/catalogue.ts';
import type { FindingCode } from '../findings/catalogue.ts';
import { severities } from '../findings/severity.ts';
import { check, list, object, oneOf, optional, table } from '../../shape/shape.ts';
import type { Of } from '../../shape/shape.ts';

/** The name of the file with decisions, in the folder that is open. */
export const decisionsFile = '.aks-identity.yaml';

/** Says whether findings may have such a code; the kind stands for all findings of it. */
export function isFindingCode(code: unknown): code is FindingCode {
  if (typeof code !== 'string') return false;
  const kind = kindOf(code as FindingCode);
  return Object.hasOwn(catalogue, kind) && (code === kind || 'detail' in catalogue[kind]);
}

/** Says whether a text is a day of the calendar, as 2026-12-31. */
export function isDay(text: unknown): boolean {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const at = new Date(text);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

const words = check<string>('a text that is not empty', (value) => typeof value === 'string' && value.trim() !== '');
const code = check<FindingCode>('the code of a finding', isFindingCode);
const scope = check<string>('a resource ID, in which * stands for any text', (value) => /^[/*]/.test(String(value)));

/** What an entry of each list has, and what the file has; its JSON schema is generated from these. */
export const acceptFields = {
  finding: code,
  scope,
  reason: words,
  by: words,
  expires: check<string>('a day such as 2026-12-31', isDay),
};

/** What an expected grant has. */
export const grantFields = {
  role: words,
  scope,
  principal: optional(check<string>('the object ID of a principal', (value) => isGuid(String(value)))),
  reason: words,
};

/** What a finding's severity can be set to. */
export const severityWords = [...severities, 'off'] as const;

/** What the file has. */
export const decisionsShape = object({
  version: oneOf(1),
  accept: optional(list(object(acceptFields))),
  severities: optional(table(oneOf(...severityWords))),
  expectedGrants: optional(list(object(grantFields))),
});

/** What is decided; what is left out decides nothing. */
export type Decisions = Omit<Of<typeof decisionsShape>, 'version'>;

/** One finding that is accepted where the scope says, up to and with the day on which that ends. */
export type Acceptance = NonNullable<Decisions['accept']>[number];

/** A text of a file that is no decision, and where it is; both count from 1. */
export interface DecisionsProblem {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** Says where a problem is and what it is. */
export function problemText({ message, line, column }: DecisionsProblem): string {
  return `${decisionsFile}, line ${line}, column ${column}: ${message}`;
}

/** Puts decisions of several places together; where two set the same severity, the later place counts. */
export function joinedDecisions(all: readonly Decisions[]): Decisions {
  return {
    accept: all.flatMap(({ accept = [] }) => accept),
    severities: Object.assign({}, ...all.map((one) => one.severities)) as NonNullable<Decisions['severities']>,
    expectedGrants: all.flatMap(({ expectedGrants = [] }) => expectedGrants),
  };
}
