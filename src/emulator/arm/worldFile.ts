/** The contents of a world file; `docs/emulator.md` describes it for users. Types are inferred from the checks. */
import {
  defineShape,
  flag,
  ignored,
  isRecord,
  list,
  matchesShape,
  object,
  open,
  optional,
  table,
  text as anyText,
  time,
  type Of,
  type Shape,
} from '../../shape/shape.ts';
import { worldWrite } from './worldHistory.ts';

/** A tag, property or any other value of ARM's JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json | undefined };

const text = defineShape<string>('a text', (value) => typeof value === 'string' && value !== '');
const optionalText = optional(anyText);
const texts = list(text);

/** What ARM adds to what was made at a scope. */
const ofArm = {
  id: ignored,
  type: ignored,
  createdOn: ignored,
  updatedOn: ignored,
  createdBy: ignored,
  updatedBy: ignored,
};
const limits = { condition: optionalText, conditionVersion: optionalText };

const orNull = (shape: Shape<string>): Shape<string | null> =>
  defineShape(shape.wanted, (value) => value === null || matchesShape(shape, value));
const resource = open({
  id: text,
  name: text,
  type: text,
  location: optional(orNull(anyText)),
  tags: optional(
    defineShape<Readonly<Record<string, string>> | null>('an object', (value) => value === null || isRecord(value)),
  ),
  createdTime: optional(orNull(time)),
  changedTime: optional(orNull(time)),
});
/**
 * An ARM resource as GET returns it; unknown properties are kept unchanged, and `null` counts as absent. `createdTime`
 * and `changedTime` appear only in ARM's lists with `$expand`, not in the resource itself.
 */
export type WorldResource = Omit<Of<typeof resource>, 'createdTime' | 'changedTime'> & {
  readonly [property: string]: Json | undefined;
};

const subscription = object({
  subscriptionId: text,
  displayName: text,
  tenantId: optionalText,
  id: ignored,
  /** In a disabled one, nothing can be changed; left out: `Enabled`. */
  state: optional(text),
  authorizationSource: ignored,
  /** The directories that manage it by Azure Lighthouse. */
  managedByTenants: optional(list(object({ tenantId: text }))),
  subscriptionPolicies: ignored,
  tags: ignored,
  homeTenantId: ignored,
});
/** A subscription; without `tenantId` it belongs to the world's own tenant. */
export type WorldSubscription = Of<typeof subscription>;

const managementGroup = object({
  name: text,
  displayName: optionalText,
  parent: optional(text),
  subscriptions: optional(texts),
});
/**
 * A management group. Without `parent` it is in the root group, which has the name of the tenant and always exists;
 * `subscriptions` are the ids of those directly in it.
 */
export type WorldManagementGroup = Of<typeof managementGroup>;

const roleAssignment = object({
  scope: text,
  principalId: text,
  principalType: optional(anyText as Shape<'ServicePrincipal' | 'User' | 'Group' | 'ForeignGroup' | 'Device'>),
  roleName: optionalText,
  roleDefinitionId: optionalText,
  name: optionalText,
  ...limits,
  description: optionalText,
  ...ofArm,
  /** Without it, the assignment is as old as the world. */
  createdOn: optional(time),
  delegatedManagedIdentityResourceId: ignored,
});
/** A role assignment, with its role by `roleName` or by `roleDefinitionId`. Without `name`, the emulator derives one. */
export type WorldRoleAssignment = Of<typeof roleAssignment>;

const servicePrincipal = object({ appId: text, objectId: text, displayName: text });
/** A service principal that Microsoft Graph knows, except managed identities, which are known from their resources. */
export type WorldServicePrincipal = Of<typeof servicePrincipal>;

const user = object({ objectId: text, displayName: text, userPrincipalName: optionalText });
/** A person that Microsoft Graph knows besides the caller. */
export type WorldUser = Of<typeof user>;

const group = object({ objectId: text, displayName: text, members: optional(texts) });
/** A group of the directory; members are users, service principals, managed identities and other groups. */
export type WorldGroup = Of<typeof group> & { readonly members: readonly string[] };

const oneOf = <T extends string>(...words: readonly T[]): Shape<T> =>
  defineShape<T>(words.join(', '), (value) => words.some((word) => word === value));
const featureState = oneOf('Registered', 'Registering', 'NotRegistered', 'Unregistering', 'Unregistered', 'Pending');
const feature = object({
  subscriptionId: text,
  name: text,
  /** Left out: registered. */
  state: optional(featureState),
  /** When registering or unregistering ends; left out: never. */
  until: optional(time),
});
/** A preview feature (`Microsoft.ContainerService/IdentityBindingPreview`) in a subscription. */
export type WorldFeature = Of<typeof feature>;

const callersRole = object({ scope: text, roleName: text, ...limits });
const caller = object({
  objectId: text,
  displayName: optionalText,
  roles: list(callersRole),
  /** What can be activated in Privileged Identity Management. */
  eligibleRoles: optional(list(callersRole)),
});
/** Who sends the requests, and what they may do besides `roleAssignments`. */
export type WorldCaller = Of<typeof caller>;

const rolePolicy = object({
  roleName: text,
  /** Left out: wherever the world has no other policy for the role. */
  scope: optional(text),
  /** Left out: PT8H. */
  maximumDuration: optional(text),
  /** Left out: a justification. */
  requires: optional(list(oneOf('Justification', 'Ticketing', 'MultiFactorAuthentication'))),
  approval: optional(flag),
  /** The authentication context that a token needs: `c1`. */
  authenticationContext: optional(text),
});
/** What Privileged Identity Management asks of those who activate a role. */
export type WorldRolePolicy = Of<typeof rolePolicy>;

const eligible = object({
  principalId: text,
  principalType: optional(anyText as Shape<'ServicePrincipal' | 'User' | 'Group' | 'ForeignGroup'>),
  scope: text,
  roleName: text,
  startDateTime: optional(time),
  /** Left out: it does not end. */
  endDateTime: optional(time),
  ...limits,
});
/** A role that somebody can activate in Privileged Identity Management. */
export type WorldEligible = Of<typeof eligible>;

const permission = open({
  actions: optional(texts),
  notActions: optional(texts),
  dataActions: optional(texts),
  notDataActions: optional(texts),
  ...limits,
});
/** The permissions of one entry of a role definition, and their condition. */
export type WorldPermission = Of<typeof permission>;

const roleDefinition = object({
  name: text,
  roleName: text,
  description: optionalText,
  assignableScopes: texts,
  permissions: list(permission),
  ...ofArm,
  roleType: ignored,
});
/** A custom role. `name` is its GUID. */
export type WorldRoleDefinition = Of<typeof roleDefinition>;

const effect = defineShape<'enforced' | 'audit'>(
  'enforced or audit',
  (value) => typeof value === 'string' && ['enforced', 'audit'].includes(value.toLowerCase()),
);
const principals = list(open({ id: text })) as Shape<unknown> as Shape<
  readonly { readonly id: string; readonly type: string }[]
>;
const denied = {
  denyAssignmentName: text,
  permissions: list(permission),
  principals: optional(principals),
  excludePrincipals: optional(principals),
  /** `audit` prevents nothing; left out: `enforced`. */
  denyAssignmentEffect: optional(effect),
};
const denyAssignment = object({
  name: optionalText,
  scope: text,
  ...denied,
  doNotApplyToChildScopes: optional(flag),
  ...limits,
  description: ignored,
  ...ofArm,
  isSystemProtected: ignored,
});
/** A deny assignment; without `principals` it applies to everyone. */
export type WorldDenyAssignment = Omit<Of<typeof denyAssignment>, 'conditionVersion'>;

/** The checks of the `properties` of resources that grant or deny access, by type in lower case. */
export const accessProperties: Readonly<Record<string, Shape<unknown>>> = {
  'microsoft.authorization/roleassignments': open({ principalId: text, roleDefinitionId: text }),
  'microsoft.authorization/roledefinitions': open({
    roleName: text,
    assignableScopes: texts,
    permissions: list(permission),
  }),
  'microsoft.authorization/denyassignments': open(denied),
};

const flexibleCredentials = oneOf('absent', 'null', 'hidden');
const bindingNeed = oneOf('feature', 'issuer', 'workloadIdentity', 'names');
/** Something that AKS may require before it makes an identity binding. */
export type BindingNeed = Of<typeof bindingNeed>;

/** The check of a world file, except for how its parts relate. */
export const worldFile = object({
  tenantId: text,
  subscriptions: list(subscription),
  resources: optional(list(resource as Shape<unknown> as Shape<WorldResource>)),
  roleAssignments: optional(list(roleAssignment)),
  caller: optional(caller),
  rolePolicies: optional(list(rolePolicy)),
  /** What anybody can activate; the caller's own can stand in `caller.eligibleRoles`, too. */
  eligible: optional(list(eligible)),
  servicePrincipals: optional(list(servicePrincipal)),
  users: optional(list(user)),
  groups: optional(list(group)),
  roleDefinitions: optional(list(roleDefinition)),
  denyAssignments: optional(list(denyAssignment)),
  /** Left out: only the root group, above all subscriptions. */
  managementGroups: optional(list(managementGroup)),
  /** By namespace: the only API versions that the provider accepts here. Left out: all that the emulator has. */
  apiVersions: optional(table(texts)),
  /** The first API version in which AKS shows a property of clusters: `{ "properties.fooProfile": "2026-08-02-preview" }`. */
  propertyVersions: optional(table(text)),
  /** Which preview features are registered in which subscription; others are not registered. */
  features: optional(list(feature)),
  /** Whether Resource Graph lists federated credentials; left out: it does not. */
  graphHasCredentials: optional(flag),
  /** What API versions without expressions, and Resource Graph, show instead of a credential's missing subject; left out: `absent`. */
  flexibleCredentials: optional(flexibleCredentials),
  /** What AKS requires before it makes an identity binding; left out: nothing. */
  bindingsNeed: optional(list(bindingNeed)),
  /** Who wrote what before the start. */
  history: optional(list(worldWrite)),
  /** The state of a running emulator, which `files/snapshot.ts` reads. */
  emulator: ignored,
});

/** The contents of `--world FILE`, and what a scenario makes. */
export interface WorldFile extends Omit<Of<typeof worldFile>, 'resources' | 'roleAssignments' | 'groups'> {
  readonly resources: readonly WorldResource[];
  readonly roleAssignments: readonly WorldRoleAssignment[];
  readonly groups?: readonly WorldGroup[];
}
