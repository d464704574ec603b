import { describe, expect, it } from 'vitest';
import type { NamedThing } from '../../../src/app/facts/clusterAround.ts';
import { drawAround } from '../../../src/webview/map/aroundOnMap.ts';
import { drawRole, newDrawing } from '../../../src/webview/map/drawing.ts';

const pull = { roleName: 'AcrPull', roleId: 'r', scope: '/subscriptions/s/acr', id: 'a', principalId: 'P1' } as never;

function thing(name: string, principalId: string | undefined): NamedThing {
  return {
    ...{
      id: `/x/${name}`,
      name,
      what: 'Flux',
      state: { tone: 'ok', words: 'ready' },
      facts: [],
      source: 'https://a.example',
    },
    identities: [{ name: `identity of ${name}`, ...(principalId === undefined ? {} : { principalId }), roles: [pull] }],
  };
}

describe('things around a cluster on the map', () => {
  it('share the role of the identity as which they sign in, which is held by that', () => {
    const drawing = newDrawing(new Map());
    const facts = { tone: 'ok', facts: [], caption: '' } as const;
    const root = drawing.add({ id: 'cluster', kind: 'cluster', label: 'shop', ...facts });
    drawRole(drawing, { id: 'p1', label: 'shop-agentpool' }, pull);
    const things = [thing('flux', 'P1'), thing('machines', 'p1'), thing('other', undefined)];
    drawAround(drawing, root, { kinds: [{ kind: 'extensions', things, unknown: [], findings: [] }], unknown: [] });
    const { nodes, edges } = drawing.view();
    const roles = nodes.filter(({ kind }) => kind === 'role');
    expect(roles.map(({ caption }) => caption)).toEqual(['held by shop-agentpool', 'held by identity of other']);
    expect(edges.filter(({ to }) => to === roles[0]!.id).map(({ from }) => from)).toEqual([
      ...['p1', 'around /x/flux', 'around /x/machines'],
    ]);
  });
});
