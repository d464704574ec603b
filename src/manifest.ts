/** Names that the code shares with package.json; manifest.test.ts keeps them equal. The commands are in contributions.ts. */
import type { Change, Draft } from './domain/change/change.ts';
import type { Title } from './domain/change/tenses.ts';
import type { LeftOutFixes, PromisedFixes } from './domain/report/promisedFixes.ts';
import { defineShape, optional, type ObjectOf } from './shape/shape.ts';

/** The check of a text in a command's target. */
export const targetText = defineShape<string>(
  'a text that is not empty',
  (value) => typeof value === 'string' && value !== '',
);
const optionalText = optional(targetText);

/** The texts that a command's target may have, by name. */
export const targetTexts = {
  subscriptionId: optionalText,
  resourceGroup: optionalText,
  clusterId: optionalText,
  poolName: optionalText,
  identityId: optionalText,
  roleAssignmentId: optionalText,
  credentialId: optionalText,
  bindingId: optionalText,
  /** A service account, and the issuer of its tokens. */
  namespace: optionalText,
  serviceAccount: optionalText,
  issuer: optionalText,
  registryId: optionalText,
  scope: optionalText,
  tenantId: optionalText,
  /** The account to sign in, by its id at the provider of accounts. */
  accountId: optionalText,
  /** Texts to copy. */
  resourceId: optionalText,
  principalId: optionalText,
  clientId: optionalText,
  /** The JSON of a custom role. */
  customRole: optionalText,
  activityId: optionalText,
  /** A page that explains the row. */
  page: optionalText,
  /** The code of a finding, the id of its subject, and a file with decisions about findings. */
  finding: optionalText,
  subject: optionalText,
  file: optionalText,
  /** The fingerprint of a finding. */
  fingerprint: optionalText,
};

/** What a command works on; it asks for what is missing. Rows of the trees are targets, too. */
export type Target = ObjectOf<typeof targetTexts> & {
  /** The change that fixes the row's finding. */
  readonly fix?: Change;
};

/** Several changes that are planned and applied together, under one title. */
export interface ChangeList extends Title {
  readonly changes: readonly Change[];
  /** What they are to fix, by which the result is judged. */
  readonly fixes?: PromisedFixes;
  /** What could be fixed too and is not among them, with the reason. */
  readonly leftOut?: LeftOutFixes;
}

/** What the panel shows: a cluster, a change to a cluster or of something new, or several changes in one plan. */
export type PanelTarget =
  | {
      readonly kind: 'cluster';
      readonly clusterId: string;
      readonly tab?: 'map' | 'details' | 'workloads' | 'access' | 'history' | 'change';
      /** The fingerprint of the finding to bring into view, among the details. */
      readonly finding?: string;
      /** Until someone works in it, the window may be reused. */
      readonly isPreview?: true;
    }
  /** The map of an identity across its clusters, what it can act on, or what changed around it. */
  | { readonly kind: 'identity'; readonly identityId: string; readonly tab?: 'map' | 'access' | 'history' }
  /** What a principal can act on, across all clusters. */
  | { readonly kind: 'principal'; readonly principalId: string; readonly name?: string; readonly tab?: 'access' }
  /**
   * In the panel of the cluster if one is named, otherwise in a separate panel; so are several changes. Where a run of them is named,
   * that is shown.
   */
  | { readonly kind: 'change'; readonly draft: Draft; readonly clusterId?: string; readonly activityId?: string }
  | { readonly kind: 'changes'; readonly list: ChangeList; readonly clusterId?: string; readonly activityId?: string }
  /** The roles that are left over because of a cluster, to be removed. */
  | { readonly kind: 'unusedRoles'; readonly clusterId: string }
  /** The identities of pod identity, to be moved to workload identity. */
  | { readonly kind: 'leavePodIdentity'; readonly clusterId: string };

/** The container in the activity bar. */
export const container = 'aksIdentity';

/** The ids of the extension's views in the activity bar. */
export const views = { clusters: 'aksIdentity.clusters', activity: 'aksIdentity.activity' } as const;

/** The panel's type, under which VS Code restores it after a reload. */
export const panelType = 'aksIdentity.panel';
/** The type of the identity report's panel, for the same purpose. */
export const reportType = 'aksIdentity.report';

/** The type of the window that diagnoses sign-in errors; it is not restored. */
export const whyType = 'aksIdentity.why';

/** The context keys that menus and welcome texts use. */
export const contextKeys = {
  state: 'aksIdentity.state',
  connection: 'aksIdentity.connection',
  portal: 'aksIdentity.hasPortal',
  onlyProblems: 'aksIdentity.onlyProblems',
  /** The command that has just ended, for a moment. */
  ran: 'aksIdentity.ran',
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
  'aksIdentity.openDetailsOnClick': true,
  'aksIdentity.showNames': false,
  'aksIdentity.tokenRefreshHours': 8,
} as const;
/** Who signs in: VS Code's own Microsoft account, the login of `az`, the environment's credentials, or a device code. */
export type Authentication = 'vscode' | 'azureCli' | 'environment' | 'deviceCode';

/** The scheme of the read-only documents that View JSON shows. */
export const jsonScheme = 'aks-identity-json';

/** The kinds of rows, with the flags of each that menus use. */
export const rowFlags = {
  subscription: [],
  cluster: [
    'settled',
    'servicePrincipal',
    'managed',
    'upgradable',
    'principal',
    'workloadsOn',
    'workloadsOff',
    'routing',
  ],
  controlPlane: ['settled', 'principal', 'client', 'resource'],
  kubelet: ['settled', 'managed', 'principal', 'client', 'resource'],
  addons: [],
  addon: ['principal', 'client', 'resource'],
  pools: ['settled', 'upgradable'],
  pool: ['settled', 'upgradable'],
  workloads: ['settled', 'on', 'off'],
  workload: ['movable', 'principal', 'client'],
  binding: ['principal', 'client'],
  credential: ['movable'],
  access: [],
  around: [],
  aroundKind: [],
  thing: ['principal', 'client', 'removable'],
  aroundIdentity: ['principal', 'client', 'resource'],
  roleAssignment: ['removable'],
  finding: ['fixable', 'grantable', 'removable', 'customRole'],
  /** A finding that is accepted. */
  accepted: [],
  decisions: [],
  unknown: [],
  /** What was left out because it takes a request for each thing. */
  notAsked: [],
  identities: [],
  identity: ['unused', 'principal', 'client', 'resource'],
  failure: ['signIn'],
  note: [],
  activity: ['running', 'resumable', 'undoable', 'former', 'cluster'],
  step: [],
  timer: [],
} as const;

/** A kind of row. */
export type RowKind = keyof typeof rowFlags;

/** Returns a row's `viewItem`: its kind and the flags that are set, such as `cluster:settled:managed:`. */
export function contextValue<K extends RowKind>(
  kind: K,
  flags?: Readonly<Partial<Record<(typeof rowFlags)[K][number], boolean>>>,
): string {
  const flagsOfKind: readonly (typeof rowFlags)[K][number][] = rowFlags[kind];
  return [kind, ...flagsOfKind.filter((flag) => flags?.[flag]), ''].join(':');
}
