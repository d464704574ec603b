/** What a report could not read, each failure once however many clusters and things it hides. */
import { unknownText, whyNotRead, type Cause, type Subject, type Unknown } from '../arm/unknown.ts';
import { idKey } from '../arm/resourceId.ts';
import type { Cluster } from '../cluster/model.ts';
import { defined } from '../../shape/defined.ts';
import { distinctBy } from '../../shape/distinct.ts';
import { groupSaying, onceEach, say, type Words } from '../../sentences/words.ts';
import { subjectWords } from '../cluster/subjects.ts';
import type { ReportRow } from './columns.ts';
import { notReadOf } from './unknowns.ts';
import { fewOf } from '../words/counts.ts';
import { textOf } from '../../sentences/textOf.ts';

/** One reason for which something was not read. */
export interface NotRead {
  readonly cause: Cause;
  /** Azure's own code, where it gave one. */
  readonly armCode?: string | undefined;
  /** What was not read, each thing once. */
  readonly subjects: readonly Subject[];
  /** The clusters of which it was not read; empty for what is about clusters together. */
  readonly clusters: readonly Pick<Cluster, 'id' | 'name'>[];
  /** How many things of clusters, and of clusters together, were not read. */
  readonly count: number;
  /** What was not read of which clusters, without the reason. */
  readonly title: Words;
  /** The same with the reason, in a sentence. */
  readonly text: Words;
  /** The same for the same failure of the same things, whatever its words and the clusters' order. */
  readonly key: string;
}

interface Item {
  readonly unknown: Unknown;
  readonly cluster?: Pick<Cluster, 'id' | 'name'>;
}

/** Returns what was not read of these clusters, and of what is about them together; the first of each reason decides the order. */
export function notReadIn(rows: readonly ReportRow[], together: readonly Unknown[]): readonly NotRead[] {
  const items: readonly Item[] = [
    ...together.map((unknown) => ({ unknown })),
    ...rows.flatMap((row) => notReadOf(row).map((unknown) => ({ unknown, cluster: row.cluster }))),
  ];
  // What is unknown of clusters together for want of the same lists is the same failure.
  const ofClusters = new Set(items.flatMap(({ unknown, cluster }) => (cluster === undefined ? [] : keyOf(unknown))));
  const groups = groupSaying(
    items,
    ({ unknown }) => whyNotRead(unknown),
    ({ unknown, cluster }) => `${unknown.cause} ${cluster === undefined && !ofClusters.has(keyOf(unknown))}`,
  );
  return groups.flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [groupOf(group, first)];
  });
}

function keyOf(unknown: Unknown): string {
  return `${unknown.cause} ${unknown.subject.what} ${textOf(whyNotRead(unknown))}`;
}

function groupOf(group: readonly Item[], first: Item): NotRead {
  const { cause, armCode } = first.unknown;
  const clusters = distinctBy(
    group.flatMap(({ cluster }) => cluster ?? []),
    ({ id }) => idKey(id),
  );
  const subjects = distinctBy(
    group.map(({ unknown }) => unknown.subject),
    ({ what, of = '' }) => `${what} ${of.toLowerCase()}`,
  );
  const texts = onceEach(group.map(({ unknown }) => unknownText(unknown)));
  const [only] = texts;
  const things = fewOf(onceEach(group.map(({ unknown }) => nameOf(unknown))), 'thing');
  const text = texts.length === 1 && only !== undefined ? only : say`${things}: ${whyNotRead(first.unknown)}`;
  const names = fewOf(
    clusters.map(({ name }) => name),
    'cluster',
  );
  const ofClusters = (words: Words): Words => (clusters.length === 0 ? words : say`${names}: ${words}`);
  const about = [...subjects.map(({ what, of = '' }) => `${what} ${of}`), ...clusters.map(({ id }) => id)];
  return {
    ...{ cause, armCode, subjects, clusters, count: group.length },
    ...{ title: ofClusters(things), text: ofClusters(text) },
    key: [cause, armCode ?? '', ...about.map((one) => one.toLowerCase()).sort()].join('|'),
  };
}

/** Names what was not read. */
function nameOf({ short, title, subject }: Unknown): Words {
  return short ?? title ?? subjectWords(subject);
}

/** Returns what was not read as programs read it: `clusters` are ids, `reason` is the sentence. */
export function notReadData({ cause, armCode, subjects, clusters, count, text }: NotRead): object {
  return { cause, ...defined({ armCode }), subjects, clusters: clusters.map(({ id }) => id), count, reason: text };
}
