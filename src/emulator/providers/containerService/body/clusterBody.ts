import {
  asList,
  asObject,
  asText,
  valueAt,
  isObject,
  memberOf,
  withoutUndefined,
  withoutMembers,
  type JsonObject,
} from '../../../arm/json.ts';
import type { Json, WorldResource } from '../../../arm/worldFile.ts';
import { nextIngress, nextMesh } from './ingressProfile.ts';
import { networkDefaults, newCluster, nodeGroupName, type NewCluster } from './clusterDefaults.ts';
import { wholeVersion } from './kubernetesVersions.ts';
import { withOutboundProfiles } from './outboundProfiles.ts';
import { nextPools } from './poolBody.ts';
import { nextAccess } from './privateAccess.ts';
import { defined } from '../../../../shape/defined.ts';

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
const keptMembers = [
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
  const givenProperties = asObject(body['properties']);
  const before = asObject(existing?.['properties']);
  const defaults = existing === undefined ? newCluster(place, givenProperties) : pickMembers(before, keptMembers);
  const isNew = existing === undefined;
  const isAutomatic = asText(valueAt(body['sku'], 'name'))?.toLowerCase() === 'automatic';
  const { podIdentityProfile: podIdentity } = givenProperties;
  const settable = withoutMembers(givenProperties, ...readOnly);
  const profiles = {
    nodeResourceGroup:
      asText(givenProperties['nodeResourceGroup']) ?? before['nodeResourceGroup'] ?? nodeGroupName(place),
    agentPoolProfiles: nextPools(
      {
        apiVersion: place.apiVersion,
        version: asText(givenProperties['kubernetesVersion']) ?? asText(defaults['kubernetesVersion']),
      },
      asList(givenProperties['agentPoolProfiles']),
      existing,
    ),
    networkProfile: nextNetwork(givenProperties, before, existing === undefined),
    servicePrincipalProfile: withoutMembers(
      asObject(givenProperties['servicePrincipalProfile'] ?? before['servicePrincipalProfile']),
      'secret',
      'keyVaultSecretRef',
    ),
    addonProfiles: nextAddons(givenProperties, before),
    ingressProfile: nextIngress(givenProperties, before),
    ...defined({ serviceMeshProfile: nextMesh(givenProperties) }),
    oidcIssuerProfile: nextIssuer(place, givenProperties, before, isNew, isAutomatic),
    securityProfile: nextSecurity(
      givenProperties['securityProfile'],
      defaults['securityProfile'],
      isNew && isAutomatic,
    ),
    ...(isObject(podIdentity) ? { podIdentityProfile: nextPodIdentity(podIdentity) } : {}),
    ...defined({ aadProfile: nextEntra(place, givenProperties['aadProfile']) }),
    windowsProfile: nextWindows(givenProperties, before),
    storageProfile: nextStorage(givenProperties['storageProfile'], asObject(defaults['storageProfile'])),
    apiServerAccessProfile: nextAccess(
      givenProperties['apiServerAccessProfile'],
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

/** Microsoft Entra as AKS manages it is that of the subscription's tenant, unless the body names another. */
function nextEntra({ tenantId }: NewCluster, asked: Json | undefined): JsonObject | undefined {
  if (!isObject(asked) || valueAt(asked, 'managed') !== true) return undefined;
  return { adminGroupObjectIDs: null, tenantID: tenantId, ...withoutEmptyValues(asked, {}) };
}

/** `null` and `""` in a body count as left out, unless the property had that value before. */
function withoutEmptyValues(properties: JsonObject, before: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(properties).filter(([name, value]) => (value !== null && value !== '') || before[name] === value),
  );
}

function nextNetwork(network: JsonObject, before: JsonObject, isNew: boolean): JsonObject {
  const askedNetwork = asObject(network['networkProfile']);
  if (isNew)
    return withOutboundProfiles(
      { ...networkDefaults(askedNetwork), ...withoutEmptyValues(askedNetwork, {}) },
      undefined,
    );
  const old = asObject(before['networkProfile']);
  const unknownLeftOut = new Set(Object.keys(networkDefaults({})));
  const keptValues = Object.fromEntries(
    Object.entries(old).filter(([name]) => unknownLeftOut.has(name) || name.endsWith('Profile')),
  );
  const merged: JsonObject =
    network['networkProfile'] === undefined ? old : { ...keptValues, ...withoutEmptyValues(askedNetwork, old) };
  return withoutUndefined(withOutboundProfiles(merged, old));
}

/** Add-ons according to the body; an add-on that stays on keeps its identity. */
function nextAddons(addons: JsonObject, before: JsonObject): Json | undefined {
  if (addons['addonProfiles'] === undefined || addons['addonProfiles'] === null) return undefined;
  const old = before['addonProfiles'];
  const entries = Object.entries(asObject(addons['addonProfiles'])).map(([name, profile]): [string, Json] => {
    const askedProfile = withoutMembers(asObject(profile), 'identity');
    const identity = valueAt(old, name, 'identity');
    const isOn = memberOf(askedProfile, 'enabled') === true && identity !== undefined && identity !== null;
    return [name, isOn ? { ...askedProfile, identity } : askedProfile];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function nextIssuer(
  place: NewCluster,
  properties: JsonObject,
  before: JsonObject,
  isNew: boolean,
  isAutomatic: boolean,
): Json | undefined {
  const askedIssuer = properties['oidcIssuerProfile'] ?? before['oidcIssuerProfile'] ?? (isNew ? {} : undefined);
  if (askedIssuer === undefined) return undefined;
  const enabled =
    valueAt(askedIssuer, 'enabled') ??
    (isNew && (isAutomatic || hasIssuerByDefault(asText(properties['kubernetesVersion']))));
  if (enabled !== true) return { ...withoutMembers(asObject(askedIssuer), 'issuerURL'), enabled };
  const issuerUrl = asText(valueAt(before, 'oidcIssuerProfile', 'issuerURL'));
  return { ...asObject(askedIssuer), enabled, issuerURL: issuerUrl ?? place.issuerUrl };
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
function nextSecurity(
  securityProfile: Json | undefined,
  before: Json | undefined,
  isNewAutomatic: boolean,
): Json | undefined {
  const profile = securityProfile === undefined || securityProfile === null ? before : securityProfile;
  if (!isNewAutomatic || valueAt(profile, 'workloadIdentity', 'enabled') !== undefined) return profile;
  return { ...asObject(profile), workloadIdentity: { enabled: true } };
}

/** The identities that pods get from pod identity, with the state that only AKS sets. */
function nextPodIdentity(podIdentityProfile: JsonObject): JsonObject {
  const identities = podIdentityProfile['userAssignedIdentities'];
  if (!Array.isArray(identities)) return podIdentityProfile;
  const assigned = asList(identities).map((entry) => ({
    ...withoutMembers(asObject(entry), 'provisioningInfo'),
    provisioningState: 'Assigned',
  }));
  return { ...podIdentityProfile, userAssignedIdentities: assigned };
}

function nextWindows(windows: JsonObject, before: JsonObject): Json | undefined {
  const windowsProfile = windows['windowsProfile'] ?? before['windowsProfile'];
  return windowsProfile === undefined || windowsProfile === null
    ? undefined
    : withoutMembers(asObject(windowsProfile), 'adminPassword');
}

/** Drivers that a body leaves out are unchanged, or on: test_aks_nodepool_stop_and_start.yaml of az's recordings. */
function nextStorage(storageProfile: Json | undefined, before: JsonObject): Json | undefined {
  const next = { ...before, ...withoutEmptyValues(asObject(storageProfile), before) };
  return Object.keys(next).length === 0 ? undefined : next;
}

function pickMembers(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => names.includes(name)));
}
