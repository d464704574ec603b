import { describe, expect, it } from 'vitest';
import type { ActivityEntry } from '../../../src/app/runs/activity.ts';
import { dateAndTime } from '../../../src/domain/words/dateTime.ts';
import { activityRows, isMoving } from '../../../src/tree/activity/activityRows.ts';
import type { Row } from '../../../src/tree/row/row.ts';
import { say } from '../../../src/sentences/words.ts';

const now = new Date('2026-11-25T12:00:00Z');
const clusterId = '/subscriptions/1/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/shop';
const running: ActivityEntry = {
  activityId: 'a',
  title: say`Change control plane identity of shop to id-shop`,
  doing: say`Changing control plane identity of shop to id-shop`,
  done: say`Changed control plane identity of shop to id-shop`,
  changes: [{ kind: 'setControlPlane', clusterId, controlPlane: { kind: 'systemAssigned' } }],
  status: 'running',
  steps: [
    { id: '1', title: 'Grant', status: 'alreadyDone' },
    { id: '2', title: 'Update cluster', status: 'running', detail: say`Azure reports Updating` },
  ],
  startedAt: '2026-11-25T11:58:48Z',
  position: 1,
  resumable: false,
  disruption: [],
  former: [],
  timers: [],
};
const one = (entry: Partial<ActivityEntry>): Row => activityRows([{ ...running, ...entry }], now)[0]!;
const children = (row: Row): readonly string[] =>
  (row.children as readonly Row[]).map(({ label, description }) => [label, description].filter(Boolean).join(' | '));

const at = (minute: number): string => `2026-11-25T11:5${minute}:00Z`;

describe('the view Activity', () => {
  it('a running change shows for how long it has been running and at which step, and waiting can be stopped', () => {
    expect(one({})).toMatchObject({
      description: '01:12 \u00b7 step 2 of 2 \u00b7 Control plane to system-assigned',
      icon: { id: 'loading~spin' },
      contextValue: 'activity:running:cluster:',
      expanded: true,
      clusterId,
    });
    expect(children(one({}))).toEqual(['Grant | already done', 'Update cluster | Azure reports Updating']);
  });

  it.each<readonly [string | undefined, ActivityEntry['changes']]>([
    ['Control plane to system-assigned', running.changes],
    ['Kubelet to id-a', [{ kind: 'setKubelet', clusterId, identityId: '/x/id-a' }]],
    [
      'Kubelet to id-a',
      [
        { kind: 'createIdentity', subscriptionId: '1', resourceGroup: 'rg', name: 'id-a', location: 'x' },
        { kind: 'setKubelet', clusterId, identityId: '/x/id-a' },
      ],
    ],
    ['Attach acrshop', [{ kind: 'attachRegistry', clusterId, registryId: '/x/acrshop' }]],
    [
      'Connect pay/api to id-a',
      [{ kind: 'createCredential', clusterId, identityId: '/x/id-a', namespace: 'pay', serviceAccount: 'api' }],
    ],
    [undefined, [{ kind: 'attachRegistry', clusterId, registryId: '/x/acrshop' }, ...running.changes]],
    [undefined, [{ kind: 'deleteIdentity', identityId: '/x/id-a' }]],
  ])('a row of one change is called by its cluster, others keep their title: %s', (what, changes) => {
    const state = '01:12 \u00b7 step 2 of 2';
    const row = one({ changes, title: say`The title` });
    expect(row.label).toBe(what === undefined ? 'The title' : 'shop');
    expect(row.description).toBe(what === undefined ? state : `${state} \u00b7 ${what}`);
    expect(row.tooltip).toContainEqual(expect.objectContaining({ value: 'The title' }));
  });

  it('a failed change shows its code, what to do at the step, and that it can be resumed', () => {
    const error = { code: 'forbidden', message: 'No right to write.', armCode: 'AuthorizationFailed' } as const;
    const steps = [{ id: '2', title: 'Update cluster', status: 'failed', error } as const];
    const row = one({ status: 'failed', steps, endedAt: '2026-11-25T11:58:00Z', resumable: true });
    expect(row).toMatchObject({
      description: 'failed: AuthorizationFailed \u00b7 2 min ago \u00b7 Control plane to system-assigned',
      contextValue: 'activity:resumable:cluster:',
    });
    expect(children(row)[0]).toMatch(
      /^Update cluster \| No right to write \(AuthorizationFailed\)\. Ask an administrator/,
    );
  });

  it.each(['running', 'succeeded', 'failed', 'stopped'] as const)(
    'a click on a change that is %s shows it',
    (status) => {
      expect(one({ status })).toMatchObject({ activityId: 'a', click: 'aksIdentity.showResult' });
    },
  );

  it('a step that Azure refused says in few words what is lacking, and in its tooltip what Azure said', () => {
    const message =
      "The client 'ada' with object id '1' does not have authorization to perform action 'Microsoft.ContainerService/managedClusters/write' over scope '/s' or the scope is invalid. If access was recently granted, please refresh your credentials.";
    const error = { code: 'forbidden', message, armCode: 'AuthorizationFailed' } as const;
    const row = one({ steps: [{ id: '2', title: 'Update cluster', status: 'failed', error }] });
    const [step] = row.children as readonly Row[];
    expect(step?.description).toMatch(
      /^your account doesn't have the permission Microsoft\.ContainerService\/managedClusters\/write\. Ask an administrator/,
    );
    expect(step?.tooltip?.find(({ label }) => label === 'Failure')?.value).toContain('The client');
  });

  it('a change shows what has yet to take effect, with the time that is left (A-39, A-56)', () => {
    const timer = (
      kind: 'propagation' | 'tokenRefresh',
      text: string,
      endsAt: string,
    ): ActivityEntry['timers'][number] => ({
      kind,
      text,
      startedAt: now,
      endsAt: new Date(endsAt),
    });
    const timers = [
      timer('propagation', 'New roles take effect', '2026-11-25T12:41:30Z'),
      timer('tokenRefresh', 'Old identity in use', '2026-11-25T18:00:00Z'),
    ];
    const row = one({ status: 'succeeded', endedAt: '2026-11-25T11:59:30Z', timers });
    expect(row.description).toBe('Control plane to system-assigned \u00b7 just now');
    expect(children(row).slice(-2)).toEqual([
      'Up to 42 m left | until new roles take effect',
      'Up to 6 h left | until the control plane uses its new identity',
    ]);
  });

  it('a change that was left in the middle is marked so, and can be resumed', () => {
    const row = one({ status: 'stopped', resumable: true, wasClosed: true });
    expect(row.description).toBe(
      'can be resumed \u00b7 interrupted \u00b7 1 min ago \u00b7 Control plane to system-assigned',
    );
    expect(row.tooltip).toContainEqual({
      label: 'State',
      value: 'VS Code was closed while it ran; Azure may have continued',
    });
    expect(children(row)[1]).toBe('Update cluster | not tracked');
    expect((row.children as readonly Row[])[1]!.icon?.id).toBe('debug-pause');
  });

  it('a tooltip says when a change began and ended, as people write it, and the state of a step in words', () => {
    const row = one({ status: 'succeeded', endedAt: '2026-11-25T11:59:30Z' });
    const told = (label: string, { tooltip }: Row) => tooltip!.find((fact) => fact.label === label)?.value;
    expect(told('Started', row)).toBe(dateAndTime(new Date('2026-11-25T11:58:48Z')));
    expect(told('Ended', row)).toBe(dateAndTime(new Date('2026-11-25T11:59:30Z')));
    expect((row.children as readonly Row[]).map((step) => told('State', step))).not.toContain('alreadyDone');
  });

  it("a change that runs in another window is marked so, and can't be stopped from here", () => {
    const row = one({ elsewhere: true });
    expect(row).toMatchObject({
      description: 'in another window \u00b7 01:12 \u00b7 step 2 of 2 \u00b7 Control plane to system-assigned',
      contextValue: 'activity:cluster:',
      icon: { id: 'multiple-windows' },
    });
    expect(row.tooltip).toContainEqual({ label: 'State', value: 'running in another VS Code window' });
  });

  it('a failure that ended after the same change had succeeded is not folded away', () => {
    const entries: readonly ActivityEntry[] = [
      { ...running, activityId: 'b', status: 'succeeded', startedAt: at(1), endedAt: at(2), position: 1 },
      { ...running, activityId: 'a', status: 'failed', startedAt: at(0), endedAt: at(1), position: 2 },
    ];
    expect(activityRows(entries, now).map(({ key }) => key)).toEqual(['activity:b', 'activity:a']);
    const [success, failure] = entries;
    const later = [{ ...success!, position: 3 }, failure!];
    expect(activityRows(later, now).map(({ key }) => key)).toEqual(['activity:b', 'note:activity:settled']);
  });

  it('a change that has ended is another row than while it ran, so that VS Code does not keep it unfolded', () => {
    const ended = one({ status: 'succeeded', resumable: false, endedAt: at(1) });
    const rows = [one({}), ended, one({ status: 'stopped', resumable: true })];
    expect(rows.map(({ expanded }) => expanded)).toEqual([true, false, true]);
    expect(new Set(rows.map(({ key }) => key)).size).toBe(2);
    expect(rows[0]!.key).not.toBe(ended.key);
  });

  it('what waits to be resumed stands before what has ended', () => {
    const entries: readonly ActivityEntry[] = [
      { ...running, activityId: 'c', status: 'succeeded' },
      { ...running, activityId: 'b', status: 'stopped', resumable: true, changes: [] },
      { ...running, activityId: 'a', status: 'succeeded' },
    ];
    expect(activityRows(entries, now).map(({ key }) => key)).toEqual(['activity:b:open', 'activity:c', 'activity:a']);
  });

  it('attempts that the same change has made good later, whatever the clock said, are folded away below the others', () => {
    const failed = { ...running, status: 'failed', resumable: true } as const;
    const entries: readonly ActivityEntry[] = [
      { ...running, activityId: 'c', status: 'succeeded', startedAt: '2026-11-25T10:59:30Z', position: 2 },
      { ...failed, activityId: 'b', startedAt: '2026-11-25T11:59:00Z' },
      { ...failed, activityId: 'other', changes: [] },
      failed,
    ];
    const rows = activityRows(entries, now);
    expect(rows.map(({ key }) => key)).toEqual(['activity:other:open', 'activity:c', 'note:activity:settled']);
    expect(rows[2]).toMatchObject({ label: '2 earlier attempts', description: 'the same change succeeded later' });
    expect((rows[2]!.children as readonly Row[]).map(({ key, expanded }) => [key, expanded])).toEqual([
      ['activity:b:open', false],
      ['activity:a:open', false],
    ]);
    expect(activityRows([{ ...failed, position: 3 }, entries[0]!], now)).toHaveLength(2);
  });

  it('a row moves while something runs or a timer is on, and not afterwards', () => {
    expect([isMoving(running), isMoving({ ...running, status: 'succeeded' })]).toEqual([true, false]);
  });
});

it('the changes of a long journal are looked at a few times each, not once for each other run', () => {
  let looks = 0;
  const looked = (name: string): ActivityEntry['changes'] => {
    const change = { ...running.changes[0]!, clusterId: `${clusterId}-${name}`, toJSON: () => (looks++, name) };
    return [change];
  };
  const runs = (status: ActivityEntry['status'], first: number): readonly ActivityEntry[] =>
    Array.from({ length: 100 }, (_, index): ActivityEntry => {
      const activityId = `${status} ${index}`;
      return { ...running, activityId, status, changes: looked(`pay-${index}`), position: first + index };
    });
  const rows = activityRows([...runs('failed', 1), ...runs('succeeded', 101)], now);
  expect(rows.at(-1)).toMatchObject({ label: '100 earlier attempts' });
  expect(rows).toHaveLength(101);
  expect(looks).toBeLessThanOrEqual(3 * 200);
});
