/** The kinds of objects that are read in a cluster to see who asks for tokens; never Secrets. */
import { askersOfProvider } from '../operators/appConfiguration.ts';
import { askersOfIssuer } from '../operators/certManager.ts';
import { askersOfProviderConfig } from '../operators/crossplane.ts';
import { askersOfRegistryToken, askersOfStore } from '../operators/externalSecrets.ts';
import { askersOfKustomization, askersOfSource } from '../operators/flux.ts';
import { askersOfGateway, askersOfIngress, askersOfRecords } from '../operators/gateways.ts';
import { askersOfTrigger } from '../operators/keda.ts';
import type { Asker, ClusterObjects, OperatorObject } from '../model.ts';
import { askersOfPrometheus } from '../operators/prometheus.ts';
import { askersOfClass } from '../operators/secretProviderClasses.ts';
import { askersOfLocation } from '../operators/velero.ts';
import { askersOfVolume } from '../operators/volumes.ts';

/** A kind of objects in a cluster. */
export interface KindRecord {
  readonly kind: string;
  /** Its group; empty for Kubernetes' own core. */
  readonly group: string;
  /** As kubectl is asked for it. */
  readonly resource: string;
  /** In words, in the plural. */
  readonly words: string;
  /** Who asks because of such an object of an operator, a driver or a volume; left out for pods and their accounts. */
  readonly askersOf?: AskersOf;
}

type AskersOf = (object: OperatorObject, objects: ClusterObjects) => readonly Asker[];

/** Some ask for nothing themselves: they say how others do, who uses these, or what they may. */
const nobody: AskersOf = () => [];

const customKind = (kind: string, plural: string, group: string, words: string): KindRecord => ({
  kind,
  group,
  resource: group === '' ? plural : `${plural}.${group}`,
  words,
});
const operators = (kind: string, plural: string, group: string, words: string, askersOf: AskersOf): KindRecord => ({
  ...customKind(kind, plural, group, words),
  askersOf,
});

/**
 * Every kind that is read.
 * Sources: https://external-secrets.io/latest/provider/azure-key-vault/,
 * https://external-secrets.io/latest/api/generator/acr/,
 * https://azure.github.io/secrets-store-csi-driver-provider-azure/docs/configurations/identity-access-modes/,
 * https://keda.sh/docs/latest/authentication-providers/azure-ad-workload-identity/,
 * https://cert-manager.io/docs/configuration/acme/dns01/azuredns/, https://fluxcd.io/flux/integrations/azure/,
 * https://github.com/Azure/AppConfiguration-KubernetesProvider,
 * https://github.com/crossplane-contrib/provider-upjet-azure/blob/main/AUTHENTICATION.md,
 * https://github.com/vmware-tanzu/velero-plugin-for-microsoft-azure/blob/main/backupstoragelocation.md,
 * https://prometheus-operator.dev/docs/api-reference/api/, https://learn.microsoft.com/azure/aks/identity-bindings,
 * https://azure.github.io/aad-pod-identity/docs/concepts/azureidentitybinding/,
 * https://learn.microsoft.com/azure/aks/app-routing-gateway-api-dns-tls
 */
export const kindsRead: readonly KindRecord[] = [
  customKind('ServiceAccount', 'serviceaccounts', '', 'Service accounts'),
  customKind('Pod', 'pods', '', 'Pods'),
  customKind('Deployment', 'deployments', 'apps', 'Deployments'),
  customKind('StatefulSet', 'statefulsets', 'apps', 'Stateful sets'),
  customKind('CronJob', 'cronjobs', 'batch', 'Cron jobs'),
  operators('PersistentVolume', 'persistentvolumes', '', 'Persistent volumes', askersOfVolume),
  operators('StorageClass', 'storageclasses', 'storage.k8s.io', 'Storage classes', askersOfVolume),
  operators('CSIDriver', 'csidrivers', 'storage.k8s.io', 'CSI drivers', nobody),
  operators(
    'SecretProviderClass',
    'secretproviderclasses',
    'secrets-store.csi.x-k8s.io',
    'Secret provider classes',
    askersOfClass,
  ),
  operators('SecretStore', 'secretstores', 'external-secrets.io', 'Secret stores', askersOfStore),
  operators('ClusterSecretStore', 'clustersecretstores', 'external-secrets.io', 'Cluster secret stores', askersOfStore),
  operators('ExternalSecret', 'externalsecrets', 'external-secrets.io', 'External secrets', nobody),
  operators('PushSecret', 'pushsecrets', 'external-secrets.io', 'Push secrets', nobody),
  operators(
    'ACRAccessToken',
    'acraccesstokens',
    'generators.external-secrets.io',
    'Registry token generators',
    askersOfRegistryToken,
  ),
  operators(
    'TriggerAuthentication',
    'triggerauthentications',
    'keda.sh',
    'Trigger authentications of KEDA',
    askersOfTrigger,
  ),
  operators(
    'ClusterTriggerAuthentication',
    'clustertriggerauthentications',
    'keda.sh',
    'Cluster trigger authentications of KEDA',
    askersOfTrigger,
  ),
  operators('Issuer', 'issuers', 'cert-manager.io', 'Issuers of cert-manager', askersOfIssuer),
  operators('ClusterIssuer', 'clusterissuers', 'cert-manager.io', 'Cluster issuers of cert-manager', askersOfIssuer),
  operators('GitRepository', 'gitrepositories', 'source.toolkit.fluxcd.io', 'Git repositories of Flux', askersOfSource),
  operators('OCIRepository', 'ocirepositories', 'source.toolkit.fluxcd.io', 'OCI repositories of Flux', askersOfSource),
  operators(
    'HelmRepository',
    'helmrepositories',
    'source.toolkit.fluxcd.io',
    'Helm repositories of Flux',
    askersOfSource,
  ),
  operators('Bucket', 'buckets', 'source.toolkit.fluxcd.io', 'Buckets of Flux', askersOfSource),
  operators(
    'ImageRepository',
    'imagerepositories',
    'image.toolkit.fluxcd.io',
    'Image repositories of Flux',
    askersOfSource,
  ),
  operators(
    'Kustomization',
    'kustomizations',
    'kustomize.toolkit.fluxcd.io',
    'Kustomizations of Flux',
    askersOfKustomization,
  ),
  operators(
    'AzureAppConfigurationProvider',
    'azureappconfigurationproviders',
    'azconfig.io',
    'App Configuration providers',
    askersOfProvider,
  ),
  operators(
    'ProviderConfig',
    'providerconfigs',
    'azure.upbound.io',
    'Provider configurations of Crossplane',
    askersOfProviderConfig,
  ),
  operators(
    'ProviderConfig',
    'providerconfigs',
    'azure.m.upbound.io',
    'Provider configurations of Crossplane',
    askersOfProviderConfig,
  ),
  operators(
    'ClusterProviderConfig',
    'clusterproviderconfigs',
    'azure.m.upbound.io',
    'Cluster provider configurations of Crossplane',
    askersOfProviderConfig,
  ),
  operators(
    'BackupStorageLocation',
    'backupstoragelocations',
    'velero.io',
    'Backup storage locations of Velero',
    askersOfLocation,
  ),
  operators('AzureIdentity', 'azureidentities', 'aadpodidentity.k8s.io', 'Identities of pod identity', nobody),
  operators(
    'AzureIdentityBinding',
    'azureidentitybindings',
    'aadpodidentity.k8s.io',
    'Identity bindings of pod identity',
    nobody,
  ),
  operators('ClusterRole', 'clusterroles', 'rbac.authorization.k8s.io', 'Cluster roles', nobody),
  operators('ClusterRoleBinding', 'clusterrolebindings', 'rbac.authorization.k8s.io', 'Cluster role bindings', nobody),
  operators('Role', 'roles', 'rbac.authorization.k8s.io', 'Roles', nobody),
  operators('RoleBinding', 'rolebindings', 'rbac.authorization.k8s.io', 'Role bindings', nobody),
  operators('Ingress', 'ingresses', 'networking.k8s.io', 'Ingresses', askersOfIngress),
  operators('IngressClass', 'ingressclasses', 'networking.k8s.io', 'Classes of Ingresses', nobody),
  operators(
    'NginxIngressController',
    'nginxingresscontrollers',
    'approuting.kubernetes.azure.com',
    'Controllers of application routing',
    nobody,
  ),
  operators('HTTPRoute', 'httproutes', 'gateway.networking.k8s.io', 'Routes of Gateway API', nobody),
  operators('Gateway', 'gateways', 'gateway.networking.k8s.io', 'Gateways', askersOfGateway),
  operators('GatewayClass', 'gatewayclasses', 'gateway.networking.k8s.io', 'Classes of Gateways', nobody),
  operators(
    'ClusterExternalDNS',
    'clusterexternaldnses',
    'approuting.kubernetes.azure.com',
    'Cluster objects for DNS records of application routing',
    askersOfRecords,
  ),
  operators(
    'ExternalDNS',
    'externaldnses',
    'approuting.kubernetes.azure.com',
    'Objects for DNS records of application routing',
    askersOfRecords,
  ),
  operators('Prometheus', 'prometheuses', 'monitoring.coreos.com', 'Prometheus servers', askersOfPrometheus),
];

/** Returns the record of a kind by an object's kind and API version. */
export function kindNamed(kind: string, apiVersion: string): KindRecord | undefined {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return kindsRead.find((record) => record.kind === kind && record.group === group);
}
