import { setImmediate } from 'node:timers';
import { setTimeout } from 'node:timers/promises';
import { createClock, type Clock } from './arm/clock.ts';
import type { WorldFile } from './arm/worldFile.ts';
import { readSnapshot, restoreState, takeSnapshot, writeSnapshot, type Snapshot } from './files/snapshot.ts';
import { ResourceGraph } from './providers/resourceGraph/answer.ts';
import { GraphIndex } from './providers/resourceGraph/lag.ts';
import type { EmulatorSettings } from './request/armRequest.ts';
import { giveEtags, hasHiddenEtags } from './request/etags.ts';
import { Faults } from './routing/faults.ts';
import { RequestLog } from './routing/requestLog.ts';
import { routeRequest } from './routing/router.ts';
import type { EmulatorRequest, EmulatorResponse, Routing, SavedWorld } from './routing/exchange.ts';
import { Throttle } from './routing/throttle.ts';
import { withAccessFromResources } from './world/accessFromResources.ts';
import { createListedChildren, copyChildrenIntoParents } from './world/childrenOfParents.ts';
import { addImpliedGroups } from './world/impliedGroups.ts';
import { World } from './world/world.ts';

/** Options of an emulator; only the world has no default. */
export type EmulatorOptions = Partial<EmulatorSettings> & {
  readonly world: WorldFile;
  /** The file that keeps the world; if it exists, it is read instead of `world`. */
  readonly stateFile?: string;
  /** Real time in milliseconds; `Date.now` unless a test says otherwise. */
  readonly realTime?: () => number;
};

/** An Azure Resource Manager without sockets, in the same process. */
export interface Emulator {
  /** Answers one request; requests are processed one after the other. Rejects only if the state can't be written. */
  handle(request: EmulatorRequest): Promise<EmulatorResponse>;
  readonly clock: Clock;
  snapshot(): Snapshot;
  dispose(): void;
}

/** The defaults of an emulator. */
const defaultSettings: EmulatorSettings = {
  operationSeconds: 5,
  propagationSeconds: 0,
  indexSeconds: 0,
  activitySeconds: 0,
  tokenSeconds: 6 * 3600,
  settlingSeconds: 0,
  migrationReimage: 'atOnce',
  keyRights: 'checked',
  featureSeconds: 900,
  credentialSeconds: 0,
  pageSize: 1000,
  throttle: false,
  latencyMilliseconds: 0,
  retryAfterSeconds: 1,
  operationStatuses: [],
};

/** Lets waiting requests be processed. */
function otherRequests(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Creates an emulator of a world. Throws a WorldFileError if the state file is damaged, and leaves that file alone. */
export function createEmulator(options: EmulatorOptions): Emulator {
  const { world: file, stateFile, realTime, ...given } = options;
  const settings = { ...defaultSettings, ...given };
  const stateAtStart = stateFile === undefined ? undefined : readSnapshot(stateFile);
  const secondsAhead = stateAtStart?.emulator.advancedSeconds ?? 0;
  const clock = createClock(secondsAhead, realTime);
  const saved = new Map<string, SavedWorld>();
  let written = '';
  const start = (snapshot: Snapshot | undefined): Routing => {
    const world = worldOf(file, snapshot, clock);
    const index = new GraphIndex(world, settings);
    const graph = new ResourceGraph(world, index);
    const throttle = new Throttle(settings.throttle);
    const emulation = { world, clock, settings };
    return { emulation, index, graph, throttle, faults: new Faults(), log: new RequestLog(), saved, restart };
  };
  const restart = (again?: SavedWorld): void => {
    if (again === undefined) clock.advance(secondsAhead - clock.secondsAhead);
    else clock.goOnFrom(again.now);
    routing = start(again?.snapshot ?? stateAtStart);
    written = '';
  };
  let routing = start(stateAtStart);
  const save = (): void => {
    const { version, history } = routing.emulation.world;
    const current = `${String(version)} ${String(history.version)}`;
    if (stateFile === undefined || written === current) return;
    writeSnapshot(stateFile, takeSnapshot(routing.emulation));
    written = current;
  };
  save();
  return {
    clock,
    snapshot: () => takeSnapshot(routing.emulation),
    dispose: save,
    async handle(request) {
      if (settings.latencyMilliseconds > 0) await setTimeout(settings.latencyMilliseconds);
      const response = routeRequest(routing, request);
      save();
      await routing.emulation.world.credentialWrites.answerLater(otherRequests);
      return response;
    },
  };
}

/** Makes the world from a file, or from a snapshot. */
function worldOf(file: WorldFile, snapshot: Snapshot | undefined, clock: Clock): World {
  const world = new World(withAccessFromResources(snapshot ?? file), clock.now(), () => clock.now());
  if (snapshot !== undefined) restoreState(world, snapshot);
  addImpliedGroups(world);
  copyChildrenIntoParents(world);
  createListedChildren(world);
  if (snapshot === undefined) giveEtags(world);
  world.hidesEtags = hasHiddenEtags(world);
  return world;
}
