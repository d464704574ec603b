/** Rules about how people get into a cluster, by its own JSON, and about roles at namespaces that are gone. */
import { holderCount, holderWords } from '../../access/principalNames.ts';
import { aksPage } from '../../arm/docs.ts';
import { gapsOf } from '../../arm/answer.ts';
import { valueAt, textAt } from '../../arm/json.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import { accessPosture, usesManagedEntra } from '../../whoCanAct/accessMode.ts';
import { holdersOf, definitionOf } from '../../whoCanAct/givenAbilities.ts';
import { evidence, type Evidence } from '../rule/evidence.ts';
import type { Rule } from '../rule/rule.ts';
import { say, type Words } from '../../../sentences/words.ts';
import { lastSegment, sameText } from '../../arm/resourceId.ts';
import { itemsBelow } from '../../around/things/thing.ts';
import { assignmentsWithin } from '../../whoCanAct/placedAssignments.ts';
import { aboutGrant } from './accessGrants.ts';

/** Local accounts of a cluster that people could sign in to with Microsoft Entra. */
export const localAccountsOn: Rule = {
  title: say`Local accounts are on`,
  severity: 'warning',
  source: aksPage('manage-local-accounts-managed-azure-ad'),
  meaning: say`Whoever fetches the admin credential is administrator of the cluster without Microsoft Entra, and its audit log names no person.`,
  controls: ['localAccounts', 'entraSignIn', 'psRuleLocalAccounts'],
  leavesOpen: [],
  find({ cluster, facts }) {
    const posture = accessPosture(cluster);
    if (!posture.hasLocalAccounts || !usesManagedEntra(posture)) return [];
    return [
      {
        text: say`Local accounts are on in ${cluster.name}: the admin credential works without Microsoft Entra, and the audit log names no person.${whoGetsIt('adminCredential', cluster, facts)}`,
        evidence: settingOf(cluster, 'properties.disableLocalAccounts'),
        fix: { kind: 'setLocalAccounts', clusterId: cluster.id, enabled: false },
      },
    ];
  },
};

/** The finding is there whoever can fetch the credential. */
function whoGetsIt(ability: 'adminCredential' | 'userCredential', cluster: Cluster, facts: Facts): Words {
  const factsForNone = facts.forTopics?.([]) ?? facts;
  const { certain, perhaps } = holdersOf(ability, cluster, factsForNone);
  if (certain.length === 0) return say``;
  const list = factsForNone.get({ kind: 'everyAssignmentIn', subscriptionId: cluster.subscriptionId });
  const isEveryone = perhaps.length === 0 && gapsOf(list).length === 0;
  const who = holderCount(certain);
  if (ability === 'adminCredential')
    return isEveryone ? say` ${who} can fetch it.` : say` At least ${who} can fetch it.`;
  return isEveryone
    ? say` ${who} can fetch the user credential.`
    : say` At least ${who} can fetch the user credential.`;
}

/** A cluster to which people do not sign in as themselves. */
export const noEntra: Rule = {
  title: say`Cluster doesn't use Microsoft Entra`,
  severity: 'warning',
  source: aksPage('enable-authentication-microsoft-entra-id'),
  meaning: say`Whoever has the user or the admin credential of the cluster is its administrator, and its audit log names no person. Microsoft Entra can't be turned off again.`,
  controls: ['entraIntegration', 'entraSignIn', 'psRuleManagedEntra', 'quickReviewEntra'],
  leavesOpen: [],
  find({ cluster, facts }) {
    const { mode } = accessPosture(cluster);
    if (mode !== 'certificates' && mode !== 'legacy') return [];
    const text =
      mode === 'legacy'
        ? say`${cluster.name} uses the integration with Microsoft Entra that AKS has retired.`
        : say`${cluster.name} doesn't use Microsoft Entra, so both its user and its admin credentials give full rights, and the audit log names no person.${whoGetsIt('userCredential', cluster, facts)}`;
    const advice = say`Turn on Microsoft Entra (az aks update --enable-aad). It can't be turned off again.`;
    return [{ text, advice, evidence: settingOf(cluster, 'properties.aadProfile.managed') }];
  },
};

/** A cluster in which nobody's rights count. */
export const kubernetesRbacOff: Rule = {
  title: say`Kubernetes RBAC is off`,
  severity: 'error',
  source: aksPage('concepts-identity'),
  meaning: say`Everyone who gets into the cluster may do everything in it. Kubernetes RBAC can be turned on only when a cluster is created.`,
  controls: ['kubernetesRbac', 'psRuleUseRbac', 'roleBasedAccess'],
  leavesOpen: [],
  find({ cluster }) {
    if (accessPosture(cluster).mode !== 'open') return [];
    return [
      {
        text: say`Everyone who gets into ${cluster.name} may do everything in it. Kubernetes RBAC can be turned on only for a new cluster.`,
        evidence: settingOf(cluster, 'properties.enableRBAC'),
      },
    ];
  },
};

/** A cluster whose rights are not given in Azure, although people sign in there. */
export const azureRbacOff: Rule = {
  title: say`Azure RBAC for Kubernetes is off`,
  severity: 'info',
  source: aksPage('manage-azure-rbac'),
  meaning: say`Role bindings inside the cluster decide what people may do, so Azure shows neither who has which rights nor since when.`,
  controls: ['azureRbac', 'psRuleAzureRbac'],
  leavesOpen: [],
  find({ cluster }) {
    if (accessPosture(cluster).mode !== 'inside') return [];
    return [
      {
        text: say`Role bindings inside ${cluster.name} decide what people may do, so Azure shows neither who has which rights nor since when.`,
        evidence: settingOf(cluster, 'properties.aadProfile.enableAzureRBAC'),
      },
    ];
  },
};

function settingOf({ raw }: Cluster, path: string): Evidence {
  const value = valueAt(raw, path);
  return evidence`${{ setting: typeof value === 'boolean' ? String(value) : say`not set`, from: path }}.`;
}

/** Roles at a managed namespace that the cluster does not have. */
export const accessAtGoneNamespace: Rule = {
  title: say`Role at a managed namespace that is gone`,
  severity: 'info',
  source: aksPage('concepts-managed-namespaces'),
  meaning: say`A role is assigned at a managed namespace that doesn't exist. It would count for the next one of that name.`,
  controls: ['leastPrivilege'],
  find({ cluster, facts }) {
    // Where the cluster doesn't ask Azure, no such role has an effect.
    if (accessPosture(cluster).mode !== 'azure') return [];
    const atNamespaces = assignmentsWithin(cluster, facts).flatMap((assignment) => {
      const name = /\/managedNamespaces\/([^/]+)$/i.exec(assignment.scope)?.[1];
      return name === undefined ? [] : [{ assignment, name }];
    });
    if (atNamespaces.length === 0) return [];
    const managed = itemsBelow(say`Managed namespaces`, { id: cluster.id, list: 'managedNamespaces' }, facts);
    if (managed.unknown.length > 0) return [];
    const names = managed.items.map((item) => textAt(item, 'name') ?? lastSegment(textAt(item, 'id') ?? ''));
    return atNamespaces
      .filter(({ name }) => !names.some((known) => sameText(known, name)))
      .map(({ assignment, name }) => {
        const roleName = definitionOf(assignment, cluster, facts)?.name ?? say`a role`;
        return {
          ...aboutGrant({ assignment, roleName }, facts),
          text: say`${holderWords(assignment, facts).atStart} has ${roleName} on managed namespace ${name} of cluster ${cluster.name}, which doesn't exist. The role would count for the next one of that name.`,
          fix: { kind: 'removeClusterAccess', clusterId: cluster.id, roleAssignmentId: assignment.id },
        };
      });
  },
};
