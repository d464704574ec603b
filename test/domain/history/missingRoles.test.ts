import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import { loggedEvent } from '../../../src/domain/history/activityEvents.ts';
import { changeRow } from '../../../src/domain/history/changeRows.ts';
import { historyEntries } from '../../../src/domain/history/entries.ts';
import { explainingEntry, perhapsExplaining } from '../../../src/domain/history/explained.ts';
import type { Explainable } from '../../../src/domain/history/explanation.ts';
import type { HistoryEntry } from '../../../src/domain/history/model.ts';
import { sinceText } from '../../../src/domain/history/text/historyLines.ts';
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

const roles = 'Microsoft.Authorization/roleAssignments';
const lacksPull: Explainable = {
  code: 'missingGrant:D-06',
  missing: { identity: 'kubelet', principalId: kubelet, role: { id: acrPull }, scope: registry },
};
const slot = 'properties.identityProfile.kubeletidentity.objectId';
const ofControlPlane = `identity.userAssignedIdentities.${identity}.principalId`;

type Step = (at: string, id: string) => { readonly event?: JsonObject; readonly row?: JsonObject };

const role =
  (verb: 'write' | 'delete', status = 'Succeeded', condition?: string): Step =>
  (at, operation) => ({
    event: activityEvent({
      action: `${roles}/${verb}`,
      id: assignment(registry),
      operation,
      at,
      status,
      properties: {
        [verb === 'write' ? 'requestbody' : 'responseBody']: JSON.stringify({
          properties: { principalId: kubelet, roleDefinitionId: acrPull, condition },
        }),
      },
    }),
  });
const given = role('write');
const narrowed = role('write', 'Succeeded', 'only shop/web');
const removed = role('delete');
const begun = role('delete', 'Started');
const changed =
  (changes: Parameters<typeof changeOf>[0], more: JsonObject = {}): Step =>
  (timestamp, correlationId) => ({ row: changeOf(changes, { timestamp, correlationId, ...more }) });
const exchanged = changed({ [slot]: [stranger, kubelet] });
const byAzure = changed({ [slot]: [null, kubelet] }, { changedBy: 'System', changedByType: 'System' });
const otherSlot = changed({ [ofControlPlane]: [null, kubelet] });
const takenAway = changed({ [slot]: [kubelet, stranger] });
const otherSubnet = changed({ 'properties.agentPoolProfiles[1].vnetSubnetID': [null, `${subscription}/x`] });
const localAccounts = changed({ 'properties.disableLocalAccounts': ['true', 'false'] });
const created: Step = (timestamp, correlationId) => {
  const row = changeOf({}, { timestamp, correlationId });
  return { row: { ...row, properties: { ...(row['properties'] as JsonObject), changeType: 'Create' } } };
};
const unknownWrite: Step = (at, operation) => ({
  event: activityEvent({ action: 'Microsoft.ContainerService/managedClusters/write', id: shop, operation, at }),
});
const ownRole: Step = (at, operation) => ({
  event: activityEvent({
    action: 'Microsoft.Authorization/roleDefinitions/write',
    id: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${stranger}`,
    operation,
    at,
  }),
});

/** One step each day, the first on Nov 10. */
function entriesOf(steps: readonly Step[]): readonly HistoryEntry[] {
  const made = steps.map((step, index) => step(`2026-11-${10 + index}T00:00:00Z`, `op-${index}`));
  return historyEntries(shopView, {
    events: made.flatMap(({ event }) => (event && loggedEvent(event)) ?? []),
    rows: made.flatMap(({ row }) => (row && changeRow(row)) ?? []),
    requests: [],
    now: new Date('2026-11-28T00:00:00Z'),
  }).entries;
}

describe('a role that is missing', () => {
  it.each<[string, readonly Step[], string]>([
    ['is explained by who gave the cluster that identity', [exchanged], 'told 0'],
    ['is explained by that although its removal is older', [removed, exchanged], 'told 1'],
    ['is explained by its removal if that is newer', [exchanged, removed], 'told 1'],
    ['is not explained by an identity that had the role when it came', [given, exchanged], 'not'],
    ['is not explained by an identity that was given the role since', [exchanged, given], 'not'],
    ['is not explained by where else the identity was assigned', [otherSlot], 'not'],
    ['is not explained by who took the identity away', [takenAway], 'not'],
    ['is explained by the creation of the cluster', [created], 'told 0'],
    ['is not explained by a creation before which it was given', [given, created], 'not'],
    ['is perhaps explained by a creation since which more may need it', [created, otherSubnet], 'perhaps 0'],
    ['is perhaps explained by an identity since which more may need it', [exchanged, otherSubnet], 'perhaps 0'],
    ['is perhaps explained by an identity before unknown changes', [exchanged, unknownWrite], 'perhaps 0'],
    ['is explained by an identity before who gets in changed', [exchanged, localAccounts], 'told 0'],
    ['is perhaps explained by what Azure itself completed', [byAzure], 'perhaps 0'],
    ['is perhaps explained by a removal of which no end was logged', [given, begun], 'perhaps 1'],
    ['is not explained by such a removal before it was given again', [begun, given], 'not'],
    ['is perhaps explained by a condition', [given, narrowed], 'perhaps 1'],
    ['is explained by its removal although it was given with a condition since', [removed, narrowed], 'told 0'],
    ['is perhaps explained by a change of an own role', [ownRole], 'perhaps 0'],
    ['is not explained by a change of an own role before it was given', [ownRole, given], 'not'],
  ])('%s (H-22)', (_, steps, expected) => {
    const entries = entriesOf(steps);
    const told = explainingEntry(lacksPull, entries);
    const entry = told ?? perhapsExplaining(lacksPull, entries);
    const step = entry && Number(entry.at.slice(8, 10)) - 10;
    expect(step === undefined ? 'not' : `${told === undefined ? 'perhaps' : 'told'} ${step}`).toBe(expected);
  });

  it('is told with the identity that came, however many other properties changed (H-22)', () => {
    const step = changed({
      'identity.type': ['SystemAssigned', 'UserAssigned'],
      'properties.oidcIssuerProfile.enabled': ['false', 'true'],
      [slot]: [stranger, kubelet],
    });
    const [entry] = entriesOf([step]);
    expect(sinceText(entry!, 'Nov 10', lacksPull)).toMatch(
      /changed cluster shop: object ID of the identity of the kubelet/,
    );
  });
});

describe('other findings', () => {
  it.each<[string, Explainable, Step]>([
    [
      'local accounts',
      { code: 'localAccountsOn' },
      (at, operation) => ({ ...localAccounts(at, operation), ...unfinished(at, operation) }),
    ],
    [
      'an identity that was made again',
      { code: 'identityRecreated:kubelet', places: [identity] },
      (at, operation) => ({
        event: activityEvent({
          action: 'Microsoft.ManagedIdentity/userAssignedIdentities/delete',
          id: identity,
          operation,
          at,
          status: 'Started',
        }),
      }),
    ],
  ])('%s are perhaps explained by what has no logged end (H-22)', (_, finding, step) => {
    const entries = entriesOf([step]);
    expect(explainingEntry(finding, entries)).toBeUndefined();
    expect(perhapsExplaining(finding, entries)).toBe(entries[0]);
  });
});

function unfinished(at: string, operation: string): { readonly event: JsonObject } {
  const action = 'Microsoft.ContainerService/managedClusters/write';
  return { event: activityEvent({ action, id: shop, operation, at, status: 'Started' }) };
}
