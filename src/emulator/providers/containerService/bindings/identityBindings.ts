import { armRefusal, refuseFlat } from '../../../arm/error.ts';
import { asObject, asText, valueAt, type JsonObject } from '../../../arm/json.ts';
import { idKey, lastSegment, parentScope, subscriptionOf } from '../../../arm/path.ts';
import type { BindingNeed, WorldResource } from '../../../arm/worldFile.ts';
import type { ArmRequest, Emulation, Handler, ResourceKind } from '../../../request/armRequest.ts';
import { requireLinkedActions } from '../../../request/authorization.ts';
import { nextEtag } from '../../../request/etags.ts';
import { getResource, listResources } from '../../../request/readAnswers.ts';
import {
  asResource,
  idInLowerCase,
  requireBody,
  requireName,
  writtenId,
  inProvisioningState,
} from '../../../request/writeBody.ts';
import {
  credentialsOf,
  credentialType,
  mostCredentials,
  offersCredentials,
} from '../../../world/federatedCredentials.ts';
import { failureOf, operationHeaders, type Failure, type Operation } from '../../../world/operations.ts';
import type { World } from '../../../world/world.ts';
import { requireIdle, requireRunning } from '../cluster/busy.ts';
import { operationOf, requireCluster } from '../cluster/clusterPut.ts';
import { defined } from '../../../../shape/defined.ts';

/** The resource type of identity bindings. */
export const bindingType = 'Microsoft.ContainerService/managedClusters/identityBindings';

/** The feature that a subscription must have registered. */
const previewFeature = 'Microsoft.ContainerService/IdentityBindingPreview';

/** The one credential that all bindings of an identity share. */
const credentialName = 'aks-identity-binding';

/**
 * Binds an identity to the cluster; at the end its one federated credential exists as well. Conditions in headers are
 * ignored, because the published specification has none.
 */
const put: Handler = (request, emulation) => {
  const { world } = emulation;
  const { id } = request.path;
  const cluster = requireCluster(world, parentScope(id) ?? '');
  const name = lastSegment(id);
  const identityId = asText(valueAt(requireBody(request)['properties'], 'managedIdentity', 'resourceId')) ?? '';
  const existing = world.resources.get(id);
  const managedIdentity = requireBindable(request, emulation, { cluster, name, identityId });
  const bound = asText(valueAt(existing?.['properties'], 'managedIdentity', 'resourceId'));
  if (bound !== undefined && idKey(bound) !== idKey(identityId))
    throw armRefusal(400, 'BadRequest', 'The managed identity of an identity binding cannot be changed.');
  const state = existing === undefined ? 'Creating' : 'Updating';
  const binding = asResource({
    id: idInLowerCase(writtenId(request.path, bindingType)),
    name,
    type: bindingType,
    ...(existing?.['eTag'] !== undefined ? { eTag: existing['eTag'] } : {}),
    properties: { managedIdentity, provisioningState: state },
  });
  world.resources.put(binding);
  const operation = startBinding(request, emulation, cluster, binding, 'putBinding', state);
  const headers = operationHeaders(operation, request.origin, false);
  return { status: existing === undefined ? 201 : 200, headers, body: binding };
};

/** What is to be bound to which cluster, and the name of the binding. */
interface BoundIdentity {
  readonly cluster: WorldResource;
  readonly name: string;
  readonly identityId: string;
}

/** Throws AKS's refusals of a binding, whoever requests it; returns the identity as a binding shows it. */
export function requireBindable(
  request: ArmRequest,
  emulation: Emulation,
  { cluster, name, identityId }: BoundIdentity,
): JsonObject {
  const { world } = emulation;
  const scope = identityId === '' ? request.path.id : identityId;
  requireLinkedActions(world, request, `${bindingType}/write`, [{ action: `${credentialType}/write`, scope }]);
  requireFeature(world, cluster, request.now);
  requireIdle(emulation, cluster);
  requireRunning(cluster);
  requireNames(world, name, identityId);
  requireSwitches(world, cluster);
  const identity = world.resources.get(identityId);
  if (identity === undefined)
    throw refuseFlat('InvalidParameter', deletedText(identityId), 'managedIdentity.resourceId');
  const { clientId = '', principalId = '', tenantId = '' } = asObject(identity['properties']);
  return { resourceId: identity.id, clientId, objectId: principalId, tenantId };
}

/** The credential that the bindings of the identity share stays, even after the last of them. */
const remove: Handler = (request, emulation) => {
  const { world } = emulation;
  const { id } = request.path;
  const binding = world.resources.get(id);
  if (binding === undefined) return { status: 204 };
  const cluster = requireCluster(world, parentScope(id) ?? '');
  requireIdle(emulation, cluster);
  requireRunning(cluster);
  world.resources.put(inProvisioningState(binding, 'Deleting'));
  const operation = startBinding(request, emulation, cluster, binding, 'deleteBinding', 'Deleting');
  return { status: 202, headers: operationHeaders(operation, request.origin, true) };
};

/** Starts the operation that makes or removes a binding. */
export function startBinding(
  request: ArmRequest,
  emulation: Emulation,
  cluster: WorldResource,
  { id, name }: WorldResource,
  kind: 'putBinding' | 'deleteBinding',
  state: string,
): Operation {
  const description = `${name} - ${state}`;
  return emulation.world.operations.start({
    ...operationOf(request, emulation, cluster),
    target: id,
    kind,
    description,
  });
}

function isNeeded({ bindingsNeed = [] }: World, need: BindingNeed): boolean {
  return bindingsNeed.includes(need);
}

function requireFeature(world: World, { id }: WorldResource, now: number): void {
  if (!isNeeded(world, 'feature')) return;
  if (world.features.find(subscriptionOf(id) ?? '', previewFeature, now)?.state === 'Registered') return;
  throw refuseFlat(
    'IdentityBindingFeatureFlagNotEnabled',
    `Identity binding is not allowed since feature '${previewFeature}' is not enabled. Please see https://aka.ms/aks/previews for how to enable features.`,
  );
}

/** Requires names as in the specification, although examples in the documentation have hyphens in the name of a binding. */
function requireNames(world: World, name: string, identityId: string): void {
  const isStrict = isNeeded(world, 'names');
  const rule = `it has 1 to 63 lower-case letters${isStrict ? ' and digits' : ', digits or -'}, and starts with a letter`;
  requireName(name, isStrict ? /^[a-z][a-z0-9]{0,62}$/ : /^[a-z][a-z0-9-]{0,62}$/, rule);
  const [, , , , group = ''] = identityId.split('/');
  if (!isStrict || /^[a-z0-9-]*$/i.test(group + lastSegment(identityId))) return;
  throw armRefusal(
    400,
    'BadRequest',
    "The managedIdentity.resourceId of an identity binding has only letters, digits and '-' in the names of group and identity.",
  );
}

function requireSwitches(world: World, { properties }: WorldResource): void {
  const isOn = (...path: readonly string[]): boolean => valueAt(properties, ...path) === true;
  if (isNeeded(world, 'issuer') && !isOn('oidcIssuerProfile', 'enabled'))
    throw armRefusal(
      400,
      'BadRequest',
      'An identity binding needs the OIDC issuer of the cluster, which is not enabled.',
    );
  if (isNeeded(world, 'workloadIdentity') && !isOn('securityProfile', 'workloadIdentity', 'enabled'))
    throw armRefusal(
      400,
      'BadRequest',
      'An identity binding needs workload identity, which is not enabled on the cluster.',
    );
  if (isOn('apiServerAccessProfile', 'enableVnetIntegration'))
    throw armRefusal(
      400,
      'BadRequest',
      'Identity bindings are not supported on clusters with API Server VNet Integration.',
    );
}

/** Applies the result of AKS's operation on a binding. */
export function completeBinding(world: World, operation: Operation): void {
  const binding = world.resources.get(operation.target);
  if (binding === undefined) return;
  if (operation.kind === 'deleteBinding') {
    world.remove(binding.id);
    return;
  }
  const identityId = asText(valueAt(binding['properties'], 'managedIdentity', 'resourceId')) ?? '';
  const identity = world.resources.get(identityId);
  const error = obstacle(world, identityId, identity);
  if (error !== undefined || identity === undefined) {
    const failed = { ...operation, applied: true, ...defined({ error }) };
    world.operations.put(failed);
    failBinding(world, failed);
    return;
  }
  const { clientId, tenantId } = asObject(identity['properties']);
  const issuer = `https://ib.oic.prod-aks.azure.com/${asText(tenantId) ?? world.tenantId}/${asText(clientId) ?? ''}`;
  const properties = {
    ...asObject(binding['properties']),
    oidcIssuer: { oidcIssuerUrl: issuer },
    provisioningState: 'Succeeded',
  };
  world.resources.put({ ...binding, eTag: nextEtag(binding['eTag']), properties });
  world.resources.put({
    id: `${identity.id}/federatedIdentityCredentials/${credentialName}`,
    name: credentialName,
    type: credentialType,
    // Its subject and audience are in no public source.
    properties: { issuer },
  });
}

/** Sets the state that a failed operation leaves at a binding, and nothing else. */
export function failBinding(world: World, operation: Operation): void {
  const binding = world.resources.get(operation.target);
  if (binding === undefined) return;
  const state = asText(failureOf(operation)['provisioningState']) ?? 'Failed';
  world.resources.put({ ...inProvisioningState(binding, state), eTag: nextEtag(binding['eTag']) });
}

/** Why AKS can't make the shared credential. */
function obstacle(world: World, identityId: string, identity: WorldResource | undefined): Failure | undefined {
  if (identity === undefined) return { code: 'InvalidParameter', message: deletedText(identityId) };
  if (!offersCredentials(identity))
    return { code: 'BadRequest', message: 'Support for federated identity credentials not enabled.' };
  const otherCredentials = credentialsOf(world, identity.id).filter(
    ({ name }) => name.toLowerCase() !== credentialName,
  );
  if (otherCredentials.length < mostCredentials) return undefined;
  const most = String(mostCredentials);
  return {
    code: 'BadRequest',
    message: `The identity already has the maximum of ${most} federated identity credentials.`,
  };
}

function deletedText(identityId: string): string {
  return `The managed identity '${identityId}' was not found.`;
}

/** Identity bindings let the pods of a cluster use an identity without a credential for each cluster. */
export const identityBindings: ResourceKind = {
  type: bindingType,
  versions: ['2025-06-02-preview', '2026-06-01'],
  stableSince: '2026-04-01',
  get: getResource,
  list: listResources,
  put,
  delete: remove,
};
