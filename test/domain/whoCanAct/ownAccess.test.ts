import { describe, expect, it } from 'vitest';
import { whyUnlimited } from '../../../src/domain/whoCanAct/ownAccess.ts';
import { unknown } from '../../support/domain/unknowns.ts';

describe('why it is not known whether a condition limits what somebody may do', () => {
  it('is what could not be read, and not what is not there, whatever comes first', () => {
    const refused = { kind: 'unreadable', ...unknown('Not you.'), cause: 'refused' } as const;
    const gone = { kind: 'missing' } as const;
    const found = { kind: 'found', value: [] } as const;
    for (const lists of [
      [found, gone, refused],
      [undefined, refused, gone],
    ])
      expect(whyUnlimited(lists.map((answer, index) => [`/${index}`, answer]))?.cause).toBe('refused');
    expect(whyUnlimited([['/a', gone]])?.cause).toBe('untellable');
    expect(whyUnlimited([['/a', found]])).toBeUndefined();
  });
});
