/**
 * The model: clusters, the identities that they use, and the role assignments of those identities. Everything here is
 * data; nothing reads or writes Azure.
 */
import type { JsonObject } from '../arm/json.ts';
import type { ArmId } from '../arm/resourceId.ts';

/** A subscription that the connection can see. */
export interface Subscription {
  readonly id: string;
  readonly name: string;
  readonly tenantId: string;
  /**
   * Set if another directory manages it: `delegated` if it is seen through such a directory, `unknown` if the sign-in
   * doesn't name its own.
   */
  readonly delegation?: 'delegated' | 'unknown';
  /** Azure has disabled it: what is in it can be read, and not changed. */
  readonly isReadOnly?: true;
}

/**
 * The identity of a cluster's control plane.
 * Source: https://learn.microsoft.com/azure/aks/managed-identity-overview
 */
export type ControlPlane =
  | { readonly kind: 'servicePrincipal'; readonly clientId: string }
  | { readonly kind: 'systemAssigned'; readonly principalId?: string }
  | {
      readonly kind: 'userAssigned';
      readonly identityId: ArmId;
      readonly principalId?: string;
      readonly clientId?: string;
    }
  | { readonly kind: 'none' };

/** The identity of a cluster's kubelets: with `default` AKS made it in the node resource group, with `preCreated` the user did. */
export type Kubelet =
  | { readonly kind: 'servicePrincipal'; readonly clientId: string }
  | {
      readonly kind: 'default' | 'preCreated';
      readonly identityId: ArmId;
      readonly clientId?: string;
      readonly objectId?: string;
    }
  | { readonly kind: 'unknown' };

/** An add-on and the identity that AKS made for it, if any; `name` is its key in the cluster's JSON. */
export interface Addon {
  readonly name: string;
  readonly enabled: boolean;
  readonly identityId?: ArmId;
  readonly clientId?: string;
  readonly objectId?: string;
}

/** A node pool as the cluster's own JSON shows it. */
export interface AgentPool {
  readonly name: string;
  readonly id: ArmId;
  readonly type: string;
  readonly mode?: string;
  readonly count?: number;
  readonly nodeImageVersion?: string;
  readonly latestNodeImageVersion?: string;
  readonly provisioningState?: string;
}

/** A managed cluster; `raw` is the JSON that ARM sent, from which needs and updates are made, so nothing is lost. */
export interface Cluster {
  readonly id: ArmId;
  readonly name: string;
  readonly location: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly nodeResourceGroup?: string;
  readonly provisioningState: string;
  readonly eTag?: string;
  readonly controlPlane: ControlPlane;
  readonly kubelet: Kubelet;
  readonly addons: readonly Addon[];
  readonly agentPools: readonly AgentPool[];
  /** Identities that pods use through pod-managed identity. */
  readonly podIdentities: readonly string[];
  readonly raw: JsonObject;
}

/** A user-assigned managed identity, which is an ARM resource of its own. */
export interface UserAssignedIdentity {
  readonly id: ArmId;
  readonly name: string;
  readonly location: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly principalId: string;
  readonly clientId: string;
  readonly tenantId: string;
  /** `Regional` if it can be used only in its own region; left out if Azure does not show it. */
  readonly isolationScope?: string;
  /** The only providers, or types, to whose resources it may be assigned; left out if all are allowed, or Azure does not show it. */
  readonly onlyFor?: readonly string[];
}

/**
 * A role assignment as ARM lists it; `scope` may be `/`, a management group, a subscription, a group or a resource.
 */
export interface RoleAssignment {
  readonly id: string;
  readonly scope: string;
  /** The directory in which it was read, if its scope is above all subscriptions. */
  readonly tenantId?: string;
  readonly principalId: string;
  readonly principalType?: string;
  /** As received; compare the last segment (the GUID) only. */
  readonly roleDefinitionId: string;
  readonly condition?: string;
  /** The group that holds it, where an opened file doesn't say whether the principal is one of its members. */
  readonly perhapsThrough?: string;
  readonly description?: string;
  readonly createdOn?: string;
  readonly createdBy?: string;
}

/** One permission block of a role definition or of the caller. Source: RBAC documentation, "Understand role definitions". */
export interface Permission {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
  /** The condition in the role definition itself. */
  readonly condition?: string;
}

/** A built-in or custom role. */
export interface RoleDefinition {
  /** The GUID: last segment of the ARM id. */
  readonly guid: string;
  readonly name: string;
  readonly description?: string;
  readonly custom?: boolean;
  readonly permissions: readonly Permission[];
}

/** A role that the signed-in user can activate in Privileged Identity Management. */
export interface EligibleRole {
  readonly scope: string;
  readonly roleDefinitionId: string;
  /** It is assigned above the scope in question. */
  readonly inherited?: true;
  /** The name of the schedule that makes the user eligible. */
  readonly schedule?: string;
}

/** What a policy asks of those who activate a role. */
export interface ActivationRules {
  readonly needsReason: boolean;
  readonly needsTicket: boolean;
  readonly needsSecondFactor: boolean;
  readonly needsApproval: boolean;
  /** The longest duration, such as `PT8H`; left out if the policy has none. */
  readonly longest?: string;
  /** The authentication context that the sign-in needs, such as `c1`. */
  readonly context?: string;
}

/** A request of Privileged Identity Management to make a role active, or to end that. */
export interface ActivationRequest {
  readonly name: string;
  readonly scope: string;
  readonly roleDefinitionId: string;
  readonly principalId: string;
  /** `SelfActivate`, `SelfDeactivate` ... */
  readonly type: string;
  /** In Azure's own words: `Provisioned`, `PendingApproval` ... */
  readonly status: string;
  readonly startsAt?: string;
  /** How long the role is active, as in ISO 8601; left out for requests that name the end itself. */
  readonly duration?: string;
  readonly endsAt?: string;
  readonly createdOn?: string;
}

/** The signed-in user's own requests at, above and below a scope. */
export interface OwnActivations {
  /** The user. */
  readonly principalId: string;
  readonly requests: readonly ActivationRequest[];
}

/** A role that somebody can activate in Privileged Identity Management, in the form of the assignment that it would be. */
export interface EligibleAssignment extends RoleAssignment {
  /** When it can no longer be activated; left out: it does not end. */
  readonly endsOn?: string;
}

/** A deny assignment; `principals` contains object ids, of which the all-zero GUID stands for everyone. */
export interface DenyAssignment {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  readonly permissions: readonly Permission[];
  readonly principals: readonly { readonly id: string; readonly type?: string }[];
  readonly excludePrincipals: readonly { readonly id: string; readonly type?: string }[];
  readonly doNotApplyToChildScopes?: boolean;
  readonly condition?: string;
  /** It only records what it names, and prevents nothing. */
  readonly audits?: boolean;
}

/** When resources of one type were created: ISO 8601, by `idKey`. */
export type CreationTimes = Pick<ReadonlyMap<string, string>, 'get'>;
