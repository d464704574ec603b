/** Reads a pasted message: cuts out what is secret, undoes escapes and wrapped lines, and finds its signs and fields. */
import { defined } from '../../../shape/defined.ts';
import { distinctBy } from '../../../shape/distinct.ts';
import type { Stepwise } from '../../../shape/steps.ts';
import { componentsOf, productsNamed, type NamedComponent } from './components.ts';
import { fieldOf, type MessageField, type FieldName, type FieldPattern } from './field.ts';
import { looseFields, mostOfSign, type PlacedField } from './looseFields.ts';
import { foundBy, type Finder, type Found } from './near.ts';
import { timeOfLine, type LineTime } from './order.ts';
import { podsNamed } from './podNames.ts';
import { parting, partsOf, writersOf } from './records.ts';
import { cuttingSecrets } from './secrets.ts';
import { productsOfPod } from '../../products/products.ts';
import type { SecretKind } from './secretShapes.ts';
import { unwrapped } from './unwrapped.ts';

/** Something that messages of one form have in common. */
export interface Sign {
  readonly name: string;
  /** Patterns with the flag `g`, whose time is proportional to the length of the text; named groups are values. */
  readonly finds: Finder | readonly Finder[];
  /** The values near it. */
  readonly fields?: readonly FieldPattern[];
  /** The values close behind it, where none of the `fields` is found, as in messages of another language. */
  readonly otherwise?: readonly FieldPattern[];
  /** Where another message begins or ends, whose values are not those of this one. */
  readonly partedBy?: RegExp;
  /** Named groups that hold lists, one item of each belonging to one of the other; there is a hit for each pair. */
  readonly pairs?: readonly [FieldName, FieldName];
  /** True for messages that have nothing to do with those around them, so that their values stay their own. */
  readonly isApart?: true;
}

/** A sign that was found, with the values near it. */
export interface Hit {
  readonly sign: string;
  readonly fields: readonly MessageField[];
  /** Characters from the beginning, by which hits are in order. */
  readonly at: number;
  /** Where the same is said for the last time. */
  readonly last: number;
  /** Which line of a log it is in, from 0. */
  readonly part: number;
  /** Who wrote that line, by number. */
  readonly writer: number;
  /** When that line was written, if it says so. */
  readonly time?: LineTime;
}

/** What a message says, without the message itself. */
export interface ReadMessage {
  /** One for each sign and set of values, in order of first appearance. */
  readonly hits: readonly Hit[];
  /** Every value once. */
  readonly fields: readonly MessageField[];
  /** The values that can belong to more than the place where they were found, within one line of a log. */
  readonly shared: readonly PlacedField[];
  /** The products and libraries that it names. */
  readonly components: ReadonlySet<NamedComponent>;
  /** Those that the lines of a log with hits name, by the number of the line. */
  readonly componentsOf: ReadonlyMap<number, ReadonlySet<NamedComponent>>;
  /** True if a product is only named, or writes other lines of the log: the one in question may be its own or not. */
  readonly mayBeOfProduct?: true;
  /** Kinds of secrets that were cut out, with their numbers. */
  readonly secrets: ReadonlyMap<SecretKind, number>;
  readonly isEmpty: boolean;
  /** True if the text is so long that only its end was read. */
  readonly isCut: boolean;
  /** The signs of which only the last places were read. */
  readonly moreOf: ReadonlySet<string>;
  /** True if errors of it are left out that were over when its last lines were written. */
  readonly hadOthers?: true;
}

/** How much of the text on both sides of a sign may hold its values. */
const [before, after] = [700, 1800];
/** So close behind a sign are the values of its own sentence. */
const close = 700;
/** Of longer texts the end is read, where a log has what is newest. */
const longestText = 4_000_000;

/** Reads a message; takes time proportional to its length, and of the longest one each step takes a few milliseconds. */
export function* readMessage(text: string, signs: readonly Sign[]): Stepwise<ReadMessage> {
  const { text: safe, secrets: shown } = yield* cuttingSecrets(endOf(text));
  const secrets = new Map(shown);
  const versions: string[] = [];
  for (const line of yield* unwrapped(safe)) {
    const cut = line.isChanged ? yield* cuttingSecrets(line.text) : undefined;
    for (const [kind, count] of cut?.secrets ?? []) secrets.set(kind, Math.max(count, secrets.get(kind) ?? 0));
    versions.push(cut?.text ?? line.text);
  }
  const read: ReadLine[] = [];
  for (const version of versions) read.push(yield* readLine(version, signs));
  const all = onceEach(read.flatMap(({ hits }) => hits));
  const hits = all.filter((hit) => !all.some((other) => saysMore(other, hit))).toSorted((a, b) => a.at - b.at);
  const ownPods = new Set(
    hits.flatMap(({ fields, part }) => (fields.some(({ name }) => name === 'pod') ? [part] : [])),
  );
  const around = read
    .flatMap((each) => each.around)
    // What a message says of its pod is more than who wrote the line.
    .filter(({ field, part }) => field.name !== 'pod' || !ownPods.has(part));
  const apart = new Set(signs.flatMap(({ name, isApart }) => (isApart === true ? [name] : [])));
  return {
    hits,
    fields: eachOnce([...hits.flatMap(({ fields }) => fields), ...around.map(({ field }) => field)]),
    shared: distinctBy(
      [
        ...hits.flatMap(({ sign, fields, part }) => (apart.has(sign) ? [] : fields.map((field) => ({ field, part })))),
        ...around,
      ],
      ({ field: { name, value }, part }) => `${name} ${part} ${value}`,
    ),
    ...(yield* componentsOf(versions, new Set(hits.map(({ part }) => part)))),
    secrets,
    isEmpty: text.trim() === '',
    isCut: text.length > longestText,
    moreOf: new Set(read.flatMap((each) => each.moreOf)),
  };
}

function onceEach(hits: readonly Hit[]): readonly Hit[] {
  const keyOf = ({ sign, part, fields }: Hit): string =>
    `${sign} ${part} ${fields.map(({ name, value }) => `${name}=${value}`).join()}`;
  const last = new Map<string, number>();
  for (const hit of hits) last.set(keyOf(hit), Math.max(hit.at, last.get(keyOf(hit)) ?? 0));
  return distinctBy(hits, keyOf).map((hit) => ({ ...hit, last: last.get(keyOf(hit)) ?? hit.at }));
}

/** Returns the message with what the line of a log says that a hit is in, wherever another line could be about something else. */
export function messageAround({ part }: Hit, message: ReadMessage): ReadMessage {
  const writers = message.shared.flatMap(({ field: { name, value }, part: of }) =>
    name === 'pod' && of === part ? productsOfPod(value.split('/')) : [],
  );
  const components = new Set([...(message.componentsOf.get(part) ?? []), ...writers]);
  const mayBeOfProduct =
    productsNamed({ components }).length === 0 &&
    (productsNamed(message).length > 0 || message.components.has('productMentioned'));
  return { ...message, components, ...(mayBeOfProduct ? { mayBeOfProduct } : {}) };
}

/** The end of a long text, from the beginning of a line: half a line may be half a secret. */
function endOf(text: string): string {
  if (text.length <= longestText) return text;
  const end = text.slice(-longestText);
  return end.slice(end.search(/\s/) + 1 || end.length);
}

/** Returns true if one has everything of the other, and more: a code is often written before its message once more. */
function saysMore(one: Hit, other: Hit): boolean {
  return (
    one.sign === other.sign &&
    one.fields.length > other.fields.length &&
    other.fields.every(({ name, value }) => one.fields.some((each) => each.name === name && each.value === value))
  );
}

function eachOnce(fields: readonly MessageField[]): readonly MessageField[] {
  return distinctBy(fields, ({ name, value }) => `${name} ${value}`);
}

/** Who asks: a text with two different ones is about two things. */
const askers: readonly FieldName[] = ['subject', 'pod', 'objectId', 'clientId'];

/**
 * Returns the value of a hit. What the hit lacks is taken from elsewhere in its line of a log only if there is one such
 * value in it, and one asker at most; it is marked as being from elsewhere.
 */
export function fieldOfHit(name: FieldName, hit: Hit, message: ReadMessage): MessageField | undefined {
  const own = hit.fields.find((each) => each.name === name);
  if (own !== undefined) return own;
  const shared = message.shared.flatMap(({ field, part }) => (part === hit.part ? [field] : []));
  const [only, ...others] = shared.filter((each) => each.name === name);
  if (only === undefined || others.length > 0) return undefined;
  const isAboutOne = askers.every((each) => {
    const known = new Set([...shared, ...hit.fields].flatMap((field) => (field.name === each ? [field.value] : [])));
    return known.size <= 1;
  });
  return isAboutOne ? { ...only, isFromElsewhere: true } : undefined;
}

interface ReadLine {
  readonly hits: readonly Hit[];
  /** Values that say by themselves what they are, outside of the messages that stay apart. */
  readonly around: readonly PlacedField[];
  readonly moreOf: readonly string[];
}

function* readLine(text: string, signs: readonly Sign[]): Stepwise<ReadLine> {
  const hits: Hit[] = [];
  const apart: Found[] = [];
  const moreOf: string[] = [];
  const partAt = partsOf(text);
  const parts = text.split(parting);
  yield;
  const writers = writersOf(parts);
  const timeAt = timesOf(parts);
  for (const sign of signs) {
    const found = yield* placesOf(sign, text);
    const first = Math.max(0, found.length - mostOfSign);
    for (let index = first; index < found.length; index++) {
      const each = found[index] as Found;
      const part = partAt(each.at);
      for (const hit of hitsAt(each, windowOf(index, found, sign, text), sign))
        hits.push({ ...hit, part, writer: writers[part] ?? 0, last: hit.at, ...defined({ time: timeAt(part) }) });
    }
    if (first > 0) moreOf.push(sign.name);
    if (sign.isApart === true) for (const each of found) apart.push(each);
  }
  return { hits, around: [...(yield* looseFields(text, apart, partAt)), ...(yield* podsNamed(text))], moreOf };
}

/** Tells the time of a part of a text; only those with hits are looked at. */
function timesOf(parts: readonly string[]): (part: number) => LineTime | undefined {
  const known = new Map<number, LineTime | undefined>();
  return (part) => {
    if (!known.has(part)) known.set(part, timeOfLine(parts[part] ?? ''));
    return known.get(part);
  };
}

function* placesOf({ finds }: Sign, text: string): Stepwise<readonly Found[]> {
  const places: Found[] = [];
  for (const finder of [finds].flat()) {
    yield;
    for (const place of foundBy(finder, text)) places.push(place);
  }
  return places;
}

/** The text around a place in which its values are looked for; it ends where the next one of its kind, or line, begins. */
interface Window {
  readonly behind: string;
  readonly near: string;
}

function windowOf(index: number, found: readonly Found[], { partedBy }: Sign, text: string): Window {
  const { at, end } = found[index] ?? { at: 0, end: 0 };
  const next = found.find((each) => each.at >= end)?.at ?? text.length;
  const previous = found.findLast((each) => each.end <= at)?.end ?? 0;
  const near = text.slice(at, Math.min(at + after, Math.max(next, end)));
  const behind = text.slice(Math.max(at - before, previous, 0), at);
  const apart = partedBy === undefined ? parting : new RegExp(`${partedBy.source}|${parting}`);
  const own = end - at;
  return {
    near: near.slice(0, own) + (near.slice(own).split(apart)[0] ?? ''),
    behind: behind.split(apart).at(-1) ?? '',
  };
}

function hitsAt(
  { at, groups }: Found,
  { near, behind }: Window,
  { name, fields = [], otherwise = [], pairs }: Sign,
): readonly Pick<Hit, 'sign' | 'fields' | 'at'>[] {
  const single = Object.entries(groups).flatMap(([key, value]) =>
    pairs?.includes(key as FieldName) === true ? [] : (fieldOf(key as FieldName, value ?? '') ?? []),
  );
  const found = fields.flatMap(
    (pattern) => (pattern.isBefore === true ? undefined : fieldIn(pattern, near)) ?? lastIn(pattern, behind) ?? [],
  );
  const values =
    found.length > 0 ? found : otherwise.flatMap((pattern) => fieldIn(pattern, near.slice(0, close)) ?? []);
  const own = [...single, ...values];
  return pairsIn(groups, pairs).map((pair) => ({
    sign: name,
    fields: distinctBy([...pair, ...own], (each) => each.name),
    at,
  }));
}

/** One item of the first list with one of the second; a single item of one goes with each of the other. */
function pairsIn(groups: Found['groups'], pairs: Sign['pairs']): readonly (readonly MessageField[])[] {
  if (pairs === undefined) return [[]];
  const [first = [], second = []] = pairs.map((name) =>
    (groups[name] ?? '').split(/\s*,\s*/).flatMap((item) => fieldOf(name, item) ?? []),
  );
  const most = Math.min(first.length, second.length) === 0 ? 0 : Math.max(first.length, second.length);
  if (most === 0 || (first.length !== second.length && Math.min(first.length, second.length) > 1)) return [[]];
  return Array.from({ length: most }, (_, index) =>
    [first[index] ?? first[0], second[index] ?? second[0]].flatMap((field) => field ?? []),
  );
}

function fieldIn({ name, finds }: FieldPattern, text: string): MessageField | undefined {
  const value = finds.exec(text)?.[1];
  return value === undefined ? undefined : fieldOf(name, value);
}

/** What is nearest before a sign belongs to it rather than to an earlier message of a log. */
function lastIn({ name, finds }: FieldPattern, text: string): MessageField | undefined {
  const all = [...text.matchAll(new RegExp(finds.source, `${finds.flags}g`))];
  const value = all.at(-1)?.[1];
  return value === undefined ? undefined : fieldOf(name, value);
}
