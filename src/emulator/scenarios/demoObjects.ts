/** What kubectl would list in the demo's clusters: accounts, pods and the objects of operators, right and wrong. */
import type { JsonObject } from '../arm/json.ts';
import { objectsOfSearch } from './demoGateways.ts';
import { ingressesOfSearch, objectsOfWeb } from './demoIngresses.ts';
import { demoPlace, workloads } from './demoSubscriptions.ts';
import { jobNames } from './demoWorkloads.ts';
import { userAssignedIdentity } from './parts/identities.ts';

const entraAudience = 'api://AzureADTokenExchange';

function account(namespace: string, name: string, clientId?: string): JsonObject {
  const annotations = clientId === undefined ? {} : { 'azure.workload.identity/client-id': clientId };
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace, name, annotations } };
}

/** A pod of a Deployment that is named like its account; `hasToken` if the webhook changed it. */
function pod(namespace: string, name: string, labels: JsonObject, hasToken: boolean): JsonObject {
  const hash = '7d4b9c';
  const token = { serviceAccountToken: { audience: entraAudience, path: 'azure-identity-token' } };
  const use = hasToken ? { 'azure.workload.identity/use': 'true' } : {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace,
      name: `${name}-${hash}-x2k8p`,
      labels: { ...labels, ...use, 'pod-template-hash': hash },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${name}-${hash}` }],
    },
    spec: {
      serviceAccountName: name,
      containers: [{ name, image: `contoso.azurecr.io/${name}:1` }],
      volumes: hasToken ? [{ name: 'azure-identity-token', projected: { sources: [token] } }] : [],
    },
    status: { phase: 'Running' },
  };
}

/** In store-weu the storefront works; KEDA, a secret store and the basket do not. */
function objectsOfStore(): readonly JsonObject[] {
  const home = demoPlace(workloads, 'rg-store', 'weu');
  const [storefront = '', basket = '', mail = ''] = ['storefront', 'basket', 'mail'].map(
    (name) => userAssignedIdentity(home, `id-${name}`).clientId,
  );
  const vaultUrl = 'https://kv-contoso-store.vault.azure.net';
  return [
    account('storefront', 'web', storefront),
    pod('storefront', 'web', { app: 'web' }, true),
    account('basket', 'api', basket),
    pod('basket', 'api', { app: 'api' }, true),
    account('mail', 'sender', mail),
    pod('mail', 'sender', { app: 'sender' }, false),
    account('keda', 'keda-operator'),
    pod('keda', 'keda-operator', { 'app.kubernetes.io/name': 'keda-operator' }, true),
    {
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'TriggerAuthentication',
      metadata: { namespace: 'basket', name: 'orders' },
      spec: { podIdentity: { provider: 'azure-workload', identityId: basket } },
    },
    {
      apiVersion: 'external-secrets.io/v1',
      kind: 'SecretStore',
      metadata: { namespace: 'storefront', name: 'vault' },
      spec: { provider: { azurekv: { authType: 'WorkloadIdentity', vaultUrl, serviceAccountRef: { name: 'web' } } } },
    },
    {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ClusterSecretStore',
      metadata: { name: 'shared' },
      spec: { provider: { azurekv: { authType: 'ManagedIdentity', vaultUrl, identityId: mail } } },
    },
  ];
}

/** In partners-weu everything signs in with its credential. */
function objectsOfPartners(): readonly JsonObject[] {
  const home = demoPlace(workloads, 'rg-partners', 'weu');
  const running = (namespace: string, name: string, identity: string): readonly JsonObject[] => [
    account(namespace, name, userAssignedIdentity(home, `id-${identity}`).clientId),
    pod(namespace, name, { app: name }, true),
  ];
  return [
    ...running('partners', 'api', 'partner-api'),
    ...running('delivery', 'deployer', 'deployer'),
    ...jobNames.flatMap((job) => running('jobs', job, 'jobs')),
  ];
}

/** Returns the objects of a cluster, or `undefined` for clusters without samples. */
export function demoObjectsIn(clusterName: string): readonly JsonObject[] | undefined {
  if (clusterName === 'search-weu') return [...objectsOfSearch(), ...ingressesOfSearch()];
  if (clusterName === 'web-weu') return objectsOfWeb();
  if (clusterName === 'partners-weu') return objectsOfPartners();
  return clusterName === 'store-weu' ? objectsOfStore() : undefined;
}
