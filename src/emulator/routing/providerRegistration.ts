import type { ArmRequest, Emulation } from '../request/armRequest.ts';
import { armRefusal, type ArmAnswer } from '../arm/error.ts';
import { beyondLimit } from '../arm/limits.ts';
import { requireAction } from '../request/authorization.ts';
import type { JsonObject } from '../arm/json.ts';
import { locationsOf } from '../request/locations.ts';
import { versionsOf } from '../request/apiVersions.ts';
import { pageAnswer } from '../request/paging.ts';
import { kindsByNamespace } from './resourceTypes.ts';
import type { World } from '../world/world.ts';

/** Answers `{subscription}/providers`, `.../providers/{namespace}` and its registration. */
export function providerRoute(
  request: ArmRequest,
  emulation: Emulation,
  namespace: string | undefined,
  action: string | undefined,
): ArmAnswer {
  const { world } = emulation;
  const { subscriptionId } = request.path;
  const names = [...kindsByNamespace().keys()];
  if (namespace === undefined)
    return pageAnswer(
      request,
      emulation,
      names.map((name) => providerBody(world, subscriptionId, name)),
    );
  const provider = names.find((name) => name.toLowerCase() === namespace.toLowerCase());
  if (provider === undefined) throw unknownNamespace(namespace);
  if (request.method === 'POST' && subscriptionId !== undefined) {
    const right = `${provider}/${action ?? ''}/action`;
    requireAction(world, request.caller, right, `/subscriptions/${subscriptionId}`, request.now);
    const entry = registrationKey(subscriptionId, provider);
    if (action?.toLowerCase() === 'register') world.unregistered.delete(entry);
    else if (action?.toLowerCase() === 'unregister') world.unregistered.add(entry);
    else throw armRefusal(404, 'NotFound', `There is no action '${action ?? ''}'.`);
    world.changed();
  }
  return { status: 200, body: providerBody(world, subscriptionId, provider) };
}

/** Throws MissingSubscriptionRegistration if the namespace is not registered. */
export function requireRegistration(world: World, subscriptionId: string, namespace: string): void {
  if (!world.unregistered.has(registrationKey(subscriptionId, namespace))) return;
  throw armRefusal(
    409,
    'MissingSubscriptionRegistration',
    `The subscription is not registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`,
  );
}

/** Makes the refusal of a namespace that the emulator lacks. */
export function unknownNamespace(namespace: string): Error {
  const words = `The resource namespace '${namespace}' is invalid.`;
  const limit = `does not have the resource provider '${namespace}'`;
  return beyondLimit('resourceProvider', [404, 'InvalidResourceNamespace'], limit, words);
}

function registrationKey(subscriptionId: string, namespace: string): string {
  return `${subscriptionId}/${namespace}`.toLowerCase();
}

function providerBody(world: World, subscriptionId: string | undefined, namespace: string): JsonObject {
  const isOut = subscriptionId !== undefined && world.unregistered.has(registrationKey(subscriptionId, namespace));
  const resourceTypes = (kindsByNamespace().get(namespace) ?? []).map((kind) => ({
    resourceType: kind.type.split('/').slice(1).join('/'),
    locations: locationsOf(kind.type),
    apiVersions: [...(world.offeredVersions(namespace) ?? versionsOf(kind))].sort().reverse(),
    capabilities: 'SupportsTags, SupportsLocation',
  }));
  const scope = subscriptionId === undefined ? '' : `/subscriptions/${subscriptionId}`;
  return {
    id: `${scope}/providers/${namespace}`,
    namespace,
    registrationPolicy: 'RegistrationRequired',
    resourceTypes,
    registrationState: isOut ? 'NotRegistered' : 'Registered',
  };
}
