import { describe, expect, it } from 'vitest';
import { notReadIn } from '../../../../src/domain/report/notRead.ts';
import { unknown } from '../../../support/domain/unknowns.ts';
import { clusterOf } from '../../../../src/domain/cluster/fromArm.ts';
import type { Finding } from '../../../../src/domain/findings/finding.ts';
import type { ReportRow } from '../../../../src/domain/report/columns.ts';
import { comparisonOf } from '../../../support/domain/comparisonOf.ts';
import { fingerprintsOf } from '../../../../src/domain/report/fingerprint.ts';
import { junitOf, type JunitOptions } from '../../../../src/domain/report/formats/junit.ts';
import { cluster, clusterId, clusterJson } from '../../../support/domain/clusterFixture.ts';
import { fc } from '../../../support/property.ts';
import { say, verbatim } from '../../../../src/sentences/words.ts';
import { textOf } from '../../../../src/sentences/textOf.ts';

const finding: Finding = {
  code: 'clusterFailed',
  severity: 'error',
  text: say`It failed.`,
  evidence: ['e'],
  source: 's',
};
const warning: Finding = { ...finding, code: 'servicePrincipal', severity: 'warning', text: say`It has a secret.` };
const options: JunitOptions = {
  now: new Date('2026-09-01T12:00:00Z'),
  notRead: [],
  fails: ({ finding: { severity }, state }) => severity === 'error' && state !== 'unchanged',
  allowsPartial: false,
};
const rows: readonly ReportRow[] = [
  { cluster: cluster(), findings: [finding, warning] },
  { cluster: clusterOf(clusterJson({}, { id: `${clusterId}-2`, name: 'shop-2' })), findings: [] },
];

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** Reads XML without DTD, CDATA or comments; throws where it is not well-formed. */
function parsed(pieces: Iterable<string>): Element {
  const xml = [...pieces].join('');
  const body = /^<\?xml version="1\.0" encoding="UTF-8"\?>\n([^]*)$/.exec(xml)?.[1] ?? '';
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const token = /<\/([\w-]+)>|<([\w-]+)((?: [\w-]+="[^"<]*")*)(\/?)>|([^<]+)/gy;
  for (let at = 0; at < body.length; at = token.lastIndex) {
    const [, closed, name, attributes = '', isEmpty, text] = token.exec(body) ?? [];
    const top = open.at(-1)!;
    if (text !== undefined) top.text += unescaped(text);
    else if (name !== undefined) {
      const pairs = [...attributes.matchAll(/ ([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key, unescaped(value!)]);
      const element: Element = {
        name,
        attributes: Object.fromEntries(pairs) as Element['attributes'],
        children: [],
        text: '',
      };
      top.children.push(element);
      if (isEmpty !== '/') open.push(element);
    } else if (closed === undefined || open.pop()?.name !== closed) throw new Error(`Not well-formed at ${at}.`);
  }
  if (open.length !== 1 || root.children.length !== 1) throw new Error('There is not one element that is closed.');
  return root.children[0]!;
}

function unescaped(text: string): string {
  if (/&(?!(?:amp|lt|gt|quot|#\d+);)|[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text))
    throw new Error(`XML has no such text: ${text}`);
  const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' };
  return text.replace(/&(#(\d+)|\w+);/g, (_, name: string, code?: string) =>
    code === undefined ? named[name]! : String.fromCharCode(Number(code)),
  );
}

const casesOf = (suite: Element): readonly (readonly (string | undefined)[])[] =>
  suite.children.map(({ attributes, children }) => [
    attributes['name'],
    children[0]?.name,
    children[0]?.attributes['message'],
  ]);

describe('a test report', () => {
  it('has a suite for each cluster with a test for each finding, and one that passes where there is none (C-09)', () => {
    const root = parsed(junitOf(rows, options));
    expect(root.attributes).toEqual({ name: 'AKS Identity', tests: '3', failures: '1', errors: '0' });
    expect(root.children.map(({ attributes }) => attributes['name'])).toEqual(['shop', 'shop-2']);
    expect(root.children[0]!.attributes['timestamp']).toBe('2026-09-01T12:00:00.000Z');
    expect(casesOf(root.children[0]!)).toEqual([
      ['The last operation failed', 'failure', 'It failed.'],
      ['Uses a service principal', 'system-out', undefined],
    ]);
    expect(casesOf(root.children[1]!)).toEqual([['No findings', undefined, undefined]]);
    expect(root.children[0]!.children[0]!.attributes['classname']).toBe(clusterId);
  });

  it('skips what is accepted, and what an earlier report has too', () => {
    const row = { cluster: cluster(), findings: [{ ...finding, accepted: { reason: 'Known.' } }, finding] };
    const [, print = ''] = fingerprintsOf(row);
    const known = {
      ...finding,
      text: textOf(finding.text),
      fingerprint: print,
      clusterId,
      since: '2026-01-01T00:00:00Z',
    };
    const comparison = comparisonOf([row], {
      at: '2026-08-01T00:00:00Z',
      findings: new Map([[known.fingerprint, known]]),
    });
    expect(casesOf(parsed(junitOf([row], { ...options, comparison })).children[0]!)).toEqual([
      ['The last operation failed', 'skipped', 'It failed. (Accepted: Known.)'],
      ['The last operation failed (2)', 'skipped', 'Known since 2026-01-01T00:00:00Z: It failed.'],
    ]);
  });

  it('fails by what was accepted and is not any more, also beside an earlier one, and says so', () => {
    const row = { cluster: cluster(), findings: [{ ...finding, acceptedUntil: '2026-08-31' }] };
    const [fingerprint = ''] = fingerprintsOf(row);
    const known = {
      ...finding,
      text: textOf(finding.text),
      fingerprint,
      clusterId,
      since: '2026-01-01T00:00:00Z',
      isAccepted: true,
    };
    const comparison = comparisonOf([row], {
      at: '2026-08-01T00:00:00Z',
      findings: new Map([[known.fingerprint, known]]),
    });
    expect(casesOf(parsed(junitOf([row], { ...options, comparison, fails: () => true })).children[0]!)).toEqual([
      ['The last operation failed', 'failure', 'It failed. Its acceptance ended on Aug 31, 2026.'],
    ]);
  });

  it('has an error for each thing that was not read, unless that is all right', () => {
    const notRead = [unknown('A.'), unknown('B.')].flatMap((one) => notReadIn([], [one]));
    const suite = (allowsPartial: boolean): Element =>
      parsed(junitOf(rows, { ...options, notRead, allowsPartial })).children[2]!;
    expect(casesOf(suite(false))).toEqual([
      ['Not read: What is below A.', 'error', 'A.'],
      ['Not read: What is below B.', 'error', 'B.'],
    ]);
    expect(suite(true).attributes).toMatchObject({ errors: '0', skipped: '2' });
    const blind = parsed(junitOf([], { ...options, notRead, allowsPartial: true, isBlind: true }));
    expect(blind.attributes).toMatchObject({ errors: '2' });
  });

  it('has the filter and notes as properties of a suite for programs, and as skipped tests for people', () => {
    const said = { filter: 'Only shop.', notes: ['One & two.', say`Three.`] };
    const xml = parsed(junitOf(rows, { ...options, ...said }));
    const suite = xml.children.at(-1)!;
    expect([suite.attributes['name'], suite.attributes['skipped']]).toEqual(['About this report', '3']);
    const [properties, ...tests] = suite.children;
    expect(properties!.children.map(({ attributes }) => attributes)).toEqual([
      { name: 'filter', value: 'Only shop.' },
      { name: 'note', value: 'One & two.' },
      { name: 'note', value: 'Three.' },
    ]);
    expect(tests.map(({ attributes: { name }, children }) => [name, children[0]!.attributes['message']])).toEqual([
      ['Filter', 'Only shop.'],
      ['Note', 'One & two.'],
      ['Note (2)', 'Three.'],
    ]);
    expect(junitOf(rows, options)).not.toContain('About this report');
  });

  it('is well-formed and says the same whatever the texts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
        const row = { cluster: cluster(), findings: [{ ...finding, text: verbatim(text), evidence: [text] }] };
        const [failure] = parsed(junitOf([row], options)).children[0]!.children[0]!.children;

        const told = text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');
        expect(failure!.attributes['message']).toBe(told);
        expect(failure!.text).toBe(`${told}\ns`);
      }),
    );
  });
});
