/** The products, libraries and features that messages name. */
import type { Product } from '../../products/products.ts';
import type { Finder } from './near.ts';

/** What a message can name besides products that run in the cluster. */
type OtherName =
  | 'sharedKey'
  | 'sharedSignature'
  | 'virtualNode'
  | 'credentialProvider'
  | 'agic'
  | 'adal'
  | 'pipeline'
  | 'chain'
  | 'workloadIdentityCredential'
  | 'managedIdentityCredential'
  | 'binding';

/** A product, a library or a feature that a message can name. */
export type NamedComponent = Product | OtherName;

const ofProducts: Readonly<Record<Product, readonly Finder[]>> = {
  'external-secrets': [/ExternalSecret|external-secrets|SecretStore|could not get secret data from provider|azurekv/i],
  'secrets-store-csi': [
    /secrets-store|SecretProviderClass|secrets store objects|failed to process mount request|\bspc[=-]|objectType:secret/i,
    { first: /CSI volume/gi, then: /Key ?Vault/gi, within: 80 },
  ],
  keda: [
    /\bkeda\b|ScaledObject|scale_handler|TriggerAuthentication|_scaler\b|sources must contain/i,
    { first: /TokenCredential\b/g, then: /sources/g, within: 40 },
  ],
  'cert-manager': [/cert-manager|acme-challenge|challenge solver|azuredns|ClusterIssuer/i],
  'external-dns': [/external-?dns/i, { first: /dns(?:\.|Zones?Client)/gi, then: /ListByResourceGroup/gi, within: 20 }],
  flux: [
    /\bflux\b|fluxcd|OCIRepository|HelmRepository|source-controller|ImageRepository|kustomize-controller|GitRepository/i,
  ],
  'argo-cd': [/argo-?cd|argocd/i],
  'app-configuration': [/AzureAppConfigurationProvider|azappconfig/i],
  'service-operator': [/azureserviceoperator|azure-service-operator|\baso2?\b/i],
  crossplane: [/crossplane|upbound|ProviderConfig/i],
  velero: [/velero|BackupStorageLocation/i],
  volume: [/MountVolume\.MountDevice|blobfuse|GetAccountInfo|storage account\(|(?:blob|file)\.csi\.azure\.com/i],
  prometheus: [/prometheus|remote_write/i],
};

const ofOthers: Readonly<Record<OtherName, readonly Finder[]>> = {
  // Of signatures and keys, the name is all that is left once the secrets are cut out.
  sharedKey: [/SharedAccessKeyName|\bSharedAccessSignature\b|\bSharedKey(?:Lite)?\s/i],
  sharedSignature: [/[?&]sv=\d{4}-\d\d-\d\d(?:&|$)|[?&]sp=[a-z]{1,14}&s[a-z]{1,4}=/i],
  credentialProvider: [/acr-credential-provider|registry credential provider|credential provider plugin/i],
  virtualNode: [/virtual-kubelet|virtual-node-aci/i],
  agic: [/ApplicationGateway|ingress-azure|\bAGIC\b/],
  adal: [/\badal\b|BearerAuthorizer|autorest\/adal|AppAuthentication|AzureServiceTokenProvider/i],
  pipeline: [
    /\bGITHUB_[A-Z]+|GitHub Actions|azure\/login|actions\.githubusercontent|\bCI_JOB_|gitlab-runner|\bTFC_|HCP Terraform|##\[error\]|AzurePipelines|vstoken\./,
  ],
  chain: [/Attempted credentials|DefaultAzureCredential|ChainedTokenCredential/i],
  workloadIdentityCredential: [/WorkloadIdentityCredential|workload identity/i],
  managedIdentityCredential: [/ManagedIdentityCredential/i],
  binding: [/identity binding|use-identity-binding|AKSIdentityBinding|EnableAzureProxy|enableAzureProxy/i],
};

/** How each is recognised. */
export const components: readonly (readonly [NamedComponent, readonly Finder[]])[] = [
  ...Object.entries(ofProducts),
  ...Object.entries(ofOthers),
] as (readonly [NamedComponent, readonly Finder[]])[];

/** Returns the products that run in the cluster among what a message names. */
export function productsNamed({
  components: named,
}: {
  readonly components: ReadonlySet<NamedComponent>;
}): readonly Product[] {
  return [...named].filter((each): each is Product => each in ofProducts);
}
