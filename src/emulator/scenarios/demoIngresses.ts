/** The Ingresses of web-weu and search-weu: the first still uses NGINX for all, the second for one host that is left. */
import type { JsonObject } from '../arm/json.ts';

const routingClass = 'webapprouting.kubernetes.azure.com';

/** In web-weu two Ingresses use NGINX, one with a certificate of a key vault; a third is of a controller of its own. */
export function objectsOfWeb(): readonly JsonObject[] {
  return [
    controller('default', routingClass),
    controller('internal', 'nginx-internal'),
    ingress('shop', 'storefront', ['shop.contoso.com', 'www.shop.contoso.com'], {
      'kubernetes.azure.com/tls-cert-keyvault-uri': 'https://kv-contoso-store.vault.azure.net/certificates/shop',
    }),
    ingress('shop', 'checkout', ['checkout.shop.contoso.com']),
    ingress('intranet', 'wiki', ['wiki.internal.contoso.com'], {}, 'nginx-internal'),
  ];
}

/** In search-weu one of two hosts has its route, and the old controller is still there. */
export function ingressesOfSearch(): readonly JsonObject[] {
  const hosts = ['search.contoso.com', 'old.search.contoso.com'];
  return [
    controller('default', routingClass),
    ingress('search', 'site', hosts),
    route('search', 'site', hosts.slice(0, 1)),
  ];
}

function controller(name: string, ingressClassName: string): JsonObject {
  return {
    apiVersion: 'approuting.kubernetes.azure.com/v1alpha1',
    kind: 'NginxIngressController',
    metadata: { name },
    spec: { ingressClassName, controllerNamePrefix: 'nginx' },
  };
}

function backend(name: string): JsonObject {
  return { service: { name, port: { number: 80 } } };
}

function ingress(
  namespace: string,
  name: string,
  hosts: readonly string[],
  annotations: JsonObject = {},
  ingressClassName = routingClass,
): JsonObject {
  const http = { paths: [{ path: '/', pathType: 'Prefix', backend: backend(name) }] };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { namespace, name, annotations },
    spec: { ingressClassName, rules: hosts.map((host) => ({ host, http })) },
  };
}

function route(namespace: string, name: string, hostnames: readonly string[]): JsonObject {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { namespace, name },
    spec: { parentRefs: [{ name: 'edge' }], hostnames, rules: [{ backendRefs: [{ name, port: 80 }] }] },
  };
}
