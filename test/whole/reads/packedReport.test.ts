import type { HttpClient } from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { fleetWorld } from '../../../src/emulator/scenarios/fleet.ts';
import { forbiddenWorld } from '../../../src/emulator/scenarios/forbidden.ts';
import { migratingWorld } from '../../../src/emulator/scenarios/migrating.ts';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { fc } from '../../support/property.ts';

/** How Resource Graph treats packed rows: it packs, it refuses, or it cuts lists off after two rows. */
type Packing = 'packs' | 'refuses' | 'cuts';

interface Question {
  readonly query: string;
  readonly options: { readonly $top: number };
}

interface Lists {
  readonly data: readonly { readonly packed: readonly unknown[] }[];
}

/** Resource Graph with pages of five rows, so that small worlds have many. */
function smallPages(packing: Packing, sent: string[] = []): (emulator: HttpClient) => HttpClient {
  return (emulator) => ({
    async sendRequest(request) {
      if (!/resourcegraph\/resources/i.test(request.url)) return emulator.sendRequest(request);
      const question = JSON.parse(request.body as string) as Question;
      const isPacked = question.query.includes('make_list');
      sent.push(isPacked ? 'packed' : 'page');
      const options = { ...question.options, $top: isPacked ? 1000 : Math.min(5, question.options.$top) };
      const query = isPacked && packing === 'refuses' ? `${question.query} | nonsense` : question.query;
      const original = request.body as string;
      request.body = JSON.stringify({ ...question, query, options });
      const response = await emulator.sendRequest(request);
      request.body = original;
      if (!isPacked || packing !== 'cuts' || response.status !== 200) return response;
      const answer = JSON.parse(response.bodyAsText ?? '') as Lists;
      const data = answer.data.map((row) => ({ ...row, packed: row.packed.slice(0, 2) }));
      return { ...response, bodyAsText: JSON.stringify({ ...answer, data }) };
    },
  });
}

/** Returns everything that a report says about each cluster, ignoring the casing of ids. */
async function reported(service: IdentityService): Promise<Record<string, readonly string[]>> {
  const { rows } = await service.survey({});
  return Object.fromEntries(
    rows.map(({ cluster: { id }, findings, unknown = [] }) => [id.toLowerCase(), inWords([...findings, ...unknown])]),
  );
}

async function clusterByCluster(service: IdentityService): Promise<Record<string, readonly string[]>> {
  const { items } = await service.clusters();
  const checked = items.map(async ({ id }) => {
    const { findings, unknown } = await service.check(id);
    return [id.toLowerCase(), inWords([...findings, ...unknown])] as const;
  });
  return Object.fromEntries(await Promise.all(checked));
}

function inWords(all: readonly object[]): readonly string[] {
  return all.map((one) => JSON.stringify(one).toLowerCase()).sort();
}

const worlds: readonly (() => WorldFile)[] = [
  demoWorld,
  forbiddenWorld,
  migratingWorld,
  () => fleetWorld(12, 3),
  () => fleetWorld(16, 1),
  () => fleetWorld(9, 9),
];

/** What is different in a world: fewer grants, others, and what is denied. */
const differences = fc.record({
  world: fc.constantFrom(...worlds),
  gone: fc.array(fc.nat(200), { maxLength: 6 }),
  given: fc.array(
    fc.tuple(fc.nat(200), fc.nat(200), fc.constantFrom('Owner', 'Reader', 'Network Contributor'), fc.nat(3)),
    {
      maxLength: 4,
    },
  ),
  denied: fc.option(fc.nat(200)),
});

function altered({
  world,
  gone,
  given,
  denied,
}: typeof differences extends fc.Arbitrary<infer T> ? T : never): WorldFile {
  const before = world();
  const held = before.roleAssignments;
  const at = <T>(all: readonly T[], index: number): T => all[index % all.length]!;
  const up = (scope: string, levels: number): string => {
    const place = scope.split('/').slice(0, [99, 5, 3, 3][levels]).join('/');
    return levels === 3 && before.managementGroups?.[0]
      ? `/providers/Microsoft.Management/managementGroups/${before.managementGroups[0].name}`
      : place;
  };
  const kept = held.filter((_, index) => !gone.some((one) => one % held.length === index));
  const more = given.map(([who, where, roleName, levels]) => ({
    principalId: at(held, who).principalId,
    principalType: 'ServicePrincipal' as const,
    scope: up(at(held, where).scope, levels),
    roleName,
  }));
  const permissions = [{ actions: ['Microsoft.Network/virtualNetworks/subnets/join/action'] }];
  const denials =
    denied === null ? [] : [{ denyAssignmentName: 'locked', scope: up(at(held, denied).scope, 1), permissions }];
  return {
    ...before,
    roleAssignments: [...kept, ...more],
    denyAssignments: [...(before.denyAssignments ?? []), ...denials],
  };
}

describe('the report', () => {
  it('says the same of every cluster, whether rows come packed, in pages or cut off, and as looking at each cluster does', async () => {
    await fc.assert(
      fc.asyncProperty(differences, async (different) => {
        const world = altered(different);
        const sent: string[] = [];
        const packs = await reported(createBench(world, { between: smallPages('packs', sent) }).service);
        expect(packs).toEqual(await reported(createBench(world, { between: smallPages('refuses') }).service));
        expect(packs).toEqual(await reported(createBench(world, { between: smallPages('cuts') }).service));
        expect(packs).toEqual(await reported(createBench(world).service));
        expect(packs).toEqual(await clusterByCluster(createBench(world).service));
        expect(sent).toContain('packed');
      }),
      { numRuns: 15 },
    );
  });
});
