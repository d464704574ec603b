import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import { idKey } from '../../../src/domain/arm/resourceId.ts';
import { loggedEvent } from '../../../src/domain/history/activityEvents.ts';
import { changeRow } from '../../../src/domain/history/changeRows.ts';
import { historyEntries } from '../../../src/domain/history/entries.ts';
import { livesOfUsers } from '../../../src/domain/history/livesOfUsers.ts';
import type { HistoryView } from '../../../src/domain/history/model.ts';
import { whatText, whoText } from '../../../src/domain/history/text/historyLines.ts';
import { activityEvent, changeOf, identity, shop, shopView } from '../../support/domain/historyCases.ts';

const zeros = '00000000-0000-0000-0000-000000000000';
const byAzure = { changedBy: 'System', changedByType: 'System', correlationId: zeros };
const action = 'Microsoft.ContainerService/managedClusters/delete';
const path = (id: string): string => `identity.userAssignedIdentities.${id}.clientId`;

const kubeletPath = 'properties.identityProfile.kubeletidentity.resourceId';

type Step = 'create' | 'delete' | 'assign' | 'filledIn' | 'both' | 'letGo' | 'kubeletLetGo' | 'otherAssigned';
const changesOf: Readonly<Record<Step, Parameters<typeof changeOf>[0]>> = {
  create: {},
  delete: {},
  assign: { [path(identity)]: [null, 'x'] },
  filledIn: { [path(identity)]: [null, 'x'] },
  both: { [path(identity)]: [null, 'x'], [kubeletPath]: [null, identity] },
  kubeletLetGo: { [kubeletPath]: [identity, `${identity}-2`] },
  letGo: { [path(identity)]: ['x', null] },
  otherAssigned: { [path(`${identity}-2`)]: [null, 'x'] },
};

/** One step each minute. */
function rowsOf(steps: readonly Step[]) {
  return steps.flatMap((step, index) => {
    const timestamp = `2026-11-25T09:${String(index).padStart(2, '0')}:00Z`;
    const row = changeOf(changesOf[step], {
      timestamp,
      correlationId: `op-${index}`,
      ...(step === 'filledIn' || step === 'delete' ? byAzure : {}),
    });
    const changeType = step === 'create' ? 'Create' : step === 'delete' ? 'Delete' : 'Update';
    const whole: JsonObject = {
      ...row,
      id: timestamp,
      properties: { ...(row['properties'] as JsonObject), changeType },
    };
    return changeRow(whole) ?? [];
  });
}

describe('the clusters of an identity', () => {
  it.each<[readonly Step[], boolean, readonly string[]]>([
    [['create', 'filledIn'], true, ['Create']],
    [['create', 'filledIn', 'delete'], false, ['Create', 'Delete']],
    [['create'], true, ['Create']],
    [['create'], false, []],
    [['create', 'assign'], true, []],
    [['create', 'assign', 'delete'], false, ['Delete']],
    [['create', 'letGo'], false, ['Create']],
    [['create', 'letGo', 'delete'], false, ['Create']],
    [['assign', 'delete'], false, ['Delete']],
    [['assign', 'letGo', 'delete'], false, []],
    [['assign', 'delete', 'create'], false, ['Delete']],
    [['delete', 'create'], true, ['Create']],
    [['delete'], true, []],
    [['create', 'both', 'letGo', 'delete'], false, ['Delete']],
    [['both', 'letGo', 'delete'], false, ['Delete']],
    [['both', 'kubeletLetGo', 'delete'], false, ['Delete']],
    [['both', 'letGo', 'kubeletLetGo', 'delete'], false, []],
    [['create', 'letGo', 'kubeletLetGo', 'delete'], false, ['Create']],
    [['assign', 'delete', 'delete'], false, ['Delete']],
    [['create', 'delete', 'create', 'filledIn'], true, ['Create']],
  ])('after %j, and having it now: %s, have had it at %j (H-20)', (steps, hasItNow, expected) => {
    const naming = rowsOf(steps);
    const lives = livesOfUsers(naming, identity, new Set(hasItNow ? [idKey(shop)] : []));
    expect(lives.map(({ type }) => type)).toEqual(expected);
  });

  it('have had it at none of them where only another identity is named, whose name begins alike (H-20)', () => {
    const rows = rowsOf(['create', 'otherAssigned', 'delete']).filter(({ type }) => type !== 'Update');
    expect(livesOfUsers(rows, identity, new Set())).toEqual([]);
  });

  it('are created with what Azure fills in then, also where only the table of changes is read (H-20)', () => {
    const rows = rowsOf(['create', 'filledIn', 'assign']);
    const { entries } = historyEntries(shopView, { events: [], rows, requests: [], now: new Date('2026-11-28') });
    expect(entries.map((entry) => `${whoText(entry)} ${whatText(entry)}`)).toEqual([
      'ana@contoso.com changed cluster shop: identity id-shop assigned to it',
      'ana@contoso.com created cluster shop: identity id-shop assigned to it',
    ]);
  });

  it.each([
    ['with its end', ['Started', 'Succeeded'], 'op-9'],
    ['with its end', ['Started', 'Succeeded'], zeros],
    ['without its end', ['Started'], 'op-9'],
    ['without its end', ['Started'], zeros],
  ])('are deleted by whom the log names, %s, %j, %s (H-20)', (_, statuses, correlationId) => {
    const rows = rowsOf(['assign', 'delete']);
    const events = statuses.flatMap((status) => {
      const at = status === 'Started' ? '2026-11-25T08:50:00Z' : '2026-11-25T09:01:00Z';
      return loggedEvent(activityEvent({ action, id: shop, operation: 'op-7', status, at })) ?? [];
    });
    const lives = livesOfUsers(rows, identity, new Set()).map((row) => ({ ...row, correlationId }));
    const view: HistoryView = { ...shopView, resourceIds: [identity], livesOfUsers: lives };
    const { entries } = historyEntries(view, { events, rows: lives, requests: [], now: new Date('2026-11-28') });
    expect(entries.map((entry) => `${whoText(entry)} ${whatText(entry)}`)).toEqual([
      'ana@contoso.com deleted cluster shop',
    ]);
  });
});
