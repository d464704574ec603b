import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../src/domain/arm/json.ts';
import { namedIdentities, pathText } from '../../../src/domain/arm/namedIdentities.ts';
import { idKey } from '../../../src/domain/arm/resourceId.ts';
import { guid, identityId } from '../../support/domain/worldFacts.ts';
import { fc } from '../../support/property.ts';

const id = identityId('id-shop');
const named = (raw: JsonObject) =>
  (namedIdentities(raw).byId.get(idKey(id)) ?? []).map(({ path, isHint }) => [pathText(path), isHint]);

/** The value at the end of a way through objects and lists. */
function at(path: readonly (string | number)[], end: Json): Json {
  return path.reduceRight<Json>(
    (inner, step) => (typeof step === 'number' ? [...empty(step), inner] : { [step]: inner }),
    end,
  );
}

function empty(length: number): Json[] {
  return Array.from({ length }, () => null);
}

describe('identities that JSON names', () => {
  it.each<[string, JsonObject, [string, boolean][]]>([
    [
      'a value at any path',
      { properties: { fooProfile: { bars: [0, 1, 2, { who: id }] } } },
      [['properties.fooProfile.bars[3].who', false]],
    ],
    [
      'the key of a property',
      { identity: { userAssignedIdentities: { [id]: {} } } },
      [['identity.userAssignedIdentities', false]],
    ],
    ['any casing, and a slash at the end', { a: `${id.toUpperCase()}/` }, [['a', false]]],
    ['a name that has to be quoted', { 'a.b': { 'c d': id } }, [['["a.b"]["c d"]', false]]],
    [
      'each place once more',
      { a: id, b: [id] },
      [
        ['a', false],
        ['b[0]', false],
      ],
    ],
    ['a tag, as a hint', { tags: { owner: id } }, [['tags.owner', true]]],
    [
      'a tag of a node pool, as a hint',
      { properties: { agentPoolProfiles: [{ tags: { owner: id } }] } },
      [['properties.agentPoolProfiles[0].tags.owner', true]],
    ],
    [
      'another property called tags, as a use',
      { properties: { fooProfile: { tags: [id] } } },
      [['properties.fooProfile.tags[0]', false]],
    ],
    ['a longer text with the ID in it, as a hint', { a: `see ${id}, please` }, [['a', true]]],
    ['what is below the identity, as a hint', { a: `${id}/federatedIdentityCredentials/web` }, [['a', true]]],
    [
      'no other identity',
      { a: identityId('id-shop2'), b: id.replace('userAssigned', 'systemAssigned'), c: 'id-shop' },
      [],
    ],
  ])('are found by %s (R-01)', (_, raw, places) => {
    expect(named(raw)).toEqual(places);
  });

  it('are found by their numbers, too', () => {
    const { byGuid } = namedIdentities({ properties: { fooProfile: { clientId: guid(7).toUpperCase() } } });
    expect(byGuid.get(guid(7))?.map(({ path }) => pathText(path))).toEqual(['properties.fooProfile.clientId']);
  });

  it('are found however deep it is', () => {
    const path = Array.from({ length: 50_000 }, (_, index) => (index % 2 === 0 ? 'a' : 0));
    let raw: Json = id;
    for (const step of path.toReversed()) raw = step === 0 ? [raw] : { a: raw };
    expect(named(raw as JsonObject)).toHaveLength(1);
  });

  it('are found at every path, as a value and as a key (R-01)', () => {
    const step = fc.oneof(fc.string({ minLength: 1, maxLength: 8 }), fc.nat(3));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), fc.boolean(), fc.jsonValue(), (steps, isKey, other) => {
        const end = isKey ? { [id]: other as Json } : id;
        const raw: JsonObject = { properties: { beside: other as Json, fooProfile: at(steps, end) } };
        expect(named(raw).some(([, isHint]) => isHint === false)).toBe(true);
      }),
    );
  });

  it('are looked for once in the same JSON', () => {
    const raw = { a: id };
    expect(namedIdentities(raw)).toBe(namedIdentities(raw));
  });
});
