import { armTime } from '../../arm/clock.ts';
import type { ArmAnswer } from '../../arm/error.ts';
import { beyondLimit } from '../../arm/limits.ts';
import type { JsonObject } from '../../arm/json.ts';
import type { ArmRequest, Emulation } from '../../request/armRequest.ts';
import { requireAction } from '../../request/authorization.ts';
import { pageAnswer } from '../../request/paging.ts';
import type { Feature } from '../../world/features.ts';

const root = /^(\/subscriptions\/[^/]+)\/providers\/microsoft\.features(?=\/|$)(.*)$/i;

/** Returns true if the path is one of preview features. */
export function isFeaturePath(id: string): boolean {
  return root.test(id);
}

/**
 * Answers `{subscription}/providers/Microsoft.Features/features`, `.../providers/{namespace}/features`, `.../{feature}`
 * and its `register` and `unregister`.
 */
export function featureRoute(request: ArmRequest, emulation: Emulation): ArmAnswer {
  const { world } = emulation;
  const { path, method, caller, now } = request;
  const { subscriptionId = '' } = path;
  const [, scope = '', rest = ''] = root.exec(path.id) ?? [];
  const match = /^(?:\/providers\/([^/]+))?\/features(?:\/([^/]+))?(?:\/(register|unregister))?$/i.exec(rest);
  const [, namespace, name, action] = match ?? [];
  const isAction = action !== undefined;
  if (match === null || (name !== undefined && namespace === undefined) || method !== (isAction ? 'POST' : 'GET'))
    throw beyondLimit('route', [404, 'NotFound'], `does not have '${method} ${path.id}'`);
  const right = isAction ? `${action.toLowerCase()}/action` : 'read';
  requireAction(world, caller, `Microsoft.Features/providers/features/${right}`, scope, now);
  if (name === undefined) {
    const features = world.features.in(subscriptionId, now).filter((feature) => isOf(feature, namespace));
    return pageAnswer(
      request,
      emulation,
      features.map((feature) => featureBody(scope, feature)),
    );
  }
  const worldFeature = world.features.find(subscriptionId, `${namespace ?? ''}/${name}`, now);
  if (worldFeature === undefined) {
    const words = `The feature '${name}' could not be found.`;
    const limit = `does not know the feature '${namespace ?? ''}/${name}'`;
    throw beyondLimit('feature', [404, 'FeatureNotFound'], limit, words);
  }
  if (isAction) changeRegistration(emulation, request, worldFeature, action.toLowerCase() === 'register');
  const after = world.features.find(subscriptionId, worldFeature.name, now) ?? worldFeature;
  return { status: 200, body: featureBody(scope, after) };
}

/** What is registered, or about to be, is not registered again. */
function changeRegistration(
  { world, settings }: Emulation,
  { path, now }: ArmRequest,
  { name, state }: Feature,
  isWanted: boolean,
): void {
  const isThere = state === 'Registered' || state === 'Registering';
  if (isThere === isWanted) return;
  const until = armTime(now + settings.featureSeconds * 1000);
  world.features.start(path.subscriptionId ?? '', name, isWanted ? 'Registering' : 'Unregistering', until);
  world.changed();
}

function isOf({ name }: Feature, namespace: string | undefined): boolean {
  return namespace === undefined || name.toLowerCase().startsWith(`${namespace.toLowerCase()}/`);
}

function featureBody(scope: string, { name, state }: Feature): JsonObject {
  const [namespace = '', feature = ''] = name.split('/');
  return {
    id: `${scope}/providers/Microsoft.Features/providers/${namespace}/features/${feature}`,
    name,
    type: 'Microsoft.Features/providers/features',
    properties: { state },
  };
}
