/** The controls of frameworks that a finding bears on. Naming one says nothing about whether a cluster complies with it. */
import { isGuid, isRegistry } from '../arm/resourceId.ts';
import { kindOf } from '../findings/catalogue.ts';
import type { FindingCode, FindingKind } from '../findings/catalogue.ts';
import type { Finding } from '../findings/finding.ts';

/** One requirement of a security framework. */
export interface Control {
  readonly framework: string;
  readonly id: string;
  readonly title?: string;
}

interface Row extends Control {
  /** The codes and kinds of findings that bear on it. */
  readonly on: readonly (FindingCode | FindingKind)[];
  /** Which of the role assignments that are too wide bear on it; left out: none beyond those of `on`. */
  readonly wide?: 'registry' | 'kubelet';
}

const policy = 'Azure Policy';
const cis = 'CIS AKS Benchmark 1.8';
const benchmark = 'Microsoft cloud security benchmark';
const kubescape = 'Kubescape';
const readOnly = { on: ['registryRoleIneffective'], wide: 'registry' } as const;
const dedicated = {
  on: [
    ...(['kubeletSameAsControlPlane', 'metadataEndpointOpen'] as const),
    ...(['podIdentityEnabled', 'workloadSharesClusterIdentity'] as const),
  ],
  wide: 'kubelet',
} as const;

/** Azure/azure-policy; kube-bench cfg/aks-1.8; the frameworks' own pages. */
const rows: readonly Row[] = [
  {
    framework: policy,
    id: 'da6e2401-19da-4532-9141-fb8fbde08431',
    title: 'Azure Kubernetes Service Clusters should use managed identities',
    on: ['servicePrincipal', 'halfMigrated'],
  },
  {
    framework: policy,
    id: '2cc2e023-0dac-4046-875b-178f683929d5',
    title: 'Azure Kubernetes Clusters should enable workload identity',
    on: ['podIdentityEnabled', 'credentialWithoutWorkloadIdentity'],
  },
  {
    framework: cis,
    id: '5.1.1',
    title: 'Ensure Image Vulnerability Scanning using Azure Defender image scanning or a third party provider',
    on: ['gatingIdentityGone', 'gatingIdentityCantPull', 'gatingIdentityUntrusted'],
  },
  {
    framework: cis,
    id: '5.1.3',
    title: 'Minimize cluster access to read-only for Azure Container Registry (ACR)',
    ...readOnly,
  },
  { framework: cis, id: '5.2.1', title: 'Prefer using dedicated AKS Service Accounts', ...dedicated },
  {
    framework: benchmark,
    id: 'PA-7',
    title: 'Follow just enough administration (least privilege) principle',
    on: ['tooWideGrant', 'workloadTooWide', 'leftoverGrant', 'trustedAccessReach', 'trustedAccessSourceGone'],
  },
  {
    framework: benchmark,
    id: 'IM-3',
    title: 'Manage application identities securely and automatically',
    on: ['servicePrincipal', 'extensionIdentityGone', 'extensionRoleMissing', 'trustedAccessSourceWithoutIdentity'],
  },
  { framework: 'NIST SP 800-53 r4', id: 'AC-3 (7)', title: 'Role-based Access Control', on: ['tooWideGrant'] },
  {
    framework: 'Well-Architected Framework',
    id: 'SE:05',
    title: 'Identity and access management',
    on: ['servicePrincipal', 'tooWideGrant'],
  },
  { framework: 'PSRule for Azure', id: 'Azure.AKS.ManagedIdentity', on: ['servicePrincipal'] },
  {
    framework: 'Azure Quick Review',
    id: 'aks-010',
    title: 'HTTP application routing',
    on: ['retiredAddon:httpApplicationRouting'],
  },
  { framework: kubescape, id: 'C-0239', ...dedicated },
  { framework: kubescape, id: 'C-0250', ...readOnly },
  {
    framework: 'Kubernetes threat matrix',
    id: 'MS-M9003',
    title: 'Adhere to least-privilege principle',
    on: ['tooWideGrant'],
  },
];

/** The ids of the requirements of all security frameworks that findings name. */
export const controlIds: readonly string[] = rows.map(({ id }) => id);

/** Returns the controls that a finding bears on. */
export function controlsOf(finding: Pick<Finding, 'code' | 'about' | 'grant'>): readonly Control[] {
  return rows.filter((row) => bearsOn(row, finding)).map(({ on: _, wide: __, ...control }) => control);
}

function bearsOn({ on, wide }: Row, { code, about = [], grant }: Pick<Finding, 'code' | 'about' | 'grant'>): boolean {
  if (on.some((one) => one === code || one === kindOf(code))) return true;
  if (code !== 'tooWideGrant' || wide === undefined) return false;
  return wide === 'kubelet' ? about.includes('kubelet') : grant !== undefined && isRegistry(grant.scope);
}

/** Names a requirement of a security framework in one line. */
export function controlText({ framework, id, title }: Control): string {
  return title === undefined ? `${framework} ${id}` : `${framework} ${id} (${title})`;
}

/** Names a control for people, who know a policy by its title: its id is a GUID. */
export function controlName(control: Control): string {
  const { framework, id, title } = control;
  return isGuid(id) && title !== undefined ? `${framework}: ${title}` : controlText(control);
}

/** Names what a finding is filtered by for people. */
export function controlLabel(key: string): string {
  const row = rows.find(({ framework, id }) => isGuid(id) && key === `${framework} ${id}`);
  return row === undefined ? key : controlName(row);
}

/** Names the controls of a finding in one text, or none. */
export function controlsText(finding: Finding): string {
  return controlsOf(finding).map(controlText).join('; ');
}

/** Returns what to filter a finding by: the frameworks that it bears on, and each of their controls. */
export function controlKeys(finding: Finding): readonly string[] {
  const all = controlsOf(finding);
  return [...new Set(all.flatMap(({ framework, id }) => [framework, `${framework} ${id}`]))];
}

/**
 * Says which requirements of security frameworks a kind of finding concerns in every case, and which under a
 * condition.
 */
export function controlWords(code: FindingCode | FindingKind): readonly string[] {
  const kind = kindOf(code);
  const where = { registry: 'at a registry', kubelet: 'of the kubelet' } as const;
  return rows.flatMap((row) => {
    const exact = row.on.find((one) => kindOf(one) === kind);
    const name = `${row.framework} ${row.id}`;
    if (exact !== undefined) return [exact === kind ? name : `${name} (\`${exact}\`)`];
    return kind === 'tooWideGrant' && row.wide !== undefined ? [`${name} (${where[row.wide]})`] : [];
  });
}
