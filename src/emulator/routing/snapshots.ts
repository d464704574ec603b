import { armRefusal, type ArmAnswer } from '../arm/error.ts';
import { takeSnapshot } from '../files/snapshot.ts';
import type { EmulatorRequest, Routing, SavedWorld } from './exchange.ts';

const address = /^\/_emulator\/snapshots(?:\/([^/]*)(\/restore)?)?$/;

/**
 * Answers `/_emulator/snapshots`: worlds that are kept in memory by name, and restored with the time at which they were
 * saved. Returns `undefined` for another address or method.
 */
export function snapshotsRoute(routing: Routing, { method }: EmulatorRequest, url: URL): ArmAnswer | undefined {
  const { saved, emulation, restart } = routing;
  const [path, name, action = ''] = address.exec(url.pathname) ?? [];
  if (path === undefined) return undefined;
  if (name === undefined) {
    if (method !== 'GET') return undefined;
    return {
      status: 200,
      body: { snapshots: [...saved].map(([snapshotName, world]) => snapshotAnswer(snapshotName, world)) },
    };
  }
  if (!/^[\w.-]{1,64}$/.test(name)) {
    const rule = 'has 1 to 64 letters, digits, dots, hyphens and underscores';
    throw armRefusal(400, 'InvalidSnapshotName', `The name of a snapshot ${rule}, and '${name}' is none.`);
  }
  switch (method + action) {
    case 'PUT': {
      const world = { snapshot: takeSnapshot(emulation), now: emulation.clock.now() };
      saved.set(name, world);
      return { status: 200, body: snapshotAnswer(name, world) };
    }
    case 'POST/restore': {
      const world = saved.get(name);
      if (world === undefined) throw snapshotNotFound(name, saved);
      restart(world);
      return { status: 200, body: snapshotAnswer(name, world) };
    }
    case 'DELETE':
      if (!saved.delete(name)) throw snapshotNotFound(name, saved);
      return { status: 204 };
    default:
      return undefined;
  }
}

function snapshotAnswer(name: string, { now }: SavedWorld): { readonly name: string; readonly now: string } {
  return { name, now: new Date(now).toISOString() };
}

function snapshotNotFound(name: string, saved: Routing['saved']): Error {
  const savedWords = saved.size === 0 ? 'there is none' : `there are ${[...saved.keys()].join(', ')}`;
  return armRefusal(404, 'SnapshotNotFound', `There is no snapshot '${name}'; ${savedWords}.`);
}
