import { describe, expect, it } from 'vitest';
import { inertJson } from '../../../src/domain/arm/inert.ts';
import { clusterOf } from '../../../src/domain/cluster/fromArm.ts';
import type { ReportRow } from '../../../src/domain/report/columns.ts';
import { maskGuids } from '../../../src/domain/report/mask.ts';
import { inChunks, inPieces, maskedText, wholeText, type Text } from '../../../src/domain/report/pieces.ts';
import { reportOf, reportPieces } from '../../../src/domain/report/formats/report.ts';
import { comparisonOf } from '../../support/domain/comparisonOf.ts';
import { parseBaseline } from '../../../src/domain/report/formats/baseline.ts';
import { reportFormatKeys } from '../../../src/domain/report/reportFormats.ts';
import { verbatim } from '../../../src/sentences/words.ts';
import { clusterId, clusterJson } from '../../support/domain/clusterFixture.ts';
import { missingRole } from '../../support/domain/missingRole.ts';
import { unknown } from '../../support/domain/unknowns.ts';
import { fc } from '../../support/property.ts';

const now = new Date('2026-09-01T12:00:00Z');
const about = { notes: ['a'], unknown: [unknown('Forbidden.')] };

/** Of the tenth as many have findings as there are clusters, with texts that are long and odd. */
function rowsWith(count: number, text = ''): readonly ReportRow[] {
  return Array.from({ length: count }, (_, index) => ({
    cluster: clusterOf(clusterJson({}, { id: `${clusterId}-${String(index)}`, name: `shop-${String(index)}` })),
    findings: index % 10 === 1 ? [] : [{ ...missingRole, text: verbatim(`${text} ##[] \n\u2028 [] "x" ${text}`) }],
  }));
}

const writers: Readonly<Record<string, (rows: readonly ReportRow[]) => Iterable<string>>> = {
  ...Object.fromEntries(reportFormatKeys.map((format) => [format, (rows) => reportPieces(rows, format, now, about)])),
};

describe('a report in pieces', () => {
  it.each(Object.keys(writers))(
    'as %s has no piece that grows with the number of clusters, apart from its head',
    (name) => {
      const longest = (count: number): number =>
        Math.max(...[...writers[name]!(rowsWith(count))].slice(1).map(({ length }) => length));
      expect(longest(200)).toBeLessThan(longest(20) + 100);
      expect([...writers[name]!(rowsWith(200))].length).toBeGreaterThan(180);
    },
  );

  it.each(reportFormatKeys)('as %s has a piece at least for each thousand clusters that it goes through', (format) => {
    const reads = new Set<ReportRow>();
    const rows = rowsWith(1200).map((row) => {
      const own: ReportRow = { ...row };
      return Object.defineProperty(own, 'findings', { get: () => (reads.add(own), row.findings) });
    });
    const comparison = comparisonOf(rows, parseBaseline(reportOf(rowsWith(20), 'json', now)));
    let most = 0;
    reads.clear();
    for (const _ of reportPieces(rows, format, now, { ...about, comparison })) {
      most = Math.max(most, reads.size);
      reads.clear();
    }
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(1000);
  });

  it.each(Object.keys(writers))('as %s is the same text each time that it is gone through', (name) => {
    const pieces = writers[name]!(rowsWith(12, 'x'));
    expect(wholeText(pieces)).toBe(wholeText(pieces));
  });

  it.each(reportFormatKeys)('as %s is the text of the report', (format) => {
    const rows = rowsWith(12, 'x');
    expect(wholeText(inChunks(reportPieces(rows, format, now, about)))).toBe(reportOf(rows, format, now, about));
  });

  it.each(['json', 'sarif', 'gitlab'] as const)('as %s is the JSON that is written in one go', (format) => {
    for (const count of [0, 1, 12]) {
      const text = reportOf(rowsWith(count, '😀 ## é'), format, now, about);
      expect(text).toBe(`${inertJson(JSON.parse(text), 2)}\n`);
    }
  });

  it('is masked as its whole text is', () => {
    const guids = ['35b99331-7c4b-4abb-a998-1a3923211451', '6a00ed00-28f9-4d38-aaa6-c716ecd7d1a2'];
    const words = fc.constantFrom(...guids, '35b9...51', '6a00...a2', 'name', '1234...56').map((word) => `${word} `);
    fc.assert(
      fc.property(fc.array(words), (parts) => {
        expect(wholeText(maskedText(inPieces(() => parts.values())))).toBe(maskGuids(parts.join('')));
      }),
    );
  });
});

describe('chunks of a text', () => {
  it('are the text, none of them empty, and all but the last long enough', () => {
    const part = fc.tuple(fc.nat(40_000), fc.constantFrom('a', 'é', '😀')).map(([count, sign]) => sign.repeat(count));
    fc.assert(
      fc.property(fc.oneof<fc.Arbitrary<Text>[]>(part, fc.array(part, { maxLength: 8 })), (text) => {
        const chunks = [...inChunks(text)];
        expect(chunks.join('') === wholeText(text)).toBe(true);
        expect(chunks.every((one) => one !== '')).toBe(true);
        expect(chunks.slice(0, -1).every(({ length }) => length >= 65_536)).toBe(true);
      }),
    );
  });
});
