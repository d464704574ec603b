/** The body of a cluster PUT: the cluster's own JSON back, without what is read-only, changed only where the edit says so. */
import type { ControlPlaneChoice } from './change.ts';
import { isObject, objectAt } from './jsonPath.ts';
import type { Json, JsonObject } from './model.ts';
import type { ClusterEdit } from './planned.ts';

/**
 * What ARM answers and does not take back (schema 2026-04-01). `nodeImageVersion` is writable there and means "roll back to
 * this image", so it is never sent. `*` is any key, `[]` any item.
 */
const readOnlyPaths: readonly string[] = [
  'id',
  'name',
  'type',
  'eTag',
  'systemData',
  'identity.principalId',
  'identity.tenantId',
  'identity.userAssignedIdentities.*.clientId',
  'identity.userAssignedIdentities.*.principalId',
  'properties.provisioningState',
  'properties.powerState',
  'properties.status',
  'properties.fqdn',
  'properties.privateFQDN',
  'properties.azurePortalFQDN',
  'properties.currentKubernetesVersion',
  'properties.maxAgentPools',
  'properties.resourceUID',
  'properties.agentPoolProfiles.[].provisioningState',
  'properties.agentPoolProfiles.[].currentOrchestratorVersion',
  'properties.agentPoolProfiles.[].nodeImageVersion',
  'properties.agentPoolProfiles.[].eTag',
  'properties.agentPoolProfiles.[].status',
  'properties.agentPoolProfiles.[].localDNSProfile.state',
  'properties.addonProfiles.*.identity',
  'properties.ingressProfile.webAppRouting.identity',
  'properties.networkProfile.loadBalancerProfile.effectiveOutboundIPs',
  'properties.networkProfile.natGatewayProfile.effectiveOutboundIPs',
  'properties.oidcIssuerProfile.issuerURL',
  'properties.podIdentityProfile.userAssignedIdentities.[].provisioningInfo',
  'properties.podIdentityProfile.userAssignedIdentities.[].provisioningState',
  'properties.privateLinkResources.[].privateLinkServiceID',
];

/** The JSON to PUT back: everything that was read but read-only fields, with the edit applied and nothing else changed. */
export function bodyForPut(raw: JsonObject, edit: ClusterEdit): JsonObject {
  const body = readOnlyPaths.reduce<Json>((value, path) => without(value, path.split('.')), raw) as JsonObject;
  const withIdentity = edit.controlPlane ? replace(body, 'identity', identityFor(edit.controlPlane)) : body;
  return edit.kubeletIdentityId ? withKubelet(withIdentity, edit.kubeletIdentityId) : withIdentity;
}

/** The `identity` of a cluster for a choice: a whole new object, the old id left out. */
export function identityFor(choice: ControlPlaneChoice): JsonObject {
  if (choice.kind === 'systemAssigned') return { type: 'SystemAssigned' };
  return { type: 'UserAssigned', userAssignedIdentities: { [choice.identityId]: {} } };
}

/** On update the kubelet identity goes as `resourceId` alone: ARM knows its other ids and refuses wrong ones. */
function withKubelet(body: JsonObject, resourceId: string): JsonObject {
  const properties = objectAt(body, 'properties') ?? {};
  const profile = replace(objectAt(properties, 'identityProfile') ?? {}, 'kubeletidentity', { resourceId });
  return replace(body, 'properties', replace(properties, 'identityProfile', profile));
}

function replace(object: JsonObject, key: string, value: Json): JsonObject {
  return { ...object, [keyOf(object, key) ?? key]: value };
}

function without(value: Json, path: readonly string[]): Json {
  const [step, ...rest] = path;
  if (step === '[]') return Array.isArray(value) ? value.map((item: Json) => without(item, rest)) : value;
  if (!isObject(value) || step === undefined) return value;
  if (step === '*') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, without(inner ?? null, rest)]));
  }
  const key = keyOf(value, step);
  if (key === undefined) return value;
  if (rest.length > 0) return { ...value, [key]: without(value[key] ?? null, rest) };
  return Object.fromEntries(Object.entries(value).filter(([candidate]) => candidate !== key));
}

/** ARM's casing of keys varies: the key that is there, whatever its casing. */
function keyOf(object: JsonObject, key: string): string | undefined {
  if (Object.hasOwn(object, key)) return key;
  return Object.keys(object).find((candidate) => candidate.toLowerCase() === key.toLowerCase());
}
