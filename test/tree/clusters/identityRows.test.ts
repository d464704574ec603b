import { expect, it } from 'vitest';
import { identityChildren } from '../../../src/tree/clusters/identityRows.ts';
import { noteRow } from '../../../src/tree/row/row.ts';
import { unknown } from '../../support/domain/unknowns.ts';

it('what is unknown of the uses of an identity is a row in words, each sentence once', () => {
  const hidden = unknown('Clusters were not listed.');
  const none = { clusters: [], carriers: [], credentials: [], bindings: [], around: [], hints: [], looked: {} };
  const rows = identityChildren(noteRow('i', 'id-shop'), [], { ...none, unknown: [hidden, hidden] });
  expect(rows.map(({ label }) => label)).toEqual([
    'Unknown: Clusters were not listed.',
    'No role assignments in this subscription',
  ]);
});
