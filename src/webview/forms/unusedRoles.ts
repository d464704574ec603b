/** The form for removing what is left over because of a cluster: whose roles, and why they are no longer needed. */
import { unknownsOf } from '../../domain/arm/answer.ts';
import { groupOf, resourceType, subscriptionOf, isOfType } from '../../domain/arm/resourceId.ts';
import { scopeWithKind, shortGuid } from '../../domain/arm/scopeWords.ts';
import type { Change } from '../../domain/change/change.ts';
import { verbs, type Tenses } from '../../domain/change/tenses.ts';
import type { VaultPolicy } from '../../domain/cluster/facts.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import type { UnusedRole } from '../../domain/findings/leftovers/formerRoles.ts';
import type { UnusedHolder, UnusedRoles } from '../../domain/findings/leftovers/unusedRoles.ts';
import { sentenceList } from '../../domain/words/describe.ts';
import { relativeTime } from '../../domain/words/dateTime.ts';
import { unknownBrief, unknownTexts } from '../../domain/arm/unknown.ts';
import type { Fact, Field, Option, Section } from '../protocol/form.ts';
import { listValue, drawnForCluster, type DrawnForm, type FormContext } from './parts/parts.ts';
import { subscriptionName, knownSubscriptionNames } from './parts/placePickers.ts';
import { countWithNoun } from '../../domain/words/counts.ts';
import { say, type Words } from '../../sentences/words.ts';
import { t, shownText, shownTexts } from '../../sentences/language.ts';

/** Draws one list of roles for each holder; those that are certainly no longer needed are ticked at first. */
export const drawUnusedRoles = drawnForCluster((context, cluster) => {
  const list = context.choices.get({ kind: 'unusedRoles', clusterId: cluster.id });
  const [unusedRoles] = list.items;
  if (!unusedRoles) return { sections: [notReadSection(list.loading, list.problem)], changes: [] };
  return drawHolders(context, cluster, unusedRoles);
});

/** The roles of a holder that can be chosen, and the chosen ones. */
interface ChosenHolder {
  readonly holder: UnusedHolder;
  readonly roles: readonly UnusedRole[];
  /** The IDs of vaults. */
  readonly vaults: readonly string[];
}

function drawHolders(context: FormContext, cluster: Cluster, unusedRoles: UnusedRoles): DrawnForm {
  const { holders, unknown, at } = unusedRoles;
  const chosen = holders
    .map((holder) => ({ holder, roles: chosenOf(context, holder), vaults: vaultsOf(context, holder) }))
    .filter(({ roles, vaults }) => roles.length + vaults.length > 0);
  const changes = chosen.flatMap(({ holder: { principalId }, roles, vaults }): Change[] => [
    ...roles.map(({ assignment }): Change => ({ kind: 'removeRole', roleAssignmentId: assignment.id })),
    ...vaults.map((vaultId): Change => ({ kind: 'removeAccessPolicy', vaultId, principalId })),
  ]);
  const nothing = unknown.length === 0 ? t`No unused role assignments of ${cluster.name} were found.` : undefined;
  return {
    sections: [
      ...holders.map((holder) => holderSection(context, cluster, holder, at)),
      ...(unknown.length > 0
        ? [{ title: t`Unknown`, fields: [], notes: shownTexts(unknownTexts(unknown)).map((text) => ({ text })) }]
        : []),
      ...(holders.length === 0 && nothing !== undefined ? [{ fields: [], notes: [{ text: nothing }] }] : []),
    ],
    changes,
    ...(chosen.length === 0 ? {} : { says: sayingOf(chosen) }),
    ...(changes.length > 0 ? {} : { error: t`Select at least one ${selectableText(holders)}.` }),
    // Each role that has to wait says until when.
    ...(holders.every(({ inUseUntil }) => inUseUntil) ? { isEmpty: true } : {}),
  };
}

function selectableText(holders: readonly UnusedHolder[]): string {
  return holders.some((holder) => policiesOf(holder).length > 0) ? t`role or access policy` : t`role`;
}

function notReadSection(isLoading: boolean, problem: string | undefined): Section {
  const field = { name: 'roles', label: t`Unused role assignments`, value: [], options: [] };
  return isLoading
    ? { fields: [{ kind: 'checklist', ...field, loading: true }] }
    : { fields: [], notes: [{ text: problem ?? t`Unused role assignments could not be read.` }] };
}

function holderSection(context: FormContext, cluster: Cluster, holder: UnusedHolder, at: Date): Section {
  const { inUseUntil } = holder;
  const until = inUseUntil && relativeTime(inUseUntil, at);
  return {
    title: holderName(holder),
    facts: [...holderFacts(cluster, holder, at), ...othersOf(context, holder), ...unreadPolicies(holder)],
    fields: [...roleFields(context, holder, until), ...policyFields(context, holder, until)],
  };
}

function roleFields(context: FormContext, holder: UnusedHolder, until: Words | undefined): readonly Field[] {
  if (holder.roles.length === 0) return [];
  return [
    {
      kind: 'checklist',
      name: fieldOf(holder),
      label: until === undefined ? t`Roles to remove` : t`Roles to review later`,
      value: chosenOf(context, holder).map(({ assignment }) => assignment.id),
      options: holder.roles.map((role) => roleOption(context, role, until)),
    },
  ];
}

function policiesOf({ policies }: UnusedHolder): readonly VaultPolicy[] {
  return policies?.kind === 'found' ? policies.value : [];
}

function unreadPolicies({ policies }: UnusedHolder): readonly Fact[] {
  const reasons = shownTexts(unknownTexts(unknownsOf(say`Key vaults`, policies)));
  return reasons.length === 0 ? [] : [{ label: t`Access policies`, value: t`Unknown: ${reasons.join(' ')}` }];
}

/** Access policies are not only because of the cluster, so none is ticked. */
function policyFields(context: FormContext, holder: UnusedHolder, until: Words | undefined): readonly Field[] {
  const policies = policiesOf(holder);
  if (policies.length === 0) return [];
  return [
    {
      kind: 'checklist',
      name: policyFieldOf(holder),
      label: until === undefined ? t`Access policies to remove` : t`Access policies to review later`,
      value: vaultsOf(context, holder),
      options: policies.map(({ vaultId, permissions, isIdle }) => ({
        value: vaultId,
        label: t`Access policy of ${scopeWithKind(vaultId, knownSubscriptionNames(context))}`,
        description: [
          ...Object.entries(permissions).map(([about, list]) => `${about}: ${list.join(', ')}`),
          ...(isIdle ? [t`no effect, because the vault decides by roles`] : []),
        ].join('; '),
        ...(until === undefined ? {} : { disabled: t`Can't be removed before ${until}.` }),
      })),
    },
  ];
}

function vaultsOf(context: FormContext, holder: UnusedHolder): readonly string[] {
  if (holder.inUseUntil) return [];
  const ticked = listValue(context, policyFieldOf(holder));
  return policiesOf(holder)
    .map(({ vaultId }) => vaultId)
    .filter((id) => ticked.includes(id));
}

function policyFieldOf({ principalId }: UnusedHolder): string {
  return `policies-${principalId}`;
}

function roleOption(context: FormContext, { assignment, roleName }: UnusedRole, until: Words | undefined): Option {
  const { id, scope } = assignment;
  const subscription = subscriptionOf(scope);
  const isGroup = isOfType(scope, resourceType.group);
  const place = [
    ...(isGroup ? [] : [groupOf(scope)]),
    ...(subscription === undefined ? [] : [subscriptionName(context, subscription)]),
  ].filter((text) => text !== undefined);
  return {
    value: id,
    label: t`${roleName} on ${scopeWithKind(scope, knownSubscriptionNames(context))}`,
    description: place.join(', '),
    ...(until === undefined ? {} : { disabled: t`Can't be removed before ${until}.` }),
  };
}

/** What is known about a holder, with the reason for what is uncertain. */
function holderFacts(
  cluster: Cluster,
  { replaced, inUseUntil, doubt, isShared, isOfRouting }: UnusedHolder,
  at: Date,
): readonly Fact[] {
  if (isOfRouting)
    return [
      { label: t`Identity`, value: t`Identity of application routing of ${cluster.name}; AKS owns it, and it stays` },
      {
        label: t`Used by`,
        value: t`No default NGINX controller. Check that no NginxIngressController is left in the cluster.`,
      },
    ];
  const whyUntil = replaced ? t`when its token expires` : t`if it was the old identity`;
  const identityPart = replaced?.as === 'kubelet' ? 'kubelet' : t`control plane`;
  const maybe = isShared ? t`${cluster.name}, or of another cluster that pulls from the same registry` : cluster.name;
  return [
    replaced
      ? { label: t`Identity`, value: t`Former ${identityPart} identity of ${cluster.name}` }
      : { label: t`Identity`, value: t`Likely a former identity of ${maybe}` },
    ...(replaced
      ? [{ label: t`Replaced`, value: t`${relativeTime(replaced.at, at)} by "${shownText(replaced.by)}"` }]
      : []),
    inUseUntil
      ? { label: t`Used by`, value: t`Possibly ${cluster.name}, until ${relativeTime(inUseUntil, at)}, ${whyUntil}` }
      : { label: t`Used by`, value: useOf({ replaced, doubt }) },
  ];
}

/** What else the holder has is not because of the cluster, so it stays, and may be why it is still used. */
function othersOf(context: FormContext, { others }: UnusedHolder): readonly Fact[] {
  const label = t`Other roles`;
  if (others?.kind === 'unreadable') return [{ label, value: t`Unknown: ${shownText(unknownBrief(others))}` }];
  if (others?.kind !== 'found' || others.value.length === 0) return [];
  const names = knownSubscriptionNames(context);
  const roleLines = others.value.map(
    ({ assignment, roleName }) => t`${roleName} on ${scopeWithKind(assignment.scope, names)}`,
  );
  const roles = sentenceList([...new Set(roleLines)]);
  return [
    {
      label,
      value:
        roleLines.length === 1
          ? t`${roles}. Not part of this plan, because it may serve something else.`
          : t`${roles}. Not part of this plan, because they may serve something else.`,
    },
  ];
}

function useOf({ replaced, doubt }: { readonly replaced: unknown; readonly doubt: Words | undefined }): string {
  if (doubt !== undefined) return t`No visible cluster. ${shownText(doubt)}`;
  return replaced
    ? t`Nothing that you can see`
    : t`Nothing that you can see. It was not replaced from here, so check that nothing else uses it.`;
}

function chosenOf(context: FormContext, holder: UnusedHolder): readonly UnusedRole[] {
  if (holder.inUseUntil) return [];
  const isCertain = holder.replaced !== undefined && holder.doubt === undefined;
  const assignmentIds = holder.roles.map(({ assignment }) => assignment.id);
  const ticked = listValue(context, fieldOf(holder), isCertain ? assignmentIds : []);
  return holder.roles.filter(({ assignment }) => ticked.includes(assignment.id));
}

function fieldOf({ principalId }: UnusedHolder): string {
  return `roles-${principalId}`;
}

function holderName({ name, principalId }: UnusedHolder): string {
  return shownText(name ?? say`Principal ${shortGuid(principalId)}`);
}

function sayingOf(chosen: readonly ChosenHolder[]): Tenses {
  const roles = chosen.reduce((sum, holder) => sum + holder.roles.length, 0);
  const policies = chosen.reduce((sum, { vaults }) => sum + vaults.length, 0);
  const [first] = chosen;
  const whose = first && chosen.length === 1 ? holderName(first.holder) : t`${chosen.length} identities`;
  const lines = [
    ...(roles === 0 ? [] : [countWithNoun(roles, 'role')]),
    ...(policies === 0 ? [] : [policies === 1 ? t`1 access policy` : t`${policies} access policies`]),
  ];
  return verbs.remove(t`${sentenceList(lines)} from ${whose}`);
}

/** The title of the form while nothing is chosen. */
export const unusedRolesTitle = say`Remove unused role assignments`;
