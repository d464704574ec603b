import { describe, expect, it } from 'vitest';
import type { Downtime, Pace } from '../../../src/domain/plan/planPart.ts';
import { downtimeWords, effectWords } from '../../../src/domain/planners/paceWords.ts';

const quiet = ['nothingRestarts', 'nodesStay', 'noneKnown'] as const;
const loud: readonly Downtime[] = [
  { kind: 'undocumented' },
  { kind: 'pullsFail' },
  { kind: 'reimagedByNode', pools: ['np1', 'np2'] },
  { kind: 'upgradedByNode', pools: ['np1'] },
  { kind: 'reimagedAtOnce', pools: ['np1'] },
];
const words = (...paces: readonly Pace[]) => effectWords(paces);

describe('the words of what changes mean in time', () => {
  it('changes without downtime are told as sure as the least sure of them, in whatever order they stand', () => {
    for (const [one, a] of quiet.entries())
      for (const [other, b] of quiet.entries()) {
        const least = quiet[Math.max(one, other)]!;
        expect(words({ downtime: { kind: a } }, { downtime: { kind: b } })).toBe(`${downtimeWords({ kind: least })}.`);
      }
  });

  it('a downtime is told in place of changes that have none', () => {
    for (const downtime of loud)
      for (const kind of quiet) expect(words({ downtime: { kind } }, { downtime })).toBe(`${downtimeWords(downtime)}.`);
  });

  it('a downtime is told once for each group of node pools', () => {
    const of = (...pools: readonly string[]): Pace => ({ downtime: { kind: 'reimagedByNode', pools } });
    expect(words(of('a'), of('a'))).toBe(words(of('a')));
    expect(words(of('a'), of('b'))).toBe(`${words(of('a'))} ${words(of('b'))}`);
  });

  it('what takes effect later stands behind that nothing restarts, in one sentence, and each once', () => {
    const pace = { downtime: { kind: 'nothingRestarts' }, later: 'role' } as const;
    expect(words(pace, pace)).toBe('Nothing restarts, and the role can take up to 60 minutes to take effect.');
    expect(words(pace, { later: 'pulling' })).toBe(
      'Nothing restarts, and the role can take up to 60 minutes to take effect. Pulling can take up to 60 minutes to work.',
    );
    expect(words({ downtime: { kind: 'nodesStay' }, later: 'role' })).toBe(
      "Nodes don't restart. The role can take up to 60 minutes to take effect.",
    );
    expect(words()).toBe('');
  });
});
