import { describe, expect, it } from 'vitest';
import { decodedText } from '../../../src/host/files/readText.ts';

describe('a text that some program has written', () => {
  it.each([
    ['UTF-8', Buffer.from('{"ü": 1}')],
    ['UTF-8 with a mark of its byte order', Buffer.from('\uFEFF{"ü": 1}')],
    ['UTF-16 as Windows PowerShell writes it', Buffer.from('\uFEFF{"ü": 1}', 'utf16le')],
    ['UTF-16 the other way round', Buffer.from('\uFEFF{"ü": 1}', 'utf16le').swap16()],
  ])('in %s is read', (_, bytes) => {
    expect(JSON.parse(decodedText(bytes))).toEqual({ ü: 1 });
  });
});
