/** Rules about what a cluster's JSON alone does not show: only its directory does, or Azure's logs. */
import { aksPage } from '../../arm/docs.ts';
import { textAt } from '../../arm/json.ts';
import { clusterArguments } from '../../arm/shellText.ts';
import { idKey, sameGuid } from '../../arm/resourceId.ts';
import { accessPosture, usesManagedEntra } from '../../whoCanAct/accessMode.ts';
import { countWithNoun } from '../../words/counts.ts';
import { dayInSentence } from '../../words/dateTime.ts';
import { sentenceList } from '../../words/describe.ts';
import { evidence } from '../rule/evidence.ts';
import type { Rule } from '../rule/rule.ts';
import { say } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';

/** A group whose members are administrators, and which the directory does not have. */
export const adminGroupGone: Rule = {
  title: say`Administrators' group is gone`,
  severity: 'warning',
  source: aksPage('enable-authentication-microsoft-entra-id'),
  meaning: say`The directory doesn't have a group that the cluster names as its administrators. This is looked for only where you allow the directory to be asked.`,
  controls: ['entraSignIn'],
  isOnlyIfAsked: true,
  find({ cluster, facts }) {
    const posture = accessPosture(cluster);
    if (facts.asksDirectory !== true || posture.adminGroupIds.length === 0 || !usesManagedEntra(posture)) return [];
    const answer = facts.get({
      kind: 'directoryObjects',
      subscriptionId: cluster.subscriptionId,
      ids: posture.adminGroupIds,
      ...defined({ directory: textAt(cluster.raw, 'properties.aadProfile.tenantID') }),
    });
    if (answer?.kind !== 'found') return [];
    return posture.adminGroupIds
      .filter((groupId) => !answer.value.some(({ id }) => sameGuid(id, groupId)))
      .map((groupId) => ({
        text: say`${cluster.name} names the group ${groupId} as its administrators, but the directory doesn't have it.`,
        evidence: evidence`${{ group: groupId, from: 'properties.aadProfile.adminGroupObjectIDs' }}.`,
        subject: groupId,
      }));
  },
};

/**
 * Admin credentials that still work although local accounts are off. What a rotation does:
 * https://learn.microsoft.com/azure/aks/certificate-rotation
 */
export const adminCertificateOutlives: Rule = {
  title: say`Admin credentials still work`,
  severity: 'warning',
  source: aksPage('manage-local-accounts-managed-azure-ad'),
  meaning: say`Local accounts are off, but the certificate of an admin credential that was fetched before works until certificates are rotated. This is looked for only in Azure's logs.`,
  controls: ['localAccounts', 'entraSignIn', 'psRuleLocalAccounts'],
  leavesOpen: [],
  isOnlyIfAsked: true,
  find({ cluster, facts }) {
    const record = facts.adminCredentials?.get(idKey(cluster.id));
    if (record === undefined || accessPosture(cluster).hasLocalAccounts) return [];
    const { lastAt, by, count, rotatingSince } = record;
    const day = lastAt.slice(0, 10);
    const when = dayInSentence(day);
    const who = sentenceList(by);
    const fetched =
      count === 1
        ? say`Local accounts of ${cluster.name} are off, but its admin credential was fetched on ${when}, by ${who}.`
        : say`Local accounts of ${cluster.name} are off, but its admin credential was fetched ${countWithNoun(count, 'time')}, the last on ${when}, by ${who}.`;
    const rotating =
      rotatingSince === undefined
        ? ''
        : say` A rotation began on ${dayInSentence(rotatingSince.slice(0, 10))}; its end is not in the log.`;
    return [
      {
        text: say`${fetched} The credential works until certificates are rotated (az aks rotate-certs), which replaces all nodes, with up to 30 minutes of downtime.${rotating}`,
        evidence: evidence`${{ fetchedOn: day }} by ${{ fetchedBy: by }}.`,
        command: `az aks rotate-certs ${clusterArguments(cluster)}`,
      },
    ];
  },
};

/** Roles or identities that were changed past the pipelines that are meant to; only a team knows which these are. */
export const grantedOutsidePipeline: Rule = {
  title: say`Changed by somebody else`,
  severity: 'info',
  source: 'https://learn.microsoft.com/azure/role-based-access-control/change-history-report',
  meaning: say`Somebody changed roles or identities of the cluster who is not among the expected writers of the file with decisions. This is looked for only in Azure's logs, and only if that file names somebody.`,
  leavesOpen: [],
  isOnlyIfAsked: true,
  find({ cluster, facts }) {
    const writers = facts.unexpectedWriters?.get(idKey(cluster.id)) ?? [];
    return writers.map(({ who, id, count, firstAt, lastAt }) => {
      const [first, last] = [firstAt.slice(0, 10), lastAt.slice(0, 10)];
      const times =
        count === 1
          ? say`on ${dayInSentence(last)}`
          : say`${countWithNoun(count, 'time')} since ${dayInSentence(first)}, the last on ${dayInSentence(last)}`;
      return {
        text: say`${who} changed roles or identities of ${cluster.name} ${times}, and is not an expected writer.`,
        brief: who,
        evidence: evidence`${{ changedBy: id }}; ${{ changedOn: last }}.`,
        subject: id,
      };
    });
  },
};
