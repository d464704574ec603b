/** Gateways and objects for DNS records in the shapes of their own definitions, and who asks because of them. */
import { account, labelled, object } from '../clusterObjects.ts';
import type { AskerCase } from './askerCases.ts';
import { gatewayRoute, ingress, ingressClass, nginxController } from './ingressCases.ts';

type Json = Record<string, unknown>;

const gatewayClient = '11111111-0000-4000-8000-00000000000a';
const otherClient = '11111111-0000-4000-8000-00000000000b';
const directory = '22222222-0000-4000-8000-000000000001';
const group = '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg-dns/providers/Microsoft.Network';

/** A public and a private zone. */
export const publicZone = `${group}/dnsZones/shop.example`;
export const privateZone = `${group}/privateDnsZones/in.example`;
/** The address of a certificate in the vault kv-shop. */
export const certificate = 'https://kv-shop.vault.azure.net/certificates/shop-tls';

/** An account with its annotation and, unless it is left out, with its label. */
export function gatewayAccount(name: string, clientId: string | undefined, labels: Json = labelled): Json {
  const made = account(name, clientId === undefined ? {} : { 'client-id': clientId });
  return { ...made, metadata: { ...(made['metadata'] as Json), labels } };
}

/** A Gateway with a listener that has these options, and one that has none. */
export function gatewayWith(options: Json, gatewayClassName = 'approuting-istio', place = 'shop/edge'): Json {
  const tls = { mode: 'Terminate', options };
  return object(`gateway.networking.k8s.io/v1 Gateway ${place}`, {
    spec: {
      gatewayClassName,
      listeners: [
        { name: 'http', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'Same' } } },
        { name: 'https', hostname: 'shop.example', port: 443, protocol: 'HTTPS', tls },
      ],
    },
    status: { addresses: [{ type: 'IPAddress', value: '203.0.113.9' }] },
  });
}

/** The options of a listener. */
export function listener(uri: string | undefined, serviceAccount: string | undefined): Json {
  return {
    ...(uri === undefined ? {} : { 'kubernetes.azure.com/tls-cert-keyvault-uri': uri }),
    ...(serviceAccount === undefined ? {} : { 'kubernetes.azure.com/tls-cert-service-account': serviceAccount }),
  };
}

/** An object for DNS records of the whole cluster, or of a namespace. */
export function records(identity: Json, spec: Json = {}, head = 'ClusterExternalDNS shop-zones'): Json {
  return object(`approuting.kubernetes.azure.com/v1alpha1 ${head}`, {
    spec: {
      resourceName: 'shop-zones',
      dnsZoneResourceIDs: [publicZone],
      resourceTypes: ['gateway'],
      identity,
      ...spec,
    },
  });
}

const ready = gatewayAccount('shop/app-routing', gatewayClient);
const byAccount = { component: 'application-routing', mode: 'workloadIdentity', as: 'shop/app-routing' } as const;
const classOf = (name: string): Json =>
  object(`gateway.networking.k8s.io/v1 GatewayClass ${name}`, {
    spec: { controllerName: 'istio.io/gateway-controller' },
  });
const served = classOf('approuting-istio');

const routed = 'webapprouting.kubernetes.azure.com';

/** One for each way in which these objects ask, or don't. */
export const gatewayAskerCases: readonly AskerCase[] = [
  {
    what: 'an Ingress of application routing that names an account for its certificate',
    items: [ready, ingress('shop/web', routed, listener(certificate, 'app-routing'))],
    asks: [{ ...byAccount, id: gatewayClient, target: certificate }],
  },
  {
    what: "an Ingress whose certificate the add-on's identity gets, not at all",
    items: [ready, nginxController('default', routed), ingress('shop/web', routed, listener(certificate, undefined))],
    asks: [],
  },
  {
    what: 'an Ingress of somebody else, and a route, not at all',
    items: [
      ready,
      ingressClass('nginx', 'k8s.io/ingress-nginx'),
      ingress('shop/web', 'nginx', listener(certificate, 'app-routing')),
      gatewayRoute({ hostnames: ['shop.example'] }),
    ],
    asks: [],
  },
  {
    what: 'a Gateway, once for each listener with a certificate of a vault',
    items: [served, ready, gatewayWith(listener(certificate, 'app-routing'))],
    asks: [{ ...byAccount, id: gatewayClient, target: certificate }],
  },
  {
    what: 'a Gateway that the Istio add-on serves',
    items: [classOf('istio'), ready, gatewayWith(listener(certificate, 'app-routing'), 'istio')],
    asks: [{ ...byAccount, id: gatewayClient, target: certificate }],
  },
  {
    what: 'a Gateway of somebody else, not at all',
    items: [ready, gatewayWith(listener(certificate, 'app-routing'), 'nginx')],
    asks: [],
  },
  { what: 'a Gateway without these options, not at all', items: [served, ready, gatewayWith({})], asks: [] },
  {
    what: 'a Gateway with a certificate and no account',
    items: [served, gatewayWith(listener(certificate, undefined))],
    asks: [{ component: 'application-routing', mode: 'workloadIdentity', target: certificate, isStopped: true }],
  },
  {
    what: 'a Gateway with an account and no certificate',
    items: [served, ready, gatewayWith(listener(undefined, 'app-routing'))],
    asks: [{ ...byAccount, id: gatewayClient, isStopped: true }],
  },
  {
    what: 'a Gateway with the address of something else than a certificate',
    items: [served, ready, gatewayWith(listener('https://kv-shop.vault.azure.net/keys/k', 'app-routing'))],
    asks: [{ ...byAccount, id: gatewayClient, target: 'https://kv-shop.vault.azure.net/keys/k', isStopped: true }],
  },
  {
    what: 'a Gateway of a class that the cluster does not have',
    items: [ready, gatewayWith(listener(certificate, 'app-routing'))],
    asks: [{ ...byAccount, id: gatewayClient, target: certificate, isStopped: true }],
  },
  {
    what: 'an object for DNS records of the cluster, as the account in its namespace',
    items: [
      ready,
      gatewayAccount('pay/app-routing', otherClient),
      records(
        { type: 'workloadIdentity', serviceAccount: 'app-routing' },
        { resourceNamespace: 'shop', tenantId: directory },
      ),
    ],
    asks: [{ ...byAccount, id: gatewayClient, tenantId: directory, target: 'shop.example' }],
  },
  {
    what: "an object for DNS records of the cluster that names no namespace, in the operator's own",
    items: [
      gatewayAccount('app-routing-system/records', gatewayClient),
      records({ serviceAccount: 'records' }, { dnsZoneResourceIDs: [privateZone] }),
    ],
    asks: [{ ...byAccount, as: 'app-routing-system/records', id: gatewayClient, target: 'in.example' }],
  },
  {
    what: 'an object for DNS records of a namespace, in the older spelling',
    items: [ready, records({ serviceAccount: 'app-routing' }, { tenantID: directory }, 'ExternalDNS shop/zones')],
    asks: [{ ...byAccount, id: gatewayClient, tenantId: directory, target: 'shop.example' }],
  },
  {
    what: 'an object for DNS records with an identity of the nodes',
    items: [records({ type: 'managedIdentity', clientID: otherClient })],
    asks: [{ component: 'application-routing', mode: 'nodeIdentity', id: otherClient, target: 'shop.example' }],
  },
  {
    what: 'an object for DNS records without an account',
    items: [records({ type: 'workloadIdentity' })],
    asks: [{ component: 'application-routing', mode: 'workloadIdentity', target: 'shop.example', isStopped: true }],
  },
];
