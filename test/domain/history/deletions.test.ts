import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import { loggedEvent } from '../../../src/domain/history/activityEvents.ts';
import { changeRow } from '../../../src/domain/history/changeRows.ts';
import { historyEntries } from '../../../src/domain/history/entries.ts';
import { clientText, whatText, whoText } from '../../../src/domain/history/text/historyLines.ts';
import {
  activityEvent,
  assignment,
  changeOf,
  registry,
  shop,
  shopView,
  subscription,
} from '../../support/domain/historyCases.ts';

const groupDelete = 'Microsoft.Resources/subscriptions/resourceGroups/delete';
const clusterWrite = 'Microsoft.ContainerService/managedClusters/write';
const clusterDelete = clusterWrite.replace(/write$/, 'delete');
const typed = (type: string, row: JsonObject): JsonObject => ({
  ...row,
  id: `${type} of the table`,
  properties: { ...(row['properties'] as JsonObject), changeType: type },
});
const bySystem = { changedBy: 'System', changedByType: 'System', clientType: 'Unknown' };
const gone = (correlationId: string, timestamp: string): JsonObject =>
  typed('Delete', changeOf({}, { ...bySystem, correlationId, timestamp }));
const zeros = '00000000-0000-0000-0000-000000000000';
const begun = ['Started', 'Accepted'].map((status) => activityEvent({ action: clusterDelete, id: shop, status }));
const deleting = changeOf({ 'properties.provisioningState': ['Succeeded', 'Deleting'] });

function lines(events: readonly JsonObject[], rows: readonly JsonObject[]): readonly string[] {
  const { entries } = historyEntries(shopView, {
    events: events.flatMap((event) => loggedEvent(event) ?? []),
    rows: rows.flatMap((row) => changeRow(row) ?? []),
    requests: [],
    now: new Date('2026-11-28T00:00:00Z'),
  });
  return entries.map((entry) => [whoText(entry), clientText(entry), whatText(entry)].join(' | '));
}

describe('entries of a deletion', () => {
  it.each([zeros, 'op-1', 'op-9'])(
    'tell a deletion once and whose it was before its end is logged: ID %s (H-20)',
    (id) => {
      for (const before of [[], [deleting]])
        for (const at of ['2026-11-25T09:13:00Z', '2026-11-25T09:19:05Z', '2026-11-25T10:05:00Z']) {
          const told = [
            lines(begun, [...before, gone(id, at)]),
            lines([...begun].toReversed(), [gone(id, at), ...before]),
          ];
          expect(told).toEqual([
            ['ana@contoso.com | Azure CLI | deleted cluster shop'],
            ['ana@contoso.com | Azure CLI | deleted cluster shop'],
          ]);
        }
    },
  );

  it('tell a deletion once where Azure gives the end in the table an ID of its own (H-20)', () => {
    const end = activityEvent({ action: clusterDelete, id: shop, at: '2026-11-25T09:19:00Z' });
    for (const id of [zeros, 'op-1', 'op-9'])
      expect(lines([...begun, end], [deleting, gone(id, '2026-11-25T09:19:05Z')])).toEqual([
        'ana@contoso.com | Azure CLI | deleted cluster shop',
      ]);
  });

  it.each<[string, readonly JsonObject[], readonly JsonObject[], string]>([
    ['a day and more before', begun, [], '2026-11-26T10:00:00Z'],
    [
      'before it was made again, as the table tells',
      begun,
      [typed('Create', changeOf({}, { timestamp: '2026-11-25T09:40:00Z', correlationId: 'op-2' }))],
      '2026-11-25T10:05:00Z',
    ],
    [
      'before it was written again',
      [...begun, activityEvent({ action: clusterWrite, id: shop, operation: 'op-2', at: '2026-11-25T09:40:00Z' })],
      [],
      '2026-11-25T10:05:00Z',
    ],
    [
      'whose end was logged long before',
      [...begun, activityEvent({ action: clusterDelete, id: shop, at: '2026-11-25T09:19:00Z' })],
      [],
      '2026-11-25T10:05:00Z',
    ],
  ])('do not give an end to a deletion %s (H-20)', (_, events, rows, at) => {
    expect(lines(events, [...rows, gone(zeros, at)])).toContainEqual('Unknown |  | deleted cluster shop');
  });

  it('tell a creation once where Azure gives what it fills in an ID of its own (H-20)', () => {
    const create = typed('Create', changeOf({}));
    const filled = changeOf(
      { 'properties.oidcIssuerProfile.enabled': [null, 'true'] },
      { ...bySystem, correlationId: 'op-9' },
    );
    expect(lines([activityEvent({ action: clusterWrite, id: shop })], [create, filled])).toEqual([
      'ana@contoso.com | Azure CLI | created cluster shop: OIDC issuer turned on',
    ]);
  });

  const group = `${subscription}/resourceGroups/rg-shop`;
  const takenAlong = (more: Partial<Parameters<typeof activityEvent>[0]> = {}, cause = groupDelete): JsonObject => {
    const { id = assignment(`${group}/providers/Microsoft.Network/dnsZones/a.com`) } = more;
    const authorization = { action: cause, scope: group };
    const action = 'Microsoft.Authorization/roleAssignments/delete';
    return activityEvent({ action, id, ...more, more: { authorization, ...more.more } });
  };
  const deleted = gone(zeros, '2026-11-25T09:20:00Z');
  const bob = { caller: 'bob@contoso.com' };

  it.each<[string, readonly JsonObject[], string]>([
    ['in the log, by a role of the group', [takenAlong()], 'Probably ana@contoso.com'],
    ['in the log twice', [takenAlong(), takenAlong({ operation: 'op-2' })], 'Probably ana@contoso.com'],
    ['by two persons', [takenAlong(), takenAlong({ operation: 'op-2', more: bob })], 'Unknown'],
    ['of another group', [takenAlong({ id: assignment(registry) })], 'Unknown'],
    ['hours before', [takenAlong({ at: '2026-11-25T05:00:00Z' })], 'Unknown'],
    ['refused', [takenAlong({ status: 'Failed' })], 'Unknown'],
    ['by Azure itself', [takenAlong({ more: { caller: 'System' } })], 'Unknown'],
    ['of a zone alone', [takenAlong({}, 'Microsoft.Network/dnsZones/delete')], 'Unknown'],
  ])('of what went with its group names who probably deleted that: %s (H-20)', (_, events, who) => {
    expect(lines(events, [deleted])).toContainEqual(`${who} |  | deleted cluster shop`);
  });
});
