import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { writerTo } from '../../src/cli/terminal.ts';

describe('a writer', () => {
  it('a writer rejects where nobody reads any more, and ends the process by nothing else', async () => {
    const closed = new Writable({
      write: (_, __, done) => done(Object.assign(new Error('closed'), { code: 'EPIPE' })),
    });
    await expect(writerTo(closed)('text')).rejects.toMatchObject({ code: 'EPIPE' });
  });

  it('a writer resolves when all of a text is written', async () => {
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
