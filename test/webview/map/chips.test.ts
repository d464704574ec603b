import { describe, expect, it } from 'vitest';
import { chipsOf, filterPicture } from '../../../src/webview/page/map/filter.ts';
import type { MapLine, MapProblem, MapThing, MapView } from '../../../src/webview/protocol/map.ts';

const tones = ['error', 'warning', 'unknown', 'info'] as const;
const problem = (tone: MapProblem['tone'], isOfOthers = false): MapProblem => ({
  title: tone,
  tone,
  word: tone,
  text: tone,
  ...(isOfOthers ? { isOfOthers } : {}),
});

interface Placed {
  readonly problems?: readonly number[];
  readonly column?: 0 | 1 | 2;
  readonly group?: string;
}

const thing = (id: string, { problems = [], column = 1, group }: Placed = {}): MapThing => ({
  id,
  column,
  icon: 'identity',
  label: id,
  caption: '',
  marks: problems.map(() => ({ tone: 'info', word: 'a' })),
  facts: [],
  problems,
  ...(group === undefined ? {} : { group }),
});
const line = (from: string, to: string): MapLine => ({
  id: `${from} ${to}`,
  from,
  to,
  label: '',
  kind: 'granted',
  marks: [],
  facts: [],
  problems: [],
});
const map = (
  problems: readonly MapProblem[],
  things: readonly MapThing[],
  lines: readonly MapLine[] = [],
): MapView => ({
  title: 'Map',
  fileName: 'map',
  groups: [
    { id: 'a', title: 'A' },
    { id: 'b', title: 'B' },
  ],
  things,
  lines,
  problems,
});
const shown = (view: MapView, chip: string): readonly string[] =>
  filterPicture(view, { query: '', chip }).things.map(({ id }) => id);

describe('the choices of a map', () => {
  it('count errors and warnings, as the tree does, not what is unknown or only worth knowing', () => {
    const view = map(
      tones.map((tone) => problem(tone)),
      [thing('id')],
    );
    expect(chipsOf(view)).toEqual([{ id: 'problems', label: 'Problems', count: 2 }]);
    const fine = map([problem('unknown'), problem('info'), problem('error', true)], [thing('id')]);
    expect(chipsOf(fine)).toEqual([]);
  });

  it('show what has errors and warnings, with its path', () => {
    const things = [
      thing('cluster', { column: 0 }),
      ...tones.map((tone, index) => thing(tone, { problems: [index] })),
      thing('fine'),
    ];
    const lines = [...tones, 'fine'].map((id) => line('cluster', id));
    expect(
      shown(
        map(
          tones.map((tone) => problem(tone)),
          things,
          lines,
        ),
        'problems',
      ),
    ).toEqual(['cluster', 'error', 'warning']);
  });

  it('show no more than the cluster itself for what is wrong with it, and workloads that are wrong', () => {
    const things = [thing('cluster', { column: 0, problems: [0] }), thing('id')];
    const lines = [line('cluster', 'id')];
    expect(shown(map([problem('error')], things, lines), 'problems')).toEqual(['cluster']);
    const workload = [thing('pod', { column: 0, group: 'a', problems: [0] }), thing('id'), thing('other')];
    expect(shown(map([problem('error')], workload, [line('pod', 'id')]), 'problems')).toEqual(['pod', 'id']);
  });

  it('hide nothing once the map no longer has them', () => {
    expect(shown(map([], [thing('id')]), 'problems')).toEqual(['id']);
  });
});
