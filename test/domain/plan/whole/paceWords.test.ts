import { describe, expect, it } from 'vitest';
import { canUndo, plainWaysBack, type Downtime, type Pace, type WayBack } from '../../../../src/domain/plan/pace.ts';
import { downtimeWords, timeWords, wayBackWords } from '../../../../src/domain/plan/whole/paceWords.ts';
import { textOf, textsOf } from '../../../../src/sentences/textOf.ts';

const quiet = ['nothingRestarts', 'allStays', 'nodesStay', 'noneKnown'] as const;
const loud: readonly Downtime[] = [
  { kind: 'undocumented' },
  { kind: 'pullsFail' },
  { kind: 'reimagedByNode', pools: ['np1', 'np2'] },
  { kind: 'upgradedByNode', pools: ['np1'] },
  { kind: 'reimagedAtOnce', pools: ['np1'] },
];
const words = (...paces: readonly Pace[]) => downtimeWords(paces, new Set());

describe('the words of what changes mean in time', () => {
  it('changes without downtime are as certain as the least certain of them, in any order', () => {
    for (const [one, a] of quiet.entries())
      for (const [other, b] of quiet.entries()) {
        const least = quiet[Math.max(one, other)]!;
        expect(words({ downtime: { kind: a } }, { downtime: { kind: b } })).toEqual(
          words({ downtime: { kind: least } }),
        );
      }
    expect(quiet.flatMap((kind) => words({ downtime: { kind } }))).toEqual([
      'Nothing restarts.',
      'Neither the nodes nor the control plane restarts.',
      "Nodes don't restart.",
      "Azure's documentation mentions no node restart.",
    ]);
  });

  it('a downtime is named in place of changes that have none', () => {
    for (const downtime of loud)
      for (const kind of quiet) {
        expect(words({ downtime: { kind } }, { downtime })).toEqual(words({ downtime }));
        expect(textsOf(words({ downtime })).join()).toMatch(/^[A-Z].*\.$/);
      }
  });

  it('a downtime of which a warning says more is not said twice, and never turned into none', () => {
    const reimaged: Pace = { downtime: { kind: 'reimagedByNode', pools: ['np1'] } };
    const quietPace: Pace = { downtime: { kind: 'nothingRestarts' } };
    expect(downtimeWords([quietPace, reimaged], new Set(['nodesReimaged']))).toEqual([]);
    expect(downtimeWords([reimaged], new Set(['poolsReimaged']))).toEqual(words(reimaged));
  });

  it('a downtime is named once for each group of node pools', () => {
    const of = (...pools: readonly string[]): Pace => ({ downtime: { kind: 'reimagedByNode', pools } });
    expect(words(of('a'), of('a'))).toEqual(words(of('a')));
    expect(words(of('a'), of('b'))).toEqual([...words(of('a')), ...words(of('b'))]);
    expect(words()).toEqual([]);
  });

  it('the longest change gives the duration, followed by what takes effect later', () => {
    const pace = { lasts: 'seconds', delay: 'role' } as const;
    expect(timeWords([pace], true)).toEqual([
      'Takes a few seconds.',
      'New roles can take up to 60 minutes to take effect.',
    ]);
    expect(timeWords([{ lasts: 'minuteOrTwo' }, { lasts: 'seconds' }], true)).toEqual([
      'Usually takes a minute or two.',
    ]);
    expect(timeWords([{ lasts: 'minuteOrTwo' }, { lasts: 'seconds' }], false)).toEqual([
      'Each step usually takes no more than a minute or two.',
    ]);
    expect(timeWords([{ lasts: 'seconds' }, { lasts: 'perNode' }], false)).toEqual([
      'Each step usually takes no more than several minutes per node.',
    ]);
    expect(timeWords([], true)).toEqual([]);
  });
});

describe('the way back', () => {
  const named: readonly (readonly [WayBack, boolean, string])[] = [
    [{ kind: 'assignAgain', hasCondition: false, isQuick: false }, true, 'up to 60 minutes to take effect.'],
    [{ kind: 'assignAgain', hasCondition: false, isQuick: true }, true, 'up to 5 minutes to take effect.'],
    [{ kind: 'assignAgain', hasCondition: true, isQuick: false }, true, 'Its condition must be set again.'],
    [{ kind: 'keepsIdentities', cluster: 'shop' }, true, 'shop keeps the identities that it has.'],
    [{ kind: 'deleteCluster', stays: [] }, false, 'or with az aks delete.'],
    [{ kind: 'deleteCluster', stays: ['roles'] }, false, 'Its roles must be deleted separately.'],
  ];

  it.each(named)('says whether there is one, and ends with its reason (row %#)', (wayBack, isThere, end) => {
    expect(canUndo(wayBack)).toBe(isThere);
    expect(textOf(wayBackWords(wayBack)).endsWith(end)).toBe(true);
  });

  it.each(Object.keys(plainWaysBack) as (keyof typeof plainWaysBack)[])(
    "%s is said in a sentence, and what can't be undone is no way back",
    (kind) => {
      expect(wayBackWords({ kind })).toMatch(/^[A-Z].*\.$/);
      if (textOf(wayBackWords({ kind })).startsWith("Can't be undone")) expect(canUndo({ kind })).toBe(false);
    },
  );
});
