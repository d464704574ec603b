import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createEmulator } from '../../../src/emulator/emulator.ts';
import { readWorld } from '../../../src/emulator/files/readWorld.ts';
import { WorldFileError } from '../../../src/emulator/files/worldFileError.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { drawn, fc } from '../../support/property.ts';
import { writtenState } from '../../support/writtenState.ts';

const folder = mkdtempSync(join(tmpdir(), 'emulator-'));
afterAll(() => rmSync(folder, { recursive: true }));
const stateFile = join(folder, 'state.json');

/** The value with something else at a path; `undefined` takes it out. */
function withAt(value: unknown, [name = '', ...rest]: readonly string[], put: unknown): unknown {
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<string, unknown>;
  copy[name] = rest.length === 0 ? put : withAt(copy[name], rest, put);
  return copy;
}

function pathsIn(value: unknown, before: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => [[...before, name], ...pathsIn(part, [...before, name])]);
}

const junk = fc.constantFrom<unknown>(null, 5, -1, '', 'x', [], {}, true, [null], [5], { a: null }, ['x'], undefined);

/** Either the file is refused with words, or what is made of it answers. */
function opensOrSaysWhy(open: () => ReturnType<typeof createEmulator>): void {
  let emulator: ReturnType<typeof createEmulator>;
  try {
    emulator = open();
  } catch (error) {
    expect(error).toBeInstanceOf(WorldFileError);
    return;
  }
  emulator.snapshot();
  emulator.dispose();
}

describe('a world file', () => {
  const world: unknown = JSON.parse(
    JSON.stringify({
      ...demoWorld(),
      groups: [{ objectId: 'g', displayName: 'G', members: ['m'] }],
      denyAssignments: [{ denyAssignmentName: 'D', scope: '/', permissions: [{ actions: ['*'] }] }],
    }),
  );

  it('with anything anywhere is either used or refused, and the refusal says where', () => {
    const paths = fc.constantFrom(...pathsIn(world));
    fc.assert(
      fc.property(paths, junk, (path, value) => {
        opensOrSaysWhy(() => createEmulator({ world: readWorld(JSON.stringify(withAt(world, path, value))) }));
      }),
      { numRuns: drawn(150) },
    );
  });

  it.each<readonly [string, unknown, string]>([
    ['resources.0.location', ['x'], 'resources[0].location must be a text'],
    ['resources.0.tags', 'x', 'resources[0].tags must be an object'],
    ['roleAssignments.1.name', [], 'roleAssignments[1].name must be a text'],
    ['roleAssignments.1.createdOn', 'yesterday', 'roleAssignments[1].createdOn must be a time'],
    ['roleAssignments.1.principalType', 5, 'roleAssignments[1].principalType must be a text'],
    ['denyAssignments.0.permissions', [{ actions: 'x' }], 'denyAssignments[0].permissions[0].actions must be a list'],
    ['denyAssignments.0.principals', [5], 'denyAssignments[0].principals[0] must be an object'],
    ['subscriptions.0.tenantId', 5, 'subscriptions[0].tenantId must be a text'],
  ])('with something odd as %s is refused', (path, value, message) => {
    expect(() => readWorld(JSON.stringify(withAt(world, path.split('.'), value)))).toThrow(message);
  });
});

describe('a state file', () => {
  it('that was damaged is either used or refused with an explanation', async () => {
    const state = await writtenState(stateFile);
    const paths = fc.constantFrom(...pathsIn(state).filter(([first]) => first === 'emulator'));
    fc.assert(
      fc.property(paths, junk, (path, value) => {
        writeFileSync(stateFile, JSON.stringify(withAt(state, path, value)));
        opensOrSaysWhy(() => createEmulator({ world: demoWorld(), stateFile }));
      }),
      { numRuns: drawn(150) },
    );
    rmSync(stateFile);
  });
});
