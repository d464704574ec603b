import { describe, expect, it } from 'vitest';
import { loggedEvent } from '../../../src/domain/history/activityEvents.ts';
import { changeRow } from '../../../src/domain/history/changeRows.ts';
import { historyEntries } from '../../../src/domain/history/entries.ts';
import { explainingEntry, perhapsExplaining } from '../../../src/domain/history/explained.ts';
import type { Explainable } from '../../../src/domain/history/explanation.ts';
import { detailTexts, sinceText, whatText } from '../../../src/domain/history/text/historyLines.ts';
import type { HistoryEntry } from '../../../src/domain/history/model.ts';
import {
  acrPull,
  activityEvent,
  assignment,
  changeOf,
  identity,
  kubelet,
  registry,
  shop,
  shopView,
  stranger,
  subscription,
} from '../../support/domain/historyCases.ts';

const now = new Date('2026-11-28');
const remove = 'Microsoft.Authorization/roleAssignments/delete';
const lacksPull: Explainable = {
  code: 'missingGrant:D-06',
  missing: { principalId: kubelet, role: { id: acrPull }, scope: registry },
};

interface Removal {
  readonly scope?: string;
  readonly who?: string;
  readonly status?: string;
  readonly at?: string;
}

function removed(...removals: readonly Removal[]): readonly HistoryEntry[] {
  const events = removals.map(({ scope = registry, who = kubelet, status = 'Succeeded', at }, index) =>
    activityEvent({
      action: remove,
      id: assignment(scope, String(index)),
      operation: `op-${index}`,
      status,
      ...(at === undefined ? {} : { at }),
      properties: { responseBody: JSON.stringify({ properties: { principalId: who, roleDefinitionId: acrPull } }) },
    }),
  );
  return historyEntries(shopView, {
    events: events.flatMap((event) => loggedEvent(event) ?? []),
    rows: [],
    requests: [],
    now,
  }).entries;
}

const anyChange = changeOf({}, { timestamp: '2026-11-20T00:00:00Z', correlationId: 'op-0' });
const created = changeRow({
  ...anyChange,
  properties: { ...(anyChange['properties'] as object), changeType: 'Create' },
})!;

describe('what explains a finding', () => {
  it.each([
    ['where it is needed', registry],
    ['above that', subscription],
  ])('of a missing role is its removal %s (H-22)', (_, scope) => {
    expect(explainingEntry(lacksPull, removed({ scope }))?.role?.scope).toBe(scope);
  });

  it.each<[string, Removal]>([
    ['of another principal', { who: stranger }],
    ['that failed', { status: 'Failed' }],
    ['that was not finished', { status: 'Started' }],
    ['at another place', { scope: `${subscription}/resourceGroups/rg-shop` }],
  ])('of a missing role is no removal %s (H-22)', (_, removal) => {
    expect(explainingEntry(lacksPull, removed(removal))).toBeUndefined();
  });

  it('of a missing role is the removal of a wider one that gave it, too, and of none that did not (H-22)', () => {
    const [contributor, network] = ['b24988ac-6180-42a0-ab88-20f7382dd24c', '4d97b98b-1d4f-4787-a291-c67834d212e7'];
    const of = (role: string): readonly HistoryEntry[] => {
      const properties = {
        responseBody: JSON.stringify({ properties: { principalId: kubelet, roleDefinitionId: role } }),
      };
      const event = activityEvent({ action: remove, id: assignment(subscription, role), operation: role, properties });
      return historyEntries(shopView, {
        events: [loggedEvent(event)!],
        rows: [],
        requests: [],
        now,
      }).entries;
    };
    expect(explainingEntry(lacksPull, of(contributor))).toBeDefined();
    expect(explainingEntry(lacksPull, of(network))).toBeUndefined();
  });

  it('of a missing role is not a removal after which the role was granted again (H-22)', () => {
    const given = activityEvent({
      action: 'Microsoft.Authorization/roleAssignments/write',
      id: assignment(registry, 'again'),
      operation: 'op-again',
      at: '2026-11-21T00:00:00Z',
      properties: { requestbody: JSON.stringify({ properties: { principalId: kubelet, roleDefinitionId: acrPull } }) },
    });
    const again = historyEntries(shopView, {
      events: [loggedEvent(given)!],
      rows: [],
      requests: [],
      now,
    }).entries;
    const before = removed({ at: '2026-11-20T00:00:00Z' });
    expect(explainingEntry(lacksPull, [...again, ...before])).toBeUndefined();
    const after = removed({ at: '2026-11-22T00:00:00Z' });
    expect(explainingEntry(lacksPull, [...after, ...again, ...before])?.at).toBe('2026-11-22T00:00:00.000Z');
  });

  it('of a missing role is the newest of several removals, and only that leads to the finding (H-22)', () => {
    const entries = removed({ at: '2026-11-20T00:00:00Z' }, { at: '2026-11-22T00:00:00Z' });
    expect(explainingEntry(lacksPull, entries)?.at).toBe('2026-11-22T00:00:00.000Z');
    expect(entries.indexOf(explainingEntry(lacksPull, entries)!)).toBe(0);
  });

  const cluster = 'Microsoft.ContainerService/managedClusters';
  const made = (...events: readonly Parameters<typeof activityEvent>[0][]): readonly HistoryEntry[] =>
    historyEntries(shopView, {
      events: events.flatMap(
        (event, index) => loggedEvent(activityEvent({ operation: `op-${index}`, ...event })) ?? [],
      ),
      rows: [],
      requests: [],
      now,
    }).entries;

  it('of an identity that was made again is its deletion, or what is left of it: its creation (H-22)', () => {
    const recreated: Explainable = { code: 'identityRecreated:kubelet', places: [identity.toUpperCase()] };
    const deleted = { action: 'Microsoft.ManagedIdentity/userAssignedIdentities/delete', at: '2026-11-20T00:00:00Z' };
    expect(explainingEntry(recreated, made({ ...deleted, id: identity }))?.resourceId).toBe(identity);
    expect(explainingEntry(recreated, made({ ...deleted, id: identity, status: 'Failed' }))).toBeUndefined();
    expect(
      explainingEntry({ ...recreated, places: [`${identity}-2`] }, made({ ...deleted, id: identity })),
    ).toBeUndefined();
    const created = { ...changeOf({}, {}, identity) };
    const rows = [
      changeRow({ ...created, properties: { ...(created['properties'] as object), changeType: 'Create' } })!,
    ];
    const { entries } = historyEntries(shopView, { events: [], rows, requests: [], now });
    expect(explainingEntry(recreated, entries)?.isCreation).toBe(true);
  });

  it('of a left-over role is the change that took its holder from the cluster, before who assigned it (H-22)', () => {
    const grant = { role: 'AcrPull', scope: registry, principalId: stranger };
    const left: Explainable = { code: 'leftoverGrant', grant, former: { principalId: stranger } };
    const path = 'identity.userAssignedIdentities.id-old.principalId';
    const rows = [changeRow(changeOf({ [path]: [stranger.toUpperCase(), null] }))!];
    const { entries } = historyEntries(shopView, { events: [], rows, requests: [], now });
    expect(explainingEntry(left, entries)?.action).toBe(`${cluster}/write`);
    expect(explainingEntry({ ...left, former: { principalId: kubelet } }, entries)).toBeUndefined();
    const assigned = made({
      action: 'Microsoft.Authorization/roleAssignments/write',
      id: assignment(shop),
      properties: { requestbody: JSON.stringify({ properties: { principalId: stranger, roleDefinitionId: acrPull } }) },
    });
    const onShop = { ...left, grant: { ...grant, scope: shop } };
    const [given] = assigned;
    expect(explainingEntry(onShop, assigned)).toBe(given);
    expect(sinceText(given!, 'Nov 1', onShop)).toBe(
      'Assigned Nov 1 by ana@contoso.com (with Azure CLI). Since when it is unused is not known.',
    );
    expect(sinceText(given!, 'Nov 1', { ...onShop, former: undefined } as never)).toMatch(/^Since Nov 1: ana/);
  });

  it('of credentials of a cluster that was made again is the deletion of the former one (H-22)', () => {
    const entries = made({ action: `${cluster}/delete`, id: shop });
    const fix = { kind: 'moveCredentials' } as Explainable['fix'] & object;
    expect(explainingEntry({ code: 'credentialOfGoneIssuer', fix }, entries)?.resourceId).toBe(shop);
    const twice = made(
      { action: `${cluster}/delete`, id: shop, at: '2026-11-20T00:00:00Z' },
      { action: `${cluster}/delete`, id: shop, at: '2026-11-22T00:00:00Z' },
    );
    expect(explainingEntry({ code: 'credentialOfGoneIssuer', fix }, twice)).toBeUndefined();
    // Of any other issuer nobody knows whose it was.
    expect(explainingEntry({ code: 'credentialOfGoneIssuer' }, entries)).toBeUndefined();
  });

  it('of a grant is what made it, not who wrote the same again later (H-22)', () => {
    const grant = { role: 'AcrPull', scope: shop, principalId: kubelet };
    const wide: Explainable = { code: 'tooWideGrant', grant };
    const written = (at: string) => ({
      action: 'Microsoft.Authorization/roleAssignments/write',
      id: assignment(shop),
      at,
      properties: { requestbody: JSON.stringify({ properties: { principalId: kubelet, roleDefinitionId: acrPull } }) },
    });
    const nightly = made(
      written('2026-11-20T02:00:00Z'),
      written('2026-11-21T02:00:00Z'),
      written('2026-11-22T02:00:00Z'),
    );
    expect(explainingEntry(wide, nightly)?.at).toBe('2026-11-20T02:00:00.000Z');
    const since = (createdOn: string) => explainingEntry({ ...wide, grant: { ...grant, createdOn } }, nightly)?.at;
    expect(since('2026-11-21T02:00:01.1234567Z')).toBe('2026-11-21T02:00:00.000Z');
    expect(since('2026-03-02T00:00:00Z')).toBeUndefined();
  });

  it('of a missing role is perhaps a removal of which is not known whose, or what it gave (H-22)', () => {
    const group = `${subscription}/resourceGroups/rg-shared`;
    const own = 'aaaaaaaa-1111-4111-8111-aaaaaaaaaaaa';
    const said = (principalId: string, role: string) => ({
      responseBody: JSON.stringify({ properties: { principalId, roleDefinitionId: role } }),
    });
    const gone = (properties?: Parameters<typeof activityEvent>[0]['properties'], scope = group, at = '2026-11-20') =>
      made({ action: remove, id: assignment(scope), at: `${at}T00:00:00Z`, ...(properties && { properties }) });
    const given = made({
      action: 'Microsoft.Authorization/roleAssignments/write',
      id: assignment(registry, '9'),
      at: '2026-11-21T00:00:00Z',
      properties: { requestbody: JSON.stringify({ properties: { principalId: kubelet, roleDefinitionId: acrPull } }) },
    });
    // The place is in view of a history of the subscription.
    const isPerhaps = (entries: readonly HistoryEntry[]): boolean =>
      perhapsExplaining(lacksPull, entries) !== undefined && explainingEntry(lacksPull, entries) === undefined;
    expect(isPerhaps(gone(undefined, subscription))).toBe(true);
    expect(isPerhaps(gone(said(kubelet, own)))).toBe(true);
    expect(isPerhaps([...given, ...gone(undefined, subscription)])).toBe(false);
    expect(isPerhaps(gone(said(stranger, own), subscription))).toBe(false);
    expect(isPerhaps(gone(said(kubelet, '4d97b98b-1d4f-4787-a291-c67834d212e7')))).toBe(false);
    expect(perhapsExplaining({ code: 'localAccountsOn' }, gone(undefined, subscription))).toBeUndefined();
  });

  it.each([
    ['true', 'false', 1],
    ['true', null, 1],
    ['false', 'true', 0],
    [null, 'false', 0],
  ])('of local accounts that are on is the change from %s to %s: %i (H-22)', (before, after, count) => {
    const rows = [changeRow(changeOf({ 'properties.disableLocalAccounts': [before, after] }))!];
    const { entries } = historyEntries(shopView, { events: [], rows, requests: [], now });
    expect(entries.filter((entry) => explainingEntry({ code: 'localAccountsOn' }, entries) === entry)).toHaveLength(
      count,
    );
  });

  it('of local accounts is told with that property, however many others changed with it (H-22)', () => {
    const row = changeOf({
      'identity.type': ['SystemAssigned', 'UserAssigned'],
      'properties.oidcIssuerProfile.enabled': ['false', 'true'],
      'properties.disableLocalAccounts': ['true', 'false'],
    });
    const [entry] = historyEntries(shopView, { events: [], rows: [changeRow(row)!], requests: [], now }).entries;
    expect(sinceText(entry!, 'Nov 25', { code: 'localAccountsOn' })).toMatch(
      /^Since Nov 25: .* changed cluster shop: local accounts turned on; .*; and 1 other property/,
    );
    expect(whatText(entry!)).toMatch(/and 1 other property$/);
  });

  it.each<[string, readonly Parameters<typeof changeOf>[0][], boolean]>([
    ['nothing has changed them since', [], true],
    ['they were turned off since', [{ 'properties.disableLocalAccounts': ['false', 'true'] }], false],
  ])('of local accounts is the creation of the cluster, where %s: %s (H-22)', (_, later, isExplained) => {
    const rows = [
      created,
      ...later.map((changes) => changeRow(changeOf(changes, { timestamp: '2026-11-21T00:00:00Z' }))!),
    ];
    const { entries } = historyEntries(shopView, { events: [], rows, requests: [], now });
    expect(explainingEntry({ code: 'localAccountsOn' }, entries)?.isCreation === true).toBe(isExplained);
  });

  it('of local accounts is not the creation if what was changed since is no longer known (H-22)', () => {
    const event = activityEvent({ action: `${cluster}/write`, id: shop, at: '2026-11-21T00:00:00Z' });
    const entries = (valuesFrom?: string) =>
      historyEntries(shopView, {
        events: [loggedEvent(event)!],
        rows: [created],
        requests: [],
        now,
        ...(valuesFrom === undefined ? {} : { valuesFrom }),
      }).entries;
    expect(explainingEntry({ code: 'localAccountsOn' }, entries())).toBeUndefined();
    expect(explainingEntry({ code: 'localAccountsOn' }, entries('2026-11-14T00:00:00Z'))?.isCreation).toBe(true);
  });

  it('of a role with a condition says so, because the finding asks for the role without one (H-22)', () => {
    const condition = "@Resource[Microsoft.ContainerRegistry/registries/repositories:name] StringEquals 'shop/web'";
    const [entry] = made({
      action: remove,
      id: assignment(registry),
      properties: {
        responseBody: JSON.stringify({ properties: { principalId: kubelet, roleDefinitionId: acrPull, condition } }),
      },
    });
    expect(entry?.role?.condition).toBe(condition);
    expect(whatText(entry!)).toMatch(/^removed AcrPull from .* on registry acrshop \(with a condition\)$/);
    expect(detailTexts(entry!)).toContain(`Condition: ${condition}`);
  });
});
