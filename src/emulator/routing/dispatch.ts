import type { ArmRequest, Emulation, Handler, ResourceKind } from '../request/armRequest.ts';
import { armRefusal, type ArmAnswer } from '../arm/error.ts';
import { beyondLimit } from '../arm/limits.ts';
import { requireSubscription } from '../request/requireSubscription.ts';
import { groupOf, isManagementGroup, scopeOf, typeOf } from '../arm/path.ts';
import {
  graphQueries,
  managementGroups,
  previewFeatures,
  requireOwnVersion,
  requireTypeVersion,
} from '../request/apiVersions.ts';
import { authorizationFailed, requireAction } from '../request/authorization.ts';
import { featureRoute, isFeaturePath } from '../providers/features/features.ts';
import { locationRoute } from '../providers/containerService/locationReads.ts';
import { readOnlyKind } from '../providers/resources/storedResource.ts';
import {
  getManagementGroup,
  listManagementGroups,
  requireManagementGroup,
} from '../providers/resources/managementGroups.ts';
import { providerRoute, requireRegistration, unknownNamespace } from './providerRegistration.ts';
import type { ResourceGraph } from '../providers/resourceGraph/answer.ts';
import { listVmSizes } from '../providers/resources/vmSizes.ts';
import { groupNotFound } from '../providers/resources/resourceGroups.ts';
import { answerArmRoute } from './rootRoutes.ts';
import { grantsOfPrincipal, callerMay } from '../access/rbac.ts';
import { kindsByNamespace, resourceKinds } from './resourceTypes.ts';
import type { World } from '../world/world.ts';

/**
 * Answers an ARM request: finds its type, checks it in ARM's order, and calls its handler. `admit` throws if there were
 * too many requests; it is called when only the state of the resource could still refuse this one.
 */
export function dispatchRequest(
  request: ArmRequest,
  emulation: Emulation,
  graph: ResourceGraph,
  admit: () => void,
): ArmAnswer {
  const { path, apiVersion } = request;
  const { world } = emulation;
  const namespace = path.namespace?.toLowerCase();
  if (namespace === undefined) {
    requireOwnVersion(apiVersion, world);
    admit();
    return answerArmRoute(request, emulation);
  }
  if (isFeaturePath(path.id) && path.types.length > 0 && !isRegistration(request)) {
    requireTypeVersion(apiVersion, previewFeatures, 'global', world);
    requireSubscription(request, world);
    admit();
    return featureRoute(request, emulation);
  }
  if (path.types.length === 0 || isRegistration(request)) {
    requireOwnVersion(apiVersion, world);
    requireSubscription(request, world);
    admit();
    return providerRoute(request, emulation, path.namespace, path.types[0]);
  }
  if (namespace === 'microsoft.resourcegraph') {
    if (request.method !== 'POST' || typeOf(path) !== 'microsoft.resourcegraph/resources') throw unknownType(request);
    requireTypeVersion(apiVersion, graphQueries, 'global', world);
    admit();
    return graph.answer(request);
  }
  if (namespace === 'microsoft.management') {
    requireTypeVersion(apiVersion, managementGroups, 'global', world);
    if (request.method === 'GET' && typeOf(path) === managementGroups.type.toLowerCase()) {
      admit();
      const answer = path.names.length === 0 ? listManagementGroups : getManagementGroup;
      return answer(request, emulation);
    }
  }
  if (/^microsoft\.(containerservice|resources|managedidentity|compute)\/locations\//.test(typeOf(path)))
    return dispatchLocation(request, emulation, admit);
  return dispatchType(request, emulation, admit);
}

/** A resource type: a collection, an instance or an action. */
function dispatchType(request: ArmRequest, emulation: Emulation, admit: () => void): ArmAnswer {
  const { world } = emulation;
  const { path, method } = request;
  const kind = resourceKind(request, world);
  const location = world.resources.get(groupOf(path.id) ?? '')?.location ?? 'westeurope';
  requireTypeVersion(request.apiVersion, kind, location, world);
  const subscriptionId = path.subscriptionId;
  if (isManagementGroup(path.scope)) requireManagementGroup(world, request, path.scope);
  if (subscriptionId !== undefined) {
    requireSubscription(request, world);
    requireRegistration(world, subscriptionId, kind.type.split('/')[0] ?? '');
  }
  const isCollection = path.types.length > path.names.length;
  const action = method === 'POST' ? path.types.at(-1)?.toLowerCase() : undefined;
  const handler = handlerFor(kind, method, isCollection, action);
  if (handler === undefined) throw methodNotAllowed(method, kind, isCollection, action);
  requirePermission(request, world, kind, isCollection, action);
  if (path.resourceGroup !== undefined && world.resources.get(groupOf(path.id) ?? '') === undefined) {
    throw groupNotFound(path.resourceGroup);
  }
  admit();
  return handler(request, emulation);
}

function resourceKind(request: ArmRequest, world: World): ResourceKind {
  const { path, method } = request;
  const type = typeOf(path, method === 'POST');
  const kind = resourceKinds.get(type);
  if (kind !== undefined && (kind.extension === true || path.subscriptionId !== undefined)) return kind;
  if (world.resources.hasType(type)) {
    const example = world.resources.ofType(type)[0]?.type ?? type;
    return readOnlyKind(example, ['2014-01-01', '2026-12-31']);
  }
  const namespace = path.namespace ?? '';
  const isKnown = [...kindsByNamespace().keys()].some((name) => name.toLowerCase() === namespace.toLowerCase());
  throw isKnown ? unknownType(request) : unknownNamespace(namespace);
}

function handlerFor(
  kind: ResourceKind,
  method: string,
  isCollection: boolean,
  action: string | undefined,
): Handler | undefined {
  if (action !== undefined) return isCollection ? actionOf(kind, action) : undefined;
  if (isCollection) return method === 'GET' ? kind.list : undefined;
  switch (method) {
    case 'GET':
      return kind.get;
    case 'HEAD':
      return kind.get && headOf(kind.get);
    case 'PUT':
      return kind.put;
    case 'PATCH':
      return kind.patch;
    case 'DELETE':
      return kind.delete;
    default:
      return undefined;
  }
}

function actionOf({ actions = {} }: ResourceKind, name: string): Handler | undefined {
  return Object.hasOwn(actions, name) ? actions[name] : undefined;
}

function headOf(get: Handler): Handler {
  return (request, emulation) => {
    get(request, emulation);
    return { status: 204 };
  };
}

/** Requires the caller's right on the resource; a collection can be read in part by those who may read something in it. */
function requirePermission(
  request: ArmRequest,
  world: World,
  kind: ResourceKind,
  isCollection: boolean,
  action: string | undefined,
): void {
  const { path, method, caller, now } = request;
  const verb = action !== undefined ? `${path.types.at(-1) ?? ''}/action` : (verbs[method] ?? 'read');
  const permission = `${kind.type}/${verb}`;
  const ownPath = action !== undefined ? path.id.slice(0, path.id.lastIndexOf('/')) : path.id;
  const isList = isCollection && action === undefined;
  const pathOfKind = isList ? collectionScope(request) : ownPath;
  const scope = kind.extension === true ? scopeOf(path) : pathOfKind;
  if (ownTypes.includes(kind.type)) return;
  if (callerMay(world, caller, permission, scope, now, kind.attributes?.(request, world)) === 'allowed') return;
  if (isList && kind.extension !== true && reachesInto(world, request, scope)) return;
  if (kind.type === 'Microsoft.Authorization/roleDefinitions' && method === 'GET') return;
  throw authorizationFailed(world, caller, permission, scope, now, kind.extension === true ? path.id : scope);
}

/** What everyone may ask about themselves, and for themselves; which policy a role has, everyone may read. */
const ownTypes = [
  'Microsoft.Authorization/permissions',
  'Microsoft.Authorization/roleEligibilityScheduleInstances',
  'Microsoft.Authorization/roleAssignmentScheduleRequests',
  'Microsoft.Authorization/roleManagementPolicyAssignments',
];

const verbs: Readonly<Record<string, string>> = {
  GET: 'read',
  HEAD: 'read',
  PUT: 'write',
  PATCH: 'write',
  DELETE: 'delete',
};

function collectionScope({ path }: ArmRequest): string {
  return path.names.length === 0 ? path.scope : path.id.slice(0, path.id.lastIndexOf('/'));
}

/** Says whether the caller has any role inside the scope. */
function reachesInto(world: World, { caller, now }: ArmRequest, scope: string): boolean {
  const prefix = `${scope.toLowerCase()}/`;
  return grantsOfPrincipal(world, caller.objectId, now).some((grant) => grant.scope.toLowerCase().startsWith(prefix));
}

function dispatchLocation(request: ArmRequest, emulation: Emulation, admit: () => void): ArmAnswer {
  const { world } = emulation;
  const type = request.path.types.map((name) => name.toLowerCase()).join('/');
  if (request.method !== 'GET') throw unknownType(request);
  if (!type.startsWith('locations/operation')) {
    const versions = ['2015-11-01', '2026-06-01'] as const;
    requireTypeVersion(
      request.apiVersion,
      { type: `${request.path.namespace ?? ''}/${type}`, versions },
      request.path.names[0] ?? '',
      world,
    );
  }
  requireSubscription(request, world);
  requireAccessInside(request, world, `${request.path.namespace ?? ''}/${request.path.types.join('/')}/read`);
  admit();
  if (typeOf(request.path) === 'microsoft.compute/locations/vmsizes') return listVmSizes();
  return locationRoute(request, emulation);
}

/** Everyone with a role anywhere in the subscription may read what a region offers, and follow operations. */
function requireAccessInside(request: ArmRequest, world: World, action: string): void {
  const { caller, now, path } = request;
  if (caller.ownsEverything || reachesInto(world, request, path.scope)) return;
  requireAction(world, caller, action, path.scope, now);
}

function isRegistration({ path, method }: ArmRequest): boolean {
  const action = path.types[0]?.toLowerCase() ?? '';
  return (
    method === 'POST' &&
    path.types.length === 1 &&
    path.names.length === 0 &&
    ['register', 'unregister'].includes(action)
  );
}

function unknownType({ path, apiVersion, method }: ArmRequest): Error {
  const types = method === 'POST' && path.types.length > 1 ? path.types.slice(0, -1) : path.types;
  const type = types.join('/');
  const words = `The resource type '${type}' could not be found in the namespace '${path.namespace ?? ''}' for api version '${apiVersion}'.`;
  const limit = `does not have the resource type '${path.namespace ?? ''}/${type}'`;
  return beyondLimit('resourceType', [404, 'InvalidResourceType'], limit, words);
}

function methodNotAllowed(
  method: string,
  kind: ResourceKind,
  isCollection: boolean,
  action: string | undefined,
): Error {
  if (action !== undefined)
    return beyondLimit(
      'action',
      [404, 'ResourceActionNotFound'],
      `does not have the action '${action}' of '${kind.type}'`,
    );
  const code = 'HttpMethodNotAllowed';
  const words = `The HTTP method '${method}' is not supported at this resource of type '${kind.type}'.`;
  if (isCollection && method !== 'GET') return armRefusal(405, code, words);
  return beyondLimit('method', [405, code], `does not have ${method} of '${kind.type}'`, words);
}
