/** What can be wrong with something that asks for tokens: one record for each kind of problem. */
import { aksPage } from '../../arm/docs.ts';
import { say, type Words } from '../../../sentences/words.ts';
import type { AskerFinding, AskerProblem } from '../model.ts';

/** One kind of finding about something in the cluster that asks for tokens. */
export interface ProblemRecord {
  /** A few words that name the problem. */
  readonly title: Words;
  readonly severity: AskerFinding['severity'];
  /** The other severity that it can have, and when. */
  readonly otherwise?: { readonly severity: AskerFinding['severity']; readonly when: string };
  readonly source: string;
  /** What it means and leads to. */
  readonly meaning: Words;
  /** How it is fixed: by a change of the product, by YAML for the cluster, or by what the text says. */
  readonly fixedBy: 'change' | 'yaml' | 'text';
}

const overview = aksPage('workload-identity-overview');

/** Every kind of problem by its code; docs/findings.md is generated from it. */
export const problems: Readonly<Record<AskerProblem, ProblemRecord>> = {
  operatorAccountNotTrusted: {
    title: say`The account that asks is not trusted`,
    severity: 'error',
    source: overview,
    meaning: say`An operator, driver or volume asks with a service account that the identity does not trust, so Entra refuses it.`,
    fixedBy: 'change',
  },
  operatorUsesNodeIdentity: {
    title: say`Asks with the node's identity`,
    severity: 'info',
    otherwise: { severity: 'warning', when: 'if that does not work' },
    source: aksPage('use-managed-identity'),
    meaning: say`An object makes its operator ask with an identity of the nodes, which every pod that reaches their metadata endpoint can use as well.`,
    fixedBy: 'yaml',
  },
  operatorClientIdUnknown: {
    title: say`Client ID of no visible identity`,
    severity: 'warning',
    otherwise: { severity: 'error', when: 'if it can be no client ID, or none is named' },
    source: overview,
    meaning: say`An object names a client ID that no visible identity has: the identity was deleted, you can't see it, or it is an app registration.`,
    fixedBy: 'yaml',
  },
  tenantDiffers: {
    title: say`Names another directory`,
    severity: 'error',
    source: overview,
    meaning: say`An object or account names another directory than the one that the identity is in, so Entra does not find the identity there.`,
    fixedBy: 'yaml',
  },
  bindingNeedsClientOptIn: {
    title: say`Works only if the program opts in to the binding`,
    severity: 'info',
    source: aksPage('identity-bindings-concepts'),
    meaning: say`Pods get tokens for an identity binding, which programs use only if they opt in.`,
    fixedBy: 'text',
  },
  bindingNotAllowed: {
    title: say`The account may not use the binding`,
    severity: 'error',
    source: aksPage('identity-bindings'),
    meaning: say`Pods ask through an identity binding, and no role of the cluster lets their service account use the identity.`,
    fixedBy: 'yaml',
  },
  usesPodIdentity: {
    title: say`Uses pod identity (retired)`,
    severity: 'warning',
    source: aksPage('workload-identity-migrate-from-pod-identity'),
    meaning: say`Pods or an operator's object get their tokens from pod identity, which is retired. Workload identity takes its place.`,
    fixedBy: 'change',
  },
  nodesCarrySeveral: {
    title: say`Nodes have several identities`,
    severity: 'warning',
    source: 'https://github.com/Azure/azure-policy/issues/1273',
    meaning: say`Something asks the nodes' metadata endpoint without naming an identity, and the nodes have several.`,
    fixedBy: 'yaml',
  },
  identityNotOnNodes: {
    title: say`The nodes do not have that identity`,
    severity: 'error',
    otherwise: { severity: 'warning', when: 'if some of the nodes on which it asks have it' },
    source: aksPage('use-managed-identity'),
    meaning: say`Something asks the nodes' metadata endpoint for an identity that the machines do not have.`,
    fixedBy: 'yaml',
  },
  accountNotTrusted: {
    title: say`Service account is not trusted`,
    severity: 'error',
    otherwise: { severity: 'warning', when: 'if nothing uses the account at the moment' },
    source: overview,
    meaning: say`Pods ask for an identity that does not trust their service account, so they get no access.`,
    fixedBy: 'change',
  },
  clientIdUnknown: {
    title: say`Annotation names no visible identity`,
    severity: 'warning',
    otherwise: { severity: 'error', when: 'if it can be no client ID' },
    source: overview,
    meaning: say`A service account or pod names a client ID that no visible identity has: the identity was deleted, you can't see it, or it is an app registration.`,
    fixedBy: 'yaml',
  },
  clientIdMissing: {
    title: say`No client ID`,
    severity: 'warning',
    otherwise: { severity: 'info', when: 'if nothing shows that an annotation was meant' },
    source: overview,
    meaning: say`Pods get a token but no client ID, so they work only if the program names the identity itself.`,
    fixedBy: 'yaml',
  },
  accountNotThere: {
    title: say`Service account does not exist`,
    severity: 'error',
    source: overview,
    meaning: say`An object names a service account that the cluster does not have.`,
    fixedBy: 'yaml',
  },
  podLabelMissing: {
    title: say`Pods lack the label`,
    severity: 'error',
    source: overview,
    meaning: say`The account of these pods is annotated, but without the label the webhook puts no token into them.`,
    fixedBy: 'yaml',
  },
  tokenNotInjected: {
    title: say`Pods have no token`,
    severity: 'error',
    source: overview,
    meaning: say`The pods have the label but no token, because they were created before they had the label, or while the webhook was not running.`,
    fixedBy: 'text',
  },
  settingStopsSignIn: {
    title: say`A setting stops the sign-in`,
    severity: 'error',
    source: overview,
    meaning: say`The cluster's own objects keep an operator from asking for a token at all.`,
    fixedBy: 'text',
  },
  gatewayAccountBroken: {
    title: say`An account of Gateways is not ready`,
    severity: 'warning',
    source: aksPage('app-routing-gateway-api-dns-tls'),
    meaning: say`A listener of a Gateway or an object for DNS records names a service account that is missing, lacks the annotation or the label, or is not trusted, or whose identity may not read the vault or write the records.`,
    fixedBy: 'change',
  },
};
