/** Add-ons: where the identity of each is, what it is for, and which add-ons are retired or lose support. */
import { isOn, objectAt, textAt, type JsonObject } from '../arm/json.ts';
import type { Addon, Cluster } from './model.ts';
import { aksPage, overviewPage } from '../arm/docs.ts';
import { say, type Words } from '../../sentences/words.ts';
import { sameText } from '../arm/resourceId.ts';

/** An add-on, independent of any cluster. */
export interface AddonInfo {
  /** Its key in the cluster's JSON; compared ignoring case. */
  readonly key: string;
  readonly displayName: string;
  readonly use: Words;
  readonly defaultPermissions: Words;
  /** It works without an identity. */
  readonly hasNoIdentity?: true;
  readonly bringYourOwn: 'yes' | 'no';
  /** AKS no longer has it. */
  readonly retired?: Words;
  /** The last day before it was retired, where something is counted from there. */
  readonly retiredAfter?: string;
  /** The support of it, or of a part of it, ends; `until` is the last day. The words for before and after that day. */
  readonly ending?: { readonly until: string; readonly part?: Words; readonly text: Words; readonly ended: Words };
  readonly source: string;
}

/** Says that it needs no identity. */
export const noIdentity = say`No identity required.`;

/** Lists the add-ons that have an identity, or that might be expected to have one. */
const addonTable: readonly AddonInfo[] = [
  {
    key: 'azurepolicy',
    displayName: 'Azure Policy',
    use: say`Enforces policies on what runs in the cluster.`,
    defaultPermissions: say`Not required, but AKS creates an identity for it.`,
    bringYourOwn: 'no',
    source: overviewPage,
  },
  {
    key: 'webAppRouting',
    displayName: 'Application routing',
    use: say`Manages DNS records and certificates from Key Vault.`,
    defaultPermissions: say`Key Vault Certificate User or Key Vault Secrets User on the vault, DNS Zone Contributor on DNS zones, Private DNS Zone Contributor on private zones; only once they are attached.`,
    bringYourOwn: 'no',
    ending: {
      until: '2026-11-30',
      part: say`NGINX of application routing`,
      text: say`NGINX gets security patches only through November 2026.`,
      ended: say`NGINX got its last security patches in November 2026.`,
    },
    source: aksPage('app-routing'),
  },
  {
    key: 'ingressApplicationGateway',
    displayName: 'Application Gateway ingress controller',
    use: say`Manages the network resources of the gateway.`,
    defaultPermissions: say`Contributor on the node resource group; Network Contributor on the gateway's subnet or group.`,
    bringYourOwn: 'no',
    source: overviewPage,
  },
  {
    key: 'omsagent',
    displayName: 'Container Insights',
    use: say`Sends metrics and logs of the cluster to Azure Monitor.`,
    defaultPermissions: say`None; Monitoring Metrics Publisher on the cluster with legacy authentication.`,
    bringYourOwn: 'no',
    source: overviewPage,
  },
  {
    key: 'aciConnectorLinux',
    displayName: 'Virtual node',
    use: say`Manages the network resources of Azure Container Instances.`,
    defaultPermissions: say`Contributor on the node resource group; Network Contributor on the virtual node's subnet.`,
    bringYourOwn: 'no',
    source: aksPage('virtual-nodes-cli'),
  },
  {
    key: 'azureKeyvaultSecretsProvider',
    displayName: 'Key Vault provider for Secrets Store',
    use: say`Reads secrets, keys and certificates for pods.`,
    defaultPermissions: say`None; roles on the vaults that workloads use.`,
    bringYourOwn: 'no',
    source: aksPage('csi-secrets-store-identity-access'),
  },
  {
    key: 'httpApplicationRouting',
    displayName: 'HTTP application routing',
    use: say`Manages network resources and DNS records.`,
    defaultPermissions: say`Reader on the node resource group, Contributor on its DNS zone.`,
    bringYourOwn: 'no',
    retired: say`HTTP application routing is retired. Application routing takes its place.`,
    // Source: https://github.com/Azure/AKS/issues/3841
    retiredAfter: '2025-03-02',
    source: aksPage('app-routing-migration'),
  },
  {
    key: 'kubeDashboard',
    displayName: 'Kubernetes Dashboard',
    use: say`Showed the Kubernetes dashboard.`,
    defaultPermissions: noIdentity,
    hasNoIdentity: true,
    bringYourOwn: 'no',
    retired: say`The dashboard add-on is retired.`,
    source: aksPage('integrations'),
  },
  {
    key: 'openServiceMesh',
    displayName: 'Open Service Mesh',
    use: say`Runs the Open Service Mesh.`,
    defaultPermissions: noIdentity,
    hasNoIdentity: true,
    bringYourOwn: 'no',
    ending: {
      until: '2027-09-29',
      text: say`Support ends on September 30, 2027.`,
      ended: say`Support ended on September 30, 2027.`,
    },
    source: aksPage('open-service-mesh-about'),
  },
  {
    key: 'ACCSGXDevicePlugin',
    displayName: 'Confidential computing',
    use: say`Offers SGX devices to pods.`,
    defaultPermissions: noIdentity,
    hasNoIdentity: true,
    bringYourOwn: 'no',
    source: overviewPage,
  },
];

/** The keys of all add-ons that are known. */
export const addonKeys: readonly string[] = addonTable.map(({ key }) => key);

/** Returns the description of the add-on with this key. */
export function addonInfo(key: string): AddonInfo | undefined {
  return addonTable.find((row) => sameText(row.key, key));
}

/** Returns the words for an add-on whose support ends, which are others once its last day has passed. */
export function endingWords({ until, text, ended }: NonNullable<AddonInfo['ending']>, now: Date): Words {
  return isOver(until, now) ? ended : text;
}

/** Returns true if a last day, as `yyyy-mm-dd`, has passed. */
export function isOver(lastDay: string, now: Date): boolean {
  return now.toISOString().slice(0, 10) > lastDay;
}

/** Returns a cluster's add-on with its configuration, by its key in any casing. */
export function addonNamed(cluster: Cluster, key: string): (Addon & { readonly config?: JsonObject }) | undefined {
  const addon = cluster.addons.find(({ name }) => sameText(name, key));
  if (!addon) return undefined;
  const config = objectAt(cluster.raw, `properties.addonProfiles.${addon.name}.config`);
  return config ? { ...addon, config } : addon;
}

/** Returns the add-ons of a cluster that are on or have an identity; the table, the map and the tree show these. */
export function addonsInUse({ addons }: Pick<Cluster, 'addons'>): readonly Addon[] {
  return addons.filter(({ enabled, identityId }) => enabled || identityId !== undefined);
}

/** Returns true if Container Insights is on and does not use the cluster's identity yet. */
export function legacyMonitoring(cluster: Cluster): boolean {
  const addon = addonNamed(cluster, 'omsagent');
  return addon?.enabled === true && !isOn(addon.config, 'useAADAuth');
}

/** Returns true if application routing runs its NGINX variant, whose support is ending. */
export function usesNginxRouting(cluster: Cluster): boolean {
  const routing = objectAt(cluster.raw, 'properties.ingressProfile.webAppRouting');
  return isOn(routing, 'enabled') && textAt(routing, 'nginx.defaultIngressControllerType')?.toLowerCase() !== 'none';
}

/** Returns the usual name of the add-on with this key. */
export function addonName(key: string): string {
  return addonInfo(key)?.displayName ?? `add-on ${key}`;
}

/** Returns true if application routing is on, which has a default ingress controller. */
export function hasRouting({ addons }: Pick<Cluster, 'addons'>): boolean {
  return addons.some(({ name, enabled }) => enabled && name === 'webAppRouting');
}
