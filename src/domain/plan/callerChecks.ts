/** Checks of what the signed-in user may do, one for each right that the writes of a plan ask for. */
import { asWhom, callerMay } from '../access/callerPermissions.ts';
import { writerFor } from '../access/writingAccount.ts';
import { at, isOn, listAt, objectAt, objectsAt, textAt } from '../arm/json.ts';
import { idKey, parseResourceId } from '../arm/resourceId.ts';
import type { Via } from '../arm/via.ts';
import type { Facts } from '../cluster/facts.ts';
import { poolsIn } from '../cluster/nodePools.ts';
import { scopeName, scopeWithKind } from '../arm/scopeWords.ts';
import type { DraftCheck } from './planPart.ts';
import type { Json, JsonObject } from '../arm/json.ts';

/** The actions that plans require of the caller. */
export const callerAction = {
  writeGroup: 'Microsoft.Resources/subscriptions/resourceGroups/write',
  writeIdentity: 'Microsoft.ManagedIdentity/userAssignedIdentities/write',
  deleteIdentity: 'Microsoft.ManagedIdentity/userAssignedIdentities/delete',
  assignIdentity: 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action',
  writeCluster: 'Microsoft.ContainerService/managedClusters/write',
  upgradeNodeImage: 'Microsoft.ContainerService/managedClusters/agentPools/upgradeNodeImageVersion/action',
  writeRole: 'Microsoft.Authorization/roleAssignments/write',
  deleteRole: 'Microsoft.Authorization/roleAssignments/delete',
  writeCredential: 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write',
  deleteCredential: 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/delete',
  writeBinding: 'Microsoft.ContainerService/managedClusters/identityBindings/write',
  deleteBinding: 'Microsoft.ContainerService/managedClusters/identityBindings/delete',
} as const;

/** A right that a write requires: the action, the scope, and how to describe it. */
export interface CallerNeed {
  readonly action: string;
  /** Where it is asked; for a thing that does not exist yet its group or subscription. */
  readonly scope: string;
  readonly title: string;
  /** Who can help, or what somebody else can run. */
  readonly help?: string;
  /** The write's failure would not fail the change. */
  readonly optional?: boolean;
  /** It is not known whether Azure asks for it: named only where it is missing, and never as a failure. */
  readonly doubtful?: boolean;
  /** The directory of a scope above all subscriptions. */
  readonly tenantId?: string;
}

/**
 * Checks a right of whoever makes the write; it fails only if the right is known to be missing and the change can't do
 * without it.
 */
export function callerCheck(need: CallerNeed, facts: Facts, writer: Via = writerFor([need], facts)): DraftCheck {
  const verdict = callerMay(need.action, need.scope, facts, writer);
  const help = need.help ? ` ${need.help}` : '';
  switch (verdict.kind) {
    case 'granted':
      return {
        title: need.title,
        verdict: 'pass',
        detail: `You have ${need.action} at ${scopeName(need.scope)}${asWhom(writer)}.${verdict.note ? ` ${verdict.note}` : ''}`,
      };
    case 'missing':
      return {
        title: need.title,
        verdict: need.optional ? 'unknown' : 'fail',
        detail: `${verdict.reason}${help}${need.optional ? ' This grant will be reported as failed; the change itself goes on.' : ''}`,
      };
    case 'unknown':
      return { title: need.title, verdict: 'unknown', detail: verdict.reason };
  }
}

/** Checks the rights that several writes require, each once. */
export function callerChecks(needs: readonly CallerNeed[], facts: Facts): DraftCheck[] {
  return distinct(needs).map((need) => callerCheck(need, facts));
}

/** Checks all rights that one write requires, each once, starting with the right to the write itself. */
export function writeChecks(needs: readonly CallerNeed[], facts: Facts): DraftCheck[] {
  const certain = needs.filter(({ doubtful }) => !doubtful);
  const writer = writerFor(certain, facts);
  return [
    ...distinct(certain).map((need) => callerCheck(need, facts, writer)),
    ...distinct(needs.filter(({ doubtful }) => doubtful)).flatMap((need) => doubtfulCheck(need, facts, writer)),
  ];
}

function doubtfulCheck({ action, scope, title, help = '' }: CallerNeed, facts: Facts, writer: Via): DraftCheck[] {
  const verdict = callerMay(action, scope, facts, writer);
  return verdict.kind === 'missing' ? [{ title, verdict: 'unknown', detail: `${verdict.reason} ${help}` }] : [];
}

function distinct(needs: readonly CallerNeed[]): readonly CallerNeed[] {
  return [...new Map(needs.map((need) => [keyOf(need), need])).values()];
}

function keyOf({ action, scope }: CallerNeed): string {
  return `${action.toLowerCase()} ${idKey(scope)}`;
}

/**
 * Returns what ARM requires of the caller on every cluster PUT for the resources that the body names. What only a pool
 * names that AKS manages by itself is in doubt, because it is not documented whether ARM requires that.
 * Source: https://learn.microsoft.com/azure/aks/aks-service-permissions
 */
export function linkedNeeds(body: JsonObject): readonly CallerNeed[] {
  const certain = linkedNeedsOf(body, poolsIn(body));
  const known = new Set(certain.map(keyOf));
  const others = linkedNeedsOf(body, objectsAt(body, 'properties.agentPoolProfiles'));
  const help = 'Only a node pool that AKS keeps for itself names it, so Azure may not ask for it.';
  return [
    ...certain,
    ...others.filter((need) => !known.has(keyOf(need))).map((need) => ({ ...need, help, doubtful: true })),
  ];
}

function linkedNeedsOf(body: JsonObject, pools: readonly JsonObject[]): readonly CallerNeed[] {
  const identities = Object.keys(objectAt(body, 'identity.userAssignedIdentities') ?? {});
  const workspaces = textOf(textAt(addonConfig(body, 'omsagent'), 'logAnalyticsWorkspaceResourceID'));
  const ingress = addonConfig(body, 'ingressApplicationGateway');
  const gateways = textOf(textAt(ingress, 'applicationGatewayId'));
  const fromPools = (key: string): string[] => pools.flatMap((pool) => textAt(pool, key) ?? []);
  const outbound = objectAt(body, 'properties.networkProfile.loadBalancerProfile');
  const subnets = [
    ...fromPools('vnetSubnetID'),
    ...fromPools('podSubnetID'),
    ...textOf(at(body, 'properties.apiServerAccessProfile.subnetId')),
    ...textOf(at(body, 'properties.hostedSystemProfile.nodeSubnetID')),
    ...textOf(at(body, 'properties.hostedSystemProfile.systemNodeSubnetID')),
    ...textOf(textAt(ingress, 'subnetId')),
  ];
  const balanced =
    textAt(outbound, 'backendPoolType')?.toLowerCase() === 'nodeip'
      ? fromPools('vnetSubnetID').flatMap((subnet) => parseResourceId(subnet)?.parent ?? [])
      : [];
  return [
    ...linked(identities, callerAction.assignIdentity, 'assign'),
    ...linked(subnets, 'Microsoft.Network/virtualNetworks/subnets/join/action', 'join nodes to'),
    ...linked(idsIn(outbound, 'outboundIPs.publicIPs'), 'Microsoft.Network/publicIPAddresses/join/action', 'use'),
    ...linked(
      [...idsIn(outbound, 'outboundIPPrefixes.publicIPPrefixes'), ...fromPools('nodePublicIPPrefixID')],
      'Microsoft.Network/publicIPPrefixes/join/action',
      'use',
    ),
    ...linked(textOf(at(body, 'properties.diskEncryptionSetID')), 'Microsoft.Compute/diskEncryptionSets/read', 'use'),
    ...linked(
      fromPools('proximityPlacementGroupID'),
      'Microsoft.Compute/proximityPlacementGroups/write',
      'place nodes in',
    ),
    ...linked(balanced, 'Microsoft.Network/virtualNetworks/joinLoadBalancer/action', 'balance load in'),
    ...linked(workspaces, 'Microsoft.OperationalInsights/workspaces/read', 'read'),
    ...linked(workspaces, 'Microsoft.OperationalInsights/workspaces/sharedkeys/read', 'read the keys of'),
    ...linked(gateways, 'Microsoft.Network/applicationGateways/read', 'read'),
    ...linked(gateways, 'Microsoft.Network/applicationGateways/write', 'change'),
  ];
}

/**
 * Returns what Azure may require of the caller for a pre-created kubelet identity: the documentation requires it of the
 * control plane identity only, and no refusal of a caller is known.
 * Source: https://learn.microsoft.com/azure/aks/managed-identity-overview
 */
export function kubeletNeed(identityId: string): CallerNeed {
  return {
    action: callerAction.assignIdentity,
    scope: identityId,
    title: `You may assign ${scopeWithKind(identityId)} to the nodes`,
    help: 'Azure may not ask for it here; if it does, it refuses the request and changes nothing.',
    doubtful: true,
  };
}

function linked(ids: readonly string[], action: string, verb: string): CallerNeed[] {
  return ids.map((scope) => ({ action, scope, title: `You may ${verb} ${scopeWithKind(scope)}` }));
}

function idsIn(value: Json | undefined, path: string): string[] {
  return listAt(value, path).flatMap((item) => textAt(item, 'id') ?? []);
}

function textOf(value: Json | undefined): string[] {
  return typeof value === 'string' && value.startsWith('/') ? [value] : [];
}

/** The settings of an add-on that is on; its key's casing differs from cluster to cluster. */
function addonConfig(body: JsonObject, name: string): JsonObject | undefined {
  const profiles = Object.entries(objectAt(body, 'properties.addonProfiles') ?? {});
  const profile = profiles.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
  return isOn(profile, 'enabled') ? objectAt(profile, 'config') : undefined;
}
