/** The operators and drivers in clusters that sign in to Azure: one record each, with the names by which it is recognised. */
import { say, type Phrase } from '../../sentences/words.ts';

/** A part of a product that signs in with an account of its own. */
export interface ProductPart {
  /** Its name in a sentence. */
  readonly name: Phrase;
  /** Names that its pods have in one of the `namingLabels`. */
  readonly labels: readonly string[];
  /** The account of its usual installation. */
  readonly account: { readonly namespace: string; readonly serviceAccount: string };
}

interface ProductRecord {
  /** Left out for drivers, which sign in as the pods that they serve or as the node. */
  readonly parts?: Readonly<Record<string, ProductPart>>;
  /** The usual names of its accounts, wherever it is installed. */
  readonly accounts: RegExp;
  /** What is in the names of its pods, accounts and namespaces, or in those of its images. */
  readonly inNames: RegExp;
  /** It signs in for many others with its own account. */
  readonly isShared?: true;
  /** It signs in with the token of its own pods, whatever its objects say. */
  readonly hasOwnToken?: true;
}

const part = (name: Phrase, label: string, namespace: string, serviceAccount: string): ProductPart => ({
  name,
  labels: [label],
  account: { namespace, serviceAccount },
});
const controller = (name: string): ProductPart => part(say`Flux's ${name}`, name, 'flux-system', name);

/** The products; a new one is a record here, and what the compiler asks for. */
export const products = {
  'external-secrets': {
    parts: { controller: part('External Secrets', 'external-secrets', 'external-secrets', 'external-secrets') },
    accounts: /^external-secrets$/,
    inNames: /external-secrets/,
    isShared: true,
  },
  'secrets-store-csi': {
    accounts: /^(?:aks-)?secrets-store(?:-csi)?[\w-]*$/,
    inNames: /secrets-store/,
    isShared: true,
  },
  keda: {
    parts: { operator: part('KEDA', 'keda-operator', 'keda', 'keda-operator') },
    accounts: /^keda-operator$/,
    inNames: /keda-operator/,
    isShared: true,
    hasOwnToken: true,
  },
  'cert-manager': {
    parts: { controller: part('cert-manager', 'cert-manager', 'cert-manager', 'cert-manager') },
    accounts: /^cert-manager$/,
    inNames: /cert-manager/,
  },
  'external-dns': {
    parts: { controller: part('external-dns', 'external-dns', 'external-dns', 'external-dns') },
    accounts: /^external-dns$/,
    inNames: /external-dns/,
  },
  flux: {
    parts: {
      source: controller('source-controller'),
      kustomize: controller('kustomize-controller'),
      image: controller('image-reflector-controller'),
      helm: controller('helm-controller'),
      notification: controller('notification-controller'),
      automation: controller('image-automation-controller'),
    },
    accounts: /^(?:source|kustomize|image-reflector|helm|notification|image-automation)-controller$/,
    inNames: /(?:source|kustomize|image-reflector|helm|notification|image-automation)-controller/,
    isShared: true,
  },
  'argo-cd': { accounts: /^argocd-/, inNames: /argo-?cd/, isShared: true, hasOwnToken: true },
  'app-configuration': {
    parts: {
      provider: {
        name: say`the App Configuration provider`,
        labels: [],
        account: { namespace: 'azappconfig-system', serviceAccount: 'az-appconfig-k8s-provider' },
      },
    },
    accounts: /^(?:az-?)?appconfig/,
    inNames: /appconfig/,
    isShared: true,
  },
  'service-operator': {
    parts: {
      controller: part(
        'Azure Service Operator',
        'azure-service-operator',
        'azureserviceoperator-system',
        'azureserviceoperator-default',
      ),
    },
    accounts: /^azureserviceoperator-default$/,
    inNames: /azureserviceoperator/,
    isShared: true,
    hasOwnToken: true,
  },
  crossplane: {
    accounts: /^(?:crossplane-)?provider-azure/,
    inNames: /crossplane|upbound|provider-azure/,
    hasOwnToken: true,
  },
  velero: {
    parts: { server: part('Velero', 'velero', 'velero', 'velero') },
    accounts: /^velero/,
    inNames: /velero/,
    hasOwnToken: true,
  },
  volume: {
    accounts: /^csi-(?:blob|azurefile|azuredisk)-/,
    inNames: /csi-?(?:blob|azurefile|azuredisk)|(?:blob|azurefile|azuredisk)-csi/,
  },
  prometheus: { accounts: /^prometheus/, inNames: /prometheus/ },
  'application-routing': { accounts: /^aks-app-routing-operator$/, inNames: /aks-app-routing-operator/ },
} as const satisfies Readonly<Record<string, ProductRecord>>;

/** The name of a product. */
export type Product = keyof typeof products;

const records: readonly (readonly [Product, ProductRecord])[] = Object.entries(products) as never;

/** The labels by which manifests and charts name what a pod is. */
export const namingLabels = ['app.kubernetes.io/name', 'app.kubernetes.io/component', 'app', 'component', 'name'];

/** Returns the product of a pod by its labels; `undefined` for everything that is none of them. */
export function productOfLabels(labels: Readonly<Record<string, string>>): Product | undefined {
  const named = new Set(namingLabels.map((label) => labels[label]));
  const isIts = ({ parts = {} }: ProductRecord): boolean =>
    Object.values(parts).some(({ labels: own }) => own.some((each) => named.has(each)));
  return records.find(([, record]) => isIts(record))?.[0];
}

/** Returns the product whose accounts are usually named so. */
export function productOfAccount(serviceAccount: string): Product | undefined {
  return records.find(([, { accounts }]) => accounts.test(serviceAccount))?.[0];
}

/** Returns true for the account of a product that signs in for many others. */
export function isSharedAccount(serviceAccount: string): boolean {
  const product = productOfAccount(serviceAccount);
  return product !== undefined && (products[product] as ProductRecord).isShared === true;
}

/** Returns true for a product that signs in with the token of its own pods, whatever its objects say. */
export function hasOwnToken(product: Product): boolean {
  return (products[product] as ProductRecord).hasOwnToken === true;
}

/** Returns true if one of the names (of a pod, its account, namespace or image) is one of the product. */
export function isNamedAs(product: Product, names: readonly string[]): boolean {
  return names.some((name) => products[product].inNames.test(name));
}

/** Returns the products of a pod by its names: its own, and its namespace. */
export function productsOfPod(names: readonly string[]): readonly Product[] {
  return records.flatMap(([product]) => (isNamedAs(product, names) ? [product] : []));
}
