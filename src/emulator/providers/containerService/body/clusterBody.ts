import {
  asList,
  asObject,
  asText,
  at,
  isObject,
  member,
  withoutUndefined,
  withoutMembers,
  type JsonObject,
} from '../../../arm/json.ts';
import type { Json, WorldResource } from '../../../arm/worldFile.ts';
import { networkDefaults, newCluster, nodeGroupName, type NewCluster } from './clusterDefaults.ts';
import { wholeVersion } from './kubernetesVersions.ts';
import { withOutboundProfiles } from './outboundProfiles.ts';
import { nextPools } from './poolBody.ts';
import { nextAccess } from './privateAccess.ts';

/** What only AKS sets in a cluster; a body's values for it are ignored. */
const readOnly = [
  'provisioningState',
  'powerState',
  'status',
  'fqdn',
  'privateFQDN',
  'azurePortalFQDN',
  'currentKubernetesVersion',
  'maxAgentPools',
  'resourceUID',
];

/** What stays unchanged if a body leaves it out, because it can't be unset. */
const kept = [
  'kubernetesVersion',
  'dnsPrefix',
  'fqdnSubdomain',
  'linuxProfile',
  'windowsProfile',
  'nodeResourceGroup',
  'oidcIssuerProfile',
  'diskEncryptionSetID',
  'enableRBAC',
  'supportPlan',
  'storageProfile',
  'autoUpgradeProfile',
  'disableLocalAccounts',
  'securityProfile',
  'workloadAutoScalerProfile',
  'privateLinkResources',
];

/** Returns a cluster's properties after a PUT: those that can be set as in the body, the rest unchanged. */
export function nextProperties(place: NewCluster, body: JsonObject, existing: WorldResource | undefined): JsonObject {
  const given = asObject(body['properties']);
  const before = asObject(existing?.['properties']);
  const defaults = existing === undefined ? newCluster(place, given) : pickMembers(before, kept);
  const isNew = existing === undefined;
  const isAutomatic = asText(at(body['sku'], 'name'))?.toLowerCase() === 'automatic';
  const { podIdentityProfile: podIdentity } = given;
  const settable = withoutMembers(given, ...readOnly);
  const profiles = {
    nodeResourceGroup: asText(given['nodeResourceGroup']) ?? before['nodeResourceGroup'] ?? nodeGroupName(place),
    agentPoolProfiles: nextPools(
      {
        apiVersion: place.apiVersion,
        version: asText(given['kubernetesVersion']) ?? asText(defaults['kubernetesVersion']),
      },
      asList(given['agentPoolProfiles']),
      existing,
    ),
    networkProfile: nextNetwork(given, before, existing === undefined),
    servicePrincipalProfile: withoutMembers(
      asObject(given['servicePrincipalProfile'] ?? before['servicePrincipalProfile']),
      'secret',
      'keyVaultSecretRef',
    ),
    addonProfiles: nextAddons(given, before),
    ingressProfile: nextIngress(given, before),
    oidcIssuerProfile: nextIssuer(place, given, before, isNew, isAutomatic),
    securityProfile: nextSecurity(given['securityProfile'], defaults['securityProfile'], isNew && isAutomatic),
    ...(isObject(podIdentity) && { podIdentityProfile: nextPodIdentity(podIdentity) }),
    windowsProfile: nextWindows(given, before),
    storageProfile: nextStorage(given['storageProfile'], asObject(defaults['storageProfile'])),
    apiServerAccessProfile: nextAccess(
      given['apiServerAccessProfile'],
      before['apiServerAccessProfile'],
      existing === undefined,
    ),
  };
  return withoutUndefined({
    ...defaults,
    ...withoutEmptyValues(settable, before),
    ...profiles,
    ...pickMembers(before, readOnly),
  });
}

/** `null` and `""` in a body count as left out, unless the property had that value before. */
function withoutEmptyValues(given: JsonObject, before: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(given).filter(([name, value]) => (value !== null && value !== '') || before[name] === value),
  );
}

function nextNetwork(given: JsonObject, before: JsonObject, isNew: boolean): JsonObject {
  const asked = asObject(given['networkProfile']);
  if (isNew) return withOutboundProfiles({ ...networkDefaults(asked), ...withoutEmptyValues(asked, {}) }, undefined);
  const old = asObject(before['networkProfile']);
  const unknownLeftOut = new Set(Object.keys(networkDefaults({})));
  const keptValues = Object.fromEntries(
    Object.entries(old).filter(([name]) => unknownLeftOut.has(name) || name.endsWith('Profile')),
  );
  const merged: JsonObject =
    given['networkProfile'] === undefined ? old : { ...keptValues, ...withoutEmptyValues(asked, old) };
  return withoutUndefined(withOutboundProfiles(merged, old));
}

/** Add-ons according to the body; an add-on that stays on keeps its identity. */
function nextAddons(given: JsonObject, before: JsonObject): Json | undefined {
  if (given['addonProfiles'] === undefined || given['addonProfiles'] === null) return undefined;
  const old = before['addonProfiles'];
  const entries = Object.entries(asObject(given['addonProfiles'])).map(([name, profile]): [string, Json] => {
    const asked = withoutMembers(asObject(profile), 'identity');
    const identity = at(old, name, 'identity');
    const isOn = member(asked, 'enabled') === true && identity !== undefined && identity !== null;
    return [name, isOn ? { ...asked, identity } : asked];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function nextIngress(given: JsonObject, before: JsonObject): Json | undefined {
  const profile = given['ingressProfile'];
  const routing = at(profile, 'webAppRouting');
  if (profile === undefined || profile === null || routing === undefined || routing === null)
    return profile ?? undefined;
  const identity = at(before, 'ingressProfile', 'webAppRouting', 'identity');
  const asked = withoutMembers(asObject(routing), 'identity');
  return { ...asObject(profile), webAppRouting: { ...asked, ...(identity !== undefined && { identity }) } };
}

function nextIssuer(
  place: NewCluster,
  given: JsonObject,
  before: JsonObject,
  isNew: boolean,
  isAutomatic: boolean,
): Json | undefined {
  const asked = given['oidcIssuerProfile'] ?? before['oidcIssuerProfile'] ?? (isNew ? {} : undefined);
  if (asked === undefined) return undefined;
  const enabled =
    at(asked, 'enabled') ?? (isNew && (isAutomatic || hasIssuerByDefault(asText(given['kubernetesVersion']))));
  if (enabled !== true) return { ...withoutMembers(asObject(asked), 'issuerURL'), enabled };
  const known = asText(at(before, 'oidcIssuerProfile', 'issuerURL'));
  return { ...asObject(asked), enabled, issuerURL: known ?? place.issuerUrl };
}

/** New clusters have an OIDC issuer by default since Kubernetes 1.34. Source: https://github.com/Azure/AKS/blob/master/CHANGELOG.md */
function hasIssuerByDefault(version: string | undefined): boolean {
  const [major = 0, minor = 0] = (wholeVersion(version) ?? '').split('.').map(Number);
  return major > 1 || (major === 1 && minor >= 34);
}

/**
 * AKS Automatic has workload identity on from the beginning.
 * Source: https://learn.microsoft.com/azure/aks/intro-aks-automatic
 */
function nextSecurity(asked: Json | undefined, before: Json | undefined, isNewAutomatic: boolean): Json | undefined {
  const profile = asked === undefined || asked === null ? before : asked;
  if (!isNewAutomatic || at(profile, 'workloadIdentity', 'enabled') !== undefined) return profile;
  return { ...asObject(profile), workloadIdentity: { enabled: true } };
}

/** The identities that pods get from pod identity, with the state that only AKS sets. */
function nextPodIdentity(asked: JsonObject): JsonObject {
  const identities = asked['userAssignedIdentities'];
  if (!Array.isArray(identities)) return asked;
  const assigned = asList(identities).map((entry) => ({
    ...withoutMembers(asObject(entry), 'provisioningInfo'),
    provisioningState: 'Assigned',
  }));
  return { ...asked, userAssignedIdentities: assigned };
}

function nextWindows(given: JsonObject, before: JsonObject): Json | undefined {
  const asked = given['windowsProfile'] ?? before['windowsProfile'];
  return asked === undefined || asked === null ? undefined : withoutMembers(asObject(asked), 'adminPassword');
}

/** Drivers that a body leaves out are unchanged, or on: test_aks_nodepool_stop_and_start.yaml of az's recordings. */
function nextStorage(asked: Json | undefined, before: JsonObject): Json | undefined {
  const next = { ...before, ...withoutEmptyValues(asObject(asked), before) };
  return Object.keys(next).length === 0 ? undefined : next;
}

function pickMembers(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => names.includes(name)));
}
