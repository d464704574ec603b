/** What can be wrong with something that asks for tokens: one record for each kind of problem. */
import { say, type Words } from '../../../sentences/words.ts';
import type { AskerFinding, AskerProblem } from '../model.ts';

/** One kind of finding about something in the cluster that asks for tokens. */
interface ProblemRecord {
  /** A few words that name the problem. */
  readonly title: Words;
  readonly severity: AskerFinding['severity'];
}

/** Every kind of problem by its code; `problemPages` has what else docs/findings.md says of them. */
export const problems: Readonly<Record<AskerProblem, ProblemRecord>> = {
  operatorAccountNotTrusted: {
    title: say`The account that asks is not trusted`,
    severity: 'error',
  },
  operatorUsesNodeIdentity: {
    title: say`Asks with the node's identity`,
    severity: 'info',
  },
  operatorClientIdUnknown: {
    title: say`No visible identity has this client ID`,
    severity: 'warning',
  },
  tenantDiffers: {
    title: say`Names another directory`,
    severity: 'error',
  },
  bindingNeedsClientOptIn: {
    title: say`Works only if the program opts in to the binding`,
    severity: 'info',
  },
  bindingNotAllowed: {
    title: say`The account may not use the binding`,
    severity: 'error',
  },
  usesPodIdentity: {
    title: say`Uses pod identity (retired)`,
    severity: 'warning',
  },
  nodesCarrySeveral: {
    title: say`Nodes have several identities`,
    severity: 'warning',
  },
  identityNotOnNodes: {
    title: say`The nodes do not have that identity`,
    severity: 'error',
  },
  accountNotTrusted: {
    title: say`Service account is not trusted`,
    severity: 'error',
  },
  clientIdUnknown: {
    title: say`Annotation names no visible identity`,
    severity: 'warning',
  },
  clientIdMissing: {
    title: say`No client ID`,
    severity: 'warning',
  },
  accountNotThere: {
    title: say`Service account does not exist`,
    severity: 'error',
  },
  podLabelMissing: {
    title: say`Pods lack the label`,
    severity: 'error',
  },
  tokenNotInjected: {
    title: say`Pods have no token`,
    severity: 'error',
  },
  settingStopsSignIn: {
    title: say`A setting stops the sign-in`,
    severity: 'error',
  },
  gatewayAccountBroken: {
    title: say`A service account for Gateways is not ready`,
    severity: 'warning',
  },
};
