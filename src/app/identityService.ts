import type { Connection } from '../azure/connection.ts';
import type { Listing } from '../azure/listing.ts';
import type { NamedResource, Subnet } from '../azure/pickLists.ts';
import type { Change } from '../identity/change.ts';
import type { Finding } from '../identity/finding.ts';
import type {
  Cluster,
  JsonObject,
  RoleAssignment,
  RoleDefinition,
  Subscription,
  UserAssignedIdentity,
} from '../identity/model.ts';
import type { Requirement } from '../identity/need.ts';
import type { Plan } from '../identity/planned.ts';
import type { ActivityEntry, Outcome, StepProgress } from './activity.ts';

/** A role assignment with the name of its role. */
export interface NamedAssignment extends RoleAssignment {
  readonly roleName: string;
  /** The role definition's GUID. */
  readonly roleId: string;
}

/** A cluster, read just now, and what its identities are allowed. */
export interface ClusterDetails {
  readonly cluster: Cluster;
  /** `inherited`: made above the cluster's own resources (a group, a subscription ...). */
  readonly roleAssignments: readonly (NamedAssignment & { readonly inherited: boolean })[];
}

/** How a run is followed and stopped. Aborting the signal stops waiting; Azure goes on, and the run can be resumed. */
export interface RunOptions {
  readonly onProgress?: (progress: StepProgress) => void;
  readonly signal?: AbortSignal;
}

/** Everything that the extension does with Azure. Failures are IdentityErrors, except of `apply` and `resume` once begun. */
export interface IdentityService {
  readonly connection: Connection;
  /** All subscriptions; a tenant that fails is among the failures. */
  subscriptions(signal?: AbortSignal): Promise<Listing<Subscription>>;
  clusters(options?: { subscriptionIds?: readonly string[]; signal?: AbortSignal }): Promise<Listing<Cluster>>;
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
  /** Built-in and custom roles that can be assigned at the scope. */
  roleDefinitions(scope: string, signal?: AbortSignal): Promise<readonly RoleDefinition[]>;
  locations(subscriptionId: string, signal?: AbortSignal): Promise<readonly { name: string; displayName: string }[]>;
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
  /** Runs a plan, or plans the changes and runs that. Rejects only if nothing was started. */
  apply(what: Plan | readonly Change[], options?: RunOptions): Promise<Outcome>;
  /** Goes on with a run that broke off; what is done is not repeated. */
  resume(activityId: string, options?: RunOptions): Promise<Outcome>;
  /** Stops waiting for a running change; Azure goes on. False if it isn't running here. */
  stop(activityId: string): boolean;
  /** What ran, runs and can be resumed, newest first. */
  activity(): Promise<readonly ActivityEntry[]>;
  /** Forgets ended entries. */
  clearActivity(): Promise<void>;
  requirements(clusterId: string, signal?: AbortSignal): Promise<readonly Requirement[]>;
  diagnose(clusterId: string, signal?: AbortSignal): Promise<readonly Finding[]>;
  report(options: {
    format: 'markdown' | 'csv' | 'json' | 'sarif';
    subscriptionIds?: readonly string[];
    signal?: AbortSignal;
  }): Promise<string>;
  /** Told after a write, when a run starts, progresses or ends; `clusters` where rows of the tree may have changed. */
  onDidChange(listener: (change: 'activity' | 'clusters') => void): { dispose(): void };
}
