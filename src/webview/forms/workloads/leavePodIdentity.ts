/** The form that moves a cluster from pod identity to workload identity: which identities, and for which service accounts. */
import { lastSegment } from '../../../domain/arm/resourceId.ts';
import type { Change } from '../../../domain/change/change.ts';
import { verbs } from '../../../domain/change/tenses.ts';
import type { Cluster } from '../../../domain/cluster/model.ts';
import { accountProblem } from '../../../domain/workloads/serviceAccount.ts';
import { podManagedIdentities, type PodManagedIdentity } from '../../../domain/workloads/podIdentities.ts';
import type { Field } from '../../protocol/form.ts';
import { listValue, ofCluster, textInput, textValue, type FormContext } from '../parts/parts.ts';
import { turnOn } from './connectWorkload.ts';
import { countWithNoun } from '../../../domain/words/counts.ts';

/** The title of the form while nothing is chosen. */
export const leavePodIdentityTitle = 'Migrate off pod identity';

/** Draws the identities of pod identity, all of them ticked at first, each with its service account. */
export const drawLeavePodIdentity = ofCluster((context, cluster) => {
  const all = podManagedIdentities(cluster);
  const ticked = listValue(context, 'podIdentities', all.map(keyOf));
  const chosen = all.filter((each) => ticked.includes(keyOf(each)));
  const switchOn = turnOn(cluster);
  const accounts = chosen.map((each) => accountField(context, each));
  return {
    sections: [
      {
        fields: [checklist(all, ticked)],
        notes: [
          {
            text: 'Each gets a federated credential. Nothing changes for pods until you change the cluster; the result says how, and has the YAML.',
            link: {
              text: 'Learn more',
              href: 'https://learn.microsoft.com/azure/aks/workload-identity-migrate-from-pod-identity',
            },
          },
          ...(switchOn.note === undefined ? [] : [{ text: switchOn.note }]),
        ],
      },
      ...(accounts.length === 0 ? [] : [{ title: 'Service accounts', fields: accounts }]),
    ],
    changes:
      chosen.length === 0 ? [] : [...switchOn.before, ...chosen.map((each) => credentialOf(context, cluster, each))],
    says: verbs.migrate(`${countWithNoun(chosen.length, 'pod identity')} on ${cluster.name} to workload identity`),
    ...(all.length === 0 ? { error: `Pod identity assigns no identities on ${cluster.name}.` } : {}),
  };
});

function checklist(all: readonly PodManagedIdentity[], value: readonly string[]): Field {
  return {
    kind: 'checklist',
    name: 'podIdentities',
    label: 'Pod identities',
    value,
    options: all.map((each) => ({
      value: keyOf(each),
      label: `${each.namespace}/${each.name}`,
      description: `identity ${lastSegment(each.identityId)}`,
    })),
    ...(value.length === 0 ? { error: 'Choose at least one.' } : {}),
  };
}

function accountField(context: FormContext, each: PodManagedIdentity): Field {
  return textInput({
    name: accountName(each),
    label: `Service account in ${each.namespace} for ${lastSegment(each.identityId)}`,
    value: accountOf(context, each),
    rule: accountProblem,
  });
}

function accountOf(context: FormContext, each: PodManagedIdentity): string {
  return textValue(context, accountName(each), each.name).trim();
}

function credentialOf(context: FormContext, cluster: Cluster, each: PodManagedIdentity): Change {
  const { namespace, identityId } = each;
  const serviceAccount = accountOf(context, each);
  return { kind: 'createCredential', identityId, namespace, serviceAccount, clusterId: cluster.id };
}

function keyOf({ namespace, name }: PodManagedIdentity): string {
  return `${namespace}/${name}`;
}

function accountName(each: PodManagedIdentity): string {
  return `account-${keyOf(each)}`;
}
