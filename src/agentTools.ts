/**
 * Every tool that agents in VS Code can call: its name, its description for a language model, and its input. `npm run
 * generate` writes it into package.json. While the extension runs, only its types are used.
 */

/** One value of the input; `change` is one of the changes of `domain/change/kinds.ts`. */
type ToolInput = { readonly of: 'text' | 'change'; readonly says: string; readonly isOptional?: true };

/** A tool that an agent may call: its name, its description, and its input. */
export interface AgentTool {
  /** The name that people use in a chat. */
  readonly reference: string;
  /** Shown to people. */
  readonly title: string;
  /** A description for people, one sentence. */
  readonly about: string;
  /** For a language model: when to call it, and what it returns. */
  readonly description: string;
  readonly icon: string;
  readonly takes: Readonly<Record<string, ToolInput>>;
}

const clusterId = {
  of: 'text',
  says: 'The full Azure resource id of the cluster, as aksIdentity_listClusters returns it.',
} as const satisfies ToolInput;

const change = { of: 'change', says: 'The change.' } as const satisfies ToolInput;

/** The tools by their names, in the order of package.json. None of them writes to Azure. */
export const agentTools = {
  aksIdentity_listClusters: {
    reference: 'aksClusters',
    title: 'List AKS Clusters',
    about: 'Lists AKS clusters and the kinds of their identities.',
    description:
      'Lists the AKS clusters that the user can see: id, name, region, state, and which kind of identity the control plane ' +
      'and the kubelet use. Call it first: the other tools take the id of a cluster. Reads only.',
    icon: 'list-unordered',
    takes: {
      subscriptionId: { of: 'text', says: 'Only clusters of this subscription (a GUID).', isOptional: true },
      nameContains: { of: 'text', says: 'Only clusters with this text in their names.', isOptional: true },
    },
  },
  aksIdentity_explainCluster: {
    reference: 'aksIdentities',
    title: 'Explain Identities of AKS Cluster',
    about: 'Explains the identities of an AKS cluster, their roles, and what they need.',
    description:
      'Explains the identities of one AKS cluster (control plane, kubelet, add-ons): what each is for, its ids, the roles it has ' +
      'and where, and what it needs with a verdict for each: granted, missing or unknown. Reads only.',
    icon: 'key',
    takes: { clusterId },
  },
  aksIdentity_diagnoseCluster: {
    reference: 'aksDiagnose',
    title: 'Diagnose Identities of AKS Cluster',
    about: 'Finds what is wrong with the identities of an AKS cluster.',
    description:
      'Finds what is wrong with the identities of one AKS cluster: findings with severity, evidence and source, the change that ' +
      'fixes each where there is one (pass it to aksIdentity_planChange or aksIdentity_showPlan), and what could not be ' +
      'checked. An empty list of findings says nothing about what is listed as unknown. Reads only.',
    icon: 'pulse',
    takes: { clusterId },
  },
  aksIdentity_clusterRequirements: {
    reference: 'aksRequirements',
    title: 'Show Roles Needed by AKS Cluster',
    about: 'Shows which roles the identities of an AKS cluster need, and whether they have them.',
    description:
      'Lists every role that the identities of one AKS cluster need, with scope, actions and verdict (granted, missing, or ' +
      'unknown with the reason). Reads only.',
    icon: 'checklist',
    takes: { clusterId },
  },
  aksIdentity_listWorkloads: {
    reference: 'aksWorkloads',
    title: 'List Workload Identities of AKS Cluster',
    about: 'Lists which service accounts of an AKS cluster can act as which identity.',
    description:
      'Lists which Kubernetes service accounts of one AKS cluster can act as which managed identity (workload identity), ' +
      'whether that works, why not, and the roles. Reads only.',
    icon: 'symbol-namespace',
    takes: { clusterId },
  },
  aksIdentity_whoCanAct: {
    reference: 'aksAccess',
    title: 'Show Who Can Act on AKS Cluster',
    about: 'Shows which people, groups, applications and identities can act on an AKS cluster.',
    description:
      'Lists who can act on one AKS cluster, by the role assignments in Azure: what each principal can do to the cluster in Azure and, ' +
      'by namespace, in Kubernetes, the role assignment that gives it, who can become administrator, and what is not known ' +
      '(members of groups and role bindings inside the cluster are not read; without clusterId, nor are roles that can be activated). ' +
      'Without clusterId, it lists the clusters that one principal can act on, and how far it gets in each. Reads only.',
    icon: 'organization',
    takes: {
      clusterId: {
        ...clusterId,
        says: `${clusterId.says} Left out: all clusters; then principalId is needed.`,
        isOptional: true,
      },
      namespace: { of: 'text', says: 'Only what can be done in this namespace.', isOptional: true },
      principalId: { of: 'text', says: 'Only this principal (an object ID).', isOptional: true },
    },
  },
  aksIdentity_whatChanged: {
    reference: 'aksHistory',
    title: 'Show What Changed Around AKS Cluster',
    about: 'Shows what changed around an AKS cluster or a managed identity, when, and who did it.',
    description:
      'Lists what changed around one AKS cluster or managed identity, newest first: time, person or application, program, ' +
      'what was done from what to what, in roles, identities, access and fetched credentials; from the activity log (90 days) and ' +
      'Azure Resource Graph (values of 14 days). It says since when each source answers, what could not be read, and what ' +
      'no source shows. An empty list says nothing about those. Reads only.',
    icon: 'history',
    takes: {
      resourceId: { of: 'text', says: 'The full Azure resource id of the cluster or the managed identity.' },
      days: { of: 'text', says: 'How many days back, from 1 to 90. Left out: 14.', isOptional: true },
      kind: {
        of: 'text',
        says: 'Only identity, roles, access, credentials (who fetched them) or other.',
        isOptional: true,
      },
    },
  },
  aksIdentity_why: {
    reference: 'aksWhy',
    title: 'Diagnose Sign-In Error of Pod',
    about: 'Says why a pod gets no token or is not let in, from its error message.',
    description:
      'Says why a pod, an operator or a node of an AKS cluster gets no token from Microsoft Entra ID or is not let in by a resource, ' +
      'from its error message: the cause with its code, how sure that is (certain, likely, unknown), what was compared, other ' +
      'possible causes, the fix (a change for aksIdentity_showPlan, or YAML), and what could not be read. Pass the whole ' +
      'message. Nothing of it is in the answer but the values that were recognised. Reads only.',
    icon: 'debug-alt',
    takes: {
      text: { of: 'text', says: 'The error message, or a log with it. Remove tokens and passwords first.' },
      clusterId: { of: 'text', says: 'The resource id of the cluster, if it is known.', isOptional: true },
    },
  },
  aksIdentity_planChange: {
    reference: 'aksPlan',
    title: 'Plan Change to AKS Identities',
    about: 'Plans a change and says what would be done. Nothing is changed.',
    description:
      'Plans one change to AKS clusters, managed identities or roles and returns its steps, warnings, checks and whether there is a ' +
      'way back. It opens nothing and changes nothing. To let the user apply the change, call aksIdentity_showPlan.',
    icon: 'list-ordered',
    takes: { change },
  },
  aksIdentity_showPlan: {
    reference: 'aksShowPlan',
    title: 'Show Plan of Change to AKS Identities',
    about: 'Opens the plan of a change, for you to review and apply.',
    description:
      'Opens a panel with the plan of one change, where the user reviews it and decides whether to apply it. The tool itself ' +
      'changes nothing, and does not report whether the user applied it.',
    icon: 'open-preview',
    takes: { change },
  },
} as const satisfies Readonly<Record<`aksIdentity_${string}`, AgentTool>>;

/** The name of a tool. */
export type AgentToolName = keyof typeof agentTools;
