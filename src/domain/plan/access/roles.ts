/** Plans of single role assignments that are made. */
import { assertNotLocked, callerAction, callerCheck } from '../callerChecks.ts';
import type { ChangeOf } from '../../change/change.ts';
import { verbs } from '../../change/tenses.ts';
import { scopeName, scopeWithKind } from '../../arm/scopeWords.ts';
import { accessOf } from '../../access/accessCheck.ts';
import { existingGrantOrRefusal } from '../../access/existingGrant.ts';
import { grantedCheck } from '../grants/grantChecks.ts';
import { type Answer } from '../../arm/answer.ts';
import { subscriptionNames, type Facts } from '../../cluster/facts.ts';
import { askToAssign } from '../accessRequest.ts';
import { assertVisible, directoryAt, plannedIdentity } from '../lookUps.ts';
import type { RoleDefinition } from '../../cluster/model.ts';
import { nothingRestarts } from '../pace.ts';
import { planPart, type PlanContext, type PlanPart, notReadPart } from '../planPart.ts';
import type { Step, Warning } from '../plan.ts';
import { principalTypeOf, type PrincipalRef } from '../stepActions.ts';
import { principalOf } from '../../cluster/principals.ts';
import { principalWords, wordsForName, type PrincipalWords, holderWords } from '../../access/principalNames.ts';
import { unreadableRefusal, Refusal } from '../../arm/refusal.ts';
import {
  asArmId,
  groupId,
  groupOf,
  isGuid,
  resourceType,
  sameId,
  sameGuid,
  isOfType,
  subscriptionOf,
} from '../../arm/resourceId.ts';
import { asScope } from '../../arm/roleScope.ts';
import { role, roleById, roleGuidOf, type RoleName } from '../../access/roles.ts';
import { assignRoleStep } from '../steps.ts';
import type { Via } from '../../arm/via.ts';
import { overviewPage } from '../../arm/docs.ts';
import { say, type Phrase } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';

/** The page about the parts of a role assignment. */
export const rolesSource = 'https://learn.microsoft.com/azure/role-based-access-control/role-assignments-steps';

/**
 * Plans one role for one principal at one scope; throws a `Refusal` if an assignment with a condition is in the way.
 */
export function planAssignRole(change: ChangeOf<'assignRole'>, context: PlanContext): PlanPart {
  const { facts } = context;
  const scope = asScope(change.scope);
  const holder = futureHolder(change, context);
  if (!holder) return notReadPart;
  const { principalId } = holder;
  if (principalId !== undefined && !isGuid(principalId)) {
    throw new Refusal(
      say`"${principalId}" is not a principal ID: a GUID is expected (not a name, client ID or resource ID).`,
      rolesSource,
    );
  }
  const via = directoryAt(scope, change, facts);
  const roleToAssign = via && wantedRole(change, { scope, via }, facts);
  if (!roleToAssign) return notReadPart;
  const scopeText = scopeName(scope, subscriptionNames(facts));
  const place = scopeWithKind(scope, subscriptionNames(facts));
  const principal: PrincipalRef = holder.principal;
  const words = holder.words ?? principalWords(principalId ?? '', facts);
  const name = words.within;
  // People and groups share names, or have none that is known.
  const isPerson = principalTypeOf(holder.principal) !== 'ServicePrincipal';
  const holderInFull = isPerson ? say`${name} (object ID ${principalId ?? ''})` : name;
  const existing =
    principalId === undefined
      ? undefined
      : existingGrantOrRefusal({ scope, principalId, roleGuid: roleToAssign.id, ...via }, roleToAssign.name, facts);
  const assignStep = assignRoleStep({
    principal,
    principalName: name,
    role: roleToAssign,
    ...defined({ definition: roleToAssign.definition }),
    scope,
    scopeName: scopeText,
    effect: say`Gives ${holderInFull} ${roleToAssign.name} on ${place} and everything below it.`,
  });
  const step: Step = { ...assignStep, ...via };
  const right = {
    action: callerAction.writeRole,
    scope,
    ...via,
    can: say`assign roles on ${scopeText}`,
    request: askToAssign(step.az, scope, facts),
  };
  if (!existing) assertNotLocked(right, facts);
  const broad = isNodeGroupOf(principalId, roleToAssign, scope, facts) ? [] : broadWarnings(roleToAssign, scope, place);
  // All that is in a subscription or above is at stake, so its name is typed.
  const isAtStake = !existing && broad.length > 0 && groupOf(scope) === undefined;
  return planPart({
    ...(existing
      ? { already: say`${name} already has ${roleToAssign.name} on ${scopeText}.` }
      : {
          does: [say`Assigns ${roleToAssign.name} on ${scopeText} to ${name}`],
          pace: { downtime: nothingRestarts, delay: 'role', wayBack: { kind: 'removeRole' } },
        }),
    says: verbs.assign(say`${roleToAssign.name} to ${name} on ${scopeText}`),
    steps: [step],
    checks: existing ? [grantedCheck(say`Already assigned`, existing)] : [callerCheck(right, facts)],
    warnings: [
      ...broad,
      ...(existing || principalId === undefined ? [] : widerRole(roleToAssign, { scope, principalId }, words, facts)),
    ],
    before: { roles: existing ? [say`${roleToAssign.name} on ${scopeText}`] : [] },
    after: { roles: [say`${roleToAssign.name} on ${scopeText}`] },
    ...(isAtStake ? { confirmNames: [scopeText] } : {}),
    next: existing ? [] : [{ kind: 'rolesTakeTime' }],
  });
}

/** Who is to hold a role, perhaps an identity that the plan creates. */
export interface FutureHolder {
  readonly principal: PrincipalRef;
  /** Left out while the identity does not exist. */
  readonly principalId?: string;
  readonly words?: PrincipalWords;
}

/** Finds the principal by its object id, or by the id of its identity, which may be created earlier in the plan. */
export function futureHolder(
  {
    principalId: askedHolder,
    principalType = 'ServicePrincipal',
  }: Pick<ChangeOf<'assignRole'>, 'principalId' | 'principalType'>,
  context: PlanContext,
): FutureHolder | undefined {
  if (!isOfType(askedHolder, resourceType.identity))
    return {
      principalId: askedHolder,
      principal: { kind: 'principal', principalId: askedHolder, principalType },
      ...(principalType === 'ServicePrincipal'
        ? {}
        : { words: holderWords({ principalId: askedHolder, principalType }, context.facts) }),
    };
  const identity = plannedIdentity(asArmId(askedHolder, resourceType.identity), context);
  if (identity?.unreadable !== undefined)
    throw unreadableRefusal(say`The identity ${identity.name}`, identity.unreadable);
  return identity && { ...identity, words: wordsForName(identity.name) };
}

/** With these one can give oneself any other. */
const givesRoles = new Set<string>(
  [role.owner, role.userAccessAdministrator, role.rbacAdministrator].map(({ id }) => id),
);
const broadRoles = new Set<string>([role.contributor.id, ...givesRoles]);

/** A role that the user chose, and what it allows if that can be read. */
interface WantedRole extends RoleName {
  readonly definition?: RoleDefinition;
}

const roleId = /^([^/]+|.*\/providers\/Microsoft\.Authorization\/roleDefinitions\/[^/]+)$/i;

/** Finds the role by name, GUID or id; throws a `Refusal` if there is none; `undefined` while it has not been read. */
function wantedRole(
  { role: askedRole }: ChangeOf<'assignRole'>,
  { scope, via }: { readonly scope: string; readonly via: Via },
  facts: Facts,
): WantedRole | undefined {
  const place = scopeWithKind(scope, subscriptionNames(facts));
  if ('name' in askedRole) {
    const answer = facts.get({ kind: 'roleNamed', name: askedRole.name, scope, ...via });
    return wantedRoleOf(answer, askedRole.name, place);
  }
  const guid = roleGuidOf(askedRole.id);
  if (!isGuid(guid) || !roleId.test(askedRole.id))
    throw new Refusal(say`"${askedRole.id}" is neither a role definition's GUID nor its full id.`, rolesSource);
  const answer = facts.get({ kind: 'role', guid, scope, ...via });
  return wantedRoleOf(answer, askedRole.id, place);
}

function wantedRoleOf(
  answer: Answer<RoleDefinition> | undefined,
  askedRole: string,
  place: Phrase,
): WantedRole | undefined {
  if (!answer) return undefined;
  if (answer.kind === 'found') return { name: answer.value.name, id: answer.value.guid, definition: answer.value };
  if (answer.kind === 'missing')
    throw new Refusal(say`There is no role "${askedRole}" that can be assigned on ${place}.`, rolesSource);
  assertVisible(answer, say`The role "${askedRole}" on ${place}`);
  const builtIn = roleById(askedRole);
  if (builtIn) return { name: builtIn.name, id: builtIn.guid };
  throw unreadableRefusal(say`The role "${askedRole}" on ${place}`, answer);
}

/** Says that the holder can do the same already, where that is certain; above subscriptions, which several directories have, it isn't. */
function widerRole(
  { id, name, definition }: WantedRole,
  place: { readonly scope: string; readonly principalId: string },
  holder: PrincipalWords,
  facts: Facts,
): readonly Warning[] {
  const permissions = definition?.permissions ?? [];
  const actions = permissions.flatMap((permission) => permission.actions);
  const dataActions = permissions.flatMap((permission) => permission.dataActions);
  if (actions.length + dataActions.length === 0 || subscriptionOf(place.scope) === undefined) return [];
  const verdict = accessOf({ ...place, actions, dataActions }, facts);
  if (verdict.kind !== 'granted' || verdict.recent) return [];
  const { by, roleName, withOthers } = verdict;
  const text = withOthers
    ? say`${holder.atStart} can already do there what ${name} allows.`
    : say`${holder.atStart} can already do there what ${name} allows, through ${roleName} on ${scopeWithKind(by.scope, subscriptionNames(facts))}.`;
  return [{ id: 'hasItAlready', values: [id, by.id], severity: 'info', text, source: rolesSource }];
}

/** Returns true for Contributor on the nodes' group of the cluster with this control plane, which AKS itself assigns. */
function isNodeGroupOf(principalId: string | undefined, { id }: RoleName, scope: string, facts: Facts): boolean {
  const clusters = id === role.contributor.id ? facts.get({ kind: 'clusters' }) : undefined;
  if (principalId === undefined || clusters?.kind !== 'found') return false;
  return clusters.value
    .filter((cluster) => sameId(scope, groupId(cluster.subscriptionId, cluster.nodeResourceGroup ?? '')))
    .some((cluster) => sameGuid(principalOf(cluster, 'controlPlane', facts), principalId));
}

/** Says that a role reaches far; the documentation names Contributor or Owner on a group, but narrower roles are enough. */
function broadWarnings(roleToAssign: WantedRole, scope: string, place: Phrase): Warning[] {
  const { id, name, definition } = roleToAssign;
  const isCustom = definition?.custom && definition.permissions.some(({ actions }) => actions.includes('*'));
  const isWide = !/\/providers\/(?!Microsoft\.Management\/)/i.test(scope);
  if (!isCustom && !(isWide && broadRoles.has(id))) return [];
  const text = isCustom
    ? say`${name} on ${place} is broad: it is a custom role that allows every action.`
    : givesRoles.has(id)
      ? say`${name} on ${place} is broad: whoever has it can assign every role there, to itself too.`
      : say`${name} on ${place} is broad. For networks, Network Contributor on the resource itself is enough; for disks, Virtual Machine Contributor.`;
  const source = isCustom || givesRoles.has(id) ? rolesSource : overviewPage;
  return [{ id: 'broadRole', values: [id, scope], severity: 'warning', text, source }];
}
