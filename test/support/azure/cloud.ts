import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { createEmulator } from '../../../src/emulator/emulator.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { newestIn, olderCloud } from './olderCloud.ts';

/** The public cloud, or one that gets API versions months later. */
export type Cloud = 'public' | 'older';

/** The cloud of every world that does not say otherwise: AKS_IDENTITY_E2E_CLOUD, else the public one. */
const cloudOfRun = chosenCloud(process.env['AKS_IDENTITY_E2E_CLOUD'] ?? 'public');

function chosenCloud(name: string): Cloud {
  if (name === 'public' || name === 'older') return name;
  throw new Error(`AKS_IDENTITY_E2E_CLOUD must be public or older: '${name}'`);
}

/** The world as the cloud offers it. */
export function inCloud(world: WorldFile, cloud = cloudOfRun): WorldFile {
  if (cloud === 'public') return world;
  const { apiVersions, ...rest } = olderCloud(world);
  return { ...rest, apiVersions: { ...apiVersions, 'Microsoft.ResourceGraph': [newestIn.resourceGraph] } };
}

/** Leaves the demo's world where the extension keeps it, even if the demo would otherwise be in another cloud. */
export async function prepareDemo(userDataDir: string): Promise<void> {
  if (cloudOfRun === 'public') return;
  const folder = join(userDataDir, 'User', 'globalStorage', 'aks-identity.aks-identity');
  await mkdir(folder, { recursive: true });
  createEmulator({ world: inCloud(demoWorld()), stateFile: join(folder, 'demo-world.json') }).dispose();
}
