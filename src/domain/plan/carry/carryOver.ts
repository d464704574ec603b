/** Plans which roles move from a replaced identity to its successor. */
import { unknownTexts, withTitle } from '../../arm/unknown.ts';
import { grantInFacts, inTheWayText } from '../../access/existingGrant.ts';
import { callerMay, writerFor } from '../../access/callerPermissions.ts';
import { idKey, sameId, type ArmId } from '../../arm/resourceId.ts';
import { Refusal } from '../../arm/refusal.ts';
import { scopeName } from '../../arm/scopeWords.ts';
import { directoryOf } from '../../arm/via.ts';
import { subscriptionNames, type VaultPolicy } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import { askToAssign, askToWrite } from '../accessRequest.ts';
import { callerAction, callerChecks, type CallerNeed } from '../callerChecks.ts';
import type { Grantee } from '../grants/neededGrants.ts';
import { type DraftCheck, type PlanContext, type StepsAndChecks, unknownCheck } from '../planPart.ts';
import type { HeldAccess, IdentitySlot, Step } from '../plan.ts';
import { assignRoleStep } from '../steps.ts';
import { holdingsOf, type Holdings } from './held.ts';
import type { SortedAccess } from './sorter.ts';
import { accessPolicyStep, coversPolicy } from './policies.ts';
import { capitaliseArticle, joinWords, say, type Words } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';

/** A slot in a cluster that changes hands: the new identity, and what it gets of the old one's access. */
export interface Takeover {
  readonly of: IdentitySlot;
  readonly grantee: Grantee;
  /** Ids of role assignments, and of vaults with access policies; left out: what is usually used. */
  readonly wanted: readonly string[] | undefined;
}

/** What moves, and everything that could. */
export interface CarriedAccess extends StepsAndChecks {
  readonly holdings: Holdings;
  readonly all: readonly SortedAccess[];
  readonly grantee: Grantee;
}

/**
 * Returns the steps that give the new identity the chosen part of the old one's access: the same role at the same scope
 * with the same condition. Throws a `Refusal` if the choice contains something that does not exist, or is never carried
 * over.
 */
export function carryOver(cluster: Cluster, takeover: Takeover, context: PlanContext): CarriedAccess {
  const { of, grantee, wanted } = takeover;
  const holdings = holdingsOf(cluster, of, context.facts);
  if (wanted !== undefined && holdings.isRead) assertOffered(wanted, holdings);
  const chosen = holdings.all.filter((access) => isChosen(access, wanted, context));
  const items = chosen.map((access) => carriedItem(access, grantee, context));
  const steps = items.flatMap(({ step }) => step ?? []);
  const rights = items.flatMap(({ right }) => right ?? []);
  return {
    holdings,
    grantee,
    all: holdings.all.map((access) => (chosen.includes(access) ? { ...access, isCarried: true } : access)),
    steps,
    checks: [
      ...items.map(({ check }) => check),
      ...callerChecks(rights, context.facts),
      ...refusedChecks(holdings, chosen, takeover, context),
    ],
  };
}

/** A usual role that the signed-in user can't assign is mentioned, and does not stop the change. */
function isChosen(access: SortedAccess, accessIds: readonly string[] | undefined, context: PlanContext): boolean {
  if (access.fate !== 'offered') return false;
  if (accessIds !== undefined) return accessIds.some((id) => sameId(id, access.id));
  return access.isUsual === true && !lacksRight(access, context);
}

function lacksRight(access: SortedAccess, { facts }: PlanContext): boolean {
  const right = rightFor(access);
  return callerMay(right.action, right.scope, facts, writerFor([right], facts)).kind === 'missing';
}

function rightFor({ policy, scope, tenantId }: SortedAccess): Pick<CallerNeed, 'action' | 'scope' | 'tenantId'> {
  const action = policy === undefined ? callerAction.writeRole : callerAction.writeAccessPolicy;
  return { action, scope, ...defined({ tenantId }) };
}

function refusedChecks(
  { all }: Holdings,
  chosen: readonly SortedAccess[],
  { wanted, grantee }: Takeover,
  context: PlanContext,
): readonly DraftCheck[] {
  if (wanted !== undefined) return [];
  return all
    .filter((access) => access.fate === 'offered' && access.isUsual && !chosen.includes(access))
    .map((access): DraftCheck => {
      const { step, right } = carriedItem(access, grantee, context);
      return {
        id: 'cannotGive',
        about: [access.id],
        title: say`You can't give ${grantee.name} ${access.what}`,
        verdict: 'unknown',
        detail: say`${access.holder} has it, and ${grantee.name} will be without it. ${access.why} Have it assigned before the change if it is used.`,
        ...(right === undefined ? {} : { permission: { action: right.action, scope: right.scope } }),
        ...(step === undefined || right?.request === undefined ? {} : { request: right.request }),
      };
    });
}

interface CarriedItem {
  readonly check: DraftCheck;
  readonly step?: Step;
  readonly right?: CallerNeed;
}

function carriedItem(access: SortedAccess, grantee: Grantee, context: PlanContext): CarriedItem {
  const about = { id: 'carried', about: [access.id] };
  const name = capitaliseArticle(grantee.name);
  const check = { ...about, title: say`${name} gets ${access.what}` };
  const open = { ...about, title: say`Whether ${grantee.name} gets ${access.what}` };
  if (grantee.unreadable !== undefined) {
    return { check: unknownCheck(open, [withTitle(say`The identity can't be read`, grantee.unreadable)]) };
  }
  const isThere = thereAlready(access, grantee, context);
  if (isThere === true) return { check: { ...check, verdict: 'pass', detail: say`${name} has it already.` } };
  if (isThere !== undefined) return { check: { ...open, verdict: 'unknown', detail: isThere } };
  const step = { ...stepFor(access, grantee, context), ...directoryOf(access) };
  const { facts } = context;
  const place = scopeName(access.scope, subscriptionNames(facts));
  const isRole = access.policy === undefined;
  const ask = isRole ? askToAssign : askToWrite;
  return {
    step,
    check: { ...check, verdict: 'pass', detail: access.why, byStep: step.id },
    right: {
      ...rightFor(access),
      can: isRole ? say`assign roles on ${place}` : say`write access policies of ${place}`,
      ...(grantee.principalId === undefined ? {} : { request: ask(step.az, access.scope, facts) }),
    },
  };
}

/** What the new identity already has, or why nothing may be written over it. */
function thereAlready(
  access: SortedAccess,
  { principalId }: Grantee,
  { facts }: PlanContext,
): true | Words | undefined {
  if (principalId === undefined) return undefined;
  if (access.policy !== undefined) {
    const answer = facts.get({ kind: 'vaultPolicies', principalId });
    const ownPolicies =
      answer?.kind === 'found' ? answer.value.filter(({ vaultId }) => sameId(vaultId, access.id)) : [];
    return ownPolicies.some((policy) => coversPolicy(policy, access.policy as VaultPolicy)) ? true : undefined;
  }
  const { scope, role, condition } = access;
  if (role === undefined) return undefined;
  const triple = {
    scope,
    roleGuid: role.id,
    principalId,
    ...directoryOf(access),
    ...defined({ condition }),
  };
  const existing = grantInFacts(triple, facts);
  switch (existing.kind) {
    case 'nothing':
      return undefined;
    case 'granted':
      return true;
    case 'inTheWay':
      return inTheWayText(existing.assignment, role.name);
  }
}

function stepFor(access: SortedAccess, grantee: Grantee, { facts }: PlanContext): Step {
  const { scope, role, condition, policy, holder, what } = access;
  const effect = say`${capitaliseArticle(grantee.name)} has what ${holder} has there: ${what}.`;
  const whose = { principal: grantee.principal, principalName: grantee.name, effect };
  if (role === undefined || policy !== undefined) {
    return accessPolicyStep('addAccessPolicy', { ...whose, vaultId: scope as ArmId, policy: policy ?? nothingGiven });
  }
  return assignRoleStep({
    ...whose,
    role,
    scope,
    scopeName: scopeName(scope, subscriptionNames(facts)),
    ...defined({ condition }),
  });
}

const nothingGiven = { tenantId: '', permissions: {} };

function assertOffered(accessIds: readonly string[], { outgoing, all, unknown }: Holdings): void {
  for (const id of accessIds) {
    const offeredAccess = all.find((access) => idKey(access.id) === idKey(id));
    const outgoingName = outgoing?.name ?? say`nobody`;
    if (offeredAccess === undefined) {
      const doubt =
        unknown.length === 0 ? '' : say` Not everything could be checked: ${joinWords(unknownTexts(unknown))}`;
      throw new Refusal(
        say`${capitaliseArticle(outgoingName)} has nothing with this ID to carry over: ${id}.${doubt}`,
        rolesPage,
      );
    }
    if (offeredAccess.fate === 'named')
      throw new Refusal(
        say`${capitaliseArticle(offeredAccess.what)} of ${outgoingName} is not carried over. ${offeredAccess.why}`,
        rolesPage,
      );
  }
}

const rolesPage = 'https://learn.microsoft.com/azure/role-based-access-control/role-assignments-steps';

/** Returns the part of the old access that a plan shows. */
export function keptOf({ all }: Pick<CarriedAccess, 'all'>): readonly HeldAccess[] {
  return all.map(({ purpose: _purpose, ...held }) => held);
}
