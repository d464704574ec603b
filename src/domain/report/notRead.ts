/** What a report could not read: each failure once, however many clusters and things it hides. */
import { unknownText, whyNotRead, type Cause, type Subject, type Unknown } from '../arm/unknown.ts';
import { idKey } from '../arm/resourceId.ts';
import type { Cluster } from '../cluster/model.ts';
import { defined } from '../../shape/defined.ts';
import { distinctBy } from '../../shape/distinct.ts';
import { groupByWords, distinctWords, say, type Words } from '../../sentences/words.ts';
import { subjectWords } from '../cluster/subjects.ts';
import type { ReportRow } from './columns.ts';
import { notReadOf } from './unknowns.ts';
import { fewOf } from '../words/counts.ts';
import { textOf } from '../../sentences/textOf.ts';

/** One reason why something could not be read. */
export interface NotRead {
  readonly cause: Cause;
  /** Azure's own code, if there is one. */
  readonly armCode?: string | undefined;
  /** What could not be read, each thing once. */
  readonly subjects: readonly Subject[];
  /** The clusters that it was read for; empty for what concerns all clusters together. */
  readonly clusters: readonly Pick<Cluster, 'id' | 'name'>[];
  /** How many things were not read, counted for each cluster and for all together. */
  readonly count: number;
  /** What was not read for which clusters, without the reason. */
  readonly title: Words;
  /** The same with the reason, as one sentence. */
  readonly text: Words;
  /** Identifies the failure and its subjects, whatever the wording and the order of clusters. */
  readonly key: string;
}

/** Something that was not read, and the cluster of which it was not. */
export interface NotReadItem {
  readonly unknown: Unknown;
  readonly cluster?: Pick<Cluster, 'id' | 'name'>;
}

/** Returns what could not be read for these clusters, and for all of them together, in the order of the first of each reason. */
export function notReadIn(rows: readonly ReportRow[], together: readonly Unknown[]): readonly NotRead[] {
  const pieces = notReadAmong([...together.map((unknown) => ({ unknown })), ...rows.flatMap(notReadItems)]);
  for (let piece = pieces.next(); ; piece = pieces.next()) if (piece.done) return piece.value;
}

/** Returns what of a cluster was not read, for `notReadAmong`. */
export function notReadItems(row: ReportRow): readonly NotReadItem[] {
  return notReadOf(row).map((unknown) => ({ unknown, cluster: row.cluster }));
}

/** Returns each failure once, after empty pieces in between, so that other work comes to its turn; the first of each reason decides the order. */
export function* notReadAmong(items: readonly NotReadItem[]): Generator<'', readonly NotRead[]> {
  // What is unknown for all clusters together because the same lists are missing is the same failure.
  const ofClusters = new Set(items.flatMap(({ unknown, cluster }) => (cluster === undefined ? [] : causeKey(unknown))));
  const groups = groupByWords(
    items,
    ({ unknown }) => whyNotRead(unknown),
    ({ unknown, cluster }) => `${unknown.cause} ${cluster === undefined && !ofClusters.has(causeKey(unknown))}`,
  );
  const failures: NotRead[] = [];
  for (const group of groups) {
    yield '';
    const [first] = group;
    if (first !== undefined) failures.push(notReadGroup(group, first));
  }
  return failures;
}

function causeKey(unknown: Unknown): string {
  return `${unknown.cause} ${unknown.subject.what} ${textOf(whyNotRead(unknown))}`;
}

function notReadGroup(group: readonly NotReadItem[], first: NotReadItem): NotRead {
  const { cause, armCode } = first.unknown;
  const clusters = distinctBy(
    group.flatMap(({ cluster }) => cluster ?? []),
    ({ id }) => idKey(id),
  );
  const subjects = distinctBy(
    group.map(({ unknown }) => unknown.subject),
    ({ what, of = '' }) => `${what} ${of.toLowerCase()}`,
  );
  const texts = distinctWords(group.map(({ unknown }) => unknownText(unknown)));
  const [only] = texts;
  const things = fewOf(distinctWords(group.map(({ unknown }) => unknownName(unknown))), 'thing');
  const text = texts.length === 1 && only !== undefined ? only : say`${things}: ${whyNotRead(first.unknown)}`;
  const names = fewOf(
    clusters.map(({ name }) => name),
    'cluster',
  );
  const ofClusters = (words: Words): Words => (clusters.length === 0 ? words : say`${names}: ${words}`);
  const about = [...subjects.map(({ what, of = '' }) => `${what} ${of}`), ...clusters.map(({ id }) => id)];
  return {
    cause,
    armCode,
    subjects,
    clusters,
    count: group.length,
    title: ofClusters(things),
    text: ofClusters(text),
    key: [cause, armCode ?? '', ...about.map((id) => id.toLowerCase()).sort()].join('|'),
  };
}

/** Names what could not be read. */
function unknownName({ short, title, subject }: Unknown): Words {
  return short ?? title ?? subjectWords(subject);
}

/** Returns what could not be read, as data for programs: `clusters` are ids, `reason` is the sentence. */
export function notReadData({ cause, armCode, subjects, clusters, count, text }: NotRead): object {
  return { cause, ...defined({ armCode }), subjects, clusters: clusters.map(({ id }) => id), count, reason: text };
}
