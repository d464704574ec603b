/** What a team has decided about findings, in `.aks-identity.yaml`. */
import { isGuid } from '../arm/resourceId.ts';
import { catalogue, kindOf, type FindingCode } from '../findings/catalogue.ts';
import { defineShape, list, object, oneOf, optional, table, type Of } from '../../shape/shape.ts';

/** Returns true if findings can have this code; a kind covers all its findings. */
export function isFindingCode(code: unknown): code is FindingCode {
  if (typeof code !== 'string') return false;
  const kind = kindOf(code as FindingCode);
  return Object.hasOwn(catalogue, kind) && (code === kind || 'detail' in catalogue[kind]);
}

/** Returns true for a day of the calendar, such as 2026-12-31. */
export function isDay(text: unknown): boolean {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const at = new Date(text);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

const words = defineShape<string>(
  'a text that is not empty',
  (value) => typeof value === 'string' && value.trim() !== '',
);
const code = defineShape<FindingCode>('the code of a finding', isFindingCode);
const scope = defineShape<string>('a resource ID, where * means any text', (value) => /^[/*]/.test(String(value)));
const subject = defineShape<string>('a resource ID, an address or an object ID, where * means any text', (value) =>
  /^([/*]|https:\/\/|[0-9a-f*]+-)/i.test(String(value)),
);

/** The fields of each list's entries and of the file; its JSON schema is generated from them. */
export const acceptFields = {
  finding: code,
  scope,
  about: optional(subject),
  reason: words,
  by: words,
  expires: defineShape<string>('a day such as 2026-12-31', isDay),
};

/** The fields of an expected grant in a file with decisions. */
export const grantFields = {
  role: words,
  scope,
  principal: optional(defineShape<string>('the object ID of a principal', (value) => isGuid(String(value)))),
  reason: words,
};

/** The fields of an expected writer in a file with decisions. */
export const writerFields = {
  writer: defineShape<string>('the object ID or application ID of a user or an application', (value) =>
    isGuid(String(value)),
  ),
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
  expectedWriters: optional(list(object(writerFields))),
});

/** The decisions; what is left out decides nothing. */
export type Decisions = Omit<Of<typeof decisionsShape>, 'version'>;

/** One finding that is accepted in a scope, up to and including its last day. */
export type Acceptance = NonNullable<Decisions['accept']>[number];
