/** The Gateways of search-weu: one gets its certificate and its DNS records; the other, for previews, was left half way. */
import type { JsonObject } from '../arm/json.ts';
import { demoPlace, platform } from './demoSubscriptions.ts';
import { federatedCredential, userAssignedIdentity } from './parts/identities.ts';
import { dnsZone } from './parts/networks.ts';
import { assignRole, type WorldPart } from './parts/resources.ts';
import { keyVault } from './parts/services.ts';

const home = demoPlace(platform, 'rg-search', 'weu');
const identity = userAssignedIdentity(home, 'id-search-gateway');
const zone = dnsZone(home, 'search.contoso.com');
const vault = keyVault(home, 'kv-contoso-search');

/** Makes the identity of the Gateways, which trusts one account, with the zone and the vault that it may use. */
export function searchGateways(issuer: string): WorldPart {
  return {
    resources: [
      identity.resource,
      zone,
      vault,
      federatedCredential(identity, 'search-app-routing', issuer, 'system:serviceaccount:search:app-routing'),
    ],
    roleAssignments: [
      assignRole('DNS Zone Contributor', identity.principalId, zone.id),
      assignRole('Key Vault Secrets User', identity.principalId, vault.id),
    ],
  };
}

/** In search everything is there; in previews the account lacks its label, and no identity trusts it. */
export function objectsOfSearch(): readonly JsonObject[] {
  return [
    gatewayClass(),
    account('search', 'app-routing', identity.clientId, { 'azure.workload.identity/use': 'true' }),
    account('previews', 'app-routing', identity.clientId),
    account('kube-system', 'karpenter-sa'),
    account('azure-alb-system', 'alb-controller-sa'),
    gateway('search', 'search.contoso.com', 'search-tls'),
    gateway('previews', '*.previews.contoso.com', 'previews-tls'),
    {
      apiVersion: 'approuting.kubernetes.azure.com/v1alpha1',
      kind: 'ClusterExternalDNS',
      metadata: { name: 'search-zones' },
      spec: {
        resourceName: 'search-zones',
        resourceNamespace: 'search',
        dnsZoneResourceIDs: [zone.id],
        resourceTypes: ['gateway'],
        identity: { type: 'workloadIdentity', serviceAccount: 'app-routing' },
      },
    },
  ];
}

function gatewayClass(): JsonObject {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    metadata: { name: 'approuting-istio' },
    spec: { controllerName: 'istio.io/gateway-controller' },
  };
}

function account(namespace: string, name: string, clientId?: string, labels: JsonObject = {}): JsonObject {
  const annotations = clientId === undefined ? {} : { 'azure.workload.identity/client-id': clientId };
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace, name, annotations, labels } };
}

function gateway(namespace: string, hostname: string, certificate: string): JsonObject {
  const options = {
    'kubernetes.azure.com/tls-cert-keyvault-uri': `https://${vault.name}.vault.azure.net/certificates/${certificate}`,
    'kubernetes.azure.com/tls-cert-service-account': 'app-routing',
  };
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { namespace, name: 'edge' },
    spec: {
      gatewayClassName: 'approuting-istio',
      listeners: [
        { name: 'https', hostname, port: 443, protocol: 'HTTPS', tls: { mode: 'Terminate', options } },
        { name: 'http', hostname, port: 80, protocol: 'HTTP' },
      ],
    },
  };
}
