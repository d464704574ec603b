import { getUpgradeProfile } from '../../azure/read/agentPools.ts';
import { versionOf } from '../../azure/arm/apiVersions.ts';
import type { Arm } from '../../azure/arm/arm.ts';
import { resourcesWithIdentityList } from '../../azure/read/identityCarriers.ts';
import { clusterList, getCluster } from '../../azure/read/clusters.ts';
import { listCreationTimes } from '../../azure/read/creationTimes.ts';
import type { Directory } from '../../azure/directory/directory.ts';
import { getFeatureState, listBindings } from '../../azure/read/bindings.ts';
import { listOnce, type CredentialQuestion } from '../../azure/read/credentials.ts';
import { everyResourceList, listBelow } from '../../azure/read/around/aroundClusters.ts';
import { identityList } from '../../azure/read/identities.ts';
import { newerClusterList } from '../../azure/read/newerClusters.ts';
import type { ListRequest } from '../../azure/read/listEverywhere.ts';
import { listCallerAssignments } from '../../azure/read/callerAssignments.ts';
import {
  listCallerPermissions,
  listDenyAssignments,
  listDenyAssignmentsIn,
  listEligibleRoles,
} from '../../azure/read/permissions.ts';
import { listRegionsOf } from '../../azure/read/pickLists.ts';
import {
  assignmentList,
  listAssignedIn,
  listAssignments,
  listAssignmentsAt,
  listAssignmentsOf,
} from '../../azure/read/roleAssignments.ts';
import { findRole, getRole } from '../../azure/read/roleDefinitions.ts';
import { vaultPolicyList } from '../../azure/read/vaultPolicies.ts';
import { getSubscription, listAllSubscriptions } from '../../azure/directory/subscriptions.ts';
import { IdentityError } from '../../errors.ts';
import type { ResourceWithIdentity, Read } from '../../domain/cluster/facts.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { subjectOfRead } from '../../domain/cluster/subjects.ts';
import type { AnyAnswer, ReadFact } from './gatherFacts.ts';
import type { JsonObject } from '../../domain/arm/json.ts';
import { subscriptionOf, sameGuid } from '../../domain/arm/resourceId.ts';
import type { Via } from '../../domain/arm/via.ts';
import { getResource, isGone } from '../../azure/read/resources.ts';
import { getAssignment } from '../../azure/arm/roleAssignment.ts';
import { answerFor, unreadable } from './answerFor.ts';
import { everything } from './everything.ts';
import { mostClusterLists, mostNewerLists, mostResourceLists, tooManyToAsk } from './mostLists.ts';
import { readCredentials } from './readCredentials.ts';
import { whoseAbsence } from './whoseAbsence.ts';
import { say, type Words } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';

/**
 * Makes a reader of facts from Azure. It answers `missing` if ARM says that something does not exist, and `unreadable` if it
 * may not be read.
 */
export function createFactReader(
  directory: Directory,
  options: {
    readonly signal?: AbortSignal | undefined;
    readonly notFromGraph?: (subscriptionId: string) => boolean;
    readonly writtenTo?: CredentialQuestion['writtenTo'];
    /** Files are all there is: they name some identities, and nothing of their credentials. */
    readonly isFile?: boolean;
    /** True before something is written: what does not answer now is not taken for unreadable, but thrown. */
    readonly mustAnswer?: boolean | undefined;
    /** True where what Resource Graph does not have is asked one by one, however much that is. */
    readonly asksEach?: boolean | undefined;
    /** Called after each cluster or identity that was asked by itself. */
    readonly onAsked?: (() => void) | undefined;
  },
): ReadFact {
  const { signal, mustAnswer, asksEach = false } = options;
  const ofIdentities: CredentialQuestion['ofIdentities'] = new Map();

  /** From Resource Graph, or as ARM lists it now where these are few lists: again, because it confirms what was read before. */
  async function listFacts<T extends Cluster | ResourceWithIdentity | JsonObject>(
    list: Pick<ListRequest<T>, 'fromGraph' | 'inSubscription'>,
    most: number,
    read: Extract<Read, { kind: 'clusters' | 'carriers' | 'everyResource' }>,
  ): Promise<AnyAnswer> {
    if (!read.fromArm) return everything(directory, subjectOfRead(read), { ...list, ...options });
    const { length } = (await directory.access(signal)).items;
    if (length > most && !asksEach) return notAsked(read, tooManyToAsk(`${length} subscriptions`));
    return everything(directory, subjectOfRead(read), { ...list, signal, mustAnswer, notFromGraph: () => true });
  }

  async function newerClusters(read: Read): Promise<AnyAnswer> {
    const { length } = (await directory.access(signal)).items;
    if (length > mostNewerLists && !asksEach)
      return notAsked(read, say`${length} subscriptions are too many to list the clusters of each.`);
    return everything(directory, subjectOfRead(read), {
      ...newerClusterList,
      signal,
      mustAnswer,
      notFromGraph: () => true,
    });
  }

  return async (read) => {
    const subject = subjectOfRead(read);
    const isOfOne = read.kind === 'bindings' || read.kind === 'listBelow';
    try {
      if (read.kind === 'clusters') return await listFacts(clusterList, mostClusterLists, read);
      if (read.kind === 'newerClusters') return await newerClusters(read);
      if (read.kind === 'identities') return await everything(directory, subject, { ...identityList, ...options });
      if (read.kind === 'everyResource') return await listFacts(everyResourceList(read.type), mostResourceLists, read);
      if (read.kind === 'carriers')
        return await listFacts(resourcesWithIdentityList(read.identityId), mostResourceLists, read);
      if (read.kind === 'assignmentsEverywhere')
        return await everything(directory, subject, { ...assignmentList([read.principalId]), ...options });
      if (read.kind === 'vaultPolicies')
        return await everything(directory, subject, { ...vaultPolicyList(read.principalId), ...options });
      if (read.kind === 'assignmentsOfAll')
        return await everything(directory, subject, { ...assignmentList(read.principalIds), ...options });
      if (read.kind === 'credentials' && options.isFile === true)
        return { kind: 'unreadable', subject, cause: 'notOffered', reason: say`The opened file doesn't contain this.` };
      if (read.kind === 'credentials') return await readCredentials(directory, read, { ofIdentities, ...options });
      if (read.kind === 'hiddenSubscriptions') return await hiddenSubscriptions(directory, read, signal);
      if (read.kind === 'accounts') return { kind: 'found', value: await accountsFor(read, directory, signal) };
      if (read.kind === 'federatedCredentials') {
        const listed = await listOnce(directory, read.identityId, { ofIdentities, ...options });
        return { kind: 'found', value: listed };
      }
      const value = await directory.read(scopeOf(read), (arm) => valueOf(read, arm, signal), signal, read);
      return value === undefined ? { kind: 'missing' } : { kind: 'found', value };
    } catch (error) {
      if (!(error instanceof IdentityError)) throw error;
      const isChoice = read.kind === 'accounts' || read.kind === 'assignment';
      return answerFor(error, { subject, mustAnswer, isChoice, isGone: () => isAbsent(directory, read, signal) });
    } finally {
      if (isOfOne) options.onAsked?.();
    }
  };
}

/** Returns the answer to what would take too many requests. */
function notAsked(read: Read, reason: Words): AnyAnswer {
  return { kind: 'unreadable', subject: subjectOfRead(read), cause: 'notAsked', reason };
}

async function isAbsent(directory: Directory, read: Read, signal?: AbortSignal): Promise<boolean> {
  const absence = whoseAbsence(read);
  if (typeof absence === 'string') return absence === 'itself';
  return isGone(directory.read(absence.of, (arm) => getResource(arm, absence.of, signal), signal));
}

async function accountsFor(
  { inDirectoryOf, scope, ...via }: Extract<Read, { kind: 'accounts' }>,
  directory: Directory,
  signal?: AbortSignal,
): Promise<readonly Via[]> {
  const wanted = inDirectoryOf && subscriptionOf(inDirectoryOf)?.toLowerCase();
  const known = wanted === undefined ? [] : (await directory.access(signal)).items;
  const tenantId = known.find(({ subscription }) => subscription.id.toLowerCase() === wanted)?.tenant.tenantId;
  return directory.viasFor(scope, signal, { ...via, ...defined({ tenantId }) });
}

type SingleRead = Exclude<
  Read,
  {
    kind:
      | 'clusters'
      | 'newerClusters'
      | 'identities'
      | 'everyResource'
      | 'carriers'
      | 'assignmentsEverywhere'
      | 'assignmentsOfAll'
      | 'vaultPolicies'
      | 'credentials'
      | 'federatedCredentials'
      | 'hiddenSubscriptions'
      | 'accounts';
  }
>;
type Value = Extract<AnyAnswer, { kind: 'found' }>['value'];

function scopeOf(read: SingleRead): string {
  switch (read.kind) {
    case 'resource':
    case 'cluster':
    case 'listBelow':
    case 'assignment':
      return read.id;
    case 'assignments':
    case 'assignmentsAt':
    case 'role':
    case 'roleNamed':
    case 'denyAssignments':
    case 'callerPermissions':
    case 'callerAssignments':
    case 'eligibleRoles':
      return read.scope;
    case 'assignmentsOf':
    case 'assignedIn':
    case 'denyAssignmentsIn':
    case 'resourcesOfType':
    case 'creationTimes':
    case 'regions':
      return `/subscriptions/${read.subscriptionId}`;
    case 'upgradeProfile':
      return read.poolId;
    case 'bindings':
      return read.clusterId;
    case 'feature':
      return `/subscriptions/${read.subscriptionId}`;
    case 'subscription':
      return `/subscriptions/${read.id}`;
  }
}

async function valueOf(read: SingleRead, arm: Arm, signal?: AbortSignal): Promise<Value | undefined> {
  switch (read.kind) {
    case 'resource':
      return getResource(arm, read.id, signal);
    case 'resourcesOfType':
      return listOfType(arm, read, signal);
    case 'listBelow':
      return listBelow(arm, read, signal);
    case 'creationTimes':
      return listCreationTimes(arm, read, signal);
    case 'regions':
      return listRegionsOf(arm, read.type, read.subscriptionId, signal);
    case 'cluster':
      return getCluster(arm, read.id, signal);
    case 'assignments':
      return listAssignments(arm, read.scope, read.principalId, signal);
    case 'assignmentsOf':
      return listAssignmentsOf(arm, read.subscriptionId, read.principalId, signal);
    case 'assignedIn':
      return listAssignedIn(arm, read.subscriptionId, read.principalId, signal);
    case 'assignmentsAt':
      return listAssignmentsAt(arm, read.scope, signal);
    case 'assignment':
      return getAssignment(arm, read.id, signal);
    case 'role':
      return getRole(arm, read.scope, read.guid, signal);
    case 'roleNamed':
      return findRole(arm, read.scope, read.name, signal);
    case 'denyAssignments':
      return listDenyAssignments(arm, read.scope, signal);
    case 'denyAssignmentsIn':
      return listDenyAssignmentsIn(arm, read.subscriptionId, signal);
    case 'callerPermissions':
      return listCallerPermissions(arm, read.scope, signal);
    case 'callerAssignments':
      return listCallerAssignments(arm, read.scope, signal);
    case 'eligibleRoles':
      return listEligibleRoles(arm, read.scope, signal);
    case 'upgradeProfile':
      return getUpgradeProfile(arm, read.poolId, signal);
    case 'bindings':
      return listBindings(arm, read.clusterId, signal);
    case 'feature':
      return getFeatureState(arm, read, signal);
    case 'subscription':
      return getSubscription(arm, read.id, signal);
  }
}

async function hiddenSubscriptions(
  directory: Directory,
  read: Extract<Read, { kind: 'hiddenSubscriptions' }>,
  signal?: AbortSignal,
): Promise<AnyAnswer> {
  const { directory: tenantId } = read;
  const { items, failures } = await directory.access(signal);
  const [failed] = failures;
  if (failed) return unreadable(subjectOfRead(read), failed.failure);
  const directories = tenantId === '' ? new Set(items.map(({ subscription }) => subscription.tenantId)) : [tenantId];
  const seen = new Set(items.map(({ subscription }) => subscription.id.toLowerCase()));
  const hidden: string[] = [];
  for (const directoryId of directories) {
    const access = items.find(({ subscription, tenant }) =>
      [subscription.tenantId, tenant.tenantId].some((id) => sameGuid(id, directoryId)),
    );
    if (access === undefined) return { kind: 'missing' };
    const all = await listAllSubscriptions(access.arm, directoryId, signal);
    hidden.push(...all.filter((id) => !seen.has(id)));
  }
  return { kind: 'found', value: hidden };
}

async function listOfType(
  arm: Arm,
  { subscriptionId, type }: Extract<Read, { kind: 'resourcesOfType' }>,
  signal?: AbortSignal,
): Promise<readonly JsonObject[]> {
  const path = `/subscriptions/${subscriptionId}/providers/${type}`;
  return arm.list(path, await versionOf(arm, `${path}/any`, signal), signal);
}
