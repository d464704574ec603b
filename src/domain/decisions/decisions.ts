/** What a team has decided about findings, as `.aks-identity.yaml` says it. */
import { isGuid } from '../arm/resourceId.ts';
import { catalogue, kindOf, type FindingCode } from '../findings/catalogue.ts';
import { check, list, object, oneOf, optional, table, type Of } from '../../shape/shape.ts';

/** Returns true if findings may have such a code; the kind covers all findings of it. */
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
const scope = check<string>('a resource ID, where * means any text', (value) => /^[/*]/.test(String(value)));
const subject = check<string>('a resource ID, an address or an object ID, where * means any text', (value) =>
  /^([/*]|https:\/\/|[0-9a-f*]+-)/i.test(String(value)),
);

/** What an entry of each list has, and what the file has; its JSON schema is generated from these. */
export const acceptFields = {
  finding: code,
  scope,
  about: optional(subject),
  reason: words,
  by: words,
  expires: check<string>('a day such as 2026-12-31', isDay),
};

/** The fields of an expected grant in a file with decisions. */
export const grantFields = {
  role: words,
  scope,
  principal: optional(check<string>('the object ID of a principal', (value) => isGuid(String(value)))),
  reason: words,
};

/** The words for the severity that a file with decisions can give a kind of finding. */
export const severityWords = ['error', 'warning', 'info', 'off'] as const;

/** The check of a file with decisions. */
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
