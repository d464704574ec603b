import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import { loggedEvent } from '../../../src/domain/history/activityEvents.ts';
import { historyEntries } from '../../../src/domain/history/entries.ts';
import { explainingEntry, perhapsExplaining } from '../../../src/domain/history/explained.ts';
import type { Explainable } from '../../../src/domain/history/explanation.ts';
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
/** A credential of an identity of the cluster is in its history, whomever it trusts. */
const ownCredential = `${identity}/federatedIdentityCredentials/c1`;
const untrustedOwn: Explainable = { ...untrusted, lacksTrust: { identityId: identity, issuer } };
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

  it('is in that history, too, if it was written over to trust another one (H-20)', () => {
    expect(
      entriesOf([
        [credential, 'write', trusting],
        [credential, 'write', trustingOther],
      ]).map(whatText),
    ).toEqual([
      'created or changed federated credential c1 of id-scan: issuer from https://issuer.example/shop to https://issuer.example/other/; subject: system:serviceaccount:a:b',
      'created or changed federated credential c1 of id-scan: issuer: https://issuer.example/shop; subject: system:serviceaccount:a:b',
    ]);
  });

  const bindsOther = { managedIdentity: { resourceId: scanner } };
  it.each<[string, Explainable, readonly Step[], string]>([
    [
      'written over to trust another issuer',
      untrusted,
      [
        [credential, 'write', trusting],
        [credential, 'write', trustingOther],
        [credential, 'write', trustingOther],
      ],
      'told 1',
    ],
    [
      'written over, and written back since',
      untrusted,
      [
        [credential, 'write', trusting],
        [credential, 'write', trustingOther],
        [credential, 'write', trusting],
      ],
      'not',
    ],
    [
      'removed, and made for another issuer since',
      untrusted,
      [
        [credential, 'write', trusting],
        [credential, 'delete'],
        [credential, 'write', trustingOther],
      ],
      'told 1',
    ],
    [
      'one that was removed before, and trusted another issuer since',
      untrustedOwn,
      [
        [ownCredential, 'write', trustingOther],
        [ownCredential, 'delete'],
        [ownCredential, 'write', trustingOther],
        [ownCredential, 'write', { ...trustingOther, issuer: 'https://issuer.example/third/' }],
      ],
      'perhaps 0',
    ],
    ['written over, whatever it was before', untrustedOwn, [[ownCredential, 'write', trustingOther]], 'perhaps 0'],
    [
      'written over with nobody knows what',
      untrustedOwn,
      [
        [ownCredential, 'write', trusting],
        [ownCredential, 'write'],
      ],
      'perhaps 1',
    ],
    [
      'a binding that was given to another identity',
      unbound,
      [
        [binding, 'write', binds],
        [binding, 'write', bindsOther],
      ],
      'told 1',
    ],
    ['a binding that may have been another one', unbound, [[binding, 'write', bindsOther]], 'perhaps 0'],
  ])('explains a finding where it was %s (H-22)', (_, finding, steps, expected) => {
    const entries = entriesOf(steps);
    const told = explainingEntry(finding, entries);
    const entry = told ?? perhapsExplaining(finding, entries);
    const step = entry && Number(entry.at.slice(8, 10)) - 10;
    expect(step === undefined ? 'not' : `${told === undefined ? 'perhaps' : 'told'} ${step}`).toBe(expected);
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
