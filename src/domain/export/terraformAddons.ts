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
