import { describe, expect, it } from 'vitest';
import type { Step } from '../../../src/domain/plan/plan.ts';
import { createJournal } from '../../../src/app/runs/journal.ts';
import type { RunRecord, StepRecord } from '../../../src/app/runs/runRecord.ts';
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
  ...(['addAccessPolicy', 'removeAccessPolicy', 'rejoinFleet', 'deleteTrustedBinding'] as const).map(
    (kind) => [step(kind, `${clusterId}/x/${kind}`, { clusterId }), undefined] as const,
  ),
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
    const steps = ['a', 'b', 'c', 'A'].map((name, index) => {
      const credentialId = `${identity(name)}/federatedIdentityCredentials/${index}`;
      return step('deleteCredential', credentialId, { credentialId });
    });
    const records = steps.map(({ id }, index) => {
      const at = new Date(start + index * 1000).toISOString();
      return { id, status: 'done', sentAt: at, endedAt: at };
    });
    const entry = { activityId: 'x', connection, plan: { title: 'x', steps }, status: 'succeeded', steps: records };
    const journal = { ...createJournal(memory()), known: () => Promise.resolve([entry as unknown as RunRecord]) };
    const writes = createRecentWrites(journal, connection, () => new Date(start + minute));
    expect(writes.identities()).toEqual([]);
    await writes.after(() => Promise.resolve());
    expect(writes.identities()).toEqual([identity('A'), identity('c'), identity('b')]);
  });

  it('each step of a run counts by what the journal says of itself', async () => {
    const steps = ['a', 'b'].map((name) => step('createIdentity', identity(name), { identityId: identity(name) }));
    const [late, early] = [start + 9 * minute, start].map((time) => new Date(time).toISOString());
    const records = [
      { id: steps[1]!.id, status: 'done', sentAt: late, endedAt: late },
      { id: steps[0]!.id, status: 'done', sentAt: early, endedAt: early },
    ];
    const entry = { activityId: 'x', connection, plan: { title: 'x', steps }, status: 'succeeded', steps: records };
    const journal = { ...createJournal(memory()), known: () => Promise.resolve([entry as unknown as RunRecord]) };
    const writes = createRecentWrites(journal, connection, () => new Date(start + 10 * minute));
    await writes.after(() => Promise.resolve());
    expect(writes.identities()).toEqual([identity('b')]);
  });

  it('what was cleared is known as a write, and is no entry', async () => {
    const one = step('createIdentity', identity('a'), { identityId: identity('a') });
    const at = new Date(start).toISOString();
    const steps = [{ id: one.id, status: 'done', sentAt: at, endedAt: at }];
    const shown = { activityId: 'shown', connection, plan: { title: 'x', steps: [] }, status: 'succeeded', steps: [] };
    const cleared = { ...shown, activityId: 'cleared', plan: { title: 'x', steps: [one] }, steps, isCleared: true };
    const known = [shown, cleared] as unknown as readonly RunRecord[];
    const journal = { ...createJournal(memory()), known: () => Promise.resolve(known) };
    const writes = createRecentWrites(journal, connection, () => new Date(start));
    await writes.after(() => Promise.resolve());
    expect(writes.entries()).toEqual([shown]);
    expect(writes.identities()).toEqual([identity('a')]);
  });
});

describe('what the journal says of a write', () => {
  const iso = (time: number): string => new Date(time).toISOString();
  const early = iso(start);
  const late = iso(start + 4 * minute);
  const now = start + 6 * minute;

  it.each<[string, Partial<StepRecord>, boolean]>([
    ['a step that has ended lately', { status: 'done', sentAt: early, endedAt: late }, true],
    ['a step that has ended long ago', { status: 'done', sentAt: early, endedAt: early, operation: 'x' }, false],
    ['a step that was sent lately and has no end', { status: 'pending', sentAt: late }, true],
    ['a step that was sent long ago and has no end', { status: 'pending', sentAt: early }, false],
    ['a step that runs', { status: 'running', sentAt: early }, true],
    ['a step whose operation may go on', { status: 'failed', sentAt: early, endedAt: early, operation: 'x' }, true],
    ['a step that failed long ago', { status: 'failed', sentAt: early, endedAt: early }, false],
    ['a step that was never sent', { status: 'running' }, false],
    ['a step that had nothing to do', { status: 'alreadyDone', endedAt: late }, false],
  ])('%s counts as a write: %s', async (_, record, isRecent) => {
    const one = step('createResourceGroup', group, { groupId: group });
    const plan = { title: 'x', steps: [one] };
    const entry = { activityId: 'x', connection, plan, status: 'failed', steps: [{ id: one.id, ...record }] };
    const unknown = { ...entry, activityId: 'y', steps: [] };
    const entries = [entry, unknown] as unknown as readonly RunRecord[];
    const asked: string[] = [];
    const journal = {
      ...createJournal(memory()),
      known: (of: string) => {
        asked.push(of);
        return Promise.resolve(entries);
      },
    };
    const writes = createRecentWrites(journal, connection, () => new Date(now));
    expect(writes.entries()).toEqual([]);
    expect(await writes.after(() => Promise.resolve('result'))).toBe('result');
    expect([writes.entries(), asked]).toEqual([entries, [connection]]);
    expect(writes.isIn('6f1f6a1e-0000-4000-8000-000000000001')).toBe(isRecent);
    expect(writes.isIn('6f1f6a1e-0000-4000-8000-000000000002')).toBe(false);
  });

  it('the latest of several writes counts, in whatever order they are found', () => {
    let time = start + 4 * minute;
    const writes = createRecentWrites(createJournal(memory()), connection, () => new Date(time));
    const one = step('deleteIdentity', identity('a'), { identityId: identity('a') });
    writes.note(one);
    time = start;
    writes.note(one);
    time = now;
    expect(writes.isIn('6f1f6a1e-0000-4000-8000-000000000001')).toBe(true);
    expect(writes.identities()).toEqual([identity('a')]);
  });

  it('a write above all subscriptions is in none', () => {
    const writes = createRecentWrites(createJournal(memory()), connection, () => new Date(start));
    writes.note(step('assignRole', '/providers/Microsoft.Authorization/roleAssignments/x', {}));
    expect(writes.isIn('')).toBe(false);
    expect(writes.isIn('undefined')).toBe(false);
  });
});

function memory(): { read: () => Promise<undefined>; write: () => Promise<void> } {
  return { read: () => Promise.resolve(undefined), write: () => Promise.resolve() };
}
