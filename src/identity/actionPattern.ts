/**
 * Whether an RBAC pattern covers an action: ignoring case, `*` stands for any run of characters including `/`, the whole
 * text has to match. An inner segment that is only `*` may also be absent: Managed Identity Operator's
 * `userAssignedIdentities/*\/assign/action` grants `userAssignedIdentities/assign/action`.
 * Time grows with the product of both lengths, whatever the pattern.
 * Source: https://learn.microsoft.com/azure/role-based-access-control/role-definitions
 */
export function covers(pattern: string, action: string): boolean {
  const wanted = pattern.toLowerCase();
  if (wanted === '*') return true;
  const text = action.toLowerCase();
  const star = wanted.indexOf('*');
  if (star === -1) return wanted === text;
  const last = wanted.lastIndexOf('*');
  // Whatever the stars stand for, what is before the first and behind the last has to be there.
  if (!text.startsWith(wanted.slice(0, star)) || !text.endsWith(wanted.slice(last + 1))) return false;
  if (star === last && !isSegment(wanted, star)) return text.length >= wanted.length - 1;
  let positions = new Set<number>();
  enter(wanted, 0, positions);
  for (const character of text) {
    const next = new Set<number>();
    for (const position of positions) {
      if (wanted[position] === '*') stay(wanted, position, next);
      else if (wanted[position] === character) enter(wanted, position + 1, next);
    }
    if (next.size === 0) return false;
    positions = next;
  }
  return positions.has(wanted.length);
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
