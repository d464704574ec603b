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
import { say, type Words } from '../../../sentences/words.ts';

/** A kind of objects in a cluster. */
export interface KindRecord {
  readonly kind: string;
  /** Its group; empty for Kubernetes' own core. */
  readonly group: string;
  /** As kubectl is asked for it. */
  readonly resource: string;
  /** In words, in the plural. */
  readonly words: Words;
  /** Who asks because of such an object of an operator, a driver or a volume; left out for pods and their accounts. */
  readonly askersOf?: AskersOf;
}

type AskersOf = (object: OperatorObject, objects: ClusterObjects) => readonly Asker[];

/** Some ask for nothing themselves: they say how others do, who uses these, or what they may. */
const nobody: AskersOf = () => [];

const customKind = (kind: string, plural: string, group: string, words: Words): KindRecord => ({
  kind,
  group,
  resource: group === '' ? plural : `${plural}.${group}`,
  words,
});
const operators = (kind: string, plural: string, group: string, words: Words, askersOf: AskersOf): KindRecord => ({
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
  customKind('ServiceAccount', 'serviceaccounts', '', say`Service accounts`),
  customKind('Pod', 'pods', '', say`Pods`),
  customKind('Deployment', 'deployments', 'apps', say`Deployments`),
  customKind('StatefulSet', 'statefulsets', 'apps', say`Stateful sets`),
  customKind('CronJob', 'cronjobs', 'batch', say`Cron jobs`),
  operators('PersistentVolume', 'persistentvolumes', '', say`Persistent volumes`, askersOfVolume),
  operators('StorageClass', 'storageclasses', 'storage.k8s.io', say`Storage classes`, askersOfVolume),
  operators('CSIDriver', 'csidrivers', 'storage.k8s.io', say`CSI drivers`, nobody),
  operators(
    'SecretProviderClass',
    'secretproviderclasses',
    'secrets-store.csi.x-k8s.io',
    say`Secret provider classes`,
    askersOfClass,
  ),
  operators('SecretStore', 'secretstores', 'external-secrets.io', say`Secret stores`, askersOfStore),
  operators(
    'ClusterSecretStore',
    'clustersecretstores',
    'external-secrets.io',
    say`Cluster secret stores`,
    askersOfStore,
  ),
  operators('ExternalSecret', 'externalsecrets', 'external-secrets.io', say`External secrets`, nobody),
  operators('PushSecret', 'pushsecrets', 'external-secrets.io', say`Push secrets`, nobody),
  operators(
    'ACRAccessToken',
    'acraccesstokens',
    'generators.external-secrets.io',
    say`Registry token generators`,
    askersOfRegistryToken,
  ),
  operators(
    'TriggerAuthentication',
    'triggerauthentications',
    'keda.sh',
    say`Trigger authentications of KEDA`,
    askersOfTrigger,
  ),
  operators(
    'ClusterTriggerAuthentication',
    'clustertriggerauthentications',
    'keda.sh',
    say`Cluster trigger authentications of KEDA`,
    askersOfTrigger,
  ),
  operators('Issuer', 'issuers', 'cert-manager.io', say`Issuers of cert-manager`, askersOfIssuer),
  operators('ClusterIssuer', 'clusterissuers', 'cert-manager.io', say`Cluster issuers of cert-manager`, askersOfIssuer),
  operators(
    'GitRepository',
    'gitrepositories',
    'source.toolkit.fluxcd.io',
    say`Git repositories of Flux`,
    askersOfSource,
  ),
  operators(
    'OCIRepository',
    'ocirepositories',
    'source.toolkit.fluxcd.io',
    say`OCI repositories of Flux`,
    askersOfSource,
  ),
  operators(
    'HelmRepository',
    'helmrepositories',
    'source.toolkit.fluxcd.io',
    say`Helm repositories of Flux`,
    askersOfSource,
  ),
  operators('Bucket', 'buckets', 'source.toolkit.fluxcd.io', say`Buckets of Flux`, askersOfSource),
  operators(
    'ImageRepository',
    'imagerepositories',
    'image.toolkit.fluxcd.io',
    say`Image repositories of Flux`,
    askersOfSource,
  ),
  operators(
    'Kustomization',
    'kustomizations',
    'kustomize.toolkit.fluxcd.io',
    say`Kustomizations of Flux`,
    askersOfKustomization,
  ),
  operators(
    'AzureAppConfigurationProvider',
    'azureappconfigurationproviders',
    'azconfig.io',
    say`App Configuration providers`,
    askersOfProvider,
  ),
  operators(
    'ProviderConfig',
    'providerconfigs',
    'azure.upbound.io',
    say`Provider configurations of Crossplane`,
    askersOfProviderConfig,
  ),
  operators(
    'ProviderConfig',
    'providerconfigs',
    'azure.m.upbound.io',
    say`Provider configurations of Crossplane`,
    askersOfProviderConfig,
  ),
  operators(
    'ClusterProviderConfig',
    'clusterproviderconfigs',
    'azure.m.upbound.io',
    say`Cluster provider configurations of Crossplane`,
    askersOfProviderConfig,
  ),
  operators(
    'BackupStorageLocation',
    'backupstoragelocations',
    'velero.io',
    say`Backup storage locations of Velero`,
    askersOfLocation,
  ),
  operators('AzureIdentity', 'azureidentities', 'aadpodidentity.k8s.io', say`Identities of pod identity`, nobody),
  operators(
    'AzureIdentityBinding',
    'azureidentitybindings',
    'aadpodidentity.k8s.io',
    say`Identity bindings of pod identity`,
    nobody,
  ),
  operators('ClusterRole', 'clusterroles', 'rbac.authorization.k8s.io', say`Cluster roles`, nobody),
  operators(
    'ClusterRoleBinding',
    'clusterrolebindings',
    'rbac.authorization.k8s.io',
    say`Cluster role bindings`,
    nobody,
  ),
  operators('Role', 'roles', 'rbac.authorization.k8s.io', say`Roles`, nobody),
  operators('RoleBinding', 'rolebindings', 'rbac.authorization.k8s.io', say`Role bindings`, nobody),
  operators('Ingress', 'ingresses', 'networking.k8s.io', say`Ingresses`, askersOfIngress),
  operators('IngressClass', 'ingressclasses', 'networking.k8s.io', say`Classes of Ingresses`, nobody),
  operators(
    'NginxIngressController',
    'nginxingresscontrollers',
    'approuting.kubernetes.azure.com',
    say`Controllers of application routing`,
    nobody,
  ),
  operators('HTTPRoute', 'httproutes', 'gateway.networking.k8s.io', say`Routes of Gateway API`, nobody),
  operators('Gateway', 'gateways', 'gateway.networking.k8s.io', say`Gateways`, askersOfGateway),
  operators('GatewayClass', 'gatewayclasses', 'gateway.networking.k8s.io', say`Classes of Gateways`, nobody),
  operators(
    'ClusterExternalDNS',
    'clusterexternaldnses',
    'approuting.kubernetes.azure.com',
    say`Cluster objects for DNS records of application routing`,
    askersOfRecords,
  ),
  operators(
    'ExternalDNS',
    'externaldnses',
    'approuting.kubernetes.azure.com',
    say`Objects for DNS records of application routing`,
    askersOfRecords,
  ),
  operators('Prometheus', 'prometheuses', 'monitoring.coreos.com', say`Prometheus servers`, askersOfPrometheus),
];

/** Returns the record of a kind by an object's kind and API version. */
export function kindNamed(kind: string, apiVersion: string): KindRecord | undefined {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return kindsRead.find((record) => record.kind === kind && record.group === group);
}
