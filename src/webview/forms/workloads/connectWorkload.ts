/** The form that connects a service account to an identity, with a role for it. */
import type { Change } from '../../../domain/change/change.ts';
import type { Cluster } from '../../../domain/cluster/model.ts';
import { accountProblem, namespaceProblem } from '../../../domain/workloads/serviceAccount.ts';
import { credentialLimit, credentialNameProblem } from '../../../domain/workloads/credential.ts';
import { hasWorkloadIdentity, issuerOf } from '../../../domain/workloads/issuer.ts';
import type { Section } from '../../protocol/form.ts';
import {
  drawnForCluster,
  textInput,
  textValue,
  type ChangeForm,
  type DrawnForm,
  type FormContext,
} from '../parts/parts.ts';
import { pickIdentity } from '../parts/pickIdentity.ts';
import { roleOfWorkloads } from './roleOfWorkloads.ts';
import { t } from '../../../sentences/language.ts';

/** The form that connects a service account of a cluster to an identity. */
export const createCredential: ChangeForm<'createCredential'> = {
  draw: drawnForCluster(drawConnection),
  valuesOf: ({ identityId, name, namespace, serviceAccount }) => ({
    identity: identityId,
    credentialName: name,
    namespace,
    serviceAccount,
  }),
};

function drawConnection(context: FormContext, cluster: Cluster): DrawnForm {
  const { id: clusterId, subscriptionId, location, resourceGroup: group } = cluster;
  const namespace = textValue(context, 'namespace').trim();
  const serviceAccount = textValue(context, 'serviceAccount').trim();
  const name = textValue(context, 'credentialName').trim();
  const identity = pickIdentity(context, {
    name: 'identity',
    label: t`Identity`,
    subscriptionId,
    location,
    group,
    suggestion: `id-${serviceAccount.replaceAll('.', '-') || 'workload'}`,
  });
  const role = roleOfWorkloads(context, cluster, identity);
  const switchOn = turnOn(cluster);
  return {
    sections: [
      {
        fields: [
          textInput({
            name: 'namespace',
            label: t`Namespace`,
            value: namespace,
            rule: namespaceProblem,
            placeholder: 'shop',
          }),
          textInput({
            name: 'serviceAccount',
            label: t`Service account`,
            value: serviceAccount,
            rule: accountProblem,
            placeholder: 'cart',
          }),
          ...identity.fields,
        ],
        notes: [
          ...(switchOn.note === undefined ? [] : [{ text: switchOn.note }]),
          {
            text: t`Takes one of the ${credentialLimit} federated credentials that the identity can have. For many clusters or service accounts, Bind identity needs only one.`,
          },
        ],
      },
      role.section,
      credentialNameSection(name),
    ],
    changes: [
      ...switchOn.before,
      ...identity.before,
      {
        kind: 'createCredential',
        identityId: identity.value,
        ...(name === '' ? {} : { name }),
        namespace,
        serviceAccount,
        clusterId,
      },
      ...role.changes,
    ],
  };
}

function credentialNameSection(value: string): Section {
  return {
    title: t`More`,
    folded: true,
    summary: t`Credential name: ${value || t`made from the names of cluster, namespace and service account`}`,
    fields: [
      textInput({
        name: 'credentialName',
        label: t`Credential name`,
        value,
        optional: true,
        rule: credentialNameProblem,
        hint: t`Leave empty to use the names of the cluster, namespace and service account.`,
      }),
    ],
  };
}

/** Returns the change that turns workload identity on if it is off, and the sentence that says so. */
export function turnOn(cluster: Cluster): { readonly before: readonly Change[]; readonly note?: string } {
  if (issuerOf(cluster) !== undefined && hasWorkloadIdentity(cluster)) return { before: [] };
  return {
    before: [{ kind: 'setWorkloadIdentity', clusterId: cluster.id, enabled: true }],
    note: t`Workload identity is off on ${cluster.name}. The plan turns it on first, with the OIDC issuer, which can't be turned off again.`,
  };
}
