import { describe, expect, it } from 'vitest';
import { withReason, type Unknown } from '../../../src/domain/arm/unknown.ts';
import { notReadData, notReadIn } from '../../../src/domain/report/notRead.ts';
import { whyUnknown } from '../../../src/azure/arm/whyUnknown.ts';
import type { Failure } from '../../../src/errors.ts';
import type { ReportRow } from '../../../src/domain/report/columns.ts';
import { say, verbatim } from '../../../src/sentences/words.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { cluster } from '../../support/domain/clusterFixture.ts';
import { unknown } from '../../support/domain/unknowns.ts';

const outage = 'The service is down.';
const row = (name: string, ...unread: readonly Unknown[]): ReportRow => ({
  cluster: { ...cluster(), id: `${cluster().id.slice(0, -4)}${name}` as ReportRow['cluster']['id'], name },
  findings: [],
  workloads: { unknown: unread },
});
const list = (what: string, reason = outage, more: Partial<Unknown> = {}): Unknown =>
  unknown(reason, { subject: { what }, title: verbatim(what), ...more });
const textsFor = (...rows: readonly ReportRow[]): readonly string[] =>
  notReadIn(rows, []).map(({ text }) => textOf(text));

describe('what was not read', () => {
  it('is one line for one failure, however many clusters and lists it hides', () => {
    const lists = ['Roles', 'Identities', 'Bindings', 'Vaults', 'Networks'].map((what) => list(what));
    const all = Array.from({ length: 6 }, (_, index) => row(`c${index}`, ...lists));
    const [one, ...others] = notReadIn(all, []);
    expect(others).toEqual([]);
    expect(textOf(one!.text)).toBe(
      'c0, c1, c2 and 3 more clusters: Roles, Identities, Bindings and 2 more things: The service is down.',
    );
    expect(notReadData(one!)).toMatchObject({
      cause: 'refused',
      count: 30,
      subjects: lists.map(({ subject }) => subject),
      clusters: all.map(({ cluster }) => cluster.id),
    });
  });

  it('is the whole sentence where it is of one thing', () => {
    expect(textsFor(row('a', list('Roles')), row('b', list('Vaults', 'Forbidden.')))).toEqual([
      'a: Roles: The service is down.',
      'b: Vaults: Forbidden.',
    ]);
  });

  it('is apart where the cause is another, or where it is about no single cluster', () => {
    const late = list('Roles', outage, { cause: 'failed' });
    expect(textsFor(row('a', list('Roles')), row('b', late))).toHaveLength(2);
    const both = notReadIn([row('a', list('Roles'))], [list('Clusters')]);
    expect(both.map(({ clusters, text }) => [clusters.length, textOf(text)])).toEqual([
      [0, 'Clusters: The service is down.'],
      [1, 'a: Roles: The service is down.'],
    ]);
  });

  it('is one failure though each message names its own request', () => {
    const failure = (index: number, more: Partial<Failure>): Unknown => ({
      ...whyUnknown({ code: 'unexpected', message: `Request ${index} failed.`, ...more }),
      subject: { what: 'Roles' },
      title: verbatim('Roles'),
    });
    for (const more of [{ status: 500, armCode: 'InternalServerError' }, { isOdd: true }] as const) {
      const all = [1, 2, 3].map((index) => row(`c${index}`, failure(index, more)));
      expect(notReadIn(all, []).map(({ count, clusters }) => [count, clusters.length])).toEqual([[3, 3]]);
      expect(textsFor(...all)).toEqual([expect.stringMatching(/^c1, c2, c3: Roles: Azure /)]);
    }
  });

  it('is one line though clusters together lack the same lists', () => {
    const all = [row('a', list('credentials')), row('b', list('credentials'), list('Roles'))];
    const together = [list('credentials'), list('credentials', 'Forbidden.')];
    expect(notReadIn(all, together).map(({ count, clusters }) => [count, clusters.length])).toEqual([
      [4, 2],
      [1, 0],
    ]);
  });

  it.each([
    ['a thing that is gone', { code: 'notFound', status: 404, armCode: 'ResourceNotFound' }],
    ['too many requests', { code: 'throttled', status: 429, armCode: 'TooManyRequests' }],
    ['a token', { code: 'signedOut', status: 401, armCode: 'InvalidAuthenticationToken' }],
    ['a question', { code: 'unexpected', status: 400, armCode: 'BadRequest' }],
  ] as const)('is one failure though each message names its own request: %s', (_, failure) => {
    const unread = [1, 2, 3].map((index) => ({
      ...whyUnknown({ ...failure, message: `Request ${index} failed.` }),
      subject: { what: 'Roles' },
      title: verbatim('Roles'),
    }));
    expect(textsFor(...unread.map((one, index) => row(`c${index}`, one)))).toEqual([
      expect.stringMatching(new RegExp(`^c0, c1, c2: Roles: Azure .*${failure.armCode}`)),
    ]);
    expect(textsFor(row('a', unread[0]!))).toEqual(['a: Roles: Request 1 failed.']);
  });

  it('keeps its key when its words or the order of clusters change', () => {
    const key = (reason: string, ...names: readonly string[]): string =>
      notReadIn(
        names.map((name) => row(name, list('Roles', reason))),
        [],
      )[0]!.key;
    expect(key('One.', 'a', 'b')).toBe(key('Two.', 'b', 'a'));
    expect(key('One.', 'a')).not.toBe(key('One.', 'b'));
  });

  it('is joined by the failed read, whatever sentences say what it leaves open', () => {
    const open = (what: string): Unknown =>
      withReason(say`It isn't known whether ${what} is needed.`, list('credentials'));
    expect(textsFor(row('a', open('one'), open('two')))).toEqual(['a: Federated credentials: The service is down.']);
  });
});
