/** The controls of security frameworks that rules concern. Naming one says nothing about whether a cluster complies with it. */

/** One requirement of a security framework. */
export interface Control {
  readonly framework: string;
  readonly id: string;
  readonly title?: string;
}

const policy = 'Azure Policy';
const cis = 'CIS AKS Benchmark 1.8';
const benchmark = 'Microsoft cloud security benchmark';
const kubescape = 'Kubescape';
const psRule = 'PSRule for Azure';

/** Every control, in the order in which they are named. Sources: Azure/azure-policy; kube-bench cfg/aks-1.8; the frameworks' own pages. */
export const controls = {
  managedIdentities: {
    framework: policy,
    id: 'da6e2401-19da-4532-9141-fb8fbde08431',
    title: 'Azure Kubernetes Service Clusters should use managed identities',
  },
  workloadIdentity: {
    framework: policy,
    id: '2cc2e023-0dac-4046-875b-178f683929d5',
    title: 'Azure Kubernetes Clusters should enable workload identity',
  },
  imageScanning: {
    framework: cis,
    id: '5.1.1',
    title: 'Ensure Image Vulnerability Scanning using Azure Defender image scanning or a third party provider',
  },
  readOnlyRegistry: {
    framework: cis,
    id: '5.1.3',
    title: 'Minimize cluster access to read-only for Azure Container Registry (ACR)',
  },
  dedicatedAccounts: { framework: cis, id: '5.2.1', title: 'Prefer using dedicated AKS Service Accounts' },
  leastPrivilege: {
    framework: benchmark,
    id: 'PA-7',
    title: 'Follow just enough administration (least privilege) principle',
  },
  applicationIdentities: {
    framework: benchmark,
    id: 'IM-3',
    title: 'Manage application identities securely and automatically',
  },
  roleBasedAccess: { framework: 'NIST SP 800-53 r4', id: 'AC-3 (7)', title: 'Role-based Access Control' },
  wellArchitected: {
    framework: 'Well-Architected Framework',
    id: 'SE:05',
    title: 'Identity and access management',
  },
  localAccounts: {
    framework: policy,
    id: '993c2fcd-2b29-49d2-9eb0-df2c3a730c32',
    title: 'Azure Kubernetes Service Clusters should have local authentication methods disabled',
  },
  entraIntegration: {
    framework: policy,
    id: '450d2877-ebea-41e8-b00c-e286317d21bf',
    title: 'Azure Kubernetes Service Clusters should enable Microsoft Entra ID integration',
  },
  kubernetesRbac: {
    framework: policy,
    id: 'ac4a19c2-fa67-49b4-8ae5-0b2e78c49457',
    title: 'Role-Based Access Control (RBAC) should be used on Kubernetes Services',
  },
  entraSignIn: { framework: cis, id: '5.5.1', title: 'Manage Kubernetes RBAC users with Azure AD' },
  azureRbac: { framework: cis, id: '5.5.2', title: 'Use Azure RBAC for Kubernetes Authorization' },
  psRuleLocalAccounts: { framework: psRule, id: 'Azure.AKS.LocalAccounts' },
  psRuleManagedEntra: { framework: psRule, id: 'Azure.AKS.ManagedAAD' },
  psRuleUseRbac: { framework: psRule, id: 'Azure.AKS.UseRBAC' },
  psRuleAzureRbac: { framework: psRule, id: 'Azure.AKS.AzureRBAC' },
  psRuleManagedIdentity: { framework: psRule, id: 'Azure.AKS.ManagedIdentity' },
  quickReviewEntra: { framework: 'Azure Quick Review', id: 'aks-007' },
  quickReviewRouting: { framework: 'Azure Quick Review', id: 'aks-010', title: 'HTTP application routing' },
  kubescapeDedicatedAccounts: { framework: kubescape, id: 'C-0239' },
  kubescapeReadOnlyRegistry: { framework: kubescape, id: 'C-0250' },
  threatMatrix: {
    framework: 'Kubernetes threat matrix',
    id: 'MS-M9003',
    title: 'Adhere to least-privilege principle',
  },
} as const satisfies Readonly<Record<string, Control>>;

/** A control by name and, if it applies to only some of the rule's findings, which ones. */
export type ControlBearing =
  | keyof typeof controls
  | {
      readonly control: keyof typeof controls;
      /** Applies only if this follows the colon of the code, or if the finding is about a role at a registry or of the kubelet. */
      readonly only: { readonly detail: string } | 'atRegistry' | 'ofKubelet';
    };
