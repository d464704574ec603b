/** Long lists on a map, folded into one thing each, so that a large map can be read. */
import { toText } from '../../sentences/textOf.ts';
import {
  linesFrom,
  markTones,
  worstOf,
  type Group,
  type Line,
  type Mark,
  type Picture,
  type Thing,
} from './picture.ts';

/** A group of more things is folded. */
const mostInGroup = 14;
/** So many of a folded group stay, those that something is wrong with first. */
const stay = 8;
/** More places where one thing has the same role are folded. */
const mostPlaces = 7;

/** Folds what is long, except what is named in `unfolded`; a folded thing has the marks of everything folded into it. */
export function foldPicture(picture: Picture, unfolded: ReadonlySet<string> = new Set()): Picture {
  return foldPlaces(foldGroups(picture, unfolded), unfolded);
}

function foldGroups(picture: Picture, unfolded: ReadonlySet<string>): Picture {
  return picture.groups.reduce((folded, group) => foldGroup(folded, group, unfolded), picture);
}

function foldGroup(picture: Picture, group: Group, unfolded: ReadonlySet<string>): Picture {
  const members = picture.things.filter((thing) => thing.group === group.id && thing.folded === undefined);
  const id = `fold ${group.id}`;
  if (members.length <= mostInGroup || unfolded.has(id)) return picture;
  const from = linesFrom(picture);
  const marksOf = (thing: Thing): readonly Mark[] => [
    ...thing.marks,
    ...(from.get(thing.id) ?? []).flatMap(({ marks }) => marks),
  ];
  const problemsOf = (thing: Thing): readonly number[] => [
    ...thing.problems,
    ...(from.get(thing.id) ?? []).flatMap(({ problems }) => problems),
  ];
  const rank = (thing: Thing): number => markTones.indexOf(worstOf(marksOf(thing)) ?? 'info');
  const staying = new Set(members.toSorted((a, b) => rank(a) - rank(b)).slice(0, stay));
  const foldedThings = members.filter((thing) => !staying.has(thing));
  const goneIds = new Set(foldedThings.map((thing) => thing.id));
  const [first] = foldedThings;
  if (first === undefined) return picture;
  const root = picture.lines.find(({ to }) => goneIds.has(to));
  const leaving = picture.lines.find(({ from: start }) => goneIds.has(start));
  const tie = { label: '', kind: 'granted', marks: [], problems: [] } as const;
  const stack: Thing = {
    id,
    column: first.column,
    group: group.id,
    icon: 'stack',
    folded: foldedThings.length,
    label: toText`${foldedThings.length} more`,
    caption: someOf(foldedThings),
    ...unreadIn(foldedThings),
    marks: foldedThings.flatMap(marksOf),
    problems: foldedThings.flatMap(problemsOf),
  };
  const things = picture.things.filter((thing) => !goneIds.has(thing.id));
  const last = things.findLastIndex((thing) => thing.group === group.id);
  return withoutLonely({
    ...picture,
    things: things.toSpliced(last + 1, 0, stack),
    lines: [
      ...picture.lines.filter((line) => !goneIds.has(line.to) && !goneIds.has(line.from)),
      ...(root ? [{ id: `${root.from} ${id}`, from: root.from, to: id, ...tie }] : []),
      ...(root === undefined && leaving ? [{ id: `${id} ${leaving.to}`, from: id, to: leaving.to, ...tie }] : []),
    ],
  });
}

/** A folded thing says that something was not read of what is in it. */
function unreadIn(things: readonly Thing[]): Pick<Thing, 'unread'> {
  const [unread] = things.flatMap((thing) => thing.unread ?? []);
  return unread === undefined ? {} : { unread };
}

/** A place is folded too if all of its lines come from folded holders. */
function withoutLonely(picture: Picture): Picture {
  const reached = new Set(picture.lines.map(({ to }) => to));
  return { ...picture, things: picture.things.filter(({ id, column }) => column < 2 || reached.has(id)) };
}

/** Folds the places where one thing has one role, nothing is wrong, and no one else has any. */
function foldPlaces(picture: Picture, unfolded: ReadonlySet<string>): Picture {
  const into = Map.groupBy(picture.lines, ({ to }) => to);
  const things = new Map(picture.things.map((thing) => [thing.id, thing]));
  const plain = picture.lines.filter(
    ({ to, kind, marks }) =>
      kind === 'granted' && marks.length === 0 && into.get(to)?.length === 1 && isPlain(things.get(to)),
  );
  const runs = Map.groupBy(plain, ({ from, to, label }) => `${from} ${label} ${things.get(to)?.caption ?? ''}`);
  return [...runs].reduce((folded, [key, lines]) => {
    const id = `fold ${key}`;
    return lines.length <= mostPlaces || unfolded.has(id) ? folded : foldRun(folded, id, lines);
  }, picture);
}

function isPlain(thing: Thing | undefined): boolean {
  return thing !== undefined && thing.column === 2 && thing.marks.length === 0 && thing.folded === undefined;
}

function foldRun(picture: Picture, id: string, lines: readonly Line[]): Picture {
  const foldedThings = new Set(lines.map(({ to }) => to));
  const members = picture.things.filter((thing) => foldedThings.has(thing.id));
  const [first] = members;
  const [line] = lines;
  if (first === undefined || line === undefined) return picture;
  const stack: Thing = {
    id,
    column: 2,
    icon: first.icon,
    folded: members.length,
    marks: [],
    problems: [],
    label: `${members.length} × ${first.caption}`,
    caption: someOf(members),
  };
  const at = picture.things.indexOf(first);
  return {
    ...picture,
    things: picture.things.toSpliced(at, 1, stack).filter((thing) => !foldedThings.has(thing.id)),
    lines: picture.lines.flatMap((pictureLine) =>
      pictureLine === line
        ? [{ ...pictureLine, id: `${pictureLine.from} ${id}`, to: id }]
        : [pictureLine].filter(({ to }) => !foldedThings.has(to)),
    ),
  };
}

function someOf([first]: readonly Thing[]): string {
  return first === undefined ? '' : `${first.label} ...`;
}
