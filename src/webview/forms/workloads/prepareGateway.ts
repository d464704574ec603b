/** The form that prepares a cluster for Gateway API: an identity, zones, vaults, and the accounts that use them. */
import { idKey, lastSegment, sameId } from '../../../domain/arm/resourceId.ts';
import type { Change, ChangeOf } from '../../../domain/change/change.ts';
import type { Cluster } from '../../../domain/cluster/model.ts';
import type { MappedPlace, PlaceSource } from '../../../domain/gateway/mapping.ts';
import { notAVault, notAZone, placeKindOf, type PlaceKind } from '../../../domain/gateway/placeKinds.ts';
import { routingFacts } from '../../../domain/gateway/routingWords.ts';
import { fewOf } from '../../../domain/words/counts.ts';
import { accountProblem, namespaceProblem, type ServiceAccount } from '../../../domain/workloads/serviceAccount.ts';
import type { Field, Option } from '../../protocol/form.ts';
import { capitalised, say, type Phrase } from '../../../sentences/words.ts';
import {
  drawnForCluster,
  listValue,
  textInput,
  textValue,
  type ChangeForm,
  type DrawnForm,
  type FormContext,
} from '../parts/parts.ts';
import { newValue } from '../parts/placePickers.ts';
import { pickIdentity } from '../parts/pickIdentity.ts';
import { shownIn, t, shownText } from '../../../sentences/language.ts';

/** The form that prepares a cluster for Gateway API. */
export const prepareGateway: ChangeForm<'prepareGateway'> = {
  draw: drawnForCluster(drawPreparation),
  valuesOf: ({ identityId, newIdentity, zones, vaults, accounts }) => ({
    identity: newIdentity === undefined ? identityId : newValue,
    identityName: newIdentity?.name,
    identityGroup: newIdentity?.resourceGroup,
    identityLocation: newIdentity?.location,
    zones,
    vaults,
    accounts: accounts?.map(nameOfAccount).join('\n'),
  }),
};

function nameOfAccount({ namespace, serviceAccount }: ServiceAccount): string {
  return `${namespace}/${serviceAccount}`;
}

function drawPreparation(context: FormContext, cluster: Cluster): DrawnForm {
  const { id: clusterId, subscriptionId, location, resourceGroup: group } = cluster;
  const list = context.choices.get({ kind: 'gatewayPlaces', clusterId });
  const zones = placesField(
    context,
    { name: 'zones', label: t`DNS zones`, more: t`More DNS zones`, kinds: ['zone', 'privateZone'] },
    list,
  );
  const vaults = placesField(
    context,
    { name: 'vaults', label: t`Key vaults`, more: t`More key vaults`, kinds: ['vault'] },
    list,
  );
  const proposed = context.choices.get({ kind: 'gatewayAccounts', clusterId }).items.map(nameOfAccount);
  const accountsText = textValue(context, 'accounts', proposed.join('\n'));
  const identity = pickIdentity(context, {
    name: 'identity',
    label: t`Identity`,
    subscriptionId,
    location,
    group,
    suggestion: `id-gateway-${cluster.name}`,
    isNew: true,
  });
  const facts = routingFacts(cluster).map(shownIn);
  return {
    sections: [
      { ...(facts.length === 0 ? {} : { facts }), fields: identity.fields },
      {
        title: t`What Gateways use`,
        fields: [
          ...zones.fields,
          ...vaults.fields,
          textInput({
            name: 'accounts',
            label: t`Service accounts`,
            value: accountsText,
            multiline: true,
            placeholder: 'shop/app-routing',
            rule: accountsProblem,
            hint: t`One per line, as namespace/name, for each namespace whose Gateway has a certificate. The first is also used for DNS records.${proposed.length === 0 ? '' : t` Proposed for the Ingresses that Check in cluster showed.`}`,
          }),
        ],
      },
    ],
    changes: changesOf(
      { clusterId, zones: zones.ids, vaults: vaults.ids, accounts: accountsIn(accountsText) },
      identity,
    ),
  };
}

/** A new identity is made by the change itself, after the settings of the cluster; its group comes first. */
function changesOf(
  members: Omit<ChangeOf<'prepareGateway'>, 'kind'>,
  { value, before }: { readonly value: string; readonly before: readonly Change[] },
): readonly Change[] {
  const creation = before.find((change) => change.kind === 'createIdentity');
  const groups = before.filter((change) => change !== creation);
  if (creation?.kind !== 'createIdentity') return [{ kind: 'prepareGateway', identityId: value, ...members }];
  const { subscriptionId, resourceGroup, name, location } = creation;
  return [
    ...groups,
    { kind: 'prepareGateway', newIdentity: { subscriptionId, resourceGroup, name, location }, ...members },
  ];
}

interface PlacesAsked {
  readonly name: 'zones' | 'vaults';
  readonly label: string;
  /** The label where some can be ticked above. */
  readonly more: string;
  readonly kinds: readonly PlaceKind[];
}

/** What application routing works with is ticked; any other can be added by its ID. */
function placesField(
  context: FormContext,
  { name, label, more: moreLabel, kinds }: PlacesAsked,
  list: { readonly loading: boolean; readonly items: readonly MappedPlace[]; readonly problem?: string },
): { readonly fields: readonly Field[]; readonly ids: readonly string[] } {
  const mapped = list.items.filter(({ kind }) => kinds.includes(kind));
  const ticked = listValue(
    context,
    name,
    mapped.map(({ id }) => id),
  );
  const unmapped = ticked.filter((id) => !mapped.some((place) => sameId(place.id, id)));
  const options: readonly Option[] = [
    ...mapped.map(({ id, sources }) => ({
      value: id,
      label: lastSegment(id),
      description: capitalised(`${sources.map(sourceWords).join('; ')}.`),
    })),
    ...unmapped.map((id) => ({ value: id, label: lastSegment(id) })),
  ];
  const moreName = name === 'zones' ? 'moreZones' : 'moreVaults';
  const more = textValue(context, moreName);
  const value = options.map((option) => option.value).filter((id) => ticked.some((one) => sameId(one, id)));
  const ids = [...value, ...linesOf(more)];
  return {
    fields: [
      ...(options.length === 0 && !list.loading
        ? []
        : [
            {
              kind: 'checklist' as const,
              name,
              label,
              value: [...value],
              options: [...options],
              ...(list.loading ? { loading: true } : {}),
              ...(list.problem === undefined ? {} : { hint: list.problem }),
            },
          ]),
      textInput({
        name: moreName,
        label: options.length === 0 ? label : moreLabel,
        value: more,
        multiline: true,
        optional: true,
        rule: (text) => {
          const wrong = linesOf(text).find((id) => !kinds.some((kind) => kind === placeKindOf(id)));
          return wrong && (name === 'zones' ? notAZone : notAVault)(wrong);
        },
        hint: t`Resource IDs, one per line.${options.length === 0 && list.problem !== undefined ? ` ${list.problem}` : ''}`,
      }),
    ],
    ids: [...new Map(ids.map((id) => [idKey(id), id])).values()],
  };
}

function sourceWords(source: PlaceSource): string {
  switch (source.kind) {
    case 'setting':
      return t`in application routing's settings`;
    case 'role':
      return t`its identity has ${source.role} there`;
    case 'ingress':
      return t`the certificate of ${shownText(fewOf(source.names, 'Ingress'))} is stored there`;
    case 'policy':
      return t`an access policy names its identity`;
  }
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function accountsIn(text: string): readonly ServiceAccount[] {
  return linesOf(text).map((line) => {
    const [namespace = '', ...rest] = line.split('/');
    return { namespace: namespace.trim(), serviceAccount: rest.join('/').trim() };
  });
}

function accountsProblem(text: string): Phrase | undefined {
  const accounts = accountsIn(text);
  for (const { namespace, serviceAccount } of accounts) {
    if (serviceAccount === '') return say`"${namespace}": write it as namespace/name.`;
    const problem = namespaceProblem(namespace) ?? accountProblem(serviceAccount);
    if (problem !== undefined) return say`"${namespace}/${serviceAccount}": ${problem}`;
  }
  const names = accounts.map(({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? undefined : say`"${twice}" is listed twice.`;
}
