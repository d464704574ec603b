import { idKey } from '../../domain/arm/resourceId.ts';
import type { FleetRow } from './rows.ts';

/** The clusters that a report knows, by id. */
export interface KnownRows {
  readonly of: (id: string) => FleetRow | undefined;
  /** Returns the same list while nothing new is known, so that a view does not sort it again. */
  readonly all: () => readonly FleetRow[];
  /** Replaces the row of the same cluster. */
  readonly note: (row: FleetRow) => void;
  readonly forget: (isGone: (row: FleetRow) => boolean) => void;
}

/** Creates the rows, without any yet. */
export function createKnownRows(): KnownRows {
  const known = new Map<string, FleetRow>();
  let all: readonly FleetRow[] | undefined;
  return {
    of: (id) => known.get(idKey(id)),
    all: () => (all ??= [...known.values()]),
    note(row) {
      known.set(idKey(row.cluster.id), row);
      all = undefined;
    },
    forget(isGone) {
      for (const [key, row] of known) if (isGone(row)) known.delete(key);
      all = undefined;
    },
  };
}
