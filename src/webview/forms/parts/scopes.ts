/** The scopes that a role can be assigned at, the likely ones first. */
import { groupId, idKey, resourceType, sameId, sameText } from '../../../domain/arm/resourceId.ts';
import type { Cluster, RoleDefinition } from '../../../domain/cluster/model.ts';
import { isNamedLikeNodes } from '../../../domain/uses/madeByAks.ts';
import type { Option } from '../../protocol/form.ts';
import type { ChoiceList, Choices } from './lists.ts';
import { isNodeGroup, subscriptionName } from './placePickers.ts';
import { t } from '../../../sentences/language.ts';
import { say, type Words } from '../../../sentences/words.ts';

/** What scopes are listed for. */
export interface ScopePick {
  readonly subscriptionId: string;
  readonly cluster?: Cluster | undefined;
  /** The role, whose actions say on what kind of resource it is likely assigned. */
  readonly role?: RoleDefinition | undefined;
  /** The principal that gets the role; scopes near its identity, and near clusters that use that, come early. */
  readonly principal?: string | undefined;
}

/**
 * Lists what the cluster itself uses first, then resources of the kind that the role is for, resource groups, other resources,
 * the groups of AKS, and the whole subscription last.
 */
export function scopeOptions(choices: Choices, pick: ScopePick): readonly Option[] {
  const { subscriptionId, cluster, role } = pick;
  const clusters = choices.get({ kind: 'clusters' }).items;
  const isOfNodes = ({ group }: Scope): boolean => isNodeGroup(group, clusters) || isNamedLikeNodes(group);
  const resources = resourcesIn(choices, subscriptionId);
  const ownOptions = cluster ? ownScopes(cluster, resources) : [];
  const isOwn = new Set(ownOptions.map(({ value }) => idKey(value)));
  const groupsNear = nearGroups(choices, pick);
  const nearFirst = (a: Scope, b: Scope): number => Number(groupsNear.has(b.group)) - Number(groupsNear.has(a.group));
  const kind = role && kindOfRole(role);
  const otherScopes = resources.filter(({ value }) => !isOwn.has(idKey(value))).toSorted(nearFirst);
  const groups = choices
    .get({ kind: 'groups', subscriptionId })
    .items.map(({ name }): Scope => {
      const scope = {
        value: groupId(subscriptionId, name),
        label: name,
        kind: 'group' as const,
        group: name.toLowerCase(),
      };
      return { ...scope, description: isOfNodes(scope) ? t`node resource group, created by AKS` : t`resource group` };
    })
    .filter(({ value }) => !isOwn.has(idKey(value)))
    .toSorted(nearFirst);
  const ranked = [
    ...otherScopes.filter((scope) => scope.kind === kind),
    ...groups,
    ...otherScopes.filter((scope) => scope.kind !== kind),
  ];
  return [
    ...ownOptions,
    ...[...ranked.filter((scope) => !isOfNodes(scope)), ...ranked.filter(isOfNodes)].map(scopeOption),
    {
      value: `/subscriptions/${subscriptionId}`,
      label: t`The whole subscription`,
      description: subscriptionName({ choices }, subscriptionId),
    },
  ];
}

/** The kinds of resources that roles with such actions are assigned on; the first that fits counts. */
const kindsByAction: readonly (readonly [string, ScopeKind])[] = [
  ['microsoft.containerregistry/', 'registry'],
  ['microsoft.network/privatednszones/', 'private DNS zone'],
  ['microsoft.network/', 'subnet'],
  ['microsoft.managedidentity/', 'managed identity'],
];

function kindOfRole({ permissions }: RoleDefinition): ScopeKind | undefined {
  const actions = permissions.flatMap((permission) => [...permission.actions, ...permission.dataActions]);
  return kindsByAction.find(([start]) => actions.some((action) => action.toLowerCase().startsWith(start)))?.[1];
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

const kindWords = {
  subnet: say`subnet`,
  registry: say`registry`,
  'private DNS zone': say`private DNS zone`,
  'managed identity': say`managed identity`,
} as const satisfies Readonly<Record<string, Words>>;
type ScopeKind = keyof typeof kindWords;

interface Scope extends Option {
  readonly kind: ScopeKind | 'group';
  /** Its resource group, in lower case. */
  readonly group: string;
}

function scopeOption({ group: _, kind: __, ...option }: Scope): Option {
  return option;
}

/** What the cluster's JSON names, the cluster itself, and its resource group. */
function ownScopes(cluster: Cluster, resources: readonly Scope[]): readonly Option[] {
  const clusterText = JSON.stringify(cluster.raw).toLowerCase();
  const { id, name, resourceGroup, subscriptionId } = cluster;
  return [
    ...resources.filter(({ value }) => clusterText.includes(`"${value.toLowerCase()}"`)).map(scopeOption),
    { value: id, label: name, description: t`cluster in ${resourceGroup}` },
    {
      value: groupId(subscriptionId, resourceGroup),
      label: resourceGroup,
      description: t`resource group of ${name}`,
    },
  ];
}

function resourcesIn(choices: Choices, subscriptionId: string): readonly Scope[] {
  const ofType = (type: string) => choices.get({ kind: 'resources', subscriptionId, type });
  const scopesIn = (kind: ScopeKind, list: ChoiceList<{ id: string; name: string; resourceGroup: string }>): Scope[] =>
    list.items.map(({ id, name, resourceGroup }) => ({
      value: id,
      label: name,
      description: t`${kindWords[kind]} in ${resourceGroup}`,
      kind,
      group: resourceGroup.toLowerCase(),
    }));
  const subnets = choices.get({ kind: 'subnets', subscriptionId }).items.map((subnet) => ({
    value: subnet.id,
    label: `${subnet.network}/${subnet.name}`,
    description: t`subnet in ${subnet.resourceGroup}`,
    kind: 'subnet' as const,
    group: subnet.resourceGroup.toLowerCase(),
  }));
  return [
    ...subnets,
    ...scopesIn('registry', ofType(resourceType.registry)),
    ...scopesIn('private DNS zone', ofType(resourceType.privateDnsZone)),
    ...scopesIn('managed identity', choices.get({ kind: 'identities', subscriptionId })),
  ];
}
