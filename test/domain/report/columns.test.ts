import { describe, expect, it } from 'vitest';
import { columns, pageColumns } from '../../../src/domain/report/columns.ts';

describe('the columns of a report', () => {
  it.each(Object.entries(pageColumns))('have %s of the page in CSV and JSON, too', (_, column) => {
    expect(columns).toContain(column);
    expect(column.field).toBeTruthy();
  });
});
