/** Everything that the extension does with Azure, as the rest of the code sees it. */
import type { IdsToName } from '../domain/whoCanAct/directoryNames.ts';
import type { JudgedRequirements } from './fleet/oneCluster.ts';
import type { Connection } from '../azure/directory/connection.ts';
import type { QueryProgress } from '../azure/http/queryWatch.ts';
import type { Judgements } from './judgements.ts';
import type { Decider } from './decisionSource.ts';
import type { Listing } from '../azure/directory/partialList.ts';
import type { KubernetesVersion, NamedResource, Subnet, VmSize } from '../azure/read/pickLists.ts';
import type { Change } from '../domain/change/change.ts';
import type { CallerVerdict } from '../domain/access/callerPermissions.ts';
import type { ActivationChoice, RightAtScope } from '../domain/access/activationChoices.ts';
import type { Answer } from '../domain/arm/answer.ts';
import type { Account } from '../domain/arm/via.ts';
import type { CredentialListing } from '../domain/cluster/facts.ts';
import type { Finding } from '../domain/findings/finding.ts';
import type { CheckedCluster } from '../domain/checked/checkedCluster.ts';
import type { TouchedClusters } from '../domain/foreseen/touchedClusters.ts';
import type { Written } from '../domain/foreseen/written.ts';
import type { UnusedRole } from '../domain/findings/leftovers/formerRoles.ts';
import type { UnusedRoles } from '../domain/findings/leftovers/unusedRoles.ts';
import type { ClusterSummary } from '../domain/cluster/clusterSummary.ts';
import type { Cluster, RoleDefinition, Subscription, UserAssignedIdentity } from '../domain/cluster/model.ts';
import type { JsonObject } from '../domain/arm/json.ts';
import type { Requirement } from '../domain/needs/need.ts';
import type { FormerIdentity, LostNeed, Plan, IdentitySlot } from '../domain/plan/plan.ts';
import type { StillLost } from '../domain/plan/grants/stillLost.ts';
import type { ReportRow } from '../domain/report/columns.ts';
import type { FixVerdict } from '../domain/report/verdict.ts';
import type { ReportFormat } from '../domain/report/reportFormats.ts';
import type { NodeMachines } from '../domain/around/things/nodes.ts';
import type { ClusterObjects } from '../domain/askers/model.ts';
import type { IngressLook } from '../domain/cluster/ingressLook.ts';
import type { GatewayMapping } from '../domain/gateway/mapping.ts';
import type { NamedPlaces, PlaceAccess } from '../domain/gateway/placeAccess.ts';
import type { OtherIssuers } from '../domain/workloads/otherIssuers.ts';
import type { ActivityEntry, Outcome } from './runs/activity.ts';
import type { ClusterDetails, EveryRole, NamedAssignment } from './facts/clusterDetails.ts';
import type { HeldInPlace } from './facts/heldInPlace.ts';
import type { JudgedUses } from '../domain/workloads/judgedUses.ts';
import type { ClusterAround } from './facts/clusterAround.ts';
import type { AroundThings } from '../domain/around/things/thing.ts';
import type { NamedWorkloads } from './facts/clusterWorkloads.ts';
import type { WholeSurvey } from './fleet/survey.ts';
import type { RunOptions } from './runs/runs.ts';
import type { ReadMessage } from '../domain/signIn/message/readMessage.ts';
import type { Why, WhyContext } from '../domain/signIn/whyOf.ts';
import type { ClusterAccess, DirectoryNames, MayActOn } from '../domain/whoCanAct/model.ts';
import type { History } from '../domain/history/model.ts';
import type { Words } from '../sentences/words.ts';

/** A subscription, with the directory and the account that show it, if they are known. */
export interface SeenSubscription extends Subscription {
  readonly directory?: string;
  readonly account?: string;
}

/** The subscriptions that can be looked into, and those that are listed and deleted. */
export interface SubscriptionListing extends Listing<SeenSubscription> {
  readonly deleted: readonly Subscription[];
}

/** Reads resources and lists. */
export interface ServiceReads {
  /** All subscriptions; a tenant that fails is among the failures. */
  subscriptions(signal?: AbortSignal): Promise<SubscriptionListing>;
  clusters(options?: { subscriptionIds?: readonly string[]; signal?: AbortSignal }): Promise<Listing<ClusterSummary>>;
  cluster(id: string, signal?: AbortSignal): Promise<ClusterDetails>;
  identities(options?: {
    subscriptionIds?: readonly string[];
    signal?: AbortSignal;
    /** True to list now in ARM, subscription by subscription, instead of using an index. */
    isNow?: boolean;
  }): Promise<Listing<UserAssignedIdentity>>;
  /** What a principal holds in a subscription, with the names of the roles. */
  roleAssignmentsOf(
    principalId: string,
    subscriptionId: string,
    signal?: AbortSignal,
  ): Promise<readonly NamedAssignment[]>;
  /** What a principal holds anywhere, with the names of the roles, and what of it could not be read. */
  everyRoleOf(principalId: string, signal?: AbortSignal): Promise<EveryRole>;
  /** Built-in and custom roles that can be assigned at the scope. */
  roleDefinitions(scope: string, signal?: AbortSignal): Promise<readonly RoleDefinition[]>;
  locations(subscriptionId: string, signal?: AbortSignal): Promise<readonly { name: string; displayName: string }[]>;
  /** The regions that offer a type, such as `westeurope`; empty if they are not known. */
  regionsOf(type: string, subscriptionId: string, signal?: AbortSignal): Promise<readonly string[]>;
  kubernetesVersions(subscriptionId: string, location: string): Promise<readonly KubernetesVersion[]>;
  vmSizes(subscriptionId: string, location: string): Promise<readonly VmSize[]>;
  resourceGroups(subscriptionId: string, signal?: AbortSignal): Promise<readonly NamedResource[]>;
  subnets(subscriptionId: string, signal?: AbortSignal): Promise<readonly Subnet[]>;
  /** Resources of one type, such as `Microsoft.ContainerRegistry/registries`. */
  resourcesOfType(type: string, subscriptionId: string, signal?: AbortSignal): Promise<readonly NamedResource[]>;
  /** A single cluster, read from ARM now. */
  clusterNow(id: string, signal?: AbortSignal): Promise<Cluster>;
  /** A single user-assigned identity, read from ARM now. */
  identityNow(id: string, signal?: AbortSignal): Promise<UserAssignedIdentity>;
  /** The JSON of any resource, as ARM sends it. */
  json(id: string, signal?: AbortSignal): Promise<JsonObject>;
  /** What changed around a cluster, an identity or another place since a moment, and who did it; each source fails alone. */
  history(id: string, since: Date, signal?: AbortSignal): Promise<History>;
  /** The same of several, in order, with at most three lists of each subscription in all. */
  histories(ids: readonly string[], since: Date, signal?: AbortSignal): Promise<readonly History[]>;
  /** A kubeconfig for the cluster, as YAML. */
  kubeconfig(clusterId: string, kubeconfigRole: 'user' | 'admin', signal?: AbortSignal): Promise<string>;
}

/** Makes plans, runs them, and reports their outcome. */
export interface ServiceChanges {
  /** Only reads; several changes become one plan. */
  plan(changes: readonly Change[], signal?: AbortSignal): Promise<Plan>;
  /**
   * Runs a confirmed plan if it still holds, or plans the changes and runs that at once. Rejects only if nothing was
   * started; with `PlanChanged`, which has the new plan, if something else would be done now.
   */
  apply(planOrChanges: Plan | readonly Change[], options?: RunOptions): Promise<Outcome>;
  /** Continues an interrupted run; completed steps are not repeated, and steps that no longer apply are not run. */
  resume(activityId: string, options?: RunOptions): Promise<Outcome>;
  /** Stops waiting for a running change; Azure continues. Returns false if this window isn't running it. */
  stop(activityId: string): boolean;
  /** Stops waiting for everything that this window runs; from then on nothing is started or sent. Resolves when that is noted. */
  stopAll(ending?: 'left' | 'closed'): Promise<void>;
  /** The titles of the changes that this window runs, which `stopAll` would stop. */
  underWay(): readonly Words[];
  /** All runs, ended, running (here or in another window) or resumable, newest first. */
  activity(): Promise<readonly ActivityEntry[]>;
  /** Returns what takes back a run. It reads what the run has written first, and rejects if somebody has changed that since. */
  undo(activityId: string, signal?: AbortSignal): Promise<readonly Change[]>;
  /** Keeps with a run what it has fixed of what its list of changes was to fix. */
  noteVerdict(activityId: string, verdict: FixVerdict): Promise<void>;
  /** Checks whether another window has started, continued or ended something, and notifies the listeners. */
  lookAtOtherWindows(): Promise<void>;
  /** Forgets ended entries, and what they say is missing. */
  clearActivity(seenEntries?: readonly Pick<ActivityEntry, 'activityId' | 'position'>[]): Promise<void>;
  /** The eligible roles that would give all of the rights to the account, and what activating each asks for. */
  activations(
    rights: readonly RightAtScope[],
    account: Account | undefined,
    signal?: AbortSignal,
  ): Promise<readonly ActivationChoice[]>;
  /** What a former identity still holds because of its cluster: grants at exactly the scopes that the cluster uses. */
  leftovers(former: FormerIdentity, signal?: AbortSignal): Promise<readonly UnusedRole[]>;
  /** What clusters now lack of what a plan predicted, and for what this is not known. */
  stillLost(foreseen: readonly LostNeed[], signal?: AbortSignal): Promise<readonly StillLost[]>;
}

/** Applies the rules to one cluster or identity. */
export interface ServiceJudging {
  /** Everything that is known to use an identity, in all subscriptions. */
  uses(identityId: string, signal?: AbortSignal): Promise<JudgedUses>;
  /** The clusters that report what is wrong with an identity's credentials of no visible cluster. */
  reporters(identityId: string, signal?: AbortSignal): Promise<readonly string[]>;
  /** Whether the signed-in user may perform an action at a scope. */
  callerCan(action: string, scope: string): Promise<CallerVerdict>;
  /** The identities of a subscription with their federated credentials, or why they are not known. */
  credentialsIn(subscriptionId: string, signal?: AbortSignal): Promise<Answer<CredentialListing> | undefined>;
  /** Every role that is left over because of a cluster, with who has it and why, as ARM has it now. */
  unusedRoles(clusterId: string, signal?: AbortSignal): Promise<UnusedRoles>;
  /** The roles of the identity in a slot of a cluster, and what becomes of them when another identity takes the slot. */
  heldInPlace(clusterId: string, slot: IdentitySlot, signal?: AbortSignal): Promise<HeldInPlace>;
  requirements(clusterId: string, signal?: AbortSignal): Promise<readonly Requirement[]>;
  /** The same, and what could not be read. */
  judgedRequirements(clusterId: string, signal?: AbortSignal): Promise<JudgedRequirements>;
  /** What is wrong with a cluster; one finding says what is unknown, including its needs if they were not asked for. */
  diagnose(clusterId: string, signal?: AbortSignal, options?: { isAlone?: boolean }): Promise<readonly Finding[]>;
  /** Which service accounts may act as which identity, whether that works, and what could not be checked; `isNow` as for identities. */
  workloads(clusterId: string, signal?: AbortSignal, options?: { isNow?: boolean }): Promise<NamedWorkloads>;
  /** The identities on the machines of a cluster's nodes, and what could not be checked. */
  nodeMachines(clusterId: string, signal?: AbortSignal): Promise<NodeMachines>;
  /** The resources around a cluster (Fleets, extensions ...) with identities and roles, and what is wrong there. */
  around(clusterId: string, signal?: AbortSignal): Promise<ClusterAround>;
  /** Who can act on a cluster, by Azure's role assignments, and what could not be read. */
  whoCanAct(clusterId: string, signal?: AbortSignal): Promise<ClusterAccess>;
  /** What a principal can do to all clusters, or to those of some subscriptions; asks each subscription once, and no cluster. */
  mayActOn(
    principalId: string,
    options?: { readonly subscriptionIds?: readonly string[] | undefined; readonly signal?: AbortSignal | undefined },
  ): Promise<MayActOn>;
  /** A cluster's bindings of Trusted Access, and what could not be checked. */
  trustedAccess(clusterId: string, signal?: AbortSignal): Promise<AroundThings>;
  /** The issuers whose credentials could be moved to the cluster, the likeliest first. */
  otherIssuers(clusterId: string, signal?: AbortSignal): Promise<OtherIssuers>;
  /** Returns the zones and vaults that application routing of a cluster works with. */
  gatewayMapping(clusterId: string, signal?: AbortSignal): Promise<GatewayMapping>;
  /** Keeps what was read of a cluster about application routing, until the next time; plans say when that was. */
  noteLook(clusterId: string, objects: ClusterObjects): void;
  /** Returns what was kept. */
  lookInto(clusterId: string): IngressLook | undefined;
  /** Whether identities (principal IDs) may do what Gateways need in these zones and vaults. */
  placeAccess(asked: ReadonlyMap<string, NamedPlaces>, signal?: AbortSignal): Promise<readonly PlaceAccess[]>;
  /** The same findings, and what could not be determined. */
  check(clusterId: string, signal?: AbortSignal): Promise<CheckedCluster>;
  /** The clusters that may be different because of what was written, and why there may be more. */
  touchedBy(written: Written, signal?: AbortSignal): Promise<TouchedClusters>;
  /** The cluster's row in a report, with its subscription's name if it is known. */
  reportRow(clusterId: string, signal?: AbortSignal): Promise<ReportRow>;
  /** Why a sign-in fails, from a message that was read and what Azure and the cluster have; asks Azure only what is needed. */
  why(message: ReadMessage, context: WhyContext, signal?: AbortSignal): Promise<Why>;
  /** Applies the current decisions to findings of a cluster that this service has found. */
  readonly decided: Decider['decided'];
  /** Returns the object and application IDs of those who are meant to change roles and identities. */
  readonly expectedWriters: Decider['expectedWriters'];
}

/** How many single requests for clusters and identities have been made, and at least how many there will be. */
export interface AskingProgress {
  readonly done: number;
  readonly all: number;
}

/** Asks for everything one by one, and reports the progress. */
export interface AskingEach {
  readonly signal: AbortSignal;
  readonly onAsking: (progress: AskingProgress) => void;
}

/** Asks the rules about many clusters. */
export interface ServiceSurveys {
  /** Checks many clusters with few requests; `notes` say what was not checked. */
  survey(options: {
    subscriptionIds?: readonly string[] | undefined;
    /** Returns true for clusters to check; left out: all. */
    wanted?: ((cluster: Cluster) => boolean) | undefined;
    signal?: AbortSignal | undefined;
    /** The most clusters that are checked if Resource Graph can't be used; with more, none is. */
    mostWithoutGraph?: number | undefined;
    /**
     * True if everything that Resource Graph lacks is asked one by one, however long that takes; otherwise the notes
     * say what was left out.
     */
    asksEach?: boolean | undefined;
    /** True if the caller keeps what is found to itself; otherwise it becomes known to the other views. */
    isPrivate?: boolean | undefined;
    /** Called with the clusters before they are checked. */
    onListed?: ((clusters: readonly Cluster[]) => void) | undefined;
    onFound?: ((row: ReportRow) => void) | undefined;
    /** Called with how many queries to Resource Graph are still to come at least, and how long its quota makes them wait. */
    onQueries?: ((progress: QueryProgress) => void) | undefined;
    /** Called with the number of single requests so far, and at least how many there will be. */
    onAsking?: ((progress: AskingProgress) => void) | undefined;
  }): Promise<WholeSurvey>;
  /** Returns what surveys that looked around the clusters have last found of each. */
  judgements(): Judgements;
  /** Returns which of the given clusters certainly no longer exist; judges only those in listed subscriptions. Ids may be masked. */
  goneClusters(ids: readonly string[], listedIds: readonly string[], signal?: AbortSignal): Promise<readonly string[]>;
  report(options: { format: ReportFormat; subscriptionIds?: readonly string[]; signal?: AbortSignal }): Promise<string>;
}

/** Asks directories about people, groups and applications. */
export interface ServiceNames {
  /** Whether the person allows the directory to be asked about people and groups. */
  asksDirectory(): boolean;
  /** Notes that the person allows it until the connection ends. */
  allowDirectory(): void;
  /** What directories call users, groups and applications; `mayAsk`: their person may be asked to sign in for that. */
  names(
    wanted: readonly IdsToName[],
    options?: { readonly mayAsk?: boolean; readonly signal?: AbortSignal | undefined },
  ): Promise<DirectoryNames>;
}

/** Everything that the extension does with Azure. Failures are IdentityErrors, except of `apply` and `resume` once they have begun. */
export interface IdentityService extends ServiceReads, ServiceChanges, ServiceJudging, ServiceSurveys, ServiceNames {
  readonly connection: Connection;
  /** Called after a write, and when a run starts, progresses or ends. */
  onDidChange(listener: (news: ServiceNews) => void): { dispose(): void };
}

/**
 * What is different now: a run in `activity`; `clusters`, because of what was written; `decisions` about findings; what
 * surveys have `judged`.
 */
export type ServiceNews =
  | { readonly kind: 'activity' | 'decisions' | 'judged' }
  | { readonly kind: 'clusters'; readonly written: Written };
