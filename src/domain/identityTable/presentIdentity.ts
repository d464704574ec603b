/** The actual identity in a row of the summary table. */
import { isOn, textAt } from '../arm/json.ts';
import { lastSegment, sameText, type ArmId } from '../arm/resourceId.ts';
import { shortGuid } from '../arm/scopeWords.ts';
import { addonInfo, addonNamed, legacyMonitoring } from '../cluster/addons.ts';
import type { Cluster } from '../cluster/model.ts';
import { isSettled } from '../cluster/provisioningState.ts';
import { say, type Words, type Phrase } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';

/** What a cluster has: an identity, none because none is required, one that is not visible or does not exist yet, or the feature is off. */
export interface ActualIdentity {
  readonly kind: 'identity' | 'servicePrincipal' | 'noIdentityRequired' | 'notVisible' | 'pending' | 'off';
  readonly text: Words;
  /** The identity's name. */
  readonly name?: string;
  readonly identityId?: ArmId;
  readonly clientId?: string;
  readonly principalId?: string;
}

/** Returns the control plane's identity. */
export function controlPlaneActual({ controlPlane, name, raw }: Cluster): ActualIdentity {
  switch (controlPlane.kind) {
    case 'systemAssigned':
      return {
        kind: 'identity',
        text: say`System-assigned: ${name}`,
        name,
        ...idFacts(undefined, controlPlane.principalId),
      };
    case 'userAssigned': {
      const ownName = lastSegment(controlPlane.identityId);
      const { identityId, clientId, principalId } = controlPlane;
      return {
        kind: 'identity',
        text: say`User-assigned: ${ownName}`,
        name: ownName,
        identityId,
        ...idFacts(clientId, principalId),
      };
    }
    case 'servicePrincipal': {
      const { clientId } = controlPlane;
      return { kind: 'servicePrincipal', text: say`Service principal ${shortGuid(clientId)}`, clientId };
    }
    case 'none':
      return { kind: 'notVisible', text: unnamedIdentityText(textAt(raw, 'identity.type')) };
  }
}

/** What is known about a control plane whose identity the cluster's JSON does not name. */
function unnamedIdentityText(type: string | undefined): Words {
  return type?.toLowerCase().includes('userassigned') === true
    ? say`User-assigned, but the cluster's JSON doesn't name the identity.`
    : say`The cluster's JSON names neither an identity nor a service principal.`;
}

/** Returns the kubelet's identity. */
export function kubeletActual({
  kubelet,
  nodeResourceGroup,
  provisioningState,
  controlPlane,
}: Cluster): ActualIdentity {
  switch (kubelet.kind) {
    case 'default':
    case 'preCreated': {
      const name = lastSegment(kubelet.identityId);
      const place = nodeResourceGroup ?? say`the node resource group`;
      const text = kubelet.kind === 'default' ? say`${name}, created by AKS in ${place}` : say`User-assigned: ${name}`;
      const { identityId, clientId, objectId } = kubelet;
      return { kind: 'identity', text, name, identityId, ...idFacts(clientId, objectId) };
    }
    case 'servicePrincipal': {
      const { clientId } = kubelet;
      return { kind: 'servicePrincipal', text: say`Service principal ${shortGuid(clientId)}`, clientId };
    }
    case 'unknown': {
      if (!isSettled(provisioningState))
        return { kind: 'pending', text: say`Appears when the running operation has ended.` };
      const still = controlPlane.kind === 'none' ? '' : say` The nodes may still use the previous service principal.`;
      return { kind: 'notVisible', text: say`The cluster's JSON names no kubelet identity.${still}` };
    }
  }
}

/** Returns whether pods can have their own identities. */
export function workloadActual({ raw }: Cluster): ActualIdentity {
  const issuer = textAt(raw, 'properties.oidcIssuerProfile.issuerURL');
  const isIssuerOn = isOn(raw, 'properties.oidcIssuerProfile.enabled');
  if (!isOn(raw, 'properties.securityProfile.workloadIdentity.enabled')) {
    const text = isIssuerOn
      ? say`Workload identity is off; the OIDC issuer is on.`
      : say`Workload identity is off; the OIDC issuer is off.`;
    return { kind: 'off', text };
  }
  return {
    kind: 'notVisible',
    text:
      issuer === undefined
        ? say`On, with an OIDC issuer that is not known yet; identities are chosen per pod.`
        : say`On; identities are chosen per pod.`,
  };
}

/** Returns an add-on's identity, or why there is none. */
export function addonActual(cluster: Cluster, key: string): ActualIdentity {
  const addon = addonNamed(cluster, key);
  const name = addonInfo(key)?.displayName ?? key;
  if (addon?.identityId) {
    const ownName = lastSegment(addon.identityId);
    const state = addon.enabled ? '' : say` (the add-on is off)`;
    return {
      kind: 'identity',
      text: say`${ownName}${state}`,
      name: ownName,
      identityId: addon.identityId,
      ...idFacts(addon.clientId, addon.objectId),
    };
  }
  if (!addon?.enabled) return identityOfFeatureOff(name);
  if (cluster.controlPlane.kind === 'servicePrincipal') {
    return { kind: 'servicePrincipal', text: say`Uses the service principal of ${cluster.name}.` };
  }
  if (addonInfo(key)?.hasNoIdentity) return noIdentityNeeded(say`${name} is on; no identity required.`);
  if (sameText(key, 'omsagent') && !legacyMonitoring(cluster))
    return noIdentityNeeded(say`${name} is on; it authenticates with the identity of the cluster.`);
  return isSettled(cluster.provisioningState)
    ? { kind: 'notVisible', text: say`${name} is on; the cluster's JSON names no identity of it.` }
    : { kind: 'pending', text: say`${name} is on; its identity appears when the running operation has ended.` };
}

/** What is said briefly where there is no identity to name, on the map and in the tree. */
export const withoutOwnIdentity: Readonly<Partial<Record<ActualIdentity['kind'], Words>>> = {
  noIdentityRequired: say`no identity of its own`,
  notVisible: say`identity unknown`,
  pending: say`identity not known yet`,
};

function idFacts(
  clientId: string | undefined,
  principalId: string | undefined,
): Pick<ActualIdentity, 'clientId' | 'principalId'> {
  return defined({ clientId, principalId });
}

/** Returns that a feature is on and needs no identity. */
export function noIdentityNeeded(text: Words): ActualIdentity {
  return { kind: 'noIdentityRequired', text };
}

/** Returns an identity that does not exist because its feature is off. */
export function identityOfFeatureOff(name: Phrase): ActualIdentity {
  return { kind: 'off', text: say`${name} is off.` };
}
