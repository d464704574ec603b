import { hash } from 'node:crypto';
import { idKey, lastSegment } from '../arm/path.ts';
import { armTime } from '../arm/clock.ts';
import { asText, valueAt } from '../arm/json.ts';
import { Activations } from './activations.ts';
import { CredentialWrites } from './credentialWrites.ts';
import { Features } from './features.ts';
import { History } from './history.ts';
import { Operations } from './operations.ts';
import { ManagementGroups } from './managementGroups.ts';
import { ResourceTimes } from './resourceTimes.ts';
import { ResourceStore } from './resourceStore.ts';
import { RoleAssignmentStore, type RoleAssignment, assignmentRecord } from './roleAssignmentStore.ts';
import { builtInRoles } from '../roles/builtInRoles.ts';
import type {
  WorldCaller,
  WorldDenyAssignment,
  WorldEligible,
  WorldFile,
  WorldGroup,
  WorldPermission,
  WorldResource,
  WorldRoleAssignment,
  WorldRoleDefinition,
  WorldRolePolicy,
  WorldServicePrincipal,
  WorldSubscription,
  WorldUser,
} from '../arm/worldFile.ts';

/** The identities that a cluster's nodes and control plane really use, which ARM does not show. */
export interface HiddenClusterState {
  /** The previous control plane identity, which is used until that time. */
  readonly previousControlPlane?: { readonly principalId: string; readonly usedUntil: number };
  /** Pools whose nodes still use the service principal from before the migration. */
  readonly poolsOnServicePrincipal: readonly string[];
  /** The node counts of stopped pools, by name. */
  readonly stoppedCounts?: Readonly<Record<string, number>>;
}

/** A built-in or custom role. */
export interface Role {
  readonly guid: string;
  readonly name: string;
  readonly description: string;
  readonly custom: boolean;
  readonly assignableScopes: readonly string[];
  readonly permissions: readonly WorldPermission[];
}

/** A deny assignment with its name. */
export type DenyAssignment = WorldDenyAssignment & { readonly name: string };

/** Everything that the emulator knows; only ARM requests and the clock change it. */
export class World {
  readonly tenantId: string;
  readonly subscriptions: readonly WorldSubscription[];
  readonly resources = new ResourceStore();
  readonly roleAssignments = new RoleAssignmentStore();
  readonly activations = new Activations();
  readonly operations = new Operations();
  readonly features: Features;
  readonly credentialWrites = new CredentialWrites();
  readonly times: ResourceTimes;
  readonly history: History;
  /** True if clusters, pools or identity bindings are to be served without an eTag. */
  hidesEtags = false;
  readonly roles = new Map<string, Role>();
  readonly clusters = new Map<string, HiddenClusterState>();
  /** When new principals become known to role assignments. */
  readonly principalsVisibleFrom = new Map<string, number>();
  /** Namespaces (`subscription/namespace`, lower case) that are not registered. */
  readonly unregistered = new Set<string>();
  readonly servicePrincipals: readonly WorldServicePrincipal[];
  readonly users: readonly WorldUser[];
  readonly groups: readonly WorldGroup[];
  readonly managementGroups: ManagementGroups;
  readonly caller: WorldCaller | undefined;
  readonly rolePolicies: readonly WorldRolePolicy[];
  readonly eligible: readonly WorldEligible[];
  readonly apiVersions: WorldFile['apiVersions'];
  readonly propertyVersions: WorldFile['propertyVersions'];
  readonly graphHasCredentials: WorldFile['graphHasCredentials'];
  readonly flexibleCredentials: WorldFile['flexibleCredentials'];
  readonly bindingsNeed: WorldFile['bindingsNeed'];
  /** The groups of each principal, all in lower case. */
  readonly #groupsOf = new Map<string, readonly string[]>();
  #denyAssignments: readonly DenyAssignment[];
  /** Increases with each change. */
  #version = 0;

  constructor(file: WorldFile, startedAt: number, now: () => number = () => startedAt) {
    this.times = new ResourceTimes(startedAt, now);
    this.history = new History(file.history ?? [], startedAt);
    this.tenantId = file.tenantId;
    this.subscriptions = file.subscriptions;
    this.servicePrincipals = file.servicePrincipals ?? [];
    this.users = file.users ?? [];
    this.groups = file.groups ?? [];
    this.managementGroups = new ManagementGroups(file);
    this.features = new Features(file.features ?? []);
    this.caller = file.caller;
    this.rolePolicies = file.rolePolicies ?? [];
    this.eligible = file.eligible ?? [];
    this.apiVersions = file.apiVersions;
    this.propertyVersions = file.propertyVersions;
    this.graphHasCredentials = file.graphHasCredentials;
    this.flexibleCredentials = file.flexibleCredentials;
    this.bindingsNeed = file.bindingsNeed;
    for (const resource of file.resources) this.resources.put(this.#withoutTimes(resource));
    for (const role of builtInRoles) this.#addRole(builtIn(role));
    for (const role of file.roleDefinitions ?? []) this.putRole(customRole(role));
    for (const assignment of file.roleAssignments) {
      this.roleAssignments.put(this.#readAssignment(assignment, startedAt));
    }
    this.#denyAssignments = (file.denyAssignments ?? []).map((deny) => ({
      ...deny,
      name: deny.name ?? guidOf('deny', deny.scope, deny.denyAssignmentName),
    }));
    this.resources.onChange((id, resource, before) => {
      this.#version += 1;
      this.history.note(resource?.id ?? before?.id ?? id, before, resource);
      if (resource === undefined) this.times.noteRemoval(id);
      else this.times.noteWrite(id, before === undefined);
    });
    this.roleAssignments.onChange((before, after) => {
      const [old, next] = [before, after].map((entry) => entry && assignmentRecord(entry));
      this.history.note(asText((next ?? old)?.['id']) ?? '', old, next);
    });
  }

  /** A number that differs after each change. */
  get version(): number {
    return this.#version;
  }

  /** To be called after each change of anything but resources. */
  changed(): void {
    this.#version += 1;
  }

  get denyAssignments(): readonly DenyAssignment[] {
    return this.#denyAssignments;
  }

  addDenyAssignment(deny: DenyAssignment): void {
    this.#denyAssignments = [...this.#denyAssignments, deny];
    this.changed();
  }

  removeDenyAssignments(scope: string): void {
    this.#denyAssignments = this.#denyAssignments.filter((deny) => idKey(deny.scope) !== idKey(scope));
    this.changed();
  }

  /** Removes a resource and what is below it, with role assignments at scopes that no longer exist. */
  remove(id: string): readonly WorldResource[] {
    for (const assignment of [...this.roleAssignments.atScope(id), ...this.roleAssignments.below(id)]) {
      this.roleAssignments.delete(assignment, 0);
    }
    return this.resources.delete(id);
  }

  subscription(subscriptionId: string): WorldSubscription | undefined {
    return this.subscriptions.find((entry) => entry.subscriptionId.toLowerCase() === subscriptionId.toLowerCase());
  }

  tenantOf(subscription: WorldSubscription): string {
    return subscription.tenantId ?? this.tenantId;
  }

  /** Returns the role of that GUID, or of a full role definition id. */
  role(guidOrId: string): Role | undefined {
    return this.roles.get(lastSegment(`/${guidOrId}`).toLowerCase());
  }

  /** Returns the object ids (lower case) of the groups that a principal is in, directly or through other groups. */
  groupsOf(principalId: string): readonly string[] {
    if (this.groups.length === 0) return [];
    const principalKey = principalId.toLowerCase();
    const groupIds = this.#groupsOf.get(principalKey);
    if (groupIds !== undefined) return groupIds;
    const groupsFound = new Set<string>();
    for (let members = [principalKey]; members.length > 0;) {
      const having = this.groups.filter((group) => group.members.some((id) => members.includes(id.toLowerCase())));
      members = having.map(({ objectId }) => objectId.toLowerCase()).filter((id) => !groupsFound.has(id));
      for (const id of members) groupsFound.add(id);
    }
    const groups = [...groupsFound];
    this.#groupsOf.set(principalKey, groups);
    return groups;
  }

  /** Returns the API versions that a provider offers here, if the world says so. */
  offeredVersions(namespace: string): readonly string[] | undefined {
    return Object.entries(this.apiVersions ?? {}).find(([name]) => idKey(name) === idKey(namespace))?.[1];
  }

  roleNamed(name: string): Role | undefined {
    return [...this.roles.values()].find((role) => role.name.toLowerCase() === name.toLowerCase());
  }

  putRole(role: Role): void {
    this.#addRole(role);
    this.changed();
  }

  #addRole(role: Role): void {
    this.roles.set(role.guid.toLowerCase(), role);
  }

  /** Separates the times that a world gives for a resource, because they are not its properties. */
  #withoutTimes(resource: WorldResource): WorldResource {
    const { createdTime, changedTime, ...rest } = resource;
    const createdAt = asText(createdTime) ?? asText(valueAt(resource, 'systemData', 'createdAt'));
    if (createdAt !== undefined) this.times.give(resource.id, createdAt, asText(changedTime));
    return createdTime === undefined && changedTime === undefined
      ? resource
      : { ...rest, id: resource.id, name: resource.name, type: resource.type };
  }

  #readAssignment(assignment: WorldRoleAssignment, startedAt: number): RoleAssignment {
    const role =
      assignment.roleName === undefined
        ? this.role(assignment.roleDefinitionId ?? '')
        : this.roleNamed(assignment.roleName);
    const createdOn = assignment.createdOn ?? armTime(startedAt);
    const roleGuid = role?.guid ?? lastSegment(assignment.roleDefinitionId ?? '');
    return {
      name: assignment.name ?? guidOf('role assignment', assignment.scope, assignment.principalId, roleGuid),
      scope: assignment.scope,
      principalId: assignment.principalId,
      principalType: assignment.principalType ?? 'ServicePrincipal',
      role: roleGuid,
      ...(assignment.condition !== undefined && { condition: assignment.condition }),
      ...(assignment.conditionVersion !== undefined && { conditionVersion: assignment.conditionVersion }),
      ...(assignment.description !== undefined && { description: assignment.description }),
      createdOn,
      updatedOn: createdOn,
      createdBy: '',
      updatedBy: '',
      effectiveFrom: 0,
    };
  }
}

/** Returns a GUID that depends only on the given text. */
export function guidOf(...text: readonly string[]): string {
  const hex = hash('sha1', text.join('\n').toLowerCase(), 'hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

function builtIn(role: (typeof builtInRoles)[number]): Role {
  const { guid, name, description, permission } = role;
  return { guid, name, description, custom: false, assignableScopes: ['/'], permissions: [permission] };
}

function customRole(role: WorldRoleDefinition): Role {
  return {
    guid: role.name,
    name: role.roleName,
    description: role.description ?? '',
    custom: true,
    assignableScopes: role.assignableScopes,
    permissions: role.permissions,
  };
}
