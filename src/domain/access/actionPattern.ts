/**
 * Returns true if an RBAC pattern covers an action: ignoring case, `*` means any run of characters including `/`, the whole
 * text has to match. An inner segment that is only `*` may also be absent: Managed Identity Operator's
 * `userAssignedIdentities/*\/assign/action` grants `userAssignedIdentities/assign/action`.
 * Time grows with the product of both lengths, whatever the pattern.
 * Source: https://learn.microsoft.com/azure/role-based-access-control/role-definitions
 */
export function covers(pattern: string, action: string): boolean {
  let known = matches.get(pattern);
  const answer = known?.get(action);
  if (answer !== undefined) return answer;
  if (remembered++ >= mostMatches) {
    matches.clear();
    [remembered, known] = [0, undefined];
  }
  known ??= new Map();
  matches.set(pattern, known);
  const isMatch = matchOf(pattern, action);
  known.set(action, isMatch);
  return isMatch;
}

/** Roles have few patterns, and thousands of clusters need the same actions: so many answers are remembered. */
const mostMatches = 5000;
const matches = new Map<string, Map<string, boolean>>();
let remembered = 0;

function matchOf(pattern: string, action: string): boolean {
  const wanted = pattern.toLowerCase();
  if (wanted === '*') return true;
  const text = action.toLowerCase();
  const star = wanted.indexOf('*');
  if (star === -1) return wanted === text;
  const last = wanted.lastIndexOf('*');
  // Whatever the stars match, the text before the first and after the last has to be there.
  if (!text.startsWith(wanted.slice(0, star)) || !text.endsWith(wanted.slice(last + 1))) return false;
  if (star === last && !isSegment(wanted, star)) return text.length >= wanted.length - 1;
  return matchesFrom(wanted, text);
}

/** Follows a pattern from its first star: a star stays, so there is always a place to continue from. */
function matchesFrom(wanted: string, text: string): boolean {
  let positions = new Set<number>();
  enter(wanted, 0, positions);
  for (const character of text) {
    const next = new Set<number>();
    for (const position of positions) {
      if (wanted[position] === '*') stay(wanted, position, next);
      else if (wanted[position] === character) enter(wanted, position + 1, next);
    }
    positions = next;
  }
  return positions.has(wanted.length);
}

/** Returns true if a pattern covers every action that another pattern matches, such as `Microsoft.Network/privateDnsZones/*`. */
export function coversAll(pattern: string, family: string): boolean {
  if (!covers(pattern, family)) return false;
  // To `covers` a `*` of the family is one more character, which only a `*` matches; an inner segment may be absent, too.
  return !/\/\*(?=\/)/.test(family) || !isAnyAction([family], [pattern]);
}

/** So many states are checked before the careful answer is given. */
const mostStates = 20_000;

/**
 * Returns true if some action matches all of the first patterns and none of the second; it follows the patterns side by
 * side, and answers yes if that would take too long.
 */
export function isAnyAction(allOf: readonly string[], noneOf: readonly string[] = []): boolean {
  if (!mayMeet(allOf)) return false;
  const inTheWay = noneOf.filter((pattern) => isAnyAction([...allOf, pattern]));
  const patterns = [...allOf, ...inTheWay].map((pattern) => pattern.toLowerCase());
  const start = patterns.map((pattern) => placesAfter((places) => enter(pattern, 0, places), pattern));
  const seen = new Set([JSON.stringify(start)]);
  const open: Places[][] = [start];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const ends = state.map((places, index) => places.includes(patterns[index]?.length ?? 0));
    if (ends.every((end, index) => end === index < allOf.length)) return true;
    for (const character of charactersAt(state, patterns)) {
      const next = state.map((places, index) => placesBehind(places, character, patterns[index] ?? ''));
      const key = JSON.stringify(next);
      if (seen.has(key) || next.some((places, index) => isOver(places, patterns[index] ?? '', index < allOf.length)))
        continue;
      if (seen.size >= mostStates) return true;
      seen.add(key);
      open.push(next);
    }
  }
  return false;
}

/** Whether nothing that follows can matter: what has to match can't, or what must not match does whatever follows. */
function isOver(places: Places, pattern: string, hasToMatch: boolean): boolean {
  return hasToMatch ? places.length === 0 : pattern.endsWith('*') && places.includes(pattern.length - 1);
}

/** Positions of one pattern at which a text may have come, in no order. */
type Places = readonly number[];

/** Whether what the patterns have before their first and behind their last `*` can be the same text's. */
function mayMeet(patterns: readonly string[]): boolean {
  const parts = patterns.map((pattern) => pattern.toLowerCase().split('*'));
  const longest = (ends: readonly string[]): string => ends.reduce((a, b) => (b.length > a.length ? b : a), '');
  const starts = parts.map(([first = '']) => first);
  const tails = parts.map((each) => each.at(-1) ?? '');
  const [start, tail] = [longest(starts), longest(tails)];
  return starts.every((each) => start.startsWith(each)) && tails.every((each) => tail.endsWith(each));
}

/** Characters that lead to different places; the star means all others, since no action has one. */
function charactersAt(state: readonly Places[], patterns: readonly string[]): ReadonlySet<string> {
  const named = state.flatMap((places, index) => places.map((place) => patterns[index]?.[place] ?? '*'));
  return new Set([...named, '*']);
}

function placesBehind(places: Places, character: string, pattern: string): Places {
  return placesAfter((next) => {
    for (const place of places) {
      if (pattern[place] === '*') stay(pattern, place, next);
      else if (pattern[place] === character) enter(pattern, place + 1, next);
    }
  }, pattern);
}

/** Positions before the last `*` that was reached add nothing, so each pattern has few sets of positions. */
function placesAfter(move: (places: Set<number>) => void, pattern: string): Places {
  const places = new Set<number>();
  move(places);
  const all = [...places].sort((a, b) => a - b);
  const last = all.findLastIndex((place) => pattern[place] === '*');
  return last > 0 ? all.slice(last) : all;
}

/** Comes to a position of the pattern; an inner segment that is only `*` may be passed over there, and only there. */
function enter(pattern: string, position: number, positions: Set<number>): void {
  if (isSegment(pattern, position)) enter(pattern, position + 2, positions);
  stay(pattern, position, positions);
}

/** Is at a position; a `*` there may also be over. */
function stay(pattern: string, position: number, positions: Set<number>): void {
  if (positions.has(position)) return;
  positions.add(position);
  if (pattern[position] === '*') enter(pattern, position + 1, positions);
}

function isSegment(pattern: string, position: number): boolean {
  return pattern[position] === '*' && pattern[position - 1] === '/' && pattern[position + 1] === '/';
}
