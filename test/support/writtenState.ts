import { readFileSync } from 'node:fs';
import { createEmulator } from '../../src/emulator/emulator.ts';
import { demoWorld } from '../../src/emulator/scenarios/demo.ts';

/** The state that an emulator of the demo leaves in a file after its clock went on by a second. */
export async function writtenState(stateFile: string): Promise<unknown> {
  const emulator = createEmulator({ world: demoWorld(), stateFile });
  await emulator.handle({
    method: 'POST',
    url: 'http://127.0.0.1/_emulator/clock',
    headers: {},
    body: '{"advanceSeconds":1}',
  });
  emulator.dispose();
  return JSON.parse(readFileSync(stateFile, 'utf8'));
}
