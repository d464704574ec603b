/**
 * Every command that the extension contributes: its title, its argument, and where it is offered. `npm run generate`
 * writes it into package.json. While the extension runs, only its types are used.
 */
import type { ConnectionKind, PanelTarget, RowKind, Target, ViewState, rowFlags, views } from './manifest.ts';

/** A `when` condition of VS Code, under which a menu offers a command. */
export type WhenCondition =
  | typeof isConnected
  | `${typeof isConnected} && ${'!' | ''}aksIdentity.onlyProblems`
  | `aksIdentity.connection ${'==' | '!='} ${ConnectionKind}`
  | `aksIdentity.state == ${ViewState}`
  | typeof hasOwnEmulator
  | typeof mayBeConnected
  | `${typeof mayBeConnected} && ${string}`
  | 'editorHasSelection'
  | '!config.aksIdentity.openDetailsOnClick'
  | 'aksIdentity.hasPortal';

/** The possible arguments of a command. */
interface CommandArguments {
  readonly nothing: [];
  readonly target: [target?: Target];
  readonly panelTarget: [target?: Target | PanelTarget];
  readonly url: [target?: { readonly url?: string }];
  readonly paths: [target?: { readonly paths?: readonly string[] }];
}

/** One command; if several conditions are given, one of them has to hold. */
export interface Contribution {
  /** Ends with three dots if the command asks something first. */
  readonly title: string;
  readonly takes: keyof CommandArguments;
  /** It makes a change, or leads to one: not offered for clusters from a file. */
  readonly changes?: true;
  /** One of VS Code's icons; a command on a row or in a title bar needs one. */
  readonly icon?: string;
  /** When the command palette offers it; left out: always. */
  readonly palette?: 'never' | readonly WhenCondition[];
  readonly titleBars?: readonly {
    readonly of: keyof typeof views;
    readonly group: string;
    readonly when?: readonly WhenCondition[];
  }[];
  readonly rows?: readonly {
    /** The kinds of rows that offer it, each with the flags that such a row needs. */
    readonly on: { readonly [K in RowKind]?: readonly (typeof rowFlags)[K][number][] };
    /** Its place in their menu; several, if it is a button, too. */
    readonly group: string | readonly string[];
    readonly when?: readonly WhenCondition[];
  }[];
  /** The group in the menus of AKS rows in the views of other extensions. */
  readonly neighbours?: string;
  /** Where selected text offers it. */
  readonly selections?: readonly ('editor' | 'terminal')[];
}

const isConnected = 'aksIdentity.connection && aksIdentity.connection != none';
const connected = [isConnected] as const;
/** Until the extension has run, no one knows whether a connection is remembered. */
const mayBeConnected = 'aksIdentity.connection != none && aksIdentity.state != signedOut';
const inPalette = [mayBeConnected] as const;
/** The rows that are about somebody who can hold roles. */
const ofPrincipals = {
  controlPlane: ['principal'],
  kubelet: ['principal'],
  addon: ['principal'],
  identity: ['principal'],
  workload: ['principal'],
  binding: ['principal'],
  roleAssignment: [],
} as const;

/** What commands that make a change have in common. */
const change = { takes: 'target', changes: true, palette: inPalette } as const;
const inPaletteOfAzure = [`${mayBeConnected} && aksIdentity.connection != file`] as const;
const hasOwnEmulator = "config.aksIdentity.emulatorUrl != 'http://127.0.0.1:8765'";

const canDisconnect = [
  'aksIdentity.connection == azure',
  'aksIdentity.connection == emulator',
  'aksIdentity.connection == file',
  'aksIdentity.state == error',
] as const;

/** The commands by their ids, in the order of package.json. */
export const contributions = {
  'aksIdentity.signIn': {
    title: 'Sign In to Azure',
    takes: 'target',
    icon: 'sign-in',
    titleBars: [{ of: 'clusters', group: '3_connect@1', when: ['aksIdentity.connection != demo'] }],
    rows: [{ on: { failure: ['signIn'] }, group: 'inline@2' }],
  },
  'aksIdentity.startDemo': {
    title: 'Start Demo',
    takes: 'nothing',
    palette: ['aksIdentity.connection != demo'],
    titleBars: [{ of: 'clusters', group: '3_connect@2', when: ['aksIdentity.connection != demo'] }],
  },
  'aksIdentity.resetDemo': {
    title: 'Reset Demo',
    takes: 'nothing',
    palette: ['aksIdentity.connection == demo', 'aksIdentity.state == error', 'aksIdentity.state == signedOut'],
    titleBars: [{ of: 'clusters', group: '3_connect@5', when: ['aksIdentity.connection == demo'] }],
  },
  'aksIdentity.leaveDemo': {
    title: 'Leave Demo',
    takes: 'nothing',
    palette: ['aksIdentity.connection == demo'],
    titleBars: [{ of: 'clusters', group: '3_connect@6', when: ['aksIdentity.connection == demo'] }],
  },
  'aksIdentity.chooseForConnection': {
    title: 'Choose What to Do with This Connection...',
    takes: 'nothing',
    palette: 'never',
  },
  'aksIdentity.connectEmulator': {
    title: 'Connect to Emulator...',
    takes: 'url',
    titleBars: [{ of: 'clusters', group: '3_connect@3', when: [hasOwnEmulator] }],
  },
  'aksIdentity.openClusterJson': {
    title: 'Open Cluster JSON...',
    takes: 'paths',
    titleBars: [{ of: 'clusters', group: '3_connect@4' }],
  },
  'aksIdentity.disconnect': {
    title: 'Disconnect',
    takes: 'nothing',
    palette: canDisconnect,
    titleBars: [{ of: 'clusters', group: '3_connect@6', when: canDisconnect }],
  },
  'aksIdentity.openSettingsFile': { title: 'Open Settings File', takes: 'nothing', palette: 'never' },
  'aksIdentity.refresh': {
    title: 'Refresh',
    takes: 'target',
    icon: 'refresh',
    titleBars: [{ of: 'clusters', group: 'navigation@3' }],
    rows: [
      { on: { failure: [] }, group: 'inline@1' },
      { on: { subscription: [], cluster: [] }, group: '9_refresh@1' },
    ],
  },
  'aksIdentity.checkAll': {
    title: 'Check All',
    takes: 'target',
    icon: 'checklist',
    palette: 'never',
    rows: [
      { on: { notAsked: [] }, group: ['inline@1', '9_refresh@1'] },
      { on: { subscription: [] }, group: '9_refresh@2', when: ['aksIdentity.connection != file'] },
    ],
  },
  'aksIdentity.showOnlyProblems': {
    title: 'Show Only Clusters with Problems',
    takes: 'nothing',
    icon: 'filter',
    palette: [`${mayBeConnected} && !aksIdentity.onlyProblems`],
    titleBars: [{ of: 'clusters', group: 'navigation@2', when: [`${isConnected} && !aksIdentity.onlyProblems`] }],
  },
  'aksIdentity.showAllClusters': {
    title: 'Show All Clusters',
    takes: 'nothing',
    icon: 'filter-filled',
    palette: [`${mayBeConnected} && aksIdentity.onlyProblems`],
    titleBars: [{ of: 'clusters', group: 'navigation@2', when: [`${isConnected} && aksIdentity.onlyProblems`] }],
  },
  'aksIdentity.setActiveSubscription': {
    title: 'Set Active Subscription...',
    takes: 'target',
    palette: inPalette,
    titleBars: [{ of: 'clusters', group: '2_show@1', when: connected }],
    rows: [{ on: { subscription: [] }, group: '1_change@1' }],
  },
  'aksIdentity.selectSubscriptions': {
    title: 'Select Subscriptions...',
    takes: 'nothing',
    palette: inPalette,
    titleBars: [{ of: 'clusters', group: '2_show@0', when: connected }],
  },
  'aksIdentity.createResourceGroup': {
    title: 'Create Resource Group...',
    ...change,
    titleBars: [{ of: 'clusters', group: '1_create@2', when: connected }],
    rows: [{ on: { subscription: [] }, group: '2_create@3' }],
  },
  'aksIdentity.createIdentity': {
    title: 'Create Managed Identity...',
    ...change,
    titleBars: [{ of: 'clusters', group: '1_create@1', when: connected }],
    rows: [{ on: { subscription: [], identities: [] }, group: '2_create@2' }],
  },
  'aksIdentity.createCluster': {
    title: 'Create Cluster...',
    ...change,
    icon: 'add',
    titleBars: [{ of: 'clusters', group: 'navigation@1', when: connected }],
    rows: [{ on: { subscription: [] }, group: '2_create@1' }],
  },
  'aksIdentity.setControlPlane': {
    title: 'Change Control Plane Identity...',
    ...change,
    rows: [
      { on: { cluster: ['settled', 'managed'] }, group: '1_change@1' },
      { on: { controlPlane: ['settled'] }, group: '1_change@1' },
    ],
  },
  'aksIdentity.leaveServicePrincipal': {
    title: 'Migrate to Managed Identity...',
    takes: 'target',
    changes: true,
    icon: 'key',
    palette: 'never',
    rows: [{ on: { cluster: ['settled', 'servicePrincipal'] }, group: ['inline@0', '1_change@1'] }],
  },
  'aksIdentity.setKubelet': {
    title: 'Change Kubelet Identity...',
    ...change,
    rows: [
      { on: { cluster: ['settled', 'managed'] }, group: '1_change@2' },
      { on: { kubelet: ['settled', 'managed'] }, group: '1_change@1' },
    ],
  },
  'aksIdentity.upgradeNodeImages': {
    title: 'Upgrade Node Images...',
    ...change,
    icon: 'arrow-up',
    rows: [
      { on: { pools: ['settled', 'upgradable'], pool: ['settled', 'upgradable'] }, group: ['inline@1', '1_change@1'] },
      { on: { cluster: ['settled', 'upgradable'] }, group: '1_change@3' },
    ],
  },
  'aksIdentity.attachRegistry': {
    title: 'Attach Registry...',
    ...change,
    rows: [
      { on: { cluster: ['settled', 'managed'] }, group: '1_change@4' },
      { on: { kubelet: ['settled', 'managed'] }, group: '1_change@2' },
    ],
  },
  'aksIdentity.detachRegistry': {
    title: 'Detach Registry...',
    ...change,
    rows: [
      { on: { cluster: ['settled', 'managed'] }, group: '1_change@5' },
      { on: { kubelet: ['settled', 'managed'] }, group: '1_change@3' },
    ],
  },
  'aksIdentity.connectWorkload': {
    title: 'Connect Workload...',
    ...change,
    icon: 'add',
    rows: [
      { on: { workloads: ['settled'] }, group: 'inline@1' },
      { on: { workloads: ['settled'], cluster: ['settled'], identity: [] }, group: '1_workloads@1' },
    ],
  },
  'aksIdentity.enableWorkloadIdentity': {
    title: 'Enable Workload Identity...',
    ...change,
    rows: [
      { on: { cluster: ['settled', 'workloadsOff'] }, group: '1_workloads@4' },
      { on: { workloads: ['settled', 'off'] }, group: '1_workloads@4' },
    ],
  },
  'aksIdentity.disableWorkloadIdentity': {
    title: 'Disable Workload Identity...',
    ...change,
    rows: [
      { on: { cluster: ['settled', 'workloadsOn'] }, group: '1_workloads@4' },
      { on: { workloads: ['settled', 'on'] }, group: '1_workloads@4' },
    ],
  },
  'aksIdentity.bindIdentity': {
    title: 'Bind Identity...',
    ...change,
    rows: [{ on: { workloads: ['settled'], cluster: ['settled'], identity: [] }, group: '1_workloads@2' }],
  },
  'aksIdentity.moveCredentials': {
    title: 'Move Federated Credentials...',
    ...change,
    rows: [
      { on: { workloads: ['settled', 'on'], workload: ['movable'], credential: ['movable'] }, group: '1_workloads@3' },
    ],
  },
  'aksIdentity.prepareGateway': {
    title: 'Prepare Gateway API...',
    ...change,
    rows: [{ on: { cluster: ['settled', 'managed'] }, group: '1_workloads@5' }],
  },
  'aksIdentity.setNginxRouting': {
    title: 'Change Default Ingress Controller...',
    ...change,
    rows: [{ on: { cluster: ['settled', 'routing'] }, group: '1_workloads@6' }],
  },
  'aksIdentity.removeCredential': {
    title: 'Remove Federated Credential...',
    ...change,
    rows: [{ on: { workload: [], credential: [] }, group: '1_workloads@9' }],
  },
  'aksIdentity.unbindIdentity': {
    title: 'Remove Identity Binding...',
    ...change,
    rows: [{ on: { binding: [] }, group: '1_workloads@9' }],
  },
  'aksIdentity.removeTrustedAccess': {
    title: 'Remove Trusted Access Binding...',
    ...change,
    rows: [{ on: { thing: ['removable'] }, group: '1_workloads@9' }],
  },
  'aksIdentity.assignKubernetesRole': {
    title: 'Assign Kubernetes Role...',
    takes: 'target',
    changes: true,
    palette: inPalette,
    rows: [{ on: { cluster: ['settled', 'managed'] }, group: '1_access@1' }],
  },
  'aksIdentity.setLocalAccounts': {
    title: 'Change Local Accounts...',
    takes: 'target',
    changes: true,
    palette: inPalette,
    rows: [{ on: { cluster: ['settled', 'managed'] }, group: '1_access@2' }],
  },
  'aksIdentity.assignRole': {
    title: 'Assign Role...',
    ...change,
    icon: 'add',
    titleBars: [{ of: 'clusters', group: '1_create@3', when: connected }],
    rows: [
      { on: { identity: [] }, group: 'inline@1' },
      {
        on: {
          controlPlane: ['principal'],
          kubelet: ['principal'],
          addon: ['principal'],
          identity: ['principal'],
          thing: ['principal'],
          aroundIdentity: ['principal'],
          workload: ['principal'],
          binding: ['principal'],
        },
        group: '1_change@4',
      },
    ],
  },
  'aksIdentity.removeRole': {
    title: 'Remove Role Assignment...',
    ...change,
    icon: 'trash',
    rows: [{ on: { roleAssignment: ['removable'] }, group: '1_change@1' }],
  },
  'aksIdentity.deleteIdentity': {
    title: 'Delete Managed Identity...',
    ...change,
    rows: [{ on: { identity: ['unused'] }, group: '1_change@9' }],
  },
  'aksIdentity.fixFinding': {
    title: 'Fix...',
    takes: 'target',
    changes: true,
    icon: 'tools',
    palette: 'never',
    rows: [{ on: { finding: ['fixable'] }, group: ['inline@1', '1_change@1'] }],
  },
  'aksIdentity.grantRole': {
    title: 'Assign Missing Role...',
    ...change,
    icon: 'tools',
    rows: [{ on: { finding: ['grantable'] }, group: ['inline@1', '1_change@1'] }],
  },
  'aksIdentity.removeLeftover': {
    title: 'Remove Leftover...',
    takes: 'target',
    changes: true,
    icon: 'trash',
    palette: 'never',
    rows: [{ on: { finding: ['removable'] }, group: ['inline@1', '1_change@1'] }],
  },
  'aksIdentity.acceptFinding': {
    title: 'Accept Finding...',
    takes: 'target',
    palette: 'never',
    rows: [{ on: { finding: [] }, group: '2_decide@1' }],
  },
  'aksIdentity.stopAccepting': {
    title: 'Stop Accepting',
    takes: 'target',
    palette: 'never',
    rows: [{ on: { accepted: [] }, group: '2_decide@1' }],
  },
  'aksIdentity.openDecisions': {
    title: 'Open Decisions File',
    takes: 'target',
    icon: 'go-to-file',
    rows: [{ on: { decisions: [] }, group: 'inline@1' }],
  },
  'aksIdentity.getCredentials': {
    title: 'Get Credentials...',
    takes: 'target',
    palette: inPaletteOfAzure,
    rows: [{ on: { cluster: [] }, group: '2_use@1', when: ['aksIdentity.connection != file'] }],
  },
  'aksIdentity.getAdminCredentials': {
    title: 'Get Admin Credentials...',
    takes: 'target',
    palette: inPaletteOfAzure,
    rows: [{ on: { cluster: [] }, group: '2_use@2', when: ['aksIdentity.connection != file'] }],
  },
  'aksIdentity.showPanel': {
    title: 'Show Details',
    takes: 'panelTarget',
    icon: 'preview',
    palette: inPalette,
    rows: [
      // Otherwise a click does it, and the row has room for its words.
      { on: { cluster: [] }, group: 'inline@1', when: ['!config.aksIdentity.openDetailsOnClick'] },
      {
        on: {
          cluster: [],
          controlPlane: [],
          kubelet: [],
          addon: [],
          workloads: [],
          workload: [],
          binding: [],
          finding: [],
          accepted: [],
          unknown: [],
        },
        group: '0_look@1',
      },
      { on: { activity: ['cluster'] }, group: '3_look@1' },
    ],
    neighbours: '9_aksIdentity@2',
  },
  'aksIdentity.showIdentityMap': {
    title: 'Show Identity Map',
    takes: 'target',
    icon: 'type-hierarchy',
    palette: inPalette,
    rows: [
      { on: { cluster: [] }, group: ['inline@2', '0_look@2'] },
      { on: { identity: [] }, group: ['inline@2', '0_look@2'] },
    ],
    neighbours: '9_aksIdentity@1',
  },
  'aksIdentity.showPrincipalAccess': {
    title: 'Show What a Principal Can Act On...',
    takes: 'target',
    palette: inPalette,
    rows: [
      {
        on: ofPrincipals,
        group: '0_look@3',
      },
    ],
  },
  'aksIdentity.showHistory': {
    title: 'Show History',
    takes: 'target',
    palette: inPaletteOfAzure,
    rows: [
      {
        on: { cluster: [], identity: [] },
        group: '0_look@4',
        when: ['aksIdentity.connection != file'],
      },
    ],
  },
  'aksIdentity.diagnoseSignIn': {
    title: 'Diagnose Sign-In Error...',
    takes: 'target',
    icon: 'debug-alt',
    rows: [
      {
        on: { cluster: [], identity: [], workloads: [], workload: [], credential: [], binding: [] },
        group: '0_look@4',
      },
    ],
  },
  'aksIdentity.diagnoseSelection': {
    title: 'Diagnose Sign-In Error in Selection',
    takes: 'nothing',
    palette: ['editorHasSelection'],
    selections: ['editor'],
  },
  'aksIdentity.diagnoseTerminalSelection': {
    title: 'Diagnose Sign-In Error in Selection',
    takes: 'nothing',
    palette: 'never',
    selections: ['terminal'],
  },
  'aksIdentity.copyResourceId': {
    title: 'Copy Resource ID',
    takes: 'target',
    palette: inPalette,
    rows: [
      {
        on: {
          subscription: [],
          cluster: [],
          pool: [],
          roleAssignment: [],
          controlPlane: ['resource'],
          kubelet: ['resource'],
          addon: ['resource'],
          identity: ['resource'],
          thing: [],
          aroundIdentity: ['resource'],
          workload: [],
          binding: [],
          credential: [],
        },
        group: '7_copy@1',
      },
    ],
  },
  'aksIdentity.copyLink': {
    title: 'Copy Link',
    takes: 'target',
    palette: inPaletteOfAzure,
    rows: [
      {
        on: { cluster: [], finding: [], accepted: [] },
        group: '7_copy@5',
        when: ['aksIdentity.connection != file'],
      },
    ],
  },
  'aksIdentity.copyPrincipalId': {
    title: 'Copy Principal ID',
    takes: 'target',
    palette: inPalette,
    rows: [
      {
        on: ofPrincipals,
        group: '7_copy@2',
      },
    ],
  },
  'aksIdentity.copyControlPlanePrincipalId': {
    title: 'Copy Control Plane Principal ID',
    takes: 'target',
    palette: 'never',
    rows: [{ on: { cluster: ['principal'] }, group: '7_copy@2' }],
  },
  'aksIdentity.copyClientId': {
    title: 'Copy Client ID',
    takes: 'target',
    palette: inPalette,
    rows: [
      {
        on: {
          controlPlane: ['client'],
          kubelet: ['client'],
          addon: ['client'],
          identity: ['client'],
          thing: ['client'],
          aroundIdentity: ['client'],
          workload: ['client'],
          binding: ['client'],
        },
        group: '7_copy@3',
      },
    ],
  },
  'aksIdentity.copyServiceAccountYaml': {
    title: 'Copy ServiceAccount YAML',
    takes: 'target',
    palette: inPalette,
    rows: [{ on: { workload: [], binding: [] }, group: '7_copy@0' }],
  },
  'aksIdentity.copyCustomRole': {
    title: 'Copy Custom Role',
    takes: 'target',
    palette: inPalette,
    rows: [{ on: { finding: ['customRole'] }, group: '7_copy@4' }],
  },
  'aksIdentity.openInPortal': {
    title: 'Open in Azure Portal',
    takes: 'target',
    palette: ['aksIdentity.hasPortal'],
    rows: [
      {
        on: {
          subscription: [],
          cluster: [],
          controlPlane: ['resource'],
          kubelet: ['resource'],
          addon: ['resource'],
          identity: ['resource'],
        },
        group: '8_open@1',
        when: ['aksIdentity.hasPortal'],
      },
    ],
  },
  'aksIdentity.learnMore': {
    title: 'Learn More',
    takes: 'target',
    palette: 'never',
    rows: [{ on: { aroundKind: [], thing: [] }, group: '8_open@3' }],
  },
  'aksIdentity.viewJson': {
    title: 'View JSON',
    takes: 'target',
    palette: inPalette,
    rows: [
      {
        on: {
          cluster: [],
          pool: [],
          roleAssignment: [],
          controlPlane: ['resource'],
          kubelet: ['resource'],
          addon: ['resource'],
          identity: ['resource'],
          workload: [],
          binding: [],
          credential: [],
        },
        group: '8_open@2',
      },
    ],
  },
  'aksIdentity.showResult': {
    title: 'Show Result',
    takes: 'target',
    palette: inPalette,
    rows: [{ on: { activity: [] }, group: '0_look@1' }],
  },
  'aksIdentity.resume': {
    title: 'Resume',
    ...change,
    icon: 'debug-continue',
    rows: [{ on: { activity: ['resumable'] }, group: ['inline@1', '1_run@1'] }],
  },
  'aksIdentity.undo': {
    title: 'Undo...',
    ...change,
    rows: [{ on: { activity: ['undoable'] }, group: '1_run@3' }],
  },
  'aksIdentity.stopWaiting': {
    title: 'Stop Waiting',
    takes: 'target',
    icon: 'debug-stop',
    palette: inPalette,
    rows: [{ on: { activity: ['running'] }, group: ['inline@1', '1_run@2'] }],
  },
  'aksIdentity.reviewLeftovers': {
    title: 'Remove Unused Role Assignments...',
    ...change,
    rows: [{ on: { activity: ['former'] }, group: '2_leftovers@1' }],
  },
  'aksIdentity.clearActivity': {
    title: 'Clear Finished Activity',
    takes: 'nothing',
    icon: 'clear-all',
    palette: inPalette,
    titleBars: [{ of: 'activity', group: '1_clear@1', when: connected }],
  },
  'aksIdentity.showReport': {
    title: 'Show Identity Report',
    takes: 'target',
    icon: 'checklist',
    palette: inPalette,
    titleBars: [{ of: 'clusters', group: 'navigation@0', when: connected }],
    rows: [{ on: { subscription: [] }, group: '3_look@1' }],
  },
  'aksIdentity.exportReport': {
    title: 'Export Identity Report...',
    takes: 'target',
    palette: inPalette,
    titleBars: [{ of: 'clusters', group: '2_show@3', when: connected }],
    rows: [{ on: { subscription: [] }, group: '3_look@2' }],
  },
  'aksIdentity.showLog': {
    title: 'Show Log',
    takes: 'nothing',
    icon: 'output',
    titleBars: [{ of: 'activity', group: 'navigation@1' }],
    rows: [
      { on: { activity: ['resumable'] }, group: 'inline@2' },
      { on: { activity: [] }, group: '3_look@2' },
    ],
  },
  'aksIdentity.reportIssue': {
    title: 'Report Issue...',
    takes: 'nothing',
    titleBars: [{ of: 'activity', group: '2_help@1' }],
  },
} as const satisfies Readonly<Record<`aksIdentity.${string}`, Contribution>>;

/** The id of a command. */
export type CommandId = keyof typeof contributions;

/** The arguments of every command, by its id. */
export type Commands = { readonly [Id in CommandId]: CommandArguments[(typeof contributions)[Id]['takes']] };
