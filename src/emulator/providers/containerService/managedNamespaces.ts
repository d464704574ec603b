/** Managed namespaces: namespaces of a cluster that are resources of Azure, with roles and credentials of their own. */
import { armRefusal } from '../../arm/error.ts';
import { asObject, asText, valueAt } from '../../arm/json.ts';
import { lastSegment, parentScope } from '../../arm/path.ts';
import type { WorldResource } from '../../arm/worldFile.ts';
import type { Handler, ResourceKind } from '../../request/armRequest.ts';
import { requireResource } from '../../request/readAnswers.ts';
import { requireBody, requireName } from '../../request/writeBody.ts';
import type { World } from '../../world/world.ts';
import { requireRunning } from './cluster/busy.ts';
import { namespaceCredential } from './cluster/clusterCredentials.ts';
import { requireCluster } from './cluster/clusterPut.ts';
import { kindByOperation } from './cluster/partByOperation.ts';

const type = 'Microsoft.ContainerService/managedClusters/managedNamespaces';

/** The values that a policy can have; the first one is the default. */
const policies: Readonly<Record<string, readonly string[]>> = {
  adoptionPolicy: ['Never', 'IfIdentical', 'Always'],
  deletePolicy: ['Keep', 'Delete'],
};

/** A managed namespace is where its cluster is. */
function asCreated(namespace: WorldResource, world: World): WorldResource {
  const { location } = requireCluster(world, parentScope(namespace.id) ?? '');
  const properties = asObject(namespace['properties']);
  const defaults = Object.fromEntries(Object.entries(policies).map(([name, [first = '']]) => [name, first]));
  return { ...namespace, ...(location === undefined ? {} : { location }), properties: { ...defaults, ...properties } };
}

const byOperation = kindByOperation(type, { versions: ['2025-07-02-preview', '2026-06-01'] }, asCreated);

/**
 * Refuses what Kubernetes would not take as a name, and the namespaces of the system. The texts of refusals are the
 * emulator's own. Source: https://learn.microsoft.com/azure/aks/concepts-managed-namespaces
 */
const put: Handler = (request, emulation) => {
  const { id } = request.path;
  const name = lastSegment(id);
  requireName(name, /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'it has 1 to 63 lower-case letters, digits or -');
  if (/^(?:kube-.*|gatekeeper-system)$/.test(name))
    throw armRefusal(400, 'BadRequest', `The namespace '${name}' belongs to the system and can't be managed.`);
  requireRunning(requireCluster(emulation.world, parentScope(id) ?? ''));
  for (const [policy, values] of Object.entries(policies)) {
    const value = asText(valueAt(requireBody(request)['properties'], policy));
    if (value !== undefined && !values.includes(value))
      throw armRefusal(400, 'BadRequest', `${policy} is one of ${values.join(', ')}, not '${value}'.`);
  }
  return byOperation.put(request, emulation);
};

/** Answers the kubeconfig of a user with this namespace in it. */
const listCredential: Handler = (request, emulation) => {
  const id = request.path.id.slice(0, request.path.id.lastIndexOf('/'));
  const namespace = requireResource({ ...request, path: { ...request.path, id } }, emulation);
  return namespaceCredential(request, emulation, parentScope(namespace.id) ?? '', namespace.name);
};

/** Managed namespaces are made, changed and removed by an operation, with an eTag. */
export const managedNamespaces: ResourceKind = { ...byOperation, put, actions: { listcredential: listCredential } };
