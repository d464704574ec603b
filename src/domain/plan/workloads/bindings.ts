/** Plans of identity bindings. */
import { aksPage } from '../../arm/docs.ts';
import { unreadableRefusal, Refusal } from '../../arm/refusal.ts';
import { asArmId, lastSegment, resourceType, sameId, type ArmId } from '../../arm/resourceId.ts';
import type { ChangeOf } from '../../change/change.ts';
import type { Facts, IdentityBinding } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import { profileWarnings } from '../around/profileWarnings.ts';
import { callerAction, writeChecks, type CallerNeed } from '../callerChecks.ts';
import {
  assertNotBusy,
  assertRunning,
  clusterAt,
  existingScope,
  plannedIdentity,
  type PlannedIdentity,
} from '../lookUps.ts';
import { nothingRestarts } from '../pace.ts';
import type { NextStep } from '../nextSteps.ts';
import type { ActingWorkload, Warning } from '../plan.ts';
import { isOwn, planPart, type PlanContext, type PlanPart, notReadPart } from '../planPart.ts';
import { createBindingStep } from './workloadSteps.ts';
import { whyBindingsUnknown } from '../../uses/boundTo.ts';
import { bindingNameFor, bindingNameProblem, credentialsReplaced } from '../../workloads/credential.ts';
import { bindingId, credentialId, ownerOf } from '../../workloads/workloadIds.ts';
import { bindingOptInLines } from '../../workloads/bindingClients.ts';
import { sharedWarnings } from './sharedIdentity.ts';
import { assertAble, featureCheck, nameChecks, roomCheck, switchChecks } from './bindingChecks.ts';
import { say } from '../../../sentences/words.ts';

const source = aksPage('identity-bindings');
const concepts = aksPage('identity-bindings-concepts');

/**
 * Plans a binding; an existing one is left unchanged. Throws a `Refusal` if AKS is known to refuse it; what it may
 * require, if sources disagree, becomes a check with the verdict `unknown`.
 */
export function planBindIdentity(change: ChangeOf<'bindIdentity'>, context: PlanContext): PlanPart {
  const { facts } = context;
  const identityId = asArmId(change.identityId, resourceType.identity);
  const name = change.name ?? bindingNameFor(identityId);
  const problem = bindingNameProblem(name);
  if (problem) throw new Refusal(say`"${name}": ${problem}`, source);
  const cluster = clusterAt(asArmId(change.clusterId, resourceType.cluster), facts);
  const identity = plannedIdentity(identityId, context);
  if (!cluster || !identity) return notReadPart;
  assertAble(cluster);
  const present = presentBindings(cluster, facts);
  const feature = featureCheck(cluster, facts);
  if (present === undefined || feature === undefined) return notReadPart;
  const existing = present.find((binding) => sameId(binding.identityId, identityId));
  const id =
    existing?.id ??
    bindingId(cluster.id, freeName(name, { change, names: bindingNames(present, identityId, cluster, context) }));
  const step = createBindingStep(id, identityId);
  const bound = { workloads: [boundPods(cluster, identity.name, lastSegment(id))] };
  if (existing && !isOwn(step.id, context) && /^succeeded$/i.test(existing.provisioningState))
    return planPart({
      already: say`${identity.name} is already bound to ${cluster.name}.`,
      steps: [step],
      checks: [
        {
          id: 'bound',
          title: say`Already bound`,
          verdict: 'pass',
          detail: say`${existing.name} already binds ${identity.name}; nothing will be sent.`,
        },
      ],
      before: bound,
      after: bound,
    });
  assertRunning(cluster);
  assertNotBusy(cluster);
  const room = roomCheck(identity, context);
  if (room === undefined) return notReadPart;
  return planPart({
    does: [say`Binds ${identity.name} to ${cluster.name}`],
    pace: { lasts: 'minuteOrTwo', downtime: nothingRestarts, wayBack: { kind: 'unbind' } },
    steps: [step],
    checks: [
      ...feature,
      ...switchChecks(cluster, context),
      ...nameChecks(lastSegment(id), identityId),
      ...room.checks,
      ...writeChecks(bindingRights(cluster, identity, context), facts),
    ],
    warnings: [
      ...profileWarnings(cluster, identityId, facts),
      optInFirst,
      ...sharedWarnings(identityId, say`pods of ${cluster.name} that a ClusterRole lets use it`, facts),
      ...room.warnings,
      preview,
    ],
    before: { workloads: [] },
    after: bound,
    next: [{ kind: 'letAccountsUse' }, { kind: 'bindingOrder' }, ...replacedCredentials(cluster, identity, facts)],
  });
}

/** The credentials with which accounts of the cluster use the identity until they go over to its binding. */
function replacedCredentials(
  cluster: Cluster,
  { id, name, isNew }: PlannedIdentity,
  facts: Facts,
): readonly NextStep[] {
  const answer = isNew ? undefined : facts.get({ kind: 'federatedCredentials', identityId: id });
  const ofCluster = answer?.kind === 'found' ? credentialsReplaced(cluster, answer.value) : [];
  if (ofCluster.length === 0) return [];
  return [
    {
      kind: 'replacedCredentials',
      identity: name,
      credentialIds: ofCluster.map((credential) => credentialId(id, credential.name)),
      subjects: [...new Set(ofCluster.map(({ subject }) => subject))],
    },
  ];
}

/** The documentation requires more than the resource's own permissions. */
function bindingRights(cluster: Cluster, identity: PlannedIdentity, context: PlanContext): readonly CallerNeed[] {
  return [
    { action: callerAction.writeBinding, scope: cluster.id, can: say`bind identities to ${cluster.name}` },
    {
      action: callerAction.writeCredential,
      scope: existingScope(identity.id, context),
      can: say`let workloads act as ${identity.name}`,
    },
    {
      action: callerAction.writeCluster,
      scope: cluster.id,
      can: say`update ${cluster.name}`,
      help: say`The how-to asks for it, but the resource's own permissions don't.`,
      doubtful: true,
    },
  ];
}

const optInFirst: Warning = { id: 'optInFirst', severity: 'warning', text: bindingOptInLines(), source: concepts };

const preview: Warning = {
  id: 'preview',
  severity: 'info',
  text: say`Some of Microsoft's pages still call identity bindings a preview: no guaranteed availability, limited support, and not meant for production.`,
  source,
};

/** Returns the bindings of a cluster; throws a `Refusal` if they can't be read. */
export function presentBindings(cluster: Cluster, facts: Facts): readonly IdentityBinding[] | undefined {
  const answer = facts.get({ kind: 'bindings', clusterId: cluster.id });
  const bindingsUnknown = whyBindingsUnknown(cluster.id, answer);
  if (bindingsUnknown !== undefined)
    throw unreadableRefusal(say`The identity bindings of ${cluster.name}`, bindingsUnknown);
  return answer?.kind === 'found' ? answer.value : answer && [];
}

/** The names of existing bindings, and of those that earlier changes of the plan create for other identities. */
function bindingNames(
  present: readonly IdentityBinding[],
  identityId: ArmId,
  { id }: Cluster,
  { earlier }: PlanContext,
): readonly string[] {
  const earlierNames = earlier.flatMap((step) =>
    step.kind === 'createBinding' && sameId(ownerOf(step.bindingId), id) && !sameId(step.identityId, identityId)
      ? [lastSegment(step.bindingId)]
      : [],
  );
  return [...present.map(({ name }) => name), ...earlierNames];
}

function freeName(
  name: string,
  { change, names }: { readonly change: ChangeOf<'bindIdentity'>; readonly names: readonly string[] },
): string {
  const isTaken = (candidate: string): boolean => names.some((presentName) => presentName.toLowerCase() === candidate);
  if (!isTaken(name)) return name;
  if (change.name !== undefined)
    throw new Refusal(say`A binding named ${name} already exists, for another identity.`, source);
  for (let count = 2; ; count++) {
    const numbered = `${name.slice(0, 60)}${count}`;
    if (!isTaken(numbered)) return numbered;
  }
}

/** The pods that may use an identity through a binding. */
export function boundPods({ name }: Cluster, identity: string, binding: string): ActingWorkload {
  return { account: say`pods of ${name}`, identity, through: 'binding', note: binding };
}
