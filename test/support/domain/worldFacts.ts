/** Facts that answer every read from a small world: resources, role assignments, and what the caller may do. */
import { about, unreadable } from './factsOf.ts';
import { clusterOf, identityOf } from '../../../src/domain/cluster/fromArm.ts';
import type { DirectoryObject } from '../../../src/domain/cluster/askedOnly.ts';
import type {
  ResourceWithIdentity,
  FederatedCredential,
  Facts,
  IdentityBinding,
  Read,
  VaultPolicy,
} from '../../../src/domain/cluster/facts.ts';
import type {
  ActivationRequest,
  ActivationRules,
  EligibleRole,
  Permission,
  RoleAssignment,
} from '../../../src/domain/cluster/model.ts';
import { textAt, type JsonObject } from '../../../src/domain/arm/json.ts';
import type { Via } from '../../../src/domain/arm/via.ts';
import { idKey, isAtOrBelow, lastSegment, subscriptionOf, type ArmId } from '../../../src/domain/arm/resourceId.ts';
import { builtInRoles, roleByName } from '../../../src/domain/access/roles.ts';
import type { Answer } from '../../../src/domain/arm/answer.ts';

export const sub = '11111111-1111-4111-8111-111111111111';
export const tenant = '22222222-2222-4222-8222-222222222222';
export const group = `/subscriptions/${sub}/resourceGroups/rg-shop`;
export const clusterId = `${group}/providers/Microsoft.ContainerService/managedClusters/shop-weu`;
export const subnetId = `${group}/providers/Microsoft.Network/virtualNetworks/vnet/subnets/snet-aks`;
export const registryId = `${group}/providers/Microsoft.ContainerRegistry/registries/acrshop`;
export const identityId = (name: string): string =>
  `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
export const guid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

export interface World {
  readonly resources: readonly JsonObject[];
  readonly assignments?: readonly RoleAssignment[];
  readonly caller?: readonly Permission[];
  readonly accounts?: readonly Via[];
  readonly latestImage?: string;
  /** Those without an identity belong to every identity that is asked about. */
  readonly credentials?: readonly (FederatedCredential & { readonly identityId?: ArmId })[];
  readonly bindings?: readonly IdentityBinding[];
  /** How far the preview of bindings is registered; `Registered` where left out. */
  readonly feature?: string;
  /** Subscriptions of the directory that are not in sight. */
  readonly hidden?: readonly string[];
  readonly carriers?: readonly ResourceWithIdentity[];
  /** Clusters as only a newer version of the API shows them. */
  readonly newer?: readonly JsonObject[];
  readonly regions?: readonly string[];
  /** Access policies of key vaults. */
  readonly policies?: readonly VaultPolicy[];
  /** Who is in a group, by the group's object ID. */
  readonly members?: Readonly<Record<string, readonly string[]>>;
  /** The management groups above the subscription. */
  readonly above?: readonly string[];
  /** The people, groups and applications of the directory. */
  readonly directory?: readonly DirectoryObject[];
  /** True if resources around the clusters are read, too. */
  readonly looksAround?: boolean;
  /** What the user is eligible for, what activating it asks for, and what the user has asked for. */
  readonly eligible?: readonly EligibleRole[];
  readonly activationRules?: ActivationRules;
  readonly activations?: readonly ActivationRequest[];
  /** Reads that answer 403. */
  readonly forbidden?: readonly Read['kind'][];
}

const everything: Permission = { actions: ['*'], notActions: [], dataActions: [], notDataActions: [] };

/** A role assignment by role name. */
export function assigned(roleName: string, scope: string, principalId: string): RoleAssignment {
  const role = roleByName(roleName);
  if (!role) throw new Error(`No role ${roleName}`);
  const name = guid(9000 + scope.length + Number(principalId.slice(-4)));
  return {
    id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    scope,
    principalId,
    principalType: 'ServicePrincipal',
    roleDefinitionId: `/subscriptions/${sub}/providers/Microsoft.Authorization/roleDefinitions/${role.guid}`,
    createdOn: '2026-01-01T00:00:00Z',
  };
}

/** The same assignment under another name, where one of its kind is there already. */
export function numbered(assignment: RoleAssignment, n: number): RoleAssignment {
  return { ...assignment, id: `${assignment.scope}/providers/Microsoft.Authorization/roleAssignments/${guid(n)}` };
}

/** A user-assigned identity. */
export function identity(name: string, principalId: string, more: JsonObject = {}): JsonObject {
  return {
    id: identityId(name),
    name,
    location: 'westeurope',
    properties: { principalId, clientId: guid(Number(principalId.slice(-4)) + 5000), tenantId: tenant },
    ...more,
  };
}

export const groupResource: JsonObject = { id: group, name: 'rg-shop', location: 'westeurope' };

/** A cluster; `properties` are laid over usual ones. */
export function cluster(identityJson: JsonObject | undefined, properties: JsonObject = {}): JsonObject {
  return {
    id: clusterId,
    name: 'shop-weu',
    type: 'Microsoft.ContainerService/ManagedClusters',
    location: 'westeurope',
    eTag: 'etag-1',
    ...(identityJson ? { identity: identityJson } : {}),
    properties: {
      provisioningState: 'Succeeded',
      nodeResourceGroup: 'MC_rg-shop_shop-weu_westeurope',
      servicePrincipalProfile: { clientId: identityJson ? 'msi' : guid(77) },
      agentPoolProfiles: [
        { name: 'system', type: 'VirtualMachineScaleSets', mode: 'System', count: 3, nodeImageVersion: 'img-1' },
      ],
      networkProfile: { networkPlugin: 'azure', outboundType: 'loadBalancer' },
      ...properties,
    },
  };
}

export const nodeGroup = `/subscriptions/${sub}/resourceGroups/MC_rg-shop_shop-weu_westeurope`;
export const systemAssigned: JsonObject = { type: 'SystemAssigned', principalId: guid(1), tenantId: tenant };
export const userAssigned = (name: string, principalId: string): JsonObject => ({
  type: 'UserAssigned',
  userAssignedIdentities: { [identityId(name)]: { principalId, clientId: guid(4000) } },
});
export const defaultKubelet: JsonObject = {
  kubeletidentity: {
    resourceId: `${nodeGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/shop-weu-agentpool`,
    clientId: guid(61),
    objectId: guid(60),
  },
};

/** Facts of a world in which every question has an answer. */
export function worldFacts(world: World): Facts {
  const byId = new Map(world.resources.map((each) => [idKey(idOf(each)), each]));
  const assignments = world.assignments ?? [];
  const ofType = (type: string): readonly JsonObject[] =>
    world.resources.filter((each) => new RegExp(`/${type}/[^/]+$`, 'i').test(idOf(each)));
  const applies = (scope: string, madeAt: string): boolean =>
    isAtOrBelow(scope, madeAt) || world.above?.includes(madeAt) === true;
  const answer = (read: Read): Answer<unknown> => {
    if (world.forbidden?.includes(read.kind)) return about(read, unreadable());
    switch (read.kind) {
      case 'resource':
        return maybe(byId.get(idKey(read.id)));
      case 'cluster': {
        const raw = byId.get(idKey(read.id));
        return maybe(raw && clusterOf(raw));
      }
      case 'clusters':
        return maybe(ofType('managedClusters').map(clusterOf));
      case 'newerClusters':
        return maybe((world.newer ?? []).map(clusterOf));
      case 'identities':
        return maybe(ofType('userAssignedIdentities').map(identityOf));
      case 'resourcesOfType':
      case 'everyResource':
        return maybe(ofType(lastSegment(read.type)));
      case 'listBelow':
        return maybe(
          ofType(lastSegment(read.list)).filter((each) =>
            isAtOrBelow(idOf(each), `${read.id}/${read.list}`.replace(/\/[^/]+$/, '')),
          ),
        );
      case 'regions':
        return maybe(world.regions ?? ['westeurope', 'northeurope']);
      case 'creationTimes':
        return maybe(new Map());
      case 'assignments':
        return maybe(
          assignments.filter(({ principalId, scope }) => {
            const isHis = principalId === read.principalId || world.members?.[principalId]?.includes(read.principalId);
            return isHis === true && applies(read.scope, scope);
          }),
        );
      case 'assignedIn':
        return maybe(
          assignments.filter(
            ({ principalId, scope }) =>
              (principalId === read.principalId || world.members?.[principalId]?.includes(read.principalId) === true) &&
              [read.subscriptionId, undefined].includes(subscriptionOf(scope)),
          ),
        );
      case 'vaultPolicies':
        return maybe((world.policies ?? []).filter(({ objectId }) => objectId === read.principalId));
      case 'assignmentsOf':
      case 'assignmentsEverywhere':
        return maybe(assignments.filter((each) => each.principalId === read.principalId));
      case 'assignmentsAt':
        return maybe(assignments.filter((each) => applies(read.scope, each.scope)));
      case 'everyAssignmentIn':
        return maybe(
          assignments.filter(({ scope }) => [read.subscriptionId, undefined].includes(subscriptionOf(scope))),
        );
      case 'assignment':
        return maybe(assignments.find((each) => idKey(each.id) === idKey(read.id)));
      case 'role':
        return maybe(builtInRoles.find((each) => each.guid === read.guid));
      case 'roleNamed':
        return maybe(roleByName(read.name));
      case 'denyAssignments':
      case 'denyAssignmentsIn':
      case 'eligibleAt':
        return maybe([]);
      case 'activationRules':
        return maybe(world.activationRules);
      case 'ownActivations':
        return maybe({ principalId: guid(70), requests: world.activations ?? [] });
      case 'eligibleRoles':
        return maybe(world.eligible ?? []);
      case 'directoryObjects':
        return maybe((world.directory ?? []).filter(({ id }) => read.ids.includes(id)));
      case 'hiddenSubscriptions':
        return maybe(world.hidden ?? []);
      case 'credentials': {
        const all = (world.credentials ?? []).map((each) => ({ identityId: identityId('id-shop'), ...each }));
        return maybe({ all, unknown: [] });
      }
      case 'bindings':
        return maybe(world.bindings ?? []);
      case 'feature':
        return maybe(world.feature ?? 'Registered');
      case 'assignmentsOfAll':
        return maybe(assignments.filter((each) => read.principalIds.includes(each.principalId)));
      case 'accounts':
        return maybe(world.accounts ?? [{}]);
      case 'callerPermissions':
        return maybe(world.caller ?? [everything]);
      case 'callerAssignments':
        return maybe([]);
      case 'callerId':
        return maybe('22222222-0000-4000-8000-000000000009');
      case 'upgradeProfile':
        return maybe({ latestNodeImageVersion: world.latestImage ?? 'img-2' });
      case 'federatedCredentials':
        return maybe(
          (world.credentials ?? []).filter(
            ({ identityId: of }) => of === undefined || idKey(of) === idKey(read.identityId),
          ),
        );
      case 'carriers':
        return maybe(world.carriers ?? []);
      case 'subscription':
        return maybe({ id: subscriptionOf(`/subscriptions/${read.id}`) ?? '', name: 'Contoso', tenantId: tenant });
    }
  };
  const around = world.looksAround === undefined ? {} : { looksAround: world.looksAround };
  return { now: new Date('2026-09-01T12:00:00Z'), ...around, get: answer as Facts['get'] };
}

function idOf(resource: JsonObject): string {
  return textAt(resource, 'id') ?? '';
}

function maybe(value: unknown): Answer<unknown> {
  return value === undefined ? { kind: 'missing' } : { kind: 'found', value };
}
