import { setImmediate } from 'node:timers';
import { setTimeout } from 'node:timers/promises';
import { createClock, type Clock } from './arm/clock.ts';
import type { WorldFile } from './arm/worldFile.ts';
import { readSnapshot, restore, takeSnapshot, writeSnapshot, type Snapshot } from './files/snapshot.ts';
import { ResourceGraph } from './providers/resourceGraph/answer.ts';
import { GraphIndex } from './providers/resourceGraph/lag.ts';
import type { Emulation, EmulatorSettings } from './request/armRequest.ts';
import { giveEtags, hasHiddenEtags } from './request/etags.ts';
import { Faults } from './routing/faults.ts';
import { RequestLog } from './routing/requestLog.ts';
import { route } from './routing/router.ts';
import type { EmulatorRequest, EmulatorResponse } from './routing/exchange.ts';
import { Throttle } from './routing/throttle.ts';
import { withAccessFromResources } from './world/accessFromResources.ts';
import { copyChildrenIntoParents } from './world/childrenIntoParents.ts';
import { createListedChildren } from './world/childrenOfParents.ts';
import { addImpliedGroups } from './world/impliedGroups.ts';
import { World } from './world/world.ts';

/** Options of an emulator; everything but the world has a default. */
export type EmulatorOptions = Partial<EmulatorSettings> & {
  readonly world: WorldFile;
  /** The world is kept there; if the file exists, it is read instead of `world`. */
  readonly stateFile?: string;
  /** Real time in milliseconds; `Date.now` unless a test says otherwise. */
  readonly realTime?: () => number;
};

/** An emulator is an Azure Resource Manager without sockets, in the same process. */
export interface Emulator {
  /** Answers one request; requests are processed one after the other. Rejects only where the state cannot be written. */
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
};

/** Lets the requests be processed that are there already. */
function otherRequests(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Creates an emulator of a world. Throws a WorldFileError where the state file is damaged, and leaves that file alone. */
export function createEmulator(options: EmulatorOptions): Emulator {
  const { world: file, stateFile, realTime, ...given } = options;
  const settings = { ...defaultSettings, ...given };
  const kept = stateFile === undefined ? undefined : readSnapshot(stateFile);
  const clock = createClock(kept?.emulator.advancedSeconds ?? 0, realTime);
  const world = new World(withAccessFromResources(kept ?? file), clock.now(), () => clock.now());
  if (kept !== undefined) restore(world, kept);
  addImpliedGroups(world);
  copyChildrenIntoParents(world);
  createListedChildren(world);
  if (kept === undefined) giveEtags(world);
  world.hidesEtags = hasHiddenEtags(world);
  const emulation: Emulation = { world, clock, settings };
  const index = new GraphIndex(world, settings);
  const routing = {
    emulation,
    index,
    faults: new Faults(),
    log: new RequestLog(),
    throttle: new Throttle(settings.throttle),
    graph: new ResourceGraph(world, index),
  };
  let written = -1;
  const save = (): void => {
    if (stateFile === undefined || written === world.version) return;
    writeSnapshot(stateFile, takeSnapshot(emulation));
    written = world.version;
  };
  save();
  return {
    clock,
    snapshot: () => takeSnapshot(emulation),
    dispose: save,
    async handle(request) {
      if (settings.latencyMilliseconds > 0) await setTimeout(settings.latencyMilliseconds);
      const response = route(routing, request);
      save();
      await world.credentialWrites.answerLater(otherRequests);
      return response;
    },
  };
}
