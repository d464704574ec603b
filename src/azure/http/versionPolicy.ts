import {
  createHttpHeaders,
  createPipelineRequest,
  type PipelinePolicy,
  type PipelineRequest,
  type PipelineResponse,
  type SendRequest,
} from '@azure/core-rest-pipeline';
import { isRead } from './isRead.ts';
import { leaveToStep } from './oneSending.ts';
import { isObject, objectsAt, textAt, textsAt, type JsonObject } from '../../domain/arm/json.ts';
import { IdentityError } from '../../errors.ts';
import { neededOf, versionedPlaceOf, versionInsteadOf, type VersionedPlace } from './versionChoice.ts';
import { defined } from '../../shape/defined.ts';
import { sameText } from '../../domain/arm/resourceId.ts';
import { parseObject } from '../../shape/json.ts';
import { AsyncLocalStorage } from 'node:async_hooks';
import { say } from '../../sentences/words.ts';

/** What is known about the API versions of one cloud, shared by everything that sends requests there. */
export interface ApiVersions {
  /** Returns the version to send instead of the requested one. */
  inUse(place: VersionedPlace, askedVersion: string): string;
  /** Sends another version from now on, and reports that once. */
  take(place: VersionedPlace, askedVersion: string, version: string): void;
}

/** Creates an empty record of API versions; `tell` gets a sentence when another version is used than the requested one. */
export function createApiVersions(tell: (sentence: string) => void = () => undefined): ApiVersions {
  const versionsInUse = new Map<string, string>();
  const announced = new Set<string>();
  const keyOf = ({ namespace, type }: VersionedPlace, askedVersion: string): string =>
    `${namespace}/${type}@${askedVersion}`.toLowerCase();
  return {
    inUse: (place, askedVersion) => versionsInUse.get(keyOf(place, askedVersion)) ?? askedVersion,
    take(place, askedVersion, version) {
      versionsInUse.set(keyOf(place, askedVersion), version);
      if (version === askedVersion) return;
      const sentence = `${place.namespace} does not offer API version ${askedVersion} here; ${version} is used instead.`;
      if (announced.has(sentence.toLowerCase())) return;
      announced.add(sentence.toLowerCase());
      tell(sentence);
    },
  };
}

/**
 * Creates a policy that falls back to another version if Azure does not offer the requested one, as in clouds that get
 * versions months later. A read is repeated at once, a write by its step after another look; but a cluster is written
 * back in the version in which it was read, or not at all. It runs outside the retries, and inside the policy that
 * turns responses into errors.
 */
export function versionPolicy(versions: ApiVersions): PipelinePolicy {
  return {
    name: 'aksIdentityVersion',
    sendRequest: (request, next) => sendInOtherVersion(request, next, versions),
  };
}

async function sendInOtherVersion(
  request: PipelineRequest,
  next: SendRequest,
  versions: ApiVersions,
): Promise<PipelineResponse> {
  const url = new URL(request.url);
  const askedVersion = url.searchParams.get('api-version');
  if (askedVersion === null || isVersionExact() || isGiven(url) || hasGap(url)) return next(request);
  const place = versionedPlaceOf(url);
  const isFixed = isWrittenBack(request, url);
  const version = isFixed ? askedVersion : versions.inUse(place, askedVersion);
  const first = await sendAs(version, request, next);
  const refusal = refusalIn(first, version);
  if (refusal === undefined) return first;
  if (isFixed) throw changedVersionError(place, version, refusal);
  const send = (otherVersion: string): Promise<PipelineResponse> => sendAs(otherVersion, request, next);
  const offeredVersions =
    refusal.offered ?? (place.type === '' ? ownOf(refusal) : await listedVersions(place, request, next, versions));
  // The version that was used before may have been withdrawn; the requested one may be offered now.
  const offered = offeredVersions ?? (version === askedVersion ? undefined : [askedVersion]);
  if (offered === undefined) return first;
  if (!isRead(request))
    return leftToStep({ place, asked: askedVersion, offered, versions }, { version, refusal }, first);
  const { other, answer } = await downTheList({ place, asked: askedVersion, offered }, { version, refusal }, send);
  // A bad request may still be a refusal of the version.
  if (answer.status !== 400) versions.take(place, askedVersion, other);
  return answer;
}

/** Chooses the next best version for a write, which its step sends again after another look. */
function leftToStep(
  { versions, ...choice }: VersionQuestion & { readonly versions: ApiVersions },
  { version, refusal }: { readonly version: string; readonly refusal: VersionRefusal },
  first: PipelineResponse,
): PipelineResponse {
  const { place, asked, offered } = choice;
  const otherVersions = offered.filter((candidate) => candidate !== version);
  const standInVersion = versionInsteadOf(place, asked, otherVersions);
  if (standInVersion === undefined) throw noVersionFitsError({ ...choice, offered: otherVersions }, [version], refusal);
  versions.take(place, asked, standInVersion);
  leaveToStep();
  return first;
}

interface VersionQuestion {
  readonly place: VersionedPlace;
  readonly asked: string;
  readonly offered: readonly string[];
}

/**
 * Tries the offered versions, the best one first, and returns the first answer: during a roll-out, a version may be
 * listed before it is accepted everywhere, or still be listed when it no longer is. Source: Azure/azure-cli#28368
 */
async function downTheList(
  { place, asked, offered }: VersionQuestion,
  first: { readonly version: string; readonly refusal: VersionRefusal },
  send: (version: string) => Promise<PipelineResponse>,
): Promise<{ readonly other: string; readonly answer: PipelineResponse }> {
  const tried = [first.version];
  let untried = offered;
  let refusal = first.refusal;
  for (;;) {
    const standInVersion = versionInsteadOf(
      place,
      asked,
      untried.filter((version) => !tried.includes(version)),
    );
    if (standInVersion === undefined) throw noVersionFitsError({ place, asked, offered: untried }, tried, refusal);
    const answer = await send(standInVersion);
    const secondRefusal = refusalIn(answer, standInVersion);
    if (secondRefusal === undefined) return { other: standInVersion, answer };
    tried.push(standInVersion);
    [untried, refusal] = [secondRefusal.offered ?? untried, secondRefusal];
  }
}

/** Pages and operations are read at the address that ARM gave, in the version that it chose. */
function isGiven({ pathname, searchParams }: URL): boolean {
  const names = [...searchParams.keys()].map((name) => name.toLowerCase());
  return names.some((name) => name.endsWith('skiptoken')) || /\/operation(s|results|statuses)\/[^/]+$/i.test(pathname);
}

/** ARM answers a path with an empty segment as if the version were wrong, with a list that is not the provider's. */
function hasGap({ pathname }: URL): boolean {
  return /[^/]\/\//.test(pathname);
}

/** A PUT over an existing cluster, whose body was read before. */
function isWrittenBack({ method, headers }: PipelineRequest, { pathname }: URL): boolean {
  return method === 'PUT' && /\/managedClusters\/[^/]+$/i.test(pathname) && !headers.has('if-none-match');
}

async function sendAs(version: string, request: PipelineRequest, next: SendRequest): Promise<PipelineResponse> {
  request.url = request.url.replace(/([?&]api-version=)[^&]*/i, `$1${encodeURIComponent(version)}`);
  return next(request);
}

interface VersionRefusal {
  readonly code: string;
  readonly message: string;
  /** Set if ARM lists them. */
  readonly offered?: readonly string[];
}

/**
 * The ways in which ARM and the providers refuse a version. A type that no version has is InvalidResourceType without a
 * list; a location without the type is refused with a list that contains the version. Sources: Azure/azure-cli#23985,
 * microsoft/ARI#306, Azure/azure-cli#28038, Azure/azure-powershell#29279
 */
function refusalIn({ status, bodyAsText }: PipelineResponse, version: string): VersionRefusal | undefined {
  if ((status !== 400 && status !== 404) || !bodyAsText) return undefined;
  const body = parseObject(bodyAsText) as JsonObject | undefined;
  const error = isObject(body?.['error']) ? body['error'] : body;
  const [code = '', message = ''] = [textAt(error, 'code'), textAt(error, 'message')];
  const [, list] = /supported (?:api-)?versions are '([^']*)'/i.exec(message) ?? [];
  const offered = list?.split(',').map((part) => part.trim());
  const isRefused = offered === undefined ? withoutList.test(code) : withList.test(code) || withoutList.test(code);
  if (!isRefused || offered?.includes(version)) return undefined;
  return { code, message, ...defined({ offered }) };
}

const withList = /^(InvalidResourceType|InvalidApiVersionParameter)$/i;
const withoutList = /^(NoRegisteredProviderFound|UnsupportedApiVersion|InvalidApiVersion)$/i;

/**
 * The published versions of ARM's own routes, in case ARM refuses one of them without a list.
 * Source:
 * https://github.com/Azure/azure-rest-api-specs/tree/main/specification/resources/resource-manager/Microsoft.Resources
 */
const ownVersions = ['2020-01-01', '2020-06-01', '2020-10-01', '2021-01-01', '2021-04-01', '2022-09-01', '2022-12-01'];

/** ARM's own routes belong to no provider that could be registered. */
function ownOf({ code }: VersionRefusal): readonly string[] | undefined {
  return /^NoRegisteredProviderFound$/i.test(code) ? undefined : ownVersions;
}

/** The versions that the provider lists, if its refusal doesn't; `undefined` if they can't be read. */
async function listedVersions(
  { namespace, type }: VersionedPlace,
  request: PipelineRequest,
  next: SendRequest,
  versions: ApiVersions,
): Promise<readonly string[] | undefined> {
  const { origin, pathname } = new URL(request.url);
  const [scope = ''] = /^\/+subscriptions\/[^/]+/i.exec(pathname) ?? [];
  const { allowInsecureConnection = false, abortSignal } = request;
  const answer = await sendInOtherVersion(
    createPipelineRequest({
      url: `${origin}${scope.replace(/^\/+/, '/')}/providers/${namespace}?api-version=2021-04-01`,
      headers: createHttpHeaders(sameCaller(request)),
      allowInsecureConnection,
      ...defined({ abortSignal }),
    }),
    next,
    versions,
  );
  const types =
    answer.status === 200
      ? objectsAt(parseObject(answer.bodyAsText ?? '') as JsonObject | undefined, 'resourceTypes')
      : [];
  const resourceType = types.find((candidate) => sameText(textAt(candidate, 'resourceType'), type));
  return resourceType && textsAt(resourceType, 'apiVersions');
}

function sameCaller({ headers }: PipelineRequest): Readonly<Record<string, string>> {
  const names = ['authorization', 'user-agent'];
  return Object.fromEntries(names.flatMap((name) => (headers.has(name) ? [[name, headers.get(name) ?? '']] : [])));
}

function noVersionFitsError(
  { place, asked, offered }: VersionQuestion,
  tried: readonly string[],
  { code, message }: VersionRefusal,
): IdentityError {
  const newestVersions = offered.toSorted().slice(-5).join(', ');
  const needed = neededOf(place, asked);
  const hint =
    versionInsteadOf(place, asked, offered) === undefined
      ? say`it offers ${newestVersions || say`none`}; this extension needs ${needed}.`
      : say`it refuses ${tried.join(', ')}, though it lists ${newestVersions}; this extension needs ${needed}.`;
  return new IdentityError(
    {
      code: 'unexpected',
      armCode: code,
      message: say`No API version that ${place.namespace} offers here can be used: ${hint}`,
      status: 400,
    },
    { cause: new Error(message) },
  );
}

function changedVersionError(
  { namespace }: VersionedPlace,
  version: string,
  { code, message }: VersionRefusal,
): IdentityError {
  return new IdentityError(
    {
      code: 'unexpected',
      armCode: code,
      message: say`${namespace} no longer accepts API version ${version}, in which the cluster was read. Nothing was changed; try again.`,
      status: 400,
    },
    { cause: new Error(message) },
  );
}

const exact = new AsyncLocalStorage<true>();

/** Runs work whose requests must keep the API version that they name. */
export function inExactVersion<T>(work: () => Promise<T>): Promise<T> {
  return exact.run(true, work);
}

/** Returns true inside such work. */
function isVersionExact(): boolean {
  return exact.getStore() === true;
}
