import type { Arm } from '../azure/arm/arm.ts';
import { clusterList, getKubeconfig, shortClusterList } from '../azure/read/clusters.ts';
import type { Connection } from '../azure/directory/connection.ts';
import type { QueryProgress } from '../azure/http/queryWatch.ts';
import { watchingQueries } from '../azure/http/queryWatch.ts';
import type { SubscriptionAccess } from '../azure/directory/directory.ts';
import { createDirectory } from '../azure/directory/directory.ts';
import { identityList } from '../azure/read/identities.ts';
import { createDecider, undecided } from './decisionSource.ts';
import type { Decider, DecisionSource } from './decisionSource.ts';
import { listEverywhere } from '../azure/read/listEverywhere.ts';
import type { Listing } from '../azure/directory/partialList.ts';
import type { KubernetesVersion, NamedResource, Subnet, VmSize } from '../azure/read/pickLists.ts';
import {
  listKubernetesVersions,
  listLocations,
  listRegionsOf,
  listResourceGroups,
  listResources,
  listSubnets,
  listVmSizes,
} from '../azure/read/pickLists.ts';
import { versionOf } from '../azure/arm/apiVersions.ts';
import { listRoles } from '../azure/read/roleDefinitions.ts';
import type { Sleep } from '../async/sleep.ts';
import { sleep } from '../async/sleep.ts';
import { describeFailure, IdentityError, refused } from '../errors.ts';
import type { Change } from '../domain/change/change.ts';
import { callerMay, type CallerVerdict } from '../domain/access/callerPermissions.ts';
import { writerFor } from '../domain/access/writingAccount.ts';
import type { Answer } from '../domain/arm/answer.ts';
import type { CredentialListing, Facts } from '../domain/cluster/facts.ts';
import type { Checked } from '../domain/findings/finding.ts';
import type { Finding } from '../domain/findings/finding.ts';
import type { UnusedRole } from '../domain/findings/formerRoles.ts';
import { leftoversOf } from '../domain/findings/formerRoles.ts';
import type { UnusedRoles } from '../domain/findings/unusedRoles.ts';
import type { ClusterSummary } from '../domain/cluster/clusterSummary.ts';
import type { RoleDefinition, Subscription, UserAssignedIdentity } from '../domain/cluster/model.ts';
import type { ArmId } from '../domain/arm/resourceId.ts';
import type { JsonObject } from '../domain/arm/json.ts';
import type { Requirement } from '../domain/needs/need.ts';
import { plan } from '../domain/planners/planChanges.ts';
import type { Continued } from '../domain/plan/planPart.ts';
import type { FormerIdentity, LostNeed, Plan } from '../domain/plan/plan.ts';
import { stillLost, type StillLost } from '../domain/plan/grants/stillLost.ts';
import type { ReportRow } from '../domain/report/columns.ts';
import type { ReportFormat } from '../domain/report/report.ts';
import { reportOf } from '../domain/report/report.ts';
import { briefReason } from '../domain/words/reasons.ts';
import { asAnyId, asArmId, resourceType } from '../domain/arm/resourceId.ts';
import type { OtherIssuers } from '../domain/workloads/otherIssuers.ts';
import type { ActivityEntry, Outcome } from './runs/activity.ts';
import type { ClusterDetails, NamedAssignment } from './facts/clusterDetails.ts';
import { readAssignments, readDetails } from './facts/clusterDetails.ts';
import type { JudgedUses } from './facts/identityTrust.ts';
import { judgedUses } from './facts/identityTrust.ts';
import type { NamedWorkloads } from './facts/clusterWorkloads.ts';
import { movableTo, namedWorkloads } from './facts/clusterWorkloads.ts';
import type { Survey } from './fleet/survey.ts';
import { surveyFleet } from './fleet/survey.ts';
import type { Gathering } from './facts/gatherFacts.ts';
import { gatherFacts } from './facts/gatherFacts.ts';
import type { Journal } from './runs/journal.ts';
import { createFactReader } from './facts/readFacts.ts';
import { createRecentWrites } from './runs/recentWrites.ts';
import { detachedIn } from './runs/detachedRegistries.ts';
import { replacedIn } from './runs/replacedIdentities.ts';
import { orRefused } from './facts/orRefused.ts';
import type { RunOptions } from './runs/runs.ts';
import { createRuns } from './runs/runs.ts';
import { createEmitter } from '../async/emitter.ts';
import {
  checkCluster,
  surveyCluster,
  surveyRequirements,
  subscriptionNamesIn,
  surveyUnusedRoles,
  unseenSubscriptions,
  withSubscriptionNames,
} from './fleet/oneCluster.ts';

/** A subscription, with the name of the directory that shows it and the account that looks there, where they are known. */
export interface SeenSubscription extends Subscription {
  readonly directory?: string;
  readonly account?: string;
}

/** Everything that the extension does with Azure. Failures are IdentityErrors, except of `apply` and `resume` once begun. */
export interface IdentityService {
  readonly connection: Connection;
  /** All subscriptions; a tenant that fails is among the failures. */
  subscriptions(signal?: AbortSignal): Promise<Listing<SeenSubscription>>;
  clusters(options?: { subscriptionIds?: readonly string[]; signal?: AbortSignal }): Promise<Listing<ClusterSummary>>;
  cluster(id: string, signal?: AbortSignal): Promise<ClusterDetails>;
  identities(options?: {
    subscriptionIds?: readonly string[];
    signal?: AbortSignal;
  }): Promise<Listing<UserAssignedIdentity>>;
  /** What a principal holds in a subscription, with the names of the roles. */
  roleAssignmentsOf(
    principalId: string,
    subscriptionId: string,
    signal?: AbortSignal,
  ): Promise<readonly NamedAssignment[]>;
  /** Everything that is known to use an identity, in all subscriptions. */
  uses(identityId: string, signal?: AbortSignal): Promise<JudgedUses>;
  /** Built-in and custom roles that can be assigned at the scope. */
  roleDefinitions(scope: string, signal?: AbortSignal): Promise<readonly RoleDefinition[]>;
  locations(subscriptionId: string, signal?: AbortSignal): Promise<readonly { name: string; displayName: string }[]>;
  /** The regions that offer a type, as `westeurope`; none where that is not known. */
  regionsOf(type: string, subscriptionId: string, signal?: AbortSignal): Promise<readonly string[]>;
  kubernetesVersions(subscriptionId: string, location: string): Promise<readonly KubernetesVersion[]>;
  vmSizes(subscriptionId: string, location: string): Promise<readonly VmSize[]>;
  /** Whether the signed-in user has an action at a scope. */
  callerCan(action: string, scope: string): Promise<CallerVerdict>;
  /** The identities of a subscription with their federated credentials; why not, where that is not known. */
  credentialsIn(subscriptionId: string, signal?: AbortSignal): Promise<Answer<CredentialListing> | undefined>;
  resourceGroups(subscriptionId: string, signal?: AbortSignal): Promise<readonly NamedResource[]>;
  subnets(subscriptionId: string, signal?: AbortSignal): Promise<readonly Subnet[]>;
  /** Resources of one type, such as `Microsoft.ContainerRegistry/registries`. */
  resourcesOfType(type: string, subscriptionId: string, signal?: AbortSignal): Promise<readonly NamedResource[]>;
  /** The JSON of any resource, as ARM sends it. */
  json(id: string, signal?: AbortSignal): Promise<JsonObject>;
  /** A kubeconfig for the cluster, as YAML. */
  kubeconfig(clusterId: string, who: 'user' | 'admin', signal?: AbortSignal): Promise<string>;
  /** Reads only; several changes in a row are one plan. */
  plan(changes: readonly Change[], signal?: AbortSignal): Promise<Plan>;
  /**
   * Runs a plan that was confirmed, if it still is true, or plans the changes and runs that at once. Rejects only if nothing
   * was started; with `PlanChanged`, which has the new plan, where something else would be done by now.
   */
  apply(what: Plan | readonly Change[], options?: RunOptions): Promise<Outcome>;
  /** Goes on with a run that broke off; what is done is not repeated, and what is not true any more is not done. */
  resume(activityId: string, options?: RunOptions): Promise<Outcome>;
  /** Stops waiting for a running change; Azure goes on. False if it isn't running here. */
  stop(activityId: string): boolean;
  /** Stops waiting for everything that runs here, for good: nothing is started or sent any more. Resolves when that is noted. */
  stopAll(why?: 'left' | 'closed'): Promise<void>;
  /** What ran, runs (here or in another window) and can be resumed, newest first. */
  activity(): Promise<readonly ActivityEntry[]>;
  /** Looks whether another window has begun, gone on with or ended something, and tells those who listen. */
  lookAtOtherWindows(): Promise<void>;
  /** Forgets ended entries, and what they say to be missing. */
  clearActivity(): Promise<void>;
  /** What a former identity still holds because of its cluster, grants made at exactly the scopes that the cluster uses. */
  leftovers(former: FormerIdentity, signal?: AbortSignal): Promise<readonly UnusedRole[]>;
  /** What clusters lack now of what a plan foresaw, or of what it isn't known. */
  stillLost(foreseen: readonly LostNeed[], signal?: AbortSignal): Promise<readonly StillLost[]>;
  /** Every role that is left over because of a cluster, with who has it and why, as ARM has it now. */
  unusedRoles(clusterId: string, signal?: AbortSignal): Promise<UnusedRoles>;
  requirements(clusterId: string, signal?: AbortSignal): Promise<readonly Requirement[]>;
  diagnose(clusterId: string, signal?: AbortSignal): Promise<readonly Finding[]>;
  /** Which service accounts may act as which identity, whether that works, and what could not be looked at. */
  workloads(clusterId: string, signal?: AbortSignal): Promise<NamedWorkloads>;
  /** The issuers whose credentials could be moved to the cluster, the likeliest first. */
  otherIssuers(clusterId: string, signal?: AbortSignal): Promise<OtherIssuers>;
  /** The same findings, and what could not be found out. */
  check(clusterId: string, signal?: AbortSignal): Promise<Checked>;
  /** What a report says of one cluster; its subscription's name, as far as it is known. */
  reportRow(clusterId: string, signal?: AbortSignal): Promise<ReportRow>;
  /** Findings of many clusters, with few requests; `notes` say what was not looked at. */
  survey(options: {
    subscriptionIds?: readonly string[] | undefined;
    signal?: AbortSignal | undefined;
    /** Where Resource Graph can't be used, nothing is looked at if there are more clusters than these. */
    mostWithoutGraph?: number | undefined;
    /** Told how many clusters there are, before they are looked at. */
    onListed?: ((count: number) => void) | undefined;
    onFound?: ((row: ReportRow) => void) | undefined;
    /** Told how many queries to Resource Graph are to come at least, and how long its quota makes them wait. */
    onQueries?: ((progress: QueryProgress) => void) | undefined;
  }): Promise<Survey>;
  report(options: { format: ReportFormat; subscriptionIds?: readonly string[]; signal?: AbortSignal }): Promise<string>;
  /**
   * Told after a write, when a run starts, progresses or ends; `clusters` where rows of the tree may have changed, `decisions`
   * where findings are decided otherwise.
   */
  onDidChange(listener: (change: 'activity' | 'clusters' | 'decisions') => void): { dispose(): void };
  /** Marks findings of a cluster, which this service has found, as they are decided now. */
  readonly decided: Decider['decided'];
}

/** What the service is made from; time and waiting come from outside. */
export interface IdentityServiceOptions {
  readonly connection: Connection;
  readonly journal: Journal;
  readonly now?: () => Date;
  readonly sleep?: Sleep;
  readonly newId?: () => string;
  /** Hours for which an identity counts as in use after it was replaced, asked each time. */
  readonly tokenRefreshHours?: () => number;
  /** What is decided about findings; left out: nothing. */
  readonly decisions?: DecisionSource;
}

/** The service over a connection. Nothing is sent before it is asked for something. */
export function createIdentityService(options: IdentityServiceOptions): IdentityService {
  const { connection, now = () => new Date(), sleep: wait = sleep, newId = () => crypto.randomUUID() } = options;
  const { decisions = undecided } = options;
  const directory = createDirectory(connection);
  const changed = createEmitter<'activity' | 'clusters' | 'decisions'>();
  decisions.onDidChange(() => changed.emit('decisions'));
  const written = createRecentWrites(options.journal, connection.key, now);
  const notFromGraph = written.isIn;

  const gather = <T>(run: (facts: Facts) => T, signal?: AbortSignal): Promise<T> =>
    written.after(() => gatherFacts(run, gathering(signal)));
  const gathering = (signal?: AbortSignal): Gathering => ({
    read: createFactReader(directory, { signal, notFromGraph, isFile: options.connection.kind === 'file' }),
    now,
    tokenRefreshHours: options.tokenRefreshHours,
    changed: () => ({ replaced: replacedIn(written.entries()), detached: detachedIn(written.entries()) }),
  });
  const readIn = <T>(subscriptionId: string, read: (arm: Arm) => Promise<T>, signal?: AbortSignal): Promise<T> =>
    directory.read(`/subscriptions/${subscriptionId}`, read, signal);

  const planFor = (
    changes: readonly Change[],
    { signal, continued }: { readonly signal?: AbortSignal | undefined; readonly continued?: Continued },
  ): Promise<Plan> => gather((facts) => plan(changes, facts, continued), signal);

  const runs = createRuns({
    directory,
    plan: (changes, continued, signal) => planFor(changes, { signal, continued }),
    journal: options.journal,
    sleep: wait,
    now,
    newId,
    tokenRefreshHours: options.tokenRefreshHours,
    onActivity: () => changed.emit('activity'),
    onWritten: (step) => {
      written.note(step);
      changed.emit('clusters');
    },
    onEndedElsewhere: () => changed.emit('clusters'),
  });

  const decider = createDecider(decisions, now);
  const survey: IdentityService['survey'] = async ({
    subscriptionIds,
    signal,
    onListed,
    onFound,
    mostWithoutGraph,
  }) => {
    await decisions.ready();
    let isFresh = true;
    const list = { ...clusterList, subscriptionIds, signal, notFromGraph, onGraph: () => (isFresh = false) };
    const { items, failures } = await listEverywhere(directory, list);
    const [failed] = failures;
    if (failed !== undefined && items.length === 0) throw new IdentityError(failed.failure);
    const unseen = failed === undefined ? await unseenSubscriptions(directory, subscriptionIds, signal) : [];
    onListed?.(items.length);
    const isWhole = subscriptionIds === undefined && failed === undefined;
    const found = await surveyFleet(items, {
      ...{ directory, gathering: gathering(signal), notFromGraph, signal, isWhole, isFresh, mostWithoutGraph },
      onFound: (row) => onFound?.(decider.row(row)),
    });
    const unlisted = failures.map(({ tenantId, tenantName, subscriptionId, subscriptionName, failure }) => {
      const place = subscriptionName ?? subscriptionId ?? tenantName ?? tenantId;
      return `${place} can't be read: ${briefReason(describeFailure(failure))}`;
    });
    const unread = [...unseen, ...unlisted];
    return {
      rows: found.rows.map(decider.row),
      notes: [...decisions.notes(), ...unread, ...found.notes],
      unread: [...unread, ...found.unread],
    };
  };

  const namedSurvey: IdentityService['survey'] = async (wanted) => {
    const found = await watchingQueries(wanted.onQueries, () => written.after(() => survey(wanted)));
    const { rows } = found;
    return { ...found, rows: withSubscriptionNames(rows, await subscriptionNamesIn(directory, wanted.signal)) };
  };

  const check: IdentityService['check'] = async (id, signal) =>
    written.after(async () => {
      await decisions.ready();
      const checked = await checkCluster(clusterId(id), gathering(signal));
      return { ...checked, findings: decider.decided(checked.findings, id) };
    });

  return {
    connection,
    async subscriptions(signal) {
      const { items, failures } = await directory.refresh(signal);
      return { items: items.map(seen), failures };
    },
    clusters: (filter) =>
      written.after(() => listEverywhere(directory, { ...shortClusterList, ...filter, notFromGraph })),
    cluster: async (id, signal) =>
      written.after(async () => readDetails(directory, clusterId(id), { signal, notFromGraph })),
    identities: (filter) =>
      written.after(() => listEverywhere(directory, { ...identityList, ...filter, notFromGraph })),
    roleAssignmentsOf: (principalId, subscriptionId, signal) =>
      readAssignments(directory, principalId, subscriptionId, signal),
    uses: async (id, signal) => {
      const identityId = checkedId(id, resourceType.identity);
      return gather((facts) => judgedUses(identityId, facts), signal);
    },
    roleDefinitions: (scope, signal) => directory.read(scope, (arm) => listRoles(arm, scope, signal), signal),
    locations: (id, signal) => readIn(id, (arm) => listLocations(arm, id, signal), signal),
    regionsOf: (type, id, signal) => readIn(id, (arm) => listRegionsOf(arm, type, id, signal), signal),
    kubernetesVersions: (id, location) => readIn(id, (arm) => listKubernetesVersions(arm, id, location)),
    vmSizes: (id, location) => readIn(id, (arm) => listVmSizes(arm, id, location)),
    callerCan: (action, scope) =>
      gather((facts) => callerMay(action, scope, facts, writerFor([{ action, scope }], facts))),
    credentialsIn: (subscriptionId, signal) =>
      gather((facts) => facts.get({ kind: 'credentials', subscriptionId }), signal),
    resourceGroups: (id, signal) => readIn(id, (arm) => listResourceGroups(arm, id, signal), signal),
    subnets: (id, signal) => readIn(id, (arm) => listSubnets(arm, id, signal), signal),
    resourcesOfType: (type, id, signal) => readIn(id, (arm) => listResources(arm, type, id, signal), signal),
    async json(given, signal) {
      const id = orRefused(() => asAnyId(given));
      return directory.read(id, async (arm) => arm.get(id, await versionOf(arm, id, signal), signal), signal);
    },
    kubeconfig: async (given, who, signal) => {
      const id = clusterId(given);
      return directory.read(id, (arm) => getKubeconfig(arm, id, who, signal), signal);
    },
    plan: (changes, signal) => planFor(changes, { signal }),
    async apply(what, runOptions = {}) {
      if (connection.kind === 'file')
        throw refused(`${connection.name} is a file: changes can be planned, not applied.`);
      if (isPlan(what)) return runs.start(what, runOptions);
      return runs.start(await planFor(what, { signal: runOptions.signal }), { ...runOptions, isJustMade: true });
    },
    resume: (activityId, runOptions = {}) => runs.resume(activityId, runOptions),
    stop: (activityId) => runs.stop(activityId),
    stopAll: (why) => runs.stopAll(why),
    activity: () => runs.list(),
    lookAtOtherWindows: () => runs.lookAtOthers(),
    async clearActivity() {
      const hasDetached = detachedIn(written.entries()).length > 0;
      await runs.clear();
      if (hasDetached) changed.emit('clusters');
    },
    leftovers: (former, signal) => gather((facts) => leftoversOf(former, facts), signal),
    stillLost: (foreseen, signal) => gather((facts) => stillLost(foreseen, facts), signal),
    unusedRoles: async (id, signal) => written.after(async () => surveyUnusedRoles(clusterId(id), gathering(signal))),
    requirements: async (id, signal) => written.after(async () => surveyRequirements(clusterId(id), gathering(signal))),
    diagnose: async (id, signal) => (await check(id, signal)).findings,
    check,
    workloads: async (id, signal) => {
      const cluster = clusterId(id);
      return gather((facts) => namedWorkloads(cluster, facts), signal);
    },
    otherIssuers: async (id, signal) => {
      const cluster = clusterId(id);
      return gather((facts) => movableTo(cluster, facts), signal);
    },
    async reportRow(id, signal) {
      await decisions.ready();
      const row = await written.after(async () => surveyCluster(clusterId(id), gathering(signal)));
      const names = await subscriptionNamesIn(directory, signal);
      return withSubscriptionNames([decider.row(row)], names)[0] ?? row;
    },
    survey: namedSurvey,
    async report({ format, subscriptionIds, signal }) {
      const { rows, notes } = await namedSurvey({ subscriptionIds, signal });
      const subscriptionName = await subscriptionNamesIn(directory, signal);
      return reportOf(rows, format, now(), { notes, subscriptionName });
    },
    decided: decider.decided,
    onDidChange: (listener) => changed.on(listener),
  };
}

function seen({ subscription, tenant: { name, account } }: SubscriptionAccess): SeenSubscription {
  return {
    ...subscription,
    ...(name === undefined ? {} : { directory: name }),
    ...(account === undefined ? {} : { account }),
  };
}

function isPlan(what: Plan | readonly Change[]): what is Plan {
  return 'steps' in what;
}

function clusterId(text: string): ArmId {
  return checkedId(text, resourceType.cluster);
}

function checkedId(text: string, type: string): ArmId {
  return orRefused(() => asArmId(text, type));
}
