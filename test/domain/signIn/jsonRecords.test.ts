import { describe, expect, it } from 'vitest';
import { jsonRecords } from '../../../src/domain/signIn/message/jsonRecords.ts';

const error = 'AADSTS700213: No matching federated identity record found';

/** Each text with its records; a text that is left as it is has none. */
const rows: readonly (readonly [what: string, json: unknown, records: readonly unknown[] | undefined])[] = [
  ['a list', [{ a: 1 }, { b: 2 }], [{ a: 1 }, { b: 2 }]],
  ['a list in a list of its kind', { data: { result: [{ a: 1 }, { b: 2 }] } }, [{ a: 1 }, { b: 2 }]],
  ['a message beside a list', { message: error, data: [{ a: 1 }, { b: 2 }] }, [{ message: error }, { a: 1 }, { b: 2 }]],
  [
    'a message beside a list of one, among others',
    [{ message: error, data: [{ a: 1 }] }, { b: 2 }],
    [{ message: error, data: [{ a: 1 }] }, { b: 2 }],
  ],
  ['one record', { message: error, data: [{ a: 1 }] }, undefined],
  ['two lists', { rows: [{ a: 1 }, { b: 2 }], logs: [{ c: 3 }] }, undefined],
];

describe('one answer in JSON', () => {
  it.each(rows)('is read record by record, and nothing of it is lost: %s', (_, json, records) => {
    expect(jsonRecords(JSON.stringify(json))?.map((record) => JSON.parse(record) as unknown)).toEqual(records);
  });
});
