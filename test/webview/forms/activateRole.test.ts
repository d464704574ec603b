import { describe, expect, it } from 'vitest';
import type { ActivationChoice } from '../../../src/domain/access/activationChoices.ts';
import type { ActivationRules } from '../../../src/domain/cluster/model.ts';
import { shortGuid } from '../../../src/domain/arm/scopeWords.ts';
import { doneTextOf, titleOf, type Draft } from '../../../src/domain/change/change.ts';
import { isComplete, valuesOf } from '../../../src/webview/forms/forms.ts';
import { changesOf } from '../../../src/webview/forms/formView.ts';
import type { DrawnForm } from '../../../src/webview/forms/parts/parts.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { cluster, clusterId, field, form, group, loading, optionsOf, subscription, withLists } from './formBench.ts';

const at = `/subscriptions/${subscription}`;
const right = { action: 'Microsoft.ContainerService/managedClusters/write', scope: clusterId };
const draft = { kind: 'activateRole', role: 'Owner', eligibleAt: at, scope: clusterId, rights: [right] } as const;
const plain: ActivationRules = {
  needsReason: false,
  needsTicket: false,
  needsSecondFactor: false,
  needsApproval: false,
  longest: 'PT4H',
};
const choice = (rules: Partial<ActivationRules> | undefined, role = 'Owner'): ActivationChoice => ({
  role,
  eligibleAt: at,
  scopes: [clusterId, group, at],
  ...(rules ? { rules: { ...plain, ...rules } } : {}),
});

function drawn(choices: readonly ActivationChoice[], values: object = {}, of: Draft = draft): DrawnForm {
  return form('activateRole', { ...valuesOf(of), ...values }, cluster(), withLists({ activations: choices }));
}

const notes = ({ sections }: DrawnForm): string =>
  sections.flatMap(({ notes = [] }) => notes.map(({ text }) => text)).join(' ');
const names = ({ sections }: DrawnForm): readonly string[] =>
  sections.flatMap(({ fields }) => fields.map(({ name }) => name));

describe('the form of an activation', () => {
  it('is prefilled: the narrowest scope and an hour; nothing is complete before it was seen (H-60)', () => {
    expect(isComplete(draft)).toBe(false);
    expect(changesOf(drawn([choice({})]))).toEqual([{ ...draft, subscriptionName: 'Contoso', duration: 'PT1H' }]);
  });

  it('asks for what the role asks for, and only for that (H-60)', () => {
    expect(names(drawn([choice({})]))).toEqual(['scope', 'duration', 'justification']);
    const strict = drawn([choice({ needsReason: true, needsTicket: true })]);
    expect(names(strict)).toEqual(['scope', 'duration', 'justification', 'ticketNumber', 'ticketSystem']);
    expect(changesOf(strict)).toBeUndefined();
    const values = { justification: ' why ', ticketNumber: 'INC-7', ticketSystem: 'Jira' };
    expect(changesOf(drawn([choice({ needsReason: true, needsTicket: true })], values))).toEqual([
      {
        ...draft,
        subscriptionName: 'Contoso',
        duration: 'PT1H',
        justification: 'why',
        ticketNumber: 'INC-7',
        ticketSystem: 'Jira',
      },
    ]);
    expect(changesOf(drawn([choice({})], values))?.[0]).not.toHaveProperty('ticketNumber');
  });

  it('offers no longer duration than the role may have, which may be less than an hour (H-60)', () => {
    const offered = (longest: string): readonly string[] =>
      optionsOf(drawn([choice({ longest })]), 'duration').map(({ value }) => value);
    expect(offered('PT4H')).toEqual(['PT30M', 'PT1H', 'PT2H', 'PT4H']);
    expect(offered('PT45M')).toEqual(['PT30M', 'PT45M']);
    expect(field(drawn([choice({ longest: 'PT45M' })]), 'duration').value).toBe('PT45M');
    expect(field(drawn([choice({})], { duration: 'PT8H' }), 'duration').error).toContain('at most');
  });

  it('offers the roles that suffice where there are several, and the scopes of each (H-60)', () => {
    const both = drawn([choice({}), choice({}, 'Contributor')]);
    expect(optionsOf(both, 'eligible').map(({ label }) => label)).toEqual(['Owner', 'Contributor']);
    expect(optionsOf(both, 'scope').map(({ value }) => value)).toEqual([clusterId, group, at]);
    const other = drawn([choice({}), choice({}, 'Contributor')], { eligible: `${at}|Contributor` });
    expect(changesOf(other)?.[0]).toMatchObject({ role: 'Contributor' });
  });

  it('says what to expect: approval, another sign-in, and what can not be known (H-60, H-61)', () => {
    expect(notes(drawn([choice({ needsApproval: true })]))).toContain('has to approve');
    expect(notes(drawn([choice({ needsSecondFactor: true })]))).toContain('second factor');
    expect(notes(drawn([choice({ context: 'c1' })]))).toContain('authentication context c1');
    expect(notes(drawn([choice(undefined)]))).toContain("can't be read");
    expect(changesOf(drawn([choice(undefined)]))).toHaveLength(1);
  });

  it.each([
    [[{ id: subscription, name: 'Shop', tenantId: 't' }], 'Shop'],
    [[], `subscription ${shortGuid(subscription)}`],
  ])('calls a subscription in the change by its name, as far as that is known: row %#', (subscriptions, called) => {
    const lists = withLists({ activations: [choice({})], subscriptions });
    const [change] = changesOf(form('activateRole', { ...valuesOf(draft), scope: at }, cluster(), lists))!;
    expect([textOf(titleOf(change!)), textOf(doneTextOf(change!)!)]).toEqual([
      `Activate Owner on ${called}`,
      `Owner is active on ${called}.`,
    ]);
  });

  it('asks for nothing that the user is no longer eligible for (H-60)', () => {
    expect(drawn([]).error).toContain('no longer eligible for Owner');
    expect(form('activateRole', valuesOf(draft), cluster(), loading).error).toBeUndefined();
  });

  it('goes on to no plan before it is known what the role asks for (H-60)', () => {
    const early = form('activateRole', valuesOf(draft), cluster(), loading);
    expect(changesOf(early)).toBeUndefined();
    expect(field(early, 'justification')).not.toHaveProperty('optional');
  });

  it('keeps the account that is eligible, where there are several (H-60)', () => {
    const account = { id: 'a', name: 'ada@contoso.com' };
    const made = drawn([choice({})], {}, { ...draft, account });
    expect(changesOf(made)?.[0]).toMatchObject({ account });
    expect(made.sections[0]?.facts?.map(({ value }) => value)).toContain('ada@contoso.com');
  });
});
