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
  if (!wanted.includes('*')) return wanted === text;
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
  const isSegment = pattern[position] === '*' && pattern[position - 1] === '/' && pattern[position + 1] === '/';
  if (isSegment) enter(pattern, position + 2, positions);
  stay(pattern, position, positions);
}

/** Is at a position; a `*` there may also be over. */
function stay(pattern: string, position: number, positions: Set<number>): void {
  if (positions.has(position)) return;
  positions.add(position);
  if (pattern[position] === '*') enter(pattern, position + 1, positions);
}
