import { describe, expect, it } from 'vitest';
import { contrasted } from '../../../src/webview/page/why/contrast.ts';

const said = (from: string, text: string) => ({ from, text });
const whole = ({ before, differing, after }: ReturnType<typeof contrasted>[number]): string =>
  `${before}${differing}${after}`;

describe('what was compared', () => {
  it('has two addresses of one host below each other, and marks where they differ', () => {
    const evidence = [
      said('Message', "The token's issuer is https://oic.example/tenant/b1b2-b566/."),
      said('Message', "The token's subject is system:serviceaccount:a:b."),
      said('Azure', "The credential's issuer is https://oic.example/tenant/f920-b556/."),
    ];
    const rows = contrasted(evidence);
    expect(rows.map(({ differing }) => differing)).toEqual(['b1b2-b566/', 'f920-b556/', '']);
    expect(rows.map(whole)).toEqual([evidence[0], evidence[2], evidence[1]].map((one) => one!.text));
  });

  it.each([
    ['the same address', 'https://oic.example/a/', 'https://oic.example/a/'],
    ['addresses of two hosts', 'https://oic.example/a/', 'https://login.example/a/'],
    ['no address', 'a', 'b'],
  ])('stays as it is with %s', (_, one, two) => {
    const evidence = [said('Message', one), said('Azure', two)];
    expect(contrasted(evidence).map(({ before }) => before)).toEqual([one, two]);
  });

  it('marks the end of the longer address where one begins with the other', () => {
    const rows = contrasted([said('Message', 'https://oic.example/a/b'), said('Azure', 'https://oic.example/a/b/c')]);
    expect(rows.map(whole)).toEqual(['https://oic.example/a/b', 'https://oic.example/a/b/c']);
    expect(rows[1]!.differing).toContain('c');
  });
});
