import { armRefusal } from '../../arm/error.ts';
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
  const givenPolicies = policiesIn(asObject(requireBody(request)['properties'])['accessPolicies']);
  const properties = asObject(vault['properties']);
  const tenantId = properties['tenantId'] ?? world.tenantId;
  const before = asList(properties['accessPolicies']).map((policy) => ({ tenantId, ...asObject(policy) }));
  const next = changePolicies(policiesIn(before), givenPolicies, lastSegment(id));
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

function changePolicies(
  policies: readonly Policy[],
  givenPolicies: readonly Policy[],
  operation: string,
): readonly Policy[] {
  switch (operation.toLowerCase()) {
    case 'add':
      return givenPolicies.reduce((sum, policy) => laidOver(sum, policy, withPermissions), policies);
    case 'remove':
      return givenPolicies.reduce((sum, policy) => laidOver(sum, policy, difference), policies);
    case 'replace':
      return givenPolicies.reduce((sum, policy) => laidOver(sum, policy, (_, permissions) => permissions), policies);
    default:
      throw armRefusal(
        400,
        'BadRequest',
        `The operation kind '${operation}' is not valid. It has to be 'add', 'replace' or 'remove'.`,
      );
  }
}

function laidOver(
  policies: readonly Policy[],
  givenPolicy: Policy,
  combine: (had: readonly string[], changed: readonly string[]) => readonly string[],
): readonly Policy[] {
  const had = policies.find((candidate) => isOfSame(candidate, givenPolicy));
  const lists = listNames.flatMap((name) => {
    const list = combine(had?.permissions[name] ?? [], givenPolicy.permissions[name] ?? []);
    return list.length === 0 ? [] : [[name, list] as const];
  });
  const next = { ...(had ?? givenPolicy), permissions: Object.fromEntries(lists) };
  const otherPolicies = policies.filter((policy) => !isOfSame(policy, givenPolicy));
  return lists.length === 0 ? otherPolicies : [...otherPolicies, next];
}

function withPermissions(had: readonly string[], added: readonly string[]): readonly string[] {
  return [...had, ...added.filter((permission) => !has(had, permission))];
}

function difference(had: readonly string[], removed: readonly string[]): readonly string[] {
  return had.filter((permission) => !has(removed, permission));
}

function has(list: readonly string[], permission: string): boolean {
  return list.some((candidate) => candidate.toLowerCase() === permission.toLowerCase());
}

function isOfSame(a: Policy, b: Policy): boolean {
  const keyOf = ({ tenantId, objectId, applicationId = '' }: Policy): string =>
    [tenantId, objectId, applicationId].join('|').toLowerCase();
  return keyOf(a) === keyOf(b);
}

function policiesIn(value: Json | undefined): readonly Policy[] {
  if (!Array.isArray(value)) throw invalidPolicies('accessPolicies is missing');
  return asList(value).map((item) => {
    const { tenantId, objectId, applicationId, permissions } = asObject(item);
    const tenant = asText(tenantId);
    const object = asText(objectId);
    const application = asText(applicationId);
    if (tenant === undefined || object === undefined || !isObject(permissions)) {
      throw invalidPolicies('a policy needs tenantId, objectId and permissions');
    }
    const lists = Object.entries(permissions).map(
      ([name, list]) => [name, asList(list).flatMap((permission) => asText(permission) ?? [])] as const,
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

function invalidPolicies(problem: string): Error {
  return armRefusal(400, 'BadRequest', `The access policies are not valid: ${problem}.`);
}
