import { describe, expect, it } from 'vitest';
import { asArmId } from '../../../src/domain/arm/resourceId.ts';
import { createKnownRows } from '../../../src/webview/report/knownRows.ts';
import type { FleetRow } from '../../../src/webview/report/rows.ts';

const id = asArmId(
  '/subscriptions/11111111-0000-4000-8000-000000000001/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/shop',
);
const row = { cluster: { id } } as FleetRow;

describe('the clusters that a report knows', () => {
  it('are the same list until one comes or goes, so that it is not sorted again', () => {
    const known = createKnownRows();
    known.note(row);
    const first = known.all();
    expect(known.all()).toBe(first);
    known.note({ ...row });
    expect(known.all()).not.toBe(first);
    expect(known.all()).toHaveLength(1);
    known.forget(() => true);
    expect(known.all()).toEqual([]);
  });

  it('are found by their ids, however these are written', () => {
    const known = createKnownRows();
    known.note(row);
    expect(known.of(id.toUpperCase())).toBe(row);
    expect(known.of(`${id}x`)).toBeUndefined();
  });
});
