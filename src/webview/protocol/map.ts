/** The map as data: the host says what is on it and what is wrong, the page gives it places. */
import { iconNames } from '../../domain/picture/icons.ts';
import { lineKinds, markTones } from '../../domain/picture/picture.ts';
import { defineShape, count, flag, object, oneOf, optional, variants, type Of } from '../../shape/shape.ts';
import { fact } from './form.ts';
import { decidable, findingStart, href, cappedList, text } from './limits.ts';

const markTone = oneOf(...markTones);
const mark = object({ tone: markTone, word: text, isAside: optional(flag) });

const problem = object({
  title: text,
  tone: markTone,
  word: text,
  text,
  /** Why it is not known, for several that have that in common. */
  reason: optional(text),
  source: optional(href),
  /** Its id among the details, if it is a finding of the panel's cluster. */
  finding: optional(text),
  /** Names the change that fixes it; left out where none does. */
  fixKey: optional(text),
  /** The form for getting rid of it, if that takes a choice or more than one change. */
  start: optional(findingStart),
  /** That change can be one of several in a plan. */
  joins: optional(flag),
  /** It is about something else in the cluster than the identity whose map this is. */
  isOfOthers: optional(flag),
  /** A custom role to copy: its JSON, indented. */
  customRole: optional(text),
  ...decidable,
});
/** Something wrong or unknown on the map. */
export type MapProblem = Of<typeof problem>;

const ofEach = {
  id: text,
  label: text,
  marks: cappedList(mark),
  facts: cappedList(fact),
  /** What is wrong with it, by the place in the map's list. */
  problems: cappedList(count),
};

const thing = object({
  ...ofEach,
  column: oneOf(0, 1, 2),
  group: optional(text),
  icon: oneOf(...iconNames),
  caption: text,
  /** What it is for. */
  why: optional(text),
  sums: optional(cappedList(mark)),
  unread: optional(text),
  /** Other boxes that are the same, or that it signs in as. */
  same: optional(cappedList(text)),
  /** The identity, or the cluster, whose own map can be opened. */
  identityId: optional(text),
  clusterId: optional(text),
});
/** A box on the map. */
export type MapThing = Of<typeof thing>;

const line = object({
  ...ofEach,
  from: text,
  to: text,
  kind: oneOf(...lineKinds),
  /** It is a role that is needed, and that may be missing. */
  isOpen: optional(flag),
});
/** A line on the map. */
export type MapLine = Of<typeof line>;

/** The check of a map. */
export const mapViewShape = object({
  /** Its subject, in a few words. */
  title: text,
  /** The name of a file with it, without an ending. */
  fileName: text,
  groups: cappedList(object({ id: text, title: text })),
  things: cappedList(thing),
  lines: cappedList(line),
  problems: cappedList(problem),
  /** Whether it shows who can act on the cluster; left out where that is not offered. */
  access: optional(
    object({
      isShown: flag,
      /** It is being read. */
      isReading: flag,
      /** Why it could not be read. */
      problem: optional(text),
      /** What of it is not known, however well it was read. */
      unknown: cappedList(text),
    }),
  ),
});
/** The picture of who may do what. */
export type MapView = Of<typeof mapViewShape>;

const svg = defineShape<string>(
  'an SVG picture',
  (value) => typeof value === 'string' && value.length <= 20_000_000 && value.startsWith('<svg'),
);
/** PNG begins with eight bytes of its own. Source: the PNG specification, "PNG signature". */
const png = defineShape<string>(
  'a PNG picture in Base64',
  (value) => typeof value === 'string' && value.length <= 50_000_000 && /^iVBORw0KGgo[A-Za-z0-9+/]+=*$/.test(value),
);
/** The check of a picture that is to be saved. */
export const savedPicture = variants({ svg: { svg }, png: { png } }, { tag: 'format' });
/** A picture that is to be saved. */
export type SavedPicture = Of<typeof savedPicture>;
