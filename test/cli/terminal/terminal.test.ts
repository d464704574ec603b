import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { harmlessText } from '../../../src/domain/arm/inert.ts';
import { writerTo } from '../../../src/cli/terminal/terminal.ts';

describe('a writer', () => {
  it('rejects where nobody reads any more, and ends the process by nothing else', async () => {
    const closed = new Writable({
      write: (_, __, done) => done(Object.assign(new Error('closed'), { code: 'EPIPE' })),
    });
    await expect(writerTo(closed)('text')).rejects.toMatchObject({ code: 'EPIPE' });
  });

  it('resolves when all of a text is written', async () => {
    let written = '';
    const open = new Writable({
      decodeStrings: false,
      write: (text: string, _, done) => {
        written += text;
        done();
      },
    });
    await writerTo(open)('text');
    expect(written).toBe('text');
  });
});

describe('what is said of names and reasons that others gave', () => {
  it.each([
    ['a sequence that clears the screen', 'shop\u001B[2J\u009B31m\u0007', 'shop [2J 31m '],
    ['a line that is written over', 'No.\rYes.', 'No. Yes.'],
    ['letters that turn around', 'a\u202Eb', 'a b'],
    ['an order to GitHub Actions', 'No.\n ::add-mask::x', 'No.\n : :add-mask::x'],
    [
      'an order to Azure Pipelines',
      '##vso[task.setvariable variable=a]b ##[error]c',
      '# #vso[task.setvariable variable=a]b # #[error]c',
    ],
    ['nothing of the kind', 'shop::weu\n  #1 [a]\n\u05D0', 'shop::weu\n  #1 [a]\n\u05D0'],
  ])('has no effect where it holds %s', (_, text, plain) => {
    expect(harmlessText(text)).toBe(plain);
  });
});
