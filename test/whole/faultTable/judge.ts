import type { Plan, Step } from '../../../src/domain/plan/plan.ts';
import type { Snapshot } from '../../../src/emulator/files/snapshot.ts';
import type { Guard } from './colleagues.ts';
import {
  assignmentIn,
  assignmentPath,
  controlPlaneOf,
  differences,
  kubeletOf,
  poolIn,
  poolsIn,
  principalOf,
  resourceIn,
  textAt,
  usersOf,
  valueAt,
} from './seen.ts';
import { isConnected, isRemoved, ofWorkloadStep, valuesHold } from './workloads.ts';

/** A write of ours that reached ARM, with the world right before and after. */
export interface SentWrite {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly status: number;
  readonly before: Snapshot;
  readonly after: Snapshot;
  /** 1: the run with the fault; 2: what follows. */
  readonly phase: 1 | 2;
  /** Its operation will end Failed. */
  readonly fails: boolean;
  /** It was on its way while we went on: `unseen` where no look of ours could find it before our next write. */
  readonly late?: 'seen' | 'unseen';
}

/** A promise that was broken. */
export interface Violation {
  readonly class: 'lost' | 'doubled' | 'overwritten' | 'widened' | 'told wrong';
  readonly what: string;
}

/** What a write is judged by. */
export interface Judged {
  readonly plan: Plan;
  readonly base: Snapshot;
  readonly writes: readonly SentWrite[];
  readonly guards: readonly Guard[];
}

/** True if ARM took the write. */
export function isAccepted({ status }: SentWrite): boolean {
  return status >= 200 && status < 300;
}

/** The step of the plan that the write belongs to. */
export function stepOf(
  { method, path, body }: Pick<SentWrite, 'method' | 'path' | 'body'>,
  plan: Plan,
): Step | undefined {
  const { scope, name } = assignmentPath(path);
  return plan.steps.find((step) => {
    if (step.request.method !== method) return false;
    if (step.request.path.toLowerCase() === path.toLowerCase()) return true;
    const role = textAt(body, 'properties', 'roleDefinitionId').split('/').at(-1) ?? '';
    return (
      step.kind === 'assignRole' &&
      step.request.path.includes('{') &&
      name !== '' &&
      step.scope.toLowerCase() === scope &&
      step.roleDefinitionId.toLowerCase().endsWith(role)
    );
  });
}

/** What is wrong with the condition on which a write leaves, for what ARM takes one. */
export function judgeCondition(
  {
    method,
    path,
    headers,
  }: Pick<SentWrite, 'method' | 'path'> & { readonly headers: Readonly<Record<string, string>> },
  world: Snapshot,
): readonly Violation[] {
  // The API of bindings names no condition.
  if (!/\/managedclusters\/[^/]+$/i.test(path) || (method !== 'PUT' && method !== 'DELETE')) return [];
  const wanted = resourceIn(world, path) === undefined ? 'if-none-match' : 'if-match';
  const takesNone = wanted === 'if-none-match' && method === 'DELETE';
  if (takesNone || headers[wanted] !== undefined) return [];
  return [{ class: 'overwritten', what: `${method} ${path.split('/').at(-2) ?? ''} leaves without ${wanted}` }];
}

/** What is wrong with the last write. `repeated` tells a repetition that changed nothing. */
export function judgeWrite(judged: Judged): { readonly violations: readonly Violation[]; readonly repeated: boolean } {
  const write = judged.writes.at(-1);
  if (write === undefined || !isAccepted(write)) return { violations: [], repeated: false };
  const step = stepOf(write, judged.plan);
  if (step === undefined)
    return { violations: [{ class: 'widened', what: 'a write that is not in the plan' }], repeated: false };
  const again = repetition(write, judged);
  return {
    violations: [
      ...ofStep(step, write, judged),
      ...(again === 'doubled' ? [doubled(write)] : []),
      ...ofGuards(judged.guards, write.after),
    ],
    repeated: again === 'harmless',
  };
}

/** Guards that no longer hold. */
export function ofGuards(guards: readonly Guard[], world: Snapshot): readonly Violation[] {
  return guards
    .filter(({ holds }) => !holds(world))
    .map((guard) => ({ class: guard.class, what: `${guard.what} is gone` }));
}

function doubled({ method, path, phase }: SentWrite): Violation {
  return { class: 'doubled', what: `${method} ${path.split('/').slice(-2).join('/')} was taken twice (run ${phase})` };
}

function repetition(write: SentWrite, { writes }: Judged): 'no' | 'harmless' | 'doubled' {
  const earlier = writes.filter(
    (one) =>
      one !== write &&
      isAccepted(one) &&
      !one.fails &&
      one.method === write.method &&
      one.path.toLowerCase() === write.path.toLowerCase(),
  );
  if (earlier.length === 0) return 'no';
  if (write.method === 'DELETE') return write.status === 204 ? 'harmless' : 'no';
  if (write.method === 'POST' || /\/managedclusters\/[^/]+$/i.test(write.path)) return 'doubled';
  const [before, after] = [write.before, write.after].map((world) => stateOf(world, write.path));
  if (before === undefined) return 'no';
  const isSame = differences(before, after).every((path) =>
    /^(systemData|updatedOn|updatedBy|eTag|properties\.provisioningState)/.test(path),
  );
  const couldBeSeen = earlier.some(({ phase, late }) => phase !== write.phase && late !== 'unseen');
  return isSame && (write.late !== undefined || !couldBeSeen) ? 'harmless' : 'doubled';
}

function stateOf(world: Snapshot, id: string): unknown {
  return assignmentPath(id).name === '' ? resourceIn(world, id) : assignmentIn(world, id);
}

function ofStep(step: Step, write: SentWrite, judged: Judged): readonly Violation[] {
  switch (step.kind) {
    case 'putCluster':
      return [...putBack(step, write), ...reverted(step, write, judged.base), ...restarted(step, write, judged)];
    case 'createCluster': {
      const isOurs = judged.writes.some((one) => one !== write && isAccepted(one) && one.path === write.path);
      if (isOurs || resourceIn(write.before, step.clusterId) === undefined) return [];
      return [{ class: 'overwritten', what: 'a cluster that was there already' }];
    }
    case 'deleteIdentity': {
      const users = usersOf(write.before, step.identityId);
      return users.length === 0 ? [] : [{ class: 'overwritten', what: `an identity in use by ${users.join(', ')}` }];
    }
    case 'assignRole':
      return granted(step, write, judged.plan);
    case 'createCredential':
    case 'deleteCredential':
    case 'createBinding':
    case 'deleteBinding':
      return ofWorkloadStep(step, write, judged.base);
    case 'createResourceGroup':
    case 'createIdentity':
    case 'removeRole':
    case 'addAccessPolicy':
    case 'removeAccessPolicy':
    case 'upgradeNodeImage':
    case 'rejoinFleet':
    case 'deleteTrustedBinding':
    case 'activateRole':
      return [];
  }
}

/** What a PUT of a cluster may change besides the identities: what ARM itself keeps. */
const ownToArm =
  /^(identity|eTag|systemData|properties\.(provisioningState|status|identityProfile|servicePrincipalProfile)|properties\.agentPoolProfiles\.\d+\.(provisioningState|eTag))/;

function putBack(step: Extract<Step, { kind: 'putCluster' }>, { before, after }: SentWrite): readonly Violation[] {
  const changed = differences(resourceIn(before, step.clusterId), resourceIn(after, step.clusterId));
  const meant = Object.keys(step.edit.values ?? {});
  const isMeant = (path: string): boolean =>
    meant.some((one) => one === path || one.startsWith(`${path}.`)) ||
    path === 'properties.oidcIssuerProfile.issuerURL';
  const others = changed.filter((path) => !ownToArm.test(path) && !isMeant(path));
  return others.length === 0 ? [] : [{ class: 'overwritten', what: `of the cluster: ${others.join(', ')}` }];
}

/** Node pools that were added after the plan and restart with the others, without a warning. */
function restarted(
  { clusterId }: Extract<Step, { kind: 'putCluster' }>,
  { before }: SentWrite,
  { plan, base }: Judged,
): readonly Violation[] {
  const known = poolsIn(base, clusterId);
  const added = plan.restarts.length === 0 ? [] : poolsIn(before, clusterId).filter((name) => !known.includes(name));
  return added.map((name) => ({ class: 'widened', what: `the node pool ${name} restarts, too` }));
}

/** A choice that somebody made after the plan, and that this PUT takes back. */
function reverted(
  step: Extract<Step, { kind: 'putCluster' }>,
  { before, after }: SentWrite,
  base: Snapshot,
): readonly Violation[] {
  return [controlPlaneOf, kubeletOf].flatMap((read) => {
    const [planned, found, now] = [base, before, after].map((world) => read(resourceIn(world, step.clusterId)));
    const isTheirs = found !== planned && found !== now;
    return isTheirs ? [{ class: 'overwritten', what: `${String(found)}, chosen after the plan` } as const] : [];
  });
}

function granted(
  step: Extract<Step, { kind: 'assignRole' }>,
  { path, body, before, after }: SentWrite,
  plan: Plan,
): readonly Violation[] {
  const principal = textAt(body, 'properties', 'principalId');
  const was = assignmentIn(before, path);
  const is = assignmentIn(after, path);
  const isMeant = meantBy(step, plan, before).includes(principal);
  return [
    ...(isMeant ? [] : [{ class: 'widened', what: 'a role for a principal that the plan does not name' } as const]),
    ...(was?.condition === is?.condition || was === undefined
      ? []
      : [{ class: 'widened', what: 'the condition of a role assignment was taken away' } as const]),
  ];
}

/** The principals that the person has confirmed, as far as they can be known now. */
function meantBy(
  { principal }: Pick<Extract<Step, { kind: 'assignRole' }>, 'principal'>,
  plan: Plan,
  world: Snapshot,
): readonly string[] {
  switch (principal.kind) {
    case 'principal':
      return [principal.principalId.toLowerCase()];
    case 'identity':
      return [principalOf(world, principal.identityId)];
    case 'controlPlane': {
      const cluster = resourceIn(world, principal.clusterId);
      const wanted = wantedControlPlane(plan, principal.clusterId);
      if (controlPlaneOf(cluster) !== wanted) return [];
      return [wanted === 'systemassigned' ? textAt(cluster, 'identity', 'principalId') : principalOf(world, wanted)];
    }
    case 'kubelet': {
      const cluster = resourceIn(world, principal.clusterId);
      const isDefault = kubeletOf(cluster).startsWith(`${nodeGroupOf(principal.clusterId, cluster)}/`);
      return isDefault ? [textAt(cluster, 'properties', 'identityProfile', 'kubeletidentity', 'objectId')] : [];
    }
    case 'addon':
      return [];
  }
}

function nodeGroupOf(clusterId: string, cluster: unknown): string {
  const subscription = clusterId.toLowerCase().split('/').slice(0, 3).join('/');
  return `${subscription}/resourcegroups/${textAt(cluster, 'properties', 'nodeResourceGroup')}`;
}

function wantedControlPlane(plan: Plan, clusterId: string): string {
  const step = plan.steps.find((one) => 'clusterId' in one && one.clusterId.toLowerCase() === clusterId.toLowerCase());
  if (step?.kind === 'createCluster') return controlPlaneOf(step.body);
  if (step?.kind !== 'putCluster') return '';
  const wanted = step.edit.controlPlane;
  return wanted?.kind === 'userAssigned' ? wanted.identityId.toLowerCase() : 'systemassigned';
}

/** Whether what a step is to bring about is so in the world. */
export function holdsIn(world: Snapshot, step: Step, plan: Plan): boolean {
  switch (step.kind) {
    case 'createResourceGroup':
      return resourceIn(world, step.groupId) !== undefined;
    case 'createIdentity':
      return resourceIn(world, step.identityId) !== undefined;
    case 'deleteIdentity':
      return resourceIn(world, step.identityId) === undefined;
    case 'removeRole':
      return assignmentIn(world, step.roleAssignmentId) === undefined;
    case 'assignRole': {
      const meant = meantBy(step, plan, world);
      const role = step.roleDefinitionId.toLowerCase().split('/').at(-1) ?? '';
      return world.emulator.assignments.some(
        (one) =>
          one.scope.toLowerCase() === step.scope.toLowerCase() &&
          one.role.toLowerCase() === role &&
          [undefined, step.condition].includes(one.condition) &&
          meant.includes(one.principalId.toLowerCase()),
      );
    }
    case 'addAccessPolicy':
    case 'removeAccessPolicy': {
      const all = valueAt(resourceIn(world, step.vaultId), 'properties', 'accessPolicies');
      const principals = meantBy(step, plan, world);
      const has = (Array.isArray(all) ? all : []).some((one) =>
        principals.includes(String(valueAt(one, 'objectId')).toLowerCase()),
      );
      return has === (step.kind === 'addAccessPolicy');
    }
    case 'createCluster': {
      const cluster = resourceIn(world, step.clusterId);
      return isReady(cluster) && controlPlaneOf(cluster) === controlPlaneOf(step.body);
    }
    case 'putCluster': {
      const cluster = resourceIn(world, step.clusterId);
      const { controlPlane, kubeletIdentityId } = step.edit;
      const isSet = controlPlane === undefined || controlPlaneOf(cluster) === wantedControlPlane(plan, step.clusterId);
      if (!valuesHold(cluster, plan, step.clusterId)) return false;
      return isReady(cluster) && isSet && [undefined, kubeletOf(cluster)].includes(kubeletIdentityId?.toLowerCase());
    }
    case 'upgradeNodeImage': {
      const pool = poolIn(world, step.poolId);
      return isReady({ properties: pool }) && valueAt(pool, 'nodeImageVersion') === step.to;
    }
    case 'createCredential':
      return isConnected(world, step);
    case 'deleteCredential':
      return isRemoved(world, step.credentialId);
    case 'createBinding':
      return isReady(resourceIn(world, step.bindingId));
    case 'deleteBinding':
      return resourceIn(world, step.bindingId) === undefined;
    case 'deleteTrustedBinding':
      return resourceIn(world, step.bindingId) === undefined;
    case 'activateRole':
      return world.emulator.activations?.some(({ name }) => step.requestId.endsWith(name)) ?? false;
    case 'rejoinFleet':
      return isReady(resourceIn(world, step.memberId));
  }
}

function isReady(resource: unknown): boolean {
  return textAt(resource, 'properties', 'provisioningState') === 'succeeded';
}
