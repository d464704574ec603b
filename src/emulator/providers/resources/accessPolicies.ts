import { refuse } from '../../arm/error.ts';
import { asList, asObject, asText, isObject, type JsonObject } from '../../arm/json.ts';
import { lastSegment, parentScope } from '../../arm/path.ts';
import type { Json, WorldResource } from '../../arm/worldFile.ts';
import type { Handler, ResourceKind } from '../../request/armRequest.ts';
import { parentNotFound } from '../../request/readAnswers.ts';
import { asResource, requireBody } from '../../request/writeBody.ts';
import { defined } from '../../../shape/defined.ts';

type Lists = Readonly<Record<string, readonly string[]>>;

/** An access policy: whose it is, and lists of permissions by what they apply to. */
interface Policy {
  readonly tenantId: string;
  readonly objectId: string;
  readonly applicationId?: string;
  readonly permissions: Lists;
}

const listNames = ['keys', 'secrets', 'certificates', 'storage'];

/**
 * Adds to the access policies of a vault, removes some, or replaces those of the principals in the request; those of
 * others stay. An empty policy is removed.
 * Source: https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/update-access-policy
 */
const put: Handler = (request, { world }) => {
  const { id } = request.path;
  const vault = world.resources.get(parentScope(id) ?? '');
  if (vault === undefined) throw parentNotFound(request.path);
  const given = policiesIn(asObject(requireBody(request)['properties'])['accessPolicies']);
  const properties = asObject(vault['properties']);
  const tenantId = properties['tenantId'] ?? world.tenantId;
  const before = asList(properties['accessPolicies']).map((each) => ({ tenantId, ...asObject(each) }));
  const next = changePolicies(policiesIn(before), given, lastSegment(id));
  const written = next.map((policy): Json => ({ ...policy, permissions: { ...policy.permissions } }));
  world.resources.put(asResource({ ...vault, properties: { ...properties, accessPolicies: written } }));
  return { status: 200, body: answerOf(id, vault, written) };
};

/** The kind of write, from the last part of the address. */
export const accessPolicies: ResourceKind = {
  type: 'Microsoft.KeyVault/vaults/accessPolicies',
  versions: ['2015-06-01', '2026-06-01'],
  put,
};

function changePolicies(all: readonly Policy[], given: readonly Policy[], operation: string): readonly Policy[] {
  switch (operation.toLowerCase()) {
    case 'add':
      return given.reduce((now, policy) => laidOver(now, policy, union), all);
    case 'remove':
      return given.reduce((now, policy) => laidOver(now, policy, difference), all);
    case 'replace':
      return given.reduce((now, policy) => laidOver(now, policy, (_, wanted) => wanted), all);
    default:
      throw refuse(
        400,
        'BadRequest',
        `The operation kind '${operation}' is not valid. It has to be 'add', 'replace' or 'remove'.`,
      );
  }
}

function laidOver(
  all: readonly Policy[],
  given: Policy,
  combine: (had: readonly string[], named: readonly string[]) => readonly string[],
): readonly Policy[] {
  const had = all.find((each) => isOfSame(each, given));
  const lists = listNames.flatMap((name) => {
    const list = combine(had?.permissions[name] ?? [], given.permissions[name] ?? []);
    return list.length === 0 ? [] : [[name, list] as const];
  });
  const next = { ...(had ?? given), permissions: Object.fromEntries(lists) };
  const others = all.filter((each) => !isOfSame(each, given));
  return lists.length === 0 ? others : [...others, next];
}

function union(had: readonly string[], named: readonly string[]): readonly string[] {
  return [...had, ...named.filter((one) => !has(had, one))];
}

function difference(had: readonly string[], named: readonly string[]): readonly string[] {
  return had.filter((one) => !has(named, one));
}

function has(list: readonly string[], permission: string): boolean {
  return list.some((each) => each.toLowerCase() === permission.toLowerCase());
}

function isOfSame(one: Policy, other: Policy): boolean {
  const keyOf = ({ tenantId, objectId, applicationId = '' }: Policy): string =>
    [tenantId, objectId, applicationId].join('|').toLowerCase();
  return keyOf(one) === keyOf(other);
}

function policiesIn(value: Json | undefined): readonly Policy[] {
  if (!Array.isArray(value)) throw invalid('accessPolicies is missing');
  return asList(value).map((each) => {
    const { tenantId, objectId, applicationId, permissions } = asObject(each);
    const [tenant, object, application] = [asText(tenantId), asText(objectId), asText(applicationId)];
    if (tenant === undefined || object === undefined || !isObject(permissions)) {
      throw invalid('a policy needs tenantId, objectId and permissions');
    }
    const lists = Object.entries(permissions).map(
      ([name, list]) => [name, asList(list).flatMap((one) => asText(one) ?? [])] as const,
    );
    return {
      tenantId: tenant,
      objectId: object,
      ...defined({ applicationId: application }),
      permissions: Object.fromEntries(lists),
    };
  });
}

function answerOf(id: string, vault: WorldResource, written: readonly Json[]): JsonObject {
  return {
    id: `${id}/`,
    type: 'Microsoft.KeyVault/vaults/accessPolicies',
    ...defined({ location: vault.location }),
    properties: { accessPolicies: written },
  };
}

function invalid(what: string): Error {
  return refuse(400, 'BadRequest', `The access policies are not valid: ${what}.`);
}
