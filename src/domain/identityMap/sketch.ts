/** A map while it is being made: each thing and each line once, whoever adds it, and the problems at them. */
import { idKey, isOfType, lastSegment, parseResourceId, resourceType } from '../arm/resourceId.ts';
import { scopeKind, scopeName } from '../arm/scopeWords.ts';
import { iconOfType } from '../picture/icons.ts';
import {
  markTones,
  worstOf,
  type Group,
  type Line,
  type LineKind,
  type Mark,
  type Picture,
  type Thing,
} from '../picture/picture.ts';
import type { Finding } from '../findings/finding.ts';
import { say, templated, type Words } from '../../sentences/words.ts';
import { toText, textOf } from '../../sentences/textOf.ts';
import { ownValue } from '../../shape/ownValue.ts';

/** One thing known, with its name; `copy` is what its button copies. */
export interface MapFact {
  readonly label: string;
  readonly value: string;
  readonly copy?: string;
}

/** A box, with what is known of it. */
export interface SketchThing extends Thing {
  readonly facts: readonly MapFact[];
  /** What it is for. */
  readonly why?: string;
  /** The identity whose map it leads to. */
  readonly identityId?: string;
  /** The cluster whose map it leads to. */
  readonly clusterId?: string;
}

/** A line, with what is known of it. */
export interface SketchLine extends Line {
  readonly facts: readonly MapFact[];
  /** It is a role that is needed, and that may be missing. */
  readonly isOpen?: true;
}

/** Something wrong or unknown, which stands at each thing or line that it is about. */
export interface SketchProblem extends Mark {
  /** Says in a few words what it is; a finding has a title of its own. */
  readonly title?: Words;
  readonly text: Words;
  /** Why it is not known, where several have that in common. */
  readonly reason?: Words;
  /** Left out where it is no finding, but something that could not be checked or does not work. */
  readonly finding?: Finding;
  /** True on an identity's map for what is wrong in its cluster and not about the identity: it stands there without a mark. */
  readonly isOfOthers?: boolean;
}

/** A map with all that is known of what is on it. */
export interface IdentityMap extends Picture<SketchThing, SketchLine> {
  readonly problems: readonly SketchProblem[];
}

/** A thing to be added; problems are put at it later. */
export type NewThing = Omit<SketchThing, 'marks' | 'problems'>;

/** A line to be added. */
export interface NewLine {
  readonly from: string;
  readonly to: string;
  /** The role, or nothing. */
  readonly label?: string;
  readonly kind?: LineKind;
  readonly facts?: readonly MapFact[];
  readonly isOpen?: true;
}

/** A map while it is being made. */
export interface MapSketch {
  /** Returns the thing's id; of two with one id the first stays, with the facts of both. */
  readonly add: (thing: NewThing) => string;
  /** Returns the id of the box of a scope in the last column. */
  readonly addScope: (scope: string, subscriptionName?: string) => string;
  /** Returns the line's id; one that is there stays as it is. */
  readonly connect: (line: NewLine) => string;
  readonly has: (id: string) => boolean;
  /** Returns the line of a role between two things, where there is one. */
  readonly lineOf: (line: Pick<NewLine, 'from' | 'to' | 'label'>) => string | undefined;
  /** Puts a problem at things and lines, and at those in `also` under another word; a line gets the kind unless it has a worse one. */
  readonly report: (problem: SketchProblem, places: readonly string[], kind?: LineKind, also?: AlsoAt) => void;
  /** Returns the ids of all other roles with the ends of a line. */
  readonly besides: (line: string) => readonly string[];
  /** Gives a line that kind unless it has a worse one. */
  readonly turn: (line: string, kind: LineKind) => void;
  /** Adds words to a thing's caption, unless they are there. */
  readonly alsoCalled: (id: string, caption: string) => void;
  readonly problemsAt: (id: string) => readonly SketchProblem[];
  readonly thing: (id: string) => SketchThing | undefined;
  /** `notChecked`: how much is unknown; left out: as many of the problems as are unknown. */
  readonly map: (groups: readonly Group[], notChecked?: number) => IdentityMap;
}

/** Where a problem stands, too, under another word. */
export interface AlsoAt {
  readonly places: readonly string[];
  readonly word: string;
  /** Left out: that of the problem. */
  readonly tone?: SketchProblem['tone'];
  readonly kind?: LineKind;
}

/** The kinds of lines, worst first: a line that has several shows the first. */
const worstKinds: readonly LineKind[] = ['missing', 'noEffect', 'tooWide', 'notUsed', 'unknown', 'eligible', 'granted'];

/** Begins a map; `captionOf` says what a scope is where that is more than its type. */
export function newSketch(captionOf: (scope: string) => string | undefined = () => undefined): MapSketch {
  const things = new Map<string, SketchThing>();
  const lines = new Map<string, SketchLine>();
  const problems: SketchProblem[] = [];
  /** What was added to the captions of things. */
  const added = new Map<string, Set<string>>();
  const add = (thing: NewThing): string => {
    const earlier = things.get(thing.id);
    const facts = earlier?.facts.map(factKey) ?? [];
    if (earlier === undefined) things.set(thing.id, { ...thing, marks: [], problems: [] });
    else
      things.set(thing.id, {
        ...thing,
        ...earlier,
        facts: [...earlier.facts, ...thing.facts.filter((fact) => !facts.includes(factKey(fact)))],
      });
    return thing.id;
  };
  const turn = (id: string, kind: LineKind): void => {
    const line = lines.get(id);
    if (line && worstKinds.indexOf(kind) < worstKinds.indexOf(line.kind)) lines.set(id, { ...line, kind });
  };
  const mark = (place: string, index: number, { tone, word, isOfOthers }: SketchProblem): void => {
    const thing = things.get(place);
    const line = lines.get(place);
    const isAside = tone !== problems[index]?.tone;
    const own = isOfOthers === true ? [] : [{ tone, word, ...(isAside ? { isAside } : {}) }];
    if (thing) things.set(place, marked(thing, own, index));
    if (line) lines.set(place, marked(line, own, index));
  };
  return {
    add,
    turn,
    addScope: (scope, subscriptionName) => add(scopeThing(scope, captionOf(scope), subscriptionName)),
    connect({ from, to, label = '', kind = 'granted', facts = [], ...rest }) {
      const id = lineId({ from, to, label });
      if (!lines.has(id)) lines.set(id, { id, from, to, label, kind, facts, ...rest, marks: [], problems: [] });
      return id;
    },
    has: (id) => things.has(id),
    lineOf: (line) => (lines.has(lineId(line)) ? lineId(line) : undefined),
    besides(id) {
      const ownLine = lines.get(id);
      const isBeside = (line: SketchLine): boolean =>
        line.id !== id && line.from === ownLine?.from && line.to === ownLine.to;
      return [...lines.values()].filter(isBeside).map((line) => line.id);
    },
    report(problem, places, kind, also) {
      const index = problems.push(problem) - 1;
      for (const place of new Set(places)) {
        mark(place, index, problem);
        if (kind) turn(place, kind);
      }
      for (const place of also?.places ?? []) {
        mark(place, index, { ...problem, word: also?.word ?? problem.word, tone: also?.tone ?? problem.tone });
        if (also?.kind) turn(place, also.kind);
      }
    },
    alsoCalled(id, caption) {
      const thing = things.get(id);
      const before = added.get(id) ?? new Set([thing?.caption ?? '']);
      added.set(id, before);
      if (!thing || before.has(caption)) return;
      before.add(caption);
      things.set(id, { ...thing, caption: thing.caption === '' ? caption : `${thing.caption} \u00b7 ${caption}` });
    },
    problemsAt: (id) => (things.get(id)?.problems ?? []).flatMap((index) => problems[index] ?? []),
    thing: (id) => things.get(id),
    map: (groups, notChecked) => ({
      groups,
      things: worstThingsFirst([...things.values()], [...lines.values()]).map((thing) =>
        thing.column === 0 && thing.group === undefined ? summed(thing, problems, notChecked) : thing,
      ),
      lines: inOrder([...lines.values()]),
      problems,
    }),
  };
}

function marked<T extends SketchThing | SketchLine>(item: T, own: readonly Mark[], problem: number): T {
  return { ...item, marks: [...item.marks, ...own], problems: [...item.problems, problem] };
}

/** The root box shows how many problems of each tone there are. */
function summed(thing: SketchThing, problems: readonly SketchProblem[], notChecked: number | undefined): SketchThing {
  const sums = markTones.flatMap((tone): Mark[] => {
    const own = problems.filter((problem) => problem.tone === tone).length;
    const count = tone === 'unknown' ? (notChecked ?? own) : own;
    return count === 0 ? [] : [{ tone, word: String(count) }];
  });
  return sums.length === 0 ? thing : { ...thing, sums };
}

function factKey({ label, value }: MapFact): string {
  return `${label} ${value}`;
}

function lineId({ from, to, label = '' }: Pick<NewLine, 'from' | 'to' | 'label'>): string {
  return `${from} > ${to} ${label.toLowerCase()}`;
}

function rankOf(marks: readonly Mark[]): number {
  const tone = worstOf(marks);
  return tone === undefined ? markTones.length : markTones.indexOf(tone);
}

/** Returns the roles with problems first, the worst before the others. */
function inOrder(lines: readonly SketchLine[]): readonly SketchLine[] {
  return lines.toSorted((a, b) => rankOf(a.marks) - rankOf(b.marks));
}

/** The same for things and what they may do; in each group that is their order. */
function worstThingsFirst(things: readonly SketchThing[], lines: readonly SketchLine[]): readonly SketchThing[] {
  const from = Map.groupBy(lines, (line) => line.from);
  const rank = new Map(
    things.map(({ id, marks, column }) => {
      const ownMarks = column === 2 ? [] : (from.get(id) ?? []).flatMap((line) => line.marks);
      return [id, rankOf([...marks, ...ownMarks])];
    }),
  );
  return things.toSorted((a, b) => (rank.get(a.id) ?? 0) - (rank.get(b.id) ?? 0));
}

function scopeThing(scope: string, caption: string | undefined, subscriptionName: string | undefined): NewThing {
  const type = parseResourceId(scope)?.type;
  const isIdentity = type !== undefined && isOfType(scope, resourceType.identity);
  return {
    id: scopeId(scope),
    column: 2,
    icon: scope === '/' ? 'managementGroup' : iconOfType(type),
    label: textOf(scopeName(scope, () => subscriptionName)),
    caption: caption ?? resourceKindOf(scope),
    facts: [{ label: toText`Resource ID`, value: scope, copy: scope }],
    ...(isIdentity ? { identityId: scope } : {}),
  };
}

/** Returns the id of the box of a scope. */
export function scopeId(scope: string): string {
  return `scope ${idKey(scope)}`;
}

const wideKinds: Readonly<Record<string, Words>> = {
  'microsoft.resources/subscriptions': say`subscription`,
  'microsoft.management/managementgroups': say`management group`,
};

/** Returns the kind of a resource in words: its own, else its type. */
export function resourceKindOf(scope: string): string {
  const type = parseResourceId(scope)?.type;
  return textOf(
    scopeKind(scope) ??
      ownValue(wideKinds, type?.toLowerCase() ?? '') ??
      (type === undefined ? say`all of the directory` : lastSegment(type)),
  );
}

/** Makes facts whose values can be copied, of those that are known. */
export function copyFacts(values: Readonly<Record<string, string | undefined>>): readonly MapFact[] {
  return Object.entries(values).flatMap(([label, value]) =>
    value === undefined ? [] : [{ label: textOf(templated(label)), value, copy: value }],
  );
}
