/** Creations and deletions of the clusters that use an identity: Azure shows none of their properties, so other changes have to tell. */
import { idKey } from '../arm/resourceId.ts';
import { compareText } from '../../shape/compareText.ts';
import { isLetGo, type ChangeRow } from './changeRows.ts';

/** How long Azure may take to fill in what a cluster was created with. */
const longestCreation = 3600_000;

/**
 * Returns the creations of clusters with an identity, and the deletions of clusters that had it. The rows are the creations and deletions of
 * clusters, and the changes that name the identity; `usersNow` are the keys of the clusters that have it now.
 */
export function livesOfUsers(
  rows: readonly ChangeRow[],
  identityId: string,
  usersNow: ReadonlySet<string>,
): readonly ChangeRow[] {
  const ofCluster = Map.groupBy(rows, ({ resourceId }) => idKey(resourceId));
  return [...ofCluster].flatMap(([key, own]) => {
    const lives = livesIn(own.toSorted((a, b) => compareText(a.at, b.at)));
    return lives.flatMap(({ created, naming, deleted }, index) => {
      const hasItNow = index === lives.length - 1 && deleted === undefined && usersNow.has(key);
      const [first] = naming;
      const isMadeWithIt =
        first === undefined
          ? hasItNow
          : isLetGo(first, identityId) || (created !== undefined && isOfCreation(first, created));
      const hadItLast = first === undefined ? isMadeWithIt : !isLetGo(joinedNaming(naming), identityId);
      return [
        ...(created !== undefined && isMadeWithIt ? [created] : []),
        ...(deleted !== undefined && hadItLast ? [deleted] : []),
      ];
    });
  });
}

/** Says whether a change of a cluster is what Azure filled in when it was created. */
export function isOfCreation(row: ChangeRow, created: Pick<ChangeRow, 'at'>): boolean {
  const after = Date.parse(row.at) - Date.parse(created.at);
  return row.by.kind === 'system' && row.type === 'Update' && after >= 0 && after <= longestCreation;
}

/** What became of each property in the end: an identity that the control plane let go may still be the kubelet's. */
function joinedNaming(naming: readonly ChangeRow[]): Pick<ChangeRow, 'changes'> {
  const changes = naming.flatMap((row) => row.changes);
  return { changes: [...new Map(changes.map((change) => [change.path.toLowerCase(), change])).values()] };
}

interface Life {
  readonly created?: ChangeRow;
  readonly naming: readonly ChangeRow[];
  readonly deleted?: ChangeRow;
}

/** A name is used again: what was done before a creation, or after a deletion, is of another cluster. */
function livesIn(inOrder: readonly ChangeRow[]): readonly Life[] {
  const lives: Life[] = [];
  for (const row of inOrder) {
    const current = lives.at(-1);
    const isOpen = current !== undefined && current.deleted === undefined;
    if (row.type === 'Create' || !isOpen)
      lives.push({
        naming: row.type === 'Update' ? [row] : [],
        ...(row.type === 'Create' ? { created: row } : row.type === 'Delete' ? { deleted: row } : {}),
      });
    else
      lives[lives.length - 1] =
        row.type === 'Delete' ? { ...current, deleted: row } : { ...current, naming: [...current.naming, row] };
  }
  return lives;
}
