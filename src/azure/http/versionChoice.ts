import { say, type Words } from '../../sentences/words.ts';

/** The provider that an address names, and the API version in it. */
export interface VersionedPlace {
  /** As in the address; ARM's own routes count as Microsoft.Resources. */
  readonly namespace: string;
  /** The top-level type; empty for ARM's own routes. */
  readonly type: string;
}

/** Which versions of a provider can replace the one that this extension asks for. */
interface Needs {
  readonly lowest: string;
  /** Why `lowest` is needed. */
  readonly why: Words;
  /** What is read is written back, so a newer version than ours could give it another meaning. */
  readonly isWrittenBack?: true;
  /** Previews from this day on show what no stable version does, so they are preferred as replacements for each other. */
  readonly previewsFrom?: string;
}

/** By namespace, or namespace and top-level type, in lower case. */
const needs: Readonly<Record<string, Needs>> = {
  'microsoft.containerservice': {
    lowest: '2024-09-01',
    why: say`the first stable version that sends an eTag and honours If-Match`,
    isWrittenBack: true,
  },
  'microsoft.resourcegraph': {
    lowest: '2022-10-01',
    why: say`the first stable version with authorizationScopeFilter, without which roles of management groups are left out`,
  },
  'microsoft.authorization': {
    lowest: '2022-04-01',
    why: say`the first stable version with conditions, principal types and deny assignments`,
  },
  'microsoft.authorization/permissions': { lowest: '2018-07-01', why: say`the first with data actions` },
  'microsoft.authorization/roleeligibilityscheduleinstances': { lowest: '2020-10-01', why: say`the first of all` },
  'microsoft.authorization/roleassignmentschedulerequests': { lowest: '2020-10-01', why: say`the first of all` },
  'microsoft.authorization/rolemanagementpolicyassignments': { lowest: '2020-10-01', why: say`the first of all` },
  'microsoft.managedidentity': {
    lowest: '2023-01-31',
    why: say`the first stable version with federated credentials`,
    previewsFrom: '2025-01-31',
  },
  'microsoft.keyvault': { lowest: '2019-09-01', why: say`the first that shows whether a vault uses Azure roles` },
  'microsoft.resources': { lowest: '2020-01-01', why: say`the first in which subscriptions and tenants have names` },
};

/** From other providers only ids, names and a few properties are read, which have existed for a long time. */
const anything: Needs = { lowest: '2018-01-01', why: say`everything that is read has existed since then` };

/** Says in words what is needed of the provider. */
export function neededOf(place: VersionedPlace, askedVersion: string): Words {
  const { lowest, why, isWrittenBack } = needsOf(place);
  return isWrittenBack ? say`one from ${lowest} to ${askedVersion} (${why})` : say`${lowest} or newer (${why})`;
}

/**
 * Returns the version to use if the wanted one is not offered: the newest stable one up to it, otherwise the next
 * stable one after it, unless what is read is written back. For a preview, the first choice is what followed it, and an
 * older preview the last; the other way round if an older preview shows what no stable version does.
 */
export function versionInsteadOf(
  place: VersionedPlace,
  askedVersion: string,
  offered: readonly string[],
): string | undefined {
  const { lowest, isWrittenBack, previewsFrom } = needsOf(place);
  const usable = offered.filter((version) => form.test(version) && dayOf(version) >= lowest).sort();
  const stable = usable.filter((version) => !isPreview(version));
  const previews = usable.filter(isPreview);
  const before = stable.findLast((version) => dayOf(version) <= dayOf(askedVersion));
  const after = isWrittenBack ? undefined : stable.find((version) => dayOf(version) > dayOf(askedVersion));
  if (!isPreview(askedVersion)) return before ?? after;
  const older = previews.filter((version) => dayOf(version) <= dayOf(askedVersion));
  const alike = previewsFrom === undefined ? undefined : older.findLast((version) => dayOf(version) >= previewsFrom);
  return alike ?? after ?? before ?? older.at(-1);
}

/** Returns the provider that answers an address: the last one in it. */
export function versionedPlaceOf(url: URL): VersionedPlace {
  const [, namespace, type] = [...url.pathname.matchAll(/\/providers\/([^/]+)(?:\/+([^/]+))?/gi)].at(-1) ?? [];
  if (namespace === undefined || type === undefined) return { namespace: 'Microsoft.Resources', type: '' };
  return { namespace, type };
}

function needsOf({ namespace, type }: VersionedPlace): Needs {
  const name = namespace.toLowerCase();
  return needs[`${name}/${type.toLowerCase()}`] ?? needs[name] ?? anything;
}

const form = /^\d{4}-\d{2}-\d{2}(-[a-z]+)?$/;

/** Returns true for a version of the API that is a preview: its date has a suffix. */
export function isPreview(version: string): boolean {
  return version.length > 10;
}

function dayOf(version: string): string {
  return version.slice(0, 10);
}
