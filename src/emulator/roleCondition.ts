/**
 * Whether a role assignment with this condition allows the action. A condition limits only the actions that it names with
 * `ActionMatches`; what else it asks of those is not evaluated here and counts as not fulfilled.
 */
export function conditionHolds(condition: string | undefined, action: string): boolean {
  if (condition === undefined || condition.trim() === '') return true;
  const named = [...condition.matchAll(/ActionMatches\s*\{\s*'([^']+)'\s*\}/gi)].map((match) => match[1] ?? '');
  if (named.length === 0) return false;
  return !named.some((pattern) => pattern.toLowerCase() === action.toLowerCase() || pattern.endsWith('*'));
}
