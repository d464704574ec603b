/** Rules about what a cluster's own JSON shows: kind of identity, state, region, pod identity. */
import { aksPage, overviewPage } from '../../arm/docs.ts';
import { valueAt, isOn, objectAt, objectsAt, textAt, type JsonObject } from '../../arm/json.ts';
import { clusterArguments } from '../../arm/shellText.ts';
import { isOfType, lastSegment, resourceType } from '../../arm/resourceId.ts';
import { systemAssignedBlockers } from '../../cluster/identityLimits.ts';
import type { Cluster } from '../../cluster/model.ts';
import { hasSucceeded, isSettled } from '../../cluster/provisioningState.ts';
import { regionLimit, type RegionalFeature } from '../../cluster/regions.ts';
import { evidence, type Evidence } from '../rule/evidence.ts';
import type { DetailedRule, Rule } from '../rule/rule.ts';
import { say, verbatim } from '../../../sentences/words.ts';

export const servicePrincipal: Rule = {
  title: say`Uses a service principal`,
  severity: 'warning',
  source: overviewPage,
  meaning: say`The cluster signs in to Azure with a service principal, whose secret expires. A managed identity needs no rotation.`,
  controls: ['managedIdentities', 'applicationIdentities', 'wellArchitected', 'psRuleManagedIdentity'],
  leavesOpen: [],
  find({ cluster, facts }) {
    const { id, name, controlPlane } = cluster;
    if (controlPlane.kind !== 'servicePrincipal') return [];
    const fix = { kind: 'setControlPlane', clusterId: id, controlPlane: { kind: 'systemAssigned' } } as const;
    return [
      {
        text: say`${name} uses a service principal, whose secret expires. A managed identity needs no rotation.`,
        evidence: evidence`${{ clientId: controlPlane.clientId, from: 'servicePrincipalProfile.clientId' }}.`,
        subject: controlPlane.clientId,
        ...(systemAssignedBlockers(cluster, facts).length === 0 ? { fix } : {}),
      },
    ];
  },
};

/** Anything but one kind of identity with at most one id, because AKS documents nothing else. */
export const unexpectedIdentityType: Rule = {
  title: say`Unexpected kind of identity`,
  severity: 'warning',
  source: overviewPage,
  meaning: say`The cluster has an identity of a kind that AKS does not document: one system-assigned or one user-assigned.`,
  find({ cluster: { controlPlane, raw, name } }) {
    const type = textAt(raw, 'identity.type');
    const ids = Object.keys(objectAt(raw, 'identity.userAssignedIdentities') ?? {});
    const isKnown = ['none', 'systemassigned', 'userassigned'].includes((type ?? 'none').toLowerCase());
    const isUser = type?.toLowerCase() === 'userassigned';
    if (isKnown && controlPlane.kind !== 'none' && ids.length <= 1 && (!isUser || ids.length === 1)) return [];
    return [
      {
        text: say`${name} has an identity of a kind that AKS doesn't document: one system-assigned or one user-assigned.`,
        evidence: evidence`${{ type: type ?? say`absent`, from: 'identity.type' }} with ${{ identities: ids.length }} user-assigned identities.`,
      },
    ];
  },
};

export const operationInProgress: Rule = {
  title: say`Another operation is running`,
  severity: 'info',
  needsNothing: true,
  source: 'https://aka.ms/aks-pending-operation',
  meaning: say`An operation is running on the cluster, so what is shown of it may change when that ends.`,
  find({ cluster }) {
    if (isSettled(cluster.provisioningState)) return [];
    return [
      {
        text: say`Another operation is running on ${cluster.name}. What is shown may change when it ends.`,
        evidence: stateEvidence(cluster),
      },
    ];
  },
};

export const clusterFailed: Rule = {
  title: say`The last operation failed`,
  severity: 'error',
  source: 'https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/welcome-azure-kubernetes',
  meaning: say`The last operation on the cluster failed, so its identities may not be as its settings say.`,
  find({ cluster }) {
    const { provisioningState, name, raw } = cluster;
    if (!isSettled(provisioningState) || hasSucceeded(provisioningState)) return [];
    const reason = textAt(raw, 'properties.status.provisioningError.message');
    return [
      {
        text: say`The last operation on ${name} ended with status ${provisioningState}. Its identities may not be fully applied.`,
        advice: say`Once the cause is gone, az aks update ${clusterArguments(cluster)} applies its settings again.`,
        brief: verbatim(provisioningState),
        evidence: reason ? evidence`${stateEvidence(cluster)} ${{ reason }}` : stateEvidence(cluster),
      },
    ];
  },
};

function stateEvidence({ provisioningState }: Cluster): Evidence {
  return evidence`${{ state: provisioningState, from: 'provisioningState' }}.`;
}

export const systemIdentityWithCustomPrivateDnsZone: Rule = {
  title: say`Custom private DNS zone needs a user-assigned identity`,
  severity: 'error',
  source: aksPage('private-clusters'),
  meaning: say`A private DNS zone of your own needs a user-assigned control plane identity, which can be given its role before the cluster uses it.`,
  find({ cluster }) {
    const zone = ownPrivateDnsZone(cluster);
    if (cluster.controlPlane.kind !== 'systemAssigned' || !zone) return [];
    return [
      {
        text: say`A private DNS zone of your own needs a user-assigned control plane identity.`,
        brief: verbatim(lastSegment(zone)),
        evidence: evidence`${{ type: 'SystemAssigned', from: 'identity.type' }}, ${{ zone, from: 'privateDNSZone' }}.`,
        subject: zone,
        about: ['controlPlane'],
      },
    ];
  },
};

/** Returns the id of the user's own private DNS zone, if the cluster has one. */
function ownPrivateDnsZone(cluster: Cluster): string | undefined {
  const zone = textAt(cluster.raw, 'properties.apiServerAccessProfile.privateDNSZone');
  const isOwn = zone && isOfType(zone, resourceType.privateDnsZone);
  return isOwn ? zone : undefined;
}

export const unsupportedRegion: DetailedRule = {
  title: say`Not offered in this region`,
  severity: 'warning',
  source: overviewPage,
  detail: 'the feature',
  meaning: say`AKS does not offer this kind of identity in the cluster's region.`,
  find({ cluster: { name, location, controlPlane, kubelet } }) {
    const used: RegionalFeature[] = [
      ...(controlPlane.kind === 'userAssigned' ? (['userAssignedControlPlane'] as const) : []),
      ...(kubelet.kind === 'preCreated' ? (['preCreatedKubelet'] as const) : []),
    ];
    return used.flatMap((feature) => {
      const limit = regionLimit(feature, location);
      if (!limit) return [];
      const regionEvidence = evidence`${{ cluster: name }} is in ${{ region: location }}.`;
      const brief = verbatim(location);
      return [{ detail: feature, text: limit.reason, brief, evidence: regionEvidence, source: limit.source }];
    });
  },
};

/** Pod-managed identity intercepts every pod's calls to the metadata endpoint. */
export const podIdentityEnabled: Rule = {
  title: say`Pod identity is on (retired)`,
  severity: 'warning',
  source: aksPage('use-azure-ad-pod-identity'),
  meaning: say`Pod-managed identity intercepts the calls of every pod to the metadata endpoint. It is retired; workload identity takes its place.`,
  controls: ['workloadIdentity', 'dedicatedAccounts', 'kubescapeDedicatedAccounts'],
  find({ cluster: { raw } }) {
    if (!isOn(raw, 'properties.podIdentityProfile.enabled')) return [];
    const workload = isOn(raw, 'properties.securityProfile.workloadIdentity.enabled') ? say`on` : say`off`;
    return [
      {
        text: say`Pod-managed identity is on: its NMI pods intercept every pod's calls to the metadata endpoint, also of pods that don't use it. Its open-source project was deprecated in October 2022 and archived in September 2023, and support has ended for the add-on too, in September 2025.`,
        advice: say`Microsoft Entra Workload ID takes its place.`,
        evidence: evidence`${{ enabled: 'true', from: 'podIdentityProfile.enabled' }}; workload identity is ${{ enabled: workload }}.`,
      },
    ];
  },
};

export const podIdentityExceptionMissing: Rule = {
  title: say`Pod identity intercepts system pods`,
  severity: 'warning',
  source: 'https://github.com/Azure/aad-pod-identity/blob/master/deploy/infra/mic-exception.yaml',
  meaning: say`Pod-managed identity has no exception for system pods, so their calls to the metadata endpoint are intercepted, too.`,
  find({ cluster: { raw } }) {
    const profile = valueAt(raw, 'properties.podIdentityProfile');
    if (!isOn(profile, 'enabled')) return [];
    if (objectsAt(profile, 'userAssignedIdentityExceptions').some(coversSystemPods)) return [];
    return [
      {
        text: say`The system pods have no AzurePodIdentityException (namespace kube-system, label kubernetes.azure.com/managedby: aks), so their calls to the metadata endpoint are intercepted too.`,
        advice: say`Add it (az aks pod-identity exception add, with the aks-preview extension of az), or migrate to workload identity.`,
        evidence: evidence`podIdentityProfile.userAssignedIdentityExceptions has no such entry.`,
      },
    ];
  },
};

function coversSystemPods(exception: JsonObject): boolean {
  const labels = objectAt(exception, 'podLabels') ?? {};
  return textAt(exception, 'namespace') === 'kube-system' && labels['kubernetes.azure.com/managedby'] === 'aks';
}
