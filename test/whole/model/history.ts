/** What happened in the model's Azure, in order: every request that writes, who sent it, and the world before and after. */
import type { Plan, Step } from '../../../src/domain/plan/plan.ts';
import type { Snapshot } from '../../../src/emulator/files/snapshot.ts';

/** A person's yes: to a plan that was shown, to a change that is planned at once, or to going on with a run. */
export interface Confirmation {
  readonly kind: 'plan' | 'change' | 'resume';
  readonly window: string;
  /** The number of the last write before the plan was made from which the person decided; a change that is planned at once decides by the plan of its run. */
  since: number;
  /** The number of the last write before the person said yes. */
  readonly at: number;
  /** The run that it began or goes on with, once that has one. */
  activityId: string | undefined;
  /** The plan; of a change that is planned at once it is known when the run has begun. */
  plan: Plan | undefined;
  /** The world that the plan was made from. */
  seen: Snapshot;
  /** It was not followed: the run that it was about stays where it was. */
  isRejected?: true;
  /** The steps that were not done yet, where a run goes on. */
  readonly left: ReadonlySet<string> | undefined;
}

/** Up to which write a window has seen each, at the moment at which it sends something. */
export interface Looked {
  readonly clusters: number;
  readonly cluster: number;
  readonly assignments: number;
  readonly identity: number;
  readonly role: number;
}

/** A write on its way to Azure or as it was taken. */
export interface Write {
  readonly number: number;
  readonly time: number;
  /** Who sent it: a window, or `colleague`. */
  readonly actor: string;
  readonly confirmation: Confirmation | undefined;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly ifMatch: string | undefined;
  /** Sent a while ago, so nobody could have checked what happened in between. */
  readonly isLate: boolean;
  /** 0: it never arrived. */
  status: number;
  readonly before: Snapshot;
  readonly after: Snapshot;
  /** The number of the last write that the sender could have seen a moment before, by what it read last. */
  readonly looked: Looked;
  /** The operation that it starts will end Failed. */
  readonly fails: boolean;
}

/** True for a write that Azure has taken. */
export function isTaken({ status }: Write): boolean {
  return status >= 200 && status < 300;
}

/** True for a write that Azure has taken and that changed something. */
export function isEffective(write: Write): boolean {
  if (!isTaken(write)) return false;
  const { before, after } = write;
  if (writesCluster(write)) return true;
  const isSame = (a: readonly unknown[], b: readonly unknown[]): boolean =>
    a.length === b.length && a.every((one, index) => one === b[index]);
  const essence = ({ emulator }: Snapshot): string =>
    JSON.stringify(
      emulator.assignments.map(({ name, scope, principalId, role, condition }) =>
        [name, scope, principalId, role, condition].map((part) => part?.toLowerCase()),
      ),
    );
  if (write.method === 'PUT' && write.path.includes('/userAssignedIdentities/') && write.status === 200) return false;
  return !isSame(before.resources, after.resources) || essence(before) !== essence(after);
}

/** True for a PUT of a cluster. */
export function writesCluster({ method, path }: Pick<Write, 'method' | 'path'>): boolean {
  return method === 'PUT' && /\/managedClusters\/[^/]+$/i.test(path);
}

/** True for two writes, or a write and a yes, that belong to the same run. */
export function isSameRun(a: Confirmation | undefined, b: Confirmation | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a === b || (a.activityId !== undefined && a.activityId === b.activityId);
}

/** The step of the plan that a request is for. */
export function stepOf({ method, path }: Pick<Write, 'method' | 'path'>, plan: Plan | undefined): Step | undefined {
  return plan?.steps.find((step) => step.request.method === method && fits(step.request.path, path));
}

const patterns = new Map<string, RegExp>();

function fits(shown: string, path: string): boolean {
  const known = patterns.get(shown);
  if (known !== undefined) return known.test(path);
  const source = shown
    .split(/\{[^}]*\}/)
    .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('[^/]+');
  const pattern = new RegExp(`^${source}$`, 'i');
  if (patterns.size > 1000) patterns.clear();
  patterns.set(shown, pattern);
  return pattern.test(path);
}

/** The same text for the same id, however it is cased. */
export function key(id: string): string {
  return id.toLowerCase();
}
