import { describe, expect, it } from 'vitest';
import { titleOf } from '../../../src/domain/findings/catalogue.ts';
import type { Finding } from '../../../src/domain/findings/finding.ts';
import type { Requirement } from '../../../src/domain/needs/need.ts';
import { notCheckedIn, unreadOf } from '../../../src/domain/report/unread.ts';

const unknown = (reason: string, failed?: true): Requirement[] => [
  { verdict: 'unknown', reason, ...(failed ? { failed } : {}) } as Requirement,
];

describe('what was not read of a cluster', () => {
  it.each([
    "Role assignments can't be read: Forbidden.",
    "The subnet snet-aks can't be read, so whether it has a route table isn't known: Forbidden.",
    "The vaults can't be listed: Forbidden.",
    'Flux configurations: Forbidden.',
  ])('is a need whose verdict is unknown: row %#', (reason) => {
    expect(unreadOf({ findings: [], unknown: unknown(reason, true) })).toEqual([reason]);
  });

  it('is told once for each thing, also where the reasons are the same', () => {
    const reason = 'Forbidden.';
    const failed = ['Identities', 'Clusters'].map((what) => ({ what, reason }));
    const row = { findings: [], failed, workloads: { unknown: [`Identities: ${reason}`] } };
    expect(unreadOf(row)).toEqual([`Identities: ${reason}`, `Clusters can't be read: ${reason}`]);
    expect(unreadOf({ ...row, failed: failed.slice(0, 1) })).toEqual([`Identities: ${reason}`]);
  });

  it('is told with all that it leaves open, but for what nobody has asked', () => {
    const untold = new Map([
      ['trustedAccessReach', { reason: 'Forbidden.', isSkipped: false }],
      ['extensionIdentityGone', { reason: 'Forbidden.', isSkipped: false }],
      ['nodesCarrySeveral', { reason: 'Too many.', isSkipped: true }],
    ] as const);
    const titles = `${titleOf('trustedAccessReach')}, ${titleOf('extensionIdentityGone')}`;
    expect(unreadOf({ findings: [], untold })).toEqual([`It can't be told whether this is so: ${titles}. Forbidden.`]);
    expect(notCheckedIn({ findings: [], untold })).toBe(1);
  });

  it.each([
    "Azure doesn't show the service principal's object ID, so which role assignments are its own isn't certain.",
    'It is held under a condition.',
  ])('is not what Azure tells nobody: row %#', (reason) => {
    expect(unreadOf({ findings: [], unknown: unknown(reason) })).toEqual([]);
  });

  it('is an identity or what connects workloads, once each', () => {
    const text = "The kubelet identity id can't be read, so we can't tell whether it was recreated.";
    const finding = { code: 'identityUnreadable', severity: 'unknown', text } as Finding;
    const reason = 'Federated credentials: Forbidden.';
    expect(unreadOf({ findings: [finding, finding], workloads: { unknown: [reason] } })).toEqual([text, reason]);
  });
});
