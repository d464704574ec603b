/** Reads files with clusters or role assignments, as `az` prints them or as ARM sends them. */
import { inertText } from '../arm/inert.ts';
import { isObject, type Json, type JsonObject } from '../arm/json.ts';
import { Refusal } from '../arm/refusal.ts';
import { parseResourceId, resourceType } from '../arm/resourceId.ts';
import { say, type Phrase } from '../../sentences/words.ts';

/** Clusters and role assignments in ARM's form. */
export interface OpenedJson {
  readonly clusters: readonly JsonObject[];
  readonly assignments: readonly JsonObject[];
}

/**
 * Reads the output of `az aks show`, `az aks list` or `az role assignment list`, or the same in ARM's own JSON; throws
 * a `Refusal` for anything else. An empty list is valid.
 */
export function openedJson(text: string): OpenedJson {
  const items = listItems(parseJson(text));
  const kinds = items.map((item) => [item, typeOf(item)] as const);
  const unnamedKind = kinds.find(([, type]) => type === undefined);
  if (unnamedKind) throw new Refusal(wrongShape);
  return {
    clusters: kinds.filter(([, type]) => type === resourceType.cluster).map(([item]) => unflatten(item, clusterKeys)),
    assignments: kinds
      .filter(([, type]) => type === resourceType.roleAssignment)
      .map(([item]) => unflatten(item, assignmentKeys)),
  };
}

const wrongShape = say`This is neither a cluster nor a list of role assignments: open what "az aks show --output json" or "az role assignment list --all --output json" prints.`;

function parseJson(text: string): Json {
  const json = parsedJson(text);
  assertPlain(json);
  return json;
}

function parsedJson(text: string): Json {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) throw new Refusal(say`This is not JSON: ${error.message}`);
    if (error instanceof RangeError) throw new Refusal(tooDeep);
    throw error;
  }
}

/** Azure's own JSON has less than 20 levels. */
const mostLevels = 100;
const tooDeep = say`This is nested more than ${mostLevels} levels deep, as no Azure cluster is.`;

/**
 * Refuses what Azure never sends and what other readers could take for more than text: extreme nesting, lone
 * surrogates, and ids and names with invisible characters. Works level by level, because a file may have any number of
 * levels.
 */
function assertPlain(json: Json): void {
  let level: readonly (readonly [key: string, value: Json])[] = [['', json]];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > mostLevels) throw new Refusal(tooDeep);
    for (const [key, value] of level) {
      assertText(key, say`key`, isId.test(key));
      if (typeof value === 'string') assertText(value, key, isId.test(value) || names.includes(key.toLowerCase()));
    }
    level = level.flatMap(([key, value]): readonly (readonly [string, Json])[] => {
      if (typeof value !== 'object' || value === null) return [];
      if (Array.isArray(value)) return value.map((item: Json) => [key, item] as const);
      return Object.entries(value).map(([name, inner]) => [name, inner ?? null] as const);
    });
  }
}

const isId = /^\s*\/(?:subscriptions|providers)\//i;
const names: readonly string[] = ['name', 'noderesourcegroup'];

function assertText(text: string, key: Phrase, isName: boolean): void {
  if (!text.isWellFormed())
    throw new Refusal(say`The ${key} ${inertText(text.slice(0, 200))} holds half of a character.`);
  const [sign] = isName ? (/\p{C}/u.exec(text) ?? []) : [];
  if (sign === undefined) return;
  const code = (sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  throw new Refusal(
    say`The ${key} ${inertText(text.slice(0, 200))} contains an invisible character (U+${code}). Azure has no such names.`,
  );
}

/** The items of one resource, a list, or ARM's form of a list. */
function listItems(json: Json): readonly JsonObject[] {
  const list = isObject(json) && Array.isArray(json['value']) ? (json['value'] as Json[]) : json;
  const items: readonly Json[] = Array.isArray(list) ? (list as readonly Json[]) : [list];
  if (!items.every(isObject)) throw new Refusal(wrongShape);
  return items;
}

function typeOf({ id }: JsonObject): string | undefined {
  const text = typeof id === 'string' ? id.toLowerCase() : '';
  if (/\/providers\/microsoft\.authorization\/roleassignments\/[^/]+$/.test(text)) return resourceType.roleAssignment;
  const type = parseResourceId(text)?.type.toLowerCase();
  return type === resourceType.cluster.toLowerCase() ? resourceType.cluster : undefined;
}

/** The members next to `properties` in ARM's JSON; `az` also puts everything else there. */
const clusterKeys = ['id', 'name', 'type', 'location', 'tags', 'sku', 'kind', 'identity', 'extendedlocation', 'etag'];
const assignmentKeys = ['id', 'name', 'type'];
const anyKeys = ['systemdata', 'zones', 'resourcegroup'];

function unflatten(item: JsonObject, keys: readonly string[]): JsonObject {
  if (isObject(item['properties'])) return item;
  const isTop = ([key]: readonly [string, unknown]): boolean => [...keys, ...anyKeys].includes(key.toLowerCase());
  const entries = Object.entries(item);
  return {
    ...Object.fromEntries(entries.filter(isTop)),
    properties: Object.fromEntries(entries.filter((entry) => !isTop(entry))),
  };
}
