/** Who did something and with what program, from what Azure's logs say. */
import { isObject, textAt, valueAt, type Json, type JsonObject } from '../arm/json.ts';
import { scopeWithKind } from '../arm/scopeWords.ts';
import { idKey, isGuid, sameGuid, isOfType, lastSegment, resourceType } from '../arm/resourceId.ts';
import { defined } from '../../shape/defined.ts';
import { parseJson } from '../../shape/json.ts';
import { say, verbatim, type Phrase, type Words } from '../../sentences/words.ts';
import type { HistoryActor, HistoryClient } from './model.ts';
import { ownValue } from '../../shape/ownValue.ts';

/** As Azure calls them, too. */
const portal = 'Azure Portal';
const powerShell = 'Azure PowerShell';

/**
 * Programs by their application ids.
 * Source: https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in
 */
const programs: Readonly<Record<string, string>> = {
  '04b07795-8ddb-461a-bbee-02f9e1bf7b46': 'Azure CLI',
  '1950a258-227b-4e31-a9cf-717495945fc2': powerShell,
  'c44b4083-3bb0-49c1-b47d-974e53cbdf3c': portal,
  'aebc6443-996d-45c2-90f0-388ff96faa56': 'Visual Studio Code',
};

/** Says whether it is a program with which nobody signs in here, by its application id, or by its name where Azure shows only that. */
export function isNeverOurs({ name, applicationId }: HistoryClient): boolean {
  const known = (applicationId === undefined ? undefined : ownValue(programs, applicationId.toLowerCase())) ?? name;
  return known === portal || known === powerShell;
}

/** Says whether an application ID is that of a program; `undefined` if one of them is not known. */
export function isProgram(applicationId: string | undefined, client: HistoryClient): boolean | undefined {
  if (applicationId === undefined) return undefined;
  if (client.applicationId !== undefined) return sameGuid(client.applicationId, applicationId);
  const [id] = Object.entries(programs).find(([, name]) => name === client.name) ?? [];
  return id === undefined ? undefined : sameGuid(id, applicationId);
}

/** Returns the program with this application id or name; `undefined` if Azure doesn't know it. */
function clientOf(text: string | undefined): HistoryClient | undefined {
  if (text === undefined) return undefined;
  if (!isGuid(text)) return { name: text };
  const name = ownValue(programs, text.toLowerCase());
  return { applicationId: text, ...defined({ name }) };
}

const claim = {
  objectId: 'http://schemas.microsoft.com/identity/claims/objectidentifier',
  upn: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn',
  /** What an application may do for the person who uses it. */
  scope: 'http://schemas.microsoft.com/identity/claims/scope',
  /** Of a managed identity: the resource whose it is, or it itself. */
  resourceId: 'xms_mirid',
};

/** Returns who sent the request of an event of the activity log, and with which program. */
export function callerOf(event: JsonObject): { readonly by: HistoryActor; readonly client?: HistoryClient } {
  const claims = valueAt(event, 'claims');
  const caller = saidAt(event, 'caller');
  // The names of claims have dots, which a path would split.
  const ofClaims = (name: string): string | undefined => textIn(claims, name);
  const applicationId = ofClaims('appid');
  const objectId = ofClaims(claim.objectId) ?? (caller !== undefined && isGuid(caller) ? caller : undefined);
  const name = caller !== undefined && !isGuid(caller) ? caller : (ofClaims(claim.upn) ?? ofClaims('name'));
  const resourceId = ofClaims(claim.resourceId);
  const isForPerson = ofClaims(claim.scope) !== undefined || clientOf(applicationId)?.name !== undefined;
  const kind =
    resourceId === undefined
      ? kindOfCaller(caller, name, ofClaims('idtyp') ?? (isForPerson ? 'user' : undefined), objectId ?? applicationId)
      : kindOfIdentity(resourceId);
  const client = kind === 'person' ? clientOf(applicationId) : undefined;
  return {
    by: {
      kind,
      ...defined({
        name: kind === 'policy' ? undefined : name,
        objectId,
        applicationId: kind === 'person' ? undefined : applicationId,
        resourceId,
      }),
    },
    ...defined({ client }),
  };
}

/** An assignment of Azure Policy that deploys has an identity of its own. Source: https://learn.microsoft.com/azure/governance/policy/how-to/remediate-resources */
function kindOfIdentity(resourceId: string): HistoryActor['kind'] {
  return /\/policyassignments\/[^/]+$/i.test(resourceId) ? 'policy' : 'application';
}

/** Says whether an action is an effect of Azure Policy. */
export function isOfPolicy(action: string): boolean {
  return /^microsoft\.authorization\/policies\/[^/]+\/action$/i.test(action);
}

/**
 * Returns the assignment of Azure Policy of whose effect an event tells, in which Azure repeats who sent the request; no name if
 * there is none or several, and `undefined` for any other event.
 */
export function policyOf(event: JsonObject, action: string): HistoryActor | undefined {
  if (!isOfPolicy(action)) return undefined;
  const said = valueAt(event, 'properties.policies');
  const policies = (typeof said === 'string' ? parseJson(said) : said) as Json | undefined;
  const assignments = (Array.isArray(policies) ? policies : []).filter(isObject);
  const [id, ...others] = new Map(
    assignments.map((policy) => textAt(policy, 'policyAssignmentId')).map((each) => [each && idKey(each), each]),
  ).values();
  const name = textAt(assignments[0], 'policyAssignmentDisplayName');
  return { kind: 'policy', ...(id === undefined || others.length > 0 ? {} : { resourceId: id, ...defined({ name }) }) };
}

function kindOfCaller(
  caller: string | undefined,
  name: string | undefined,
  tokenOf: string | undefined,
  id: string | undefined,
): HistoryActor['kind'] {
  if (caller !== undefined && isSystem(caller)) return 'system';
  if (tokenOf === 'app') return 'application';
  if (tokenOf === 'user' || name?.includes('@')) return 'person';
  if (caller !== undefined && isGuid(caller)) return 'application';
  // Services of Azure have names, too.
  if (name !== undefined) return 'unknown';
  return id === undefined ? 'unknown' : 'application';
}

/** Says who it is, at the beginning of a line. */
export function actorWords({ kind, name, objectId, applicationId, resourceId }: HistoryActor): Words {
  if (kind === 'system') return say`Azure itself`;
  const ofResource = resourceId && lastSegment(resourceId);
  if (kind === 'policy')
    return ofResource === undefined
      ? say`Azure Policy (assignment unknown)`
      : say`Azure Policy (assignment ${name ?? ofResource})`;
  if (resourceId !== undefined)
    return isOfType(resourceId, resourceType.identity)
      ? say`Identity ${lastSegment(resourceId)}`
      : say`The identity of ${scopeWithKind(resourceId)}`;
  if (name !== undefined) return verbatim(name);
  switch (kind) {
    case 'unknown':
      return say`Unknown`;
    case 'person':
      return objectId === undefined ? say`Unknown user` : say`User ${objectId}`;
    case 'application':
      if (applicationId !== undefined) return say`Application ${applicationId}`;
      return objectId === undefined ? say`Unknown application` : say`Application or managed identity ${objectId}`;
  }
}

/** Says whether anything names somebody. */
export function isTold({ name, objectId, applicationId }: HistoryActor): boolean {
  return [name, objectId, applicationId].some((text) => text !== undefined);
}

/** Says whether nobody is named at all. */
export function isNobody({ kind, name }: HistoryActor): boolean {
  return kind === 'unknown' && name === undefined;
}

const somebody = say`somebody unknown`;

/** Names somebody as shortly as possible. */
export function nameOfActor({ name, objectId, applicationId, resourceId }: HistoryActor): Phrase {
  if (resourceId !== undefined) return name ?? lastSegment(resourceId);
  return name ?? objectId ?? applicationId ?? somebody;
}

function isSystem(name: string): boolean {
  return name.toLowerCase() === 'system';
}

/**
 * Returns what Azure says, unless that is its word for what it does not say. The table of changes is documented to have `Unknown`;
 * public answers of 2024 and 2025 have `Unspecified` in each of its fields.
 */
function saidAt(json: JsonObject, path: string): string | undefined {
  const text = textAt(json, path);
  return text === undefined || /^(?:unknown|unspecified)$/i.test(text) ? undefined : text;
}

/** Returns who made a change of Resource Graph's table; its own word for the kind is not enough, because it is sometimes missing. */
export function changerOf(attributes: JsonObject): { readonly by: HistoryActor; readonly client?: HistoryClient } {
  const changedBy = saidAt(attributes, 'changedBy');
  const type = textAt(attributes, 'changedByType')?.toLowerCase() ?? '';
  return { by: changer(changedBy, type), ...defined({ client: clientOf(saidAt(attributes, 'clientType')) }) };
}

function changer(changedBy: string | undefined, type: string): HistoryActor {
  if (changedBy === undefined) return { kind: 'unknown' };
  if (isSystem(changedBy) || type === 'system') return { kind: 'system' };
  if (isGuid(changedBy) && type === 'user') return { kind: 'person', objectId: changedBy };
  if (isGuid(changedBy)) return { kind: 'application', applicationId: changedBy };
  if (type === 'application') return { kind: 'application', name: changedBy };
  return { kind: type === 'user' || changedBy.includes('@') ? 'person' : 'unknown', name: changedBy };
}

function textIn(claims: ReturnType<typeof valueAt>, name: string): string | undefined {
  if (claims === null || typeof claims !== 'object' || Array.isArray(claims)) return undefined;
  const value: unknown = Object.hasOwn(claims, name) ? (claims as JsonObject)[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
