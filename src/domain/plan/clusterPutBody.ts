/** The body of a cluster PUT: the cluster's own JSON without read-only fields, changed only by the edit. */
import { isObject, objectAt, textAt, type Json, type JsonObject } from '../arm/json.ts';
import { Refusal } from '../arm/refusal.ts';
import type { ControlPlaneChoice } from '../change/change.ts';
import type { ClusterEdit } from './stepActions.ts';
import { sameText } from '../arm/resourceId.ts';
import { scopeName } from '../arm/scopeWords.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { judgedNeeds } from '../needs/needs.ts';
import { say } from '../../sentences/words.ts';
import { callerAction, linkedNeeds, writeChecks } from './callerChecks.ts';
import { existingScope } from './lookUps.ts';
import type { Step } from './plan.ts';
import type { DraftCheck, PlanContext } from './planPart.ts';

/**
 * What ARM returns but doesn't accept (schema 2026-04-01). `nodeImageVersion` is writable and would mean "roll back to
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

/**
 * Returns the JSON to PUT: everything that was read except read-only fields, with the edit applied and nothing else
 * changed. Throws a `Refusal` if something could not be written back unchanged.
 */
export function bodyForPut(raw: JsonObject, edit: ClusterEdit): JsonObject {
  const body = withoutEnds(raw, readOnly) as JsonObject;
  const inexact = inexactNumberIn(body);
  if (inexact !== undefined) {
    throw new Refusal(
      say`${textAt(raw, 'name') ?? say`The cluster`} has a number at ${inexact} that is too large to be sent back exactly as it was read, so nothing is sent. Make this change with "az aks update".`,
      'https://www.rfc-editor.org/rfc/rfc8259#section-6',
    );
  }
  const withIdentity = edit.controlPlane
    ? withReplaced(body, 'identity', { ...keptOfIdentity(body), ...identityFor(edit.controlPlane) })
    : body;
  const withBoth = edit.kubeletIdentityId ? withKubelet(withIdentity, edit.kubeletIdentityId) : withIdentity;
  return Object.entries(edit.values ?? {}).reduce(
    (json, [path, value]) => withValue(json, path.split('.'), value ?? null),
    withBoth,
  );
}

/** Returns the object with a value at a path; missing objects on the way are created. */
export function withValue(object: JsonObject, [key = '', ...rest]: readonly string[], value: Json): JsonObject {
  return withReplaced(object, key, rest.length === 0 ? value : withValue(objectAt(object, key) ?? {}, rest, value));
}

/** The parts of an identity that are chosen; everything else in it stays. */
const chosen: readonly string[] = ['type', 'userassignedidentities', 'principalid', 'tenantid'];

/** What a cluster's `identity` contains independently of the chosen identity, such as `delegatedResources`. */
function keptOfIdentity(body: JsonObject): JsonObject {
  const identity = objectAt(body, 'identity') ?? {};
  return Object.fromEntries(Object.entries(identity).filter(([key]) => !chosen.includes(key.toLowerCase())));
}

/** The path of a number that JavaScript can't represent exactly: an integer beyond 2^53, or an infinite one. */
function inexactNumberIn(value: Json | undefined, path = ''): string | undefined {
  if (typeof value === 'number') {
    const isExact = Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
    return isExact ? undefined : path;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value) as [string, Json | undefined][]) {
    const member = path === '' ? key : `${path}.${key}`;
    const step = Array.isArray(value) ? `${path}[${key}]` : member;
    const inexact = inexactNumberIn(inner, step);
    if (inexact !== undefined) return inexact;
  }
  return undefined;
}

/** Returns the `identity` of a cluster for a choice: the type and the new id, without the old one. */
export function identityFor(choice: ControlPlaneChoice): JsonObject {
  if (choice.kind === 'systemAssigned') return { type: 'SystemAssigned' };
  return { type: 'UserAssigned', userAssignedIdentities: { [choice.identityId]: {} } };
}

/** An update sends only the `resourceId` of the kubelet identity: ARM knows its other ids and refuses wrong ones. */
function withKubelet(body: JsonObject, resourceId: string): JsonObject {
  const properties = objectAt(body, 'properties') ?? {};
  const profile = withReplaced(objectAt(properties, 'identityProfile') ?? {}, 'kubeletidentity', { resourceId });
  return withReplaced(body, 'properties', withReplaced(properties, 'identityProfile', profile));
}

function withReplaced(object: JsonObject, key: string, value: Json): JsonObject {
  return { ...object, [memberName(object, key) ?? key]: value };
}

/** The read-only paths as a tree; a leaf is the end of a path. */
interface Steps {
  readonly below: Map<string, Steps>;
}

const readOnly: Steps = { below: new Map() };
for (const path of readOnlyPaths) {
  let steps = readOnly;
  for (const step of path.toLowerCase().split('.')) {
    const next = steps.below.get(step) ?? { below: new Map() };
    steps.below.set(step, next);
    steps = next;
  }
}

/** Returns the value without what the paths end at; everything else is kept unchanged. */
function withoutEnds(value: Json, { below }: Steps): Json {
  const any = below.get(Array.isArray(value) ? '[]' : '*');
  if (any && Array.isArray(value)) return value.map((item: Json) => withoutEnds(item, any));
  if (!isObject(value)) return value;
  const keptEntries = Object.entries(value).flatMap(([key, inner = null]): [string, Json][] => {
    const steps = below.get(key.toLowerCase()) ?? any;
    if (steps === undefined) return [[key, inner]];
    return steps.below.size === 0 ? [] : [[key, withoutEnds(inner, steps)]];
  });
  return Object.fromEntries(keptEntries);
}

/** Finds the existing key, because ARM varies the case of keys. */
function memberName(object: JsonObject, key: string): string | undefined {
  if (Object.hasOwn(object, key)) return key;
  return Object.keys(object).find((candidate) => sameText(candidate, key));
}

/** Returns a check for each role that the control plane lacks: AKS checks its roles on every update, and may refuse it. */
export function controlPlaneNeedChecks(cluster: Cluster, facts: Facts): readonly DraftCheck[] {
  return judgedNeeds(cluster, facts)
    .filter(
      ({ need, requirement }) => need.identity === 'controlPlane' && !need.advice && requirement.verdict === 'missing',
    )
    .map(({ need, requirement: { principalId } }) => ({
      id: 'clusterNeed',
      about: [need.role.id, need.scope],
      title: say`The control plane of ${cluster.name} lacks ${need.role.name} on ${scopeName(need.scope)}`,
      verdict: 'unknown',
      detail: say`AKS may refuse any update. ${need.why}`,
      ...(principalId === undefined
        ? {}
        : { fix: { kind: 'assignRole', principalId, role: { id: need.role.id }, scope: need.scope } }),
    }));
}

/** Returns the checks of sending a cluster back: what the caller may do to it and to all that its body names, and what its control plane lacks. */
export function updateChecks(cluster: Cluster, { request }: Step, context: PlanContext): readonly DraftCheck[] {
  const { facts } = context;
  const rights = [
    { action: callerAction.writeCluster, scope: cluster.id, can: say`update ${cluster.name}` },
    ...linkedNeeds(request.body ?? {}).map((need) => ({ ...need, scope: existingScope(need.scope, context) })),
  ];
  return [...writeChecks(rights, facts), ...controlPlaneNeedChecks(cluster, facts)];
}
