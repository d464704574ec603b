/** The products and libraries that messages name. */
import type { Finder } from './near.ts';

/** A product or library that a message can name. */
export type NamedComponent =
  | 'external-secrets'
  | 'secrets-store-csi'
  | 'keda'
  | 'cert-manager'
  | 'external-dns'
  | 'flux'
  | 'argo-cd'
  | 'app-configuration'
  | 'service-operator'
  | 'crossplane'
  | 'velero'
  | 'volume'
  | 'prometheus'
  | 'agic'
  | 'adal'
  | 'chain'
  | 'workloadIdentityCredential'
  | 'managedIdentityCredential'
  | 'binding';

/** How each is recognised. */
export const components: readonly { readonly name: NamedComponent; readonly finds: readonly Finder[] }[] = [
  {
    name: 'external-secrets',
    finds: [/ExternalSecret|external-secrets|SecretStore|could not get secret data from provider|azurekv/i],
  },
  {
    name: 'secrets-store-csi',
    finds: [
      /secrets-store|SecretProviderClass|secrets store objects|failed to process mount request|\bspc[=-]|objectType:secret/i,
      { first: /CSI volume/gi, then: /Key ?Vault/gi, within: 80 },
    ],
  },
  {
    name: 'keda',
    finds: [
      /\bkeda\b|ScaledObject|scale_handler|TriggerAuthentication|_scaler\b|sources must contain/i,
      { first: /TokenCredential\b/g, then: /sources/g, within: 40 },
    ],
  },
  { name: 'cert-manager', finds: [/cert-manager|acme-challenge|challenge solver|azuredns|ClusterIssuer/i] },
  {
    name: 'external-dns',
    finds: [/external-?dns/i, { first: /dns(?:\.|Zones?Client)/gi, then: /ListByResourceGroup/gi, within: 20 }],
  },
  {
    name: 'flux',
    finds: [
      /\bflux\b|fluxcd|OCIRepository|HelmRepository|source-controller|ImageRepository|kustomize-controller|GitRepository/i,
    ],
  },
  { name: 'argo-cd', finds: [/argo-?cd|argocd/i] },
  { name: 'app-configuration', finds: [/AzureAppConfigurationProvider|azappconfig/i] },
  { name: 'service-operator', finds: [/azureserviceoperator|azure-service-operator|\baso2?\b/i] },
  { name: 'crossplane', finds: [/crossplane|upbound|ProviderConfig/i] },
  { name: 'velero', finds: [/velero|BackupStorageLocation/i] },
  {
    name: 'volume',
    finds: [/MountVolume\.MountDevice|blobfuse|GetAccountInfo|storage account\(|(?:blob|file)\.csi\.azure\.com/i],
  },
  { name: 'prometheus', finds: [/prometheus|remote_write/i] },
  { name: 'agic', finds: [/ApplicationGateway|ingress-azure|\bAGIC\b/] },
  { name: 'adal', finds: [/\badal\b|BearerAuthorizer|autorest\/adal|AppAuthentication|AzureServiceTokenProvider/i] },
  { name: 'chain', finds: [/Attempted credentials|DefaultAzureCredential|ChainedTokenCredential/i] },
  { name: 'workloadIdentityCredential', finds: [/WorkloadIdentityCredential|workload identity/i] },
  { name: 'managedIdentityCredential', finds: [/ManagedIdentityCredential/i] },
  {
    name: 'binding',
    finds: [/identity binding|use-identity-binding|AKSIdentityBinding|EnableAzureProxy|enableAzureProxy/i],
  },
];
