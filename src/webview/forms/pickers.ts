/** Fields that pick a subscription, a region, a resource group or an identity, with "new ..." where one can be made. */
import type { Change } from '../../domain/change/change.ts';
import {
  lastSegment,
  normalLocation,
  resourceIdOf,
  asArmId,
  resourceType,
  sameId,
} from '../../domain/arm/resourceId.ts';
import * as rules from '../../domain/arm/namingRules.ts';
import type { Cluster, UserAssignedIdentity } from '../../domain/cluster/model.ts';
import type { Field, Option } from '../protocol/form.ts';
import { choiceInput, ruleOf, textInput, textValue } from './parts.ts';
import type { FormContext } from './parts.ts';

/** The value that stands for "make a new one". */
export const newValue = 'new';

/** A field, what was picked, and what has to be made before. */
export interface Picked {
  readonly fields: readonly Field[];
  readonly value: string;
  readonly before: readonly Change[];
}

/** Picks a subscription; the first one where nothing was said. */
export function pickSubscription(context: FormContext, name = 'subscription'): Picked {
  const list = context.choices.get({ kind: 'subscriptions' });
  const value = textValue(context, name, list.items[0]?.id ?? '');
  const field = choiceInput({
    name,
    label: 'Subscription',
    value,
    list,
    options: list.items.map(({ id, name: label }) => ({ value: id, label, description: id })),
  });
  return { fields: [field], value, before: [] };
}

/** What is made in a region: its type, and what it is called where a region does not offer it. */
interface Regional {
  readonly type: string;
  readonly name: string;
}

/** A cluster in a region. */
export const regionalCluster: Regional = { type: resourceType.cluster, name: 'AKS is' };
/** An identity in a region. */
export const regionalIdentity: Regional = { type: resourceType.identity, name: 'Managed identities are' };

/** Picks a region; one that does not offer what will be made there can't be chosen. */
export function pickLocation(
  context: FormContext,
  options: {
    readonly name: string;
    readonly subscriptionId: string;
    readonly fallback: string;
    readonly of?: Regional;
    readonly hint?: string;
  },
): Picked {
  const { name, subscriptionId, fallback, of, hint } = options;
  const list = context.choices.get({ kind: 'locations', subscriptionId });
  const wanted = normalLocation(textValue(context, name, fallback));
  const value = list.items.find((one) => normalLocation(one.name) === wanted)?.name ?? wanted;
  const field = choiceInput({
    name,
    label: 'Region',
    value,
    list,
    options: list.items.map((one) => ({
      value: one.name,
      label: one.displayName,
      description: one.name,
      ...(of && !isOffered(context, subscriptionId, of, one.name)
        ? { disabled: `${of.name} not offered in ${one.displayName}.` }
        : {}),
    })),
    ...(hint === undefined ? {} : { hint }),
  });
  return { fields: [field], value, before: [] };
}

/** Whether a region offers something; as long as that is not known it does. */
function isOffered(context: FormContext, subscriptionId: string, { type }: Regional, region: string): boolean {
  const { items } = context.choices.get({ kind: 'regionsOf', subscriptionId, type });
  return items.length === 0 || items.includes(normalLocation(region));
}

/** Picks a resource group, or names a new one, which is then made in the region given. */
export function pickGroup(
  context: FormContext,
  options: {
    readonly name: string;
    readonly subscriptionId: string;
    readonly location: string;
    readonly fallback: string;
    readonly label?: string;
    /** A group that the same plan makes. */
    readonly pending?: string | undefined;
  },
): Picked & { readonly location: string | undefined } {
  const { name, subscriptionId, location, fallback } = options;
  const list = context.choices.get({ kind: 'groups', subscriptionId });
  const value = textValue(context, name, fallback);
  const newName = textValue(context, `${name}Name`, '');
  const field = choiceInput({
    name,
    label: options.label ?? 'Resource group',
    value,
    list,
    options: [
      { value: newValue, label: '+ New resource group...' },
      ...(options.pending
        ? [{ value: options.pending, label: options.pending, description: 'made in this plan' }]
        : []),
      ...list.items
        .filter((group) => !isNodeGroup(group.name, context.choices.get({ kind: 'clusters' }).items))
        .map((group) => ({ value: group.name, label: group.name, description: group.location })),
    ],
  });
  if (value !== newValue) {
    const group = list.items.find((one) => one.name.toLowerCase() === value.toLowerCase());
    return { fields: [field], value, before: [], location: group?.location };
  }
  return {
    fields: [
      field,
      textInput({
        name: `${name}Name`,
        label: 'Name of the new resource group',
        value: newName,
        rule: rules.resourceGroupName,
        placeholder: 'rg-shop',
      }),
    ],
    value: newName.trim(),
    before: [{ kind: 'createResourceGroup', subscriptionId, name: newName.trim(), location }],
    location: undefined,
  };
}

/** How an identity is asked for. */
export interface IdentityPick {
  readonly name: string;
  readonly label: string;
  readonly subscriptionId: string;
  readonly location: string;
  readonly group: string;
  /** The group, where the same plan makes it. */
  readonly pendingGroup?: string | undefined;
  /** The name that is offered for a new one. */
  readonly suggestion: string;
  /** An identity that can't be chosen, and why. */
  readonly except?: readonly { readonly id: string | undefined; readonly reason: string }[];
  readonly hint?: string;
}

/** Picks a user-assigned identity by list or pasted id, or names a new one. */
export function pickIdentity(context: FormContext, pick: IdentityPick): Picked {
  const { name, subscriptionId, suggestion } = pick;
  const list = context.choices.get({ kind: 'identities', subscriptionId });
  const clusters = context.choices.get({ kind: 'clusters' }).items;
  const value = textValue(context, name);
  const chosen = list.items.find(({ id }) => sameId(id, value))?.id ?? value;
  const field = choiceInput({
    name,
    label: pick.label,
    value: chosen,
    list,
    pasteable: 'Choose, search, or paste a resource ID',
    rule: ruleOf((text) => asArmId(text, resourceType.identity)),
    options: [
      { value: newValue, label: '+ New identity...' },
      ...list.items
        .filter(({ resourceGroup }) => !isNodeGroup(resourceGroup, clusters))
        .sort((a, b) => distance(a, clusters, pick) - distance(b, clusters, pick))
        .map((identity) => identityOption(identity, clusters, pick)),
    ],
    ...(pick.hint === undefined ? {} : { hint: pick.hint }),
  });
  if (value !== newValue) return { fields: [field], value: chosen, before: [] };
  const newName = textValue(context, `${name}Name`, suggestion).trim();
  const location = pickLocation(context, {
    name: `${name}Location`,
    subscriptionId,
    fallback: pick.location,
    of: regionalIdentity,
    hint: 'The region of the cluster is the usual choice.',
  });
  const group = pickGroup(context, {
    name: `${name}Group`,
    subscriptionId,
    location: location.value,
    fallback: pick.group,
    pending: pick.pendingGroup,
    label: 'Resource group of the new identity',
  });
  return {
    fields: [
      field,
      textInput({ name: `${name}Name`, label: 'Name of the new identity', value: newName, rule: rules.identityName }),
      ...group.fields,
      ...location.fields,
    ],
    value: resourceIdOf(subscriptionId, group.value, resourceType.identity, newName),
    before: [
      ...group.before,
      { kind: 'createIdentity', subscriptionId, resourceGroup: group.value, name: newName, location: location.value },
    ],
  };
}

/** The smaller, the likelier: not excluded, not in use, in the same region, in the same group. */
function distance(identity: UserAssignedIdentity, clusters: readonly Cluster[], pick: IdentityPick): number {
  const isExcluded = pick.except?.some(({ id }) => sameId(id, identity.id)) === true;
  const isFar = normalLocation(identity.location) !== normalLocation(pick.location);
  const isElsewhere = identity.resourceGroup.toLowerCase() !== pick.group.toLowerCase();
  const bits = [isExcluded, usersOf(identity.id, clusters).length > 0, isFar, isElsewhere];
  return bits.reduce((sum, bit) => sum * 2 + Number(bit), 0);
}

function identityOption(identity: UserAssignedIdentity, clusters: readonly Cluster[], pick: IdentityPick): Option {
  const excluded = pick.except?.find(({ id }) => sameId(id, identity.id));
  const near = normalLocation(identity.location) === normalLocation(pick.location) ? 'same region' : identity.location;
  const users = usersOf(identity.id, clusters);
  const used = users.length > 0 ? `used by ${users.join(', ')}` : 'used by no cluster';
  return {
    value: identity.id,
    label: identity.name,
    description: `${identity.resourceGroup}, ${near}, ${used}`,
    ...(excluded ? { disabled: excluded.reason } : {}),
  };
}

/** Node resource groups are AKS's own and are deleted with their cluster: neither they nor what lies in them is offered. */
function isNodeGroup(group: string, clusters: readonly Cluster[]): boolean {
  return clusters.some(({ nodeResourceGroup }) => nodeResourceGroup?.toLowerCase() === group.toLowerCase());
}

/** What uses an identity: `the control plane of shop-weu`. */
export function usersOf(identityId: string, clusters: readonly Cluster[]): readonly string[] {
  return clusters.flatMap(({ name, controlPlane, kubelet }) => [
    ...(controlPlane.kind === 'userAssigned' && sameId(controlPlane.identityId, identityId)
      ? [`the control plane of ${name}`]
      : []),
    ...('identityId' in kubelet && sameId(kubelet.identityId, identityId) ? [`the kubelet of ${name}`] : []),
  ]);
}

/** The subscription's name, or its id as long as the name is not known. */
export function subscriptionName(context: Pick<FormContext, 'choices'>, id: string): string {
  const list = context.choices.get({ kind: 'subscriptions' });
  return list.items.find((one) => one.id.toLowerCase() === id.toLowerCase())?.name ?? lastSegment(id);
}
