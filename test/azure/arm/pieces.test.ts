import { expect, it } from 'vitest';
import { createArm } from '../../../src/azure/arm/arm.ts';
import { parseInPieces, parsedList } from '../../../src/azure/arm/pieces.ts';
import { armShapes } from '../../../src/azure/http/armShapes.ts';
import { queryGraph } from '../../../src/azure/graph/resourceGraph.ts';
import type { Json } from '../../../src/domain/arm/json.ts';
import { armOptions, httpDouble, type Scripted } from '../../support/httpDouble.ts';
import { fc } from '../../support/property.ts';

const value = fc.jsonValue() as fc.Arbitrary<Json>;
const notJson = { code: 'unexpected', message: expect.stringContaining('is not JSON') as string };

/** Takes out every list and object that begins at a depth, the root's being 1, as `parseInPieces` promises. */
function takenOut(json: Json, depth: number, pieces: Json[]): Json {
  if (typeof json !== 'object' || json === null) return json;
  if (depth === 1) {
    pieces.push(json);
    return null;
  }
  if (Array.isArray(json)) return json.map((item: Json) => takenOut(item, depth - 1, pieces));
  const entries = Object.entries(json).map(([key, item]) => [key, takenOut(item ?? null, depth - 1, pieces)] as const);
  return Object.fromEntries(entries);
}

it('a large answer in pieces is the same JSON as in one go, whatever it holds and however it is written', async () => {
  await fc.assert(
    fc.asyncProperty(value, fc.integer({ min: 1, max: 5 }), fc.constantFrom(0, 2), async (json, depth, indent) => {
      const text = JSON.stringify(json, undefined, indent);
      const pieces: Json[] = [];
      const wanted: Json[] = [];
      const rest = await parseInPieces(text, depth, (piece) => void pieces.push(piece));
      const plain = JSON.parse(text) as Json;
      expect(rest).toEqual(takenOut(plain, depth, wanted));
      expect(pieces).toEqual(wanted);
    }),
  );
});

it('a long list is the same JSON as in one go, whatever it holds and however it is written', async () => {
  await fc.assert(
    fc.asyncProperty(value, fc.constantFrom(0, 2), async (json, indent) => {
      const text = JSON.stringify(json, undefined, indent);
      expect(await parsedList(text)).toEqual(JSON.parse(text));
    }),
  );
});

it('rows of a long list share what is equal in them, and no row has a part of its own twice', async () => {
  const row = { id: 'a', one: { size: [1, 'GB'] }, two: { size: [1, 'GB'] } };
  const list = (await parsedList(JSON.stringify({ value: [row, { ...row, id: 'b' }] }))) as { value: (typeof row)[] };
  const [first, second] = list.value;
  expect(list.value).toEqual([row, { ...row, id: 'b' }]);
  expect(second?.one).toBe(first?.one);
  expect(first?.two).not.toBe(first?.one);
  expect(second?.two).not.toBe(second?.one);
});

it('brackets, quotation marks and backslashes in texts and names are no ends of pieces', async () => {
  const row = { 'a"]}': '}]\\', b: '\\"', c: ['[{"', '\u2028', '\\\\'] };
  const pieces: Json[] = [];
  const rest = await parseInPieces(
    JSON.stringify({ data: [row, row], 'n]"': 1 }),
    3,
    (piece) => void pieces.push(piece),
  );
  expect(rest).toEqual({ data: [null, null], 'n]"': 1 });
  expect(pieces).toEqual([row, row]);
});

it.each(['', '{"data":[{"a":1}', '{"data":[{"a":1}]]', '{"data":[{"a":tru}]}', '{"data":[{"a":"', '{"data":[{]}'])(
  'an answer that is not JSON, such as %s, is an error with that reason',
  async (text) => {
    await expect(parseInPieces(text, 3, () => undefined)).rejects.toMatchObject(notJson);
  },
);

const answers: readonly (readonly [string, Scripted, string])[] = [
  ['a web page', { body: '<html>sign in</html>' }, 'A web page came back'],
  ['cut JSON', { body: '{"data": [' }, 'is not JSON'],
  ['rows that are lists', { body: { totalRecords: 1, data: [['/a']] } }, 'something other than rows'],
  ['rows that are texts', { body: { totalRecords: 1, data: ['/a'] } }, 'something other than rows'],
  ['no rows', { body: { totalRecords: 0, data: {} } }, 'has no rows'],
  [
    'rows beside the rows',
    { body: { totalRecords: 1, facets: [{ id: '/a' }], data: [] } },
    'something other than rows',
  ],
];

const question = {
  from: 'resources',
  columns: ['id'],
  subscriptionIds: ['s'],
  shape: armShapes.thing,
  toModel: (row: Json) => row,
};

it.each(answers)('a question that Resource Graph answers with %s fails', async (_, answer, words) => {
  const message = expect.stringContaining(words) as string;
  await expect(queryGraph(createArm(armOptions(httpDouble([answer]))), question)).rejects.toMatchObject({
    code: 'unexpected',
    message,
  });
});

it.each([200, 203, 206])('a question that a proxy answers with rows and %i is answered', async (status) => {
  const body = { totalRecords: 1, data: [{ id: '/a' }] };
  const answer = { status, headers: { 'content-type': 'application/json' }, body };
  expect(await queryGraph(createArm(armOptions(httpDouble([answer]))), question)).toEqual([{ id: '/a' }]);
});
