/** The products and libraries that messages name. */

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
export const components: readonly { readonly name: NamedComponent; readonly finds: RegExp }[] = [
  {
    name: 'external-secrets',
    finds: /ExternalSecret|external-secrets|SecretStore|could not get secret data from provider|azurekv/i,
  },
  {
    name: 'secrets-store-csi',
    finds:
      /secrets-store|SecretProviderClass|secrets store objects|failed to process mount request|\bspc[=-]|objectType:secret|CSI volume.{0,80}Key ?Vault/i,
  },
  {
    name: 'keda',
    finds:
      /\bkeda\b|ScaledObject|scale_handler|TriggerAuthentication|_scaler\b|TokenCredential\b.{0,40}sources|sources must contain/i,
  },
  { name: 'cert-manager', finds: /cert-manager|acme-challenge|challenge solver|azuredns|ClusterIssuer/i },
  { name: 'external-dns', finds: /external-?dns|(?:public|private)?dns(?:\.|Zones?Client).{0,20}ListByResourceGroup/i },
  {
    name: 'flux',
    finds:
      /\bflux\b|fluxcd|OCIRepository|HelmRepository|source-controller|ImageRepository|kustomize-controller|GitRepository/i,
  },
  { name: 'argo-cd', finds: /argo-?cd|argocd/i },
  { name: 'app-configuration', finds: /AzureAppConfigurationProvider|azappconfig/i },
  { name: 'service-operator', finds: /azureserviceoperator|azure-service-operator|\baso2?\b/i },
  { name: 'crossplane', finds: /crossplane|upbound|ProviderConfig/i },
  { name: 'velero', finds: /velero|BackupStorageLocation/i },
  {
    name: 'volume',
    finds: /MountVolume\.MountDevice|blobfuse|GetAccountInfo|storage account\(|(?:blob|file)\.csi\.azure\.com/i,
  },
  { name: 'prometheus', finds: /prometheus|remote_write/i },
  { name: 'agic', finds: /ApplicationGateway|ingress-azure|\bAGIC\b/ },
  { name: 'adal', finds: /\badal\b|BearerAuthorizer|autorest\/adal|AppAuthentication|AzureServiceTokenProvider/i },
  { name: 'chain', finds: /Attempted credentials|DefaultAzureCredential|ChainedTokenCredential/i },
  { name: 'workloadIdentityCredential', finds: /WorkloadIdentityCredential|workload identity/i },
  { name: 'managedIdentityCredential', finds: /ManagedIdentityCredential/i },
  {
    name: 'binding',
    finds: /identity binding|use-identity-binding|AKSIdentityBinding|EnableAzureProxy|enableAzureProxy/i,
  },
];
