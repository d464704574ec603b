/** Checks of what an earlier version, a newer one or an accident has left in the journal: what is odd is never run or shown. */
import { Refusal } from '../../domain/arm/refusal.ts';
import { asArmId, asScope, isGuid, resourceType } from '../../domain/arm/resourceId.ts';
import type { ChangeKind, ControlPlaneChoice } from '../../domain/change/change.ts';
import type { Check as Looked, FormerIdentity, PrincipalRef, Step, Warning } from '../../domain/plan/plan.ts';
import type { FailureCode } from '../../errors.ts';
import type { JournalEntry, StepRecord } from './journalEntry.ts';

/** True for an entry that can be shown and gone on with. */
export function isEntry(value: unknown): value is JournalEntry {
  return isOf(entryParts)(value) && hasAllRecords(value);
}

/** A plain object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Check = (value: unknown) => boolean;
type Parts = Readonly<Record<string, Check>>;

const text: Check = (value) => typeof value === 'string';
const number: Check = (value) => typeof value === 'number';
const flag: Check = (value) => typeof value === 'boolean';
const date: Check = (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value));
/** A name that is the same in the name of a file. */
const fileName: Check = (value) => typeof value === 'string' && /^\w[\w.-]{0,99}$/.test(value);

function maybe(check: Check): Check {
  return (value) => value === undefined || check(value);
}

function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check);
}

function oneOf<T extends string>(values: Readonly<Record<T, true>>): Check {
  return (value) => typeof value === 'string' && Object.hasOwn(values, value);
}

/** An object with these parts; whatever else is in it stays. */
function isOf(parts: Parts): (value: unknown) => value is Record<string, unknown> {
  return (value): value is Record<string, unknown> =>
    isRecord(value) && Object.entries(parts).every(([name, check]) => check(value[name]));
}

/** An object whose `kind` says which parts it has. */
function ofKind<K extends string>(kinds: Readonly<Record<K, Parts>>): Check {
  return (value) => {
    if (!isRecord(value) || typeof value['kind'] !== 'string' || !Object.hasOwn(kinds, value['kind'])) return false;
    return isOf(kinds[value['kind'] as K])(value);
  };
}

/** An id that a request may name in its path: it is what it says, and it leads nowhere else. */
function accepted(rule: (text: string) => unknown): Check {
  return (value) => {
    if (typeof value !== 'string' || value !== value.trim()) return false;
    try {
      rule(value);
      return true;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  };
}

const idOf = (type: string): Check => accepted((id) => asArmId(id, type));
const scope = accepted(asScope);

/** Something of Azure's authorization, which stands at a scope or above all. */
function idAtScope(type: string, isName: (name: string) => boolean): Check {
  const before = `/providers/${type}/`.toLowerCase();
  return (value) => {
    if (typeof value !== 'string') return false;
    const at = value.toLowerCase().lastIndexOf(before);
    return at >= 0 && isName(value.slice(at + before.length)) && (at === 0 || scope(value.slice(0, at)));
  };
}

const controlPlane = ofKind<ControlPlaneChoice['kind']>({
  systemAssigned: {},
  userAssigned: { identityId: text },
});
const [clusterId, identityId] = [idOf(resourceType.cluster), idOf(resourceType.identity)];
const principal = ofKind<PrincipalRef['kind']>({
  principal: { principalId: text },
  identity: { identityId },
  controlPlane: { clusterId },
  kubelet: { clusterId },
  addon: { clusterId, addon: text },
});
const edit = isOf({
  controlPlane: maybe(ofKind<ControlPlaneChoice['kind']>({ systemAssigned: {}, userAssigned: { identityId } })),
  kubeletIdentityId: maybe(identityId),
});

/** The parts by which each kind of step is told, looked at and run. */
const stepAction = ofKind<Step['kind']>({
  createResourceGroup: { groupId: idOf(resourceType.group), body: isRecord },
  createIdentity: { identityId, body: isRecord },
  deleteIdentity: { identityId },
  createCluster: { clusterId, body: isRecord },
  putCluster: { clusterId, edit, eTag: maybe(text), basis: maybe(text) },
  upgradeNodeImage: { poolId: idOf(resourceType.agentPool), from: maybe(text), to: maybe(text) },
  assignRole: {
    scope,
    principal,
    roleDefinitionId: idAtScope(resourceType.roleDefinition, (name) => /^[^\s/?#%\\]+$/.test(name)),
    roleName: text,
    optional: maybe(flag),
  },
  removeRole: { roleAssignmentId: idAtScope(resourceType.roleAssignment, isGuid), scope: maybe(scope) },
});
const stepWords = isOf({
  id: text,
  title: text,
  az: maybe(text),
  effect: maybe(text),
  tenantId: maybe(text),
  account: maybe(isOf({ id: text, name: text })),
  request: isOf({ method: oneOf({ PUT: true, POST: true, DELETE: true }), path: text, body: maybe(isRecord) }),
});

const made = { subscriptionId: text, resourceGroup: text, name: text };
const change = ofKind<ChangeKind>({
  createResourceGroup: { subscriptionId: text, name: text },
  createIdentity: made,
  deleteIdentity: { identityId: text },
  createCluster: { ...made, controlPlane, kubelet: maybe(isOf({ identityId: text })), registries: maybe(listOf(text)) },
  setControlPlane: { clusterId: text, controlPlane },
  setKubelet: { clusterId: text, identityId: text, controlPlane: maybe(controlPlane) },
  upgradeNodeImages: { clusterId: text, pools: maybe(listOf(text)) },
  assignRole: { principalId: text, role: isRecord, scope: text, tenantId: maybe(text) },
  removeRole: { roleAssignmentId: text, tenantId: maybe(text) },
  attachRegistry: { clusterId: text, registryId: text },
  detachRegistry: { clusterId: text, registryId: text },
});

const plan = isOf({
  title: text,
  changes: listOf(change),
  steps: listOf((step) => stepWords(step) && stepAction(step)),
  warnings: listOf(
    isOf({
      severity: oneOf<Warning['severity']>({ info: true, warning: true, disruption: true }),
      text,
      source: text,
    }),
  ),
  checks: listOf(
    isOf({
      title: text,
      verdict: oneOf<Looked['verdict']>({ pass: true, fail: true, unknown: true }),
      detail: text,
      fix: maybe(change),
    }),
  ),
  before: isRecord,
  after: isRecord,
  reversible: flag,
  next: listOf(text),
  confirmName: maybe(text),
  restarts: listOf(text),
  former: maybe(
    listOf(
      isOf({
        principalId: text,
        name: text,
        as: oneOf<FormerIdentity['as']>({ controlPlane: true, kubelet: true }),
        clusterId,
      }),
    ),
  ),
});

const failure = isOf({
  code: oneOf<FailureCode>({
    ...{ refused: true, forbidden: true, notFound: true, conflict: true },
    ...{ throttled: true, signedOut: true, cancelled: true, unexpected: true },
  }),
  message: text,
  armCode: maybe(text),
  source: maybe(text),
  target: maybe(text),
  details: maybe(listOf(isOf({ code: maybe(text), message: maybe(text), target: maybe(text) }))),
  status: maybe(number),
  correlationId: maybe(text),
  retryAfter: maybe(number),
  changedSince: maybe(flag),
});

const stepRecord = isOf({
  id: text,
  status: oneOf<StepRecord['status']>({ pending: true, running: true, done: true, alreadyDone: true, failed: true }),
  error: maybe(failure),
  sentAt: maybe(date),
  isLost: maybe(flag),
  endedAt: maybe(date),
  operation: maybe(text),
});

const entryParts: Parts = {
  activityId: fileName,
  connection: text,
  plan,
  status: oneOf<JournalEntry['status']>({ running: true, succeeded: true, failed: true, stopped: true }),
  startedAt: date,
  endedAt: maybe(date),
  steps: listOf(stepRecord),
  revision: maybe((value) => Number.isSafeInteger(value) && Number(value) >= 0),
};

/** What is sent is noted in the record of its step, so each step has one. */
function hasAllRecords(entry: Readonly<Record<string, unknown>>): boolean {
  const idsIn = (value: unknown): readonly unknown[] =>
    Array.isArray(value) ? value.map((one) => (isRecord(one) ? one['id'] : undefined)) : [];
  const records = new Set(idsIn(entry['steps']));
  return isRecord(entry['plan']) && idsIn(entry['plan']['steps']).every((id) => records.has(id));
}
