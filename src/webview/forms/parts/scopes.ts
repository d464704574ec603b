/** The scopes that a role can be assigned at, the likely ones first. */
import { typesOfRole } from '../../../domain/access/typesOfRole.ts';
import { groupId, lastSegment, resourceType, sameId, sameText } from '../../../domain/arm/resourceId.ts';
import { scopeKind } from '../../../domain/arm/scopeWords.ts';
import type { Cluster, RoleDefinition } from '../../../domain/cluster/model.ts';
import { isNamedLikeNodes } from '../../../domain/uses/madeByAks.ts';
import { defined } from '../../../shape/defined.ts';
import { t } from '../../../sentences/language.ts';
import { verbatim } from '../../../sentences/words.ts';
import type { Option } from '../../protocol/form.ts';
import type { ChoiceList, Choices } from './lists.ts';
import { isNodeGroup, subscriptionName } from './placePickers.ts';

/** What scopes are listed for. */
export interface ScopePick {
  readonly subscriptionId: string;
  readonly cluster?: Cluster | undefined;
  /** The role, whose actions say on what types of resources it can be of use. */
  readonly role?: RoleDefinition | undefined;
  /** The principal that gets the role; scopes near its identity, and near clusters that use that, come early. */
  readonly principal?: string | undefined;
}

/** What is listed for a role that is for no certain types of resources. */
const usualTypes = [
  'Microsoft.Network/virtualNetworks',
  resourceType.registry,
  resourceType.privateDnsZone,
  resourceType.identity,
];

/**
 * Lists what the cluster itself uses first, then, for a role of certain types of resources, only those, and resource groups; for other
 * roles groups come before resources. The groups of AKS, and the whole subscription, come last.
 */
export function scopeChoices(
  choices: Choices,
  pick: ScopePick,
): { readonly options: readonly Option[]; readonly list: ChoiceList<unknown> } {
  const { subscriptionId, cluster, role } = pick;
  const types = role === undefined ? [] : typesOfRole(role);
  const isForTypes = types.length > 0;
  const lists = (isForTypes ? types : usualTypes).map((type) => placesOfType(choices, subscriptionId, type));
  const clusters = choices.get({ kind: 'clusters' }).items;
  const isOfNodes = ({ group }: ScopeRow): boolean => isNodeGroup(group, clusters) || isNamedLikeNodes(group);
  const isOpen = (place: ScopeRow): boolean => !isOfNodes(place);
  const groups = groupPlaces(choices, pick, isOfNodes);
  const near = nearGroups(choices, pick);
  const nearFirst = (a: ScopeRow, b: ScopeRow): number => Number(near.has(b.group)) - Number(near.has(a.group));
  const clusterText = JSON.stringify(cluster?.raw ?? {}).toLowerCase();
  const isUsed = ({ value }: ScopeRow): boolean => clusterText.includes(`"${value.toLowerCase()}"`);
  const resources = lists.flatMap(({ items }) => items);
  const otherResources = resources.filter((place) => !isUsed(place)).toSorted(nearFirst);
  const otherGroups = groups.items.toSorted(nearFirst);
  const isForClusters = !isForTypes || types.some((type) => sameText(type, resourceType.cluster));
  const isListed = ({ value }: ScopeRow): boolean => resources.some((place) => sameId(place.value, value));
  const own =
    cluster === undefined
      ? []
      : ownPlaces(cluster).filter((place) => !sameId(place.value, cluster.id) || (isForClusters && !isListed(place)));
  const placesOpen = isForTypes
    ? [...otherResources.filter(isOpen), ...own, ...otherGroups.filter(isOpen)]
    : [...own, ...otherGroups.filter(isOpen), ...otherResources.filter(isOpen)];
  const problems = [...new Set([...lists, groups].flatMap(({ problem }) => problem ?? []))];
  return {
    options: [
      ...[
        ...resources.filter(isUsed),
        ...placesOpen,
        ...(isForTypes ? [otherResources, otherGroups] : [otherGroups, otherResources]).flat().filter(isOfNodes),
      ].map(({ group: _, ...option }) => option),
      {
        value: `/subscriptions/${subscriptionId}`,
        label: t`The whole subscription`,
        description: subscriptionName({ choices }, subscriptionId),
      },
    ],
    list: {
      loading: [...lists, groups].some(({ loading }) => loading),
      items: [],
      ...defined({ problem: problems.length === 0 ? undefined : problems.join(' ') }),
    },
  };
}

interface ScopeRow extends Option {
  /** Its resource group, in lower case. */
  readonly group: string;
}

function placesOfType(choices: Choices, subscriptionId: string, type: string): ChoiceList<ScopeRow> {
  const from = <T extends { readonly id: string; readonly name: string; readonly resourceGroup: string }>(
    { items, ...list }: ChoiceList<T>,
    labelOf = ({ name }: T): string => name,
  ): ChoiceList<ScopeRow> => ({
    ...list,
    items: items.map((item) => ({
      value: item.id,
      label: labelOf(item),
      description: t`${scopeKind(item.id) ?? verbatim(lastSegment(type))} in ${item.resourceGroup}`,
      group: item.resourceGroup.toLowerCase(),
    })),
  });
  if (sameText(type, 'Microsoft.Network/virtualNetworks'))
    return from(choices.get({ kind: 'subnets', subscriptionId }), ({ network, name }) => `${network}/${name}`);
  if (sameText(type, resourceType.identity)) return from(choices.get({ kind: 'identities', subscriptionId }));
  return from(choices.get({ kind: 'resources', subscriptionId, type }));
}

/** The resource groups but that of the cluster. */
function groupPlaces(
  choices: Choices,
  { subscriptionId, cluster }: ScopePick,
  isOfNodes: (place: ScopeRow) => boolean,
): ChoiceList<ScopeRow> {
  const { items, ...list } = choices.get({ kind: 'groups', subscriptionId });
  const places = items.map(({ name }): ScopeRow => {
    const place = { value: groupId(subscriptionId, name), label: name, group: name.toLowerCase() };
    return { ...place, description: isOfNodes(place) ? t`node resource group, created by AKS` : t`resource group` };
  });
  const ownGroup = cluster && groupId(cluster.subscriptionId, cluster.resourceGroup);
  return { ...list, items: places.filter(({ value }) => !sameId(value, ownGroup)) };
}

/** The cluster itself, and its resource group. */
function ownPlaces({ id, name, resourceGroup, subscriptionId }: Cluster): readonly ScopeRow[] {
  const group = resourceGroup.toLowerCase();
  return [
    { value: id, label: name, description: t`cluster in ${resourceGroup}`, group },
    {
      value: groupId(subscriptionId, resourceGroup),
      label: resourceGroup,
      description: t`resource group of ${name}`,
      group,
    },
  ];
}

/** The resource groups of the principal's identity, and of the clusters that use it, in lower case. */
function nearGroups(choices: Choices, { subscriptionId, principal }: ScopePick): ReadonlySet<string> {
  const identity = choices
    .get({ kind: 'identities', subscriptionId })
    .items.find(({ principalId }) => sameText(principalId, principal));
  if (identity === undefined) return new Set();
  const users = choices
    .get({ kind: 'clusters' })
    .items.filter(({ uses }) => uses.some(({ identityId }) => sameId(identityId, identity.id)));
  return new Set([...users, identity].map(({ resourceGroup }) => resourceGroup.toLowerCase()));
}
