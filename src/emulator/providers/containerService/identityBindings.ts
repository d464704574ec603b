import { refuseFlat } from '../../arm/error.ts';
import { asObject, asText, at } from '../../arm/json.ts';
import { lastSegment, parentScope } from '../../arm/path.ts';
import type { Handler, ResourceKind } from '../../request/armRequest.ts';
import { requireLinkedActions } from '../../request/authorization.ts';
import { getResource, listResources } from '../../request/readAnswers.ts';
import { asResource, idInLowerCase, requireBody, writtenId } from '../../request/writeBody.ts';
import { requireCluster } from './cluster/clusterPut.ts';

const type = 'Microsoft.ContainerService/managedClusters/identityBindings';
const credentialType = 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials';

/** Binds an identity to the cluster and makes the one federated credential that all bindings of the identity share. */
const put: Handler = (request, { world }) => {
  const { id } = request.path;
  requireCluster(world, parentScope(id) ?? '');
  const identityId = asText(at(requireBody(request)['properties'], 'managedIdentity', 'resourceId')) ?? '';
  const scope = identityId === '' ? id : identityId;
  const action = 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write';
  requireLinkedActions(world, request, `${type}/write`, [{ action, scope }]);
  const identity = world.resources.get(identityId);
  if (identity === undefined) {
    throw refuseFlat(
      'InvalidParameter',
      `The managed identity '${identityId}' was not found.`,
      'properties.managedIdentity.resourceId',
    );
  }
  const { clientId, principalId, tenantId } = asObject(identity['properties']);
  const issuer = `https://ib.oic.prod-aks.azure.com/${asText(tenantId) ?? world.tenantId}/${asText(clientId) ?? ''}`;
  const existing = world.resources.get(id);
  const binding = asResource({
    id: idInLowerCase(writtenId(request.path, type)),
    name: lastSegment(id),
    type,
    properties: {
      managedIdentity: {
        resourceId: identity.id,
        clientId: clientId ?? '',
        objectId: principalId ?? '',
        tenantId: tenantId ?? '',
      },
      oidcIssuer: { oidcIssuerUrl: issuer },
      provisioningState: 'Succeeded',
    },
  });
  world.resources.put(binding);
  const name = 'aks-identity-binding';
  const properties = {
    issuer,
    subject: 'system:serviceaccount:kube-system:identity-binding',
    audiences: ['api://AKSIdentityBinding'],
  };
  world.resources.put({
    id: `${identity.id}/federatedIdentityCredentials/${name}`,
    name,
    type: credentialType,
    properties,
  });
  return { status: existing === undefined ? 201 : 200, body: binding };
};

/** The credential that the binding has made stays. */
const remove: Handler = (request, { world }) => {
  const removed = world.remove(request.path.id);
  return { status: removed.length === 0 ? 204 : 200 };
};

/** Identity bindings let the pods of a cluster use an identity without a credential for each cluster. */
export const identityBindings: ResourceKind = {
  type,
  versions: ['2025-06-02-preview', '2026-06-01'],
  get: getResource,
  list: listResources,
  put,
  delete: remove,
};
