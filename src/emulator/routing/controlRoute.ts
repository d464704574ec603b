import { armRefusal, type ArmAnswer } from '../arm/error.ts';
import { isObject } from '../arm/json.ts';
import type { Json } from '../arm/worldFile.ts';
import { takeSnapshot } from '../files/snapshot.ts';
import type { Emulation } from '../request/armRequest.ts';
import { decideActivation } from '../providers/authorization/scheduleRequests.ts';
import { authorize } from './authorize.ts';
import { completeDueOperations } from './completeOperations.ts';
import { readFault } from './faults.ts';
import type { EmulatorRequest, Routing } from './exchange.ts';
import { recordService } from './recordWrites.ts';
import { snapshotsRoute } from './snapshots.ts';

/** Answers the emulator's own endpoints: request log, clock, faults, approvals, world, reset and snapshots. */
export function controlRoute(routing: Routing, request: EmulatorRequest, url: URL): ArmAnswer {
  const { emulation, faults, log } = routing;
  const ofSnapshots = snapshotsRoute(routing, request, url);
  if (ofSnapshots !== undefined) return ofSnapshots;
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /_emulator/requests':
      return { status: 200, body: { requests: log.entries as unknown as Json } };
    case 'DELETE /_emulator/requests':
      log.clear();
      return { status: 204 };
    case 'POST /_emulator/clock':
      return advanceClock(routing, request);
    case 'GET /_emulator/clock':
      return { status: 200, body: clockAnswer(emulation) };
    case 'POST /_emulator/reset':
      routing.restart();
      return { status: 200, body: clockAnswer(emulation) };
    case 'POST /_emulator/faults':
      faults.add(readFault(readBody(request)));
      return { status: 200, body: {} };
    case 'DELETE /_emulator/faults':
      faults.clear();
      return { status: 204 };
    case 'POST /_emulator/authorize':
      return { status: 200, body: authorize(emulation, readBody(request)) };
    case 'POST /_emulator/approvals':
      return {
        status: 200,
        body: recordService(emulation, emulation.clock.now(), () => decideActivation(emulation, readBody(request))),
      };
    case 'GET /_emulator/world':
      return { status: 200, body: takeSnapshot(emulation) as unknown as Json };
    default:
      throw armRefusal(404, 'NotFound', `The emulator has no control endpoint '${request.method} ${url.pathname}'.`);
  }
}

/** Leaves room for what operations and tokens add to the time, so that every date has four digits. */
const endOfTime = Date.UTC(9001, 0);

function advanceClock({ emulation, index }: Routing, request: EmulatorRequest): ArmAnswer {
  const body = readBody(request);
  const seconds = isObject(body) ? body['advanceSeconds'] : undefined;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds < 0) {
    throw armRefusal(400, 'InvalidClock', 'advanceSeconds must be a number that is not negative.');
  }
  if (emulation.clock.now() + seconds * 1000 >= endOfTime) {
    throw armRefusal(400, 'InvalidClock', 'The clock cannot be advanced beyond the year 9000.');
  }
  emulation.clock.advance(seconds);
  emulation.world.changed();
  completeDueOperations(emulation);
  index.note(emulation.clock.now());
  return { status: 200, body: clockAnswer(emulation) };
}

function clockAnswer({ clock }: Emulation): { readonly now: string } {
  return { now: new Date(clock.now()).toISOString() };
}

function readBody({ body }: EmulatorRequest): Json | undefined {
  if (body === undefined || body === '') return undefined;
  try {
    return JSON.parse(body) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) throw armRefusal(400, 'InvalidJson', `The body is not JSON: ${error.message}`);
    throw error;
  }
}
