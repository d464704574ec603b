import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/domain/findings/finding.ts';
import type { Requirement } from '../../../src/domain/needs/need.ts';
import { unreadOf } from '../../../src/domain/report/unread.ts';

const unknown = (reason: string): Requirement[] => [{ verdict: 'unknown', reason } as Requirement];

describe('what was not read of a cluster', () => {
  it.each([
    "Role assignments can't be read: Forbidden.",
    "The subnet snet-aks can't be read, so whether it has a route table isn't known: Forbidden.",
    "The vaults can't be listed: Forbidden.",
    'The vault v was not found.',
  ])('what was not read of a cluster is a need of which is unknown: %s', (reason) => {
    expect(unreadOf({ findings: [], unknown: unknown(reason) })).toEqual([reason]);
  });

  it.each([
    "Azure doesn't show the service principal's object ID, so which role assignments are its own isn't certain.",
    'It is held under a condition.',
  ])('what was not read of a cluster is not what Azure tells nobody: %s', (reason) => {
    expect(unreadOf({ findings: [], unknown: unknown(reason) })).toEqual([]);
  });

  it('what was not read of a cluster is an identity or what connects workloads, once each', () => {
    const text = "The kubelet identity id can't be read, so we can't tell whether it was recreated.";
    const finding = { code: 'identityUnreadable', severity: 'unknown', text } as Finding;
    const reason = 'Federated credentials: Forbidden.';
    expect(unreadOf({ findings: [finding, finding], workloads: { unknown: [reason] } })).toEqual([text, reason]);
  });
});
