/** The form that moves a cluster from pod identity to workload identity: which identities, and for which service accounts. */
import { lastSegment } from '../../../domain/arm/resourceId.ts';
import type { Change } from '../../../domain/change/change.ts';
import { plannedVerbs, verbs } from '../../../domain/change/tenses.ts';
import type { Cluster } from '../../../domain/cluster/model.ts';
import { accountProblem } from '../../../domain/workloads/serviceAccount.ts';
import { podManagedIdentities, type PodManagedIdentity } from '../../../domain/workloads/podIdentities.ts';
import type { Field } from '../../protocol/form.ts';
import {
  listValue,
  drawnForCluster,
  textInput,
  textValue,
  type DrawnForm,
  type FormContext,
  noteWithPage,
} from '../parts/parts.ts';
import { turnOn } from './connectWorkload.ts';
import { countWithNoun } from '../../../domain/words/counts.ts';
import { say, type Words } from '../../../sentences/words.ts';
import { t } from '../../../sentences/language.ts';

/** The title of the form while nothing is chosen. */
export const leavePodIdentityTitle = say`Migrate off pod identity`;

/** Draws the identities of pod identity, all of them ticked at first, each with its service account. */
export const drawLeavePodIdentity = drawnForCluster((context, cluster) => {
  const podIdentities = podManagedIdentities(cluster);
  const ticked = listValue(context, 'podIdentities', podIdentities.map(podIdentityKey));
  const chosen = podIdentities.filter((podIdentity) => ticked.includes(podIdentityKey(podIdentity)));
  const switchOn = turnOn(cluster);
  const accounts = chosen.map((podIdentity) => accountField(context, podIdentity));
  return {
    sections: [
      {
        fields: [checklist(podIdentities, ticked)],
        notes: [
          noteWithPage(
            t`Each gets a federated credential. Nothing changes for pods until you apply YAML in the cluster and change their templates; the result says how.`,
            'https://learn.microsoft.com/azure/aks/workload-identity-migrate-from-pod-identity',
          ),
          ...(switchOn.note === undefined ? [] : [{ text: switchOn.note }]),
        ],
      },
      ...(accounts.length === 0 ? [] : [{ title: t`Service accounts`, fields: accounts }]),
    ],
    changes:
      chosen.length === 0
        ? []
        : [...switchOn.before, ...chosen.map((podIdentity) => credentialChange(context, cluster, podIdentity))],
    says: wordsFor(countWithNoun(chosen.length, 'pod identity'), cluster),
    ...(podIdentities.length === 0 ? { error: t`Pod identity assigns no identities on ${cluster.name}.` } : {}),
  };
});

function wordsFor(count: Words, { name }: Cluster): NonNullable<DrawnForm['says']> {
  const { does, title: verb } = plannedVerbs.prepare(count);
  return { ...verbs.prepare(say`${count} on ${name} for workload identity`), verb, summary: say`${does}.` };
}

function checklist(podIdentities: readonly PodManagedIdentity[], value: readonly string[]): Field {
  return {
    kind: 'checklist',
    name: 'podIdentities',
    label: t`Pod identities`,
    value,
    options: podIdentities.map((podIdentity) => ({
      value: podIdentityKey(podIdentity),
      label: `${podIdentity.namespace}/${podIdentity.name}`,
      description: t`identity ${lastSegment(podIdentity.identityId)}`,
    })),
    ...(value.length === 0 ? { error: t`Choose at least one.` } : {}),
  };
}

function accountField(context: FormContext, podIdentity: PodManagedIdentity): Field {
  return textInput({
    name: accountName(podIdentity),
    label: t`Service account in ${podIdentity.namespace} for ${lastSegment(podIdentity.identityId)}`,
    value: enteredAccount(context, podIdentity),
    rule: accountProblem,
  });
}

function enteredAccount(context: FormContext, podIdentity: PodManagedIdentity): string {
  return textValue(context, accountName(podIdentity), podIdentity.name).trim();
}

function credentialChange(context: FormContext, cluster: Cluster, podIdentity: PodManagedIdentity): Change {
  const { namespace, identityId } = podIdentity;
  const serviceAccount = enteredAccount(context, podIdentity);
  return { kind: 'createCredential', identityId, namespace, serviceAccount, clusterId: cluster.id };
}

function podIdentityKey({ namespace, name }: PodManagedIdentity): string {
  return `${namespace}/${name}`;
}

function accountName(podIdentity: PodManagedIdentity): string {
  return `account-${podIdentityKey(podIdentity)}`;
}
