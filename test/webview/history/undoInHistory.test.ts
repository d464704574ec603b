import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import { clusterOf } from '../../../src/domain/cluster/fromArm.ts';
import { loggedEvent } from '../../../src/domain/history/activityEvents.ts';
import { historyEntries } from '../../../src/domain/history/entries.ts';
import { fixesInHistory, undoInHistory } from '../../../src/webview/history/fixesInHistory.ts';
import {
  acrPull,
  activityEvent,
  assignment,
  identity,
  kubelet,
  registry,
  shop,
  shopView,
  stranger,
  subscription,
} from '../../support/domain/historyCases.ts';
import { cluster, systemAssigned } from '../../support/domain/worldFacts.ts';

const issuer = 'https://issuer.example/shop/';
const now = clusterOf({
  ...cluster(systemAssigned, {
    identityProfile: { kubeletidentity: { resourceId: identity, clientId: stranger, objectId: kubelet } },
    oidcIssuerProfile: { enabled: true, issuerURL: issuer },
  }),
  id: shop,
});
const credential = `${identity}/federatedIdentityCredentials/basket`;
const asked = { issuer, subject: 'system:serviceaccount:shop:basket', audiences: ['api://AzureADTokenExchange'] };
const held = { scope: registry, principalId: kubelet, roleId: acrPull };

type Step = Omit<Parameters<typeof activityEvent>[0], 'at' | 'operation'>;
const body = (properties: JsonObject) => ({ requestbody: JSON.stringify({ properties }) });
const ofRole = (verb: string, principalId = kubelet, more: JsonObject = {}): Step => ({
  action: `Microsoft.Authorization/roleAssignments/${verb}`,
  id: assignment(registry),
  properties: body({ principalId, roleDefinitionId: acrPull, ...more }),
});
const ofCredential = (verb: string, more: JsonObject = {}): Step => ({
  action: `Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/${verb}`,
  id: credential,
  ...(verb === 'write' ? { properties: body({ ...asked, ...more }) } : {}),
});
const cascade = {
  authorization: { action: 'Microsoft.Resources/subscriptions/resourceGroups/delete', scope: subscription },
};

const assignAgain: Change = { kind: 'assignRole', principalId: kubelet, role: { id: acrPull }, scope: registry };
const createAgain: Change = {
  kind: 'createCredential',
  identityId: identity,
  name: 'basket',
  namespace: 'shop',
  serviceAccount: 'basket',
  clusterId: shop,
};

describe('what was taken from the identities of a cluster', () => {
  const removed = ofRole('delete');
  it.each<[string, readonly Step[], Change | undefined, JsonObject[]?]>([
    ['is a role that can be assigned again without a finding', [removed], assignAgain],
    ['is not assigned again where it is back', [removed], undefined, [held]],
    ['is not assigned again where that was done', [removed, ofRole('write')], undefined],
    ['is not assigned again to a principal that is none of its own', [ofRole('delete', stranger)], undefined],
    ['is not assigned again without its condition', [ofRole('delete', kubelet, { condition: 'x' })], undefined],
    ['is not assigned again where its place was deleted', [{ ...removed, more: cascade }], undefined],
    ['is not assigned again where its removal failed', [{ ...removed, status: 'Failed' }], undefined],
    ['is a credential that can be created again', [ofCredential('write'), ofCredential('delete')], createAgain],
    [
      'is not created again where that was done',
      ['write', 'delete', 'write'].map((verb) => ofCredential(verb)),
      undefined,
    ],
    [
      'is not created again for another issuer',
      [ofCredential('write', { issuer: 'https://other.example/' }), ofCredential('delete')],
      undefined,
    ],
    [
      'is not created again for another audience',
      [ofCredential('write', { audiences: ['api://other'] }), ofCredential('delete')],
      undefined,
    ],
    [
      'is not created again for what is no service account',
      [ofCredential('write', { subject: 'repo:contoso/shop' }), ofCredential('delete')],
      undefined,
    ],
    ['is not created again where nobody knows what it was', [ofCredential('delete')], undefined],
  ])('%s (H-22)', (_, steps, expected, roleAssignments = []) => {
    const events = steps.map((step, index) =>
      activityEvent({ ...step, at: `2026-11-${10 + index}T00:00:00Z`, operation: `op-${index}` }),
    );
    const { entries } = historyEntries(shopView, {
      events: events.flatMap((event) => loggedEvent(event) ?? []),
      rows: [],
      requests: [],
      now: new Date('2026-11-28T00:00:00Z'),
    });
    const model = {
      known: { cluster: now, roleAssignments: roleAssignments as never, findings: [] },
      history: { isReading: false, days: 90 as const, known: { entries } as never },
    };
    const fixes = entries.flatMap(fixesInHistory(model));
    expect(fixes.map(({ fixKey }) => undoInHistory(model, fixKey))).toEqual(expected === undefined ? [] : [expected]);
    expect(fixes.every(({ isLoss }) => !isLoss)).toBe(true);
  });
});
