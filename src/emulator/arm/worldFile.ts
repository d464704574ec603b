/** Any value of ARM's JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json | undefined };

/**
 * A resource is ARM's JSON as GET returns it; properties that the emulator does not know are kept unchanged, and `null`
 * counts as absent. `createdTime` and `changedTime` appear only in ARM's lists with `$expand`, not in the resource itself.
 */
export interface WorldResource {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly location?: string | null;
  readonly tags?: Readonly<Record<string, string>> | null;
  readonly [property: string]: Json | undefined;
}

/** A subscription; without `tenantId` it belongs to the world's own tenant. */
export interface WorldSubscription {
  readonly subscriptionId: string;
  readonly displayName: string;
  readonly tenantId?: string;
}

/**
 * A management group without `parent` is in the root group, which is named like the tenant and always exists;
 * `subscriptions` are the ids of those directly in it.
 */
export interface WorldManagementGroup {
  readonly name: string;
  readonly displayName?: string;
  readonly parent?: string;
  readonly subscriptions?: readonly string[];
}

/** A role assignment; the role is named by `roleName` or by `roleDefinitionId`. Without `name` the emulator derives one. */
export interface WorldRoleAssignment {
  readonly scope: string;
  readonly principalId: string;
  readonly principalType?: 'ServicePrincipal' | 'User' | 'Group' | 'ForeignGroup' | 'Device';
  readonly roleName?: string;
  readonly roleDefinitionId?: string;
  readonly name?: string;
  readonly condition?: string;
  readonly conditionVersion?: string;
  readonly description?: string;
  /** ISO 8601; without it the assignment is as old as the world. */
  readonly createdOn?: string;
}

/** A service principal in Microsoft Graph; managed identities are known from their resources instead. */
export interface WorldServicePrincipal {
  readonly appId: string;
  readonly objectId: string;
  readonly displayName: string;
}

/** A group of the directory; members are users, service principals, managed identities and other groups. */
export interface WorldGroup {
  readonly objectId: string;
  readonly displayName: string;
  readonly members: readonly string[];
}

/** The caller is who sends the requests, with roles beside those in `roleAssignments`. */
export interface WorldCaller {
  readonly objectId: string;
  readonly displayName?: string;
  readonly roles: readonly {
    readonly scope: string;
    readonly roleName: string;
    readonly condition?: string;
    readonly conditionVersion?: string;
  }[];
  /** What can be activated in Privileged Identity Management. */
  readonly eligibleRoles?: readonly { readonly scope: string; readonly roleName: string }[];
}

/** The permissions of one entry of a role definition. */
export interface WorldPermission {
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly dataActions?: readonly string[];
  readonly notDataActions?: readonly string[];
  /** What limits these in a role definition. */
  readonly condition?: string;
  readonly conditionVersion?: string;
}

/** A custom role; `name` is its GUID. */
export interface WorldRoleDefinition {
  readonly name: string;
  readonly roleName: string;
  readonly description?: string;
  readonly assignableScopes: readonly string[];
  readonly permissions: readonly WorldPermission[];
}

/** A deny assignment; without `principals` it denies everybody. */
export interface WorldDenyAssignment {
  readonly name?: string;
  readonly denyAssignmentName: string;
  readonly scope: string;
  readonly permissions: readonly WorldPermission[];
  readonly principals?: readonly { readonly id: string; readonly type: string }[];
  readonly excludePrincipals?: readonly { readonly id: string; readonly type: string }[];
  readonly doNotApplyToChildScopes?: boolean;
  readonly condition?: string;
  /** `audit` stops nothing; left out: `enforced`. */
  readonly denyAssignmentEffect?: 'enforced' | 'audit';
}

/** A world file is what `--world FILE` contains and what a scenario makes; README.md of the emulator describes it. */
export interface WorldFile {
  readonly tenantId: string;
  readonly subscriptions: readonly WorldSubscription[];
  readonly resources: readonly WorldResource[];
  readonly roleAssignments: readonly WorldRoleAssignment[];
  readonly caller?: WorldCaller;
  readonly servicePrincipals?: readonly WorldServicePrincipal[];
  readonly groups?: readonly WorldGroup[];
  readonly roleDefinitions?: readonly WorldRoleDefinition[];
  readonly denyAssignments?: readonly WorldDenyAssignment[];
  /** Left out: only the root group, above all subscriptions. */
  readonly managementGroups?: readonly WorldManagementGroup[];
  /** By namespace: the only API versions that the provider takes here. Left out: all that the emulator speaks. */
  readonly apiVersions?: Readonly<Record<string, readonly string[]>>;
  /** Whether Resource Graph lists federated credentials; left out: it does not. */
  readonly graphHasCredentials?: boolean;
}
