/**
 * Finds the secrets in a cluster's JSON, and returns it without them. Everything that shows, copies, exports or stores
 * such JSON uses this.
 */
import { isObject, type Json, type JsonObject } from './json.ts';
import { secretNames } from './redact.ts';

/** A place in a cluster's JSON, and what is secret there. */
export interface SecretPlace {
  /** `*` is any key, `[]` any item; keys are compared ignoring case. */
  readonly path: string;
  /** What it contains, for use after "the". */
  readonly what: string;
  /** The whole value; the user before the host of an address; or the whole value if its key ends like the name of a secret. */
  readonly secret: 'all' | 'user' | 'ifNamedSo';
  readonly source: string;
}

const reference = 'https://learn.microsoft.com/rest/api/aks/managed-clusters/create-or-update';
const proxy = 'https://learn.microsoft.com/azure/aks/http-proxy';

/** The places for secrets and certificates in the schema of Microsoft.ContainerService/managedClusters. */
export const secretPlaces: readonly SecretPlace[] = [
  {
    path: 'properties.windowsProfile.adminPassword',
    what: 'password of the Windows nodes',
    secret: 'all',
    source: `${reference}#managedclusterwindowsprofile`,
  },
  {
    path: 'properties.servicePrincipalProfile.secret',
    what: 'secret of the service principal',
    secret: 'all',
    source: `${reference}#managedclusterserviceprincipalprofile`,
  },
  {
    path: 'properties.aadProfile.serverAppSecret',
    what: 'secret of the server application',
    secret: 'all',
    source: `${reference}#managedclusteraadprofile`,
  },
  {
    path: 'properties.httpProxyConfig.httpProxy',
    what: 'address of the proxy for HTTP, with its user',
    secret: 'user',
    source: proxy,
  },
  {
    path: 'properties.httpProxyConfig.httpsProxy',
    what: 'address of the proxy for HTTPS, with its user',
    secret: 'user',
    source: proxy,
  },
  {
    path: 'properties.httpProxyConfig.trustedCa',
    what: 'certificate that the proxy is trusted by',
    secret: 'all',
    source: proxy,
  },
  {
    path: 'properties.securityProfile.customCATrustCertificates.[]',
    what: 'certificate that the nodes trust',
    secret: 'all',
    source: 'https://learn.microsoft.com/azure/aks/custom-certificate-authority',
  },
  {
    path: 'properties.addonProfiles.*.config.*',
    what: 'secret of an add-on',
    secret: 'ifNamedSo',
    source: `${reference}#managedclusteraddonprofile`,
  },
];

/** A secret in a JSON. */
export interface Secret {
  /** The path: `properties.securityProfile.customCATrustCertificates[0]`. */
  readonly at: string;
  /** The last key of the path. */
  readonly key: string;
  readonly what: string;
  /** What a reader sees instead; the host of an address stays. */
  readonly mark: string;
  readonly value: string;
}

/** JSON in which secrets may have been replaced. */
export type Filled<V> = Json | V | { readonly [key: string]: Filled<V> | undefined } | readonly Filled<V>[];

/** Recognises secrets in properties that Azure may add some day, by their names. */
const secretName = new RegExp(`(?:${secretNames})$`, 'i');
/** The user before the host of an address: in any text, and if the whole text is an address, whatever the password contains. */
const userInText = /(:\/\/)[^\s/?#"'<>]+@/g;
const userOfAddress = /^([a-z]+:\/\/)?.*@/is;

/** The places along a path: what is below a key, and what ends there. */
interface PlacesByKey {
  readonly below: Map<string, PlacesByKey>;
  place?: SecretPlace;
}

const ways: PlacesByKey = { below: new Map() };
for (const place of secretPlaces) {
  let way = ways;
  for (const step of place.path.toLowerCase().split('.')) {
    const next = way.below.get(step) ?? { below: new Map() };
    way.below.set(step, next);
    way = next;
  }
  way.place = place;
}

/** Returns the JSON with each secret replaced by a mark; for reading, never for sending. */
export function withoutSecrets(json: JsonObject): JsonObject {
  return withInstead(json, ({ mark }) => mark) as JsonObject;
}

/** Returns true if the JSON contains a mark, so that it must not be sent. */
export function isMarked(json: JsonObject): boolean {
  let isFound = false;
  withInstead(json, ({ value, mark }) => {
    isFound ||= value === mark;
  });
  return isFound;
}

/** Returns the JSON with each secret replaced by the result of `instead`; the same object if it has none. */
export function withInstead<V>(json: JsonObject, instead: (secret: Secret) => V): Filled<V> {
  return fillSecrets(json, { way: ways, at: '', key: '' }, instead);
}

interface Position {
  readonly way: PlacesByKey | undefined;
  readonly at: string;
  readonly key: string;
}

function fillSecrets<V>(value: Json, position: Position, instead: (secret: Secret) => V): Filled<V> {
  const { way, at, key } = position;
  if (typeof value === 'string') {
    const secret = secretIn(value, position);
    return secret === undefined ? value : instead({ at, key, value, ...secret });
  }
  if (Array.isArray(value)) {
    return (value as readonly Json[]).map((item, index) =>
      fillSecrets(item, { way: way?.below.get('[]'), at: `${at}[${index}]`, key }, instead),
    );
  }
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([name, inner]): [string, Filled<V> | undefined] => {
    const place = { way: wayBelow(way, name), at: at === '' ? name : `${at}.${name}`, key: name };
    return [name, inner === undefined || isTags(name) ? inner : fillSecrets(inner, place, instead)];
  });
  return Object.fromEntries(members);
}

/**
 * Tags, also those of node pools, are readable by all, whatever their names.
 * Source: https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources
 */
function isTags(name: string): boolean {
  return name.toLowerCase() === 'tags';
}

function wayBelow(way: PlacesByKey | undefined, name: string): PlacesByKey | undefined {
  return way?.below.get(name.toLowerCase()) ?? way?.below.get('*');
}

/** What is secret about a text, because of its place, its name or its form. */
function secretIn(value: string, { way, key }: Position): Pick<Secret, 'what' | 'mark'> | undefined {
  const { place } = way ?? {};
  const nameOfSecret = place?.what ?? `value of ${key}`;
  if (value === '') return undefined;
  if (place?.secret === 'all' || secretName.test(key)) return { what: nameOfSecret, mark: '[secret]' };
  const mark =
    place?.secret === 'user' ? value.replace(userOfAddress, '$1[secret]@') : value.replace(userInText, '$1[secret]@');
  return mark === value && !value.includes('[secret]@') ? undefined : { what: nameOfSecret, mark };
}
