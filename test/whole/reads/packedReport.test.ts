import type { HttpClient } from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { altered, differences } from '../../support/azure/randomWorlds.ts';
import { drawn, fc } from '../../support/property.ts';

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
    rows.map(({ cluster: { id }, findings, unjudged = [] }) => [id.toLowerCase(), inWords([...findings, ...unjudged])]),
  );
}

async function clusterByCluster(service: IdentityService): Promise<Record<string, readonly string[]>> {
  const { items } = await service.clusters();
  const checked = items.map(async ({ id }) => {
    const { findings, unjudged } = await service.check(id);
    return [id.toLowerCase(), inWords([...findings, ...unjudged])] as const;
  });
  return Object.fromEntries(await Promise.all(checked));
}

function inWords(all: readonly object[]): readonly string[] {
  return all.map((one) => JSON.stringify(one).toLowerCase()).sort();
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
      { numRuns: drawn(40) },
    );
  });
});
