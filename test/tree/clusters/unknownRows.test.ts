import { unknown } from '../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import { distinctRoles, type Requirement } from '../../../src/domain/needs/need.ts';
import { notReadRows, unknownRows } from '../../../src/tree/clusters/unknownRows.ts';
import { verbatim } from '../../../src/sentences/words.ts';

const need = (name: string, reason: string, short?: string): Requirement => ({
  id: 'P-01',
  identity: 'controlPlane',
  scope: '/subscriptions/1/resourceGroups/rg',
  actions: [],
  reason: verbatim(reason),
  role: { name, id: 'r' },
  verdict: 'unknown',
  unknown: [unknown(reason, short === undefined ? {} : { short: verbatim(short) })],
});
const inShort = "Azure doesn't show the service principal's object ID";
const unseen =
  "Azure doesn't show the service principal's object ID, so it isn't certain which role assignments belong to it.";

describe('rows of what could not be checked', () => {
  it('count a role on a scope once, for whatever it is needed', () => {
    const twice = [need('Reader', 'Because of routes.'), need('Reader', 'Because of nodes.')];
    expect(distinctRoles([...twice, { ...twice[0]!, identity: 'kubelet' }])).toHaveLength(2);
  });

  it('one role goes by its name and scope, with the reason in the tooltip', () => {
    const [row] = unknownRows('/c', [need('Reader', "The vault v can't be read: 403")], {});
    expect([row!.label, row!.description, row!.icon]).toEqual(['Reader', 'not checked on rg', { id: 'question' }]);
    expect(row!.tooltip).toContainEqual({ label: 'Not checked', value: "The vault v can't be read: 403" });
  });

  it('many roles with one reason are one row, which says the reason in short', () => {
    const rows = unknownRows(
      '/c',
      [need('Reader', unseen, inShort), need('Contributor', unseen, inShort), need('AcrPull', 'Other.')],
      {},
    );
    expect(rows.map(({ label, description }) => [label, description])).toEqual([
      ['2 roles', "not checked: Azure doesn't show the service principal's object ID"],
      ['AcrPull', 'not checked on rg'],
    ]);
    expect(JSON.stringify(rows[0]!.tooltip)).toContain('Contributor on rg');
  });

  it('a sentence about something that is not known is shown as a whole, whatever it is built like', () => {
    const sentences = [
      "Settings of clusters in newer API versions can't be seen.",
      "It isn't known whether this applies: At or near the limit of federated credentials, Credential missing. Forbidden.",
      'Federated credentials: Forbidden.',
    ];
    const rows = notReadRows(
      '/c',
      sentences.map((sentence) => unknown(sentence)),
      {},
    );
    expect(rows.map(({ label, description }) => [label, description])).toEqual(
      sentences.map((sentence) => ['Not checked', sentence]),
    );
    expect(rows.map(({ tooltip }) => tooltip)).toEqual(
      sentences.map((sentence) => [{ label: 'Not checked', value: sentence }]),
    );
  });
});
