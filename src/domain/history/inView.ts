/** Which events and changes belong to what a history is about. */
import { idKey, isAtOrBelow } from '../arm/resourceId.ts';
import { sameIssuer } from '../cluster/uses.ts';
import { isAboutAssignment, type LoggedOperation } from './activityEvents.ts';
import { correlationKey, isRecordOf } from './sameRecords.ts';
import type { HistoryView } from './model.ts';

/** What becomes of an event: `unplaced` is the removal of a role that may be one of these, but doesn't say whose it was. */
export type Placing = 'inView' | 'elsewhere' | 'unplaced';

/** Creates a function that places events. */
export function placing({
  resourceIds,
  scopes,
  principals,
  writesOfUsers,
  livesOfUsers = [],
  issuer,
}: HistoryView): (operation: LoggedOperation) => Placing {
  const places = [...resourceIds, ...scopes].map(idKey);
  const resources = resourceIds.map(idKey);
  const held = new Set(principals.map(({ id }) => id.toLowerCase()));
  const touches = (scope: string): boolean =>
    places.some((place) => isAtOrBelow(place, scope) || isAtOrBelow(scope, place));
  return (operation) => {
    const { action, resourceId, role } = operation;
    if (!action.toLowerCase().startsWith('microsoft.authorization/'))
      return resources.some((place) => isAtOrBelow(resourceId, place)) ||
        (operation.correlationId !== undefined && writesOfUsers?.has(correlationKey(operation)) === true) ||
        trusts(operation, issuer) ||
        livesOfUsers.some((row) => isRecordOf(row, operation))
        ? 'inView'
        : 'elsewhere';
    if (role !== undefined && isAboutAssignment(action)) {
      if (touches(role.scope)) return 'inView';
      if (role.principalId === undefined) return 'unplaced';
      return held.has(role.principalId) ? 'inView' : 'elsewhere';
    }
    return touches(scopeOf(resourceId)) ? 'inView' : 'elsewhere';
  };
}

/** It is about a credential that trusts the issuer, as far as a request for it was logged. */
function trusts({ asked }: LoggedOperation, issuer: string | undefined): boolean {
  return (
    issuer !== undefined &&
    asked.some(({ path, before, after }) =>
      [before, after].some(
        (side) => path === 'properties.issuer' && side.kind === 'text' && sameIssuer(side.text, issuer),
      ),
    )
  );
}

/** The scope of what Microsoft.Authorization keeps at it, such as a deny assignment or an activation. */
function scopeOf(id: string): string {
  return id.replace(/\/providers\/Microsoft\.Authorization\/.*$/i, '') || '/';
}
