/** A minor version of Kubernetes with its patch versions, the newest last. */
export interface KubernetesMinor {
  readonly version: string;
  readonly patches: readonly string[];
  readonly isDefault?: boolean;
  readonly isPreview?: boolean;
  readonly supportPlans: readonly string[];
}

const both = ['KubernetesOfficial', 'AKSLongTermSupport'];

/** AKS offers these versions, the oldest first. */
export const kubernetesMinors: readonly KubernetesMinor[] = [
  { version: '1.30', patches: ['1.30.13', '1.30.14'], supportPlans: ['AKSLongTermSupport'] },
  { version: '1.31', patches: ['1.31.12', '1.31.13'], supportPlans: both },
  { version: '1.32', patches: ['1.32.8', '1.32.9'], supportPlans: both },
  { version: '1.33', patches: ['1.33.4', '1.33.5'], supportPlans: both, isDefault: true },
  { version: '1.34', patches: ['1.34.0', '1.34.1'], supportPlans: both },
];

/** Returns the node image that new pools get, by the operating system's SKU. */
export function newestNodeImage(osSku: string): string {
  switch (osSku.toLowerCase()) {
    case 'azurelinux':
    case 'azurelinux3':
    case 'cblmariner':
      return 'AKSAzureLinux-V3gen2-202608.05.0';
    case 'windows2022':
      return 'AKSWindows-2022-containerd-20348.4052.250811';
    case 'windows2019':
      return 'AKSWindows-2019-containerd-17763.7678.250811';
    default:
      return 'AKSUbuntu-2204gen2containerd-202608.05.0';
  }
}

/** Returns the full version for a cluster that asks for `1.33`, `1.33.4` or nothing; `undefined` if it is not offered. */
export function wholeVersion(askedVersion: string | undefined): string | undefined {
  const minors = [...kubernetesMinors];
  if (askedVersion === undefined) return minors.find((minor) => minor.isDefault === true)?.patches.at(-1);
  const minor = minors.find(({ version }) => askedVersion === version || askedVersion.startsWith(`${version}.`));
  if (minor === undefined) return undefined;
  return askedVersion === minor.version ? minor.patches.at(-1) : minor.patches.find((patch) => patch === askedVersion);
}
