/** The service over a connection: what it promises is put together here from the rooms below. */
import { whyUnknown } from '../azure/arm/whyUnknown.ts';
import { unknownTexts } from '../domain/arm/unknown.ts';
import type { Arm } from '../azure/arm/arm.ts';
import { clusterList, getKubeconfig, shortClusterList } from '../azure/read/clusters.ts';
import type { Connection } from '../azure/directory/connection.ts';
import { watchingQueries } from '../azure/http/queryWatch.ts';
import { createDirectory } from '../azure/directory/directory.ts';
import { identityList } from '../azure/read/identities.ts';
import { createDecider, undecided } from './decisionSource.ts';
import type { DecisionSource } from './decisionSource.ts';
import { listEverywhere } from '../azure/read/listEverywhere.ts';
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
import { promised } from '../azure/http/promised.ts';
import { listRoles } from '../azure/read/roleDefinitions.ts';
import type { Sleep } from '../async/sleep.ts';
import { sleep } from '../async/sleep.ts';
import { describeInBrief, IdentityError, refused } from '../errors.ts';
import type { Change } from '../domain/change/change.ts';
import { callerMay } from '../domain/access/callerPermissions.ts';
import { writerFor } from '../domain/access/writingAccount.ts';
import type { Facts } from '../domain/cluster/facts.ts';
import { leftoversOf } from '../domain/findings/formerRoles.ts';
import type { ArmId } from '../domain/arm/resourceId.ts';
import { plan } from '../domain/planners/planChanges.ts';
import type { Continued } from '../domain/plan/planPart.ts';
import type { Plan } from '../domain/plan/plan.ts';
import { stillLost } from '../domain/plan/grants/stillLost.ts';
import { reportOf } from '../domain/report/report.ts';
import { beside, needsNotRead, unknownFinding } from '../domain/report/unknowns.ts';
import { asAnyId, asArmId, resourceType } from '../domain/arm/resourceId.ts';
import { readAssignments, readDetails } from './facts/clusterDetails.ts';
import { heldInPlace } from './facts/heldInPlace.ts';
import { judgedUses } from './facts/identityTrust.ts';
import { decidedAround, namedAround, trustedAccessOf } from './facts/clusterAround.ts';
import { movableTo, namedWorkloads } from './facts/clusterWorkloads.ts';
import { goneClusters } from './fleet/goneClusters.ts';
import { surveyFleet } from './fleet/survey.ts';
import type { Gathering } from './facts/gatherFacts.ts';
import { gatherFacts } from './facts/gatherFacts.ts';
import type { Journal } from './runs/journal.ts';
import { createFactReader } from './facts/readFacts.ts';
import { createRecentWrites } from './runs/recentWrites.ts';
import { detachedIn } from './runs/detachedRegistries.ts';
import { replacedIn } from './runs/replacedIdentities.ts';
import { orRefused } from './facts/orRefused.ts';
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
import type { IdentityService } from './identityService.ts';
import { seen } from './seenSubscription.ts';

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

interface Planning {
  readonly signal?: AbortSignal | undefined;
  readonly continued?: Continued;
  /** True before something is written: what does not answer now ends the plan instead of being unknown in it. */
  readonly mustAnswer?: boolean;
}

/** The service over a connection. Nothing is sent before it is asked for something. */
export function createIdentityService(options: IdentityServiceOptions): IdentityService {
  const { connection, now = () => new Date(), sleep: wait = sleep, newId = () => crypto.randomUUID() } = options;
  const { decisions = undecided } = options;
  const directory = createDirectory(connection);
  const changed = createEmitter<'activity' | 'clusters' | 'decisions'>();
  decisions.onDidChange(() => changed.emit('decisions'));
  const written = createRecentWrites(options.journal, connection.key, now);
  const [notFromGraph, writtenTo] = [written.isIn, written.identities];

  const gather = <T>(run: (facts: Facts) => T, signal?: AbortSignal, mustAnswer?: boolean): Promise<T> =>
    written.after(() => gatherFacts(run, gathering(signal, mustAnswer)));
  const gathering = (signal?: AbortSignal, mustAnswer?: boolean, isAlone = false): Gathering => ({
    looksAround: !isAlone,
    read: createFactReader(directory, {
      signal,
      notFromGraph,
      writtenTo,
      mustAnswer,
      isFile: connection.kind === 'file',
    }),
    now,
    tokenRefreshHours: options.tokenRefreshHours,
    changed: () => ({ replaced: replacedIn(written.entries()), detached: detachedIn(written.entries()) }),
  });
  const readIn = <T>(subscriptionId: string, read: (arm: Arm) => Promise<T>, signal?: AbortSignal): Promise<T> =>
    directory.read(`/subscriptions/${subscriptionId}`, read, signal);

  const planFor = (changes: readonly Change[], { signal, continued, mustAnswer }: Planning): Promise<Plan> =>
    gather((facts) => plan(changes, facts, continued), signal, mustAnswer);

  const runs = createRuns({
    directory,
    plan: (changes, continued, signal) => planFor(changes, { signal, continued, mustAnswer: true }),
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
    isAlone,
  }) => {
    await decisions.ready();
    const list = { ...clusterList, subscriptionIds, signal, notFromGraph };
    const { items, failures, listed } = await listEverywhere(directory, list);
    const [failed] = failures;
    if (failed !== undefined && listed.length === 0) throw new IdentityError(failed.failure);
    const unseen = failed === undefined ? await unseenSubscriptions(directory, subscriptionIds, signal) : [];
    onListed?.(items);
    const isWhole = subscriptionIds === undefined && failed === undefined;
    const found = await surveyFleet(items, {
      ...{
        directory,
        gathering: gathering(signal, false, isAlone),
        notFromGraph,
        writtenTo,
        signal,
        isWhole,
        mostWithoutGraph,
      },
      onFound: (row) => onFound?.(decider.row(row)),
    });
    const unlisted = failures.map(({ tenantId, tenantName, subscriptionId, subscriptionName, failure }) => {
      const place = subscriptionName ?? subscriptionId ?? tenantName ?? tenantId;
      const subject = { what: 'clusters', of: subscriptionId ?? tenantId };
      return { ...whyUnknown(failure), subject, title: `${place} can't be read`, reason: describeInBrief(failure) };
    });
    const unread = [...unseen, ...unlisted];
    return {
      rows: found.rows.map(decider.row),
      notes: [...decisions.notes(), ...unknownTexts(unread), ...found.notes],
      unread: [...unread, ...found.unread],
      listed,
    };
  };

  const namedSurvey: IdentityService['survey'] = async (wanted) => {
    const found = await watchingQueries(wanted.onQueries, () => written.after(() => survey(wanted)));
    const { rows } = found;
    return { ...found, rows: withSubscriptionNames(rows, await subscriptionNamesIn(directory, wanted.signal)) };
  };

  const check: IdentityService['check'] = async (id, signal, { isAlone } = {}) =>
    written.after(async () => {
      await decisions.ready();
      const checked = await checkCluster(clusterId(id), gathering(signal, false, isAlone));
      return { ...checked, findings: decider.decided(checked.findings, id) };
    });

  const judged: IdentityService['judgedRequirements'] = async (id, signal) =>
    written.after(async () => surveyRequirements(clusterId(id), gathering(signal)));

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
    identities: ({ isNow = false, ...filter } = {}) =>
      written.after(() =>
        listEverywhere(directory, { ...identityList, ...filter, notFromGraph: isNow ? () => true : notFromGraph }),
      ),
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
      return directory.read(
        id,
        async (arm) => arm.get(id, await versionOf(arm, id, signal), signal, promised.thing),
        signal,
      );
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
      const made = await planFor(what, { signal: runOptions.signal, mustAnswer: true });
      return runs.start(made, { ...runOptions, isJustMade: true });
    },
    resume: (activityId, runOptions = {}) => runs.resume(activityId, runOptions),
    stop: (activityId) => runs.stop(activityId),
    stopAll: (why) => runs.stopAll(why),
    underWay: () => runs.underWay(),
    activity: () => runs.list(),
    lookAtOtherWindows: () => runs.lookAtOthers(),
    async clearActivity(seen) {
      const hasDetached = detachedIn(written.entries()).length > 0;
      await runs.clear(seen);
      if (hasDetached) changed.emit('clusters');
    },
    leftovers: (former, signal) => gather((facts) => leftoversOf(former, facts), signal),
    stillLost: (foreseen, signal) => gather((facts) => stillLost(foreseen, facts), signal),
    unusedRoles: async (id, signal) => written.after(async () => surveyUnusedRoles(clusterId(id), gathering(signal))),
    heldInPlace: async (id, of, signal) => {
      const cluster = clusterId(id);
      return gather((facts) => heldInPlace(cluster, of, facts), signal);
    },
    requirements: async (id, signal) => (await judged(id, signal)).requirements,
    judgedRequirements: judged,
    async diagnose(id, signal, { isAlone = false } = {}) {
      const checked = await check(id, signal);
      const unknown = [...(isAlone ? needsNotRead(checked.unknown) : []), ...beside(checked)];
      return decider.decided([...checked.findings, ...unknownFinding(id, unknown)], id);
    },
    check,
    workloads: async (id, signal, { isNow = false } = {}) => {
      const cluster = clusterId(id);
      return gather((facts) => namedWorkloads(cluster, facts, isNow), signal);
    },
    around: async (id, signal) => {
      await decisions.ready();
      return decidedAround(await gather((facts) => namedAround(clusterId(id), facts), signal), (all) =>
        decider.decided(all, id),
      );
    },
    trustedAccess: async (id, signal) => gather((facts) => trustedAccessOf(clusterId(id), facts), signal),
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
    goneClusters: (ids, listed, signal) => goneClusters(ids, listed, gathering(signal).read),
    async report({ format, subscriptionIds, signal }) {
      const { rows, notes, unread } = await namedSurvey({ subscriptionIds, signal });
      const subscriptionName = await subscriptionNamesIn(directory, signal);
      return reportOf(rows, format, now(), { notes, unread, subscriptionName });
    },
    decided: decider.decided,
    onDidChange: (listener) => changed.on(listener),
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
