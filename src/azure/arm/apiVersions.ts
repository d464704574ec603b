import { say } from '../../sentences/words.ts';
import { apiVersions, versionsToRead } from '../../domain/arm/apiVersions.ts';
import { valueAt, objectsAt, textAt, textsAt, type JsonObject } from '../../domain/arm/json.ts';
import { parseResourceId, sameText, subscriptionScope, subscriptionOf } from '../../domain/arm/resourceId.ts';
import { IdentityError } from '../../errors.ts';
import { armShapes } from '../http/armShapes.ts';
import type { Arm } from './arm.ts';
import { isHidden } from './armErrors.ts';

/** Returns the API version for a resource: a known one, otherwise the newest stable one that its provider offers. */
export async function versionOf(arm: Arm, id: string, signal?: AbortSignal): Promise<string> {
  const type = topLevelType(id);
  const version = versionsToRead[type.toLowerCase()];
  if (version !== undefined) return version;
  return newestApiVersion(arm, id, type, signal);
}

/** Returns the newest version, stable if possible, that the provider offers for a child type. */
export async function versionOfChild(arm: Arm, id: string, signal?: AbortSignal): Promise<string> {
  return newestApiVersion(arm, id, parseResourceId(id)?.type ?? '', signal);
}

/** Returns the newest preview that the provider offers for a child type, if there is one. */
export async function previewOfChild(arm: Arm, id: string, signal?: AbortSignal): Promise<string | undefined> {
  const { offered } = await offeredOf(arm, id, parseResourceId(id)?.type ?? '', signal);
  return offered.find((candidate) => candidate.includes('preview'));
}

/** Lists the resources of one top-level type in a subscription, in the version for that type. */
export async function listType(
  arm: Arm,
  type: string,
  subscriptionId: string,
  signal?: AbortSignal,
): Promise<readonly JsonObject[]> {
  const path = `/subscriptions/${subscriptionId}/providers/${type}`;
  return arm.list(path, await versionOf(arm, `${path}/any`, signal), signal);
}

async function newestApiVersion(arm: Arm, id: string, type: string, signal?: AbortSignal): Promise<string> {
  const { offered, isProviderKnown } = await offeredOf(arm, id, type, signal);
  const version = offered.find((candidate) => !candidate.includes('preview')) ?? offered[0];
  if (version === undefined) throw unknownType(type, isProviderKnown);
  return version;
}

/** The versions that a provider offers for a type, the newest first. */
async function offeredOf(
  arm: Arm,
  id: string,
  type: string,
  signal?: AbortSignal,
): Promise<{ readonly offered: readonly string[]; readonly isProviderKnown: boolean }> {
  const [namespace = '', ...names] = type.split('/');
  const name = names.join('/');
  const path = `${subscriptionOf(id) === undefined ? '' : subscriptionScope(id)}/providers/${namespace}`;
  const provider = await providerAt(arm, path, signal);
  const resourceType = objectsAt(provider, 'resourceTypes').find((candidate) =>
    sameText(textAt(candidate, 'resourceType'), name),
  );
  const offered = [...textsAt(resourceType, 'apiVersions')].sort().reverse();
  return { offered, isProviderKnown: valueAt(provider, 'namespace') !== undefined };
}

/** Our own error code for a type that its provider does not list: this cloud has no such resources. */
export const notListedCode = 'TypeNotListed';

function topLevelType(id: string): string {
  const type = parseResourceId(id)?.type ?? /\/providers\/([^/]+\/[^/]+)\/[^/]+$/i.exec(id)?.[1] ?? '';
  return type.split('/').slice(0, 2).join('/');
}

function unknownType(type: string, providerKnown: boolean): IdentityError {
  const reason = providerKnown ? say`its provider does not list it` : say`there is no such provider`;
  const message = say`Resources of type ${type} can't be read: ${reason}.`;
  return new IdentityError({ code: 'unexpected', message, ...(providerKnown ? { armCode: notListedCode } : {}) });
}

/** If the provider is not found, that says nothing about the resource. */
async function providerAt(arm: Arm, path: string, signal?: AbortSignal): Promise<JsonObject> {
  try {
    return await arm.get(path, apiVersions.resources, signal, armShapes.provider);
  } catch (error) {
    // A subscription that is not visible hides everything in it.
    if (!(error instanceof IdentityError) || error.code !== 'notFound' || isHidden(error.failure)) throw error;
    throw new IdentityError({ ...error.failure, message: error.said, code: 'unexpected' }, { cause: error });
  }
}
