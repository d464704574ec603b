/** For each public message, the world that its thread describes: what Azure and the cluster have, in concrete ids. */
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import { clusterObjectsOf } from '../../../src/domain/askers/reading/objects.ts';
import type { ClusterObjects } from '../../../src/domain/askers/model.ts';
import {
  assigned,
  cluster,
  clusterId,
  defaultKubelet,
  group,
  guid,
  identity,
  identityId,
  nodeGroup,
  registryId,
  systemAssigned,
  worldFacts,
  type World,
} from '../../support/domain/worldFacts.ts';
import { credential, issuer, ready } from '../../support/domain/workloadFixture.ts';

/** A world, and what is filled in for the masked parts of a message. */
export interface CaseWorld {
  readonly fill?: Readonly<Record<string, string>>;
  readonly azure?: Partial<World>;
  /** Left out: nothing was read in the cluster. */
  readonly objects?: readonly JsonObject[];
}

const principal = guid(1001);
const client = guid(6001);
export const idShop = identity('id-shop', principal);
const kubelet = { id: defaultKubelet['kubeletidentity'] as JsonObject };
const kubeletId = String((kubelet.id as Record<string, unknown>)['resourceId']);
const kubeletJson: JsonObject = {
  id: kubeletId,
  name: 'shop-weu-agentpool',
  location: 'westeurope',
  properties: { principalId: guid(60), clientId: guid(61), tenantId: '22222222-2222-4222-8222-222222222222' },
};
const shop = cluster(systemAssigned, { ...ready, identityProfile: defaultKubelet });
const withoutSwitch = cluster(systemAssigned, { identityProfile: defaultKubelet });

/** A scale set of the cluster's nodes with these identities. */
export function scaleSet(...ids: readonly string[]): JsonObject {
  return {
    id: `${nodeGroup}/providers/Microsoft.Compute/virtualMachineScaleSets/aks-system-1-vmss`,
    type: 'Microsoft.Compute/virtualMachineScaleSets',
    identity: { type: 'UserAssigned', userAssignedIdentities: Object.fromEntries(ids.map((id) => [id, {}])) },
  };
}

export const basic: readonly JsonObject[] = [shop, idShop, kubeletJson];
const policyId = `${nodeGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/azurepolicy-shop-weu`;
const severalNodes: Partial<World> = { resources: [...basic, scaleSet(kubeletId, policyId)] };

/** An object of Kubernetes with a name in a namespace. */
function object(kind: string, apiVersion: string, at: string, rest: JsonObject): JsonObject {
  const [namespace = '', name = ''] = at.split('/');
  return { apiVersion, kind, ...rest, metadata: { namespace, name, ...(rest['metadata'] as JsonObject | undefined) } };
}

export function account(at: string, annotations: JsonObject = {}): JsonObject {
  return object('ServiceAccount', 'v1', at, { metadata: { annotations } });
}

interface PodSpec {
  readonly as?: string;
  readonly label?: boolean;
  readonly token?: boolean;
  readonly env?: JsonObject;
  readonly image?: string;
  readonly annotations?: JsonObject;
  readonly class?: string;
  readonly labels?: JsonObject;
}

export function pod(at: string, spec: PodSpec = {}): JsonObject {
  const { as, label = false, token = false, env = {}, image = 'app:1', annotations = {} } = spec;
  const tokens = {
    name: 'azure-identity-token',
    projected: { sources: [{ serviceAccountToken: { audience: 'api://AzureADTokenExchange' } }] },
  };
  const secrets = {
    name: 'secrets',
    csi: { driver: 'secrets-store.csi.k8s.io', volumeAttributes: { secretProviderClass: spec.class ?? '' } },
  };
  return object('Pod', 'v1', at, {
    metadata: {
      labels: { ...(label ? { 'azure.workload.identity/use': 'true' } : {}), ...spec.labels },
      annotations,
    },
    spec: {
      ...(as === undefined ? {} : { serviceAccountName: as }),
      containers: [
        { name: 'main', image, env: Object.entries(env).map(([name, value]) => ({ name, value: value ?? '' })) },
      ],
      volumes: [...(token ? [tokens] : []), ...(spec.class === undefined ? [] : [secrets])],
    },
    status: { phase: 'Running' },
  });
}

const clientId = 'azure.workload.identity/client-id';
const injected = {
  AZURE_CLIENT_ID: client,
  AZURE_TENANT_ID: guid(9),
  AZURE_FEDERATED_TOKEN_FILE: '/var/run/secrets/azure/wi/token/azure-identity-token',
};
const withoutClient = { AZURE_TENANT_ID: guid(9), AZURE_FEDERATED_TOKEN_FILE: '/x' };

function secretClass(at: string, parameters: JsonObject): JsonObject {
  return object('SecretProviderClass', 'secrets-store.csi.x-k8s.io/v1', at, {
    spec: { provider: 'azure', parameters },
  });
}

const zone = `${group}/providers/Microsoft.Network/dnszones/example.com`;
const privateZone: JsonObject = { id: `${group}/providers/Microsoft.Network/privateDnsZones/example.com` };
const vnet = `${group}/providers/Microsoft.Network/virtualNetworks/vnet`;
const storage = `${group}/providers/Microsoft.Storage/storageAccounts/stshop`;
const gateway = `${group}/providers/Microsoft.Network/applicationGateways/agw`;
const address = `${group}/providers/Microsoft.Network/publicIPAddresses/pip`;
const has = (...ids: readonly string[]): readonly JsonObject[] => [...basic, ...ids.map((id) => ({ id }))];
const mi = (at: string, more: JsonObject): JsonObject =>
  object('SecretStore', 'external-secrets.io/v1', at, { spec: { provider: { azurekv: more } } });

export const worlds: Readonly<Record<string, CaseWorld>> = {
  'why-001': {
    azure: {
      resources: [
        cluster(systemAssigned, {
          oidcIssuerProfile: { enabled: true, issuerURL: 'https://oidc.prod-aks.azure.com/XXXXXX/' },
        }),
        idShop,
      ],
      credentials: [
        credential({
          issuer: 'https://oidc.prod-aks.azure.com/XXXXXX',
          subject: 'system:serviceaccount:default:workload-identity-sa',
        }),
      ],
    },
  },
  'why-002': {
    fill: {
      'https://westeurope.oic.prod-aks.azure.com/<TENANT_ID>/<SOME_ID>/': issuer,
      '<namespace>:<service-account-name>': 'shop:cart',
    },
    azure: { credentials: [credential()] },
    objects: [
      account('shop/cart', { [clientId]: client }),
      pod('shop/cart-1', { as: 'cart', label: true, token: true, env: injected }),
    ],
  },
  'why-003': {
    fill: { 'https://oidc.prod-aks.azure.com/879-...-a6425/': issuer },
    objects: [
      account('shop/cart', { [clientId]: guid(4242) }),
      pod('shop/cart-1', { as: 'cart', label: true, token: true, env: { ...injected, AZURE_CLIENT_ID: guid(4242) } }),
    ],
  },
  'why-004': {
    fill: { 'https://eastus2.oic.prod-aks.azure.com/7******************/c*****************/': issuer },
    objects: [
      account('shop/cart', { [clientId]: guid(4242) }),
      pod('shop/cart-1', { as: 'cart', label: true, token: true, env: { ...injected, AZURE_CLIENT_ID: guid(4242) } }),
    ],
  },
  'why-011': {
    azure: { credentials: [credential({ subject: 'system:serviceaccount:default:workload-identity-sa' })] },
    objects: [
      secretClass('default/kv', { clientID: client, keyvaultName: 'kv' }),
      pod('default/busybox-secrets-store-inline-wi', { class: 'kv' }),
    ],
  },
  'why-017': {
    objects: [
      account('shop/cart', { [clientId]: client }),
      pod('shop/cart-1', { as: 'cart', label: true, token: true, env: injected }),
    ],
  },
  'why-021': {
    objects: [
      account('shop/cart', { 'azure.workload.identity/client_id': client }),
      pod('shop/cart-1', { as: 'cart', label: true, token: true, env: withoutClient }),
    ],
  },
  'why-022': {
    objects: [
      pod('source-system/source-controller-1', {
        as: 'source-controller',
        label: true,
        token: true,
        env: withoutClient,
      }),
    ],
  },
  'why-023': { objects: [account('ottox/workload-identity-sa', { [clientId]: client })] },
  'why-026': {
    objects: [
      account('gatekeeper-system/ratify', { [clientId]: client }),
      pod('gatekeeper-system/ratify-1', { as: 'ratify' }),
    ],
  },
  'why-030': {
    objects: [
      account('laravelapp/app', { [clientId]: client }),
      pod('laravelapp/app-1', { as: 'app', label: true, token: true, env: injected }),
      pod('azappconfig-system/az-appconfig-k8s-provider-1', { as: 'az-appconfig-k8s-provider', label: true }),
      account('azappconfig-system/az-appconfig-k8s-provider', { [clientId]: client }),
    ],
  },
  'why-032': {
    azure: { resources: [withoutSwitch, idShop] },
    objects: [pod('kube-system/keda-operator-1', { as: 'keda-operator', label: true })],
  },
  'why-033': { objects: [] },
  'why-034': {
    objects: [
      object('TriggerAuthentication', 'keda.sh/v1alpha1', 'demo/auth', {
        spec: { podIdentity: { provider: 'azure-workload', identityId: client } },
      }),
    ],
  },
  'why-042': {
    fill: { MYCLIENTID: client },
    azure: { resources: [...basic, scaleSet(kubeletId)], credentials: [credential()] },
    objects: [
      account('shop/cart', { [clientId]: client }),
      pod('shop/cart-1', { as: 'cart', label: true, token: true, env: injected }),
    ],
  },
  'why-043': {
    azure: { resources: [...basic, scaleSet(kubeletId)] },
    objects: [
      secretClass('shop/kv', { keyvaultName: 'kv', usePodIdentity: 'false' }),
      account('shop/cart', { [clientId]: client }),
      pod('shop/cart-1', { as: 'cart', label: true, token: true, env: injected, class: 'kv' }),
    ],
  },
  'why-044': {
    objects: [
      secretClass('shop/kv', { clientID: client, usePodIdentity: 'false' }),
      pod('shop/cart-1', { as: 'cart', class: 'kv' }),
    ],
  },
  'why-049': {
    objects: [
      object('Issuer', 'cert-manager.io/v1', 'shop/issuer', {
        spec: { acme: { solvers: [{ dns01: { azureDNS: {} } }] } },
      }),
    ],
  },
  'why-052': {
    fill: {
      '111111111-111-000-00000-000': principal,
      '/subscriptions/0000000-00-0000-00000000/resourceGroups/rg-private-dns/providers/Microsoft.Network/dnsZones/example.com':
        zone,
    },
    azure: { resources: [...basic, privateZone] },
  },
  'why-053': {
    fill: {
      '<principal_id>': principal,
      '/subscriptions/<sub_id>/resourceGroups/<resource_group>/providers/Microsoft.Network/dnsZones/<dns_zone>': zone,
    },
    azure: {
      resources: has(zone),
      assignments: [
        assigned('DNS Zone Contributor', `${group}/providers/Microsoft.Network/dnszones/other.com`, principal),
      ],
    },
  },
  'why-057': { azure: severalNodes, objects: [] },
  'why-058': { azure: severalNodes },
  'why-059': { azure: severalNodes },
  'why-061': {
    azure: severalNodes,
    objects: [
      object('OCIRepository', 'source.toolkit.fluxcd.io/v1', 'flux-system/app', {
        spec: { provider: 'azure', url: 'oci://acrshop.azurecr.io/app' },
      }),
      pod('flux-system/source-controller-1', { as: 'source-controller', labels: { app: 'source-controller' } }),
      account('flux-system/source-controller'),
    ],
  },
  'why-062': { objects: [] },
  'why-063': {
    azure: severalNodes,
    objects: [
      secretClass('shop/kv', { useVMManagedIdentity: 'true', userAssignedIdentityID: '', keyvaultName: 'kv' }),
      pod('shop/cart-1', { class: 'kv' }),
    ],
  },
  'why-066': {
    objects: [pod('default/ingress-azure-1', { as: 'ingress-azure', labels: { aadpodidbinding: 'ingress-azure' } })],
  },
  'why-067': { azure: severalNodes },
  'why-068': {
    objects: [
      object('BackupStorageLocation', 'velero.io/v1', 'velero/default', {
        spec: { config: { storageAccount: 'st', useAAD: 'true' } },
      }),
    ],
  },
  'why-076': {
    objects: [
      pod('argocd/argocd-server-1', {
        as: 'argocd-server',
        image: 'quay.io/argoproj/argocd:v2.14.3',
        env: { AAD_LOGIN_METHOD: 'workloadidentity' },
      }),
    ],
  },
  'why-078': {
    azure: { resources: [...basic, scaleSet(kubeletId)] },
    objects: [
      mi('team-a/store', { authType: 'ManagedIdentity', identityId: client, vaultUrl: 'https://kv.vault.azure.net' }),
    ],
  },
  'why-079': { azure: { resources: [...basic, scaleSet(policyId)] } },
  'why-080': { azure: { resources: [...basic, scaleSet(kubeletId)] } },
  'why-085': {
    objects: [
      pod('azureserviceoperator-system/aso-1', {
        as: 'azureserviceoperator-default',
        labels: { aadpodidbinding: 'aso' },
      }),
    ],
  },
  'why-086': {
    objects: [
      account('shop/cart', { [clientId]: client }),
      pod('shop/cart-1', {
        as: 'cart',
        label: true,
        env: injected,
        token: true,
        annotations: { 'azure.workload.identity/use-identity-binding': 'true' },
      }),
    ],
  },
  'why-092': {
    fill: {
      '00000000-0000-0000-0000-000000000001': principal,
      '/subscriptions/XXX/resourceGroups/aks/providers/Microsoft.Network/virtualNetworks/vnet-lab001-XXX': vnet,
    },
    azure: { resources: has(vnet) },
  },
  'why-093': {
    fill: {
      "'XXXXXXXX'": `'${principal}'`,
      '/subscriptions/xxxxxxxxxxx/resourceGroups/XXXXXXXXX/providers/Microsoft.Network/publicIPAddresses/XXXXXXXXXX':
        address,
    },
    azure: { resources: has(address) },
  },
  'why-094': {
    fill: {
      '/subscriptions/******************************************/resourceGroups/******-devtest-az-app-gateway-rg/providers/Microsoft.Network/applicationGateways/******-devtest-az-app-gateway':
        gateway,
      "'*******************************'": `'${principal}'`,
      "'************************************'": `'${principal}'`,
    },
    azure: { resources: has(gateway), assignments: [assigned('Contributor', gateway, principal)] },
  },
  'why-095': {
    fill: {
      '<Client-ID>': principal,
      '<Object-ID>': principal,
      '/subscriptions/<Subscription-ID>/resourceGroups/<RG-ID>': group,
    },
    azure: { resources: has(group, zone), assignments: [assigned('DNS Zone Contributor', zone, principal)] },
  },
  'why-100': {
    fill: {
      '00000000-0000-0000-0000-000000000001': guid(1),
      '/subscriptions/---/resourceGroups/fullyprivx/providers/Microsoft.Network/virtualNetworks/spoke1-kubevnet/subnets/aks-subnet': `${vnet}/subnets/snet-aks`,
    },
    azure: { resources: has(`${vnet}/subnets/snet-aks`) },
  },
  'why-104': {
    fill: {
      '00000000-0000-0000-0000-000000000001': guid(60),
      '/subscriptions/xxxxxx/resourceGroups/devprisa/providers/Microsoft.Storage/storageAccounts/devprisa': storage,
    },
    azure: { resources: has(storage), assignments: [assigned('Storage Account Contributor', storage, guid(1))] },
  },
  'why-108': {
    objects: [
      object('PersistentVolume', 'v1', '/pv-xxx', {
        spec: {
          csi: {
            driver: 'blob.csi.azure.com',
            volumeAttributes: { AzureStorageIdentityResourceID: identityId('id-shop'), storageAccount: 'st' },
          },
        },
      }),
    ],
  },
  'why-109': {
    azure: { resources: [...basic, scaleSet(kubeletId)] },
    objects: [
      object('PersistentVolume', 'v1', '/azblobvolumemsi', {
        spec: {
          csi: {
            driver: 'blob.csi.azure.com',
            volumeAttributes: {
              AzureStorageAuthType: 'MSI',
              AzureStorageIdentityClientID: client,
              storageAccount: 'st',
            },
          },
        },
      }),
    ],
  },
  'why-114': {
    azure: {
      resources: [
        ...basic,
        { id: `${group}/providers/Microsoft.KeyVault/vaults/kv`, properties: { enableRbacAuthorization: false } },
        scaleSet(kubeletId),
      ],
      assignments: [assigned('Key Vault Secrets User', `${group}/providers/Microsoft.KeyVault/vaults/kv`, principal)],
    },
    objects: [
      secretClass('shop/kv', { useVMManagedIdentity: 'true', userAssignedIdentityID: client, keyvaultName: 'kv' }),
      pod('shop/cart-1', { class: 'kv' }),
    ],
  },
  'why-115': {
    objects: [
      secretClass('shop/kv', { clientID: client, keyvaultName: 'kv' }),
      pod('shop/cart-1', { as: 'cart', class: 'kv' }),
      account('shop/cart', { [clientId]: client }),
    ],
  },
  'why-116': {
    fill: { '"***"': '"acrshop.azurecr.io/app"' },
    azure: { resources: has(registryId), assignments: [assigned('AcrPull', registryId, guid(77))] },
  },
  'why-120': {
    fill: { '<redacted>.azurecr.io': 'acrshop.azurecr.io' },
    azure: { resources: has(registryId), assignments: [assigned('AcrPull', registryId, guid(60))] },
  },
  'why-124': {
    objects: [
      account('monitoring/prometheus', { [clientId]: client }),
      pod('monitoring/prometheus-0', { as: 'prometheus', label: true, token: true, env: injected }),
    ],
  },
  'why-128': {
    azure: { assignments: [assigned('Contributor', group, guid(60))] },
    objects: [pod('shop/app-1')],
  },
  'why-129': {
    fill: {
      'c3efbf89-xxxx-xxxx-xxxx-8772777303d7': guid(78),
      '/subscriptions/c03f10db-xxxx-xxxx-xxxx-c0e2d3821da2/resourceGroups/xx-backup-rg/providers/Microsoft.Storage/storageAccounts/xxx':
        storage,
    },
    azure: { resources: has(storage) },
  },
};

/** Returns the message with the masked parts filled in as the world has them. */
export function filled(message: string, fill: CaseWorld['fill'] = {}): string {
  return Object.entries(fill).reduce((text, [mask, value]) => text.replaceAll(mask, value), message);
}

/** Returns Azure's half of a world. */
export function factsIn({ azure = {} }: CaseWorld) {
  return worldFacts({ resources: basic, ...azure, credentials: azure.credentials ?? [] });
}

/** Returns the cluster's half of a world. */
export function objectsIn({ objects }: CaseWorld): ClusterObjects | undefined {
  return objects === undefined
    ? undefined
    : clusterObjectsOf({ items: objects, listed: [], notRead: [], isWhole: true });
}

export const theCluster = clusterId as ArmId;
