import type { RoleName } from '../access/roles.ts';
import { groupOf, idKey, parseResourceId, subscriptionOf } from '../arm/resourceId.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';

/** Whose need it is: an add-on is named by its key in the cluster's JSON. */
export type IdentityRole = 'controlPlane' | 'kubelet' | 'servicePrincipal' | (string & {});

/** Something a cluster's JSON makes one of its identities need. */
export interface Need {
  /** The row of the requirement matrix, such as `P-02`. */
  readonly id: string;
  readonly identity: IdentityRole;
  /** The narrowest built-in role that serves. */
  readonly role: RoleName;
  /** The narrowest scope that serves. */
  readonly scope: string;
  readonly actions: readonly string[];
  readonly dataActions?: readonly string[];
  /** For information: never a step of a plan, never an error. */
  readonly advice?: boolean;
  /** AKS grants it itself, within an operation on the cluster. */
  readonly grantedByAks?: true;
  /** Narrower scopes at which these actions may be enough; `doubt` says why that can't be told. */
  readonly orAt?: { readonly scopes: readonly string[]; readonly actions: readonly string[]; readonly doubt: string };
  /** Why it can't be evaluated: something that it depends on is invisible. */
  readonly unseen?: string;
  /** Although that is invisible, `role` is the one that most likely serves: a plan grants it, and says what is not known. */
  readonly likely?: boolean;
  readonly why: string;
  /** The page that states it. */
  readonly source: string;
}

/** A need judged for one principal; the public API's shape. */
export interface Requirement {
  readonly id: string;
  readonly identity: IdentityRole;
  readonly principalId?: string;
  readonly role: RoleName;
  readonly scope: string;
  readonly actions: readonly string[];
  readonly verdict: 'granted' | 'missing' | 'unknown';
  /** The id of the role assignment that grants it, where one does. */
  readonly grantedBy?: string;
  readonly reason?: string;
}

/** What the makers of needs work from. */
export interface NeedContext {
  readonly cluster: Cluster;
  readonly facts: Facts;
  /** Who does the control plane's work. */
  readonly controlPlane: 'controlPlane' | 'servicePrincipal';
}

/** The address of a page of the AKS documentation. */
export function aksPage(page: string): string {
  return `https://learn.microsoft.com/azure/aks/${page}`;
}

/** Whether a resource lies outside the node resource group, where AKS grants nothing by itself. */
export function isOutside(cluster: Cluster, resourceId: string): boolean {
  const sameGroup = groupOf(resourceId)?.toLowerCase() === nodeGroupOf(cluster).toLowerCase();
  return !sameGroup || subscriptionOf(resourceId)?.toLowerCase() !== cluster.subscriptionId.toLowerCase();
}

/** The node resource group's name; the one that AKS will choose where the JSON has none yet. */
function nodeGroupOf(cluster: Cluster): string {
  return cluster.nodeResourceGroup ?? `MC_${cluster.resourceGroup}_${cluster.name}_${cluster.location}`;
}

/** Well-formed ids outside the node resource group, each once, in the order given. */
export function outsideIds(cluster: Cluster, ids: readonly (string | undefined)[]): readonly string[] {
  const wellFormed = ids.filter((id) => id !== undefined && parseResourceId(id) !== undefined) as string[];
  const distinct = new Map(wellFormed.reverse().map((id) => [idKey(id), id]));
  return [...distinct.values()].reverse().filter((id) => isOutside(cluster, id));
}

/** The virtual network of a subnet id. */
export function networkOf(subnetId: string): string | undefined {
  return parseResourceId(subnetId)?.parent;
}
