import { describe, expect, it } from 'vitest';
import { createArm } from '../../../src/azure/arm/arm.ts';
import { armShapes } from '../../../src/azure/http/armShapes.ts';
import { queryGraph } from '../../../src/azure/graph/resourceGraph.ts';
import { textAt, type JsonObject } from '../../../src/domain/arm/json.ts';
import { createEmulator } from '../../../src/emulator/emulator.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { httpClientOf } from '../../support/azure/azureBench.ts';
import { armOptions } from '../../support/httpDouble.ts';
import { drawn, fc } from '../../support/property.ts';

const type = 'Microsoft.ManagedIdentity/userAssignedIdentities';
const from = `resources\n| where type =~ '${type}'`;
const columns = ['id', 'name', 'color = tags.color', 'properties'];

/** The JSON of a request to Resource Graph. */
interface Asked {
  readonly query: string;
  readonly subscriptions: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

interface Answer {
  readonly totalRecords: number;
  readonly resultTruncated: string;
  readonly data: readonly { readonly packed?: readonly unknown[]; readonly number?: number }[];
}

/** How the service may be otherwise; the answer as text. */
interface Otherwise {
  /** Called before each answer. */
  readonly before?: (asked: Asked, isPacked: boolean) => void;
  /** Alters the answer to a packed query. */
  readonly packed?: (answer: Answer) => object;
  /** The status of the answer to a packed query. */
  readonly status?: number;
}

function subscriptionsOf(count: number): WorldFile['subscriptions'] {
  return Array.from({ length: count }, (_, index) => ({
    subscriptionId: `11111111-1111-4111-a111-${String(index).padStart(12, '0')}`,
    displayName: `Subscription ${index}`,
  }));
}

function identity(subscriptionId: string, name: string, text = ''): WorldFile['resources'][number] {
  const id = `/subscriptions/${subscriptionId}/resourceGroups/rg/providers/${type}/${name}`;
  return {
    id,
    name,
    type,
    location: 'westeurope',
    tags: { color: text || 'red' },
    properties: {},
  };
}

/** Identities in some subscriptions, behind an emulator whose answers `otherwise` alters. */
function world(
  names: readonly (readonly string[])[],
  otherwise: Otherwise = {},
  text = '',
  textOf = (_index: number): string => text,
) {
  const subscriptions = subscriptionsOf(names.length);
  const resources = subscriptions.flatMap(({ subscriptionId }, index) =>
    (names[index] ?? []).map((name) => identity(subscriptionId, name, textOf(Number(name.slice(3))))),
  );
  const file: WorldFile = { tenantId: 'contoso', subscriptions, resources, roleAssignments: [] };
  const emulator = createEmulator({ world: file, realTime: () => Date.parse('2026-05-04T08:00:00Z') });
  const inner = httpClientOf(emulator);
  const asked: Asked[] = [];
  const arm = createArm({
    ...armOptions({ client: inner, sent: [] }),
    httpClient: {
      async sendRequest(request) {
        const question = JSON.parse(request.body as string) as Asked;
        const isPacked = question.query.includes('make_list');
        asked.push(question);
        otherwise.before?.(question, isPacked);
        const response = await inner.sendRequest(request);
        if (!isPacked || response.status !== 200) return response;
        const answer = otherwise.packed?.(JSON.parse(response.bodyAsText ?? '') as Answer);
        const bodyAsText = answer === undefined ? response.bodyAsText : JSON.stringify(answer);
        return { ...response, bodyAsText: bodyAsText ?? '', status: otherwise.status ?? response.status };
      },
    },
  });
  const toModel = (row: JsonObject): string => JSON.stringify(row);
  const read = (subscriptionIds = subscriptions.map(({ subscriptionId }) => subscriptionId)) =>
    queryGraph(arm, { from, columns, subscriptionIds, shape: armShapes.thing, toModel });
  const packed = (): number => asked.filter(({ query }) => query.includes('make_list')).length;
  return { file, emulator, asked, packed, read };
}

const named = (count: number, start = 0): readonly string[] =>
  Array.from({ length: count }, (_, index) => `id-${String(start + index).padStart(5, '0')}`);
const refuse = {
  packed: () => ({ error: { code: 'BadRequest', message: 'Please provide below info.' } }),
  status: 400,
};

describe('rows that are read packed', () => {
  it('are those of plain pages, in the same order, in fewer requests', async () => {
    const names = [named(2500), named(1500, 7000), [], named(1, 9999)];
    const plain = world(names, refuse);
    const packed = world(names);
    const all = await packed.read();
    expect(all).toEqual(await plain.read());
    expect(all).toHaveLength(4001);
    expect(packed.asked).toHaveLength(2);
    expect(plain.asked).toHaveLength(6);
  });

  it('come in parts that never hold too much, by subscriptions or by the ends of names', async () => {
    const names = named(8000);
    const long = 'x'.repeat(2000);
    const one = world([names], {}, long);
    expect(await one.read()).toHaveLength(8000);
    expect(one.packed()).toBeGreaterThan(1);
    const many = world(
      Array.from({ length: 8 }, (_, index) => names.slice(index * 1000, index * 1000 + 1000)),
      {},
      long,
    );
    expect(await many.read()).toHaveLength(8000);
    expect(new Set(many.asked.slice(1).flatMap(({ subscriptions }) => subscriptions)).size).toBe(8);
    expect(many.asked.slice(1).every(({ subscriptions }) => subscriptions.length < 8)).toBe(true);
  });

  it('are cut into smaller parts where an answer would be too large after all', async () => {
    const uneven = world([named(1000), named(2500, 1000), named(2500, 3500)], {}, '', (index) =>
      index < 1000 ? 'short' : 'z'.repeat(4000),
    );
    const all = await uneven.read();
    expect(all).toHaveLength(6000);
    expect(new Set(all).size).toBe(6000);
    expect(uneven.packed()).toBe(3);
  });

  it('are not asked for where there are few', async () => {
    const few = world([named(2000)]);
    expect(await few.read()).toHaveLength(2000);
    expect(few.packed()).toBe(0);
  });

  it('are read as pages from then on, where the service refuses to pack', async () => {
    const plain = world([named(3000)], refuse);
    expect(await plain.read()).toHaveLength(3000);
    expect(await plain.read()).toHaveLength(3000);
    expect(plain.packed()).toBe(1);
  });

  it.each([
    [
      'a list is shorter than its number',
      (answer: Answer) => ({ ...answer, data: answer.data.map((row) => ({ ...row, packed: row.packed?.slice(1) })) }),
    ],
    [
      'a list holds something else than rows',
      (answer: Answer) => ({
        ...answer,
        data: answer.data.map((row) => ({ ...row, packed: row.packed?.map(() => ['?']) })),
      }),
    ],
    ['a subscription is missing', (answer: Answer) => ({ ...answer, totalRecords: 1, data: answer.data.slice(0, 1) })],
    ['not all lists came', (answer: Answer) => ({ ...answer, data: answer.data.slice(1) })],
    ['the service says that it left something out', (answer: Answer) => ({ ...answer, resultTruncated: 'true' })],
    ['there are no lists', (answer: Answer) => ({ ...answer, totalRecords: 0, data: [] })],
  ])('are not used where %s', async (_, packed) => {
    const odd = world([named(1500), named(2500, 5000)], { packed });
    const all = await odd.read();
    expect(all).toHaveLength(4000);
    expect(new Set(all).size).toBe(4000);
    expect(odd.packed()).toBe(1);
    expect(odd.asked.length).toBeGreaterThan(5);
  });

  it('miss nothing that is there all the time, whatever comes and goes meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(7), fc.nat(2999), fc.boolean()), { maxLength: 6 }),
        fc.integer({ min: 1, max: 4 }),
        async (writes, count) => {
          const lists = Array.from({ length: count }, (_, index) =>
            named(3000).filter((_, at) => at % count === index),
          );
          const touched = new Set<string>();
          const moving = world(
            lists,
            {
              before: () => {
                for (const [request, at, comes] of writes) {
                  if (request !== moving.asked.length - 1) continue;
                  const { subscriptionId } = moving.file.subscriptions[at % count]!;
                  const { id } = identity(subscriptionId, comes ? `id-new-${at}` : named(3000)[at]!);
                  touched.add(id.toLowerCase());
                  const url = `https://management.emulator.test${id}?api-version=2024-11-30`;
                  const headers = { authorization: 'Bearer x', 'content-type': 'application/json' };
                  const body = comes ? { body: JSON.stringify({ location: 'westeurope' }) } : {};
                  void moving.emulator.handle({ method: comes ? 'PUT' : 'DELETE', url, headers, ...body });
                }
              },
            },
            'w'.repeat(1500),
          );
          const found = (await moving.read()).map((row) => textAt(JSON.parse(row) as JsonObject, 'id') ?? '');
          const there = moving.file.resources.map(({ id }) => id.toLowerCase()).filter((id) => !touched.has(id));
          expect(there.filter((id) => !new Set(found).has(id))).toEqual([]);
          expect(found).toHaveLength(new Set(found).size);
        },
      ),
      { numRuns: drawn(20) },
    );
  });
});
