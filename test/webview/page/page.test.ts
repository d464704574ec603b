import { describe, expect, it } from 'vitest';
import type { MapView } from '../../../src/webview/protocol/panel.ts';
import type { Field, Option } from '../../../src/webview/protocol/form.ts';
import { createEdits } from '../../../src/webview/page/form/pendingEdits.ts';
import { exactOption, isId, matchingOptions } from '../../../src/webview/page/form/matching.ts';
import { boxHeight, boxWidth, curve, placeMap, shortenToBox } from '../../../src/webview/page/map/mapLayout.ts';
import { elapsedBetween } from '../../../src/webview/page/drawing/elapsed.ts';

const field = (value: string): Field => ({ kind: 'text', name: 'name', label: 'Name', value });

describe('edits that the host has not answered yet', () => {
  it('pending edits stay on top of an answer to an earlier letter', () => {
    const edits = createEdits();
    const first = edits.add('name', 'a');
    edits.add('name', 'ab');
    edits.settle(first);
    expect(edits.valueOf(field('a'))).toBe('ab');
  });

  it('pending edits give way once the host has received them', () => {
    const edits = createEdits();
    edits.settle(edits.add('name', 'ab '));
    expect(edits.valueOf(field('ab'))).toBe('ab');
  });

  it('pending edits are numbered above what the host had received before a reload', () => {
    const edits = createEdits();
    edits.settle(41);
    expect(edits.add('name', 'a')).toBe(42);
  });
});

describe('searching a list', () => {
  const option = (label: string, description = ''): Option => ({ value: label, label, description });
  const all = [option('MC_rg-shop'), option('rg-shop', 'westeurope'), option('rg-pay', 'northeurope')];

  it('a search finds options that contain every word, wherever', () => {
    expect(matchingOptions(all, 'NORTH pay').map(({ label }) => label)).toEqual(['rg-pay']);
    expect(matchingOptions(all, '')).toHaveLength(3);
  });

  it('a search puts options first whose label begins with what was typed', () => {
    expect(matchingOptions(all, 'rg-shop').map(({ label }) => label)).toEqual(['rg-shop', 'MC_rg-shop']);
  });

  it('a search puts the option first that it names fully', () => {
    const near = [option('id-shop-kubelet'), option('id-shop')];
    expect(matchingOptions(near, 'ID-shop').map(({ label }) => label)).toEqual(['id-shop', 'id-shop-kubelet']);
  });

  it('an id means the option that has it, and none that only begins with it', () => {
    const inside = { value: '/subscriptions/1/resourceGroups/rg-web/providers/x/zones/internal', label: 'internal' };
    const group = { value: '/subscriptions/1/resourceGroups/rg-web', label: 'rg-web' };
    expect(exactOption([inside], '/subscriptions/1/resourceGroups/rg-web')).toBeUndefined();
    expect(exactOption([inside, group], '/Subscriptions/1/resourcegroups/rg-web/')).toBe(group);
    expect([isId('/subscriptions/1'), isId('rg-web')]).toEqual([true, false]);
  });
});

describe('times', () => {
  it.each([
    [0, '00:00'],
    [72, '01:12'],
    [3723, '1:02:03'],
    [-5, '00:00'],
  ])('%i seconds read %s', (seconds, text) => {
    expect(elapsedBetween(0, seconds * 1000)).toBe(text);
  });
});

describe('the map', () => {
  const node = (id: string, kind: MapView['nodes'][number]['kind']): MapView['nodes'][number] => ({
    id,
    kind,
    label: id,
    caption: '',
    tone: 'ok',
    facts: [],
  });
  const map: MapView = {
    nodes: [node('c', 'cluster'), node('i', 'identity'), node('j', 'identity'), node('r', 'role'), node('s', 'scope')],
    edges: [
      { from: 'c', to: 'i', kind: 'granted' },
      { from: 'c', to: 'j', kind: 'granted' },
      { from: 'i', to: 'r', kind: 'granted' },
      { from: 'r', to: 's', kind: 'missing' },
    ],
  };

  it('goes from left to right without boxes over each other', () => {
    const { nodes, width, height } = placeMap(map);
    const x = (id: string): number => nodes.find((one) => one.node.id === id)!.x;
    expect(x('c')).toBeLessThan(x('i'));
    expect(x('i')).toBeLessThan(x('r'));
    expect(x('r')).toBeLessThan(x('s'));
    for (const [index, a] of nodes.entries()) {
      expect(a.x + boxWidth(a.node.kind) / 2).toBeLessThanOrEqual(width);
      expect(a.y + boxHeight / 2).toBeLessThanOrEqual(height);
      for (const b of nodes.slice(index + 1)) {
        const apart = (boxWidth(a.node.kind) + boxWidth(b.node.kind)) / 2;
        expect(Math.abs(a.x - b.x) >= apart || Math.abs(a.y - b.y) >= boxHeight).toBe(true);
      }
    }
  });

  it('draws each line from the right side of a box to the left side of the next', () => {
    const { edges, nodes } = placeMap(map);
    const from = nodes.find((one) => one.node.id === 'r')!;
    const to = nodes.find((one) => one.node.id === 's')!;
    const edge = edges.find((one) => one.edge.kind === 'missing')!;
    expect(edge.from.x).toBe(from.x + boxWidth('role') / 2);
    expect(edge.to.x).toBe(to.x - boxWidth('scope') / 2);
    expect(curve({ from: { x: 0, y: 0 }, to: { x: 10, y: 4 } })).toBe('M 0 0 C 5 0 5 4 10 4');
  });

  it('has what comes first in its lists at the top', () => {
    const roles = ['r1', 'r2', 'r3', 'r4'].map((id) => node(id, 'role'));
    const scopes = ['s1', 's2', 's3', 's4'].map((id) => node(id, 'scope'));
    const { nodes } = placeMap({
      nodes: [node('c', 'cluster'), ...roles, ...scopes],
      edges: roles.flatMap(({ id }, index) => [
        { from: 'c', to: id, kind: 'granted' as const },
        { from: id, to: scopes[index]!.id, kind: 'granted' as const },
      ]),
    });
    const order = nodes.filter((one) => one.node.kind === 'role').toSorted((a, b) => a.y - b.y);
    expect(order.map((one) => one.node.id)).toEqual(['r1', 'r2', 'r3', 'r4']);
  });

  it('gives the same things the same places', () => {
    expect(placeMap(structuredClone(map))).toEqual(placeMap(map));
  });

  it('stacks many scopes of one role in a frame, to which one line leads, and no others', () => {
    const scopes = ['s10', 's2', 's1', 's3'].map((id) => node(id, 'scope'));
    const granted = scopes.map(({ id }) => ({ from: 'r', to: id, kind: 'granted' }) as const);
    const many: MapView = {
      nodes: [node('c', 'cluster'), node('r', 'role'), node('q', 'role'), ...scopes, node('t', 'scope')],
      edges: [
        { from: 'c', to: 'r', kind: 'granted' },
        { from: 'c', to: 'q', kind: 'leftover' },
        ...granted,
        { from: 'r', to: 't', kind: 'granted' },
        { from: 'q', to: 't', kind: 'leftover' },
      ],
    };
    const { nodes, stacks, edges } = placeMap(many);
    const lines = nodes.filter(({ inStack }) => inStack).toSorted((a, b) => a.y - b.y);
    expect(lines.map((one) => one.node.id)).toEqual(['s1', 's2', 's3', 's10']);
    const [frame] = stacks;
    for (const { x, y } of lines) {
      expect(x).toBe(frame!.x + frame!.width / 2);
      expect(y).toBeGreaterThan(frame!.y);
      expect(y).toBeLessThan(frame!.y + frame!.height);
    }
    expect(edges).toHaveLength(5);
    const fewer = { nodes: many.nodes, edges: many.edges.filter(({ to }) => to !== 's10') };
    expect(placeMap(fewer).stacks).toEqual([]);
  });

  it('shortens texts that do not fit', () => {
    expect(shortenToBox('Short', 10)).toBe('Short');
    expect(shortenToBox('Much longer than that', 10)).toBe('Much ...at');
  });
});
