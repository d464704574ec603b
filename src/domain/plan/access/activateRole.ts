/** Plans the activation of a role for which the signed-in user is eligible. */
import {
  activationPage,
  activationRequestId,
  activationState,
  durationWords,
  endOfActivation,
  isOpenRequest,
  millisecondsOf,
  newestRequest,
  nextRequestName,
  type RoleAtScope,
} from '../../access/activation.ts';
import { unreadableWords } from '../../access/activationChoices.ts';
import { roleGuidOf } from '../../access/roles.ts';
import { unknownsOf } from '../../arm/answer.ts';
import type { JsonObject } from '../../arm/json.ts';
import { Refusal } from '../../arm/refusal.ts';
import { idKey, roleDefinitionId, sameId, sameText, subscriptionScope } from '../../arm/resourceId.ts';
import { asScope } from '../../arm/roleScope.ts';
import { scopeWithKind } from '../../arm/scopeWords.ts';
import { azCommand } from '../azCommand.ts';
import { apiVersions } from '../../arm/apiVersions.ts';
import { directoryOf, type Via } from '../../arm/via.ts';
import type { ChangeOf } from '../../change/change.ts';
import { subscriptionNames, type AnswerTo, type Facts } from '../../cluster/facts.ts';
import type { ActivationRequest, ActivationRules, EligibleRole } from '../../cluster/model.ts';
import { defined } from '../../../shape/defined.ts';
import { say, type Phrase } from '../../../sentences/words.ts';
import { momentInSentence } from '../../words/dateTime.ts';
import { nothingRestarts } from '../pace.ts';
import type { Step, Warning } from '../plan.ts';
import { notReadPart, planPart, type DraftCheck, type PlanContext, type PlanPart, unknownCheck } from '../planPart.ts';
import { stepId } from '../steps.ts';

type Activation = ChangeOf<'activateRole'>;

/** Plans one request to activate the role; one that waits or has effect already is gone on with, and no other is made. */
export function planActivateRole(change: Activation, { facts }: PlanContext): PlanPart {
  const via: Via = { ...directoryOf(change), ...defined({ account: change.account }) };
  const scope = asScope(change.scope);
  const eligible = eligibleFor(change, facts, via);
  const own = facts.get({ kind: 'ownActivations', scope: subscriptionScope(scope), ...via });
  if (eligible === undefined || own === undefined) return notReadPart;
  if (own.kind !== 'found')
    throw new Refusal(
      own.kind === 'missing'
        ? say`Your sign-in doesn't show who you are, so ${change.role} can't be activated here. Activate it in the Azure portal.`
        : say`Your requests to activate roles can't be read: ${own.reason}`,
      activationPage,
    );
  const role: RoleAtScope = {
    scope,
    roleGuid: roleGuidOf(eligible.roleDefinitionId),
    principalId: own.value.principalId,
  };
  const before = newestRequest(own.value.requests, role);
  const open = before !== undefined && isOpenRequest(before, facts.now) ? before : undefined;
  const rules = facts.get({ kind: 'activationRules', scope: eligible.scope, guid: role.roleGuid, ...via });
  const known = rules?.kind === 'found' ? rules.value : undefined;
  const place = scopeWithKind(scope, subscriptionNames(facts));
  const step = activateStep(change, {
    role,
    name: open?.name ?? nextRequestName(role, before),
    ...(sameId(scope, eligible.scope) ? defined({ schedule: eligible.schedule }) : {}),
    needsApproval: known?.needsApproval === true,
    via,
    place,
  });
  if (open !== undefined && activationState(open, facts.now) === 'active') return activePart(change, open, step, place);
  return planPart({
    does: [say`Gives you ${change.role} on ${place} for ${durationWords(change.duration)}`],
    pace: { lasts: 'minuteOrTwo', downtime: nothingRestarts, wayBack: { kind: 'endsItself' } },
    steps: [step],
    checks: open === undefined ? ruleChecks(change, rules) : [waitingCheck(open)],
    warnings: known === undefined ? [] : askedFor(change, known),
    before: { roles: [say`${change.role} on ${place}, eligible`] },
    after: { roles: [say`${change.role} on ${place}, active for ${durationWords(change.duration)}`] },
  });
}

/** Returns what makes the user eligible; `undefined` until it has been read. Throws if they are not. */
function eligibleFor(change: Activation, facts: Facts, via: Via): EligibleRole | undefined {
  const scope = subscriptionScope(change.scope);
  const answer = facts.get({ kind: 'eligibleRoles', scope, ...via });
  if (answer === undefined) return undefined;
  if (answer.kind === 'unreadable') throw new Refusal(unreadableWords(answer.reason), activationPage);
  const roles: (AnswerTo<'role'> | undefined)[] = [];
  const found = (answer.kind === 'found' ? answer.value : []).find((eligible) => {
    if (!sameId(eligible.scope, change.eligibleAt)) return false;
    const role = facts.get({ kind: 'role', guid: roleGuidOf(eligible.roleDefinitionId), scope, ...via });
    roles.push(role);
    return role?.kind === 'found' && sameText(role.value.name, change.role);
  });
  if (found !== undefined || roles.includes(undefined)) return found;
  const unread = roles.find((role) => role?.kind === 'unreadable');
  if (unread?.kind === 'unreadable')
    throw new Refusal(
      say`It isn't known whether you are eligible for ${change.role}, because a role's definition can't be read: ${unread.reason}`,
      activationPage,
    );
  const place = scopeWithKind(change.eligibleAt, subscriptionNames(facts));
  throw new Refusal(say`You are not, or no longer, eligible for ${change.role} on ${place}.`, activationPage);
}

/** The part of an activation that has effect already. */
function activePart(change: Activation, open: ActivationRequest, step: Step, place: Phrase): PlanPart {
  const end = endOfActivation(open);
  return planPart({
    already:
      end === undefined
        ? say`${change.role} is already active on ${place}. An activation can take a few minutes to take effect.`
        : say`${change.role} is already active on ${place} until ${momentInSentence(end)}. An activation can take a few minutes to take effect.`,
    steps: [step],
    checks: [{ id: 'active', title: say`Already active`, verdict: 'pass', detail: say`Nothing will be sent.` }],
  });
}

function waitingCheck({ status }: ActivationRequest): DraftCheck {
  return {
    id: 'asked',
    title: say`Already asked for`,
    verdict: 'pass',
    detail: say`Azure has the request (${status}). It isn't sent again.`,
  };
}

/** Whether the request keeps to the rules of the policy, as far as they can be read. */
function ruleChecks(change: Activation, rules: AnswerTo<'activationRules'> | undefined): readonly DraftCheck[] {
  if (rules?.kind === 'missing') return [];
  if (rules?.kind !== 'found') {
    const title = { id: 'rules', title: say`Whether Azure takes this request` };
    return rules === undefined
      ? []
      : [unknownCheck(title, unknownsOf(say`What the role asks for can't be read`, rules))];
  }
  const { needsReason, needsTicket, longest } = rules.value;
  const { justification = '', ticketNumber = '', duration } = change;
  const asked = [
    {
      id: 'duration',
      isAsked: !Number.isNaN(millisecondsOf(longest ?? '')),
      isKept: millisecondsOf(duration) <= millisecondsOf(longest ?? ''),
      kept: say`The duration is allowed`,
      broken: say`The duration is too long`,
      detail: say`The role can be active for ${durationWords(longest ?? '')} at most.`,
    },
    {
      id: 'reason',
      isAsked: needsReason,
      isKept: justification.trim() !== '',
      kept: say`There is a justification`,
      broken: say`A justification is missing`,
      detail: say`The settings of the role ask for one.`,
    },
    {
      id: 'ticket',
      isAsked: needsTicket,
      isKept: ticketNumber.trim() !== '',
      kept: say`There is a ticket`,
      broken: say`A ticket is missing`,
      detail: say`The settings of the role ask for its number.`,
    },
  ];
  return asked
    .filter(({ isAsked }) => isAsked)
    .map(({ id, isKept, kept, broken, detail }) => ({
      id,
      title: isKept ? kept : broken,
      verdict: isKept ? 'pass' : 'fail',
      detail,
    }));
}

/** What the user has to expect besides. */
function askedFor(
  { role }: Activation,
  { needsApproval, needsSecondFactor, context }: ActivationRules,
): readonly Warning[] {
  const notes = [
    {
      id: 'needsApproval',
      severity: 'warning',
      isSaid: needsApproval,
      text: say`Someone has to approve this. You can stop waiting and resume later: the request stays.`,
    },
    {
      id: 'signInAgain',
      severity: 'info',
      isSaid: needsSecondFactor || context !== undefined,
      text: say`You may be asked to sign in again, because the role asks for a stronger sign-in.`,
    },
  ] as const;
  return notes
    .filter(({ isSaid }) => isSaid)
    .map(({ id, severity, text }) => ({ id, values: [role], severity, text, source: activationPage }));
}

interface ActivationParts {
  readonly role: RoleAtScope;
  readonly name: string;
  readonly schedule?: string;
  readonly needsApproval: boolean;
  readonly via: Via;
  readonly place: Phrase;
}

function activateStep(
  { role: roleName, duration, justification, ticketNumber, ticketSystem }: Activation,
  { role, name, schedule, needsApproval, via, place }: ActivationParts,
): Step {
  const { scope, roleGuid, principalId } = role;
  const requestId = activationRequestId(scope, name);
  const body: JsonObject = {
    properties: {
      principalId,
      roleDefinitionId: roleDefinitionId(scope, roleGuid),
      requestType: 'SelfActivate',
      // Azure refuses the schedule of a scope above.
      ...defined({ linkedRoleEligibilityScheduleId: schedule, justification }),
      ...(ticketNumber === undefined && ticketSystem === undefined
        ? {}
        : { ticketInfo: defined({ ticketNumber, ticketSystem }) }),
      scheduleInfo: { startDateTime: null, expiration: { type: 'AfterDuration', endDateTime: null, duration } },
    },
  };
  const url = `${requestId}?api-version=${apiVersions.activation}`;
  return {
    kind: 'activateRole',
    id: stepId('activateRole', roleGuid, idKey(scope), principalId),
    ...via,
    scope,
    requestId,
    roleDefinitionId: roleDefinitionId(scope, roleGuid),
    roleName,
    principalId,
    ...(needsApproval ? { needsApproval } : {}),
    title: say`Activate ${roleName} on ${place}`,
    effect: say`Gives you ${roleName} on ${place} for ${durationWords(duration)}.`,
    request: { method: 'PUT', path: requestId, body },
    ...azCommand('az rest', [
      ['--method', 'put'],
      ['--url', url],
      ['--body', JSON.stringify(body)],
    ]),
  };
}
