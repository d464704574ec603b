/** Application routing and Gateway API, as a cluster's own JSON says it; what is left out there is off. */
import { isOn, textAt } from '../arm/json.ts';
import { sameText } from '../arm/resourceId.ts';
import { addonNamed, usesNginxRouting } from '../cluster/addons.ts';
import { hasOidcIssuer } from '../cluster/clusterSettings.ts';
import type { Cluster } from '../cluster/model.ts';
import { hasWorkloadIdentity } from '../workloads/issuer.ts';

/** What serves the Gateways of a cluster: the Istio of application routing, or that of the add-on. */
export type GatewayImplementation = 'appRoutingIstio' | 'istioAddon' | 'none';

/** What a cluster has of application routing and of Gateway API. */
export interface Routing {
  /** The operator, which does certificates and DNS records for NGINX and for Gateway API. */
  readonly hasOperator: boolean;
  readonly hasNginx: boolean;
  /** AKS installed the resource definitions of Gateway API. */
  readonly hasDefinitions: boolean;
  readonly implementation: GatewayImplementation;
}

/** The path of each switch that Gateway API needs, in the JSON of a cluster. */
export const routingPaths = {
  issuer: 'properties.oidcIssuerProfile.enabled',
  workloadIdentity: 'properties.securityProfile.workloadIdentity.enabled',
  vaultProvider: 'properties.addonProfiles.azureKeyvaultSecretsProvider.enabled',
  definitions: 'properties.ingressProfile.gatewayAPI.installation',
  operator: 'properties.ingressProfile.webAppRouting.enabled',
  istio: 'properties.ingressProfile.webAppRouting.gatewayAPIImplementations.appRoutingIstio.mode',
  nginx: 'properties.ingressProfile.webAppRouting.nginx.defaultIngressControllerType',
  mesh: 'properties.serviceMeshProfile.mode',
} as const;

/** The class that a Gateway names to be served by each implementation. Source: https://learn.microsoft.com/azure/aks/app-routing-gateway-api-dns-tls */
export const gatewayClasses = { appRoutingIstio: 'approuting-istio', istioAddon: 'istio' } as const;

/** Returns true if the Istio add-on is on, with which the Istio of application routing can't be. */
function hasIstioAddon({ raw }: Pick<Cluster, 'raw'>): boolean {
  return sameText(textAt(raw, routingPaths.mesh), 'Istio');
}

/** Returns what a cluster has of application routing and of Gateway API. */
export function routingOf(cluster: Cluster): Routing {
  const { raw } = cluster;
  const definitions = textAt(raw, routingPaths.definitions) ?? 'Disabled';
  return {
    hasOperator: isOn(raw, routingPaths.operator),
    hasNginx: usesNginxRouting(cluster),
    hasDefinitions: !sameText(definitions, 'Disabled'),
    implementation: implementationOf(cluster),
  };
}

function implementationOf(cluster: Cluster): GatewayImplementation {
  if (sameText(textAt(cluster.raw, routingPaths.istio), 'Enabled')) return 'appRoutingIstio';
  return hasIstioAddon(cluster) ? 'istioAddon' : 'none';
}

/** Returns the class that Gateways of a cluster name, once it serves them. */
export function gatewayClassOf(cluster: Cluster): string {
  return gatewayClasses[implementationOf(cluster) === 'istioAddon' ? 'istioAddon' : 'appRoutingIstio'];
}

/** Returns true if Gateways are served, or were meant to be: the Istio add-on alone is for something else. */
export function servesGateways({ implementation, hasDefinitions }: Routing): boolean {
  return implementation === 'appRoutingIstio' || (implementation === 'istioAddon' && hasDefinitions);
}

/** What Gateway API needs of a cluster, and the cluster lacks. */
export type GatewayLack =
  | 'managedIdentity'
  | 'definitions'
  | 'operator'
  | 'issuer'
  | 'workloadIdentity'
  | 'vaultProvider';

/** Returns what a cluster lacks for certificates, if some are in vaults, and DNS records of Gateways, in the order in which sentences name it. */
export function gatewayLacks(cluster: Cluster, hasVaults: boolean): readonly GatewayLack[] {
  const { hasDefinitions, hasOperator } = routingOf(cluster);
  const has: Readonly<Record<GatewayLack, boolean>> = {
    managedIdentity: cluster.controlPlane.kind !== 'servicePrincipal',
    definitions: hasDefinitions,
    operator: hasOperator,
    issuer: hasOidcIssuer(cluster),
    workloadIdentity: hasWorkloadIdentity(cluster),
    vaultProvider: !hasVaults || addonNamed(cluster, 'azureKeyvaultSecretsProvider')?.enabled === true,
  };
  return (Object.keys(has) as GatewayLack[]).filter((name) => !has[name]);
}

/** Returns the default ingress controller of a cluster with application routing. */
export function nginxControllerOf({ raw }: Pick<Cluster, 'raw'>): string {
  return textAt(raw, routingPaths.nginx) ?? 'AnnotationControlled';
}
