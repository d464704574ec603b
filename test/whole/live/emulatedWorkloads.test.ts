import { afterEach, describe, expect, it } from 'vitest';
import type { WorldFile, WorldResource } from '../../../src/emulator/arm/worldFile.ts';
import { createEmulator } from '../../../src/emulator/emulator.ts';
import { identityBinding } from '../../../src/emulator/scenarios/parts/clusters.ts';
import { bindingCredential, federatedCredential } from '../../../src/emulator/scenarios/parts/identities.ts';
import { serveEmulator, type ListeningEmulator } from '../../../src/emulator/server.ts';
import { idUnused, idB, place, smallWorld, uami } from '../../support/azure/smallWorld.ts';
import { livePlace } from './place.ts';
import { workloadChecks } from './workloadChecks.ts';

const claimsMatchingExpression = {
  value: "claims['sub'] matches 'system:serviceaccount:pr-*:app'",
  languageVersion: 1,
};
const plain = federatedCredential(idUnused, 'plain', uami.issuer, 'system:serviceaccount:shop:web');
const { subject: _, ...rest } = plain['properties'] as Record<string, string>;
const flexible: WorldResource = {
  ...plain,
  id: plain.id.replace(/plain$/, 'flexible'),
  name: 'flexible',
  properties: { ...rest, claimsMatchingExpression },
};

/** A world with one of each of what the checks ask about. */
function world(more: Partial<WorldFile>): WorldFile {
  const small = smallWorld();
  const issuing = { oidcIssuerProfile: { enabled: true, issuerURL: uami.issuer } };
  const resources = small.resources.map((each) =>
    each.id === uami.id ? { ...each, properties: { ...(each['properties'] as object), ...issuing } } : each,
  );
  const bound = [identityBinding(place, 'uami-weu', 'bound', idB), bindingCredential(idB)];
  return { ...small, resources: [...resources, plain, flexible, ...bound], ...more };
}

const open: ListeningEmulator[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

async function runAll(more: Partial<WorldFile>): Promise<void> {
  const server = await serveEmulator(createEmulator({ world: world(more) }), { port: 0 });
  open.push(server);
  const live = await livePlace({
    AKS_IDENTITY_LIVE: '1',
    AKS_IDENTITY_LIVE_SUBSCRIPTION: place.subscriptionId,
    AKS_IDENTITY_LIVE_ENDPOINT: server.url,
    AKS_IDENTITY_LIVE_TOKEN: 'any',
  });
  if (typeof live === 'string') throw new Error(live);
  for (const { run } of workloadChecks) await run(live);
}

describe('the questions about workloads for Azure itself', () => {
  it.each(['absent', 'null', 'hidden'] as const)(
    'are answered by an emulator whose stable versions show expressions as %s',
    async (flexibleCredentials) => {
      await runAll({ flexibleCredentials });
      await runAll({ flexibleCredentials, graphHasCredentials: true });
    },
  );

  it('fail where an issuer has a form that is not known', async () => {
    const { resources } = world({});
    const odd = { oidcIssuerProfile: { enabled: true, issuerURL: 'https://issuer.example/' } };
    const changed = resources.map((each) => (each.id === uami.id ? { ...each, properties: odd } : each));
    await expect(runAll({ resources: changed })).rejects.toThrow('https://issuer.example/');
  });
});
