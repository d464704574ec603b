/** What a report could not read: each failure once, however many clusters and things it hides. */
import { unknownText, whyNotRead, type Cause, type Subject, type Unknown } from '../arm/unknown.ts';
import { idKey } from '../arm/resourceId.ts';
import type { Cluster } from '../cluster/model.ts';
import { defined } from '../../shape/defined.ts';
import { addOnce, addTo } from '../../shape/distinct.ts';
import { eachInSteps, inOneGo, sortedInSteps, type Stepwise } from '../../shape/steps.ts';
import { keyOfWords, say, type Words } from '../../sentences/words.ts';
import { subjectWords } from '../cluster/subjects.ts';
import type { ReportRow } from './columns.ts';
import { notReadOf } from './unknowns.ts';
import { fewOf } from '../words/counts.ts';

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
  return inOneGo(notReadAmong([...together.map((unknown) => ({ unknown })), ...rows.flatMap(notReadItems)]));
}

/** Returns what of a cluster was not read, for `notReadAmong`. */
export function notReadItems(row: ReportRow): readonly NotReadItem[] {
  return notReadOf(row).map((unknown) => ({ unknown, cluster: row.cluster }));
}

/** Returns each failure once; the first of each reason decides the order. */
export function* notReadAmong(items: readonly NotReadItem[]): Stepwise<readonly NotRead[]> {
  // What is unknown for all clusters together because the same lists are missing is the same failure.
  const ofClusters = new Set<string>();
  yield* eachInSteps(items, ({ unknown, cluster }) => cluster && ofClusters.add(causeKey(unknown)));
  const groups = new Map<string, NotReadItem[]>();
  yield* eachInSteps(items, (item) => {
    const { unknown, cluster } = item;
    const isOther = cluster === undefined && !ofClusters.has(causeKey(unknown));
    addTo(groups, `${unknown.cause} ${isOther} ${keyOfWords(whyNotRead(unknown))}`, item);
  });
  const failures: NotRead[] = [];
  for (const group of groups.values()) {
    const [first] = group;
    if (first !== undefined) failures.push(yield* notReadGroup(group, first));
  }
  return failures;
}

function causeKey(unknown: Unknown): string {
  return `${unknown.cause} ${unknown.subject.what} ${keyOfWords(whyNotRead(unknown))}`;
}

function* notReadGroup(group: readonly NotReadItem[], first: NotReadItem): Stepwise<NotRead> {
  const { cause, armCode } = first.unknown;
  const clusters = new Map<string, Pick<Cluster, 'id' | 'name'>>();
  const subjects = new Map<string, Subject>();
  const texts = new Map<string, Words>();
  const things = new Map<string, Words>();
  yield* eachInSteps(group, ({ unknown, cluster }) => {
    const { what, of = '' } = unknown.subject;
    const [text, thing] = [unknownText(unknown), unknownName(unknown)];
    if (cluster) addOnce(clusters, idKey(cluster.id), cluster);
    addOnce(subjects, `${what} ${of.toLowerCase()}`, unknown.subject);
    addOnce(texts, keyOfWords(text), text);
    addOnce(things, keyOfWords(thing), thing);
  });
  const [only] = texts.values();
  const thingWords = fewOf([...things.values()], 'thing');
  const text = texts.size === 1 && only !== undefined ? only : say`${thingWords}: ${whyNotRead(first.unknown)}`;
  const names = fewOf(
    [...clusters.values()].map(({ name }) => name),
    'cluster',
  );
  const ofClusters = (words: Words): Words => (clusters.size === 0 ? words : say`${names}: ${words}`);
  const about = [...subjects.keys(), ...[...clusters.values()].map(({ id }) => id.toLowerCase())];
  return {
    cause,
    armCode,
    subjects: [...subjects.values()],
    clusters: [...clusters.values()],
    count: group.length,
    title: ofClusters(thingWords),
    text: ofClusters(text),
    key: [cause, armCode ?? '', ...(yield* sortedInSteps(about))].join('|'),
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
