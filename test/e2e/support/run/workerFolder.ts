import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The environment's name for the folder of an end-to-end run; what workers leave in it goes with the run. */
export const runFolder = 'AKS_IDENTITY_E2E_RUN';

/** Where a worker notes the leader of the processes that have to end with the run. */
export const pidFile = 'leader.pid';

/** Makes the folder of this worker. Throws if the run was started without its global setup. */
export async function makeWorkerFolder(): Promise<string> {
  const run = process.env[runFolder];
  if (run === undefined) throw new Error(`${runFolder} is not set: end-to-end tests need their global setup.`);
  const folder = join(run, String(process.pid));
  await mkdir(folder);
  return folder;
}
