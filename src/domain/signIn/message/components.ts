/** The products, libraries and features that messages name. */
import type { Product } from '../../products/products.ts';
import { inOneGo, type Stepwise } from '../../../shape/steps.ts';
import { foundBy, type Finder } from './near.ts';
import { parting } from './records.ts';

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
  | 'identityNamed'
  | 'identityNotNamed'
  | 'binding'
  | 'creator'
  | 'productMentioned';

/** A product, a library or a feature that a message can name. */
export type NamedComponent = Product | OtherName;

/** What only the product writes: the kinds of its objects in their own letters, its loggers, and its own sentences. */
const ofProducts: Readonly<Record<Product, readonly Finder[]>> = {
  'external-secrets': [
    /ExternalSecret|SecretStore|could not get secret data from provider|\bazurekv\b|InvalidProviderConfig|unable to validate store/,
  ],
  'secrets-store-csi': [
    /secrets-store|SecretProviderClass|secrets store objects|failed to process mount request|\bspc[=-]|objectType:secret/i,
    { first: /CSI volume/gi, then: /Key ?Vault/gi, within: 80 },
  ],
  keda: [/keda-operator|[Ss]caled(?:Object|Job)\b|scale_handler|TriggerAuthentication|_scaler\b|sources must contain/],
  'cert-manager': [/cert-manager\/\w|acme-challenge|challenge solver|azuredns|ClusterIssuer/i],
  'external-dns': [
    /failed to create a workload identity token:/,
    { first: /dns(?:\.|Zones?Client)/gi, then: /ListByResourceGroup/gi, within: 20 },
  ],
  flux: [/\b(?:OCI|Helm|Git|Image)Repository\b|toolkit\.fluxcd\.io|(?:source|kustomize|image-reflector)-controller/],
  'argo-cd': [/argocd-(?:application-controller|server|repo-server|k8s-auth)/],
  'app-configuration': [/AzureAppConfigurationProvider/],
  'service-operator': [/azureserviceoperator|azure-service-operator|api ?Version: ?[a-z.]{3,60}\.azure\.com\/v\w*api/i],
  crossplane: [
    /(?:\b|Cluster)ProviderConfig\b|CannotObserveExternalResource|managed\/azure\.upbound\.io|no-fork Azure/,
  ],
  velero: [/BackupStorageLocation|backup-storage-location|velero-plugin/],
  volume: [/MountVolume\.MountDevice|GetAccountInfo|storage account\(|(?:blob|file)\.csi\.azure\.com/i],
  prometheus: [/remote_write|component=remote\b/],
  'application-routing': [/aks-app-routing-operator|ClusterExternalDNS|\bkv-gw-cert-/],
};

/** Names of products. Who says one in the middle of a line need not be that product. */
const names: Readonly<Partial<Record<Product, string>>> = {
  'external-secrets': 'external-?secrets',
  keda: 'keda\\b',
  'cert-manager': 'cert-manager',
  'external-dns': 'external-?dns',
  flux: '(?:fluxcd|flux-system)',
  'argo-cd': 'argo-?cd',
  'app-configuration': 'azappconfig',
  'service-operator': 'aso2?\\b',
  crossplane: '(?:crossplane|upbound)',
  velero: 'velero',
  volume: 'blobfuse',
  prometheus: 'prometheus',
};
const anyName = new RegExp(`\\b(?:${Object.values(names).join('|')})`, 'i');

/** Whose name begins a line, it is that which writes it, or which it is about. */
const atStart = Object.entries(names).map(
  ([product, name]) => [product as Product, new RegExp(`(?:^|\\u001e)[\\s"'\`[]{0,3}${name}`, 'i')] as const,
);

const ofOthers: Readonly<Record<Exclude<OtherName, 'productMentioned'>, readonly Finder[]>> = {
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
  // Go tells them apart; other languages have one sentence for both.
  identityNamed: [/requested identity isn't assigned/],
  identityNotNamed: [/failed to authenticate a system assigned identity/],
  // What looks whether something is there before it creates it.
  creator: [
    /checking for presence of existing|cannot check existence of|cannot (?:observe external resource|run refresh)|failed to create or update resource|failed to reconcile Azure|azure-native:/i,
  ],
  binding: [/identity binding|use-identity-binding|AKSIdentityBinding|EnableAzureProxy|enableAzureProxy/i],
};

/** What the libraries in any program say: it tells how a token is asked for, and nothing of who asks. */
export const ofLibraries: ReadonlySet<NamedComponent> = new Set<OtherName>([
  'adal',
  'chain',
  'managedIdentityCredential',
  'identityNamed',
  'identityNotNamed',
]);

/**
 * Frames of a stack, whose packages and types have words of their own, and the keys of labels and annotations with their
 * values, which a product writes on what is not its own.
 */
const notSaid =
  /\bat (?:async |new )?[\w.$<>`+/[\]]{3,200} ?\([^()\u001e]{0,500}\)|\bFile "[^"]{1,300}", line \d+|(?<![\w./@-])(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,10}\/[\w.-]{1,63}["']?[=:] ?["']?[^\s"',]{1,300}/g;

/** Returns what a text names: products by what is said in it, all else wherever it is. */
export function componentsIn(text: string): readonly NamedComponent[] {
  return inOneGo(findingComponents(text));
}

/** The same step by step, for long texts. */
function* findingComponents(text: string): Stepwise<readonly NamedComponent[]> {
  const said = text.replace(notSaid, ' ');
  const found = yield* namedIn(ofProducts, said);
  for (const [product, name] of atStart) {
    yield;
    if (name.test(said)) found.push(product);
  }
  yield;
  if (anyName.test(said)) found.push('productMentioned');
  return [...found, ...(yield* namedIn(ofOthers, text))];
}

function* namedIn<T extends NamedComponent>(
  by: Readonly<Record<T, readonly Finder[]>>,
  text: string,
): Stepwise<NamedComponent[]> {
  const found: NamedComponent[] = [];
  for (const name of Object.keys(by) as T[])
    for (const finder of by[name]) {
      yield;
      if (finder instanceof RegExp ? !finder.test(text) : foundBy(finder, text).next().done === true) continue;
      found.push(name);
      break;
    }
  return found;
}

/** What a text and these of its lines name; most texts are one line, so that both are the same. */
export function* componentsOf(
  versions: readonly string[],
  parts: ReadonlySet<number>,
): Stepwise<{
  readonly components: ReadonlySet<NamedComponent>;
  readonly componentsOf: ReadonlyMap<number, ReadonlySet<NamedComponent>>;
}> {
  const components = new Set<NamedComponent>();
  for (const version of versions) for (const name of yield* findingComponents(version)) components.add(name);
  const lines = versions.map((version) => version.split(parting));
  const isOne = lines.every(({ length }) => length === 1);
  const ofPart = (part: number): ReadonlySet<NamedComponent> =>
    isOne ? components : new Set(lines.flatMap((line) => componentsIn(line[part] ?? '')));
  const byPart = new Map<number, ReadonlySet<NamedComponent>>();
  for (const part of parts) {
    yield;
    byPart.set(part, ofPart(part));
  }
  return { components, componentsOf: byPart };
}

/** Returns the products that run in the cluster among what a message names. */
export function productsNamed({
  components,
}: {
  readonly components: ReadonlySet<NamedComponent>;
}): readonly Product[] {
  return [...components].filter((each): each is Product => each in ofProducts);
}
