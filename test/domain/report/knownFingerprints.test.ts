/** Other tools know the fingerprints of findings, and teams' decisions name their subjects: both stay. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fingerprintsOf } from '../../../src/domain/report/fingerprint.ts';
import { codes, find } from '../../support/domain/cases/findingCases.ts';

const file = new URL('knownFingerprints.json', import.meta.url);

const known = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>;
const found: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  codes.map(([code, , has]) => {
    const findings = find(has);
    const prints = fingerprintsOf({ cluster: has.cluster, findings });
    const lines = findings.map((one, index) => `${prints[index]!} ${one.code} ${one.subject ?? ''}`.trim());
    return [code, lines.toSorted()];
  }),
);

it('each kind of finding keeps its fingerprint and what it is about', () => {
  expect(Object.fromEntries(Object.keys(known).map((code) => [code, found[code]]))).toEqual(known);
});

it('each kind of finding that a case has is known from its first version on', () => {
  const added = Object.fromEntries(Object.entries(found).filter(([code]) => !(code in known)));
  const text = JSON.stringify(added, undefined, 2);
  expect(Object.keys(added), `add this to test/domain/report/knownFingerprints.json: ${text}`).toEqual([]);
});
