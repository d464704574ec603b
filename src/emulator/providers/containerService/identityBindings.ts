import { refuse, refuseFlat } from '../../arm/error.ts';
import { asObject, asText, at } from '../../arm/json.ts';
import { lastSegment, parentScope } from '../../arm/path.ts';
import type { WorldResource } from '../../arm/worldFile.ts';
import type { ArmRequest, Emulation, Handler, ResourceKind } from '../../request/armRequest.ts';
import { requireLinkedActions } from '../../request/authorization.ts';
import { nextEtag } from '../../request/etags.ts';
import { requirePreconditions } from '../../request/preconditions.ts';
import { getResource, listResources } from '../../request/readAnswers.ts';
import { asResource, idInLowerCase, requireBody, requireName, writtenId } from '../../request/writeBody.ts';
import { credentialsOf, credentialType, mostCredentials, offersCredentials } from '../../world/federatedCredentials.ts';
import { failureOf, operationHeaders } from '../../world/operations.ts';
import type { Failure, Operation } from '../../world/operations.ts';
import type { World } from '../../world/world.ts';
import { requireIdle, requireRunning } from './cluster/busy.ts';
import { operationOf, requireCluster } from './cluster/clusterPut.ts';

const type = 'Microsoft.ContainerService/managedClusters/identityBindings';

/** The feature that a subscription has to have registered. */
const previewFeature = 'Microsoft.ContainerService/IdentityBindingPreview';

/** The one credential that all bindings of an identity share. */
const credentialName = 'aks-identity-binding';

/** Binds an identity to the cluster; at the end its one federated credential is there, too. */
const put: Handler = (request, emulation) => {
  const { world } = emulation;
  const { id } = request.path;
  const cluster = requireCluster(world, parentScope(id) ?? '');
  const name = lastSegment(id);
  requireName(name, /^[a-z][a-z0-9]{0,62}$/, 'it has 1 to 63 lower-case letters and digits, and starts with a letter');
  const identityId = asText(at(requireBody(request)['properties'], 'managedIdentity', 'resourceId')) ?? '';
  const scope = identityId === '' ? id : identityId;
  requireLinkedActions(world, request, `${type}/write`, [{ action: `${credentialType}/write`, scope }]);
  const existing = world.resources.get(id);
  requirePreconditions(request, existing);
  requireFeature(world, request);
  requireIdle(emulation, cluster);
  requireRunning(cluster);
  requireSwitches(cluster);
  const identity = world.resources.get(identityId);
  if (identity === undefined) throw refuseFlat('InvalidParameter', goneText(identityId), 'managedIdentity.resourceId');
  const { clientId, principalId, tenantId } = asObject(identity['properties']);
  const state = existing === undefined ? 'Creating' : 'Updating';
  const binding = asResource({
    id: idInLowerCase(writtenId(request.path, type)),
    name,
    type,
    ...(existing?.['eTag'] !== undefined && { eTag: existing['eTag'] }),
    properties: {
      managedIdentity: {
        resourceId: identity.id,
        clientId: clientId ?? '',
        objectId: principalId ?? '',
        tenantId: tenantId ?? '',
      },
      provisioningState: state,
    },
  });
  world.resources.put(binding);
  const operation = start(request, emulation, cluster, binding, 'putBinding', state);
  const headers = operationHeaders(operation, request.origin, false);
  return { status: existing === undefined ? 201 : 200, headers, body: binding };
};

/** The credential that the bindings of the identity share stays, also after the last of them. */
const remove: Handler = (request, emulation) => {
  const { world } = emulation;
  const { id } = request.path;
  const binding = world.resources.get(id);
  if (binding === undefined) return { status: 204 };
  requirePreconditions(request, binding);
  const cluster = requireCluster(world, parentScope(id) ?? '');
  requireIdle(emulation, cluster);
  requireRunning(cluster);
  world.resources.put(inState(binding, 'Deleting'));
  const operation = start(request, emulation, cluster, binding, 'deleteBinding', 'Deleting');
  return { status: 202, headers: operationHeaders(operation, request.origin, true) };
};

function start(
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

function requireFeature(world: World, { path, now }: ArmRequest): void {
  if (world.features.find(path.subscriptionId ?? '', previewFeature, now)?.state === 'Registered') return;
  throw refuseFlat(
    'IdentityBindingFeatureFlagNotEnabled',
    `Identity binding is not allowed since feature '${previewFeature}' is not enabled. Please see https://aka.ms/aks/previews for how to enable features.`,
  );
}

function requireSwitches({ properties }: WorldResource): void {
  const isOn = (...path: readonly string[]): boolean => at(properties, ...path) === true;
  if (!isOn('oidcIssuerProfile', 'enabled') || !isOn('securityProfile', 'workloadIdentity', 'enabled'))
    throw refuse(
      400,
      'BadRequest',
      'An identity binding needs the OIDC issuer and workload identity of the cluster, which are not both enabled.',
    );
  if (isOn('apiServerAccessProfile', 'enableVnetIntegration'))
    throw refuse(
      400,
      'BadRequest',
      'Identity bindings are not supported on clusters with API Server VNet Integration.',
    );
}

/** Applies what AKS has done when an operation at a binding ends. */
export function completeBinding(world: World, operation: Operation): void {
  const binding = world.resources.get(operation.target);
  if (binding === undefined) return;
  if (operation.kind === 'deleteBinding') {
    world.remove(binding.id);
    return;
  }
  const identityId = asText(at(binding['properties'], 'managedIdentity', 'resourceId')) ?? '';
  const identity = world.resources.get(identityId);
  const error = obstacle(world, identityId, identity);
  if (error !== undefined || identity === undefined) {
    const failed = { ...operation, applied: true, ...(error !== undefined && { error }) };
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
    properties: {
      issuer,
      subject: 'system:serviceaccount:kube-system:identity-binding',
      audiences: ['api://AKSIdentityBinding'],
    },
  });
}

/** What a failed operation leaves at a binding: its state, and nothing else. */
export function failBinding(world: World, operation: Operation): void {
  const binding = world.resources.get(operation.target);
  if (binding === undefined) return;
  const state = asText(failureOf(operation)['provisioningState']) ?? 'Failed';
  world.resources.put({ ...inState(binding, state), eTag: nextEtag(binding['eTag']) });
}

function inState(binding: WorldResource, provisioningState: string): WorldResource {
  return { ...binding, properties: { ...asObject(binding['properties']), provisioningState } };
}

/** Why AKS cannot make the shared credential. */
function obstacle(world: World, identityId: string, identity: WorldResource | undefined): Failure | undefined {
  if (identity === undefined) return { code: 'InvalidParameter', message: goneText(identityId) };
  if (!offersCredentials(identity))
    return { code: 'BadRequest', message: 'Support for federated identity credentials not enabled.' };
  const others = credentialsOf(world, identity.id).filter(({ name }) => name.toLowerCase() !== credentialName);
  if (others.length < mostCredentials) return undefined;
  const most = String(mostCredentials);
  return {
    code: 'BadRequest',
    message: `The identity already has the maximum of ${most} federated identity credentials.`,
  };
}

function goneText(identityId: string): string {
  return `The managed identity '${identityId}' was not found.`;
}

/** Identity bindings let the pods of a cluster use an identity without a credential for each cluster. */
export const identityBindings: ResourceKind = {
  type,
  versions: ['2025-06-02-preview', '2026-06-01'],
  stableSince: '2026-04-01',
  get: getResource,
  list: listResources,
  put,
  delete: remove,
};
