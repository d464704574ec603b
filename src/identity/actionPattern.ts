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
  reach(wanted, 0, positions);
  for (const character of text) {
    const next = new Set<number>();
    for (const position of positions) {
      if (wanted[position] === '*') reach(wanted, position, next);
      else if (wanted[position] === character) reach(wanted, position + 1, next);
    }
    if (next.size === 0) return false;
    positions = next;
  }
  return positions.has(wanted.length);
}

/** Adds a position of the pattern and all that are reached from it without reading a character. */
function reach(pattern: string, position: number, positions: Set<number>): void {
  if (positions.has(position)) return;
  positions.add(position);
  if (pattern[position] !== '*') return;
  reach(pattern, position + 1, positions);
  if (pattern[position - 1] === '/' && pattern[position + 1] === '/') reach(pattern, position + 2, positions);
}
