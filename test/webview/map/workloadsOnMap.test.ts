import { describe, expect, it } from 'vitest';
import type { NamedWorkload } from '../../../src/app/facts/clusterWorkloads.ts';
import { asArmId, resourceType } from '../../../src/domain/arm/resourceId.ts';
import { newDrawing } from '../../../src/webview/map/drawing.ts';
import { addWorkloads } from '../../../src/webview/map/workloadsOnMap.ts';
import type { MapView } from '../../../src/webview/protocol/panel.ts';
import { say } from '../../../src/sentences/words.ts';

function workload(identity: number, more: Partial<NamedWorkload> = {}): NamedWorkload {
  const id = `/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-${identity}`;
  const identityId = asArmId(id, resourceType.identity);
  const who = { namespace: 'shop', serviceAccount: `web-${identity}`, issuer: 'https://a.example/', identityId };
  return { ...who, state: 'works', roles: [], ...more };
}

function drawn(...workloads: readonly NamedWorkload[]): MapView {
  const drawing = newDrawing(new Map());
  const facts = { caption: '', facts: [], tone: 'info' } as const;
  addWorkloads(drawing, drawing.add({ id: 'cluster', kind: 'cluster', label: 'cluster', ...facts }), workloads);
  return drawing.view();
}

describe('workloads on the map', () => {
  it('one identity with two accounts is one thing, and is as good as the worse of them', () => {
    const { nodes } = drawn(
      workload(1),
      workload(1, { serviceAccount: 'api', state: 'broken', reason: say`No issuer.` }),
    );
    expect(nodes.slice(1)).toMatchObject([{ label: 'id-1', caption: 'shop/web-1 and shop/api', tone: 'error' }]);
    expect(nodes[1]!.facts[1]).toEqual({ label: 'shop/api', value: "Doesn't work: No issuer." });
  });

  it('identities beyond the twentieth are counted, after those that do not work', () => {
    const all = Array.from({ length: 30 }, (_, index) => workload(index, index === 29 ? { state: 'unknown' } : {}));
    const { nodes } = drawn(...all);
    expect(nodes).toHaveLength(22);
    expect(nodes[1]).toMatchObject({ label: 'id-29', tone: 'unknown' });
    expect(nodes.at(-1)).toMatchObject({ label: '10 more identities', tone: 'info' });
  });

  it('an identity without any working account is drawn as left over', () => {
    const { edges } = drawn(workload(1, { state: 'broken' }), workload(2, { state: 'unknown' }));
    expect(edges.map(({ kind }) => kind)).toEqual(['leftover', 'granted']);
  });
});
