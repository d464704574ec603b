/**
 * Returns true if an RBAC pattern covers an action: case is ignored, `*` matches any characters including `/`, and the
 * whole text has to match. An inner segment that is only `*` may also be absent: Managed Identity Operator's
 * `userAssignedIdentities/*\/assign/action` grants `userAssignedIdentities/assign/action`. The time is at most
 * proportional to the product of both lengths.
 * Source: https://learn.microsoft.com/azure/role-based-access-control/role-definitions
 */
export function coversAction(pattern: string, action: string): boolean {
  let matchesByAction = matches.get(pattern);
  const answer = matchesByAction?.get(action);
  if (answer !== undefined) return answer;
  if (remembered++ >= mostMatches) {
    matches.clear();
    [remembered, matchesByAction] = [0, undefined];
  }
  matchesByAction ??= new Map();
  matches.set(pattern, matchesByAction);
  const isMatch = matchOf(pattern, action);
  matchesByAction.set(action, isMatch);
  return isMatch;
}

/** How many answers are remembered, because roles have few patterns and thousands of clusters need the same actions. */
const mostMatches = 5000;
const matches = new Map<string, Map<string, boolean>>();
let remembered = 0;

function matchOf(pattern: string, action: string): boolean {
  const lowerPattern = pattern.toLowerCase();
  if (lowerPattern === '*') return true;
  const text = action.toLowerCase();
  const star = lowerPattern.indexOf('*');
  if (star === -1) return lowerPattern === text;
  const last = lowerPattern.lastIndexOf('*');
  // Whatever the stars match, the text before the first and after the last has to be there.
  if (!text.startsWith(lowerPattern.slice(0, star)) || !text.endsWith(lowerPattern.slice(last + 1))) return false;
  if (star === last && !isSegment(lowerPattern, star)) return text.length >= lowerPattern.length - 1;
  return matchesFrom(lowerPattern, text);
}

/** Matches from the first star on; a star can always match more, so there is always a place to continue from. */
function matchesFrom(pattern: string, text: string): boolean {
  let positions = new Set<number>();
  enterPosition(pattern, 0, positions);
  for (const character of text) {
    const next = new Set<number>();
    for (const position of positions) {
      if (pattern[position] === '*') stayAtPosition(pattern, position, next);
      else if (pattern[position] === character) enterPosition(pattern, position + 1, next);
    }
    positions = next;
  }
  return positions.has(pattern.length);
}

/** Returns true if a pattern covers every action that another pattern matches, such as `Microsoft.Network/privateDnsZones/*`. */
export function coversAll(pattern: string, family: string): boolean {
  if (!coversAction(pattern, family)) return false;
  // To `coversAction`, a `*` in the family is an ordinary character that only a `*` matches; an inner segment may also be
  // absent.
  return !/\/\*(?=\/)/.test(family) || !isAnyAction([family], [pattern]);
}

/** After checking this many states, the cautious answer is given. */
const mostStates = 20_000;

/**
 * Returns true if some action matches all of the first patterns and none of the second; follows the patterns in
 * parallel, and returns true if that would take too long.
 */
export function isAnyAction(allOf: readonly string[], noneOf: readonly string[] = []): boolean {
  if (!mayMeet(allOf)) return false;
  const inTheWay = noneOf.filter((pattern) => isAnyAction([...allOf, pattern]));
  const patterns = [...allOf, ...inTheWay].map((pattern) => pattern.toLowerCase());
  const start = patterns.map((pattern) => placesAfter((places) => enterPosition(pattern, 0, places), pattern));
  const seenStates = new Set([JSON.stringify(start)]);
  const open: Positions[][] = [start];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const ends = state.map((places, index) => places.includes(patterns[index]?.length ?? 0));
    if (ends.every((end, index) => end === index < allOf.length)) return true;
    for (const character of charactersAt(state, patterns)) {
      const next = state.map((places, index) => placesBehind(places, character, patterns[index] ?? ''));
      const key = JSON.stringify(next);
      if (
        seenStates.has(key) ||
        next.some((places, index) => isOver(places, patterns[index] ?? '', index < allOf.length))
      )
        continue;
      if (seenStates.size >= mostStates) return true;
      seenStates.add(key);
      open.push(next);
    }
  }
  return false;
}

/** Whether nothing that follows can matter: what has to match no longer can, or what must not match always will. */
function isOver(places: Positions, pattern: string, hasToMatch: boolean): boolean {
  return hasToMatch ? places.length === 0 : pattern.endsWith('*') && places.includes(pattern.length - 1);
}

/** Positions in one pattern that a text may have reached, in no order. */
type Positions = readonly number[];

/** Whether one text can have everything that the patterns contain before their first and after their last `*`. */
function mayMeet(patterns: readonly string[]): boolean {
  const parts = patterns.map((pattern) => pattern.toLowerCase().split('*'));
  const longest = (ends: readonly string[]): string => ends.reduce((a, b) => (b.length > a.length ? b : a), '');
  const starts = parts.map(([first = '']) => first);
  const tails = parts.map((literals) => literals.at(-1) ?? '');
  const start = longest(starts);
  const tail = longest(tails);
  return (
    starts.every((candidate) => start.startsWith(candidate)) && tails.every((candidate) => tail.endsWith(candidate))
  );
}

/** Characters that lead to different states; the star represents all others, because no action contains one. */
function charactersAt(state: readonly Positions[], patterns: readonly string[]): ReadonlySet<string> {
  const stateText = state.flatMap((places, index) => places.map((place) => patterns[index]?.[place] ?? '*'));
  return new Set([...stateText, '*']);
}

function placesBehind(places: Positions, character: string, pattern: string): Positions {
  return placesAfter((next) => {
    for (const place of places) {
      if (pattern[place] === '*') stayAtPosition(pattern, place, next);
      else if (pattern[place] === character) enterPosition(pattern, place + 1, next);
    }
  }, pattern);
}

/** Positions before the last `*` that was reached add nothing, so each pattern has few sets of positions. */
function placesAfter(move: (places: Set<number>) => void, pattern: string): Positions {
  const places = new Set<number>();
  move(places);
  const sortedPlaces = [...places].sort((a, b) => a - b);
  const last = sortedPlaces.findLastIndex((place) => pattern[place] === '*');
  return last > 0 ? sortedPlaces.slice(last) : sortedPlaces;
}

/** Moves to a position of the pattern; only there may an inner segment that is only `*` be skipped. */
function enterPosition(pattern: string, position: number, positions: Set<number>): void {
  if (isSegment(pattern, position)) enterPosition(pattern, position + 2, positions);
  stayAtPosition(pattern, position, positions);
}

/** Adds a position; a `*` there may also match nothing more. */
function stayAtPosition(pattern: string, position: number, positions: Set<number>): void {
  if (positions.has(position)) return;
  positions.add(position);
  if (pattern[position] === '*') enterPosition(pattern, position + 1, positions);
}

function isSegment(pattern: string, position: number): boolean {
  return pattern[position] === '*' && pattern[position - 1] === '/' && pattern[position + 1] === '/';
}
