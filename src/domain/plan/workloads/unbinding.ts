/** Plans of the removal of identity bindings. */
import { whyNotRead } from '../../arm/unknown.ts';
import { aksPage } from '../../arm/docs.ts';
import { asArmId, idKey, lastSegment, resourceType, sameGuid, sameId, type ArmId } from '../../arm/resourceId.ts';
import type { ChangeOf } from '../../change/change.ts';
import type { Facts, FederatedCredential, IdentityBinding } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import { bindingCredential } from '../../uses/boundTo.ts';
import { credentialLimit, credentialsReplaced } from '../../workloads/credential.ts';
import { nameOfBindingRoles } from '../../workloads/manifests.ts';
import { ownerOf, sharedCredentialId } from '../../workloads/workloadIds.ts';
import { profileWarnings } from '../around/profileWarnings.ts';
import { callerAction, callerCheck } from '../callerChecks.ts';
import { assertNotBusy, assertRunning, clusterAt } from '../lookUps.ts';
import { nothingRestarts } from '../pace.ts';
import type { ActingWorkload, Warning } from '../plan.ts';
import {
  goneCheck,
  isDoneAlready,
  notReadPart,
  planPart,
  unknownCheck,
  type PlanContext,
  type PlanPart,
} from '../planPart.ts';
import { boundPods, presentBindings } from './bindings.ts';
import { bindingsLeft, planDeleteCredential } from './credentialRemoval.ts';
import { deleteBindingStep, titleOfUnbinding } from './workloadSteps.ts';
import { lookedAt } from '../../gateway/ingressWords.ts';
import { fewOf } from '../../words/counts.ts';
import { sentenceList } from '../../words/describe.ts';
import { serviceAccountOf, type ServiceAccount } from '../../workloads/serviceAccount.ts';
import { joinWords, say, type Words } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';

const source = aksPage('identity-bindings');

/** Plans the removal of a binding; nothing is left to do if it is already gone. */
export function planUnbindIdentity(change: ChangeOf<'unbindIdentity'>, context: PlanContext): PlanPart {
  const { facts } = context;
  const id = asArmId(change.bindingId, resourceType.binding);
  const isGone = facts.get({ kind: 'cluster', id: ownerOf(id) })?.kind === 'missing';
  const cluster = isGone ? undefined : clusterAt(ownerOf(id), facts);
  const present = cluster && presentBindings(cluster, facts);
  if (!present && !isGone) return notReadPart;
  const binding = present?.find((candidate) => sameId(candidate.id, id));
  // Only an identity whose own read says so is gone.
  const answer = binding && facts.get({ kind: 'resource', id: binding.identityId });
  if (binding && !answer) return notReadPart;
  const isDead = answer?.kind === 'missing';
  const step = deleteBindingStep(id, binding, isDead);
  const identityId = binding?.identityId ?? (change.credentialId && ownerOf(change.credentialId));
  const shared =
    isDead || !identityId
      ? planPart({})
      : sharedCredential(identityId, change.credentialId, { facts, earlier: [...context.earlier, step] });
  if (!binding || !cluster)
    return planPart({
      ...shared,
      already: say`The binding no longer exists.`,
      steps: [step, ...shared.steps],
      checks: [goneCheck(), ...shared.checks],
      next: [],
    });
  assertRunning(cluster);
  assertNotBusy(cluster);
  const right = {
    action: callerAction.deleteBinding,
    scope: cluster.id,
    can: say`remove bindings of ${cluster.name}`,
  };
  const identity = lastSegment(binding.identityId);
  return planPart({
    says: titleOfUnbinding(id, binding),
    does: [say`Removes the binding of ${identity} from ${cluster.name}`, ...shared.does],
    pace: {
      lasts: 'minuteOrTwo',
      downtime: nothingRestarts,
      wayBack: { kind: isDead ? 'bindNew' : 'bind' },
    },
    steps: [step, ...shared.steps],
    checks: [callerCheck(right, facts), ...shared.checks],
    warnings: [
      ...profileWarnings(cluster, binding.identityId, facts),
      ...(isDead ? [] : [bindingLoses(cluster, identity), firstElsewhere(cluster, binding, facts)]),
      ...shared.warnings,
    ],
    before: {
      workloads: [
        isDead ? deadBinding(binding) : boundPods(cluster, identity, binding.name),
        ...(shared.before.workloads ?? []),
      ],
    },
    after: { workloads: [] },
    ...(isDead ? {} : { confirmNames: [cluster.name] }),
    next: [
      { kind: 'unboundPods' },
      { kind: 'unboundRoles', ...defined({ role: binding.clientId && nameOfBindingRoles(binding) }) },
      ...shared.next,
    ],
  });
}

function bindingLoses(cluster: Cluster, identity: string): Warning {
  return {
    id: 'bindingLoses',
    values: [cluster.name, identity],
    severity: 'disruption',
    text: say`Pods of ${cluster.name} that still use ${identity} through this binding lose access to Azure once their tokens expire.`,
    source,
  };
}

/** What has to be done before, in order. */
function firstElsewhere(cluster: Cluster, binding: IdentityBinding, facts: Facts): Warning {
  const already = connectedAlready(cluster, binding, facts);
  const hasRoom = credentialsOf(binding, facts).length < credentialLimit;
  const steps = [
    say`Find the service accounts whose pods use it. ${usersSeen(cluster, binding, facts)}`,
    hasRoom
      ? say`Give each another way to sign in: a credential (Connect workload), or the binding of another identity. ${already}`
      : say`Give each another way to sign in: a credential or the binding of another identity, because ${lastSegment(binding.identityId)} has all the credentials that it can have. ${already}`,
    say`Take the annotation azure.workload.identity/use-identity-binding off the pod templates of those that get a credential, restart the pods, and check that they sign in.`,
  ];
  const lines = steps.map((step, at) => say`${at + 1}. ${step}`);
  return {
    id: 'firstElsewhere',
    values: [cluster.name, binding.name],
    severity: 'warning',
    text: joinWords([say`Before you remove it:`, ...lines], '\n'),
    source,
  };
}

/** Only a look into the cluster shows who asks through a binding. */
function usersSeen({ id }: Cluster, { clientId }: IdentityBinding, { looks }: Facts): Words {
  const look = looks?.get(idKey(id));
  if (look?.bound === undefined)
    return say`Azure doesn't know which these are, because a ClusterRole in the cluster decides. Check in cluster shows them.`;
  const mayUse = (its: string | undefined): boolean =>
    its === undefined || clientId === undefined || sameGuid(its, clientId);
  const users = look.bound.filter((each) => mayUse(each.clientId));
  return users.length === 0
    ? say`None was seen ${lookedAt(look)}, but there may be some.`
    : say`Seen ${lookedAt(look)}: ${namesOf(users)}. There may be more.`;
}

/** The accounts that can sign in without the binding. */
function connectedAlready(cluster: Cluster, binding: IdentityBinding, facts: Facts): Words {
  const answer = facts.get({ kind: 'federatedCredentials', identityId: binding.identityId });
  if (answer?.kind === 'unreadable')
    return say`Which of them have a credential of ${lastSegment(binding.identityId)} already is not known: ${whyNotRead(answer)}`;
  const accounts = credentialsReplaced(cluster, credentialsOf(binding, facts)).flatMap(
    ({ subject }) => serviceAccountOf(subject) ?? [],
  );
  if (accounts.length === 0) return say``;
  return say`These have a credential of ${lastSegment(binding.identityId)} already: ${namesOf(accounts)}.`;
}

/** The credentials of the identity of a binding, as far as they are known. */
function credentialsOf({ identityId }: IdentityBinding, facts: Facts): readonly FederatedCredential[] {
  const answer = facts.get({ kind: 'federatedCredentials', identityId });
  return answer?.kind === 'found' ? answer.value : [];
}

function namesOf(accounts: readonly ServiceAccount[]): Words {
  const names = new Set(accounts.map(({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`));
  return fewOf([...names], 'service account');
}

/** The credential that all bindings of an identity share goes with the last of them, if that is wanted; what isn't known stays. */
function sharedCredential(
  identityId: ArmId,
  wanted: string | undefined,
  context: Pick<PlanContext, 'facts' | 'earlier'>,
): PlanPart {
  const id = sharedCredentialId(identityId);
  const identity = lastSegment(identityId);
  const staying = planPart({ next: [{ kind: 'sharedCredential', identity, credentialIds: [id] }] });
  if (!sameId(wanted, id)) return staying;
  const { users } = bindingsLeft(identityId, context) ?? { users: [] };
  if (users.length > 0) {
    const clusters = [...new Set(users.map(({ cluster }) => cluster))];
    const text = say`The credential ${bindingCredential} stays, because ${identity} is also bound to ${sentenceList(clusters)}.`;
    return planPart({
      warnings: [{ id: 'credentialStays', values: [identityId, ...clusters], severity: 'info', text, source }],
    });
  }
  const answer = context.facts.get({ kind: 'federatedCredentials', identityId });
  if (answer?.kind === 'unreadable') {
    const title = say`Whether ${identity} has the credential ${bindingCredential}`;
    return { ...staying, checks: [unknownCheck({ id: 'sharedCredential', about: [id], title }, [answer])] };
  }
  if (answer?.kind === 'missing') return planPart({});
  const removal = planDeleteCredential({ credentialId: id }, context);
  if (isDoneAlready(removal)) return planPart({});
  const open = removal.checks.filter((check) => check.id === 'workloads');
  if (open.length > 0) return { ...staying, checks: open };
  const text = say`Clusters that you can't see may be bound to ${identity}, too: without the credential ${bindingCredential}, their pods lose access once their tokens expire.`;
  const unseen = { id: 'unseenBindings', values: [identityId], severity: 'warning', text, source } as const;
  return { ...removal, warnings: [...removal.warnings, unseen] };
}

function deadBinding({ name, identityId }: IdentityBinding): ActingWorkload {
  return { account: say`no pods`, identity: lastSegment(identityId), through: 'binding', note: name };
}
