/** Every name that the code shares with package.json, and the arguments that go with it; manifest.test.ts keeps both equal. */
import type { Change, Draft } from './domain/change/change.ts';

/** What a command works on, by shape; what is missing is asked for. Rows of the trees are targets too. */
export interface Target {
  readonly subscriptionId?: string;
  readonly resourceGroup?: string;
  readonly clusterId?: string;
  readonly poolName?: string;
  readonly identityId?: string;
  readonly roleAssignmentId?: string;
  readonly registryId?: string;
  readonly scope?: string;
  readonly tenantId?: string;
  /** Whom to sign in; by the id that who signs in gave. */
  readonly accountId?: string;
  /** Texts to copy. */
  readonly resourceId?: string;
  readonly principalId?: string;
  readonly clientId?: string;
  /** The JSON of a custom role. */
  readonly customRole?: string;
  readonly activityId?: string;
  /** A change that mends what the row shows. */
  readonly fix?: Change;
}

/** What the panel shows: a cluster, or a change on its way (of a cluster, or of something new). */
export type PanelTarget =
  | { readonly kind: 'cluster'; readonly clusterId: string; readonly tab?: 'map' | 'details' | 'change' }
  | { readonly kind: 'change'; readonly draft: Draft };

/** The container in the activity bar. */
export const container = 'aksIdentity';

/** The views in it. */
export const views = { clusters: 'aksIdentity.clusters', activity: 'aksIdentity.activity' } as const;

/** The panel's type, under which VS Code restores it after a reload. */
export const panelType = 'aksIdentity.panel';
/** The same of the identity report. */
export const reportType = 'aksIdentity.report';

/** Conditions that menus and welcome texts ask for. */
export const contextKeys = {
  state: 'aksIdentity.state',
  connection: 'aksIdentity.connection',
  portal: 'aksIdentity.hasPortal',
} as const;

/** What the view Clusters is about to show. */
export type ViewState = 'signedOut' | 'loading' | 'empty' | 'error' | 'ready';
/** Where the clusters come from. */
export type ConnectionKind = 'none' | 'azure' | 'demo' | 'emulator' | 'file';

/** The person's settings and what they are without having been set. */
export const settings = {
  'aksIdentity.authentication': 'vscode',
  'aksIdentity.emulatorUrl': 'http://127.0.0.1:8765',
  'aksIdentity.checkClusters': true,
  'aksIdentity.tokenRefreshHours': 8,
} as const;
/** Who signs in: VS Code's own Microsoft account, the login of `az`, the environment's credentials, or a device code. */
export type Authentication = 'vscode' | 'azureCli' | 'environment' | 'deviceCode';

/** The scheme of the read-only documents that View JSON shows. */
export const jsonScheme = 'aks-identity-json';

/** What rows can be, and what menus ask of each kind. */
export const rowFlags = {
  subscription: [],
  cluster: ['settled', 'servicePrincipal', 'managed', 'upgradable', 'principal'],
  controlPlane: ['settled', 'principal', 'client', 'resource'],
  kubelet: ['settled', 'managed', 'principal', 'client', 'resource'],
  addons: [],
  addon: ['principal', 'client', 'resource'],
  pools: [],
  pool: ['settled', 'upgradable'],
  roleAssignment: ['removable'],
  finding: ['fixable', 'customRole'],
  identities: [],
  identity: ['unused', 'principal', 'client', 'resource'],
  failure: ['signIn'],
  note: [],
  activity: ['running', 'resumable', 'former', 'cluster'],
  step: [],
  timer: [],
} as const;

/** What kind of row it is. */
export type RowKind = keyof typeof rowFlags;

/** A row's `viewItem`: its kind and those of its flags that hold, `cluster:settled:managed:`. */
export function contextValue<K extends RowKind>(
  kind: K,
  flags?: Readonly<Partial<Record<(typeof rowFlags)[K][number], boolean>>>,
): string {
  const all: readonly (typeof rowFlags)[K][number][] = rowFlags[kind];
  return [kind, ...all.filter((flag) => flags?.[flag]), ''].join(':');
}
