/** The scopes that a role can be assigned at, the narrowest first. */
import { groupId, idKey, resourceType } from '../../../domain/arm/resourceId.ts';
import type { Cluster } from '../../../domain/cluster/model.ts';
import { isNamedLikeNodes } from '../../../domain/uses/madeByAks.ts';
import type { Option } from '../../protocol/form.ts';
import type { ChoiceList, Choices } from './lists.ts';
import { isNodeGroup, subscriptionName } from './placePickers.ts';

/**
 * Lists what the cluster itself uses first, then other resources, resource groups, those of AKS, and the whole
 * subscription last.
 */
export function scopeOptions(choices: Choices, subscriptionId: string, cluster?: Cluster): readonly Option[] {
  const clusters = choices.get({ kind: 'clusters' }).items;
  const isOfNodes = (group: string): boolean => isNodeGroup(group, clusters) || isNamedLikeNodes(group);
  const resources = resourcesIn(choices, subscriptionId);
  const own = cluster ? ownScopes(cluster, resources) : [];
  const isOwn = new Set(own.map(({ value }) => idKey(value)));
  const others = resources.filter(({ value }) => !isOwn.has(idKey(value)));
  const groups = choices
    .get({ kind: 'groups', subscriptionId })
    .items.map(({ name }) => ({
      value: groupId(subscriptionId, name),
      label: name,
      description: isOfNodes(name) ? 'node resource group, created by AKS' : 'resource group',
      group: name,
    }))
    .filter(({ value }) => !isOwn.has(idKey(value)));
  return [
    ...own,
    ...[...others.filter(({ group }) => !isOfNodes(group)), ...others.filter(({ group }) => isOfNodes(group))].map(
      optionOf,
    ),
    ...[...groups.filter(({ group }) => !isOfNodes(group)), ...groups.filter(({ group }) => isOfNodes(group))].map(
      optionOf,
    ),
    {
      value: `/subscriptions/${subscriptionId}`,
      label: 'The whole subscription',
      description: subscriptionName({ choices }, subscriptionId),
    },
  ];
}

interface Scope extends Option {
  readonly group: string;
}

function optionOf({ group: _, ...option }: Scope): Option {
  return option;
}

/** What the cluster's JSON names, the cluster itself, and its resource group. */
function ownScopes(cluster: Cluster, resources: readonly Scope[]): readonly Option[] {
  const named = JSON.stringify(cluster.raw).toLowerCase();
  const { id, name, resourceGroup, subscriptionId } = cluster;
  return [
    ...resources.filter(({ value }) => named.includes(`"${value.toLowerCase()}"`)).map(optionOf),
    { value: id, label: name, description: `cluster in ${resourceGroup}` },
    {
      value: groupId(subscriptionId, resourceGroup),
      label: resourceGroup,
      description: `resource group of ${name}`,
    },
  ];
}

function resourcesIn(choices: Choices, subscriptionId: string): readonly Scope[] {
  const ofType = (type: string) => choices.get({ kind: 'resources', subscriptionId, type });
  const named = (kind: string, list: ChoiceList<{ id: string; name: string; resourceGroup: string }>): Scope[] =>
    list.items.map(({ id, name, resourceGroup }) => ({
      value: id,
      label: name,
      description: `${kind} in ${resourceGroup}`,
      group: resourceGroup,
    }));
  const subnets = choices.get({ kind: 'subnets', subscriptionId }).items.map((subnet) => ({
    value: subnet.id,
    label: `${subnet.network}/${subnet.name}`,
    description: `subnet in ${subnet.resourceGroup}`,
    group: subnet.resourceGroup,
  }));
  return [
    ...subnets,
    ...named('registry', ofType(resourceType.registry)),
    ...named('private DNS zone', ofType(resourceType.privateDnsZone)),
    ...named('managed identity', choices.get({ kind: 'identities', subscriptionId })),
  ];
}
