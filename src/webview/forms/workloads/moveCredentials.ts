/** The form that moves the credentials of another issuer to the cluster: from which issuer, and for which identities. */
import { idKey, lastSegment } from '../../../domain/arm/resourceId.ts';
import type { Cluster } from '../../../domain/cluster/model.ts';
import { sameIssuer } from '../../../domain/cluster/uses.ts';
import { clusterIssuerParts, issuerOf } from '../../../domain/workloads/issuer.ts';
import type { OtherIssuer } from '../../../domain/workloads/otherIssuers.ts';
import type { Field, Option } from '../../protocol/form.ts';
import {
  choiceInput,
  listValue,
  drawnForCluster,
  textValue,
  type ChangeForm,
  type DrawnForm,
  type FormContext,
} from '../parts/parts.ts';
import { accountName } from '../../../domain/workloads/credential.ts';
import { countWithNoun } from '../../../domain/words/counts.ts';
import { say, joinWords } from '../../../sentences/words.ts';
import { t, shownText } from '../../../sentences/language.ts';

/** The form that moves credentials to a cluster. */
export const moveCredentials: ChangeForm<'moveCredentials'> = {
  draw: drawnForCluster(drawMove),
  valuesOf: ({ fromIssuer, identityIds }) => ({ fromIssuer, identityIds }),
};

function drawMove(context: FormContext, cluster: Cluster): DrawnForm {
  const list = context.choices.get({ kind: 'otherIssuers', clusterId: cluster.id });
  const [first] = list.items;
  const issuerText = textValue(context, 'fromIssuer', first?.isLikely ? first.issuer : '').trim();
  const chosen = list.items.find(({ issuer }) => sameIssuer(issuer, issuerText));
  const fromIssuer = chosen?.issuer ?? issuerText;
  const identities = identityOptions(chosen);
  const identityIds = identities.map(({ value }) => value);
  const { ticked, isAll } = tickedOf(listValue(context, 'identityIds', identityIds), identityIds);
  const isNone = !list.loading && list.items.length === 0 && list.problem === undefined;
  return {
    sections: [
      {
        fields: [
          choiceInput({
            name: 'fromIssuer',
            label: t`Cluster to move from`,
            value: fromIssuer,
            list,
            pasteable: t`Choose, or paste an issuer URL`,
            rule: (text) =>
              clusterIssuerParts(text) ? undefined : say`Enter the URL of the OIDC issuer of an AKS cluster.`,
            hint: isNone
              ? t`No credential that you can see names another cluster.`
              : t`Each workload gets a credential for this cluster before its old one is removed.`,
            options: list.items.map((issuer) => issuerOption(issuer, cluster)),
          }),
          ...(identityIds.length === 0 ? [] : [identityField(identities, ticked)]),
        ],
        ...(issuerOf(cluster) === undefined
          ? { notes: [{ text: t`${cluster.name} has no OIDC issuer yet. Enable workload identity first.` }] }
          : {}),
      },
    ],
    changes: [
      {
        kind: 'moveCredentials',
        fromIssuer,
        clusterId: cluster.id,
        ...(isAll ? {} : { identityIds: ticked }),
      },
    ],
  };
}

/** The ticked identities of the issuer; all if another issuer has been chosen since. */
function tickedOf(
  values: readonly string[],
  ids: readonly string[],
): { readonly ticked: readonly string[]; readonly isAll: boolean } {
  if (ids.length === 0) return { ticked: values, isAll: values.length === 0 };
  const wantedKeys = new Set(values.map(idKey));
  const ticked = ids.filter((id) => wantedKeys.has(idKey(id)));
  const isOfAnother = ticked.length === 0 && values.length > 0;
  return isOfAnother ? { ticked: ids, isAll: true } : { ticked, isAll: ticked.length === ids.length };
}

function identityField(options: readonly Option[], value: readonly string[]): Field {
  return {
    kind: 'checklist',
    name: 'identityIds',
    label: t`Identities`,
    value,
    options,
    ...(value.length === 0 ? { error: t`Choose at least one identity.` } : {}),
  };
}

function issuerOption({ issuer, owner, isLiving, isLikely, credentials }: OtherIssuer, { name }: Cluster): Option {
  const count = countWithNoun(credentials.length, 'credential');
  const identities = new Set(credentials.map(({ identityId }) => lastSegment(identityId)));
  const region = clusterIssuerParts(issuer)?.region;
  const unknownCluster =
    region === undefined ? t`A cluster that was not found` : t`A cluster in ${region} that was not found`;
  const goneCluster = isLikely ? t`${name} before it was recreated` : unknownCluster;
  return {
    value: issuer,
    label: owner ?? goneCluster,
    description: t`${count} of ${[...identities].join(', ')}${isLiving ? t` (the cluster still exists)` : ''}`,
  };
}

function identityOptions(chosen: OtherIssuer | undefined): readonly Option[] {
  const byIdentity = Map.groupBy(chosen?.credentials ?? [], ({ identityId }) => idKey(identityId));
  return [...byIdentity.values()].flatMap(([first, ...rest]) =>
    first === undefined
      ? []
      : [
          {
            value: first.identityId,
            label: lastSegment(first.identityId),
            description: accountsIn([first, ...rest]),
          },
        ],
  );
}

/** The most service accounts that are named; of more, the list says how many there are. */
const mostNamed = 3;

function accountsIn(credentials: OtherIssuer['credentials']): string {
  if (credentials.length > mostNamed) return shownText(countWithNoun(credentials.length, 'workload'));
  return shownText(joinWords(credentials.map(accountName), ', '));
}
