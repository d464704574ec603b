import { describe, expect, it } from 'vitest';
import { doorOf, nextStepsKept, nextWords } from '../../../src/domain/plan/nextSteps.ts';
import { say } from '../../../src/sentences/words.ts';

describe('what comes next', () => {
  it.each([
    [{ kind: 'credentials' }, 'Get credentials for kubectl.', 'credentials'],
    [
      { kind: 'credentials', isPrivate: true },
      'Get credentials for kubectl. It reaches the private API server only from its network, or from one connected to it.',
      'credentials',
    ],
    [
      { kind: 'nodeClient', identity: 'id-new', clientId: 'c1' },
      'Pods that request tokens with the client ID of the old kubelet identity must use that of id-new from now on: c1.',
      undefined,
    ],
    [
      { kind: 'nodeClient' },
      'Pods that request tokens with the client ID of the old kubelet identity must use that of the new kubelet identity from now on.',
      undefined,
    ],
    [
      { kind: 'namedInside', clientId: 'c1', places: ['dns'] },
      'Replace the old client ID c1 where the cluster names it: in settings of operators such as external-dns.',
      undefined,
    ],
  ] as const)('%j has its words and its button', (step, words, door) => {
    expect(nextWords(step)).toBe(words);
    expect(doorOf(step)).toBe(door);
  });

  it('what an earlier version has kept, or a newer one in a way that is not known, stays a sentence that leads nowhere', () => {
    const next = [say`Get credentials for kubectl.`];
    for (const nextSteps of [undefined, [{ kind: 'fly' }], [{ kind: 'joinFleet' }], 'credentials'] as never[])
      expect(nextStepsKept({ next, nextSteps })).toBe(next);
    expect(next.map(doorOf)).toEqual([undefined]);
    const step = { kind: 'credentials', later: 'x' } as const;
    expect(nextStepsKept({ next: [say`In other words.`], nextSteps: [step] })).toEqual([step]);
  });
});
