import type { ArmRequest, Emulation } from '../request/armRequest.ts';
import { armRefusal, type ArmAnswer } from '../arm/error.ts';
import { beyondLimit } from '../arm/limits.ts';
import { requireAction } from '../request/authorization.ts';
import { requireSubscription } from '../request/requireSubscription.ts';
import { providerRoute } from './providerRegistration.ts';
import { groupNotFound, listGroups, answerGroup } from '../providers/resources/resourceGroups.ts';
import {
  getSubscription,
  listAnyResources,
  listLocations,
  listSubscriptions,
  listTenants,
  visibleSubscriptions,
} from '../providers/resources/subscriptions.ts';

/** Answers ARM's own routes: tenants, subscriptions, regions, resource groups and lists of any resources. */
export function answerArmRoute(request: ArmRequest, emulation: Emulation): ArmAnswer {
  const { world } = emulation;
  const { path, method, caller, now } = request;
  const segments = path.id.toLowerCase().split('/').slice(1);
  const [root, subscriptionId, second, group, third] = segments;
  const isRead = method === 'GET';
  if (root === 'tenants' && segments.length === 1 && isRead) return listTenants(request, emulation);
  if (root === 'providers' && segments.length === 1 && isRead)
    return providerRoute(request, emulation, undefined, undefined);
  if (root !== 'subscriptions') throw noSuchRoute(request);
  if (subscriptionId === undefined) {
    if (!isRead) throw noSuchRoute(request);
    return listSubscriptions(request, emulation);
  }
  requireSubscription(request, world);
  const scope = segments.length > 0 ? path.id.split('/').slice(0, 3).join('/') : '';
  if (second === undefined) {
    if (!isRead) throw noSuchRoute(request);
    if (!visibleSubscriptions(request, world).some((entry) => entry.subscriptionId.toLowerCase() === subscriptionId)) {
      requireAction(world, caller, 'Microsoft.Resources/subscriptions/read', scope, now);
    }
    return getSubscription(request, emulation);
  }
  if (group === undefined) return ofSubscription(request, emulation, second, scope);
  if (second !== 'resourcegroups') return ofOperation(request, emulation, second, group, segments[4]);
  if (third === undefined) {
    requireAction(world, caller, `Microsoft.Resources/subscriptions/resourceGroups/${verbOf(method)}`, path.id, now);
    return answerGroup(request, emulation);
  }
  if (third === 'resources' && segments.length === 5 && isRead) {
    const groupId = path.id.split('/').slice(0, 5).join('/');
    if (world.resources.get(groupId) === undefined) throw groupNotFound(path.resourceGroup ?? '');
    return listAnyResources(request, emulation);
  }
  throw noSuchRoute(request);
}

function ofSubscription(request: ArmRequest, emulation: Emulation, name: string, scope: string): ArmAnswer {
  if (request.method !== 'GET') throw noSuchRoute(request);
  const visible = visibleSubscriptions(request, emulation.world).some(({ subscriptionId }) =>
    scope.toLowerCase().endsWith(subscriptionId.toLowerCase()),
  );
  if (!visible)
    requireAction(emulation.world, request.caller, 'Microsoft.Resources/subscriptions/read', scope, request.now);
  switch (name) {
    case 'resourcegroups':
      return listGroups(request, emulation);
    case 'resources':
      return listAnyResources(request, emulation);
    case 'locations':
      return listLocations(request, emulation);
    case 'providers':
      return providerRoute(request, emulation, undefined, undefined);
    default:
      throw noSuchRoute(request);
  }
}

/** `{subscription}/operationresults/{id}`, with which clients follow the deletion of a group. */
function ofOperation(
  request: ArmRequest,
  { world }: Emulation,
  kind: string,
  id: string,
  rest: string | undefined,
): ArmAnswer {
  const operation = world.operations.get(id);
  if (kind !== 'operationresults' || rest !== undefined || operation === undefined) throw noSuchRoute(request);
  if (!operation.applied) return { status: 202, headers: { Location: request.url.href, 'Retry-After': '1' } };
  if (operation.error !== undefined) throw armRefusal(400, operation.error.code, operation.error.message);
  return { status: 200 };
}

function verbOf(method: string): string {
  if (method === 'DELETE') return 'delete';
  return method === 'PUT' || method === 'PATCH' ? 'write' : 'read';
}

function noSuchRoute({ path, method }: ArmRequest): Error {
  return beyondLimit('route', [404, 'NotFound'], `does not have '${method} ${path.id}'`);
}
