/** How long a change takes, what stops meanwhile, what takes effect later, and how it can be undone, as data. */
import { say, type Phrase, type Words } from '../../sentences/words.ts';

/** The times of a change; a plan states them once for all of its changes. */
export interface Pace {
  /** How long its own requests take, if that is worth saying. */
  readonly lasts?: Lasts;
  readonly downtime?: Downtime;
  /** What takes effect later. */
  readonly delay?: Delay;
  readonly wayBack?: WayBack;
}

/** How long requests take. */
export type Lasts = 'seconds' | 'secondsOrMinutes' | 'minuteOrTwo' | 'fewMinutes' | 'severalMinutes' | 'perNode';

/** What stops while a change is made. */
export type Downtime =
  | { readonly kind: 'nothingRestarts' | 'allStays' | 'nodesStay' | 'noneKnown' | 'undocumented' | 'pullsFail' }
  | { readonly kind: 'reimagedByNode' | 'reimagedAtOnce' | 'upgradedByNode'; readonly pools: readonly string[] };

/** What takes effect some time after a change. */
export type Delay = 'role' | 'kubernetesRole' | 'removal' | 'pulling' | 'trustedAccess';

/** How a change can be undone, or why it can't. */
export type WayBack =
  | { readonly kind: PlainWayBack }
  /** Deletes a new cluster; `stays` names what remains of it. */
  | { readonly kind: 'deleteCluster'; readonly stays: readonly Phrase[] }
  | { readonly kind: 'assignAgain'; readonly hasCondition: boolean; readonly isQuick: boolean }
  /** The last update is sent once more, and the cluster keeps its identities. */
  | { readonly kind: 'keepsIdentities'; readonly cluster: string };

type PlainWayBack = keyof typeof plainWaysBack;

interface PlainWayBackRow {
  readonly words: Words;
  /** For several changes; left out where the words are for any number. */
  readonly many?: Words;
  /** The words say what they are about, so that the change needs not be named. */
  readonly isNamed?: true;
  readonly undoes: boolean;
}

/** Ways back that need no names: their words, and whether the extension itself can undo the change. */
export const plainWaysBack = {
  deleteGroup: {
    words: say`You can delete the resource group later in the Azure portal, or with az group delete.`,
    undoes: false,
  },
  deleteIdentity: {
    words: say`You can delete the identity later.`,
    many: say`You can delete the identities later.`,
    undoes: true,
  },
  notSamePrincipal: {
    words: say`Can't be undone: a new identity with the same name is a different principal, without any roles.`,
    undoes: false,
  },
  noPrincipal: { words: say`Can't be undone: the principal of the roles is gone.`, undoes: false },
  changeBack: { words: say`You can change it back.`, undoes: true },
  changeBackToNewPrincipal: {
    words: say`You can change it back, but to a new principal, without the roles of the present one.`,
    undoes: true,
  },
  changeBackRestarting: { words: say`You can change it back; all nodes are then reimaged again.`, undoes: true },
  notToPrincipal: { words: say`Can't be undone: a cluster can't go back to a service principal.`, undoes: false },
  notToMadeKubelet: {
    words: say`Can't be undone: a cluster can't go back to the kubelet identity that AKS created.`,
    undoes: false,
  },
  /** Source: https://learn.microsoft.com/azure/aks/roll-back-node-pool-version */
  notToOlderImage: {
    words: say`Can't be undone here. For 7 days, az aks nodepool rollback (Azure CLI 2.88 or later) takes a node pool back to its previous image; its documentation names the limits.`,
    undoes: false,
  },
  issuerStays: {
    words: say`Workload identity can be turned off again; the OIDC issuer can't.`,
    isNamed: true,
    undoes: false,
  },
  removeRole: {
    words: say`You can remove the role later.`,
    many: say`You can remove the roles later.`,
    isNamed: true,
    undoes: true,
  },
  addPolicy: { words: say`You can add the access policy again.`, undoes: true },
  detach: { words: say`You can detach it later.`, undoes: true },
  attach: { words: say`You can attach it again; pulls then work within 60 minutes.`, undoes: true },
  removeCredential: {
    words: say`You can remove the credential later.`,
    many: say`You can remove the credentials later.`,
    isNamed: true,
    undoes: true,
  },
  removeGatewayAccess: { words: say`You can remove later what it creates and assigns.`, undoes: true },
  gatewaySettingsStay: {
    words: say`You can remove later what it creates and assigns. The cluster's new settings stay until you change them. The OIDC issuer can't be turned off.`,
    undoes: false,
  },
  connect: {
    words: say`You can connect the service account again.`,
    many: say`You can connect the service accounts again.`,
    undoes: true,
  },
  moveBack: { words: say`The credentials can be moved back while the other issuer exists.`, undoes: true },
  makeAgain: { words: say`You can create the removed credentials again with az.`, undoes: true },
  notToGoneIssuer: { words: say`Can't be undone: the cluster of the old issuer no longer exists.`, undoes: false },
  unbind: { words: say`You can remove the binding later.`, undoes: true },
  bind: { words: say`You can bind the identity again.`, undoes: true },
  bindNew: {
    words: say`Nothing is lost. A binding to a new identity needs its client ID in the cluster.`,
    undoes: false,
  },
  bindAgain: { words: say`Binding the identity to a cluster again recreates it.`, undoes: true },
  endsItself: { words: say`It ends by itself, or earlier if you end it in the Azure portal.`, undoes: true },
  letInAgain: { words: say`Its service can recreate the binding, or you can with az.`, undoes: true },
} as const satisfies Readonly<Record<string, PlainWayBackRow>>;

/** Returns true if a change can be undone in this way. */
export function canUndo({ kind }: WayBack): boolean {
  return kind === 'deleteCluster'
    ? false
    : kind === 'assignAgain' || kind === 'keepsIdentities' || plainWaysBack[kind].undoes;
}

/** The downtime of a change without any. */
export const nothingRestarts = { kind: 'nothingRestarts' } as const satisfies Downtime;

/** The downtime of a change after which nodes and control plane keep running. */
export const allStays = { kind: 'allStays' } as const satisfies Downtime;

/** The downtime of a change after which nodes keep running. */
export const nodesStay = { kind: 'nodesStay' } as const satisfies Downtime;

/** The downtime of a change that has none as far as is known. */
export const noRestartKnown = { kind: 'noneKnown' } as const satisfies Downtime;
