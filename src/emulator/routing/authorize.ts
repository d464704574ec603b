/**
 * Decides as the authorizer of "Azure RBAC for Kubernetes" does, which asks Azure about one scope after the other.
 * Source: https://github.com/kubeguard/guard (authz/providers/azure)
 */
import { armRefusal } from '../arm/error.ts';
import { asList, asText, isObject, valueAt } from '../arm/json.ts';
import { idKey } from '../arm/path.ts';
import type { Json } from '../arm/worldFile.ts';
import { grantFor, principalIsAllowed } from '../access/rbac.ts';
import type { Emulation } from '../request/armRequest.ts';
import type { World } from '../world/world.ts';

const verbs: Readonly<Record<string, string>> = {
  get: 'read',
  list: 'read',
  watch: 'read',
  create: 'write',
  update: 'write',
  patch: 'write',
  delete: 'delete',
  deletecollection: 'delete',
  bind: 'bind/action',
  escalate: 'escalate/action',
  use: 'use/action',
  impersonate: 'impersonate/action',
};

/**
 * Answers whether a principal may make a request to a cluster's Kubernetes API: `{ cluster, principalId, groups?,
 * namespace?, verb, group?, resource, subresource? }`. The decision is `allowed`, with the role and its scope, `denied`,
 * or `noOpinion` if the cluster does not ask Azure.
 */
export function authorize({ world, clock }: Emulation, body: Json | undefined): Json {
  if (!isObject(body)) throw invalid('The body must be an object.');
  const wanted = (name: string): string => {
    const value = asText(body[name]);
    if (value === undefined || value === '') throw invalid(`${name} must be a text.`);
    return value;
  };
  const id = wanted('cluster');
  const cluster = world.resources.get(id);
  if (cluster === undefined) throw armRefusal(404, 'ResourceNotFound', `There is no cluster '${id}'.`);
  // AKS Automatic always asks Azure.
  const isAutomatic = asText(valueAt(cluster, 'sku', 'name'))?.toLowerCase() === 'automatic';
  const asksAzure = isAutomatic || valueAt(cluster, 'properties', 'aadProfile', 'enableAzureRBAC') === true;
  if (!asksAzure) return { decision: 'noOpinion' };
  const groups = asList(body['groups']).flatMap((group) => asText(group) ?? []);
  const principals = [wanted('principalId'), ...groups];
  const namespace = asText(body['namespace']);
  const operation = operationOf(wanted('verb'), wanted('resource'), asText(body['group']), asText(body['subresource']));
  for (const { scope, prefix } of scopesAsked(world, id, namespace)) {
    const action = `${prefix}/${operation}`;
    const decided = decisionAt(world, principals, action, scope, clock.now());
    if (decided !== undefined) return { decision: 'allowed', action, scope, ...decided };
  }
  return { decision: 'denied' };
}

function decisionAt(
  world: World,
  principals: readonly string[],
  action: string,
  scope: string,
  now: number,
): { readonly roleName: string; readonly assignedAt: string } | undefined {
  const verdicts = principals.map((principal) => ({
    verdict: principalIsAllowed(world, principal, action, scope, now, 'dataActions'),
    grant: grantFor(world, principal, { action }, scope, now, 'dataActions'),
  }));
  // What a group is denied, its member is denied.
  if (verdicts.some(({ verdict, grant }) => verdict === 'missing' && typeof grant !== 'string')) return undefined;
  for (const { verdict, grant } of verdicts)
    if (verdict === 'allowed' && typeof grant !== 'string')
      return { roleName: grant.role.name, assignedAt: grant.scope };
  return undefined;
}

function operationOf(
  verb: string,
  resource: string,
  group: string | undefined,
  subresource: string | undefined,
): string {
  const place = group === undefined || group === '' ? resource : `${group}/${resource}`;
  if (subresource === 'exec') return `${place}/exec/action`;
  const ending = verbs[verb];
  if (ending === undefined) throw invalid(`'${verb}' is not a verb of Kubernetes.`);
  return subresource === undefined || subresource === '' ? `${place}/${ending}` : `${place}/${subresource}/${ending}`;
}

function scopesAsked(
  world: World,
  clusterId: string,
  namespace: string | undefined,
): readonly { readonly scope: string; readonly prefix: string }[] {
  const prefixes = {
    cluster: 'Microsoft.ContainerService/managedClusters',
    fleet: 'Microsoft.ContainerService/fleets/members',
  };
  const fleets = world.resources
    .ofType('Microsoft.ContainerService/fleets/members')
    .filter((member) => idKey(asText(valueAt(member, 'properties', 'clusterResourceId')) ?? '') === idKey(clusterId))
    .map(({ id }) => id.replace(/\/members\/[^/]+$/i, ''));
  const below = namespace === undefined ? [''] : [`/namespaces/${namespace}`, `/managedNamespaces/${namespace}`];
  return [
    ...below.map((rest) => ({ scope: `${clusterId}${rest}`, prefix: prefixes.cluster })),
    ...fleets.flatMap((fleet) => below.map((rest) => ({ scope: `${fleet}${rest}`, prefix: prefixes.fleet }))),
  ];
}

function invalid(message: string): Error {
  return armRefusal(400, 'InvalidAuthorizeRequest', message);
}
