/** What the journal remembers of what was sent, whatever comes later. */
import { describe, expect, it } from 'vitest';
import type { Sleep } from '../../../src/async/sleep.ts';
import { createIdentityService } from '../../../src/app/createIdentityService.ts';
import type { IdentityService } from '../../../src/app/identityService.ts';
import type { Outcome, StepState } from '../../../src/app/runs/activity.ts';
import { createJournal, type Store } from '../../../src/app/runs/journal.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { toUserAssigned } from '../../support/azure/changes.ts';
import { idA, idB, ids, idUnused, own, place, sami, smallWorld } from '../../support/azure/smallWorld.ts';

const toB = toUserAssigned(sami.id, idB.id);

interface Window {
  readonly store?: Store;
  /** Milliseconds by which the clock of the computer differs from Azure's. */
  readonly ahead?: number;
  readonly sleep?: Sleep;
}

/** A window of VS Code over the bench's Azure and journal. */
function windowOf(bench: Bench, { store = bench.store, ahead = 0, sleep }: Window = {}): IdentityService {
  const advance: Sleep = async (milliseconds) => void bench.emulator.clock.advance(milliseconds / 1000);
  return createIdentityService({
    connection: bench.connection,
    journal: createJournal(store),
    sleep: sleep ?? advance,
    now: () => new Date(bench.emulator.clock.now() + ahead),
  });
}

/** Lets a window work, and kills it while it waits for Azure. */
async function killed(
  bench: Bench,
  work: (window: IdentityService) => Promise<unknown>,
  how: Window = {},
): Promise<void> {
  const died = Promise.withResolvers<void>();
  const never: Sleep = () => {
    died.resolve();
    return new Promise(() => undefined);
  };
  void work(windowOf(bench, { ...how, sleep: never })).catch(died.reject);
  await died.promise;
}

const refusal = { status: 403, code: 'AuthorizationFailed', message: 'No.' };

describe('Clear Activity', () => {
  it('keeps a run that another window resumes between the look and the clearing', async () => {
    const bench = createBench(smallWorld());
    await bench.fault({ match: { method: 'PUT', pathContains: '/managedClusters/' }, ...refusal, times: 1 });
    const { activityId } = await windowOf(bench).apply([toB]);
    let reads = 0;
    const store: Store = {
      async read() {
        if (++reads === 2) await killed(bench, (window) => window.resume(activityId));
        return bench.store.read();
      },
      write: (text) => bench.store.write(text),
    };
    await windowOf(bench, { store }).clearActivity();
    expect(reads).toBeGreaterThanOrEqual(2);
    bench.emulator.clock.advance(600);
    const later = windowOf(bench);
    expect(await later.activity()).toMatchObject([{ activityId, status: 'stopped', resumable: true }]);
    expect(await later.resume(activityId)).toMatchObject({ status: 'succeeded' });
  });
});

describe('a clock that is set back', () => {
  it('keeps a change that is then interrupted the newest: it can be resumed, and overtakes what was before', async () => {
    const bench = createBench(smallWorld());
    await bench.fault({ match: { method: 'PUT', pathContains: '/managedClusters/' }, ...refusal, times: 1 });
    const before = await windowOf(bench).apply([toUserAssigned(sami.id, idA.id)]);
    bench.emulator.clock.advance(600);
    const ahead = -3_600_000;
    await killed(bench, (window) => window.apply([toB]), { ahead });
    bench.emulator.clock.advance(900);
    const later = windowOf(bench, { ahead });
    const [newest, older] = await later.activity();
    expect(newest).toMatchObject({ changes: [toB], status: 'stopped', resumable: true });
    expect(older).toMatchObject({ activityId: before.activityId, status: 'failed', resumable: false });
    await expect(later.resume(before.activityId)).rejects.toMatchObject({ code: 'refused' });
    expect(await later.resume(newest!.activityId)).toMatchObject({ status: 'succeeded' });
  });
});

const group = { subscriptionId: place.subscriptionId, resourceGroup: place.group, location: 'westeurope' };
const reader = { kind: 'assignRole', principalId: idUnused.principalId, role: { name: 'Reader' }, scope: ids.group };
const steps: readonly { readonly name: string; readonly change: Change; readonly match: object }[] = [
  {
    name: 'an identity that is made',
    change: { kind: 'createIdentity', ...group, name: 'id-new' },
    match: { method: 'PUT', pathContains: 'id-new' },
  },
  {
    name: 'an identity that is deleted',
    change: { kind: 'deleteIdentity', identityId: idUnused.id },
    match: { method: 'DELETE', pathContains: 'id-unused' },
  },
  {
    name: 'a role that is assigned',
    change: reader as Change,
    match: { method: 'PUT', pathContains: '/roleAssignments/' },
  },
  {
    name: 'a cluster that is changed',
    change: toUserAssigned(own.id, idB.id),
    match: { method: 'PUT', pathContains: 'managedClusters/own-weu' },
  },
  {
    name: 'node images that are upgraded',
    change: { kind: 'upgradeNodeImages', clusterId: own.id, pools: ['nodepool1'] },
    match: { method: 'POST', pathContains: 'upgradeNodeImageVersion' },
  },
];
const failedIn = ({ steps }: Pick<Outcome, 'steps'>): StepState | undefined =>
  steps.find(({ status }) => status === 'failed');
const refusals = [refusal, { status: 400, code: 'BadRequest', message: 'No.' }];

describe('a lost answer', () => {
  it.each(steps.flatMap((step) => refusals.map((answer) => ({ ...step, ...answer }))))(
    'about $name is remembered although the next tries get $status, in this session and the next',
    async ({ change, match, ...answer }) => {
      const bench = createBench(smallWorld());
      await bench.fault({ match, drop: 'before', times: 1 });
      bench.onWait = async () => {
        bench.onWait = undefined;
        await bench.fault({ match, ...answer, times: 99 });
      };
      const { activityId, ...outcome } = await bench.service.apply([change]);
      const refused = { status: 'failed', maybeTaken: true, error: { status: answer.status } };
      expect(outcome.status).toBe('failed');
      expect(failedIn(outcome)).toMatchObject(refused);
      const next = bench.restarted();
      const [entry] = await next.service.activity();
      expect(failedIn(entry!)).toMatchObject(refused);
      const again = await next.service.resume(activityId);
      expect(failedIn(again)).toMatchObject(refused);
    },
  );
});
