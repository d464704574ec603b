import { describe, expect, it } from 'vitest';
import { loggedEvent } from '../../../src/domain/history/activityEvents.ts';
import { changeRow } from '../../../src/domain/history/changeRows.ts';
import { historyEntries } from '../../../src/domain/history/entries.ts';
import { clientText, whatText, whoText } from '../../../src/domain/history/text/historyLines.ts';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import { activityEvent, changeOf, shop, shopView } from '../../support/domain/historyCases.ts';

const clusterWrite = 'Microsoft.ContainerService/managedClusters/write';
const zeros = '00000000-0000-0000-0000-000000000000';
const unspecified = { clientType: 'Unspecified', operation: 'Unspecified' };
/** As a public answer of the table has it (2025-05-29). */
const byAzure = { changedBy: 'System', changedByType: 'System', correlationId: zeros, ...unspecified };
/** As a public answer of the table has it (2024-12-20). */
const byNobody = { changedBy: 'Unspecified', changedByType: 'Unspecified', ...unspecified };

const localAccounts = 'properties.disableLocalAccounts';
const addon = 'properties.addonProfiles.azurepolicy.enabled';

function change(
  values: Parameters<typeof changeOf>[0],
  timestamp: string,
  attributes: JsonObject = byAzure,
): JsonObject {
  return { ...changeOf(values, { ...attributes, timestamp }), id: timestamp };
}

function lines(rows: readonly JsonObject[], events: readonly JsonObject[] = []): readonly string[] {
  const { entries } = historyEntries(shopView, {
    events: events.flatMap((event) => loggedEvent(event) ?? []),
    rows: rows.flatMap((row) => changeRow(row) ?? []),
    requests: [],
    valuesFrom: '2026-11-14T00:00:00.000Z',
    now: new Date('2026-11-28T00:00:00Z'),
  });
  return entries.map((entry) =>
    [entry.at.slice(0, 10), whoText(entry), clientText(entry), whatText(entry)].join(' | '),
  );
}

const ana = activityEvent({ action: clusterWrite, id: shop });

describe('changes that Azure gives a correlation ID of zeros', () => {
  it('are told one by one, each of its day (H-20, T-80)', () => {
    const rows = [
      change({ [addon]: ['false', 'true'] }, '2026-11-16T00:00:00Z'),
      change({ 'properties.agentPoolProfiles[0].vnetSubnetID': ['a', 'b'] }, '2026-11-20T00:00:00Z'),
      change({ [addon]: ['true', 'false'] }, '2026-11-24T00:00:00Z'),
    ];
    expect(lines(rows)).toEqual([
      '2026-11-24 | Azure itself |  | changed cluster shop: Azure Policy turned off',
      '2026-11-20 | Azure itself |  | changed cluster shop: agentPoolProfiles[0].vnetSubnetID from a to b',
      '2026-11-16 | Azure itself |  | changed cluster shop: Azure Policy turned on',
    ]);
  });

  it('are probably those of what somebody did these minutes, until some minutes after its end (H-20, T-80)', () => {
    const row = (at: string): JsonObject => change({ [localAccounts]: ['true', 'false'] }, at);
    const probable =
      '2026-11-25 | ana@contoso.com | Azure CLI | changed cluster shop (probably: local accounts turned on)';
    expect(lines([row('2026-11-25T09:12:37Z')], [ana])).toEqual([probable]);
    const begin = activityEvent({ action: clusterWrite, id: shop, status: 'Started' });
    const end = activityEvent({ action: clusterWrite, id: shop, at: '2026-11-25T09:20:00Z' });
    expect(lines([row('2026-11-25T09:24:00Z')], [begin, end])).toEqual([probable]);
    expect(lines([row('2026-11-25T09:26:00Z')], [begin, end])).toHaveLength(2);
  });

  it('and have no meaning here are the end of what somebody did, and make nothing uncertain (H-20)', () => {
    const own = change({ [localAccounts]: ['true', 'false'] }, '2026-11-25T09:12:20Z', {});
    const state = change({ 'properties.provisioningState': ['Updating', 'Succeeded'] }, '2026-11-25T09:13:20Z');
    expect(lines([own, state], [ana])).toEqual([
      '2026-11-25 | ana@contoso.com | Azure CLI | changed cluster shop: local accounts turned on, and 1 other property unrelated to identities or access',
    ]);
    const more = change({ [addon]: ['false', 'true'] }, '2026-11-25T09:13:20Z');
    expect(lines([own, more], [ana])).toHaveLength(2);
  });
});

describe('changes with one correlation ID and no request in the log', () => {
  const first = change({ [localAccounts]: ['true', 'false'] }, '2026-11-20T00:00:00Z', {});
  it.each([
    ['some minutes later are one', '2026-11-20T00:04:00Z', {}, 1],
    ['days later are two', '2026-11-25T00:00:00Z', {}, 2],
    ['by somebody else are two', '2026-11-20T00:01:00Z', { changedBy: 'bob@contoso.com' }, 2],
  ])('%s (H-20)', (_, at, attributes, count) => {
    expect(lines([first, change({ [addon]: ['false', 'true'] }, at, attributes)])).toHaveLength(count);
  });

  it('do not belong to a request of days before (H-20)', () => {
    const late = change({ [localAccounts]: ['true', 'false'] }, '2026-11-27T09:12:20Z', {});
    expect(lines([late], [ana])).toHaveLength(2);
  });
});

describe('what Azure calls unspecified', () => {
  it('is nobody, and no program (H-20)', () => {
    expect(lines([change({ 'identity.type': ['a', 'b'] }, '2026-11-20T00:00:00Z', byNobody)])).toEqual([
      '2026-11-20 | Unknown |  | changed cluster shop: identity.type from a to b',
    ]);
  });

  it('is not somebody else than who is in the log (H-20)', () => {
    const row = change({ 'identity.type': ['a', 'b'] }, '2026-11-25T09:12:20Z', { ...byNobody, correlationId: null });
    expect(lines([row], [ana])).toEqual([
      '2026-11-25 | ana@contoso.com | Azure CLI | changed cluster shop (probably: identity.type from a to b)',
    ]);
  });

  it('is not the name of a caller of the log (H-20)', () => {
    const event = activityEvent({ action: clusterWrite, id: shop, more: { caller: 'Unspecified', claims: {} } });
    expect(lines([], [event])[0]).toContain('2026-11-25 | Unknown |  | changed cluster shop');
  });
});
