/** Checks of what an earlier version, a newer one or an accident has left in the journal: what is odd is never run or shown. */
import type { ChangeKind } from '../identity/change.ts';
import type { PrincipalRef, Step } from '../identity/planned.ts';
import type { JournalEntry, StepRecord } from './journal.ts';

/** True for an entry that can be shown and gone on with. */
export function isEntry(value: unknown): value is JournalEntry {
  if (!isRecord(value) || !hasTexts(value, ['activityId', 'connection', 'startedAt'])) return false;
  const { plan, steps, status } = value;
  const isKnown = typeof status === 'string' && Object.hasOwn(statuses, status);
  return isKnown && isPlan(plan) && Array.isArray(steps) && steps.every(isStepRecord);
}

const statuses: Readonly<Record<JournalEntry['status'], true>> = {
  running: true,
  succeeded: true,
  failed: true,
  stopped: true,
};
const stepStatuses: Readonly<Record<StepRecord['status'], true>> = {
  pending: true,
  running: true,
  done: true,
  alreadyDone: true,
  failed: true,
};
/** The texts and objects by which each kind of step is told, looked at and run. */
const stepParts: Readonly<Record<Step['kind'], readonly [texts: readonly string[], objects: readonly string[]]>> = {
  createResourceGroup: [['groupId'], ['body']],
  createIdentity: [['identityId'], ['body']],
  deleteIdentity: [['identityId'], []],
  createCluster: [['clusterId'], ['body']],
  putCluster: [['clusterId'], ['edit']],
  upgradeNodeImage: [['poolId'], []],
  assignRole: [['scope', 'roleDefinitionId'], ['principal']],
  removeRole: [['roleAssignmentId'], []],
};
const principalTexts: Readonly<Record<PrincipalRef['kind'], readonly string[]>> = {
  principal: ['principalId'],
  identity: ['identityId'],
  controlPlane: ['clusterId'],
  kubelet: ['clusterId'],
  addon: ['clusterId', 'addon'],
};
const changeTexts: Readonly<Record<ChangeKind, readonly string[]>> = {
  createResourceGroup: ['subscriptionId', 'name'],
  createIdentity: ['subscriptionId', 'resourceGroup', 'name'],
  deleteIdentity: ['identityId'],
  createCluster: ['subscriptionId', 'resourceGroup', 'name'],
  setControlPlane: ['clusterId'],
  setKubelet: ['clusterId', 'identityId'],
  upgradeNodeImages: ['clusterId'],
  assignRole: ['scope'],
  removeRole: ['roleAssignmentId'],
  attachRegistry: ['clusterId', 'registryId'],
  detachRegistry: ['clusterId', 'registryId'],
};

function isPlan(value: unknown): boolean {
  if (!isRecord(value) || !hasTexts(value, ['title'])) return false;
  const { changes, steps, next, former = [] } = value;
  const all = (list: unknown, isOne: (one: unknown) => boolean): boolean => Array.isArray(list) && list.every(isOne);
  return (
    all(changes, (change) => isOfKind(change, changeTexts)) &&
    all(steps, isStep) &&
    all(next, (text) => typeof text === 'string') &&
    all(former, (one) => isRecord(one) && hasTexts(one, ['principalId', 'name', 'as', 'clusterId']))
  );
}

function isStep(value: unknown): boolean {
  if (!isRecord(value) || !hasTexts(value, ['id', 'title', 'kind'])) return false;
  const kind = String(value['kind']);
  if (!Object.hasOwn(stepParts, kind)) return false;
  const [texts, objects] = stepParts[kind as Step['kind']];
  const { request } = value;
  return (
    hasTexts(value, texts) &&
    objects.every((name) => isRecord(value[name])) &&
    (kind !== 'assignRole' || isOfKind(value['principal'], principalTexts)) &&
    isVia(value) &&
    isRecord(request) &&
    hasTexts(request, ['method', 'path'])
  );
}

/** Through whom a step is made is never guessed: what is odd there spoils the entry. */
function isVia({ tenantId = '', account }: Readonly<Record<string, unknown>>): boolean {
  return (
    typeof tenantId === 'string' && (account === undefined || (isRecord(account) && hasTexts(account, ['id', 'name'])))
  );
}

function isStepRecord(value: unknown): boolean {
  if (!isRecord(value) || !hasTexts(value, ['id', 'status'])) return false;
  const { status, error } = value;
  const texts = ['sentAt', 'endedAt', 'operation'].filter((name) => value[name] !== undefined);
  return (
    Object.hasOwn(stepStatuses, String(status)) &&
    hasTexts(value, texts) &&
    (error === undefined || (isRecord(error) && hasTexts(error, ['code', 'message'])))
  );
}

function isOfKind(value: unknown, kinds: Readonly<Record<string, readonly string[]>>): boolean {
  if (!isRecord(value) || typeof value['kind'] !== 'string' || !Object.hasOwn(kinds, value['kind'])) return false;
  return hasTexts(value, kinds[value['kind']] ?? []);
}

function hasTexts(value: Readonly<Record<string, unknown>>, names: readonly string[]): boolean {
  return names.every((name) => typeof value[name] === 'string');
}

/** A plain object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
