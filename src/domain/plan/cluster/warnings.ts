/** What a user should know before confirming, each with the page that says so. */
import { sentenceList } from '../../words/describe.ts';
import { isOn, textAt } from '../../arm/json.ts';
import type { Cluster, ControlPlane } from '../../cluster/model.ts';
import { addonsToGetIdentities, nodeIdentitiesOf } from '../../around/things/nodeIdentities.ts';
import type { NextStep } from '../nextSteps.ts';
import type { Step, Warning } from '../plan.ts';
import type { ClusterEdit } from '../stepActions.ts';
import type { ControlPlaneChoice } from '../../change/change.ts';
import {
  availabilitySetsAmong,
  moveAvailabilitySets,
  moveAvailabilitySetsSource,
} from '../../words/availabilitySets.ts';
import { addonInfo } from '../../cluster/addons.ts';
import { isAvailabilitySet } from '../../cluster/nodePools.ts';
import { noWayBack } from '../../arm/refusal.ts';
import { aksPage, overviewPage } from '../../arm/docs.ts';
import { isOfClusterAccess } from '../../access/roles.ts';
import { isPullRole } from '../../access/servicePrincipal.ts';
import { say, type Words } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';

const preCreated = aksPage('pre-created-kubelet-managed-identity');

/** How long a grant may take to have effect. */
const propagation: Warning = {
  id: 'rolesTakeTime',
  severity: 'info',
  text: say`New role assignments can take up to 60 minutes to take effect.`,
  source: overviewPage,
};

/** How long the old identity stays in use. */
const tokenDelay: Warning = {
  id: 'oldToken',
  severity: 'info',
  text: say`The control plane keeps using the old identity until its token expires, which can take several hours. Keep the old role assignments until then.`,
  source: overviewPage,
};

/** Returns the warnings that follow from a plan's steps. */
export function warningsOfSteps(steps: readonly Step[]): readonly Warning[] {
  const isSlow = (step: Step): boolean => step.kind === 'assignRole' && !isOfClusterAccess(step.roleDefinitionId);
  return steps.some(isSlow) ? [propagation] : [];
}

/** Returns the warnings for a change of the control plane identity; `alone` means that the kubelet identity stays. */
export function controlPlaneWarnings(
  cluster: Cluster,
  { to, alone }: { readonly to: ControlPlaneChoice; readonly alone: boolean },
): readonly Warning[] {
  return [...kindWarnings(cluster, to, alone), tokenDelay, ...commonWarnings(cluster)];
}

/**
 * Returns the warning for an update that is sent although the cluster already has the identities, because its last
 * operation did not succeed.
 */
export function repeatedWarning({ name, provisioningState }: Cluster, { kubeletIdentityId }: ClusterEdit): Warning {
  const nodes = kubeletIdentityId ? say` The nodes of its pools may be cordoned, drained and reimaged once more.` : '';
  return {
    id: 'sentOnceMore',
    values: [name, provisioningState],
    severity: kubeletIdentityId ? 'disruption' : 'warning',
    text: say`${name} already has this identity, but its last operation ended with status ${provisioningState}. The same update is sent once more so that AKS completes it.${nodes}`,
    source: 'https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/welcome-azure-kubernetes',
  };
}

function kindWarnings(cluster: Cluster, to: ControlPlaneChoice, alone: boolean): Warning[] {
  switch (cluster.controlPlane.kind) {
    case 'servicePrincipal':
      return leavingWarnings(cluster);
    case 'systemAssigned':
      return to.kind === 'userAssigned' && alone ? [noDowntime] : [];
    case 'userAssigned':
      return [undocumentedRestartWarning(cluster.controlPlane, to)];
    case 'none':
      return [];
  }
}

const noDowntime: Warning = {
  id: 'noDowntime',
  severity: 'info',
  isPoint: true,
  text: say`No downtime: neither the nodes nor the control plane restarts.`,
  source: aksPage('user-assigned-managed-identity'),
};

const oneReport = say`One report describes an API server that couldn't be reached for a while.`;

function undocumentedRestartWarning(from: ControlPlane, to: ControlPlaneChoice): Warning {
  return {
    id: 'undocumented',
    values: [from.kind, to.kind],
    severity: 'warning',
    text:
      to.kind === 'systemAssigned'
        ? say`Whether changing from a user-assigned to a system-assigned identity causes downtime isn't documented. ${oneReport}`
        : say`Whether changing from a user-assigned to another user-assigned identity causes downtime isn't documented. ${oneReport}`,
    source: 'https://github.com/hashicorp/terraform-provider-azurerm/issues/30804',
  };
}

/** The release notes and the documentation disagree about the nodes, so both are quoted. */
function leavingWarnings(cluster: Cluster): Warning[] {
  return [
    {
      id: 'nodesRestart',
      severity: 'disruption',
      text: say`Expect the nodes to restart immediately: those of ${poolNames(cluster)} will probably be reimaged so that the kubelet starts to use the new identity, as AKS's release notes of August 2026 say. Azure's documentation also describes clusters whose kubelet keeps the service principal until each node pool's image is upgraded; the result shows what happened.`,
      source: 'https://github.com/Azure/AKS/pull/5913',
    },
    ...imageWarnings(cluster),
    {
      id: 'noWayBack',
      severity: 'warning',
      isPoint: true,
      text: noWayBack.text,
      source: noWayBack.source,
    },
    ...disruptionPolicy(cluster),
  ];
}

/** Warns about upgrades that make nodes stop using the service principal. */
function imageWarnings({ agentPools }: Cluster): Warning[] {
  const sets = availabilitySetsAmong(agentPools);
  const wait: Warning = {
    id: 'waitForImage',
    severity: 'warning',
    text: say`Nodes that keep the service principal need a newer node image to stop using it; if there is none, wait for the next one.`,
    source: aksPage('system-assigned-managed-identity'),
  };
  const move: Warning = {
    id: 'availabilitySets',
    values: agentPools.filter(isAvailabilitySet).map(({ name }) => name),
    severity: 'warning',
    text: say`${sets ?? ''}. Where the kubelet keeps the service principal there, ${moveAvailabilitySets}.`,
    source: moveAvailabilitySetsSource,
  };
  return [...(agentPools.every(isAvailabilitySet) ? [] : [wait]), ...(sets === undefined ? [] : [move])];
}

const pullRoleNeeded: Warning = {
  id: 'pullRoleNeeded',
  severity: 'info',
  text: say`The new kubelet identity needs its own pull role on each registry; without it, image pulls fail once the nodes are reimaged.`,
  source: aksPage('cluster-container-registry-integration'),
};

const pullRoleTakesTime: Warning = {
  id: 'pullRoleTakesTime',
  severity: 'warning',
  text: say`The new kubelet identity needs its own pull role on each registry, and gets it right before. The role can take up to 60 minutes to take effect; until then, image pulls fail once the nodes are reimaged. To avoid that, assign the role first, and change the kubelet identity an hour later.`,
  source: aksPage('cluster-container-registry-integration'),
};

/** Returns the warnings for a change of the kubelet identity; the steps before it may give the new one its pull roles. */
export function kubeletWarnings(cluster: Cluster, before: readonly Step[]): readonly Warning[] {
  const getsPullRole = before.some((step) => step.kind === 'assignRole' && isPullRole(step.roleDefinitionId));
  return [
    {
      id: 'nodesReimaged',
      severity: 'disruption',
      text: say`All node pools will be reimaged: the nodes of ${poolNames(cluster)} are cordoned, drained and reimaged. Expect downtime.`,
      source: preCreated,
    },
    {
      id: 'reduceImpact',
      severity: 'info',
      text: say`Pod disruption budgets and a maintenance window reduce the impact. Set them before you apply.`,
      source: preCreated,
    },
    getsPullRole ? pullRoleTakesTime : pullRoleNeeded,
    ...disruptionPolicy(cluster),
    ...commonWarnings(cluster),
  ];
}

/**
 * Returns the warning that nodes will have several identities, so that pods have to say which one they mean.
 * Source: https://github.com/Azure/azure-policy/issues/1273
 */
export function nodeIdentityWarnings(cluster: Cluster, edit: ClusterEdit): readonly Warning[] {
  const leaves = cluster.controlPlane.kind === 'servicePrincipal';
  const uses = leaves
    ? ['kubelet', ...addonsToGetIdentities(cluster).map(({ name }) => name)]
    : nodeIdentitiesOf(cluster).map(({ use }) => use);
  const refused = say`a pod that asks the metadata endpoint for a token without naming an identity is refused`;
  if (leaves && uses.length > 1) {
    const names = uses.map((use) => addonInfo(use)?.displayName ?? use);
    const text = say`Afterwards the nodes have ${uses.length} identities (${sentenceList(names)}): ${refused}.`;
    return [{ id: 'severalIdentities', values: uses, severity: 'warning', text, source: severalIdentities }];
  }
  if (leaves || uses.length !== 1 || edit.kubeletIdentityId === undefined) return [];
  const text = say`Whether AKS takes the old kubelet identity off the nodes isn't documented. While they have both, ${refused}.`;
  return [{ id: 'oldIdentityStays', severity: 'warning', text, source: severalIdentities }];
}

/** Returns the next step for pods that use the identity of the nodes: they have to name the new one, or, where there was none before, the first one. */
export function nodeClientNext(
  kubelet: { readonly name: string; readonly clientId?: string } | undefined,
  isFirst: boolean,
): NextStep {
  const { name, clientId } = kubelet ?? {};
  return {
    kind: 'nodeClient',
    ...defined({ identity: name, clientId }),
    ...(isFirst ? { isFirst } : {}),
  };
}

const severalIdentities = 'https://github.com/Azure/azure-policy/issues/1273';

/** Warnings of every change of an identity. */
function commonWarnings(cluster: Cluster): Warning[] {
  return [
    ...(isOn(cluster.raw, 'properties.podIdentityProfile.enabled') ? [podIdentity] : []),
    ...(cluster.eTag ? [] : [checkedByContent(cluster)]),
  ];
}

function checkedByContent({ name }: Cluster): Warning {
  return {
    id: 'noETag',
    values: [name],
    severity: 'info',
    text: say`Azure returns no eTag for ${name}. Its content is compared right before the request instead, so a change that someone makes at that moment can't be noticed.`,
    source: 'https://learn.microsoft.com/azure/aks/use-etags',
  };
}

const podIdentity: Warning = {
  id: 'podIdentity',
  severity: 'warning',
  text: say`Pod-managed identity is on: its NMI pods intercept every call to the metadata endpoint on the nodes, even from pods that do not use it. Except system pods with an AzurePodIdentityException, and move to Microsoft Entra Workload ID.`,
  source: aksPage('use-azure-ad-pod-identity'),
};

function disruptionPolicy(cluster: Cluster): Warning[] {
  const policy = textAt(cluster.raw, 'properties.nodeDisruptionProfile.nodeDisruptionPolicy');
  if (!policy || policy.toLowerCase() === 'allow') return [];
  return [
    {
      id: 'disruptionPolicy',
      values: [policy],
      severity: 'warning',
      text:
        policy.toLowerCase() === 'block'
          ? say`The cluster's Node Disruption Policy is ${policy}: AKS refuses a change that reimages nodes.`
          : say`The cluster's Node Disruption Policy is ${policy}: AKS refuses a change that reimages nodes outside the maintenance window.`,
      source: aksPage('node-disruption-policy'),
    },
  ];
}

/** The names of all node pools, for sentences. */
function poolNames(cluster: Cluster): Words {
  return sentenceList(cluster.agentPools.map(({ name }) => name));
}
