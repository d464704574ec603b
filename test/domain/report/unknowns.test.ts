import { describe, expect, it } from 'vitest';
import { unknownTexts, type Cause, type Unknown } from '../../../src/domain/arm/unknown.ts';
import { findingTitle } from '../../../src/domain/findings/catalogue.ts';
import type { Finding } from '../../../src/domain/findings/finding.ts';
import type { Requirement } from '../../../src/domain/needs/need.ts';
import { isPartlyUnknown, countNotChecked, notReadOf, type CheckedRow } from '../../../src/domain/report/unknowns.ts';
import { unknown } from '../../support/domain/unknowns.ts';
import { say, verbatim } from '../../../src/sentences/words.ts';
import { textOf, textsOf } from '../../../src/sentences/textOf.ts';

const need = (reason: string, cause: Cause): Requirement[] => [
  { verdict: 'unknown', reason, unknown: [unknown(reason, { cause })] } as unknown as Requirement,
];
const told = (row: CheckedRow): readonly string[] => textsOf(unknownTexts(notReadOf(row)));
const read = (what: string, reason = 'Forbidden.'): Unknown =>
  unknown(reason, { subject: { what }, title: verbatim(what) });

describe('what was not read of a cluster', () => {
  it.each([
    "Role assignments can't be read: Forbidden.",
    "The subnet snet-aks can't be read, so whether it has a route table isn't known: Forbidden.",
    "The vaults can't be listed: Forbidden.",
    'Flux configurations: Forbidden.',
  ])('is a need whose verdict is unknown: row %#', (reason) => {
    expect(told({ findings: [], unjudged: need(reason, 'refused') })).toEqual([reason]);
  });

  it('is told once for each thing, also where the reasons are the same', () => {
    const unknownReads = [read('Identities'), read('Clusters')];
    const row = { findings: [], unknownReads, workloads: { unknown: [read('Identities')] } };
    expect(told(row)).toEqual(['Identities: Forbidden.', "Clusters can't be read: Forbidden."]);
    expect(told({ ...row, unknownReads: unknownReads.slice(0, 1) })).toEqual(['Identities: Forbidden.']);
  });

  it('is told also where something that Azure tells nobody has the same words', () => {
    const one = (cause: Unknown['cause']): Unknown => ({ cause, subject: { what: cause }, reason: say`Nobody knows.` });
    const workloads = (all: readonly Unknown[]): CheckedRow => ({ findings: [], workloads: { unknown: all } });
    expect(told(workloads([one('refused'), one('untellable')]))).toEqual(['Nobody knows.']);
    expect(told(workloads([one('untellable'), one('refused')]))).toEqual(['Nobody knows.']);
  });

  it('is told with all that it leaves open, but for what the notes say', () => {
    const clusters = read('Clusters');
    const unknownFindings = new Map([
      ['trustedAccessReach', clusters],
      ['extensionIdentityGone', clusters],
      ['nodesCarrySeveral', { ...read('Nodes', 'Too many.'), cause: 'notAsked', inNotes: true }],
    ] as const);
    const titles = `${textOf(findingTitle('trustedAccessReach'))}, ${textOf(findingTitle('extensionIdentityGone'))}`;
    const row = { findings: [], unknownFindings, unknownReads: [clusters] };
    expect(told(row)).toEqual([`It isn't known whether this applies: ${titles}. Forbidden.`]);
    expect(countNotChecked(row)).toBe(1);
  });

  it.each<[Cause, boolean]>([
    ...(['refused', 'signedOut', 'throttled', 'failed', 'notAsked'] as const).map((cause) => [cause, true] as const),
    ...(['notOffered', 'late', 'hidden', 'untellable'] as const).map((cause) => [cause, false] as const),
  ] as [Cause, boolean][])('is decided by the cause: %s counts: %s', (cause, counts) => {
    expect(told({ findings: [], unjudged: need('A sentence.', cause) })).toEqual(counts ? ['A sentence.'] : []);
    expect(told({ findings: [], workloads: { unknown: [unknown('No.', { cause })] } })).toEqual(counts ? ['No.'] : []);
  });

  it('what is hidden may be so all the same, and what Azure tells nobody stays as it was', () => {
    expect(isPartlyUnknown({ findings: [], unjudged: need('Hidden.', 'hidden') })).toBe(true);
    expect(isPartlyUnknown({ findings: [], unjudged: need('A condition decides.', 'untellable') })).toBe(false);
  });

  it('is an identity or what connects workloads, once each', () => {
    const text = "The kubelet identity id can't be read, so it isn't known whether it was recreated.";
    const finding = { code: 'identityUnreadable', severity: 'unknown', text: verbatim(text) } as Finding;
    const workloads = { unknown: [read('Federated credentials')] };
    expect(told({ findings: [finding, finding], workloads })).toEqual([text, 'Federated credentials: Forbidden.']);
  });
});
