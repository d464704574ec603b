import { describe, expect, it } from 'vitest';
import { roleByName } from '../../../src/domain/access/roles.ts';
import { roleAssignmentName } from '../../../src/domain/arm/stableId.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { toUserAssigned } from '../../support/azure/changes.ts';
import { idB, ids, idUnused, place, sami, smallWorld, uami } from '../../support/azure/smallWorld.ts';

const aks = '?api-version=2026-04-01';
const msi = '?api-version=2024-11-30';
const { subscriptionId, group: resourceGroup, location } = place;
const made = `${ids.group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-n`;
const contributor = roleByName('Contributor')!.guid;
const grant = `${ids.group}/providers/Microsoft.Authorization/roleAssignments/${roleAssignmentName(ids.group, contributor, idB.principalId)}`;

interface Row {
  readonly what: string;
  readonly change: Change;
  /** Seconds after which an answer is too old; a check of all uses may take a minute. */
  readonly tooOld: number;
  /** The colleague acts after one of these reads. */
  readonly read: RegExp;
  readonly act: (bench: Bench) => Promise<{ readonly status: number }>;
  /** What the colleague has done is still so. */
  readonly isKept: (bench: Bench) => Promise<boolean>;
}

const rows: readonly Row[] = [
  {
    what: 'the number of nodes of a cluster that gets another identity',
    change: toUserAssigned(uami.id, idB.id),
    tooOld: 10,
    read: /managedClusters\/uami-weu\?/,
    async act(bench) {
      const { body } = await bench.arm('GET', `${uami.id}/agentPools/nodepool1${aks}`);
      const properties = { ...(body['properties'] as object), count: 7 };
      return bench.arm('PUT', `${uami.id}/agentPools/nodepool1${aks}`, { properties });
    },
    async isKept(bench) {
      const { body } = await bench.arm('GET', `${uami.id}/agentPools/nodepool1${aks}`);
      return (body['properties'] as { count: number }).count === 7;
    },
  },
  {
    what: 'an identity that a cluster uses by now',
    change: { kind: 'deleteIdentity', identityId: idUnused.id },
    tooOld: 60,
    read: /userAssignedIdentities\/id-unused\?|managedClusters/,
    async act(bench) {
      const { body } = await bench.arm('GET', sami.id + aks);
      const identity = { type: 'UserAssigned', userAssignedIdentities: { [idUnused.id]: {} } };
      return bench.arm('PUT', sami.id + aks, { ...body, identity });
    },
    isKept: async (bench) => (await bench.arm('GET', idUnused.id + msi)).status === 200,
  },
  {
    what: 'the tags of an identity that somebody else has made',
    change: { kind: 'createIdentity', subscriptionId, resourceGroup, name: 'id-n', location },
    tooOld: 10,
    read: /userAssignedIdentities\/id-n\?/,
    act: (bench) => bench.arm('PUT', made + msi, { location, tags: { owner: 'colleague' } }),
    async isKept(bench) {
      const { body } = await bench.arm('GET', made + msi);
      return (body['tags'] as { owner?: string } | undefined)?.owner === 'colleague';
    },
  },
  {
    what: 'the condition of a role',
    change: { kind: 'assignRole', principalId: idB.principalId, role: { id: contributor }, scope: ids.group },
    tooOld: 10,
    read: /roleAssignments|roleDefinitions/,
    act: (bench) =>
      bench.arm('PUT', `${grant}?api-version=2022-04-01`, {
        properties: {
          roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${contributor}`,
          principalId: idB.principalId,
          principalType: 'ServicePrincipal',
          condition: "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})))",
          conditionVersion: '2.0',
        },
      }),
    async isKept(bench) {
      const { body } = await bench.arm('GET', `${grant}?api-version=2022-04-01`);
      return (body['properties'] as { condition?: string | null }).condition?.includes('ActionMatches') === true;
    },
  },
];

/** Applies the change; after the read of that number that follows the noting, a colleague acts, and the time passes before its answer is there. */
async function run({ change, read, act, isKept }: Row, number: number, seconds: number) {
  let isNoted = false;
  let reads = 0;
  let hasActed = false;
  const bench: Bench = createBench(smallWorld(), {
    between: (emulator) => ({
      async sendRequest(request) {
        const answer = await emulator.sendRequest(request);
        if (!isNoted || request.method !== 'GET' || !read.test(request.url) || hasActed) return answer;
        if ((reads += 1) !== number) return answer;
        hasActed = true;
        expect((await act(bench)).status).toBeLessThan(300);
        bench.emulator.clock.advance(seconds);
        return answer;
      },
    }),
  });
  const plan = await bench.service.plan([change]);
  const write = bench.store.write.bind(bench.store);
  bench.store.write = (text) => {
    isNoted ||= text.includes('"sentAt"');
    return write(text);
  };
  await bench.service.apply(plan).catch(() => undefined);
  bench.emulator.clock.advance(1200);
  return { hasActed, isKept: await isKept(bench) };
}

describe('an answer that was long on its way', () => {
  it.each(rows)('or a computer that slept, costs no one $what', async (row) => {
    const seen: boolean[] = [];
    for (const seconds of [15, 90, 600]) {
      for (let number = 1; ; number++) {
        const { hasActed, isKept } = await run(row, number, seconds);
        if (!hasActed) break;
        if (seconds > row.tooOld) expect({ seconds, number, isKept }).toMatchObject({ isKept: true });
        seen.push(isKept);
      }
    }
    expect(seen.length).toBeGreaterThanOrEqual(3);
  });
});
