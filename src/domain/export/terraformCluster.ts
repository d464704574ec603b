import { groupOf, lastSegment } from '../arm/resourceId.ts';
import { valueAt, isOn, objectAt, objectsAt, textAt, type JsonObject } from '../arm/json.ts';
import { defaultDnsServiceIP, defaultPlugin, defaultServiceCidr } from '../plan/creationDefaults.ts';
import { poolsIn } from '../cluster/nodePools.ts';
import type { Dialect } from './terraformVersions.ts';
import { Block, Reference, hclBlock, type HclBody, type HclValue } from './terraformText.ts';

/** Returns the arguments of `azurerm_kubernetes_cluster` for the body of a cluster that a plan creates. */
export function clusterArguments(
  { clusterId, body }: { readonly clusterId: string; readonly body: JsonObject },
  kubelet: KubeletValues,
  { dialect, variables }: { readonly dialect: Dialect; readonly variables: Variables },
): HclBody {
  const properties = objectAt(body, 'properties');
  const access = objectAt(properties, 'apiServerAccessProfile');
  const zone = textAt(access, 'privateDNSZone');
  const linux = objectAt(properties, 'linuxProfile');
  const keys = objectsAt(linux, 'ssh.publicKeys').flatMap((key) => textAt(key, 'keyData') ?? []);
  return {
    name: lastSegment(clusterId),
    resource_group_name: groupOf(clusterId) ?? '',
    location: textAt(body, 'location'),
    dns_prefix: textAt(properties, 'dnsPrefix'),
    kubernetes_version: textAt(properties, 'kubernetesVersion'),
    node_resource_group: textAt(properties, 'nodeResourceGroup'),
    private_cluster_enabled: isOn(access, 'enablePrivateCluster') || undefined,
    private_dns_zone_id: zone === undefined ? undefined : (clusterZones[zone.toLowerCase()] ?? zone),
    local_account_disabled: isOn(properties, 'disableLocalAccounts') || undefined,
    oidc_issuer_enabled: dialect.oidcIssuer(body),
    workload_identity_enabled: isOn(properties, 'securityProfile.workloadIdentity.enabled') || undefined,
    tags: tagsOf(body),
    default_node_pool: new Block(nodePool(poolsIn(body)[0] ?? {}, dialect.asksForSize ? variables : undefined)),
    ...identityBlocks(body, kubelet),
    azure_active_directory_role_based_access_control: isOn(properties, 'aadProfile.enableAzureRBAC')
      ? new Block({ azure_rbac_enabled: true })
      : undefined,
    network_profile: networkBlock(
      objectAt(properties, 'networkProfile') ?? {},
      textAt(properties, 'kubernetesVersion'),
    ),
    linux_profile:
      linux &&
      new Block({
        admin_username: textAt(linux, 'adminUsername'),
        ssh_key: new Block({ key_data: keys[0] }),
      }),
    ...dialect.clusterBlocks(body),
  };
}

const clusterZones: Readonly<Record<string, string>> = { system: 'System', none: 'None' };

/** What azurerm requires for a kubelet identity besides its id. */
export interface KubeletValues {
  readonly clientId?: HclValue;
  readonly principalId?: HclValue;
}

/** Returns the blocks for a cluster's identities, from the body of a PUT. */
export function identityBlocks(body: JsonObject, kubelet: KubeletValues = {}): HclBody {
  const ids = Object.keys(objectAt(body, 'identity.userAssignedIdentities') ?? {});
  const profile = objectAt(body, 'properties.identityProfile.kubeletidentity');
  return {
    identity: new Block({
      type: textAt(body, 'identity.type'),
      identity_ids: ids.length > 0 ? ids : undefined,
    }),
    kubelet_identity:
      profile &&
      new Block({
        user_assigned_identity_id: textAt(profile, 'resourceId'),
        client_id: textAt(profile, 'clientId') ?? kubelet.clientId,
        object_id: textAt(profile, 'objectId') ?? kubelet.principalId,
      }),
  };
}

/** Returns a resource's tags. */
export function tagsOf(body: JsonObject): HclValue | undefined {
  const tags = objectAt(body, 'tags');
  if (!tags) return undefined;
  return Object.fromEntries(
    Object.entries(tags).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value] as const] : [])),
  );
}

/** The descriptions of the variables of a configuration, by name. */
const variableWords = {
  vm_size: 'A size that the subscription has quota for. AKS would choose one; early versions of azurerm 4 require it.',
} as const;

/** The variables of a configuration, collected while it is written. */
export class Variables {
  readonly #used = new Set<keyof typeof variableWords>();

  /** Returns a reference to a variable, which becomes part of the configuration. */
  use(name: keyof typeof variableWords): Reference {
    this.#used.add(name);
    return new Reference(`var.${name}`);
  }

  /** Returns the blocks of the variables that something refers to. */
  blocks(): readonly string[] {
    return [...this.#used].map((name) =>
      hclBlock(`variable "${name}"`, { type: new Reference('string'), description: variableWords[name] }),
    );
  }
}

/** AKS chooses a size if none is named; if azurerm doesn't allow that, a variable asks for one. */
function nodePool(pool: JsonObject, sizes: Variables | undefined): HclBody {
  return {
    name: textAt(pool, 'name'),
    vm_size: textAt(pool, 'vmSize') || sizes?.use('vm_size'),
    node_count: numberAt(pool, 'count'),
    vnet_subnet_id: textAt(pool, 'vnetSubnetID'),
  };
}

/**
 * The network that AKS makes from the body. azurerm requires a plugin, uses kubenet if there is no block, accepts a pod
 * range with azure only in overlay mode, and the range of services only together with its DNS address.
 * Source:
 * https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/containers/kubernetes_cluster_validate.go
 */
function networkBlock(profile: JsonObject, version: string | undefined): Block {
  const plugin = textAt(profile, 'networkPlugin');
  const chosen = plugin === undefined ? defaultPlugin(version) : { plugin, mode: textAt(profile, 'networkPluginMode') };
  const serviceCidr = textAt(profile, 'serviceCidr');
  const dnsServiceIP = textAt(profile, 'dnsServiceIP');
  const namesServices = serviceCidr !== undefined || dnsServiceIP !== undefined;
  return new Block({
    network_plugin: chosen.plugin,
    network_plugin_mode: chosen.mode,
    outbound_type: textAt(profile, 'outboundType'),
    load_balancer_sku: textAt(profile, 'loadBalancerSku'),
    service_cidr: namesServices ? (serviceCidr ?? defaultServiceCidr) : undefined,
    dns_service_ip: namesServices ? (dnsServiceIP ?? defaultDnsServiceIP) : undefined,
    pod_cidr: textAt(profile, 'podCidr'),
  });
}

function numberAt(json: JsonObject, path: string): number | undefined {
  const value = valueAt(json, path);
  return typeof value === 'number' ? value : undefined;
}

interface ShownAddon {
  readonly at: string;
  /** True if the data source shows it as well as the resource. */
  readonly inData: boolean;
}

/**
 * Where azurerm shows the principals of add-ons; it shows none of others.
 * Source: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/data-sources/kubernetes_cluster
 */
const shownAddons: Readonly<Record<string, ShownAddon>> = {
  omsagent: { at: 'oms_agent[0].oms_agent_identity', inData: true },
  ingressapplicationgateway: {
    at: 'ingress_application_gateway[0].ingress_application_gateway_identity',
    inData: true,
  },
  azurekeyvaultsecretsprovider: { at: 'key_vault_secrets_provider[0].secret_identity', inData: true },
  aciconnectorlinux: { at: 'aci_connector_linux[0].connector_identity', inData: false },
  webapprouting: { at: 'web_app_routing[0].web_app_routing_identity', inData: false },
};

/** Returns the attribute in which azurerm shows the principal of an add-on, of a resource or a data source; `undefined` if it doesn't. */
export function addonAttribute(addon: string, ofResource: boolean): string | undefined {
  const shownAddon = shownAddons[addon.toLowerCase()];
  return shownAddon && (ofResource || shownAddon.inData) ? `${shownAddon.at}[0].object_id` : undefined;
}
