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
  const rowsById = new Map<string, FleetRow>();
  let sortedRows: readonly FleetRow[] | undefined;
  return {
    of: (id) => rowsById.get(idKey(id)),
    all: () => (sortedRows ??= [...rowsById.values()]),
    note(row) {
      rowsById.set(idKey(row.cluster.id), row);
      sortedRows = undefined;
    },
    forget(isGone) {
      for (const [key, row] of rowsById) if (isGone(row)) rowsById.delete(key);
      sortedRows = undefined;
    },
  };
}
