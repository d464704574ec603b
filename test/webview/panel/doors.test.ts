import { describe, expect, it } from 'vitest';
import type { ChangeList } from '../../../src/manifest.ts';
import { createDoors } from '../../../src/webview/panel/doors.ts';

const cluster = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c';

describe('a next step that removes credentials', () => {
  const step = (kind: 'replacedCredentials' | 'sharedCredential', id: string) =>
    ({ kind, identity: id, credentialIds: [id], ...(kind === 'replacedCredentials' ? { subjects: [] } : {}) }) as const;

  function removedBy(at: number | undefined): readonly unknown[] {
    const started: ChangeList[] = [];
    const next = [step('replacedCredentials', '/a'), step('sharedCredential', '/b'), { kind: 'rolesTakeTime' }];
    const run = {
      status: 'succeeded',
      next,
      changes: [{ kind: 'unbindIdentity', bindingId: `${cluster}/identityBindings/b` }],
    };
    const unused = (): never => {
      throw new Error('Nothing else is opened.');
    };
    const doors = createDoors(
      { clusterId: cluster },
      {
        store: { flow: () => ({ run }) } as never,
        host: { open: unused, reveal: unused, close: unused },
        changes: { start: unused, startAll: (list) => void started.push(list) },
        workloads: { check: unused },
      },
    );
    doors.goOn('removal', at);
    return started.flatMap(({ changes }) => changes);
  }

  it('removes those that it names, and none of another step of the same run', () => {
    expect(removedBy(0)).toEqual([{ kind: 'deleteCredential', credentialId: '/a' }]);
    expect(removedBy(1)).toEqual([{ kind: 'deleteCredential', credentialId: '/b' }]);
  });

  it.each([2, 3, -1])('removes nothing where the page names a step that leads elsewhere, or none: %s', (at) => {
    expect(removedBy(at)).toEqual([]);
  });
});

it('a next step that looks into the cluster starts the check, and shows what it finds among the workloads', () => {
  const done: unknown[] = [];
  const run = {
    status: 'succeeded',
    next: [{ kind: 'unboundPods' }],
    changes: [{ kind: 'unbindIdentity', bindingId: `${cluster}/identityBindings/b` }],
  };
  const changes = { start: () => undefined, startAll: () => undefined };
  const host = { open: (...what: unknown[]) => void done.push(what), reveal: () => undefined, close: () => undefined };
  const store = { flow: () => ({ run }), change: (change: unknown) => void done.push(change) } as never;
  const workloads = { check: async (): Promise<void> => void done.push('check') };
  createDoors({ clusterId: cluster }, { store, host, changes, workloads }).goOn('inCluster', 0);
  expect(done).toEqual(['check', { tab: 'workloads' }]);
  createDoors({}, { store, host, changes, workloads }).goOn('inCluster', 0);
  expect(done[2]).toEqual(['cluster', { kind: 'cluster', clusterId: cluster, tab: 'workloads' }]);
});

it('a next step that assigns a role opens that of its identity', () => {
  const opened: unknown[] = [];
  const run = {
    status: 'succeeded',
    next: [{ kind: 'firstRole', identityId: '/id-shop' }],
    changes: [{ kind: 'bindIdentity', clusterId: cluster, identityId: '/id-shop' }],
  };
  const unused = (): never => {
    throw new Error('Nothing else is opened.');
  };
  const doors = createDoors(
    { clusterId: cluster },
    {
      store: { flow: () => ({ run }) } as never,
      host: { open: (...what) => void opened.push(what), reveal: unused, close: unused },
      changes: { start: unused, startAll: unused },
      workloads: { check: unused },
    },
  );
  doors.goOn('role', 0);
  expect(opened).toEqual([['identity', { identityId: '/id-shop' }]]);
});
