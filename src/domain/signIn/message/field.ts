/** The values that a message carries, and how they are found in it. */
import { issuerOfAks } from './issuers.ts';

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
  | 'image'
  | 'repository'
  | 'storageAccount'
  | 'resource'
  | 'service'
  | 'pod'
  | 'account'
  | 'namespace'
  | 'path'
  | 'variable'
  | 'now'
  | 'validFrom'
  | 'validTo';

/** A value that a message carries. */
export interface MessageField {
  readonly name: FieldName;
  readonly value: string;
  /** True if it is not known, and so no mismatch: someone replaced it, or it is a name or a word in place of an ID. */
  readonly isMasked: boolean;
  /** True if there is a blank, a quote or a brace before or behind it inside of its quotes. */
  readonly isPadded?: true;
  /** True if it is not from the place that is judged, but the only one of its kind in the whole text. */
  readonly isFromElsewhere?: true;
}

/** Finds a value near a sign: the first group is the value. */
export interface FieldPattern {
  readonly name: FieldName;
  readonly finds: RegExp;
  /** True for what comes before the sign that it belongs to, such as a request before its answer. */
  readonly isBefore?: true;
}

/** Values of these have no blanks; a wrapped line may have brought some. */
const longest = 1200;

/** What ids, addresses, accounts, actions and scopes are made of, and what people put in their place. */
const allowed = /^[\w<>{}[\]()*.:@/%+$~,# \u2026-]+$/;

/** What a value has to be, so that it is no scrap of other lines. */
const shapes: { readonly [Name in FieldName]?: RegExp } = {
  issuer: /^(?!https?:)[^|,]+$|^https?:\/\/[\w.<>{}[\]()*#\u2026-]{1,200}(?::\d{1,5})?(?:\/[^:,@+]*)?$/i,
  subject: /^[^,|]+$/,
};

/** Returns the field with this value, or `undefined` if there is none or it is no value of its kind. */
export function fieldOf(name: FieldName, given: string): MessageField | undefined {
  const wrapped = name === 'clientId' ? wrappedGuid.exec(given)?.[1] : undefined;
  if (wrapped !== undefined && wrapped !== given) return { ...fieldOf(name, wrapped), isPadded: true } as MessageField;
  const whole = hyphenated(name, given.replace(/\s+/g, ''));
  // Dots in place of the rest stay, so that half a value is not taken for a whole one.
  const joined = /(?:\.{3}|\u2026)$/.test(whole) ? whole : whole.replace(/[.,;:]+$/, '');
  const value = hasBlanks(name, joined) ? given.trim() : joined;
  if (value.length > longest || !/[\w*<>.#]/.test(value) || !allowed.test(value)) return undefined;
  if (shapes[name]?.test(value) === false) return undefined;
  const isMasked = isMaskedValue(value) || isNoId(name, value);
  return { name, value, isMasked, ...(given !== given.trim() && guid.test(value) ? { isPadded: true } : {}) };
}

/** An ID with quotes or braces around it, which a program sends as they are. */
const wrappedGuid = /^[\s"{]*([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})[\s"}]*$/i;

/** Azure writes an object ID without hyphens in some messages. */
function hyphenated(name: FieldName, value: string): string {
  if (name !== 'objectId') return value;
  return value.replace(/^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/i, '$1-$2-$3-$4-$5');
}

/** Variables, the permissions of access policies, and names of directories have words. */
function hasBlanks(name: FieldName, joined: string): boolean {
  return (
    name === 'variable' || (name === 'action' && !joined.includes('/')) || (name === 'tenantId' && isNoId(name, joined))
  );
}

/** Signs of a value that someone took out: `<tenant>`, `{tenant-id}`, `XXXX`, `***`, `...`, `---`, a GUID of zeros. */
const masks =
  /[<>{}[\]]|\*\*|##|x{3,}|\.\.\.|\u2026|(?:^|\/)-{2,}(?:\/|$)|redacted|^0{8}-0{4}-0{4}-0{4}-|-0000-5000-|^your[-_]|placeholder/i;

/** Returns true for a value in which someone replaced something before showing it. */
function isMaskedValue(value: string): boolean {
  return masks.test(value) || isCounted(value) || (value.match(guids) ?? []).some(isMadeUp);
}

const guids = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
/** The version and the variant that GUIDs have. Source: https://www.rfc-editor.org/rfc/rfc9562 */
const genuine = /^.{14}[1-8].{4}[89ab]/i;
const inSequence = /12345678|abcdef12|deadbeef/i;

/** GUIDs that people type in place of one: `11111111-1111-1111-1111-111111111111`, `12345678-1234-...`. */
function isMadeUp(value: string): boolean {
  return !genuine.test(value) || inSequence.test(value.replaceAll('-', ''));
}

/** Ids made of one digit, such as `111111111-111-000-00000-000`, or of letters alone, such as `MYCLIENTID`. */
function isCounted(value: string): boolean {
  return /^(?:(\d)\1*-){2,}(?:(\d)\2*)$/.test(value) || /^MY[A-Z]{3,}$/.test(value);
}

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** What is known to be written where a client ID belongs: the ID of an identity, `msi` of the nodes' settings, a person. */
const inPlaceOfClient =
  /^\/subscriptions\/[^/]+\/.*\/userAssignedIdentities\/[^/]+$|^msi$|^[^@\s/]+@[^@\s/]+\.[^@\s/]+$/i;
const domain = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i;
const resource = /^\/?subscriptions\/([^/]+)/i;
const exampleAccount =
  /^system:serviceaccount:(?:(?:(?:my|your|app|the)-?)?namespace:.*|(?:foo|bar|example):.*|.*:service-?account(?:-?name)?)$/i;
/** A word in the place of a region, in the address of an issuer. */
const exampleRegion = /^https:\/\/(?:region|location|your-?region|[A-Z]{3,})\.oi(?:c|dc)\./;

const isNoPrincipal = (value: string): boolean => !guid.test(value) && !inPlaceOfClient.test(value);
const isOfNoSubscription = (value: string): boolean => {
  const subscription = resource.exec(value)?.[1];
  return subscription !== undefined && !guid.test(subscription);
};

/** How each kind of ID is told from a word, a name or an example: what people write when they hide it. */
const examples: { readonly [Name in FieldName]?: (value: string) => boolean } = {
  clientId: isNoPrincipal,
  objectId: isNoPrincipal,
  tenantId: (value) => !guid.test(value) && !domain.test(value),
  issuer: (value) =>
    exampleRegion.test(value) ||
    (issuerOfAks.exec(value)?.[1] ?? '').split('/').some((part) => part !== '' && !guid.test(part)),
  subject: (value) => exampleAccount.test(value),
  scope: isOfNoSubscription,
  linkedScope: isOfNoSubscription,
  resourceId: isOfNoSubscription,
};

function isNoId(name: FieldName, value: string): boolean {
  return examples[name]?.(value) === true;
}
