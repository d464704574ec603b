import { armRefusal, type ArmAnswer } from '../../arm/error.ts';
import { asText, withoutUndefined } from '../../arm/json.ts';
import type { ArmRequest, Emulation } from '../../request/armRequest.ts';
import { pageAnswer } from '../../request/paging.ts';
import { readableOf } from '../../request/readAnswers.ts';
import { asResource, requireBody, writtenLocation, writtenTags } from '../../request/writeBody.ts';
import { operationHeaders } from '../../world/operations.ts';
import { resourceFilter } from './resourceFilter.ts';
import { defined } from '../../../shape/defined.ts';

const type = 'Microsoft.Resources/resourceGroups';

/** Makes ARM's 404 for a group. */
export function groupNotFound(name: string): Error {
  return armRefusal(404, 'ResourceGroupNotFound', `Resource group '${name}' could not be found.`);
}

/** Answers the groups of a subscription. */
export function listGroups(request: ArmRequest, emulation: Emulation): ArmAnswer {
  const { subscriptionId = '' } = request.path;
  const groups = emulation.world.resources.ofType(type, `/subscriptions/${subscriptionId}`);
  const matching = groups.filter(resourceFilter(request.query.get('$filter')));
  return pageAnswer(request, emulation, readableOf(request, emulation, matching));
}

/** Answers requests that read, create, tag or delete one group. */
export function answerGroup(request: ArmRequest, emulation: Emulation): ArmAnswer {
  const { world } = emulation;
  const { id, resourceGroup: name = '' } = request.path;
  const existing = world.resources.get(id);
  switch (request.method) {
    case 'HEAD':
      return { status: existing === undefined ? 404 : 204 };
    case 'PUT':
      return putGroup(request, emulation);
    case 'DELETE':
      return deleteGroup(request, emulation);
  }
  if (existing === undefined) throw groupNotFound(name);
  if (request.method === 'GET') return { status: 200, body: existing };
  if (request.method !== 'PATCH') {
    const message = `The HTTP method '${request.method}' is not supported at a resource group.`;
    throw armRefusal(405, 'HttpMethodNotAllowed', message);
  }
  const tags = writtenTags(requireBody(request));
  const changed = asResource({ ...existing, ...defined({ tags }) });
  world.resources.put(changed);
  return { status: 200, body: changed };
}

function putGroup(request: ArmRequest, { world }: Emulation): ArmAnswer {
  const { id, resourceGroup: name = '' } = request.path;
  if (!/^[\p{L}\p{N}_().-]{1,90}$/u.test(name) || name.endsWith('.')) {
    throw armRefusal(
      400,
      'InvalidResourceGroup',
      `The provided resource group name '${name}' has these invalid characters or ends with a period. The name can only be a letter, digit, '-', '.', '(', ')' or '_'.`,
    );
  }
  const existing = world.resources.get(id);
  const body = requireBody(request);
  if (
    existing !== undefined &&
    asText(existing.location) !== undefined &&
    asText(body['location'])?.toLowerCase().replaceAll(' ', '') !== existing.location
  ) {
    throw armRefusal(
      409,
      'InvalidResourceGroupLocation',
      `Invalid resource group location '${asText(body['location']) ?? ''}'. The Resource group already exists in location '${existing.location ?? ''}'.`,
    );
  }
  const group = asResource({
    ...withoutUndefined({ location: writtenLocation(request, type, existing), tags: writtenTags(body) ?? {} }),
    ...(asText(body['managedBy']) !== undefined ? { managedBy: body['managedBy'] } : {}),
    id: `/subscriptions/${request.path.subscriptionId ?? ''}/resourceGroups/${name}`,
    name,
    type,
    properties: { provisioningState: 'Succeeded' },
  });
  world.resources.put(group);
  return { status: existing === undefined ? 201 : 200, body: group };
}

function deleteGroup(request: ArmRequest, { world, settings }: Emulation): ArmAnswer {
  const { id, resourceGroup: name = '', subscriptionId = '' } = request.path;
  const existing = world.resources.get(id);
  if (existing === undefined) throw groupNotFound(name);
  const error = request.operationError();
  const operation = world.operations.start({
    kind: 'deleteGroup',
    subscriptionId,
    namespace: 'Microsoft.Resources',
    location: existing.location ?? 'westeurope',
    target: existing.id,
    description: `${name} - Deleting`,
    startedAt: request.now,
    endsAt: request.now + settings.operationSeconds * 1000,
    ...defined({ error }),
  });
  world.resources.put({ ...existing, properties: { provisioningState: 'Deleting' } });
  const { Location } = operationHeaders(operation, request.origin, true);
  return { status: 202, headers: { ...defined({ Location }), 'Retry-After': '1' } };
}
