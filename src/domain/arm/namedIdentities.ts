/** Finds managed identities anywhere in JSON, even in properties that no known version has. */
import type { Json, JsonObject } from './json.ts';
import { idKey, isGuid, resourceType, isOfType } from './resourceId.ts';

/** The path to a value: property names as ARM wrote them, and positions in lists. */
export type JsonPath = readonly (string | number)[];

/** A place that names something, in a value or in the key of a property. */
export interface Naming {
  /** The text as it was written. */
  readonly text: string;
  readonly path: JsonPath;
  /** True for a tag, or a longer text that contains the id: it hints at a use, but is none. */
  readonly isHint: boolean;
}

/** Everything in a piece of JSON that may name an identity. */
export interface NamedIdentities {
  /** By the `idKey` of the user-assigned identity. */
  readonly byId: ReadonlyMap<string, readonly Naming[]>;
  /** By GUID in lower case; each may be the object id or the client id of an identity. */
  readonly byGuid: ReadonlyMap<string, readonly Naming[]>;
}

/** A cluster is asked about many times in a row: so many are remembered, and thousands take no memory. */
const mostKnown = 64;
const identitiesByJson = new Map<JsonObject, NamedIdentities>();
/** The names in each piece of JSON as numbers, so that most of it isn't searched again. */
const numbers = new WeakMap<JsonObject, readonly number[]>();

/** Returns what the JSON names, in the order in which it is there, however deep. */
export function namedIdentities(raw: JsonObject): NamedIdentities {
  const earlier = identitiesByJson.get(raw);
  if (earlier !== undefined) return earlier;
  const identities = lookThrough(raw);
  if (identitiesByJson.size >= mostKnown) identitiesByJson.clear();
  identitiesByJson.set(raw, identities);
  numbers.set(raw, [...identities.byId.keys(), ...identities.byGuid.keys()].map(numberOf));
  return identities;
}

/** Returns false if the JSON surely names none of these, each an `idKey` or a GUID in lower case, without a look at all of it. */
export function mayName(raw: JsonObject, keys: readonly string[]): boolean {
  if (!numbers.has(raw)) namedIdentities(raw);
  const earlier = numbers.get(raw);
  return keys.some((key) => earlier?.includes(numberOf(key)));
}

const question = { key: '', number: 0 };

/** A small number that is the same for the same text: all clusters are asked about one name after the other. */
function numberOf(key: string): number {
  if (question.key === key) return question.number;
  let number = 0;
  for (let index = 0; index < key.length; index++)
    number = (Math.imul(number, 31) + key.charCodeAt(index)) & 0x3fffffff;
  return Object.assign(question, { key, number }).number;
}

/** Returns a path in words that a reader of the JSON knows: `properties.fooProfile.bars[3].who`. */
export function pathText(path: JsonPath): string {
  return path.map(segmentText).join('').replace(/^\./, '');
}

function segmentText(segment: string | number): string {
  if (typeof segment === 'number') return `[${segment}]`;
  return /^[\w-]+$/.test(segment) ? `.${segment}` : `[${JSON.stringify(segment)}]`;
}

/** A value still to be searched, with its path, which is written out only if something is found. */
interface Node {
  readonly value: Json | undefined;
  readonly segment: string | number;
  readonly above: Node | undefined;
}

function lookThrough(raw: JsonObject): NamedIdentities {
  const byId = new Map<string, Naming[]>();
  const byGuid = new Map<string, Naming[]>();
  const note = (text: string, node: Node | undefined): void => {
    for (const [key, isWhole] of identityIdsInText(text)) addNaming(byId, key, namingOf(text, node, isWhole));
    if (isGuid(text)) addNaming(byGuid, text.toLowerCase(), namingOf(text, node, true));
  };
  // A list instead of recursion, which would overflow with deeply nested JSON.
  const toVisit: Node[] = [{ value: raw, segment: '', above: undefined }];
  for (let node = toVisit.pop(); node !== undefined; node = toVisit.pop()) {
    const { value } = node;
    if (typeof value === 'string') note(value, node);
    else if (typeof value === 'object' && value !== null) {
      const below = childrenOf(value, node);
      for (const child of below) if (typeof child.segment === 'string') note(child.segment, node);
      for (const child of below.reverse()) toVisit.push(child);
    }
  }
  return { byId, byGuid };
}

function childrenOf(value: readonly Json[] | JsonObject, above: Node): Node[] {
  return Array.isArray(value)
    ? (value as readonly Json[]).map((item, segment) => ({ value: item, segment, above }))
    : Object.entries(value as JsonObject).map(([segment, item]) => ({ value: item, segment, above }));
}

function namingOf(text: string, node: Node | undefined, isWhole: boolean): Naming {
  const path: (string | number)[] = [];
  for (let at = node; at?.above !== undefined; at = at.above) path.unshift(at.segment);
  return { text, path, isHint: !isWhole || isTag(path) };
}

/** Tags of the cluster and of its node pools, which anyone may write for any reason. */
function isTag(path: JsonPath): boolean {
  const [first, second, , last] = path.map((segment) => String(segment).toLowerCase());
  return first === 'tags' || (first === 'properties' && second === 'agentpoolprofiles' && last === 'tags');
}

function addNaming(namings: Map<string, Naming[]>, key: string, naming: Naming): void {
  const sameKey = namings.get(key);
  if (sameKey) sameKey.push(naming);
  else namings.set(key, [naming]);
}

const marker = '/userassignedidentities/';
const within =
  /\/subscriptions\/[^/\s"']+\/resourceGroups\/[^/\s"']+\/providers\/Microsoft\.ManagedIdentity\/userAssignedIdentities\/[\w-]+/gi;

/** The identities in a text by their `idKey`, and whether the text is nothing but that id. */
function identityIdsInText(text: string): readonly (readonly [string, boolean])[] {
  if (!text.toLowerCase().includes(marker)) return [];
  const trimmed = text.trim();
  if (isOfType(trimmed, resourceType.identity)) return [[idKey(trimmed), true]];
  return [...new Set([...text.matchAll(within)].map(([id]) => idKey(id)))].map((key) => [key, false] as const);
}
