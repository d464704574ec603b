/** The form for activating an eligible role, as the role's settings ask for it. */
import { activationPage, durationOf, durationWords, millisecondsOf } from '../../domain/access/activation.ts';
import { rightFrom, rightText, type ActivationChoice } from '../../domain/access/activationChoices.ts';
import { scopeWithKind, type SubscriptionNames } from '../../domain/arm/scopeWords.ts';
import { sameId, subscriptionOf } from '../../domain/arm/resourceId.ts';
import type { Account } from '../../domain/arm/via.ts';
import type { ActivationRules } from '../../domain/cluster/model.ts';
import { defined } from '../../shape/defined.ts';
import type { Field, Section } from '../protocol/form.ts';
import { knownSubscriptionNames } from './parts/placePickers.ts';
import {
  choiceInput,
  listValue,
  noteWithPage,
  radioInput,
  textInput,
  textValue,
  type ChangeForm,
  type DrawnForm,
  type FormContext,
} from './parts/parts.ts';
import { t, shownText } from '../../sentences/language.ts';
import { capitalised } from '../../sentences/words.ts';

/** The form for activating a role. */
export const activateRole: ChangeForm<'activateRole'> = {
  draw: drawActivation,
  valuesOf: ({ role, eligibleAt, scope, duration, justification, ticketNumber, ticketSystem, rights, account }) => ({
    eligible: role === undefined || eligibleAt === undefined ? undefined : choiceKey({ role, eligibleAt }),
    scope,
    duration,
    justification,
    ticketNumber,
    ticketSystem,
    rights: rights?.map(rightText),
    accountId: account?.id,
    accountName: account?.name,
  }),
};

/** An id has no such line, unlike the name of a role. */
function choiceKey({ role, eligibleAt }: Pick<ActivationChoice, 'role' | 'eligibleAt'>): string {
  return `${eligibleAt}|${role}`;
}

function drawActivation(context: FormContext): DrawnForm {
  const rights = listValue(context, 'rights');
  const names = knownSubscriptionNames(context);
  const account = accountIn(context);
  const list = context.choices.get({ kind: 'activations', rights, ...defined({ account }) });
  const key = textValue(context, 'eligible');
  const chosen = list.items.find((choice) => choiceKey(choice).toLowerCase() === key.toLowerCase());
  const choice = chosen ?? choiceFrom(key, textValue(context, 'scope'));
  const isGone = !list.loading && chosen === undefined && list.problem === undefined;
  const scope = choice.scopes.find((each) => sameId(each, textValue(context, 'scope'))) ?? choice.scopes[0] ?? '';
  const { rules } = choice;
  const duration = textValue(context, 'duration', usualDuration(rules));
  const justification = textValue(context, 'justification');
  const ticketNumber = textValue(context, 'ticketNumber');
  const ticketSystem = textValue(context, 'ticketSystem');
  return {
    sections: [
      {
        facts: [
          ...(list.items.length > 1 ? [] : [{ label: t`Role`, value: choice.role }]),
          { label: t`Eligible on`, value: capitalised(shownText(scopeWithKind(choice.eligibleAt, names))) },
          ...(account === undefined ? [] : [{ label: t`Account`, value: account.name }]),
        ],
        fields: [
          ...(list.items.length > 1 ? [roleField(key, list.items, names)] : []),
          scopeField(scope, choice, names),
          durationField(duration, rules, list.loading),
          reasonField(justification, rules, list.loading),
          ...(rules?.needsTicket === true ? ticketFields(ticketNumber, ticketSystem) : []),
        ],
        notes: notesOf(rules, list.loading, list.problem),
      },
    ],
    changes: [
      {
        kind: 'activateRole',
        role: choice.role,
        scope,
        eligibleAt: choice.eligibleAt,
        duration,
        ...(justification.trim() === '' ? {} : { justification: justification.trim() }),
        // A ticket that is not asked for may be refused.
        ...(rules?.needsTicket === true ? { ticketNumber, ticketSystem } : {}),
        rights: rights.map(rightFrom),
        ...defined({ account, subscriptionName: names(subscriptionOf(scope) ?? '') }),
      },
    ],
    ...(isGone ? { error: t`You are no longer eligible for ${choice.role} there.` } : {}),
  };
}

function accountIn(context: FormContext): Account | undefined {
  const id = textValue(context, 'accountId');
  return id === '' ? undefined : { id, name: textValue(context, 'accountName') };
}

/** What is known until the list has been read. */
function choiceFrom(key: string, scope: string): ActivationChoice {
  const at = key.indexOf('|');
  const eligibleAt = key.slice(0, Math.max(0, at));
  return { role: key.slice(at + 1), eligibleAt, scopes: [scope, eligibleAt].filter((each) => each !== '') };
}

function roleField(value: string, choices: readonly ActivationChoice[], names: SubscriptionNames): Field {
  return radioInput({
    name: 'eligible',
    label: t`Role`,
    value,
    options: choices.map((choice) => ({
      value: choiceKey(choice),
      label: choice.role,
      description: t`Eligible on ${scopeWithKind(choice.eligibleAt, names)}.`,
    })),
  });
}

function scopeField(value: string, { scopes }: ActivationChoice, names: SubscriptionNames): Field {
  return choiceInput({
    name: 'scope',
    label: t`Scope`,
    value,
    options: scopes.map((scope) => ({ value: scope, label: capitalised(shownText(scopeWithKind(scope, names))) })),
    hint: t`The narrowest scope that suffices is chosen. If Azure refuses it, choose the one on which you are eligible.`,
  });
}

const usualMinutes: readonly number[] = [30, 60, 120, 240, 480, 720, 1440];

function longestMinutes(rules: ActivationRules | undefined): number {
  const longest = millisecondsOf(rules?.longest ?? 'PT8H') / 60_000;
  return Number.isNaN(longest) ? 480 : longest;
}

/** An hour, or less if the role can't be active for as long. */
function usualDuration(rules: ActivationRules | undefined): string {
  return durationOf(Math.min(60, longestMinutes(rules)));
}

function durationField(value: string, rules: ActivationRules | undefined, isLoading: boolean): Field {
  const longest = longestMinutes(rules);
  const minutes = [...new Set([...usualMinutes.filter((each) => each < longest), longest])];
  return choiceInput({
    name: 'duration',
    label: t`Duration`,
    value,
    list: { loading: isLoading, items: [] },
    options: minutes.map((each) => ({ value: durationOf(each), label: shownText(durationWords(durationOf(each))) })),
    ...(rules?.longest === undefined ? {} : { hint: t`At most ${durationWords(rules.longest)}.` }),
    unlisted: () => t`The role can be active for ${durationWords(durationOf(longest))} at most.`,
  });
}

function reasonField(value: string, rules: ActivationRules | undefined, isLoading: boolean): Field {
  return textInput({
    name: 'justification',
    label: t`Justification`,
    value,
    multiline: true,
    ...(rules?.needsReason === true || isLoading ? {} : { optional: true }),
    hint: t`Why you need the role. Approvers and auditors read it.`,
  });
}

function ticketFields(number: string, system: string): readonly Field[] {
  return [
    textInput({ name: 'ticketNumber', label: t`Ticket number`, value: number }),
    textInput({ name: 'ticketSystem', label: t`Ticket system`, value: system }),
  ];
}

function notesOf(
  rules: ActivationRules | undefined,
  isLoading: boolean,
  problem: string | undefined,
): NonNullable<Section['notes']> {
  if (rules === undefined)
    return isLoading
      ? []
      : [{ text: problem ?? t`The role's settings can't be read, so Azure may ask for more, such as a ticket.` }];
  return [
    ...(rules.needsApproval ? [{ text: t`Someone has to approve the activation.` }] : []),
    ...(rules.needsSecondFactor ? [{ text: t`You may be asked to sign in again with a second factor.` }] : []),
    ...(rules.context === undefined
      ? []
      : [{ text: t`You may be asked to sign in again, for the authentication context ${rules.context}.` }]),
    noteWithPage(t`Nothing is activated before you confirm the plan that comes next.`, activationPage),
  ];
}
