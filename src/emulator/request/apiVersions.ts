import { armRefusal, type ArmRefusal } from '../arm/error.ts';
import { beyondLimit } from '../arm/limits.ts';
import type { World } from '../world/world.ts';
import type { ResourceKind } from './armRequest.ts';

const form = /^(\d{4})-(\d{2})-(\d{2})(-(preview|privatepreview|alpha|beta))?$/;

/** The versions that ARM's own routes accept. */
const ownVersions = ['2014-04-01', '2026-06-01'] as const;

/** Queries of Resource Graph belong to no subscription. */
export const graphQueries = {
  type: 'Microsoft.ResourceGraph/resources',
  versions: ['2018-09-01-preview', '2026-06-01'],
} as const;

/** Preview features belong to the subscription and to their provider. */
export const previewFeatures = {
  type: 'Microsoft.Features/features',
  versions: ['2014-08-01-preview', '2021-07-01'],
} as const;

/** Management groups belong to no subscription. */
export const managementGroups = {
  type: 'Microsoft.Management/managementGroups',
  versions: ['2020-05-01', '2026-06-01'],
} as const;

/** Returns the `api-version` of a request; throws if it has none. */
export function requireApiVersion(version: string | undefined): string {
  if (version !== undefined && version !== '') return version;
  throw armRefusal(
    400,
    'MissingApiVersionParameter',
    'The api-version query parameter (?api-version=) is required for all requests.',
  );
}

/** Throws for a version that ARM's own routes don't have in this world. */
export function requireOwnVersion(version: string, world: World): void {
  const offered = world.offeredVersions('Microsoft.Resources');
  if (offered?.includes(version) ?? isBetween(version, ownVersions)) return;
  if (offered === undefined && isAfter(version, ownVersions))
    throw newerVersionRefusal(version, invalidVersion(version));
  throw invalidVersion(version, offered);
}

const someOwnVersions =
  '2026-06-01,2025-04-01,2024-11-01,2024-07-01,2023-07-01,2022-12-01,2022-09-01,2021-04-01,2020-10-01,2020-06-01,2019-10-01,2018-05-01,2016-06-01,2015-01-01';

/** Makes ARM's refusal of a version, which is also its answer to a path with an empty segment. */
export function invalidVersion(version: string, offered?: readonly string[]): ArmRefusal {
  return armRefusal(
    400,
    'InvalidApiVersionParameter',
    `The api-version '${version}' is invalid. The supported versions are '${offered?.join(',') ?? someOwnVersions}'.`,
  );
}

/**
 * Throws for a version that a provider's type doesn't have: any that the world doesn't offer, or, if it names none, any
 * date outside the first and the last published version. Resource Graph, which has no region, refuses in other words.
 */
export function requireTypeVersion(
  version: string,
  kind: Pick<ResourceKind, 'type' | 'versions' | 'newestPreview' | 'stableSince'>,
  location: string,
  world: World,
): void {
  const [namespace = '', ...types] = kind.type.split('/');
  const offered = world.offeredVersions(namespace);
  const isOffered = offered?.includes(version) ?? (version === kind.newestPreview || isBetween(version, kind.versions));
  const isStable = /^\d{4}-\d\d-\d\d$/.test(version);
  if (isOffered && !(isStable && version < (kind.stableSince ?? ''))) return;
  const type = types.join('/');
  const versions = offered ?? versionsOf(kind);
  const refusal =
    kind.type === graphQueries.type
      ? armRefusal(
          404,
          'InvalidResourceType',
          `The resource type '${type}' could not be found in the namespace '${namespace}' for api version '${version}'. The supported api-versions are '${versions.join(',')}'.`,
        )
      : armRefusal(
          400,
          'NoRegisteredProviderFound',
          `No registered resource provider found for location '${location}' and API version '${version}' for type '${type}'. The supported api-versions are '${versions.join(', ')}'. The supported locations are 'westeurope, northeurope, eastus, ...'.`,
        );
  throw offered === undefined && isAfter(version, kind.versions) ? newerVersionRefusal(version, refusal) : refusal;
}

/** The refusal of a version that Azure may have in the meantime. */
function newerVersionRefusal(version: string, { answer, code, words }: ArmRefusal): ArmRefusal {
  return beyondLimit('apiVersion', [answer.status, code], `does not know the API version '${version}'`, words);
}

/** Returns the versions of a type that are listed if the world names none. */
export function versionsOf({
  versions,
  newestPreview,
}: Pick<ResourceKind, 'versions' | 'newestPreview'>): readonly string[] {
  return newestPreview === undefined ? versions : [...versions, newestPreview];
}

/** Says whether the text has the form of a version. */
export function isApiVersion(version: string): boolean {
  const match = form.exec(version);
  if (match === null) return false;
  const month = Number(match[2]);
  const day = Number(match[3]);
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

function isAfter(version: string, [, last]: readonly [string, string]): boolean {
  return isApiVersion(version) && version.slice(0, 10) > last.slice(0, 10);
}

function isBetween(version: string, [first, last]: readonly [string, string]): boolean {
  const date = version.slice(0, 10);
  return isApiVersion(version) && date >= first.slice(0, 10) && date <= last.slice(0, 10);
}
