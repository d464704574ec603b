/** What must be true of each write of a window, seen from above. Every function returns sentences about what is broken. */
import { isDeepStrictEqual } from 'node:util';
import type { Step } from '../../../../src/domain/plan/plan.ts';
import type { WorldResource } from '../../../../src/emulator/arm/worldFile.ts';
import type { Snapshot } from '../../../../src/emulator/files/snapshot.ts';
import {
  isEffective,
  isSameRun,
  isTaken,
  key,
  stepOf,
  writesCluster,
  type Confirmation,
  type Write,
} from '../history.ts';
import { assignmentId, assignmentIn, principalOf, relyingOn, resourceIn, roleIn, usersOf } from './worldFacts.ts';

/** What is broken by a write; `writes` are all so far. */
export function writeBreaks(write: Write, writes: readonly Write[]): readonly string[] {
  if (write.actor === 'colleague') return [];
  const { confirmation } = write;
  if (confirmation === undefined) return [`${told(write)}: nobody said yes.`];
  const step = stepOf(write, confirmation.plan);
  if (step === undefined) return [`${told(write)}: that is in no plan that somebody said yes to.`];
  const broken = [
    ...(write.isLate ? [] : staleBreaks(confirmation, writes)),
    ...(write.isLate ? [] : momentBreaks(write, step, confirmation, writes)),
    ...(isTaken(write) ? takenBreaks(write, step, confirmation, writes) : []),
  ];
  return broken.map((text) => `${told(write)}: ${text}`);
}

/** A write in words. */
export function told({ number, actor, method, path, status, confirmation, isLate }: Write): string {
  const run = confirmation === undefined ? '' : ` for ${confirmation.kind} ${confirmation.activityId ?? '(not begun)'}`;
  const name = path.split('/').slice(-2).join('/');
  return `Write ${number}, ${actor}${run}, ${isLate ? 'late ' : ''}${method} ${name} > ${status}`;
}

/** What somebody else has written there, node pools aside, from `after` on, up to `before`, both numbers of writes. */
function foreign(
  id: string,
  { after, before }: { readonly after: number; readonly before: number },
  mine: Confirmation,
  writes: readonly Write[],
): readonly Write[] {
  return writes.filter(
    (write) =>
      write.number > after &&
      write.number < before &&
      !isSameRun(write.confirmation, mine) &&
      isEffective(write) &&
      key(write.path) === key(id),
  );
}

/** The plan was out of date when the person confirmed it, so nothing may be sent. */
function staleBreaks(confirmation: Confirmation, writes: readonly Write[]): readonly string[] {
  const { plan, since, at, seen, left } = confirmation;
  const between = { after: since, before: at + 1 };
  const world = at > since ? (writes[at - 1]?.after ?? seen) : seen;
  return (plan?.steps ?? [])
    .filter(({ id }) => left?.has(id) ?? true)
    .flatMap((each) => staleStep(each, { between, seen, world }, confirmation, writes));
}

function staleStep(
  step: Step,
  { between, seen, world }: { between: { after: number; before: number }; seen: Snapshot; world: Snapshot },
  confirmation: Confirmation,
  writes: readonly Write[],
): readonly string[] {
  const others = (id: string): readonly string[] =>
    foreign(id, between, confirmation, writes).map((one) => `the plan is older than ${told(one)}`);
  const recreated = (id: string | undefined): readonly string[] =>
    id !== undefined && principalOf(id, seen) !== undefined && principalOf(id, seen) !== principalOf(id, world)
      ? [`the plan knows another ${id.split('/').at(-1) ?? id}`]
      : [];
  switch (step.kind) {
    case 'putCluster': {
      const { controlPlane, kubeletIdentityId } = step.edit;
      const wanted = controlPlane?.kind === 'userAssigned' ? controlPlane.identityId : undefined;
      // A plan without grants to its principal says nothing of who stands behind the name.
      const granted = [wanted, kubeletIdentityId].filter((id) => isGranted(id, confirmation, seen));
      return [...others(step.clusterId), ...granted.flatMap(recreated)];
    }
    case 'deleteIdentity': {
      const users = isUseUnknown(confirmation) ? [] : usersOf(step.identityId, world);
      return [...users.map((user) => `by then it is the ${user}`), ...recreated(step.identityId)];
    }
    case 'removeRole':
      return others(step.roleAssignmentId);
    case 'assignRole':
    case 'addAccessPolicy':
    case 'removeAccessPolicy':
    case 'createIdentity':
    case 'createResourceGroup':
    case 'createCluster':
    case 'upgradeNodeImage':
    case 'createCredential':
    case 'deleteCredential':
    case 'createBinding':
    case 'deleteBinding':
    case 'rejoinFleet':
    case 'deleteTrustedBinding':
    case 'activateRole':
      return [];
  }
}

/** Whether the plan grants something to the principal that the identity had then. */
function isGranted(identityId: string | undefined, { plan }: Confirmation, seen: Snapshot): boolean {
  const principalId = principalOf(identityId, seen);
  return (plan?.steps ?? []).some(
    (step) =>
      step.kind === 'assignRole' && step.principal.kind === 'principal' && step.principal.principalId === principalId,
  );
}

/** Where the uses of an identity could not be read, the plan says so, and the yes is one to that. */
function isUseUnknown({ plan }: Confirmation): boolean {
  return plan?.checks.some(({ id, verdict }) => id === 'unused' && verdict === 'unknown') ?? false;
}

/** What could be seen a moment before the write left. */
function momentBreaks(
  write: Write,
  step: Step,
  confirmation: Confirmation,
  writes: readonly Write[],
): readonly string[] {
  const { before, looked, path } = write;
  switch (step.kind) {
    case 'deleteIdentity':
      if (isUseUnknown(confirmation)) return [];
      return usersOf(step.identityId, worldAt(looked.clusters, writes, before)).map((user) => `it is the ${user}`);
    case 'removeRole': {
      const then = assignmentIn(confirmation.seen, path);
      const now = assignmentIn(before, path);
      const relied = then === undefined ? [] : relyingOn(then, confirmation.seen);
      const relying = now === undefined ? [] : relyingOn(now, worldAt(looked.clusters, writes, before));
      return relying.filter((name) => !relied.includes(name)).map((name) => `${name} relies on it by now`);
    }
    case 'assignRole': {
      const there = assignmentIn(worldAt(looked.assignments, writes, before), path);
      const [planned, now] = [confirmation.seen, worldAt(looked.role, writes, before)].map((world) =>
        roleIn(world, step.roleDefinitionId),
      );
      return [
        ...(there?.condition === undefined ? [] : ['there is one with a condition']),
        ...(isDeepStrictEqual(planned, now) ? [] : ['the role says something else by now']),
      ];
    }
    case 'createIdentity': {
      const there = resourceIn(worldAt(looked.identity, writes, before), step.identityId);
      return there === undefined ? [] : ['it writes over the identity that is there'];
    }
    case 'putCluster': {
      const there = poolsOf(resourceIn(worldAt(looked.cluster, writes, before), path));
      return [
        ...(write.ifMatch === undefined ? ['it goes without a condition'] : []),
        ...(isDeepStrictEqual(poolsOf(write.body), there) ? [] : ['it changes node pools']),
        ...unannounced(there, confirmation).map(({ name }) => `the node pool ${name} restarts, too`),
      ];
    }
    case 'addAccessPolicy':
    case 'removeAccessPolicy':
    case 'createResourceGroup':
    case 'createCluster':
    case 'upgradeNodeImage':
    case 'createCredential':
    case 'deleteCredential':
    case 'createBinding':
    case 'deleteBinding':
    case 'rejoinFleet':
    case 'deleteTrustedBinding':
    case 'activateRole':
      return [];
  }
}

/** A cluster's eTag says nothing of its node pools: they go back as they are then. */
function besidesPools(cluster: unknown): unknown {
  const { properties, ...others } = cluster as { properties?: { agentPoolProfiles?: unknown } };
  return { ...others, properties: { ...properties, agentPoolProfiles: undefined } };
}

/** The node pools in a cluster, as far as people change them. */
function poolsOf(cluster: unknown): readonly Pool[] {
  const { properties } = (cluster ?? {}) as { properties?: { agentPoolProfiles?: readonly Pool[] } };
  return (properties?.agentPoolProfiles ?? []).map(({ name, count }) => ({ name, count }));
}

interface Pool {
  readonly name: string;
  readonly count: number;
}

/** The node pools that the plan restarts without having said so. */
function unannounced(pools: readonly Pool[], { plan }: Confirmation): readonly Pool[] {
  const restarts = plan?.restarts ?? [];
  return restarts.length === 0 ? [] : pools.filter(({ name }) => !restarts.includes(name));
}

/** The world as it was when so many writes had been made; `now` where none has been made since. */
function worldAt(number: number, writes: readonly Write[], now: Snapshot): Snapshot {
  return writes[number]?.before ?? now;
}

/** What a write has done, and how often. */
function takenBreaks(
  write: Write,
  step: Step,
  confirmation: Confirmation,
  writes: readonly Write[],
): readonly string[] {
  const { before, after } = write;
  const target = key(write.path);
  const conditionIn = (world: Snapshot): string | undefined => assignmentIn(world, target)?.condition;
  const couldSee = worldAt(write.looked.assignments, writes, before);
  return [
    ...twice(write, step, confirmation, writes),
    ...(step.kind === 'assignRole' && conditionIn(couldSee) !== undefined && conditionIn(after) === undefined
      ? ['the condition is lost']
      : []),
    ...besides(before, after, target, step),
    ...(step.kind === 'putCluster' ? clusterBreaks(write, step, confirmation, writes) : []),
    ...(step.kind === 'removeRole' || step.kind === 'deleteIdentity' ? removalBreaks(write, confirmation, writes) : []),
  ];
}

/** A step whose write was accepted is not sent again unless its operation failed; what may be repeated changes nothing then. */
function twice(write: Write, step: Step, confirmation: Confirmation, writes: readonly Write[]): readonly string[] {
  if (!isEffective(write) || (write.isLate && !writesCluster(write))) return [];
  const earlier = writes.filter(
    (other) =>
      other.number < write.number &&
      isEffective(other) &&
      !other.fails &&
      key(other.path) === key(write.path) &&
      other.method === write.method &&
      (writesCluster(write) ? isSameRun(other.confirmation, confirmation) : other.confirmation === confirmation),
  );
  return earlier.map((other) => `${step.kind} was taken before: ${told(other)}`);
}

/** Nothing changes but the target of the step and what Azure does with it. */
function besides(before: Snapshot, after: Snapshot, target: string, step: Step): readonly string[] {
  const lost = before.resources.filter((one) => key(one.id) !== target && resourceIn(after, one.id) === undefined);
  const kept = new Map(after.emulator.assignments.map((one) => [key(assignmentId(one)), one]));
  const assignments = before.emulator.assignments.filter((one) => {
    const id = key(assignmentId(one));
    return id !== target && !id.startsWith(`${target}/`) && kept.get(id) !== one;
  });
  return [
    ...lost.map(({ id }) => `${step.kind} takes ${id} away`),
    ...assignments.map((one) => `${step.kind} changes the role assignment ${assignmentId(one)}`),
  ];
}

/** A cluster goes back as it was, with other identities; and only as it was in the plan. */
function clusterBreaks(
  { before, after, path, body, number, ifMatch }: Write,
  step: Extract<Step, { kind: 'putCluster' }>,
  confirmation: Confirmation,
  writes: readonly Write[],
): readonly string[] {
  const was = resourceIn(before, path);
  const is = resourceIn(after, path);
  if (was === undefined || is === undefined) return ['there is no such cluster'];
  const others = foreign(path, { after: confirmation.since, before: number }, confirmation, writes);
  const isPlanned = was['eTag'] === step.eTag;
  // The journal keeps no body, which may have secrets in it; what was shown has one.
  const planned = isPlanned ? step.request.body : undefined;
  return [
    ...(ifMatch === was['eTag'] ? [] : ['it went without the condition that nobody changed the cluster']),
    ...(isPlanned ? [] : others.map((one) => `it overwrites ${told(one)}`)),
    ...(isDeepStrictEqual(essence(was), essence(is)) ? [] : ['it changes more than identities']),
    ...(planned === undefined || isDeepStrictEqual(besidesPools(body), besidesPools(planned))
      ? []
      : ['its body is not that of the plan']),
  ];
}

/** What has no condition at ARM: what is removed has to be what the plan was about. */
function removalBreaks(write: Write, confirmation: Confirmation, writes: readonly Write[]): readonly string[] {
  const { path, looked, isLate } = write;
  if (isLate || !isEffective(write)) return [];
  return foreign(path, { after: confirmation.since, before: looked.assignments + 1 }, confirmation, writes).map(
    (one) => `it removes what was written by ${told(one)}`,
  );
}

/** What a change of identities leaves alone. */
function essence(cluster: WorldResource): unknown {
  const { properties, tags, sku, location } = cluster;
  const changing = ['identityProfile', 'provisioningState', 'agentPoolProfiles', 'status', 'servicePrincipalProfile'];
  const kept = Object.entries(properties as object).filter(([name]) => !changing.includes(name));
  return { tags, sku, location, properties: Object.fromEntries(kept) as unknown };
}
