/** Every name that the code shares with package.json, and the arguments that go with it; manifest.test.ts keeps both equal. */
import type { Change, Draft } from './domain/change/change.ts';
import { check, optional } from './shape/shape.ts';
import type { ObjectOf } from './shape/shape.ts';

/** The check of a text that a command's target may have. */
export const targetText = check<string>(
  'a text that is not empty',
  (value) => typeof value === 'string' && value !== '',
);
const optionalText = optional(targetText);

/** The texts that a command's target may have, by their names. */
export const targetTexts = {
  subscriptionId: optionalText,
  resourceGroup: optionalText,
  clusterId: optionalText,
  poolName: optionalText,
  identityId: optionalText,
  roleAssignmentId: optionalText,
  registryId: optionalText,
  scope: optionalText,
  tenantId: optionalText,
  /** Whom to sign in, by the id that the provider of accounts gave. */
  accountId: optionalText,
  /** Texts to copy. */
  resourceId: optionalText,
  principalId: optionalText,
  clientId: optionalText,
  /** The JSON of a custom role. */
  customRole: optionalText,
  activityId: optionalText,
};

/** What a command works on, by shape; what is missing is asked for. Rows of the trees are targets too. */
export type Target = ObjectOf<typeof targetTexts> & {
  /** A change that fixes what the row shows. */
  readonly fix?: Change;
};

/** What the panel shows: a cluster, or a change on its way (of a cluster, or of something new). */
export type PanelTarget =
  | { readonly kind: 'cluster'; readonly clusterId: string; readonly tab?: 'map' | 'details' | 'change' }
  | { readonly kind: 'change'; readonly draft: Draft };

/** The commands and what they may be given. */
export interface Commands {
  readonly 'aksIdentity.signIn': [target?: Target];
  readonly 'aksIdentity.startDemo': [];
  readonly 'aksIdentity.resetDemo': [];
  readonly 'aksIdentity.leaveDemo': [];
  readonly 'aksIdentity.connectEmulator': [target?: { readonly url?: string }];
  readonly 'aksIdentity.openClusterJson': [target?: { readonly paths?: readonly string[] }];
  readonly 'aksIdentity.disconnect': [];
  readonly 'aksIdentity.refresh': [target?: Target];
  readonly 'aksIdentity.setActiveSubscription': [target?: Target];
  readonly 'aksIdentity.selectSubscriptions': [];
  readonly 'aksIdentity.createResourceGroup': [target?: Target];
  readonly 'aksIdentity.createIdentity': [target?: Target];
  readonly 'aksIdentity.createCluster': [target?: Target];
  readonly 'aksIdentity.setControlPlane': [target?: Target];
  readonly 'aksIdentity.setKubelet': [target?: Target];
  readonly 'aksIdentity.upgradeNodeImages': [target?: Target];
  readonly 'aksIdentity.attachRegistry': [target?: Target];
  readonly 'aksIdentity.detachRegistry': [target?: Target];
  readonly 'aksIdentity.assignRole': [target?: Target];
  readonly 'aksIdentity.removeRole': [target?: Target];
  readonly 'aksIdentity.deleteIdentity': [target?: Target];
  readonly 'aksIdentity.fixFinding': [target?: Target];
  readonly 'aksIdentity.getCredentials': [target?: Target];
  readonly 'aksIdentity.getAdminCredentials': [target?: Target];
  readonly 'aksIdentity.showPanel': [target?: Target | PanelTarget];
  readonly 'aksIdentity.showIdentityMap': [target?: Target];
  readonly 'aksIdentity.checkPermissions': [target?: Target];
  readonly 'aksIdentity.copyResourceId': [target?: Target];
  readonly 'aksIdentity.copyPrincipalId': [target?: Target];
  readonly 'aksIdentity.copyClientId': [target?: Target];
  readonly 'aksIdentity.copyCustomRole': [target?: Target];
  readonly 'aksIdentity.openInPortal': [target?: Target];
  readonly 'aksIdentity.viewJson': [target?: Target];
  readonly 'aksIdentity.resume': [target?: Target];
  readonly 'aksIdentity.stopWaiting': [target?: Target];
  readonly 'aksIdentity.reviewLeftovers': [target?: Target];
  readonly 'aksIdentity.clearActivity': [];
  readonly 'aksIdentity.showReport': [target?: Target];
  readonly 'aksIdentity.exportReport': [target?: Target];
  readonly 'aksIdentity.showLog': [];
}

/** The id of a command. */
export type CommandId = keyof Commands;

/** What the commands are called; three dots where something is asked before it is done. */
export const commandTitles = {
  'aksIdentity.signIn': 'Sign In to Azure',
  'aksIdentity.startDemo': 'Start Demo',
  'aksIdentity.resetDemo': 'Reset Demo',
  'aksIdentity.leaveDemo': 'Leave Demo',
  'aksIdentity.connectEmulator': 'Connect to Emulator...',
  'aksIdentity.openClusterJson': 'Open Cluster JSON...',
  'aksIdentity.disconnect': 'Disconnect',
  'aksIdentity.refresh': 'Refresh',
  'aksIdentity.setActiveSubscription': 'Set Active Subscription...',
  'aksIdentity.selectSubscriptions': 'Select Subscriptions...',
  'aksIdentity.createResourceGroup': 'Create Resource Group...',
  'aksIdentity.createIdentity': 'Create Managed Identity...',
  'aksIdentity.createCluster': 'Create Cluster...',
  'aksIdentity.setControlPlane': 'Change Control Plane Identity...',
  'aksIdentity.setKubelet': 'Change Kubelet Identity...',
  'aksIdentity.upgradeNodeImages': 'Upgrade Node Images...',
  'aksIdentity.attachRegistry': 'Attach Registry...',
  'aksIdentity.detachRegistry': 'Detach Registry...',
  'aksIdentity.assignRole': 'Assign Role...',
  'aksIdentity.removeRole': 'Remove Role Assignment...',
  'aksIdentity.deleteIdentity': 'Delete Managed Identity...',
  'aksIdentity.fixFinding': 'Fix...',
  'aksIdentity.getCredentials': 'Get Credentials',
  'aksIdentity.getAdminCredentials': 'Get Admin Credentials',
  'aksIdentity.showPanel': 'Show Details',
  'aksIdentity.showIdentityMap': 'Show Identity Map',
  'aksIdentity.checkPermissions': 'Check Permissions',
  'aksIdentity.copyResourceId': 'Copy Resource ID',
  'aksIdentity.copyPrincipalId': 'Copy Principal ID',
  'aksIdentity.copyClientId': 'Copy Client ID',
  'aksIdentity.copyCustomRole': 'Copy Custom Role',
  'aksIdentity.openInPortal': 'Open in Azure Portal',
  'aksIdentity.viewJson': 'View JSON',
  'aksIdentity.resume': 'Resume',
  'aksIdentity.stopWaiting': 'Stop Waiting',
  'aksIdentity.reviewLeftovers': 'Review Leftover Grants...',
  'aksIdentity.clearActivity': 'Clear Finished Activity',
  'aksIdentity.showReport': 'Show Identity Report',
  'aksIdentity.exportReport': 'Export Identity Report...',
  'aksIdentity.showLog': 'Show Log',
} as const satisfies Readonly<Record<CommandId, string>>;

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

/** The user's settings and their defaults. */
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
