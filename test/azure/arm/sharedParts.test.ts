import { describe, expect, it } from 'vitest';
import { createSharing } from '../../../src/azure/arm/sharedParts.ts';
import type { JsonObject } from '../../../src/domain/arm/json.ts';

const idOf = (index: number): string =>
  `/subscriptions/11111111-0000-4000-8000-000000000001/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-${String(index)}`;

const rowOf = (index: number): JsonObject => ({
  id: `cluster-${String(index)}`,
  identity: { type: 'UserAssigned', userAssignedIdentities: { [idOf(index)]: { clientId: 'a' } } },
  properties: { profile: {}, zones: ['1'], tags: { '/path': 'b' } },
});

describe('rows with parts in common', () => {
  it('have the same JSON, and an object by ids is a table without a form of its own', () => {
    const share = createSharing();
    const rows = [1, 2, 1].map((index) => share(rowOf(index)));
    expect(rows.map((row) => JSON.stringify(row))).toEqual([1, 2, 1].map((index) => JSON.stringify(rowOf(index))));
    const isTable = (value: unknown): boolean => Object.getPrototypeOf(value) === null;
    for (const { identity, properties } of rows as readonly Readonly<Record<string, JsonObject>>[]) {
      expect(isTable(identity?.['userAssignedIdentities'])).toBe(true);
      expect([identity, ...Object.values(properties ?? {})].map(isTable)).toEqual([false, false, false, false]);
    }
  });
});
