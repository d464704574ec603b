import { expect, it } from 'vitest';
import { unknownsInSentences, type Unknown } from '../../../src/domain/arm/unknown.ts';
import { say } from '../../../src/sentences/words.ts';

const lacking = (title: string | undefined, reason: string): Unknown => ({
  cause: 'refused',
  subject: { what: title ?? 'clusters' },
  ...(title === undefined ? {} : { title: say`${title}` }),
  reason: say`${reason}`,
});

it('things that are unknown for the same reason are named together, and the reason once', () => {
  const notInFile = "The opened file doesn't contain this.";
  const unknowns = [
    lacking('Fleets', notInFile),
    lacking('Roles', 'No.'),
    lacking('Extensions', notInFile),
    lacking('Fleets', notInFile),
    lacking(undefined, notInFile),
  ];
  expect(unknownsInSentences(unknowns)).toBe(`Fleets, Extensions: ${notInFile} Roles: No. ${notInFile}`);
});
