import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import { loggedEvent } from '../../../src/domain/history/activityEvents.ts';
import { changeRow } from '../../../src/domain/history/changeRows.ts';
import { historyEntries } from '../../../src/domain/history/entries.ts';
import type { Explainable } from '../../../src/domain/history/explanation.ts';
import { filteredHistory } from '../../../src/domain/history/filteredHistory.ts';
import { historyKinds, type History, type HistoryEntry } from '../../../src/domain/history/model.ts';
import { isUnexplained, unexplainedText } from '../../../src/domain/history/text/unexplained.ts';
import { unexpectedWriters } from '../../../src/domain/history/unexpectedWriters.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import {
  activityEvent,
  changeOf,
  identity,
  kubelet,
  ownRequest,
  shop,
  shopView,
  stranger,
  subscription,
} from '../../support/domain/historyCases.ts';

const clusters = 'Microsoft.ContainerService/managedClusters';
const now = new Date('2026-11-28T00:00:00Z');
const valuesFrom = '2026-11-14T00:00:00.000Z';

function write(at: string, more: Partial<Parameters<typeof activityEvent>[0]> = {}): JsonObject {
  return activityEvent({ action: `${clusters}/write`, id: shop, at, operation: `op ${at}`, ...more });
}

function entriesOf(
  events: readonly JsonObject[],
  { rows = [], ...more }: { rows?: readonly JsonObject[]; valuesFrom?: string | undefined } = { valuesFrom },
): readonly HistoryEntry[] {
  const material = {
    events: events.flatMap((event) => loggedEvent(event) ?? []),
    rows: rows.flatMap((row) => changeRow(row) ?? []),
    requests: [],
    now,
  };
  const from = 'valuesFrom' in more ? more.valuesFrom : valuesFrom;
  return historyEntries(shopView, { ...material, ...(from === undefined ? {} : { valuesFrom: from }) }).entries;
}

function historyOf(entries: readonly HistoryEntry[], more: Partial<History> = {}): History {
  return {
    subject: shopView.subject,
    since: '2026-08-30T00:10:00.000Z',
    until: now.toISOString(),
    entries,
    sources: [{ source: 'activityLog', subscriptionId: subscription.split('/')[2]!, from: valuesFrom, unknown: [] }],
    unknown: [],
    removedElsewhere: 0,
    unreadable: 0,
    ...more,
  };
}

/** The kinds whose filters show the only entry. */
function shownBy([entry]: readonly HistoryEntry[]): readonly string[] {
  return historyKinds.filter((kind) => filteredHistory(historyOf([entry!]), { kinds: [kind] }).entries.length === 1);
}

const old = '2026-11-08T10:00:00Z';
const created = { ...changeOf({}, { timestamp: '2026-11-20T09:00:00Z', correlationId: 'c' }) };
const creation = { ...created, properties: { ...(created['properties'] as JsonObject), changeType: 'Create' } };

describe('filters of kinds', () => {
  const open = ['identity', 'access', 'other'];
  it.each<[string, readonly HistoryEntry[], readonly string[]]>([
    ['too old to have values', entriesOf([write(old)]), open],
    ['too new to have values', entriesOf([write('2026-11-27T23:58:00Z')]), open],
    ['of a table that could not be read', entriesOf([write('2026-11-20T00:00:00Z')], { valuesFrom: undefined }), open],
    ['whose values Azure does not show', entriesOf([write('2026-11-20T00:00:00Z')]), ['other']],
    ['that failed', entriesOf([write(old, { status: 'Failed' })]), ['other']],
    ['that created the cluster', entriesOf([], { rows: [creation] }), ['identity', 'access']],
    [
      'only in the record of this computer',
      historyEntries(shopView, { events: [], rows: [], requests: [ownRequest], now }).entries,
      open,
    ],
    ['of an identity', entriesOf([write(old, { action: typeOfIdentity('write'), id: identity })]), ['identity']],
  ])('show a write %s wherever it may belong (H-20)', (_, entries, kinds) => {
    expect(shownBy(entries)).toEqual(kinds);
  });

  it.each([
    [`${clusters}/resetServicePrincipalProfile/action`, 'identity'],
    [`${clusters}/resetAADProfile/action`, 'access'],
    [`${clusters}/rotateServiceAccountSigningKeys/action`, 'access'],
    [`${clusters}/jwtAuthenticators/write`, 'access'],
    [`${clusters}/privateEndpointConnections/write`, 'access'],
    ['Microsoft.Authorization/elevateAccess/action', 'roles'],
    ['Microsoft.Authorization/classicAdministrators/write', 'roles'],
    [`${clusters}/maintenanceConfigurations/write`, 'other'],
  ])('know what %s is about (H-20)', (action, kind) => {
    expect(shownBy(entriesOf([activityEvent({ action, id: shop })]))).toEqual([kind]);
  });
});

function typeOfIdentity(verb: string): string {
  return `Microsoft.ManagedIdentity/userAssignedIdentities/${verb}`;
}

describe('a finding that nothing known explains', () => {
  const localAccounts: Explainable = { code: 'localAccountsOn' };
  const former: Explainable = {
    code: 'leftoverGrant',
    grant: { role: 'AcrPull', scope: subscription, principalId: kubelet },
    former: { principalId: kubelet },
  };
  const recreated: Explainable = { code: 'identityRecreated:x', places: [identity] };
  const said = (finding: Explainable, entries: readonly HistoryEntry[], more: Partial<History> = {}): string =>
    unexplainedText(finding, historyOf(entries, more), 'Not all was read.');
  const nothing = 'Nothing in the last 90 days explains it, as far as Azure shows.';
  const gone = 'values of changes older than 14 days are gone.';

  it.each<[string, Explainable, readonly JsonObject[], string]>([
    ['local accounts', localAccounts, [write(old)], `${nothing} One change may, but ${gone}`],
    [
      'local accounts',
      localAccounts,
      [write(old), write('2026-11-27T23:58:00Z')],
      `${nothing} One of 2 changes may, but values of the newest changes are not shown yet and ${gone}`,
    ],
    ['local accounts', localAccounts, [write('2026-11-20T00:00:00Z')], nothing],
    ['a left-over role', former, [write(old)], `${nothing} One change may, but ${gone}`],
    [
      'an identity made again',
      recreated,
      [write(old, { action: typeOfIdentity('write'), id: identity }), write('2026-11-09T00:00:00Z')],
      `${nothing} One change may, but ${gone}`,
    ],
  ])('about %s says how many changes may, whose values nobody knows (H-22)', (_, finding, events, text) => {
    const entries = entriesOf(events);
    expect(said(finding, entries)).toBe(text);
    expect(isUnexplained(finding, historyOf(entries))).toBe(text === nothing);
  });

  it('is not by what was before it was undone, or before the cluster was created (H-22)', () => {
    const off = changeOf(
      { 'properties.disableLocalAccounts': ['false', 'true'] },
      { timestamp: '2026-11-20T09:00:00Z' },
    );
    expect(said(localAccounts, entriesOf([write(old)], { rows: [off] }))).toBe(nothing);
    expect(said(former, entriesOf([write(old)], { rows: [creation] }))).toBe(nothing);
  });

  it('says where not everything was read, or asked (H-22)', () => {
    expect(said(localAccounts, [], { unreadable: 1 })).toBe(`${nothing} Not all was read.`);
    const missing = { principalId: kubelet, role: { id: 'r' }, scope: `/subscriptions/${stranger}/resourceGroups/g` };
    expect(said({ code: 'missingGrant:P-01', missing }, [])).toContain('was not asked');
    expect(isUnexplained({ code: 'missingGrant:P-01', missing }, historyOf([]))).toBe(false);
  });
});

describe('who is expected to write', () => {
  const reasonOf = (events: readonly JsonObject[], expected: string): string | undefined => {
    const { unknown } = unexpectedWriters({ subject: shopView.subject, entries: entriesOf(events) }, [expected]);
    return unknown && textOf(unknown.reason);
  };
  const other = 'aaaaaaaa-0000-4000-8000-000000000009';

  it('is not known to have been the only one where values of others are gone (H-24)', () => {
    expect(reasonOf([write(old), write('2026-11-09T00:00:00Z')], other)).toBe(
      'Whether 2 changes of shop by others than expected writers changed its identities is not known: values of changes older than 14 days are gone.',
    );
    expect(reasonOf([write(old)], stranger)).toBeUndefined();
    expect(reasonOf([write('2026-11-20T00:00:00Z')], other)).toBeUndefined();
  });
});
