/** The field that picks a user-assigned identity, and those for a new one. */
import {
  groupId,
  lastSegment,
  normalLocation,
  resourceIdOf,
  resourceType,
  sameId,
  sameText,
} from '../../../domain/arm/resourceId.ts';
import * as rules from '../../../domain/arm/namingRules.ts';
import type { IdentityCredential } from '../../../domain/cluster/facts.ts';
import type { ClusterSummary } from '../../../domain/cluster/clusterSummary.ts';
import { credentialLimit } from '../../../domain/workloads/credential.ts';
import { restrictionOn, type Restriction } from '../../../domain/access/identityRestrictions.ts';
import type { UserAssignedIdentity } from '../../../domain/cluster/model.ts';
import { notOfACluster } from '../../../domain/cluster/usesInWords.ts';
import { isByPath } from '../../../domain/uses/namedUses.ts';
import { unusedAfter, unusedWords, type UseCheck, type UnknownByList } from '../../../domain/uses/nothingUses.ts';
import { callerAction } from '../../../domain/plan/callerChecks.ts';
import type { Option } from '../../protocol/form.ts';
import type { ChoiceList } from './lists.ts';
import {
  callerCan,
  isNodeGroup,
  newValue,
  pickGroup,
  pickLocation,
  regionalIdentity,
  subscriptionName,
  type PickedPlace,
} from './placePickers.ts';
import { textInput, textValue, type FormContext, resourceInput } from './parts.ts';
import { labelsOfNew } from './newIdentityLabels.ts';
import { say, verbatim } from '../../../sentences/words.ts';
import { t, shownText } from '../../../sentences/language.ts';

/** The three kinds of identity, in words that help to choose. */
export const kindTexts = {
  systemAssigned: say`Belongs to this cluster alone and is deleted with it. Its roles can be granted only once it exists.`,
  userAssigned: say`A resource of its own: it can be shared, it stays until you delete it, and its roles can be granted before it is used.`,
  preCreated: say`A user-assigned identity for the nodes, so that access to registries can be arranged beforehand.`,
} as const;

/** The right to create an identity in a resource group. */
export const identityInGroup = { action: callerAction.writeIdentity, name: say`identities` } as const;

/** How to ask for an identity. */
export interface IdentityPick {
  readonly name: string;
  readonly label: string;
  /** Whose name, resource group and region the fields of a new one ask for, if a form asks for several identities. */
  readonly whose?: keyof typeof labelsOfNew;
  readonly subscriptionId: string;
  readonly location: string;
  readonly group: string;
  /** The group, if the same plan creates it. */
  readonly pendingGroup?: string | undefined;
  /** The proposed name for a new one. */
  readonly suggestion: string;
  /** Its use in the cluster in `location`, if that matters: it may not be assignable there. */
  readonly as?: 'controlPlane' | 'kubelet';
  /** A new one is proposed, unless the user can't create one in the group. */
  readonly isNew?: boolean;
  /** How much speaks for an identity, whatever else does: the most comes first. */
  readonly weight?: (identityId: string) => number;
  /** What else matters about an identity here. */
  readonly note?: (identityId: string) => string | undefined;
  /** An identity that can't be chosen, and why. */
  readonly except?: readonly { readonly id: string | undefined; readonly reason: string }[];
}

/** Picks a user-assigned identity by list or pasted id, or names a new one. */
export function pickIdentity(context: FormContext, pick: IdentityPick): PickedPlace {
  const { name, subscriptionId } = pick;
  const list = context.choices.get({ kind: 'identities', subscriptionId });
  const users = readUsers(context, subscriptionId);
  const proposed: Proposed = pick.isNew === true ? proposedNew(context, pick) : { value: '' };
  const value = textValue(context, name, proposed.value);
  const chosen = list.items.find(({ id }) => sameId(id, value))?.id ?? value;
  const field = resourceInput({
    name,
    label: pick.label,
    value: chosen,
    list,
    type: resourceType.identity,
    options: [
      { value: newValue, label: t`+ New identity...` },
      ...list.items
        .filter(({ resourceGroup }) => !isNodeGroup(resourceGroup, users.clusters.items))
        .sort((a, b) => likelihoodRank(a, users, pick) - likelihoodRank(b, users, pick))
        .map((identity) => identityOption(identity, users, pick)),
    ],
    ...whyEmptyOf(proposed.hint ?? unseenHint(context, subscriptionId, list)),
  });
  if (value !== newValue) return { fields: [field], value: chosen, before: [] };
  const newPick = newIdentity(context, pick);
  return { ...newPick, fields: [field, ...newPick.fields] };
}

function whyEmptyOf(whyEmpty: string | undefined): { readonly whyEmpty?: string } {
  return whyEmpty === undefined ? {} : { whyEmpty };
}

const readIdentities = 'Microsoft.ManagedIdentity/userAssignedIdentities/read';

/** Says that there may be identities that the user can't see, if the list is empty. */
function unseenHint(
  context: FormContext,
  subscriptionId: string,
  list: ChoiceList<UserAssignedIdentity>,
): string | undefined {
  if (list.loading || list.items.length > 0 || list.problem !== undefined) return undefined;
  if (callerCan(context, readIdentities, `/subscriptions/${subscriptionId}`) !== 'missing') return undefined;
  const subscriptionText = subscriptionName(context, subscriptionId);
  return t`You can't list the managed identities of ${subscriptionText}. Paste the resource ID of one, or ask for the Reader role.`;
}

interface Proposed {
  readonly value: string;
  readonly hint?: string;
}

/** A new identity, if the user can create one in the group, as far as that is known. */
function proposedNew(context: FormContext, { subscriptionId, group, pendingGroup }: IdentityPick): Proposed {
  const isKnown = group !== '' && group !== pendingGroup;
  if (!isKnown || callerCan(context, identityInGroup.action, groupId(subscriptionId, group)) !== 'missing')
    return { value: newValue };
  return {
    value: '',
    hint: t`You can't create identities in ${group}. Choose an existing one, or create one elsewhere.`,
  };
}

/** The fields for a new identity, with a name that is free in its group. */
function newIdentity(context: FormContext, pick: IdentityPick): PickedPlace {
  const { name, subscriptionId, whose } = pick;
  const labels = whose && labelsOfNew[whose];
  const location = pickLocation(context, {
    name: `${name}Location`,
    ...(labels && { label: shownText(labels.region) }),
    subscriptionId,
    fallback: pick.location,
    of: regionalIdentity,
  });
  const group = pickGroup(context, {
    name: `${name}Group`,
    subscriptionId,
    location: location.value,
    fallback: pick.group,
    pending: pick.pendingGroup,
    of: identityInGroup,
    ...(labels && { label: shownText(labels.group), newLabel: shownText(labels.newGroup) }),
    isAskedElsewhere: pick.group === '',
  });
  const { items } = context.choices.get({ kind: 'identities', subscriptionId });
  const inGroup = items.filter(({ resourceGroup }) => sameText(resourceGroup, group.value));
  const newName = textValue(context, `${name}Name`, freeName(pick.suggestion, takenNames(inGroup, pick))).trim();
  return {
    fields: [
      textInput({
        name: `${name}Name`,
        label: labels ? shownText(labels.name) : t`Name`,
        value: newName,
        rule: (text) => rules.identityName(text) ?? identityExistsText(inGroup, text, true),
      }),
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

/** The names in the group, and those of the cluster's current identities, which may be in an invisible group. */
function takenNames(inGroup: readonly UserAssignedIdentity[], { except = [] }: IdentityPick): readonly string[] {
  return [...inGroup.map(({ name }) => name), ...except.map(({ id = '' }) => lastSegment(id))];
}

function freeName(suggestion: string, usedNames: readonly string[]): string {
  const isFree = (name: string): boolean => usedNames.every((usedName) => !sameText(usedName, name));
  const numbered = (count: number): string => {
    const name = `${suggestion}-${count}`;
    return isFree(name) ? name : numbered(count + 1);
  };
  return isFree(suggestion) ? suggestion : numbered(2);
}

/** Says that one of the identities in a group has that name; `isListed` if it can be chosen instead. */
export function identityExistsText(
  inGroup: readonly UserAssignedIdentity[],
  name: string,
  isListed = false,
): string | undefined {
  const same = inGroup.find((identity) => sameText(identity.name, name));
  if (same === undefined) return undefined;
  return isListed
    ? t`${same.name} already exists in ${same.resourceGroup}. Choose it from the list, or enter another name.`
    : t`${same.name} already exists in ${same.resourceGroup}. Enter another name.`;
}

/** What shows who uses an identity, as far as it has been read. */
interface IdentityUsers {
  readonly clusters: ChoiceList<ClusterSummary>;
  readonly credentials: ChoiceList<IdentityCredential>;
}

/** Reads what shows who uses the identities of a subscription. */
export function readUsers({ choices }: FormContext, subscriptionId: string): IdentityUsers {
  return {
    clusters: choices.get({ kind: 'clusters' }),
    credentials: choices.get({ kind: 'credentials', subscriptionId }),
  };
}

/** Smaller is likelier: not excluded, not in use, in the same region, in the same group. */
function likelihoodRank(identity: UserAssignedIdentity, users: IdentityUsers, pick: IdentityPick): number {
  const isNamed = pick.except?.some(({ id }) => sameId(id, identity.id)) === true;
  const isExcluded = isNamed || restrictionIn(identity, pick) !== undefined;
  const isFar = normalLocation(identity.location) !== normalLocation(pick.location);
  const isElsewhere = !sameText(identity.resourceGroup, pick.group);
  const bits = [isExcluded, usersText(identity.id, users).length > 0, isFar, isElsewhere];
  return bits.reduce((sum, bit) => sum * 2 + Number(bit), 0) - 16 * (pick.weight?.(identity.id) ?? 0);
}

function identityOption(identity: UserAssignedIdentity, users: IdentityUsers, pick: IdentityPick): Option {
  const excluded = pick.except?.find(({ id }) => sameId(id, identity.id)) ?? restrictionIn(identity, pick);
  const regionText =
    normalLocation(identity.location) === normalLocation(pick.location) ? t`same region` : identity.location;
  return {
    value: identity.id,
    label: identity.name,
    description: [identity.resourceGroup, regionText, useText(identity.id, users), pick.note?.(identity.id)]
      .filter(Boolean)
      .join(', '),
    ...(excluded ? { disabled: shownText(excluded.reason) } : {}),
  };
}

/** Why it certainly can't be assigned there. */
function restrictionIn(identity: UserAssignedIdentity, { as, location }: IdentityPick): Restriction | undefined {
  const restriction = as === undefined || location === '' ? undefined : restrictionOn(identity, as, location);
  return restriction?.verdict === 'fail' ? restriction : undefined;
}

/** What uses it; that something doesn't is said only if it was checked. */
function useText(identityId: string, users: IdentityUsers): string {
  const usersKnown = usersText(identityId, users);
  if (usersKnown.length > 0) return t`used by ${usersKnown.join(', ')}`;
  const unknownByList: UnknownByList = {
    ...lookedAt('clusters', users.clusters),
    ...lookedAt('credentials', users.credentials),
  };
  return [
    unusedWords(unusedAfter(unknownByList, ['clusters']), { known: verbatim(notOfACluster), unknown: say`` }),
    unusedWords(unusedAfter(unknownByList, ['credentials']), { known: say`no federated credentials`, unknown: say`` }),
  ]
    .map(shownText)
    .filter(Boolean)
    .join(', ');
}

function lookedAt(look: UseCheck, { loading, problem }: ChoiceList<unknown>): UnknownByList {
  return loading ? {} : { [look]: problem === undefined ? [] : [problem] };
}

/** The most federated credentials that are named; more are counted. */
const mostNamed = 3;

/** Says what uses an identity: `the control plane of shop-weu`, `workloads (federated credential shop)`. */
export function usersText(identityId: string, { clusters, credentials }: IdentityUsers): readonly string[] {
  const ofWorkloads = credentials.items.filter((credential) => sameId(credential.identityId, identityId));
  const { length: count } = ofWorkloads;
  const names = ofWorkloads.map(({ name }) => name).join(', ');
  return [
    ...clusters.items.flatMap((cluster) =>
      cluster.uses
        .filter((use) => sameId(use.identityId, identityId))
        .map((use) => (isByPath(use) ? t`${use.as} of ${cluster.name}` : t`the ${use.as} of ${cluster.name}`)),
    ),
    ...(count === 0
      ? []
      : count > mostNamed
        ? [t`workloads (${count} of ${credentialLimit} federated credentials)`]
        : [count === 1 ? t`workloads (federated credential ${names})` : t`workloads (federated credentials ${names})`]),
  ];
}
