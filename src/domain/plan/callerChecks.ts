/** Checks of what the signed-in user may do: one for each right that the writes of a plan require. */
import { callerMay, writerFor, type Right } from '../access/callerPermissions.ts';
import { lockdownPage } from '../access/denials.ts';
import { Refusal } from '../arm/refusal.ts';
import { valueAt, isOn, listAt, objectAt, objectsAt, textAt, type Json, type JsonObject } from '../arm/json.ts';
import { idKey, parseResourceId, sameText } from '../arm/resourceId.ts';
import type { Via } from '../arm/via.ts';
import { subscriptionNames, type Facts } from '../cluster/facts.ts';
import { poolsIn } from '../cluster/nodePools.ts';
import { scopeWithKind } from '../arm/scopeWords.ts';
import { askForRole, joinRequests } from './accessRequest.ts';
import type { AccessRequest } from './plan.ts';
import type { DraftCheck } from './planPart.ts';
import { callerTitle } from '../words/verdictTitle.ts';
import { joinWords, say, type Words, type Phrase } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';

/** The actions that changes, and getting credentials, require of the caller. */
export const callerAction = {
  writeGroup: 'Microsoft.Resources/subscriptions/resourceGroups/write',
  writeIdentity: 'Microsoft.ManagedIdentity/userAssignedIdentities/write',
  deleteIdentity: 'Microsoft.ManagedIdentity/userAssignedIdentities/delete',
  assignIdentity: 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action',
  writeCluster: 'Microsoft.ContainerService/managedClusters/write',
  upgradeNodeImage: 'Microsoft.ContainerService/managedClusters/agentPools/upgradeNodeImageVersion/action',
  writeRole: 'Microsoft.Authorization/roleAssignments/write',
  deleteRole: 'Microsoft.Authorization/roleAssignments/delete',
  writeAccessPolicy: 'Microsoft.KeyVault/vaults/accessPolicies/write',
  writeCredential: 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write',
  deleteCredential: 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/delete',
  writeBinding: 'Microsoft.ContainerService/managedClusters/identityBindings/write',
  deleteBinding: 'Microsoft.ContainerService/managedClusters/identityBindings/delete',
  deleteTrustedBinding: 'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings/delete',
  writeFleetMember: 'Microsoft.ContainerService/fleets/members/write',
  userCredential: 'Microsoft.ContainerService/managedClusters/listClusterUserCredential/action',
  adminCredential: 'Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action',
} as const;

/** All actions that the caller may need; the others are named where they are asked for. */
export type CallerAction =
  | (typeof callerAction)[keyof typeof callerAction]
  | 'Microsoft.ContainerService/fleets/read'
  | 'Microsoft.ContainerService/fleets/members/read'
  | 'Microsoft.ContainerService/fleetMemberships/read'
  | 'Microsoft.ContainerService/fleetMemberships/write'
  | 'Microsoft.ContainerService/managedClusters/read'
  | 'Microsoft.Network/virtualNetworks/subnets/join/action'
  | 'Microsoft.Network/virtualNetworks/joinLoadBalancer/action'
  | 'Microsoft.Network/publicIPAddresses/join/action'
  | 'Microsoft.Network/publicIPPrefixes/join/action'
  | 'Microsoft.Network/applicationGateways/read'
  | 'Microsoft.Network/applicationGateways/write'
  | 'Microsoft.Compute/diskEncryptionSets/read'
  | 'Microsoft.Compute/proximityPlacementGroups/write'
  | 'Microsoft.OperationalInsights/workspaces/read'
  | 'Microsoft.OperationalInsights/workspaces/sharedkeys/read';

/** A right that a write requires: the action, the scope, and what it is used for. */
export interface CallerNeed {
  readonly action: CallerAction;
  /** Where it is checked; for something that does not exist yet, its group or subscription. */
  readonly scope: string;
  /** What it allows, for use after "You can": `join nodes to subnet snet-aks`. */
  readonly can: Phrase;
  /** What someone else can do if it is missing; left out: a role is requested. */
  readonly request?: AccessRequest;
  readonly help?: Words;
  /** True if the change doesn't fail with the write. */
  readonly optional?: boolean;
  /** It is unknown whether Azure requires it: mentioned only if it is missing, and never as a failure. */
  readonly doubtful?: boolean;
  /** The directory of a scope above all subscriptions. */
  readonly tenantId?: string;
}

/** The account is named if several are signed in. */
function rolesAllow(place: Phrase, { account }: Via): Words {
  return account === undefined
    ? say`Your roles on ${place} allow it.`
    : say`Your roles on ${place} allow it as ${account.name}.`;
}

/**
 * Checks a right of the account that makes the write; fails only if the right is known to be missing and the change
 * can't do without it.
 */
export function callerCheck(need: CallerNeed, facts: Facts, writer: Via = writerFor([need], facts)): DraftCheck {
  const { action, scope } = need;
  const verdict = callerMay(action, scope, facts, writer);
  switch (verdict.kind) {
    case 'granted': {
      return rightCheck(
        need,
        'pass',
        joinWords([rolesAllow(scopeWithKind(scope, subscriptionNames(facts)), writer), verdict.note]),
      );
    }
    case 'missing': {
      const goesOn = say` This role assignment will be reported as failed; the change itself continues.`;
      const request = verdict.denied ? undefined : (need.request ?? askForRole(need, writer, facts));
      return {
        ...rightCheck(need, need.optional ? 'unknown' : 'fail', say`${verdict.reason}${need.optional ? goesOn : ''}`),
        lack: { can: need.can, ...defined({ missingRole: verdict.missingRole }) },
        ...defined({ request }),
      };
    }
    case 'unknown':
      return { ...rightCheck(need, 'unknown', verdict.reason), unknown: verdict.unknown };
  }
}

function rightCheck({ can, action, scope }: CallerNeed, verdict: DraftCheck['verdict'], detail: Words): DraftCheck {
  const title = callerTitle(can, verdict);
  return { id: 'right', about: [action, scope], title, verdict, detail, permission: { action, scope } };
}

/** Throws a `Refusal` if the write is in a locked node resource group, which no role allows. */
export function assertNotLocked(need: Right, facts: Facts): void {
  const lockReason = lockReasonFor(need, facts);
  if (lockReason !== undefined) throw new Refusal(lockReason, lockdownPage);
}

/** Returns why only AKS can make the write, if it is in a locked node resource group. */
export function lockReasonFor(right: Right, facts: Facts): Words | undefined {
  const verdict = callerMay(right.action, right.scope, facts, writerFor([right], facts));
  return verdict.kind === 'missing' && verdict.isLocked ? verdict.reason : undefined;
}

/** Checks the rights that several writes require, each once. */
export function callerChecks(needs: readonly CallerNeed[], facts: Facts): DraftCheck[] {
  return joinNeeds(needs).map((need) => callerCheck(need, facts));
}

/** Checks all rights that one write requires, each once, beginning with the right to the write itself. */
export function writeChecks(needs: readonly CallerNeed[], facts: Facts): DraftCheck[] {
  const certain = needs.filter(({ doubtful }) => !doubtful);
  const writer = writerFor(certain, facts);
  return [
    ...joinNeeds(certain).map((need) => callerCheck(need, facts, writer)),
    ...joinNeeds(needs.filter(({ doubtful }) => doubtful)).flatMap((need) => doubtfulCheck(need, facts, writer)),
  ];
}

function doubtfulCheck(need: CallerNeed, facts: Facts, writer: Via): DraftCheck[] {
  const verdict = callerMay(need.action, need.scope, facts, writer);
  return verdict.kind === 'missing' ? [rightCheck(need, 'unknown', say`${verdict.reason} ${need.help ?? ''}`)] : [];
}

/** Returns one need for each right: the last, with the requests of all. */
function joinNeeds(needs: readonly CallerNeed[]): readonly CallerNeed[] {
  return [...Map.groupBy(needs, needKey).values()].flatMap((same) => {
    const request = joinRequests(same);
    return same.slice(-1).map((need) => (request ? { ...need, request } : need));
  });
}

function needKey({ action, scope }: CallerNeed): string {
  return `${action.toLowerCase()} ${idKey(scope)}`;
}

/**
 * Returns what ARM requires of the caller on every cluster PUT for the resources in the body. If only a pool that AKS
 * manages names one, this is doubtful, because it is not documented.
 * Source: https://learn.microsoft.com/azure/aks/aks-service-permissions
 */
export function linkedNeeds(body: JsonObject): readonly CallerNeed[] {
  const certain = linkedNeedsOf(body, poolsIn(body));
  const certainKeys = new Set(certain.map(needKey));
  const otherNeeds = linkedNeedsOf(body, objectsAt(body, 'properties.agentPoolProfiles'));
  const help = say`Only a node pool that AKS keeps for itself names it, so Azure may not ask for it.`;
  return [
    ...certain,
    ...otherNeeds.filter((need) => !certainKeys.has(needKey(need))).map((need) => ({ ...need, help, doubtful: true })),
  ];
}

function linkedNeedsOf(body: JsonObject, pools: readonly JsonObject[]): readonly CallerNeed[] {
  const identities = Object.keys(objectAt(body, 'identity.userAssignedIdentities') ?? {});
  const workspaces = textsAt(textAt(addonConfig(body, 'omsagent'), 'logAnalyticsWorkspaceResourceID'));
  const ingress = addonConfig(body, 'ingressApplicationGateway');
  const gateways = textsAt(textAt(ingress, 'applicationGatewayId'));
  const fromPools = (key: string): string[] => pools.flatMap((pool) => textAt(pool, key) ?? []);
  const outbound = objectAt(body, 'properties.networkProfile.loadBalancerProfile');
  const subnets = [
    ...fromPools('vnetSubnetID'),
    ...fromPools('podSubnetID'),
    ...textsAt(valueAt(body, 'properties.apiServerAccessProfile.subnetId')),
    ...textsAt(valueAt(body, 'properties.hostedSystemProfile.nodeSubnetID')),
    ...textsAt(valueAt(body, 'properties.hostedSystemProfile.systemNodeSubnetID')),
    ...textsAt(textAt(ingress, 'subnetId')),
  ];
  const balanced =
    textAt(outbound, 'backendPoolType')?.toLowerCase() === 'nodeip'
      ? fromPools('vnetSubnetID').flatMap((subnet) => parseResourceId(subnet)?.parent ?? [])
      : [];
  return [
    ...needsOnIds(identities, callerAction.assignIdentity, say`assign`),
    ...needsOnIds(subnets, 'Microsoft.Network/virtualNetworks/subnets/join/action', say`join nodes to`),
    ...needsOnIds(
      memberIds(outbound, 'outboundIPs.publicIPs'),
      'Microsoft.Network/publicIPAddresses/join/action',
      say`use`,
    ),
    ...needsOnIds(
      [...memberIds(outbound, 'outboundIPPrefixes.publicIPPrefixes'), ...fromPools('nodePublicIPPrefixID')],
      'Microsoft.Network/publicIPPrefixes/join/action',
      say`use`,
    ),
    ...needsOnIds(
      textsAt(valueAt(body, 'properties.diskEncryptionSetID')),
      'Microsoft.Compute/diskEncryptionSets/read',
      say`use`,
    ),
    ...needsOnIds(
      fromPools('proximityPlacementGroupID'),
      'Microsoft.Compute/proximityPlacementGroups/write',
      say`place nodes in`,
    ),
    ...needsOnIds(balanced, 'Microsoft.Network/virtualNetworks/joinLoadBalancer/action', say`balance load in`),
    ...needsOnIds(workspaces, 'Microsoft.OperationalInsights/workspaces/read', say`read`),
    ...needsOnIds(workspaces, 'Microsoft.OperationalInsights/workspaces/sharedkeys/read', say`read the keys of`),
    ...needsOnIds(gateways, 'Microsoft.Network/applicationGateways/read', say`read`),
    ...needsOnIds(gateways, 'Microsoft.Network/applicationGateways/write', say`change`),
  ];
}

/**
 * Returns what Azure requires of an account that joins a cluster to a Fleet, beginning with the right to the write
 * itself.
 * Source: https://learn.microsoft.com/azure/kubernetes-fleet/quickstart-create-fleet-and-members
 */
export function rightsToJoin(memberId: string, clusterId: string): readonly CallerNeed[] {
  const fleetId = parseResourceId(memberId)?.parent ?? memberId;
  const fleet = scopeWithKind(fleetId);
  const cluster = scopeWithKind(clusterId);
  return [
    { action: callerAction.writeFleetMember, scope: fleetId, can: say`write members of ${fleet}` },
    { action: 'Microsoft.ContainerService/fleets/read', scope: fleetId, can: say`read ${fleet}` },
    { action: 'Microsoft.ContainerService/fleets/members/read', scope: fleetId, can: say`read members of ${fleet}` },
    {
      action: 'Microsoft.ContainerService/fleetMemberships/read',
      scope: clusterId,
      can: say`see which Fleet ${cluster} is in`,
    },
    {
      action: 'Microsoft.ContainerService/fleetMemberships/write',
      scope: clusterId,
      can: say`join ${cluster} to a Fleet`,
    },
    { action: 'Microsoft.ContainerService/managedClusters/read', scope: clusterId, can: say`read ${cluster}` },
    { action: callerAction.writeCluster, scope: clusterId, can: say`change ${cluster}` },
    { action: callerAction.userCredential, scope: clusterId, can: say`get credentials of ${cluster}` },
  ];
}

/**
 * Returns what Azure may require of the caller for a pre-created kubelet identity: according to the documentation only
 * the control plane identity needs it, and no refusal of a caller is known.
 * Source: https://learn.microsoft.com/azure/aks/managed-identity-overview
 */
export function kubeletNeed(identityId: string): CallerNeed {
  return {
    action: callerAction.assignIdentity,
    scope: identityId,
    can: say`assign ${scopeWithKind(identityId)} to the nodes`,
    help: say`Azure may not ask for it here; if it does, it refuses the request and changes nothing.`,
    doubtful: true,
  };
}

function needsOnIds(ids: readonly string[], action: CallerAction, verb: Phrase): CallerNeed[] {
  return ids.map((scope) => ({ action, scope, can: say`${verb} ${scopeWithKind(scope)}` }));
}

function memberIds(value: Json | undefined, path: string): string[] {
  return listAt(value, path).flatMap((item) => textAt(item, 'id') ?? []);
}

function textsAt(value: Json | undefined): string[] {
  return typeof value === 'string' && value.startsWith('/') ? [value] : [];
}

/** The settings of an add-on that is on; the case of its key differs between clusters. */
function addonConfig(body: JsonObject, name: string): JsonObject | undefined {
  const profiles = Object.entries(objectAt(body, 'properties.addonProfiles') ?? {});
  const profile = profiles.find(([key]) => sameText(key, name))?.[1];
  return isOn(profile, 'enabled') ? objectAt(profile, 'config') : undefined;
}
