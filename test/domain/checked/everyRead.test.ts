import { gap, unknown, unreadable } from '../../support/domain/unknowns.ts';
import { about } from '../../support/domain/factsOf.ts';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../src/domain/arm/answer.ts';
import { checkedCluster } from '../../../src/domain/checked/checkedCluster.ts';
import { readKey, type Facts, type Read } from '../../../src/domain/cluster/facts.ts';
import { parseBaseline } from '../../../src/domain/report/formats/baseline.ts';
import type { ReportRow } from '../../../src/domain/report/columns.ts';
import { comparisonOf } from '../../support/domain/comparisonOf.ts';
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
  ['is refused', () => forbidden],
  ['breaks off', () => unreadable(reason, 'failed')],
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

/** Facts that keep what they answer, as a survey does, so that each list stays one; they can be had with another answer to one read. */
function keeping(facts: Facts) {
  const kept = new Map<string, { readonly read: Read; readonly answer: Answer<unknown> | undefined }>();
  const answerTo = (read: Read, key: string): Answer<unknown> | undefined => {
    const known = kept.get(key) ?? { read, answer: facts.get(read) as Answer<unknown> | undefined };
    kept.set(key, known);
    return known.answer;
  };
  const with1 = (changed?: { readonly key: string; readonly answer: Answer<unknown> }): Facts => {
    const get = (read: Read): Answer<unknown> | undefined => {
      const key = readKey(read);
      return key === changed?.key ? about(read, changed.answer) : answerTo(read, key);
    };
    return { ...facts, get: get as Facts['get'] };
  };
  return { with1, kept };
}

describe.each(ways)('a read that %s', (way, answerOf) => {
  it.each(codes.map(([code, , has]) => [code, has] as const))('of a cluster does not make %s fixed', (code, has) => {
    const { with1, kept } = keeping(factsOf(has));
    const row = (given: Facts): ReportRow => ({ cluster: has.cluster, ...checkedCluster(has.cluster, given) });
    const before = row(with1());
    expect(before.findings.map((finding) => finding.code)).toContain(code);
    const earlier = parseBaseline(reportOf([before], 'json', new Date('2026-08-01T12:00:00Z')));
    const lies: string[] = [];
    for (const [key, { read, answer: own }] of [...kept]) {
      const answer = answerOf(own as Answer<unknown>, read);
      if (answer === undefined) continue;
      const now = row(with1({ key, answer }));
      lies.push(...comparisonOf([now], earlier).fixed.map((one) => `${key} fixes ${one.code}`));
      // Few may list all subscriptions of a directory, so that being refused that list is no lack.
      if (way === 'is not asked' || (read.kind === 'hiddenSubscriptions' && way !== 'breaks off')) continue;
      if (countNotChecked(now) === 0) lies.push(`${key} counts for nothing`);
      if (notReadOf(now).length === 0) lies.push(`${key} is not told`);
    }
    expect(lies).toEqual([]);
  });
});
