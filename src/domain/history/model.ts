/** What changed, when, and who did it: entries from Azure's logs and from our own journal. */
import type { Unknown } from '../arm/unknown.ts';
import type { Words, Phrase } from '../../sentences/words.ts';
import type { TokenOwner } from '../arm/tokenOwner.ts';

/** What an entry is about; an entry can be about several. */
export const historyKinds = ['identity', 'roles', 'access', 'credentials', 'other'] as const;
/** One of them. */
export type HistoryKind = (typeof historyKinds)[number];

/** Who did something, as far as Azure says so. */
export interface HistoryActor {
  /**
   * `system`: Azure itself, or no request of a person or an application fits; `policy`: Azure Policy, which changes requests
   * of others on their way, or deploys by the identity of an assignment.
   */
  readonly kind: 'person' | 'application' | 'policy' | 'system' | 'unknown';
  /** A mail address or another name, if Azure has one; of Azure Policy that of the assignment. */
  readonly name?: string;
  readonly objectId?: string;
  /** Of an application: its application id. */
  readonly applicationId?: string;
  /** Of a managed identity: the resource whose it is, or it itself; of Azure Policy: the assignment. */
  readonly resourceId?: string;
}

/** The program with which something was done. */
export interface HistoryClient {
  readonly name?: string;
  readonly applicationId?: string;
}

/** One side of a change: a text of Azure's, nothing at all, or not known. */
export type HistoryValue =
  | { readonly kind: 'text'; readonly text: string; readonly isCut?: true }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unknown' };

/** A property that changed; the path is Azure's own. */
export interface PropertyChange {
  readonly path: string;
  readonly before: HistoryValue;
  readonly after: HistoryValue;
}

/** The role assignment that an entry is about, as far as its events tell. */
export interface ChangedRole {
  readonly assignmentId: string;
  readonly scope: string;
  readonly principalId?: string;
  readonly roleId?: string;
  readonly roleName?: string;
  /** It allowed only what this condition of Azure lets through. */
  readonly condition?: string;
  /** What the cluster or identity calls the principal, if it is one of its own. */
  readonly principalName?: Phrase;
}

/** Where an entry is known from. */
export const historySources = ['resourceChanges', 'activityLog', 'journal'] as const;
/** One of these sources. */
export type HistorySource = (typeof historySources)[number];

/** How something ended; `unfinished`: it is still running, or its end was not logged. */
export type HistoryStatus = 'succeeded' | 'failed' | 'unfinished';

/** Why it is not known what an entry changed, if its kind of resource would show it. */
export type WhyNoValues = 'tooOld' | 'tooNew' | 'notShown' | 'unread';

/**
 * Whether the one who reads did it: certain by the object ID, or only probable, because it is not known who sent the request of
 * ours, who did what was logged, or who reads.
 */
export type IsReader = 'certain' | 'senderNotRecorded' | 'callerNotLogged' | 'readerNotKnown';

/** The accounts that are signed in, in each of their directories. */
export interface Readers {
  readonly accounts: readonly TokenOwner[];
  /** None is missing, and each has its object ID: another one is somebody else's. */
  readonly isWhole: boolean;
}

/** The run of ours that an entry comes from. */
export interface OwnRunOfEntry {
  readonly activityId: string;
  readonly title: Words;
  /** They have no ID in common; they agree in resource, kind, end and time. */
  readonly isProbable?: true;
}

/** One thing that was done. */
export interface HistoryEntry {
  readonly id: string;
  /** When it began, as ISO 8601. */
  readonly at: string;
  readonly kinds: readonly HistoryKind[];
  /** The permission that was used, such as `Microsoft.Authorization/roleAssignments/write`. */
  readonly action: string;
  readonly resourceId: string;
  readonly status: HistoryStatus;
  /** Why it failed, mostly in Azure's own words. */
  readonly failure?: Phrase;
  readonly by: HistoryActor;
  /** Who deleted the resource group in which it was, where nothing says who deleted it. */
  readonly probablyBy?: HistoryActor;
  readonly client?: HistoryClient;
  /** The network address of the client. */
  readonly address?: string;
  readonly role?: ChangedRole;
  readonly changes: readonly PropertyChange[];
  /** It did not exist before. */
  readonly isCreation?: true;
  /** How many other properties changed, which say nothing about identities and access. */
  readonly otherChanges: number;
  /** It was to be deleted, and was not there. */
  readonly foundNothing?: true;
  readonly whyNoValues?: WhyNoValues;
  /** The deletion that took it along, such as that of its resource group. */
  readonly cause?: string;
  readonly sources: readonly HistorySource[];
  /** The sources have no ID in common; they agree in resource, kind and time. */
  readonly isProbable?: true;
  readonly correlationId?: string;
  /** The run of AKS Identity on this machine that did it. */
  readonly run?: OwnRunOfEntry;
  /** The entry that probably tells the same, of somebody by mail address. */
  readonly probablySameAs?: string;
  /** Left out: somebody else did it, or nothing says that it was the one who reads. */
  readonly you?: IsReader;
  /** The assignments of Azure Policy that changed the request on its way, so that not every change is by who sent it. */
  readonly changedByPolicy?: readonly HistoryActor[];
}

/** What a history is about. */
export interface HistorySubject {
  readonly kind: 'cluster' | 'identity' | 'scope';
  readonly id: string;
  readonly name: string;
}

/** That a cluster was created or deleted, as the table of changes has it. */
export interface LifeOfUser {
  readonly at: string;
  readonly resourceId: string;
  readonly type: 'Create' | 'Update' | 'Delete';
  readonly correlationId?: string;
}

/** What is looked for in the logs. */
export interface HistoryView {
  readonly subject: HistorySubject;
  /** The resources whose changes count, with everything below them. */
  readonly resourceIds: readonly string[];
  /** Further places whose roles count, such as the node resource group. */
  readonly scopes: readonly string[];
  /** The principals whose roles count wherever they are, with what they are called. */
  readonly principals: readonly { readonly id: string; readonly name: Phrase }[];
  /** Of a cluster: its token issuer, so that the credentials count that trust it. */
  readonly issuer?: string;
  /** Of an identity: the writes of clusters whose changes name it, each by its `correlationKey`. */
  readonly writesOfUsers?: ReadonlySet<string>;
  /** Of an identity: the creations and deletions of clusters that had it then. */
  readonly livesOfUsers?: readonly LifeOfUser[];
}

/** What a source was asked, and what it can answer for. */
export interface SourceReading {
  readonly source: HistorySource;
  /** Of the activity log: the subscription. */
  readonly subscriptionId?: string;
  /** As the reader knows it, where that can be seen. */
  readonly subscriptionName?: string;
  /** The oldest moment that it can answer for, as ISO 8601; left out if it could not be read. */
  readonly from?: string;
  /** What is newer than this moment may not be there yet; left out where nothing is late. */
  readonly mayLackSince?: string;
  /** When the oldest thing happened that it shows here. */
  readonly oldest?: string;
  /** What could not be read of it, and why. */
  readonly unknown: readonly Unknown[];
  /** The right that a refusal lacks. */
  readonly right?: string;
}

/**
 * How many minutes after a change Azure may still not show it.
 * Source: https://learn.microsoft.com/azure/governance/resource-graph/changes/get-resource-changes (5 minutes),
 * https://learn.microsoft.com/azure/azure-monitor/platform/activity-log (3 to 20 minutes)
 */
export const lagMinutes = { resourceChanges: 5, activityLog: 20 } as const;

/** What no source shows, whatever is readable. */
export const historyLimits = [
  'olderValues',
  'olderThanLog',
  'valuesOfChildren',
  'otherSubscriptions',
  'aboveSubscriptions',
  'groupMembers',
  'insideCluster',
  'behindApplications',
  'otherResources',
  'livesOfClusters',
] as const;
/** One of these limits. */
export type HistoryLimit = (typeof historyLimits)[number];

/** What changed around something. */
export interface History {
  readonly subject: HistorySubject;
  /** The span that was asked for, as ISO 8601. */
  readonly since: string;
  readonly until: string;
  /** The newest first. */
  readonly entries: readonly HistoryEntry[];
  readonly sources: readonly SourceReading[];
  readonly unknown: readonly Unknown[];
  /** Removed roles whose events don't say whose they were, at places outside of what is in view. */
  readonly removedElsewhere: number;
  /** Events and changes that could not be understood. */
  readonly unreadable: number;
}
