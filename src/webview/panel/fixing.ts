/** What the buttons next to findings, checks, roles and node pools of a panel start. */
import { idKey, lastSegment, sameId } from '../../domain/arm/resourceId.ts';
import type { ClusterFinding } from '../../domain/findings/finding.ts';
import type { ClusterFindings } from '../../domain/findings/joinedFixes.ts';
import { defined } from '../../shape/defined.ts';
import { undoInHistory } from '../history/fixesInHistory.ts';
import type { FixPlace } from '../protocol/intent.ts';
import { findingsNamedIn, type PlacedFinding } from '../run/judged.ts';
import type { ChangeFlow } from './changeFlow.ts';
import type { DoorsHost } from './doors.ts';
import { fixesOf, fixOfCheck, fixOfFinding, goneNotice, upgradeOf } from './view/fixes.ts';
import type { ModelStore } from './store.ts';

/** Starts what a button was drawn for; if that has been read again since and is gone, a notice says so. */
export interface Fixing {
  readonly fix: (place: FixPlace, fixKey: string) => void;
  readonly fixAll: (fixKeys: readonly string[]) => void;
  readonly removeRole: (roleAssignmentId: string) => void;
  readonly upgradePool: (pool: string) => void;
  /** Asks for a reason to accept a finding, or stops accepting it. */
  readonly decide: (finding: {
    readonly stop: boolean;
    readonly code: string;
    readonly subject?: string;
    readonly clusterId?: string;
  }) => void;
}

/** Creates it for a panel of a cluster, or of something new. */
export function createFixing({
  store,
  changes,
  host,
}: {
  readonly store: ModelStore;
  readonly changes: ChangeFlow;
  readonly host: Pick<DoorsHost, 'open'> & { readonly now: () => Date };
}): Fixing {
  const sayGone = (): void => store.change({ notice: goneNotice() });
  return {
    fix(fixPlace, fixKey) {
      const { clusterId, known, identity, flow, history } = store.get();
      const planned =
        fixPlace.kind === 'check' && flow?.planned?.id === fixPlace.planId ? flow.planned.plan : undefined;
      const placedFindings: readonly PlacedFinding[] = [
        ...(known?.findings ?? []).map((finding) => ({ finding })),
        ...(identity?.findings ?? []),
        ...findingsNamedIn(flow?.run),
      ];
      const findings = placedFindings.map(({ finding }) => finding);
      const fix =
        fixPlace.kind === 'finding'
          ? (fixOfFinding(findings, fixKey) ?? undoInHistory(defined({ known, history }), fixKey))
          : fixOfCheck(planned?.checks, fixKey);
      if (!fix) return sayGone();
      if (clusterId !== undefined) return changes.start(fix);
      // A panel of several clusters, or of something new, keeps to that: the fix is in the panel of its cluster.
      const place = placedFindings.find(({ finding }) => finding.fix === fix)?.clusterId;
      host.open('fix', { fix, ...defined({ clusterId: place }) });
    },
    fixAll(fixKeys) {
      const { clusterId, known, identity } = store.get();
      const clusters = known ? [known] : byCluster(identity?.findings ?? []);
      const list = fixesOf(clusters, fixKeys, host.now());
      const [only, ...otherChanges] = list.changes;
      if (!only) return sayGone();
      if (clusterId !== undefined) return otherChanges.length === 0 ? changes.start(only) : changes.startAll(list);
      // The panel of an identity keeps to that: its plan is in the panel of its cluster, or in one of its own.
      const [first, ...furtherClusters] = list.fixes?.clusters ?? [];
      host.open('changes', {
        kind: 'changes',
        list,
        ...(furtherClusters.length === 0 ? defined({ clusterId: first?.id }) : {}),
      });
    },
    decide({ stop, code, subject, clusterId = store.get().clusterId }) {
      host.open(stop ? 'stopAccepting' : 'accept', { finding: code, ...defined({ clusterId, subject }) });
    },
    removeRole(roleAssignmentId) {
      // Above all subscriptions the id of a role does not name the directory, but the role that was read does.
      const { known } = store.get();
      const tenantId = known?.roleAssignments.find(({ id }) => sameId(id, roleAssignmentId))?.tenantId;
      changes.start({ kind: 'removeRole', roleAssignmentId, ...defined({ tenantId }) });
    },
    upgradePool: (pool) => upgradeOf(store.get().known, pool).forEach((draft) => changes.start(draft)),
  };
}

/** Findings of several clusters, by cluster. */
function byCluster(findings: readonly ClusterFinding[]): readonly ClusterFindings[] {
  return [...Map.groupBy(findings, ({ clusterId }) => idKey(clusterId)).values()].flatMap((ofCluster) => {
    const [first] = ofCluster;
    if (first === undefined) return [];
    const cluster = { id: first.clusterId, name: lastSegment(first.clusterId) };
    return [{ cluster, findings: ofCluster.map(({ finding }) => finding) }];
  });
}
