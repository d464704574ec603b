import { describe, expect, it } from 'vitest';
import { readSignIn, whyOf } from '../../../src/domain/signIn/whyOf.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { drawn, fc, seed } from '../../support/property.ts';
import { cases, judgedAlone } from './judgedCases.ts';
import { filled, factsIn, worlds, theCluster, objectsIn } from './worlds.ts';

/** What logs and terminals do to a message; all of it can be undone. */
const dresses: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'escaped as JSON': (text) => JSON.stringify(text),
  'escaped as JSON twice': (text) => JSON.stringify(JSON.stringify(text)),
  'wrapped at 80 in the middle of words': (text) => text.replace(/\s*\n\s*/g, ' ').replace(/(.{80})/g, '$1\n'),
  'wrapped at blanks': (text) => text.replace(/\s*\n\s*/g, ' ').replace(/(.{60,}?) /g, '$1\n'),
  'with Windows line breaks': (text) => text.replace(/\n/g, '\r\n'),
  'in a line of a log': (text) => `2026-09-01T12:00:00Z ERROR controller reconcile {"error": ${JSON.stringify(text)}}`,
  'among other lines': (text) => `starting up\nlistening on :8080\n${text}\nshutting down`,
};

const named = [
  'issuer',
  'subject',
  'audience',
  'clientId',
  'objectId',
  'action',
  'scope',
  'linkedAction',
  'linkedScope',
];

describe('reading a message', () => {
  it.each(cases.map((one) => [one.id, one] as const))(
    'finds each value that %s carries (Q-02)',
    (_, { message, carries }) => {
      const { fields } = readSignIn(message);
      for (const [name, value] of Object.entries(carries))
        expect(fields).toContainEqual(expect.objectContaining({ name, value }));
    },
  );

  it.each(cases.map((one) => [one.id, one] as const))('invents no value for %s (Q-02)', (_, { message }) => {
    const whole = message.replace(/\s+/g, '').replaceAll('\\', '');
    for (const { value } of readSignIn(message).fields) expect(whole).toContain(value.replace(/\s+/g, ''));
  });

  it.each(Object.entries(dresses))('gives the same signs and values %s (Q-02)', (_, dress) => {
    // Two or three words of anybody mean something only where nothing else is around them.
    const sentences = cases.filter(({ message }) => message.split(/\s+/).length > 3);
    fc.assert(
      fc.property(fc.constantFrom(...sentences), ({ message }) => {
        const plain = readSignIn(message);
        const dressed = readSignIn(dress(message));
        expect(new Set(dressed.hits.map(({ sign }) => sign))).toEqual(new Set(plain.hits.map(({ sign }) => sign)));
        for (const field of plain.fields.filter(({ name }) => named.includes(name)))
          expect(dressed.fields).toContainEqual(field);
      }),
      { seed, numRuns: drawn(300) },
    );
  });

  it('takes a value that was masked as not known, so that no cause becomes another one (Q-10)', () => {
    const ids = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=\/resourceGroups\/)[\w-]+/gi;
    fc.assert(
      fc.property(fc.constantFrom(...cases), fc.constantFrom('<masked>', '***', 'XXXXXXXX', '{id}'), (one, mask) => {
        const world = worlds[one.id] ?? {};
        const objects = objectsIn(world);
        const why = whyOf(
          readSignIn(filled(one.message, world.fill).replace(ids, mask)),
          { clusterId: theCluster, ...(objects === undefined ? {} : { objects }) },
          factsIn(world),
        );
        expect([one.cause, ...one.alsoRight, 'UNKNOWN', judgedAlone(one).cause]).toContain(why.cause);
      }),
      { seed, numRuns: drawn(400) },
    );
  });

  it('holds nothing of a text that was not recognised (Q-12)', () => {
    fc.assert(
      fc.property(fc.constantFrom(...cases), fc.stringMatching(/^zq[a-z]{12}$/), ({ message }, word) => {
        const why = JSON.stringify(readSignIn(`${word} ${message.replaceAll('. ', `. ${word} `)} ${word}`).fields);
        expect(why).not.toContain(word);
      }),
      { seed, numRuns: drawn(200) },
    );
  });

  it.each([
    ['nothing at all', '', 'There is no message.'],
    ['only blanks', ' \n\t ', 'There is no message.'],
    ['something else', 'the quick brown fox', 'The message has none of the known forms.'],
  ])('says so for %s', (_, text, says) => {
    const why = whyOf(readSignIn(text), {}, factsIn({}));
    expect(textOf(why.text)).toBe(says);
    expect(why.cause).toBe('UNKNOWN');
  });
});
