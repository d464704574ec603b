import { describe, expect, it } from 'vitest';
import { extensionName } from '../../src/domain/around/things/extensions.ts';
import { trustedRoleWords } from '../../src/domain/around/things/trustedAccess.ts';
import { ownValue } from '../../src/shape/ownValue.ts';

const inherited = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];

describe('a table that is asked by a name of others', () => {
  it('has its own values', () => {
    expect(ownValue({ a: 1 }, 'a')).toBe(1);
    expect(ownValue({ a: 1 }, 'b')).toBeUndefined();
  });

  it.each(inherited)('has nothing under %s, so that Azure names what it shows', (name) => {
    expect(ownValue<unknown>({}, name)).toBeUndefined();
    expect(trustedRoleWords(name)).toBe(name);
    expect(extensionName({ name: 'x', properties: { extensionType: name } })).toBe(name);
  });
});
