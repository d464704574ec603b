import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmulator } from '../../../src/emulator/emulator.ts';
import { serveEmulator, type ListeningEmulator } from '../../../src/emulator/server.ts';
import { place, smallWorld } from '../../support/azure/smallWorld.ts';
import { allReadChecks } from './allReadChecks.ts';
import { writeChecks } from './checks.ts';
import { livePlace } from './place.ts';

let server: ListeningEmulator;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  server = await serveEmulator(createEmulator({ world: smallWorld() }), { port: 0 });
  env = {
    AKS_IDENTITY_LIVE: '1',
    AKS_IDENTITY_LIVE_SUBSCRIPTION: place.subscriptionId,
    AKS_IDENTITY_LIVE_GROUP: place.group,
    AKS_IDENTITY_LIVE_ENDPOINT: server.url,
    AKS_IDENTITY_LIVE_TOKEN: 'any',
  };
});

afterAll(async () => {
  await server.close();
});

describe('the checks for Azure itself', () => {
  it.each([...allReadChecks, ...writeChecks])('hold at the emulator: $title', async ({ run }) => {
    const live = await livePlace(env);
    if (typeof live === 'string') throw new Error(live);
    await run(live);
  });

  it('leave nothing behind', async () => {
    const { resources } = (await (await fetch(`${server.url}/_emulator/world`)).json()) as {
      resources: { id: string }[];
    };
    expect(resources.filter(({ id }) => id.includes('aks-identity-live'))).toEqual([]);
  });

  it('do not run unless they are asked for, need a subscription, and write nowhere unless a group is named', async () => {
    expect(await livePlace({})).toBe('AKS_IDENTITY_LIVE is not 1');
    await expect(livePlace({ AKS_IDENTITY_LIVE: '1' })).rejects.toThrow('AKS_IDENTITY_LIVE_SUBSCRIPTION');
    const { AKS_IDENTITY_LIVE_GROUP: _, ...reading } = env;
    expect(await livePlace(reading)).not.toHaveProperty('group');
  });
});
