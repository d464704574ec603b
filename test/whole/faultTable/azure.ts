import { createClock, type Clock } from '../../../src/emulator/arm/clock.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { createEmulator } from '../../../src/emulator/emulator.ts';
import { restoreState, takeSnapshot, type Snapshot } from '../../../src/emulator/files/snapshot.ts';
import { ResourceGraph } from '../../../src/emulator/providers/resourceGraph/answer.ts';
import { GraphIndex } from '../../../src/emulator/providers/resourceGraph/lag.ts';
import { Faults, readFault } from '../../../src/emulator/routing/faults.ts';
import { RequestLog } from '../../../src/emulator/routing/requestLog.ts';
import { routeRequest } from '../../../src/emulator/routing/router.ts';
import type { EmulatorRequest, EmulatorResponse, HttpResponse } from '../../../src/emulator/routing/exchange.ts';
import { Throttle } from '../../../src/emulator/routing/throttle.ts';
import { World } from '../../../src/emulator/world/world.ts';
import { endpoint } from '../../support/azure/azureBench.ts';

/** Seconds by which Resource Graph lags: what it says is never enough for a write. */
const indexSeconds = 300;
const startsAt = Date.parse('2026-05-04T08:00:00Z');

/** A token that says nothing about its owner: in this world everybody owns everything. */
export const anyToken = 'x.e30.x';

/** An emulator that can be copied at any moment, with all that is going on in it. */
export interface Azure {
  readonly clock: Clock;
  now(): Snapshot;
  handle(request: EmulatorRequest): EmulatorResponse;
  /** What somebody else sends. */
  arm(method: string, path: string, body?: unknown): { status: number; body: Record<string, unknown> };
  /** The operation that the next such request starts ends Failed. */
  failNextOperation(method: string, path: string): void;
}

/** What an emulator of this world would begin with. */
export function beginning(world: WorldFile): Snapshot {
  return createEmulator({ world, realTime: () => startsAt }).snapshot();
}

/** An Azure that goes on from the snapshot. */
export function azureFrom(snapshot: Snapshot): Azure {
  const clock = createClock(snapshot.emulator.advancedSeconds, () => startsAt);
  const world = new World(snapshot, clock.now());
  restoreState(world, snapshot);
  const settings = {
    operationSeconds: 5,
    propagationSeconds: 0,
    indexSeconds,
    activitySeconds: 0,
    settlingSeconds: 0,
    tokenSeconds: 6 * 3600,
    migrationReimage: 'atUpgrade',
    keyRights: 'checked',
    featureSeconds: 900,
    credentialSeconds: 0,
    pageSize: 1000,
    throttle: false,
    latencyMilliseconds: 0,
    retryAfterSeconds: 1,
    operationStatuses: [],
  } as const;
  const emulation = { world, clock, settings };
  const index = new GraphIndex(world, settings);
  const faults = new Faults();
  const routing = {
    emulation,
    index,
    faults,
    log: new RequestLog(),
    throttle: new Throttle(settings.throttle),
    graph: new ResourceGraph(world, index),
    saved: new Map(),
    restart: () => undefined,
  };
  const handle = (request: EmulatorRequest): EmulatorResponse => routeRequest(routing, request);
  return {
    clock,
    handle,
    now: () => takeSnapshot(emulation),
    arm: (method, path, body) => {
      const { status, body: text } = handle({
        method,
        url: `${endpoint}${path}`,
        headers: { authorization: `Bearer ${anyToken}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }) as HttpResponse;
      return { status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
    },
    failNextOperation: (method, pathContains) => {
      const operationError = { code: 'ReconcileVNetFailed', message: 'The subnet is full.' };
      faults.add(readFault({ match: { method, pathContains }, operationError, times: 1 }));
    },
  };
}
