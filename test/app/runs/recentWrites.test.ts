import { describe, expect, it } from 'vitest';
import type { Step } from '../../../src/domain/plan/plan.ts';
import { createJournal } from '../../../src/app/runs/journal.ts';
import type { RunRecord } from '../../../src/app/runs/runRecord.ts';
import { createRecentWrites } from '../../../src/app/runs/recentWrites.ts';

const group = '/subscriptions/6f1f6a1e-0000-4000-8000-000000000001/resourceGroups/rg';
const identity = (name: string): string =>
  `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
const clusterId = `${group}/providers/Microsoft.ContainerService/managedClusters/shop`;
const connection = 'here';

const step = (kind: Step['kind'], path: string, more: object): Step =>
  ({ id: `${kind} ${path}`, kind, title: kind, request: { method: 'PUT', path }, ...more }) as unknown as Step;

const written: readonly (readonly [Step, string | undefined])[] = [
  ...(['createIdentity', 'deleteIdentity'] as const).map(
    (kind) => [step(kind, identity(kind), { identityId: identity(kind) }), identity(kind)] as const,
  ),
  ...(['createCredential', 'deleteCredential'] as const).map((kind) => {
    const credentialId = `${identity(kind)}/federatedIdentityCredentials/x`;
    return [step(kind, credentialId, { credentialId, clusterId }), identity(kind)] as const;
  }),
  [step('createBinding', `${clusterId}/identityBindings/x`, { identityId: identity('bound') }), identity('bound')],
  [step('deleteBinding', `${clusterId}/identityBindings/x`, {}), undefined],
  [step('createResourceGroup', group, { groupId: group }), undefined],
  [step('createCluster', clusterId, { clusterId }), undefined],
  [step('putCluster', clusterId, { clusterId }), undefined],
  [step('upgradeNodeImage', `${clusterId}/agentPools/x`, {}), undefined],
  [step('assignRole', `${group}/providers/Microsoft.Authorization/roleAssignments/x`, { scope: group }), undefined],
  [step('removeRole', `${group}/providers/Microsoft.Authorization/roleAssignments/x`, { scope: group }), undefined],
];

const start = Date.parse('2026-05-04T08:00:00Z');
const minute = 60_000;

describe('recent writes', () => {
  it.each(written.map(([one, id]) => [one.kind, one, id] as const))(
    'a write of the kind %s is remembered for the identity whose credentials it may change, for 5 minutes',
    (_, one, id) => {
      let time = start;
      const writes = createRecentWrites(createJournal(memory()), connection, () => new Date(time));
      writes.note(one);
      const known = id === undefined ? [] : [id];
      for (const [after, expected] of [
        [0, known],
        [5 * minute - 1, known],
        [5 * minute, []],
      ] as const) {
        time = start + after;
        expect(writes.identities()).toEqual(expected);
        expect(writes.isIn('6F1F6A1E-0000-4000-8000-000000000001')).toBe(after < 5 * minute);
      }
    },
  );

  it('writes of other windows are known from the journal, the latest identity first, each once', async () => {
    const steps = ['a', 'b', 'A'].map((name, index) => {
      const credentialId = `${identity(name)}/federatedIdentityCredentials/${index}`;
      return step('deleteCredential', credentialId, { credentialId });
    });
    const records = steps.map(({ id }, index) => {
      const at = new Date(start + index * 1000).toISOString();
      return { id, status: 'done', sentAt: at, endedAt: at };
    });
    const entry = { activityId: 'x', connection, plan: { title: 'x', steps }, status: 'succeeded', steps: records };
    const journal = { ...createJournal(memory()), all: () => Promise.resolve([entry as unknown as RunRecord]) };
    const writes = createRecentWrites(journal, connection, () => new Date(start + minute));
    expect(writes.identities()).toEqual([]);
    await writes.after(() => Promise.resolve());
    expect(writes.identities()).toEqual([identity('A'), identity('b')]);
  });
});

function memory(): { read: () => Promise<undefined>; write: () => Promise<void> } {
  return { read: () => Promise.resolve(undefined), write: () => Promise.resolve() };
}
