/** The values that a message carries, and how they are found in it. */

/** What a value in a message is. */
export type FieldName =
  | 'code'
  | 'issuer'
  | 'subject'
  | 'audience'
  | 'clientId'
  | 'objectId'
  | 'tenantId'
  | 'resourceId'
  | 'action'
  | 'scope'
  | 'linkedAction'
  | 'linkedScope'
  | 'vault'
  | 'registry'
  | 'repository'
  | 'storageAccount'
  | 'pod'
  | 'account'
  | 'path'
  | 'variable'
  | 'now'
  | 'validFrom'
  | 'validTo';

/** A value that a message carries. */
export interface MessageField {
  readonly name: FieldName;
  readonly value: string;
  /** True if someone replaced it before the message was shown: it is not known, and no mismatch. */
  readonly isMasked: boolean;
}

/** Finds a value near a sign: the first group is the value. */
export interface FieldPattern {
  readonly name: FieldName;
  readonly finds: RegExp;
}

/** Values of these have no blanks; a wrapped line may have brought some. */
const longest = 1200;

/** What ids, addresses, accounts, actions and scopes are made of, and what people put in their place. */
const allowed = /^[\w<>{}[\]()*.:@/%+$~,| \u2026-]+$/;

/** Returns the field with this value, or `undefined` if there is none or it is no value of its kind. */
export function fieldOf(name: FieldName, given: string): MessageField | undefined {
  const value = hasBlanks(name, given) ? given.trim() : given.replace(/\s+/g, '').replace(/[.,;:]+$/, '');
  if (value.length > longest || !/[\w*<>.]/.test(value) || !allowed.test(value)) return undefined;
  return { name, value, isMasked: isMaskedValue(value) };
}

/** Variables and the permissions of access policies have words. */
function hasBlanks(name: FieldName, given: string): boolean {
  return name === 'variable' || (name === 'action' && !given.includes('/'));
}

/** Signs of a value that someone took out: `<tenant>`, `{tenant-id}`, `XXXX`, `***`, `...`, `---`, a GUID of zeros. */
const masks =
  /[<>{}[\]]|\*\*|x{3,}|\.\.\.|\u2026|(?:^|\/)-{2,}(?:\/|$)|redacted|^0{8}-0{4}-0{4}-0{4}-|-0000-5000-|^your[-_]|placeholder/i;

/** Returns true for a value in which someone replaced something before showing it. */
function isMaskedValue(value: string): boolean {
  return masks.test(value) || isCounted(value);
}

/** Ids made of one digit, such as `111111111-111-000-00000-000`, or of letters alone, such as `MYCLIENTID`. */
function isCounted(value: string): boolean {
  return /^(?:(\d)\1*-){2,}(?:(\d)\2*)$/.test(value) || /^MY[A-Z]{3,}$/.test(value);
}
