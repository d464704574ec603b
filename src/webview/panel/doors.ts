/** Opens what is outside of a panel, and what comes next after a run. */
import { sameGuid, sameId } from '../../domain/arm/resourceId.ts';
import { tensesOfChanges } from '../../domain/change/change.ts';
import { doorOf, isStep, type KeptNext, type NextDoor } from '../../domain/plan/nextSteps.ts';
import { defined } from '../../shape/defined.ts';
import type { ChangeList, PanelTarget, Target } from '../../manifest.ts';
import type { Intent } from '../protocol/intent.ts';
import { changedOrCreatedClusterOf, resultOfChanges, type MadeResource } from '../run/afterRun.ts';
import type { AccessReading } from '../access/accessReading.ts';
import type { ChangeFlow } from './changeFlow.ts';
import type { WorkloadsPart } from '../workloads/workloadsPart.ts';
import type { ModelStore } from './store.ts';

/** What a panel opens outside of itself. */
export type Opening =
  | 'accept'
  | 'stopAccepting'
  | 'portal'
  | 'json'
  | 'log'
  | 'signIn'
  | 'leftovers'
  | 'undo'
  | 'report'
  | 'export'
  | 'files'
  | 'map'
  | 'fix'
  | 'changes'
  | 'credentials'
  | 'nodeImages'
  | 'registries'
  | MadeResource['kind'];

type AccessDoor = Omit<Extract<Intent, { kind: 'showAccess' }>, 'kind'>;

/** What doors need from outside. */
export interface DoorsHost {
  readonly open: (opening: Opening, target: Target | PanelTarget | undefined) => void;
  /** Shows the row of a cluster in the tree, if the tree is visible. */
  readonly reveal: (clusterId: string) => void;
  readonly close: () => void;
}

/** Opens what the page asks for, but only what the page was shown. */
export interface Doors {
  readonly open: (place: Extract<Intent, { kind: 'open' }>['what']) => void;
  /** Closes a panel of something new; the row of a cluster that was created there is shown. */
  readonly leave: () => void;
  /** Opens a cluster that a plan or the result of a run names, at a finding. */
  readonly openCluster: (clusterId: string, fingerprint?: string) => void;
  /** Shows who can act on a cluster that is shown, or what a principal can act on. */
  readonly openAccess: (of: AccessDoor, shown: Pick<AccessReading, 'shows'>) => void;
  /** Does what comes next after the run that is shown; `at` is the place of the step in the run. */
  readonly goOn: (door: NextDoor, at?: number) => void;
}

/** What doors work with. */
interface DoorsDependencies {
  readonly store: ModelStore;
  readonly host: DoorsHost;
  readonly changes: Pick<ChangeFlow, 'start' | 'startAll'>;
  readonly workloads: Pick<WorkloadsPart, 'check'>;
}

/** Creates the doors of a panel of a cluster, of an identity, or of something new. */
export function createDoors(
  { clusterId, identityId }: { readonly clusterId?: string; readonly identityId?: string },
  { store, host, changes, workloads }: DoorsDependencies,
): Doors {
  /** What the run that is shown has created. */
  function madeNow(): MadeResource | undefined {
    const run = store.flow()?.run;
    return run?.status === 'succeeded' ? resultOfChanges(run.changes) : undefined;
  }

  function leave(): void {
    const madeHere = madeNow();
    if (madeHere?.kind === 'cluster') host.reveal(madeHere.clusterId);
    host.close();
  }

  function open(place: Extract<Intent, { kind: 'open' }>['what']): void {
    if (place === 'leftovers' || place === 'undo') return openAfterRun(place, { clusterId, store, host });
    // The report, its export and other files are about all clusters that are open.
    if (place === 'report' || place === 'export' || place === 'files') return host.open(place, undefined);
    const ownTarget = clusterId === undefined ? identityId && { resourceId: identityId, identityId } : { clusterId };
    if (place !== 'made') return host.open(place, ownTarget || undefined);
    const madeHere = madeNow();
    if (!madeHere) return;
    const { kind, ...target } = madeHere;
    host.open(kind, target);
    if (clusterId === undefined) host.close();
  }

  /** Does what comes next after the run that is shown; a page can ask only for what it was shown. */
  function goOn(door: NextDoor, at?: number): void {
    const run = store.flow()?.run;
    const cluster = run?.changes.map(changedOrCreatedClusterOf).find((id) => id !== undefined);
    const step = stepBehind(door, run?.next ?? [], at);
    if (run?.status !== 'succeeded' || cluster === undefined || step === undefined) return;
    const isHere = sameId(clusterId, cluster);
    switch (door) {
      case 'credentials':
        return host.open(door, { clusterId: cluster });
      case 'nodePools':
        return isHere ? store.change({ tab: 'details' }) : host.open('cluster', { clusterId: cluster });
      case 'nodeImages':
        if (!isHere) return host.open(door, { clusterId: cluster });
        return changes.start({ kind: 'upgradeNodeImages', clusterId: cluster });
      case 'registries': {
        const detach = run.changes.find((change) => change.kind === 'detachRegistry');
        const target = { clusterId: cluster, ...(detach ? { registryId: detach.registryId } : {}) };
        return isHere ? changes.start({ kind: 'attachRegistry', ...target }) : host.open(door, target);
      }
      case 'workload':
      case 'kubernetesRoles': {
        const kind = door === 'workload' ? 'createCredential' : 'grantClusterAccess';
        const draft = { kind, clusterId: cluster } as const;
        return isHere ? changes.start(draft) : host.open('cluster', { kind: 'change', draft });
      }
      case 'inCluster':
        if (!isHere) return host.open('cluster', { kind: 'cluster', clusterId: cluster, tab: 'workloads' });
        void workloads.check();
        return store.change({ tab: 'workloads' });
      case 'leftovers':
        return open('leftovers');
      case 'role':
        return host.open('identity', identityBehind(step));
      case 'removal': {
        const list = removalsOf(step);
        if (list === undefined) return;
        return isHere ? changes.startAll(list) : host.open('changes', { kind: 'changes', list, clusterId: cluster });
      }
    }
  }

  const openCluster: Doors['openCluster'] = (...of) => showCluster(of, { clusterId, store, host });
  const openAccess: Doors['openAccess'] = (of, shown) => showAccess(of, { shown, store, host });
  return { open, leave, openCluster, openAccess, goOn };
}

function stepBehind(door: NextDoor, next: readonly KeptNext[], at?: number): KeptNext | undefined {
  return next.find((step, place) => doorOf(step) === door && (at === undefined || place === at));
}

/** Opens a review of what the run that is shown has left, or, in the panel of its cluster, a plan that takes it back. */
function openAfterRun(
  place: 'leftovers' | 'undo',
  { clusterId, store, host }: Pick<DoorsDependencies, 'store' | 'host'> & { readonly clusterId: string | undefined },
): void {
  const { activityId, leftovers, undo } = store.flow()?.run ?? {};
  if (activityId === undefined) return;
  if (place === 'leftovers' && leftovers?.canReview) host.open(place, { activityId });
  if (place === 'undo' && undo) host.open(place, { activityId, ...defined({ clusterId }) });
}

/** The identity that a next step is about. */
function identityBehind(step: KeptNext): { readonly identityId: string } | undefined {
  return isStep(step) && 'identityId' in step ? { identityId: step.identityId } : undefined;
}

/** The removal of the credentials that a next step names. */
function removalsOf(step: KeptNext): ChangeList | undefined {
  const ids = isStep(step) && 'credentialIds' in step ? step.credentialIds : [];
  const changes = ids.map((credentialId) => ({ kind: 'deleteCredential', credentialId }) as const);
  const tenses = tensesOfChanges(changes);
  return tenses && { ...tenses, changes };
}

/** Returns true if the plan or the result that is shown names the cluster. */
function namesCluster(flow: ReturnType<ModelStore['flow']>, clusterId: string): boolean {
  const { run: { judged = [] } = {}, list } = flow ?? {};
  const ids = [
    ...('why' in judged ? [] : judged).map(({ id }) => id),
    ...(list?.leftOut?.findings ?? []).map((finding) => finding.clusterId),
    ...(list?.fixes?.clusters ?? []).map(({ id }) => id),
  ];
  return ids.includes(clusterId);
}

/** Opens a cluster that is named, at a finding. */
function showCluster(
  [resourceId, fingerprint]: Parameters<Doors['openCluster']>,
  { clusterId, store, host }: { readonly clusterId?: string | undefined } & Pick<DoorsDependencies, 'store' | 'host'>,
): void {
  if (!namesCluster(store.flow(), resourceId)) return;
  if (sameId(clusterId, resourceId)) store.change({ tab: 'details' });
  else host.open('cluster', { clusterId: resourceId, ...defined({ fingerprint }) });
}

/** Shows who can act on a cluster among those that are shown, or what somebody who is shown can act on. */
function showAccess(
  { clusterId, principalId }: AccessDoor,
  {
    shown,
    store,
    host,
  }: { readonly shown: Pick<AccessReading, 'shows'>; readonly store: ModelStore; readonly host: DoorsHost },
): void {
  if (clusterId !== undefined && shown.shows(clusterId))
    host.open('cluster', { kind: 'cluster', clusterId, tab: 'access' });
  const cell = store.get().access?.known?.cells.find(({ principal }) => sameGuid(principal.id, principalId));
  if (cell === undefined) return;
  const { id, name } = cell.principal;
  host.open('cluster', { kind: 'principal', principalId: id, ...defined({ name }) });
}
