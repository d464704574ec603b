/** For each object that can name an identity and each mode: who asks, as which account, for which identity. */
import type { Asker } from '../../../../src/domain/askers/model.ts';
import { account, entra, labelled, object, pod } from '../clusterObjects.ts';

/** A client ID, and another. */
export const clientA = '11111111-0000-4000-8000-00000000000a';
const clientB = '11111111-0000-4000-8000-00000000000b';
/** The directory of the identities. */
const directory = '22222222-0000-4000-8000-000000000001';

/** What is said of an asker: left out is what has to be absent. */
export interface AskerCase {
  readonly what: string;
  readonly items: readonly Record<string, unknown>[];
  /** Of the last item, or of what makes the pod. */
  readonly asks: readonly (Partial<Pick<Asker, 'component' | 'mode' | 'tenantId' | 'target' | 'isOperatorAccount'>> & {
    /** `namespace/name` */
    readonly as?: string;
    readonly id?: string;
    readonly isStopped?: true;
    readonly isOpen?: true;
  })[];
}

const vault = 'https://kv.vault.azure.net';
const store = (azurekv: object, kind = 'SecretStore', place = 'shop/kv') =>
  object(`external-secrets.io/v1 ${kind} ${place}`, {
    spec: { provider: { azurekv: { vaultUrl: vault, ...azurekv } } },
  });
const trigger = (spec: object, kind = 'TriggerAuthentication', place = 'shop/queue') =>
  object(`keda.sh/v1alpha1 ${kind} ${place}`, { spec });
const issuer = (azureDNS: object, kind = 'ClusterIssuer', place = 'letsencrypt') =>
  object(`cert-manager.io/v1 ${kind} ${place}`, {
    spec: { acme: { solvers: [{ dns01: { azureDNS: { hostedZoneName: 'shop.example', ...azureDNS } } }] } },
  });
const provided = (parameters: object) =>
  object('secrets-store.csi.x-k8s.io/v1 SecretProviderClass shop/kv', {
    spec: { provider: 'azure', parameters: { keyvaultName: 'kv', tenantId: directory, ...parameters } },
  });
const mounting = (name: string, of: string) =>
  pod(name, of, {
    spec: {
      volumes: [
        { name: 's', csi: { driver: 'secrets-store.csi.k8s.io', volumeAttributes: { secretProviderClass: 'kv' } } },
      ],
    },
  });
const volume = (driver: string, volumeAttributes: object) =>
  object('v1 PersistentVolume pv', {
    spec: { csi: { driver, volumeAttributes }, claimRef: { namespace: 'shop', name: 'data' } },
  });
const claiming = pod('shop/web-1', 'web', {
  spec: { volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }] },
});
const source = (kind: string, spec: object, group = 'source') =>
  object(`${group}.toolkit.fluxcd.io/v1 ${kind} flux-system/apps`, { spec });
const config = (spec: object, head = 'azappconfig/settings') =>
  object(`azconfig.io/v1 AzureAppConfigurationProvider ${head}`, {
    spec: { endpoint: 'https://cfg.azconfig.io', ...spec },
  });
const crossplane = (spec: object, head = 'azure.upbound.io/v1beta1 ProviderConfig default') => object(head, { spec });
const location = object('velero.io/v1 BackupStorageLocation velero/default', {
  spec: { provider: 'azure', config: { storageAccount: 'backups', useAAD: 'true' } },
});
const prometheus = (azureAd: object) =>
  object('monitoring.coreos.com/v1 Prometheus monitoring/main', {
    spec: { serviceAccountName: 'prometheus', remoteWrite: [{ url: 'https://dce/api', azureAd }] },
  });
const named = (name: string) => ({ 'app.kubernetes.io/name': name });
const keda = pod('kube-system/keda-operator-1', 'keda-operator', {
  labels: named('keda-operator'),
  tokens: [entra],
  env: { AZURE_CLIENT_ID: clientB },
});
const certManager = (options: { tokens?: readonly string[]; args?: readonly string[] }, number = 1) =>
  pod(`cert-manager/cert-manager-${number}`, 'cert-manager', { labels: named('cert-manager'), ...options });
const appConfiguration = (isShut: string) =>
  pod('azappconfig-system/provider-1', 'az-appconfig-k8s-provider', {
    tokens: [entra],
    env: { WORKLOAD_IDENTITY_DISABLE_GLOBAL_SERVICE_ACCOUNT: isShut },
  });
const annotated = account('shop/web', { 'client-id': clientA, 'tenant-id': directory });

const fitting = [
  { key: 'team', operator: 'In', values: ['shop', 'pay'] },
  { key: 'team', operator: 'Exists' },
  { key: 'legacy', operator: 'DoesNotExist' },
  { key: 'legacy', operator: 'NotIn', values: ['true'] },
];
const eso = { component: 'external-secrets' } as const;
const csi = { component: 'secrets-store-csi', target: 'kv' } as const;
const ambient = '--issuer-ambient-credentials';
const dns = { component: 'cert-manager', target: 'shop.example' } as const;

/** Objects of operators, drivers and volumes. */
export const operatorCases: readonly AskerCase[] = [
  {
    what: 'a secret store with a reference to an account',
    items: [annotated, store({ authType: 'WorkloadIdentity', serviceAccountRef: { name: 'web' } })],
    asks: [{ ...eso, mode: 'workloadIdentity', as: 'shop/web', id: clientA, tenantId: directory, target: vault }],
  },
  {
    what: 'a secret store that names a namespace, which only its own can be',
    items: [annotated, store({ authType: 'WorkloadIdentity', serviceAccountRef: { name: 'web', namespace: 'other' } })],
    asks: [{ ...eso, mode: 'workloadIdentity', as: 'shop/web', id: clientA, tenantId: directory, target: vault }],
  },
  {
    what: 'a cluster secret store that names a directory as the annotation of its account does',
    items: [
      annotated,
      store(
        { authType: 'WorkloadIdentity', tenantId: 'other', serviceAccountRef: { name: 'web', namespace: 'shop' } },
        'ClusterSecretStore',
        'kv',
      ),
    ],
    asks: [
      {
        ...{ ...eso, mode: 'workloadIdentity', as: 'shop/web', id: clientA, tenantId: 'other', target: vault },
        isStopped: true,
      },
    ],
  },
  {
    what: 'a cluster secret store whose account is in the namespace of each that uses it',
    items: [
      annotated,
      account('pay/web', { 'client-id': clientB }),
      object('external-secrets.io/v1 ExternalSecret shop/db', {
        spec: { secretStoreRef: { kind: 'ClusterSecretStore', name: 'kv' } },
      }),
      object('external-secrets.io/v1 ExternalSecret shop/api', {
        spec: { dataFrom: [{ sourceRef: { storeRef: { kind: 'ClusterSecretStore', name: 'kv' } } }] },
      }),
      object('external-secrets.io/v1alpha1 PushSecret pay/certificate', {
        spec: { secretStoreRefs: [{ kind: 'ClusterSecretStore', labelSelector: { matchLabels: { team: 'pay' } } }] },
      }),
      object('external-secrets.io/v1 ExternalSecret other/own', {
        spec: { secretStoreRef: { kind: 'SecretStore', name: 'kv' } },
      }),
      {
        ...store({ authType: 'WorkloadIdentity', serviceAccountRef: { name: 'web' } }, 'ClusterSecretStore', 'kv'),
        metadata: { name: 'kv', labels: { team: 'pay' } },
      },
    ],
    asks: [
      { ...eso, mode: 'workloadIdentity', as: 'pay/web', id: clientB, target: vault },
      { ...eso, mode: 'workloadIdentity', as: 'shop/web', id: clientA, tenantId: directory, target: vault },
    ],
  },
  {
    what: 'a cluster secret store that push secrets select by expressions',
    items: [
      account('pay/web', { 'client-id': clientB }),
      ...Object.entries({
        pay: { matchLabels: { team: 'pay' }, matchExpressions: fitting },
        none: { matchLabels: { team: 'pay' }, matchExpressions: [{ key: 'team', operator: 'NotIn', values: ['pay'] }] },
        other: { matchExpressions: [...fitting, { key: 'legacy', operator: 'Exists' }] },
        every: {},
      }).map(([namespace, labelSelector]) =>
        object(`external-secrets.io/v1alpha1 PushSecret ${namespace}/certificate`, {
          spec: { secretStoreRefs: [{ kind: 'ClusterSecretStore', labelSelector }] },
        }),
      ),
      {
        ...store({ authType: 'WorkloadIdentity', serviceAccountRef: { name: 'web' } }, 'ClusterSecretStore', 'kv'),
        metadata: { name: 'kv', labels: { team: 'pay' } },
      },
    ],
    asks: [
      { ...eso, mode: 'workloadIdentity', as: 'every/web', target: vault },
      { ...eso, mode: 'workloadIdentity', as: 'pay/web', id: clientB, target: vault },
    ],
  },
  {
    what: 'a cluster secret store that nothing uses',
    items: [store({ authType: 'WorkloadIdentity', serviceAccountRef: { name: 'web' } }, 'ClusterSecretStore', 'kv')],
    asks: [{ ...eso, mode: 'workloadIdentity', target: vault, isOpen: true }],
  },
  {
    what: 'a secret store without a reference, for which the controller asks',
    items: [
      pod('eso/external-secrets-1', 'external-secrets', {
        labels: named('external-secrets'),
        tokens: [entra],
        env: { AZURE_CLIENT_ID: clientB },
      }),
      store({ authType: 'WorkloadIdentity' }),
    ],
    asks: [
      {
        ...eso,
        mode: 'workloadIdentity',
        as: 'eso/external-secrets',
        isOperatorAccount: true,
        id: clientB,
        target: vault,
      },
    ],
  },
  {
    what: 'a secret store without a reference whose controller was not found',
    items: [store({ authType: 'WorkloadIdentity' })],
    asks: [
      {
        ...eso,
        mode: 'workloadIdentity',
        as: 'external-secrets/external-secrets',
        isOperatorAccount: true,
        target: vault,
        isOpen: true,
      },
    ],
  },
  {
    what: 'a secret store with a managed identity',
    items: [store({ authType: 'ManagedIdentity', identityId: clientA })],
    asks: [{ ...eso, mode: 'nodeIdentity', id: clientA, target: vault }],
  },
  {
    what: 'a secret store with a managed identity that it does not name',
    items: [store({ authType: 'ManagedIdentity' })],
    asks: [{ ...eso, mode: 'nodeIdentity', target: vault }],
  },
  {
    what: 'a secret store with a client secret, which is the default',
    items: [store({ tenantId: directory })],
    asks: [{ ...eso, mode: 'secret', tenantId: directory, target: vault, isOpen: true }],
  },
  {
    what: 'a secret store of another cloud',
    items: [object('external-secrets.io/v1 SecretStore shop/aws', { spec: { provider: { aws: {} } } })],
    asks: [],
  },
  {
    what: 'a generator of registry tokens with an account',
    items: [
      annotated,
      object('generators.external-secrets.io/v1alpha1 ACRAccessToken shop/acr', {
        spec: { registry: 'acr.azurecr.io', auth: { workloadIdentity: { serviceAccountRef: { name: 'web' } } } },
      }),
    ],
    asks: [
      { ...eso, mode: 'workloadIdentity', as: 'shop/web', id: clientA, tenantId: directory, target: 'acr.azurecr.io' },
    ],
  },
  {
    what: 'a generator of registry tokens with a managed identity',
    items: [
      object('generators.external-secrets.io/v1alpha1 ACRAccessToken shop/acr', {
        spec: { registry: 'acr.azurecr.io', auth: { managedIdentity: { identityId: clientA } } },
      }),
    ],
    asks: [{ ...eso, mode: 'nodeIdentity', id: clientA, target: 'acr.azurecr.io' }],
  },
  {
    what: 'a secret provider class with a client ID, for each account whose pods mount it',
    items: [
      mounting('shop/web-1', 'web'),
      mounting('shop/web-2', 'web'),
      mounting('shop/job-1', 'job'),
      mounting('other/x-1', 'x'),
      provided({ clientID: clientA, tenantId: directory }),
    ],
    asks: [
      { ...csi, mode: 'workloadIdentity', as: 'shop/web', id: clientA, tenantId: directory },
      { ...csi, mode: 'workloadIdentity', as: 'shop/job', id: clientA, tenantId: directory },
    ],
  },
  {
    what: 'a secret provider class that no pod mounts',
    items: [provided({ clientID: clientA })],
    asks: [{ ...csi, mode: 'workloadIdentity', tenantId: directory, id: clientA, isOpen: true }],
  },
  {
    what: 'a secret provider class whose driver asks for no token of Entra',
    items: [
      object('storage.k8s.io/v1 CSIDriver secrets-store.csi.k8s.io', {
        spec: { tokenRequests: [{ audience: 'other' }] },
      }),
      mounting('shop/web-1', 'web'),
      provided({ clientID: clientA }),
    ],
    asks: [{ ...csi, mode: 'workloadIdentity', tenantId: directory, as: 'shop/web', id: clientA, isStopped: true }],
  },
  {
    what: "a secret provider class with the node's identity",
    items: [provided({ useVMManagedIdentity: 'true', userAssignedIdentityID: clientA })],
    asks: [{ ...csi, mode: 'nodeIdentity', id: clientA }],
  },
  {
    what: 'a secret provider class with an identity binding',
    items: [mounting('shop/web-1', 'web'), provided({ clientID: clientA, useAzureTokenProxy: 'true' })],
    asks: [{ ...csi, mode: 'binding', tenantId: directory, as: 'shop/web', id: clientA }],
  },
  {
    what: 'a secret provider class with pod identity',
    items: [provided({ usePodIdentity: 'true' })],
    asks: [{ ...csi, mode: 'podIdentity' }],
  },
  {
    what: 'a secret provider class with a client secret',
    items: [provided({})],
    asks: [{ ...csi, mode: 'secret', tenantId: directory, isOpen: true }],
  },
  {
    what: 'a trigger authentication with an identity, for which the operator asks',
    items: [
      keda,
      trigger({ podIdentity: { provider: 'azure-workload', identityId: clientA, identityTenantId: directory } }),
    ],
    asks: [
      {
        component: 'keda',
        mode: 'workloadIdentity',
        as: 'kube-system/keda-operator',
        isOperatorAccount: true,
        id: clientA,
        tenantId: directory,
      },
    ],
  },
  {
    what: 'a cluster trigger authentication with the identity of the operator',
    items: [keda, trigger({ podIdentity: { provider: 'azure-workload' } }, 'ClusterTriggerAuthentication', 'queue')],
    asks: [
      {
        component: 'keda',
        mode: 'workloadIdentity',
        as: 'kube-system/keda-operator',
        isOperatorAccount: true,
        id: clientB,
      },
    ],
  },
  {
    what: 'a trigger authentication whose operator has no workload identity',
    items: [
      pod('keda/keda-operator-1', 'keda-operator', { labels: named('keda-operator') }),
      trigger({ podIdentity: { provider: 'azure-workload', identityId: clientA } }),
    ],
    asks: [
      {
        component: 'keda',
        mode: 'workloadIdentity',
        as: 'keda/keda-operator',
        isOperatorAccount: true,
        id: clientA,
        isStopped: true,
      },
    ],
  },
  {
    what: 'a trigger authentication for a key vault',
    items: [
      keda,
      trigger({ azureKeyVault: { vaultUri: vault, podIdentity: { provider: 'azure-workload', identityId: clientA } } }),
    ],
    asks: [
      {
        component: 'keda',
        mode: 'workloadIdentity',
        as: 'kube-system/keda-operator',
        isOperatorAccount: true,
        id: clientA,
        target: vault,
      },
    ],
  },
  {
    what: 'a trigger authentication with the retired pod identity',
    items: [trigger({ podIdentity: { provider: 'azure', identityId: clientA } })],
    asks: [{ component: 'keda', mode: 'podIdentity', id: clientA }],
  },
  { what: 'a trigger authentication of another kind', items: [trigger({ secretTargetRef: [] })], asks: [] },
  {
    what: 'a cluster issuer while the pods of cert-manager have a token',
    items: [certManager({ tokens: [entra] }), issuer({ managedIdentity: { clientID: clientA, tenantID: directory } })],
    asks: [
      {
        ...dns,
        mode: 'workloadIdentity',
        as: 'cert-manager/cert-manager',
        isOperatorAccount: true,
        id: clientA,
        tenantId: directory,
      },
    ],
  },
  {
    what: 'a cluster issuer while the pods of cert-manager have none',
    items: [certManager({}), issuer({ managedIdentity: { resourceID: '/subscriptions/s/x' } })],
    asks: [{ ...dns, mode: 'nodeIdentity', id: '/subscriptions/s/x' }],
  },
  {
    what: 'an issuer, which may not use the identity of cert-manager',
    items: [certManager({ tokens: [entra] }), issuer({ managedIdentity: { clientID: clientA } }, 'Issuer', 'shop/le')],
    asks: [
      {
        ...dns,
        mode: 'workloadIdentity',
        as: 'cert-manager/cert-manager',
        isOperatorAccount: true,
        id: clientA,
        isStopped: true,
      },
    ],
  },
  {
    what: 'an issuer that a flag lets use it',
    items: [
      certManager({ tokens: [entra], args: ['--v=2', ambient] }),
      issuer({ managedIdentity: { clientID: clientA } }, 'Issuer', 'shop/le'),
    ],
    asks: [{ ...dns, mode: 'workloadIdentity', as: 'cert-manager/cert-manager', isOperatorAccount: true, id: clientA }],
  },
  {
    what: 'a cluster issuer that a flag keeps from it',
    items: [certManager({ tokens: [entra], args: ['--cluster-issuer-ambient-credentials=false'] }), issuer({})],
    asks: [
      { ...dns, mode: 'workloadIdentity', as: 'cert-manager/cert-manager', isOperatorAccount: true, isStopped: true },
    ],
  },
  ...[
    { of: 'in a flag', ofPods: [[ambient], []] },
    { of: 'in a flag or a file', ofPods: [[ambient], ['--config=/etc/c.yaml']] },
  ].map(({ of, ofPods }): AskerCase => ({
    what: `an issuer while the pods of cert-manager differ ${of}`,
    items: [
      ...ofPods.map((args, index) => certManager({ tokens: [entra], args }, index + 1)),
      issuer({ managedIdentity: { clientID: clientA } }, 'Issuer', 'shop/le'),
    ],
    asks: [
      {
        ...{ ...dns, mode: 'workloadIdentity', as: 'cert-manager/cert-manager', isOperatorAccount: true, id: clientA },
        isOpen: true,
      },
    ],
  })),
  {
    what: 'a cluster issuer with a client secret',
    items: [issuer({ clientID: clientA, clientSecretSecretRef: { name: 's', key: 'k' }, tenantID: directory })],
    asks: [{ ...dns, mode: 'secret', tenantId: directory, isOpen: true }],
  },
  {
    what: 'a cluster issuer while cert-manager was not found',
    items: [issuer({ managedIdentity: { clientID: clientA } })],
    asks: [
      { ...dns, mode: 'unknown', as: 'cert-manager/cert-manager', isOperatorAccount: true, id: clientA, isOpen: true },
    ],
  },
  ...['OCIRepository', 'HelmRepository', 'GitRepository', 'Bucket'].map((kind): AskerCase => ({
    what: `a Flux ${kind} of Azure, for which the source controller asks`,
    items: [
      account('flux-system/source-controller', { 'client-id': clientB }),
      pod('flux-system/source-controller-1', 'source-controller', {
        labels: { app: 'source-controller' },
        tokens: [entra],
      }),
      source(kind, { provider: 'azure', type: 'oci', url: 'oci://acr.azurecr.io/apps' }),
    ],
    asks: [
      {
        component: 'flux',
        mode: 'workloadIdentity',
        as: 'flux-system/source-controller',
        isOperatorAccount: true,
        id: clientB,
        target: 'oci://acr.azurecr.io/apps',
      },
    ],
  })),
  {
    what: 'a Flux image repository while its controller has no token',
    items: [
      pod('flux-system/image-reflector-controller-1', 'image-reflector-controller', {
        labels: { app: 'image-reflector-controller' },
      }),
      source('ImageRepository', { provider: 'azure', image: 'acr.azurecr.io/web' }, 'image'),
    ],
    asks: [{ component: 'flux', mode: 'nodeIdentity', target: 'acr.azurecr.io/web' }],
  },
  {
    what: 'a Flux repository with its own account and both annotations',
    items: [
      account('flux-system/apps', { 'client-id': clientA, 'tenant-id': directory }),
      source('OCIRepository', { provider: 'azure', serviceAccountName: 'apps', url: 'oci://x' }),
    ],
    asks: [
      {
        component: 'flux',
        mode: 'workloadIdentity',
        as: 'flux-system/apps',
        id: clientA,
        tenantId: directory,
        target: 'oci://x',
      },
    ],
  },
  {
    what: 'a Flux repository whose account lacks one of both annotations',
    items: [
      account('flux-system/apps', { 'client-id': clientA }),
      source('OCIRepository', { provider: 'azure', serviceAccountName: 'apps', url: 'oci://x' }),
    ],
    asks: [
      {
        component: 'flux',
        mode: 'workloadIdentity',
        as: 'flux-system/apps',
        id: clientA,
        target: 'oci://x',
        isStopped: true,
      },
    ],
  },
  { what: 'a Flux repository of no cloud', items: [source('GitRepository', { url: 'https://x' })], asks: [] },
  {
    what: 'a Flux kustomization that decrypts with an account of Azure',
    items: [
      account('flux-system/sops', { 'client-id': clientA, 'tenant-id': directory }),
      source('Kustomization', { decryption: { provider: 'sops', serviceAccountName: 'sops' } }, 'kustomize'),
    ],
    asks: [{ component: 'flux', mode: 'workloadIdentity', as: 'flux-system/sops', id: clientA, tenantId: directory }],
  },
  {
    what: 'a Flux kustomization for another cluster, whose settings are in a ConfigMap',
    items: [source('Kustomization', { kubeConfig: { configMapRef: { name: 'target' } } }, 'kustomize')],
    asks: [{ component: 'flux', mode: 'unknown', isOpen: true }],
  },
  {
    what: 'an App Configuration provider with an account',
    items: [
      account('azappconfig/app', { 'client-id': clientA }),
      config({ auth: { workloadIdentity: { serviceAccountName: 'app' } } }),
    ],
    asks: [
      {
        component: 'app-configuration',
        mode: 'workloadIdentity',
        as: 'azappconfig/app',
        id: clientA,
        target: 'https://cfg.azconfig.io',
      },
    ],
  },
  {
    what: 'an App Configuration provider without an account, which the provider asks for itself',
    items: [appConfiguration('false'), config({ auth: { workloadIdentity: { managedIdentityClientId: clientA } } })],
    asks: [
      {
        component: 'app-configuration',
        mode: 'workloadIdentity',
        as: 'azappconfig-system/az-appconfig-k8s-provider',
        isOperatorAccount: true,
        id: clientA,
        target: 'https://cfg.azconfig.io',
      },
    ],
  },
  {
    what: 'an App Configuration provider that may not use its own account',
    items: [appConfiguration('true'), config({ auth: { workloadIdentity: { managedIdentityClientId: clientA } } })],
    asks: [
      {
        component: 'app-configuration',
        mode: 'workloadIdentity',
        as: 'azappconfig-system/az-appconfig-k8s-provider',
        isOperatorAccount: true,
        id: clientA,
        target: 'https://cfg.azconfig.io',
        isStopped: true,
      },
    ],
  },
  {
    what: "an App Configuration provider with the node's identity, and a secret for a vault",
    items: [
      config({
        auth: { managedIdentityClientId: clientA },
        secret: { auth: { keyVaults: [{ uri: vault, servicePrincipalReference: 's' }] } },
      }),
    ],
    asks: [
      { component: 'app-configuration', mode: 'nodeIdentity', id: clientA, target: 'https://cfg.azconfig.io' },
      { component: 'app-configuration', mode: 'secret', target: vault, isOpen: true },
    ],
  },
  {
    what: 'a Crossplane configuration with a token, for the account of each provider',
    items: [
      ...['network', 'storage'].map((name) =>
        pod(`crossplane-system/${name}-1`, name, {
          labels: { 'pkg.crossplane.io/provider': `provider-azure-${name}` },
        }),
      ),
      crossplane({ clientID: clientA, tenantID: directory, credentials: { source: 'OIDCTokenFile' } }),
    ],
    asks: ['network', 'storage'].map((name) => ({
      isOpen: true as const,
      component: 'crossplane' as const,
      mode: 'workloadIdentity' as const,
      as: `crossplane-system/${name}`,
      isOperatorAccount: true as const,
      id: clientA,
      tenantId: directory,
    })),
  },
  {
    what: 'a Crossplane configuration whose providers were not found',
    items: [
      crossplane(
        { clientID: clientA, credentials: { source: 'OIDCTokenFile' } },
        'azure.m.upbound.io/v1beta1 ClusterProviderConfig default',
      ),
    ],
    asks: [{ component: 'crossplane', mode: 'workloadIdentity', id: clientA, isOpen: true }],
  },
  {
    what: "a Crossplane configuration with the node's identity",
    items: [
      crossplane(
        { clientID: clientA, credentials: { source: 'UserAssignedManagedIdentity' } },
        'azure.m.upbound.io/v1beta1 ProviderConfig shop/own',
      ),
    ],
    asks: [{ component: 'crossplane', mode: 'nodeIdentity', id: clientA }],
  },
  {
    what: 'a Crossplane configuration with a secret',
    items: [crossplane({ credentials: { source: 'Secret' } })],
    asks: [{ component: 'crossplane', mode: 'secret', isOpen: true }],
  },
  {
    what: 'a Crossplane configuration of another cloud',
    items: [crossplane({ credentials: { source: 'IRSA' } }, 'aws.upbound.io/v1beta1 ProviderConfig default')],
    asks: [],
  },
  {
    what: 'a backup storage location while Velero has a token',
    items: [
      account('velero/velero', { 'client-id': clientA }),
      pod('velero/velero-1', 'velero', { labels: { component: 'velero' }, tokens: [entra] }),
      location,
    ],
    asks: [
      {
        component: 'velero',
        mode: 'workloadIdentity',
        as: 'velero/velero',
        isOperatorAccount: true,
        id: clientA,
        target: 'backups',
      },
    ],
  },
  {
    what: 'a backup storage location beside agents of Velero on the nodes, which have no token',
    items: [
      account('velero/velero', { 'client-id': clientA }),
      pod('velero/velero-1', 'velero', { labels: { 'app.kubernetes.io/name': 'velero' }, tokens: [entra] }),
      pod('velero/node-agent-1', 'velero', { labels: { 'app.kubernetes.io/name': 'velero', role: 'node-agent' } }),
      location,
    ],
    asks: [
      {
        ...{ component: 'velero', mode: 'workloadIdentity', as: 'velero/velero', isOperatorAccount: true },
        ...{ id: clientA, target: 'backups' },
      },
    ],
  },
  {
    what: 'a backup storage location while Velero has none',
    items: [location],
    asks: [{ component: 'velero', mode: 'secret', target: 'backups', isOpen: true }],
  },
  {
    what: 'a volume with a client ID, for the accounts that mount it',
    items: [claiming, volume('blob.csi.azure.com', { clientID: clientA, storageAccount: 'data' })],
    asks: [{ component: 'volume', mode: 'workloadIdentity', as: 'shop/web', id: clientA, target: 'data' }],
  },
  {
    what: 'a volume with a client ID that no pod mounts',
    items: [volume('file.csi.azure.com', { ClientID: clientA })],
    asks: [{ component: 'volume', mode: 'workloadIdentity', id: clientA, isOpen: true }],
  },
  {
    what: "a volume with the node's identity",
    items: [volume('blob.csi.azure.com', { AzureStorageAuthType: 'MSI', AzureStorageIdentityClientID: clientA })],
    asks: [{ component: 'volume', mode: 'nodeIdentity', id: clientA }],
  },
  {
    what: 'a volume that names an identity and not the way to sign in',
    items: [volume('blob.csi.azure.com', { AzureStorageIdentityResourceID: '/subscriptions/s/x' })],
    asks: [{ component: 'volume', mode: 'nodeIdentity', id: '/subscriptions/s/x', isStopped: true }],
  },
  {
    what: "a storage class with the node's identity",
    items: [
      object('storage.k8s.io/v1 StorageClass files', {
        provisioner: 'file.csi.azure.com',
        parameters: { mountWithManagedIdentity: 'true', clientID: clientA },
      }),
    ],
    asks: [{ component: 'volume', mode: 'nodeIdentity', id: clientA }],
  },
  { what: 'a volume with an account key', items: [volume('blob.csi.azure.com', { storageAccount: 'data' })], asks: [] },
  { what: 'a volume of another driver', items: [volume('nfs.csi.k8s.io', { clientID: clientA })], asks: [] },
  {
    what: 'a disk that names an identity, which its driver does not take',
    items: [volume('disk.csi.azure.com', { clientID: clientA })],
    asks: [{ component: 'volume', mode: 'workloadIdentity', id: clientA, isStopped: true }],
  },
  {
    what: 'a file share with settings that only blobfuse reads',
    items: [volume('file.csi.azure.com', { AzureStorageAuthType: 'MSI', AzureStorageIdentityClientID: clientA })],
    asks: [{ component: 'volume', mode: 'workloadIdentity', id: clientA, isStopped: true }],
  },
  {
    what: 'an NFS volume that names an identity',
    items: [claiming, volume('blob.csi.azure.com', { protocol: 'nfs', clientID: clientA })],
    asks: [{ component: 'volume', mode: 'workloadIdentity', id: clientA, isStopped: true }],
  },
  {
    what: 'a Prometheus that writes with workload identity',
    items: [prometheus({ workloadIdentity: { clientId: clientA, tenantId: directory } })],
    asks: [
      {
        component: 'prometheus',
        mode: 'workloadIdentity',
        as: 'monitoring/prometheus',
        id: clientA,
        tenantId: directory,
        target: 'https://dce/api',
      },
    ],
  },
  {
    what: "a Prometheus that writes with the node's identity",
    items: [prometheus({ managedIdentity: { clientId: clientA } })],
    asks: [{ component: 'prometheus', mode: 'nodeIdentity', id: clientA, target: 'https://dce/api' }],
  },
  {
    what: 'a Prometheus that writes with a secret',
    items: [prometheus({ oauth: {} })],
    asks: [{ component: 'prometheus', mode: 'secret', target: 'https://dce/api', isOpen: true }],
  },
  {
    what: 'a Prometheus that writes with whatever it finds',
    items: [prometheus({ sdk: {} })],
    asks: [
      {
        component: 'prometheus',
        mode: 'unknown',
        as: 'monitoring/prometheus',
        target: 'https://dce/api',
        isOpen: true,
      },
    ],
  },
];

/** Pods and accounts. */
export const podCases: readonly AskerCase[] = [
  {
    what: 'a pod with label and token',
    items: [
      annotated,
      pod('shop/web-1', 'web', {
        labels: labelled,
        tokens: [entra],
        env: { AZURE_CLIENT_ID: clientA, AZURE_TENANT_ID: directory },
      }),
    ],
    asks: [{ component: 'workload', mode: 'workloadIdentity', as: 'shop/web', id: clientA, tenantId: directory }],
  },
  {
    what: 'a pod that was made before its annotation was changed',
    items: [
      annotated,
      pod('shop/web-1', 'web', {
        labels: labelled,
        tokens: [entra],
        env: { AZURE_CLIENT_ID: clientB, AZURE_TENANT_ID: directory },
      }),
    ],
    asks: [{ component: 'workload', mode: 'workloadIdentity', as: 'shop/web', id: clientB, tenantId: directory }],
  },
  {
    what: 'a pod with an identity binding',
    items: [
      annotated,
      pod('shop/web-1', 'web', {
        labels: labelled,
        annotations: { 'azure.workload.identity/use-identity-binding': 'true' },
        tokens: ['api://AKSIdentityBinding'],
      }),
    ],
    asks: [{ component: 'workload', mode: 'binding', as: 'shop/web', id: clientA, tenantId: directory }],
  },
  {
    what: 'a pod with pod identity',
    items: [pod('shop/web-1', 'default', { labels: { aadpodidbinding: 'web' } })],
    asks: [{ component: 'workload', mode: 'podIdentity', as: 'shop/default' }],
  },
  {
    what: 'a pod with pod identity, whose objects were read',
    items: [
      pod('shop/web-1', 'web', { labels: { aadpodidbinding: 'web' } }),
      object('aadpodidentity.k8s.io/v1 AzureIdentity shop/app', { spec: { clientID: clientA } }),
      object('aadpodidentity.k8s.io/v1 AzureIdentityBinding shop/web', {
        spec: { azureIdentity: 'app', selector: 'web' },
      }),
      object('aadpodidentity.k8s.io/v1 AzureIdentityBinding other/web', {
        spec: { azureIdentity: 'else', selector: 'web' },
      }),
    ],
    asks: [{ component: 'workload', mode: 'podIdentity', as: 'shop/web', id: clientA }],
  },
  {
    what: 'a pod with pod identity, of whose two identities one was not found',
    items: [
      pod('shop/web-1', 'web', { labels: { aadpodidbinding: 'web' } }),
      object('aadpodidentity.k8s.io/v1 AzureIdentity shop/app', { spec: { clientID: clientA } }),
      ...['app', 'gone'].map((azureIdentity) =>
        object(`aadpodidentity.k8s.io/v1 AzureIdentityBinding shop/${azureIdentity}`, {
          spec: { azureIdentity, selector: 'web' },
        }),
      ),
    ],
    asks: [{ component: 'workload', mode: 'podIdentity', as: 'shop/web' }],
  },
  {
    what: 'an annotated account that no pod uses',
    items: [annotated],
    asks: [
      {
        component: 'workload',
        mode: 'workloadIdentity',
        as: 'shop/web',
        id: clientA,
        tenantId: directory,
        isOpen: true,
      },
    ],
  },
  {
    what: 'external-dns',
    items: [
      pod('dns/external-dns-1', 'external-dns', { labels: { ...labelled, ...named('external-dns') }, tokens: [entra] }),
    ],
    asks: [{ component: 'external-dns', mode: 'workloadIdentity', as: 'dns/external-dns' }],
  },
  {
    what: 'Argo CD',
    items: [
      account('argocd/argocd-server', { 'client-id': clientA }),
      pod('argocd/server-1', 'argocd-server', {
        labels: { ...labelled, 'app.kubernetes.io/part-of': 'argocd' },
        tokens: [entra],
        env: { AAD_LOGIN_METHOD: 'workloadidentity' },
      }),
    ],
    asks: [{ component: 'argo-cd', mode: 'workloadIdentity', as: 'argocd/argocd-server', id: clientA }],
  },
  {
    what: 'the Azure Service Operator',
    items: [
      pod('azureserviceoperator-system/c-1', 'azureserviceoperator-default', {
        labels: labelled,
        tokens: [entra],
        env: { AZURE_CLIENT_ID: clientA },
      }),
    ],
    asks: [
      {
        component: 'service-operator',
        mode: 'workloadIdentity',
        as: 'azureserviceoperator-system/azureserviceoperator-default',
        id: clientA,
      },
    ],
  },
  {
    what: 'a pod that is over',
    items: [{ ...pod('shop/job-1', 'job', { labels: labelled }), status: { phase: 'Succeeded' } }],
    asks: [],
  },
  {
    what: 'a pod whose client ID is in a Secret',
    items: [
      annotated,
      pod('shop/web-1', 'web', {
        labels: labelled,
        tokens: [entra],
        spec: { containers: [{ name: 'main', env: [{ name: 'AZURE_CLIENT_ID', valueFrom: { secretKeyRef: {} } }] }] },
      }),
    ],
    asks: [{ component: 'workload', mode: 'workloadIdentity', as: 'shop/web', tenantId: directory, isOpen: true }],
  },
  { what: 'a pod that asks for nothing', items: [pod('shop/web-1', 'default')], asks: [] },
];
