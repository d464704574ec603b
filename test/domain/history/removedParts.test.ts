import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import { loggedEvent } from '../../../src/domain/history/activityEvents.ts';
import { historyEntries } from '../../../src/domain/history/entries.ts';
import { explainingEntry, perhapsExplaining, type Explainable } from '../../../src/domain/history/explained.ts';
import { whatText } from '../../../src/domain/history/text/historyLines.ts';
import type { HistoryEntry } from '../../../src/domain/history/model.ts';
import { activityEvent, identity, shop, shopView, subscription } from '../../support/domain/historyCases.ts';

const issuer = 'https://issuer.example/shop/';
/** An identity that is none of the cluster's own. */
const scanner = `${subscription}/resourceGroups/rg-other/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-scan`;
const credential = `${scanner}/federatedIdentityCredentials/c1`;
const binding = `${shop}/identityBindings/b1`;
const ofCredential = 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials';
const ofBinding = 'Microsoft.ContainerService/managedClusters/identityBindings';

type Step = readonly [id: string, verb: 'write' | 'delete', asked?: JsonObject];

/** One step each day, the first on Nov 10. */
function entriesOf(steps: readonly Step[]): readonly HistoryEntry[] {
  const events = steps.map(([id, verb, asked], index) =>
    activityEvent({
      action: `${id.startsWith(scanner) || id.startsWith(identity) ? ofCredential : ofBinding}/${verb}`,
      id,
      operation: `op-${index}`,
      at: `2026-11-${10 + index}T00:00:00Z`,
      ...(asked === undefined ? {} : { properties: { requestbody: JSON.stringify({ properties: asked }) } }),
    }),
  );
  const view = { ...shopView, issuer };
  const now = new Date('2026-11-28T00:00:00Z');
  return historyEntries(view, {
    events: events.flatMap((event) => loggedEvent(event) ?? []),
    rows: [],
    requests: [],
    now,
  }).entries;
}

const trusting = { issuer: issuer.slice(0, -1), subject: 'system:serviceaccount:a:b' };
const trustingOther = { ...trusting, issuer: 'https://issuer.example/other/' };
const binds = { managedIdentity: { resourceId: identity } };

const untrusted: Explainable = { code: 'gatingIdentityUntrusted', lacksTrust: { identityId: scanner, issuer } };
const unbound: Explainable = {
  code: 'imagePullIdentityUnbound',
  fix: { kind: 'bindIdentity', clusterId: shop, identityId: identity },
};

describe('what was removed from an identity or a cluster', () => {
  it('is in the history of the cluster if it trusted its issuer, with what it was (H-20)', () => {
    expect(
      entriesOf([
        [credential, 'write', trusting],
        [credential, 'delete'],
      ]).map(whatText),
    ).toEqual([
      'removed federated credential c1 of id-scan: issuer removed, which was https://issuer.example/shop; subject removed, which was system:serviceaccount:a:b',
      'created or changed federated credential c1 of id-scan: issuer: https://issuer.example/shop; subject: system:serviceaccount:a:b',
    ]);
    expect(
      entriesOf([
        [credential, 'write', trustingOther],
        [credential, 'delete'],
      ]),
    ).toEqual([]);
  });

  it.each<[string, Explainable, readonly Step[], 'told' | 'perhaps' | undefined]>([
    [
      'its credential',
      untrusted,
      [
        [credential, 'write', trusting],
        [credential, 'delete'],
      ],
      'told',
    ],
    [
      'its credential, which was made again',
      untrusted,
      [
        [credential, 'write', trusting],
        [credential, 'delete'],
        [`${credential}2`, 'write', trusting],
      ],
      undefined,
    ],
    [
      'a credential of another issuer',
      untrusted,
      [
        [credential, 'write', trustingOther],
        [credential, 'delete'],
      ],
      undefined,
    ],
    [
      'a credential that had trusted another issuer before',
      untrusted,
      [
        [credential, 'write', trustingOther],
        [credential, 'write', trusting],
        [credential, 'delete'],
      ],
      'told',
    ],
    [
      'a binding',
      unbound,
      [
        [binding, 'write', binds],
        [binding, 'delete'],
      ],
      'told',
    ],
    [
      'a binding, which was made again',
      unbound,
      [
        [binding, 'write', binds],
        [binding, 'delete'],
        [`${binding}2`, 'write', binds],
      ],
      undefined,
    ],
    [
      'a binding of another identity',
      unbound,
      [
        [binding, 'write', { managedIdentity: { resourceId: scanner } }],
        [binding, 'delete'],
      ],
      undefined,
    ],
    ['a binding of nobody knows whom', unbound, [[binding, 'delete']], 'perhaps'],
    ['no binding', unbound, [], undefined],
  ])('explains a finding where it was %s (H-22)', (_, finding, steps, expected) => {
    const entries = entriesOf(steps);
    const told = explainingEntry(finding, entries);
    const perhaps = perhapsExplaining(finding, entries);
    expect([told, perhaps].map((entry) => entry?.action.split('/').at(-1))).toEqual([
      expected === 'told' ? 'delete' : undefined,
      expected === 'perhaps' ? 'delete' : undefined,
    ]);
  });
});
