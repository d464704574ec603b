import { asObject, asText, valueAt, memberOf, withoutMembers, type JsonObject } from '../../../arm/json.ts';
import type { Json, WorldResource } from '../../../arm/worldFile.ts';
import type { World } from '../../../world/world.ts';
import { ensureNodeIdentity, giveRole, nodeGroupOf } from './nodeResourceGroup.ts';

/** Add-ons for which AKS makes an identity, with its role on the node resource group. */
const addons: Readonly<Record<string, string | undefined>> = {
  omsagent: undefined,
  azurepolicy: undefined,
  azurekeyvaultsecretsprovider: undefined,
  ingressapplicationgateway: 'Contributor',
  aciconnectorlinux: 'Contributor',
  httpapplicationrouting: 'Reader',
};

/** Returns the properties with an identity for each add-on that is on, created if it is missing, and none for the others. */
export function withAddonIdentities(
  world: World,
  cluster: WorldResource,
  properties: JsonObject,
  now: number,
): JsonObject {
  const profiles = properties['addonProfiles'];
  const routing = valueAt(properties, 'ingressProfile', 'webAppRouting');
  const next = { ...properties };
  if (profiles !== undefined) {
    const entries = Object.entries(asObject(profiles)).map(([name, profile]) => {
      const key = name.toLowerCase();
      if (!(key in addons)) return [name, profile ?? null] as const;
      const isOn = memberOf(profile, 'enabled') === true && !needsNoIdentity(key, memberOf(profile, 'config'));
      return [name, withIdentity(world, cluster, asObject(profile), key, isOn, now)] as const;
    });
    Object.assign(next, { addonProfiles: Object.fromEntries(entries) });
  }
  removeLeftOut(world, cluster, properties);
  if (routing !== undefined && routing !== null) {
    const isOn = memberOf(routing, 'enabled') === true;
    const webAppRouting = withIdentity(world, cluster, asObject(routing), 'webapprouting', isOn, now);
    Object.assign(next, { ingressProfile: { ...asObject(properties['ingressProfile']), webAppRouting } });
  }
  if (valueAt(properties, 'metricsProfile', 'costAnalysis', 'enabled') === true) {
    const reference = ensureNodeIdentity(world, cluster, 'cost-analysis-identity', now);
    giveRole(world, 'Reader', asText(reference['objectId']) ?? '', nodeGroupOf(cluster), now);
  }
  return next;
}

/**
 * Returns true if an add-on that is on gets no identity: Container Insights with Entra authentication, as recorded in
 * Azure/azure-cli-extensions, test_aks_create_with_monitoring_aad_auth_msi.yaml.
 */
export function needsNoIdentity(addon: string, config: Json | undefined): boolean {
  const value = memberOf(config, 'useAADAuth');
  return addon.toLowerCase() === 'omsagent' && (value === true || asText(value)?.toLowerCase() === 'true');
}

function withIdentity(
  world: World,
  cluster: WorldResource,
  profile: JsonObject,
  addon: string,
  isOn: boolean,
  now: number,
): JsonObject {
  if (!isOn) {
    removeIdentity(world, cluster, addon);
    return withoutMembers(profile, 'identity');
  }
  const identity = ensureNodeIdentity(world, cluster, `${addon}-${cluster.name}`, now);
  const role = Object.hasOwn(addons, addon) ? addons[addon] : undefined;
  if (role !== undefined) giveRole(world, role, asText(identity['objectId']) ?? '', nodeGroupOf(cluster), now);
  return { ...profile, identity };
}

function removeLeftOut(world: World, cluster: WorldResource, properties: JsonObject): void {
  const present = Object.keys(asObject(properties['addonProfiles'])).map((name) => name.toLowerCase());
  for (const addon of Object.keys(addons)) if (!present.includes(addon)) removeIdentity(world, cluster, addon);
  if (valueAt(properties, 'ingressProfile', 'webAppRouting') === undefined)
    removeIdentity(world, cluster, 'webapprouting');
}

function removeIdentity(world: World, cluster: WorldResource, addon: string): void {
  const name = `${addon}-${cluster.name}`;
  world.resources.delete(`${nodeGroupOf(cluster)}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`);
}
