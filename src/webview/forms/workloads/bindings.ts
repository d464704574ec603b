/** Forms of identity bindings. */
import { lastSegment, resourceType, sameId } from '../../../domain/arm/resourceId.ts';
import {
  bindingNameFor,
  bindingNameProblem,
  credentialsReplaced,
  isLastForBinding,
  takesLastPlace,
} from '../../../domain/workloads/credential.ts';
import { bindingCredential, isOfBindings } from '../../../domain/uses/boundTo.ts';
import { ownerOf, sharedCredentialId } from '../../../domain/workloads/workloadIds.ts';
import {
  drawnForCluster,
  flagValue,
  textInput,
  textValue,
  type ChangeForm,
  type DrawnForm,
  type FormContext,
  resourceInput,
  noteWithPage,
} from '../parts/parts.ts';
import { pickIdentity } from '../parts/pickIdentity.ts';
import { roleOfWorkloads } from './roleOfWorkloads.ts';
import { defined } from '../../../shape/defined.ts';
import { t, shownText } from '../../../sentences/language.ts';

/** The form that binds an identity to a cluster. */
export const bindIdentity: ChangeForm<'bindIdentity'> = {
  draw: drawnForCluster((context, cluster) => {
    const { id: clusterId, subscriptionId, location, resourceGroup: group } = cluster;
    const name = textValue(context, 'bindingName').trim();
    const { items } = context.choices.get({ kind: 'credentials', subscriptionId });
    const credentialsOf = (id: string) => items.filter(({ identityId }) => sameId(identityId, id));
    const bindings = context.choices
      .get({ kind: 'workloads', clusterId })
      .items.filter(({ bindingId, state }) => bindingId !== undefined && state !== 'broken');
    const identity = pickIdentity(context, {
      // A binding helps most where an identity has most credentials for the cluster.
      weight: (id) => credentialsReplaced(cluster, credentialsOf(id)).length,
      name: 'identity',
      label: t`Identity`,
      subscriptionId,
      location,
      group,
      suggestion: `id-${cluster.name}-workload`,
      note: (id) =>
        credentialsOf(id).some(isOfBindings) ? t`has the credential ${bindingCredential} already` : undefined,
      except: bindings.map(({ identityId }) => ({
        id: identityId,
        reason: t`Already bound to ${cluster.name}.`,
      })),
    });
    const role = roleOfWorkloads(context, cluster, identity);
    return {
      sections: [
        {
          fields: identity.fields,
          notes: [
            ...(isLastForBinding(credentialsOf(identity.value))
              ? [{ text: shownText(takesLastPlace(lastSegment(identity.value))) }]
              : []),
            noteWithPage(
              t`For an identity that many clusters use, or that is near its limit of federated credentials: all its bindings share one. Otherwise, Connect workload is simpler.`,
              'https://learn.microsoft.com/azure/aks/identity-bindings-concepts',
            ),
          ],
        },
        role.section,
        {
          title: t`More`,
          folded: true,
          fields: [
            textInput({
              name: 'bindingName',
              label: t`Binding name`,
              value: name,
              optional: true,
              rule: bindingNameProblem,
              hint:
                identity.value === ''
                  ? t`Leave empty to use a name made from that of the identity.`
                  : t`Leave empty to use ${bindingNameFor(identity.value)}.`,
            }),
          ],
        },
      ],
      changes: [
        ...identity.before,
        { kind: 'bindIdentity', clusterId, identityId: identity.value, ...(name === '' ? {} : { name }) },
        ...role.changes,
      ],
    };
  }),
  valuesOf: ({ identityId, name }) => ({ identity: identityId, bindingName: name }),
};

/** The form for removing a binding: whose identity. */
export const unbindIdentity: ChangeForm<'unbindIdentity'> = {
  draw: drawUnbinding,
  valuesOf: ({ bindingId, credentialId: shared }) => ({
    binding: bindingId,
    ...(bindingId === undefined ? {} : { removeCredential: shared !== undefined, ...defined({ credential: shared }) }),
  }),
};

function drawUnbinding(context: FormContext): DrawnForm {
  const value = textValue(context, 'binding').trim();
  const owner = value === '' ? '' : ownerOf(value);
  const clusterId = context.cluster?.id ?? textValue(context, 'cluster', owner);
  const list = context.choices.get({ kind: 'workloads', clusterId });
  const options = list.items.flatMap(({ bindingId, identityId, state, reason }) =>
    bindingId === undefined
      ? []
      : [
          {
            value: bindingId,
            label: lastSegment(identityId),
            description:
              state === 'broken' && reason !== undefined ? shownText(reason) : t`binding ${lastSegment(bindingId)}`,
          },
        ],
  );
  const identityId = list.items.find((each) => sameId(each.bindingId, value))?.identityId;
  const given = textValue(context, 'credential');
  const shared = identityId === undefined ? given : sharedCredentialId(identityId);
  const removeCredential = flagValue(context, 'removeCredential', true);
  const isNone = clusterId !== '' && !list.loading && options.length === 0;
  return {
    sections: [
      {
        fields: [
          ...(context.cluster ? [] : [clusterField(context, clusterId)]),
          resourceInput({
            name: 'binding',
            label: t`Bound identity`,
            value,
            list,
            pasteable: t`Choose, or paste the resource ID of a binding`,
            type: resourceType.binding,
            options,
            ...(isNone ? { hint: t`No identity is bound to ${lastSegment(clusterId)}.` } : {}),
          }),
          {
            kind: 'checkbox',
            name: 'removeCredential',
            label: t`Also remove the credential that all bindings of the identity share`,
            value: removeCredential,
            hint: t`It stays if another binding uses it, or if that isn't known.`,
          },
        ],
      },
    ],
    changes: [
      { kind: 'unbindIdentity', bindingId: value, ...(removeCredential && shared ? { credentialId: shared } : {}) },
    ],
  };
}

function clusterField(context: FormContext, value: string) {
  const list = context.choices.get({ kind: 'clusters' });
  return resourceInput({
    name: 'cluster',
    label: t`Cluster`,
    value,
    list,
    type: resourceType.cluster,
    options: list.items.map(({ id, name, resourceGroup }) => ({
      value: id,
      label: name,
      description: resourceGroup,
    })),
  });
}
