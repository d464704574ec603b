/** Fields that pick a subscription, a region or a resource group, with "new ..." if one can be created. */
import { shortGuid, type SubscriptionNames } from '../../../domain/arm/scopeWords.ts';
import type { Change } from '../../../domain/change/change.ts';
import { groupId, isGuid, normalLocation, resourceType, sameText } from '../../../domain/arm/resourceId.ts';
import * as rules from '../../../domain/arm/namingRules.ts';
import type { Cluster, Subscription } from '../../../domain/cluster/model.ts';
import type { Field, Option } from '../../protocol/form.ts';
import type { ChoiceItems, ChoiceList } from './lists.ts';
import { choiceInput, textInput, textValue, type FormContext } from './parts.ts';
import { defined } from '../../../shape/defined.ts';
import { t } from '../../../sentences/language.ts';
import type { Words } from '../../../sentences/words.ts';

/** The value for "create a new one". */
export const newValue = 'new';

/** A field, its value, and what has to be created first. */
export interface PickedPlace {
  readonly fields: readonly Field[];
  readonly value: string;
  readonly before: readonly Change[];
}

/** The place of a new cluster, as far as it was chosen. */
export interface ClusterPlace {
  readonly subscriptionId: string;
  readonly location: string;
  /** The user chose the region; otherwise it follows the subnet. */
  readonly isLocationChosen: boolean;
  readonly group: string;
  /** The group, if the same plan creates it. */
  readonly pendingGroup: string | undefined;
  readonly name: string;
}

/** Picks a subscription in which something can be created; the first one by default. */
export function pickSubscription(context: FormContext, name = 'subscription'): PickedPlace {
  const all = context.choices.get({ kind: 'subscriptions' });
  const list = { ...all, items: all.items.filter(({ isReadOnly }) => isReadOnly !== true) };
  const value = textValue(context, name, list.items[0]?.id ?? '');
  const field = choiceInput({
    name,
    label: t`Subscription`,
    value,
    list,
    options: list.items.map((subscription): Option => namedSubscription(subscription, list.items)),
  });
  return { fields: [field], value, before: [] };
}

/** A subscription by its name; with its id only if another one has the same name. */
function namedSubscription({ id, name }: Subscription, subscriptions: readonly Subscription[]): Option {
  const isAlone = subscriptions.filter((candidate) => candidate.name === name).length === 1;
  return { value: id, label: name, ...(isAlone ? {} : { description: id }) };
}

/** Something that is created in a region: its type, and what is said of a region that doesn't offer it. */
interface Regional {
  readonly type: string;
  readonly missing: (region: string) => string;
}

/** A cluster in a region. */
export const regionalCluster: Regional = {
  type: resourceType.cluster,
  missing: (region) => t`AKS is not offered in ${region}.`,
};
/** An identity in a region. */
export const regionalIdentity: Regional = {
  type: resourceType.identity,
  missing: (region) => t`Managed identities are not offered in ${region}.`,
};

/** Picks a region; one that doesn't offer what will be created can't be chosen. */
export function pickLocation(
  context: FormContext,
  options: {
    readonly name: string;
    readonly label?: string;
    readonly subscriptionId: string;
    readonly fallback: string;
    readonly of?: Regional;
    readonly hint?: string;
  },
): PickedPlace {
  const { name, subscriptionId, fallback, of, hint } = options;
  const list = context.choices.get({ kind: 'locations', subscriptionId });
  const wantedLocation = normalLocation(textValue(context, name, fallback));
  const value = list.items.find((region) => normalLocation(region.name) === wantedLocation)?.name ?? wantedLocation;
  const field = choiceInput({
    name,
    label: options.label ?? t`Region`,
    value,
    list,
    options: list.items.map((region) => ({
      value: region.name,
      label: `${region.displayName} (${region.name})`,
      ...(of && !isOffered(context, subscriptionId, of, region.name)
        ? { disabled: of.missing(region.displayName) }
        : {}),
    })),
    ...defined({ hint }),
  });
  return { fields: [field], value, before: [] };
}

/** Whether a region offers something; assumed until it is known. */
function isOffered(context: FormContext, subscriptionId: string, { type }: Regional, region: string): boolean {
  const { items } = context.choices.get({ kind: 'regionsOf', subscriptionId, type });
  return items.length === 0 || items.includes(normalLocation(region));
}

/** Something to be created in a resource group: the action that this requires, and its name in words. */
interface MadeInGroup {
  readonly action: string;
  readonly name: Words;
}

/** How to ask for a resource group. */
interface GroupPick {
  readonly name: string;
  readonly subscriptionId: string;
  readonly location: string;
  /** The group that is proposed if the user can create it there. */
  readonly fallback: string;
  readonly of: MadeInGroup;
  readonly label?: string;
  /** The label of the field with the name of a new one. */
  readonly newLabel?: string;
  /** The name that is proposed for a new one. */
  readonly newName?: string;
  /** A group that the same plan creates. */
  readonly pending?: string | undefined;
  /** Another field asks for the same group and says so while it is empty. */
  readonly isAskedElsewhere?: boolean;
}

/** Picks a resource group, or names a new one, which is then created in the given region. */
export function pickGroup(
  context: FormContext,
  pick: GroupPick,
): PickedPlace & { readonly location: string | undefined } {
  const { name, subscriptionId, location } = pick;
  const list = context.choices.get({ kind: 'groups', subscriptionId });
  const clusters = context.choices.get({ kind: 'clusters' }).items;
  const offered = list.items.filter((group) => !isNodeGroup(group.name, clusters));
  const proposed = proposedGroup(context, pick, { list, offered });
  const givenName = textValue(context, name, proposed.value);
  const group = list.items.find((resourceGroup) => sameText(resourceGroup.name, givenName.trim()));
  const value = group?.name ?? givenName.trim();
  const isUnseen = group === undefined && ![newValue, '', pick.pending ?? ''].includes(value) && !list.loading;
  const label = pick.label ?? t`Resource group`;
  const hint = isUnseen
    ? t`${value} isn't among the resource groups that you can see. The plan checks whether you can use it.`
    : proposed.hint;
  const { error, ...rest } = choiceInput({
    name,
    label,
    value,
    list,
    pasteable: t`Choose, search, or paste a name`,
    rule: rules.resourceGroupName,
    ...defined({ whyEmpty: proposed.hint }),
    ...(hint === undefined || value === newValue ? {} : { hint }),
    options: [
      { value: newValue, label: t`+ New resource group...` },
      ...(pick.pending ? [{ value: pick.pending, label: pick.pending, description: t`Created in this plan` }] : []),
      ...offered.map((resource) => ({ value: resource.name, label: resource.name, description: resource.location })),
    ],
  });
  const isQuiet = error === undefined || (pick.isAskedElsewhere === true && value === '');
  const field: Field = isQuiet ? rest : { ...rest, error };
  if (value !== newValue) return { fields: [field], value, before: [], location: group?.location };
  const newName = textValue(context, `${name}Name`, pick.newName ?? '').trim();
  return {
    fields: [
      field,
      textInput({
        name: `${name}Name`,
        label: pick.newLabel ?? t`New resource group name`,
        value: newName,
        rule: (text) => rules.resourceGroupName(text) ?? groupTaken(list, text, true),
        placeholder: 'rg-shop',
      }),
    ],
    value: newName,
    before: [{ kind: 'createResourceGroup', subscriptionId, name: newName, location }],
    location: undefined,
  };
}

/** The proposed group: the intended one, or the only one; none if the user can't use it. */
function proposedGroup(
  context: FormContext,
  { subscriptionId, fallback, pending, of }: GroupPick,
  {
    list,
    offered,
  }: { readonly list: ChoiceList<ChoiceItems['groups']>; readonly offered: readonly ChoiceItems['groups'][] },
): { readonly value: string; readonly hint?: string } {
  const [only, ...otherResources] = offered;
  const isAsked = fallback === '' && otherResources.length === 0 && !list.loading && list.problem === undefined;
  const value = isAsked ? (only?.name ?? '') : fallback;
  if (value === '' || value === pending || list.loading || list.problem !== undefined) return { value };
  if (!list.items.some((resourceGroup) => sameText(resourceGroup.name, value))) {
    return {
      value: '',
      hint: t`You don't have access to resource group ${value}. Choose another or paste its name.`,
    };
  }
  if (callerCan(context, of.action, groupId(subscriptionId, value)) !== 'missing') return { value };
  return isAsked
    ? { value: '' }
    : { value: '', hint: t`You can't create ${of.name} in ${value}. Choose another resource group.` };
}

/** Returns whether the user may perform an action at a scope; `unknown` until it has been read. */
export function callerCan({ choices }: FormContext, action: string, scope: string): 'granted' | 'missing' | 'unknown' {
  return choices.get({ kind: 'callerCan', action, scope }).items[0]?.kind ?? 'unknown';
}

/** Says that a resource group of that name exists; `isListed` if it can be chosen instead. */
export function groupTaken(
  { items }: ChoiceList<ChoiceItems['groups']>,
  name: string,
  isListed = false,
): string | undefined {
  const taken = items.find((resourceGroup) => sameText(resourceGroup.name, name));
  if (!taken) return undefined;
  return isListed
    ? t`${taken.name} already exists in ${taken.location}. Choose it from the list, or enter another name.`
    : t`${taken.name} already exists in ${taken.location}. Enter another name.`;
}

/**
 * Returns true for a node resource group: it belongs to AKS and is deleted with its cluster, so neither it nor its
 * contents are offered.
 */
export function isNodeGroup(group: string, clusters: readonly Pick<Cluster, 'nodeResourceGroup'>[]): boolean {
  return clusters.some(({ nodeResourceGroup }) => sameText(nodeResourceGroup, group));
}

/** Returns the subscription's name, or its id while the name is unknown. */
export function subscriptionName(context: Pick<FormContext, 'choices'>, id: string): string {
  return knownSubscriptionNames(context)(id) ?? t`subscription ${shortGuid(id)}`;
}

/** Returns the names of subscriptions that are known. */
export function knownSubscriptionNames({ choices }: Pick<FormContext, 'choices'>): SubscriptionNames {
  return (id) => {
    const { items } = choices.get({ kind: 'subscriptions' });
    const name = items.find((subscription) => sameText(subscription.id, id))?.name;
    return name !== undefined && isGuid(name) ? undefined : name;
  };
}
