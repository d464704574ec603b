/** The form that removes a federated credential, chosen by what it is for. */
import { isBindingIssuer } from '../../../domain/uses/boundTo.ts';
import { resourceType, subscriptionOf, lastSegment } from '../../../domain/arm/resourceId.ts';
import type { ClusterSummary } from '../../../domain/cluster/clusterSummary.ts';
import type { IdentityCredential } from '../../../domain/cluster/facts.ts';
import { sameIssuer } from '../../../domain/cluster/uses.ts';
import { accountName } from '../../../domain/workloads/credential.ts';
import { credentialId } from '../../../domain/workloads/workloadIds.ts';
import { clusterIssuerParts } from '../../../domain/workloads/issuer.ts';
import type { Option } from '../../protocol/form.ts';
import { textValue, type ChangeForm, type DrawnForm, type FormContext, resourceInput } from '../parts/parts.ts';
import { pickSubscription } from '../parts/placePickers.ts';
import { t } from '../../../sentences/language.ts';

/** The form that removes one credential. */
export const deleteCredential: ChangeForm<'deleteCredential'> = {
  draw: drawCredentialRemoval,
  valuesOf: ({ credentialId: id }) => ({ credential: id }),
};

function drawCredentialRemoval(context: FormContext): DrawnForm {
  const { cluster } = context;
  const value = textValue(context, 'credential').trim();
  const subscriptionId = cluster?.subscriptionId ?? subscriptionOf(value);
  const subscription = subscriptionId === undefined ? pickSubscription(context) : undefined;
  const list = context.choices.get({
    kind: 'credentials',
    subscriptionId: subscriptionId ?? subscription?.value ?? '',
  });
  const clusters = context.choices.get({ kind: 'clusters' }).items;
  const options = list.items.map((credential) => credentialOption(credential, clusters));
  return {
    sections: [
      {
        fields: [
          ...(subscription?.fields ?? []),
          resourceInput({
            name: 'credential',
            label: t`Credential`,
            value,
            list,
            type: resourceType.credential,
            options,
          }),
        ],
        notes: [{ text: t`Removes only this credential; the identity, its roles and its other credentials stay.` }],
      },
    ],
    changes: [{ kind: 'deleteCredential', credentialId: value }],
  };
}

function credentialOption(credential: IdentityCredential, clusters: readonly ClusterSummary[]): Option {
  const { identityId, name } = credential;
  return {
    value: credentialId(identityId, name),
    label: t`${accountName(credential)} as ${lastSegment(identityId)}`,
    description: `${name}, ${issuerName(credential.issuer, clusters)}`,
  };
}

function issuerName(issuer: string, clusters: readonly ClusterSummary[]): string {
  const owner = clusters.find((cluster) => sameIssuer(cluster.issuer ?? '', issuer));
  if (owner) return owner.name;
  if (isBindingIssuer(issuer)) return t`shared by all bindings of the identity`;
  return clusterIssuerParts(issuer) ? t`a cluster that is gone or that you can't see` : issuer;
}
