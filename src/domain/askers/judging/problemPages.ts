/** What only docs/findings.md says of problems of what asks for tokens: no program shows it. */
import { aksPage } from '../../arm/docs.ts';
import type { AskerFinding, AskerProblem } from '../model.ts';

/** Where a kind of problem is known from, and how it is fixed. */
interface ProblemPage {
  /** The other severity that it can have, and when. */
  readonly otherwise?: { readonly severity: AskerFinding['severity']; readonly when: string };
  readonly source: string;
  /** How it is fixed: by a change of the product, by YAML for the cluster, or by what the text says. */
  readonly fixedBy: 'change' | 'yaml' | 'text';
}

const overview = aksPage('workload-identity-overview');

/** The pages by the codes of problems. */
export const problemPages: Readonly<Record<AskerProblem, ProblemPage>> = {
  operatorAccountNotTrusted: {
    source: overview,
    fixedBy: 'change',
  },
  operatorUsesNodeIdentity: {
    otherwise: { severity: 'warning', when: 'if that does not work' },
    source: aksPage('use-managed-identity'),
    fixedBy: 'yaml',
  },
  operatorClientIdUnknown: {
    otherwise: { severity: 'error', when: 'if it can be no client ID, or none is named' },
    source: overview,
    fixedBy: 'yaml',
  },
  tenantDiffers: {
    source: overview,
    fixedBy: 'yaml',
  },
  bindingNeedsClientOptIn: {
    source: aksPage('identity-bindings-concepts'),
    fixedBy: 'text',
  },
  bindingNotAllowed: {
    source: aksPage('identity-bindings'),
    fixedBy: 'yaml',
  },
  usesPodIdentity: {
    source: aksPage('workload-identity-migrate-from-pod-identity'),
    fixedBy: 'change',
  },
  nodesCarrySeveral: {
    source: 'https://github.com/Azure/azure-policy/issues/1273',
    fixedBy: 'yaml',
  },
  identityNotOnNodes: {
    otherwise: { severity: 'warning', when: 'if some of the nodes on which it asks have it' },
    source: aksPage('use-managed-identity'),
    fixedBy: 'yaml',
  },
  accountNotTrusted: {
    otherwise: { severity: 'warning', when: 'if nothing uses the account at the moment' },
    source: overview,
    fixedBy: 'change',
  },
  clientIdUnknown: {
    otherwise: { severity: 'error', when: 'if it can be no client ID' },
    source: overview,
    fixedBy: 'yaml',
  },
  clientIdMissing: {
    otherwise: { severity: 'info', when: 'if nothing shows that an annotation was meant' },
    source: overview,
    fixedBy: 'yaml',
  },
  accountNotThere: {
    source: overview,
    fixedBy: 'yaml',
  },
  podLabelMissing: {
    source: overview,
    fixedBy: 'yaml',
  },
  tokenNotInjected: {
    source: overview,
    fixedBy: 'text',
  },
  settingStopsSignIn: {
    source: overview,
    fixedBy: 'text',
  },
  gatewayAccountBroken: {
    source: aksPage('app-routing-gateway-api-dns-tls'),
    fixedBy: 'change',
  },
};
