import { gap, unknown, unreadable } from '../../support/domain/unknowns.ts';
import { about } from '../../support/domain/factsOf.ts';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../src/domain/arm/answer.ts';
import { checkedCluster } from '../../../src/domain/checked/checkedCluster.ts';
import { readKey, type Facts, type Read } from '../../../src/domain/cluster/facts.ts';
import { parseBaseline } from '../../../src/domain/report/formats/baseline.ts';
import type { ReportRow } from '../../../src/domain/report/columns.ts';
import { comparisonOf } from '../../../src/domain/report/comparison.ts';
import { reportOf } from '../../../src/domain/report/formats/report.ts';
import { countNotChecked, notReadOf } from '../../../src/domain/report/unknowns.ts';
import { azure, subscriptionId } from '../../support/domain/clusterFixture.ts';
import { codes, onNodeGroup, type Case } from '../../support/domain/cases/findingCases.ts';

const reason = 'Nobody may look there.';
const forbidden = unreadable(reason);

/** Lists of what is in places that are there: that there is no such list says nothing of what would be in it. */
const lists: readonly Read['kind'][] = [
  ...(['clusters', 'newerClusters', 'identities', 'carriers', 'credentials', 'everyResource', 'listBelow'] as const),
  ...(['resourcesOfType', 'creationTimes', 'assignmentsOf', 'assignmentsEverywhere', 'assignmentsOfAll'] as const),
];

type Way = (answer: Answer<unknown>, read: Read) => Answer<unknown> | undefined;

/** In what way one read answers nothing: as a whole, for one place, because it is too much, or because there is no such list. */
const ways: readonly (readonly [string, Way])[] = [
  ['has no list', (_, { kind }) => (lists.includes(kind) ? { kind: 'missing' } : undefined)],
  ['fails', () => forbidden],
  ['is not asked', () => ({ kind: 'unreadable', ...unknown(reason, { cause: 'notAsked', inNotes: true }) })],
  [
    'has a gap',
    (answer) =>
      answer.kind === 'found' && Array.isArray(answer.value)
        ? { kind: 'found', value: [], gaps: [gap('subscription Contoso', reason, subscriptionId)] }
        : undefined,
  ],
];

function factsOf({ grants = [], entries = [], now, more }: Case): Facts {
  return { ...azure([onNodeGroup, ...grants], entries), looksAround: true, ...more, ...(now ? { now } : {}) };
}

/** The same facts, with another answer to one read; they note what is read. */
function with1(facts: Facts, changed?: { readonly key: string; readonly answer: Answer<unknown> }) {
  const reads = new Map<string, Read>();
  const get = (read: Read): Answer<unknown> | undefined => {
    const key = readKey(read);
    reads.set(key, read);
    return key === changed?.key ? about(read, changed.answer) : facts.get(read);
  };
  return { facts: { ...facts, get: get as Facts['get'] }, reads };
}

describe.each(ways)('a read that %s', (way, answerOf) => {
  it.each(codes.map(([code, , has]) => [code, has] as const))('of a cluster does not make %s fixed', (code, has) => {
    const { facts, reads } = with1(factsOf(has));
    const row = (given: Facts): ReportRow => ({ cluster: has.cluster, ...checkedCluster(has.cluster, given) });
    const before = row(facts);
    expect(before.findings.map((finding) => finding.code)).toContain(code);
    const earlier = parseBaseline(reportOf([before], 'json', new Date('2026-08-01T12:00:00Z')));
    const lies: string[] = [];
    for (const [key, read] of [...reads]) {
      const own = facts.get(read) as Answer<unknown>;
      const answer = answerOf(own, read);
      if (answer === undefined) continue;
      const now = row(with1(factsOf(has), { key, answer }).facts);
      lies.push(...comparisonOf([now], earlier).fixed.map((one) => `${key} fixes ${one.code}`));
      if (way === 'is not asked' || read.kind === 'hiddenSubscriptions') continue;
      if (countNotChecked(now) === 0) lies.push(`${key} counts for nothing`);
      if (notReadOf(now).length === 0) lies.push(`${key} is not told`);
    }
    expect(lies).toEqual([]);
  });
});
