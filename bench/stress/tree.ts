/** The tree of clusters as VS Code uses it: asked again whenever it says that something changed. */
import { createClustersTree } from '../../src/tree/clusters/clustersTree.ts';
import type { IdentityService } from '../../src/app/identityService.ts';
import type { Row } from '../../src/tree/row/row.ts';

/** A view that is open all the time. */
export interface OpenTree {
  refresh(): void;
  /** So often were all its rows drawn. */
  drawings(): number;
  /** So many clusters are in the subscriptions that are unfolded. */
  clusters(): number;
  /** What could not be read, each once, with how often. */
  readonly failures: ReadonlyMap<string, number>;
  close(): void;
}

/** Opens the tree over a service, with these subscriptions unfolded, and follows the service as the extension does. */
export function openTree(service: IdentityService, unfolded: ReadonlySet<string>): OpenTree {
  const failures = new Map<string, number>();
  const tree = createClustersTree({
    service: () => Promise.resolve(service),
    activeSubscription: () => undefined,
    shownSubscriptions: () => undefined,
    checksClusters: () => true,
    onState: () => undefined,
    note: (error) => {
      const text = error instanceof Error ? error.message : String(error);
      failures.set(text, (failures.get(text) ?? 0) + 1);
    },
  });
  let [drawings, clusters, isWanted, isDrawing] = [0, 0, false, false];

  const isUnfolded = ({ subscriptionId = '' }: Row): boolean => unfolded.has(subscriptionId);

  async function rowsBelow(row?: Row): Promise<readonly Row[]> {
    const rows = (await tree.getChildren(row)) ?? [];
    for (const each of rows) await tree.getTreeItem(each);
    return rows;
  }

  async function draw(): Promise<void> {
    isWanted = true;
    if (isDrawing) return;
    isDrawing = true;
    while (isWanted) {
      isWanted = false;
      const roots = await rowsBelow();
      const open = await Promise.all(roots.filter(isUnfolded).map(rowsBelow));
      clusters = open.flat().filter(({ kind }) => kind === 'cluster').length;
      drawings++;
    }
    isDrawing = false;
  }

  const listening = [
    tree.onDidChangeTreeData?.(() => void draw()),
    service.onDidChange((what) => (what === 'clusters' ? tree.refresh() : void tree.redraw())),
  ];
  void draw();
  return {
    refresh: () => tree.refresh(),
    drawings: () => drawings,
    clusters: () => clusters,
    failures,
    close() {
      for (const one of listening) one?.dispose();
      tree.dispose();
    },
  };
}
