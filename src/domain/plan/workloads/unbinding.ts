/** Plans of the removal of identity bindings. */
import { aksPage } from '../../arm/docs.ts';
import { asArmId, lastSegment, resourceType, sameId, type ArmId } from '../../arm/resourceId.ts';
import type { ChangeOf } from '../../change/change.ts';
import type { IdentityBinding } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import { bindingCredential } from '../../uses/boundTo.ts';
import { nameOfBindingRoles } from '../../workloads/manifests.ts';
import { credentialId, ownerOf } from '../../workloads/workloadIds.ts';
import { profileWarnings } from '../around/profileWarnings.ts';
import { callerAction, callerCheck } from '../callerChecks.ts';
import { assertNotBusy, assertRunning, clusterAt } from '../lookUps.ts';
import type { NextStep } from '../nextSteps.ts';
import { nothingRestarts } from '../pace.ts';
import type { ActingWorkload, Warning } from '../plan.ts';
import { goneCheck, notReadPart, planPart, type PlanContext, type PlanPart } from '../planPart.ts';
import { boundPods, presentBindings } from './bindings.ts';
import { deleteBindingStep, titleOfUnbinding } from './workloadSteps.ts';
import { say } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';

const source = aksPage('identity-bindings');

/** Plans the removal of a binding; nothing is left to do if it is already gone. */
export function planUnbindIdentity(change: ChangeOf<'unbindIdentity'>, { facts }: PlanContext): PlanPart {
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
  if (!binding || !cluster)
    return planPart({
      already: say`The binding no longer exists.`,
      steps: [step],
      checks: [goneCheck()],
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
    does: [say`Removes the binding of ${identity} from ${cluster.name}`],
    pace: {
      lasts: 'minuteOrTwo',
      downtime: nothingRestarts,
      wayBack: { kind: isDead ? 'bindNew' : 'bind' },
    },
    steps: [step],
    checks: [callerCheck(right, facts)],
    warnings: [
      ...profileWarnings(cluster, binding.identityId, facts),
      ...(isDead ? [] : [bindingLoses(cluster, identity)]),
    ],
    before: { workloads: [isDead ? deadBinding(binding) : boundPods(cluster, identity, binding.name)] },
    after: { workloads: [] },
    ...(isDead ? {} : { confirmNames: [cluster.name] }),
    next: [
      { kind: 'unboundPods', ...defined({ role: binding.clientId && nameOfBindingRoles(binding) }) },
      ...(isDead ? [] : [sharedCredential(binding.identityId)]),
    ],
  });
}

function bindingLoses(cluster: Cluster, identity: string): Warning {
  return {
    id: 'bindingLoses',
    values: [cluster.name, identity],
    severity: 'disruption',
    text: say`Pods of ${cluster.name} that use ${identity} through this binding lose access to Azure once their tokens expire. Azure doesn't know which pods these are: a ClusterRole decides.`,
    source,
  };
}

function sharedCredential(identityId: ArmId): NextStep {
  const credentialIds = [credentialId(identityId, bindingCredential)];
  return { kind: 'sharedCredential', identity: lastSegment(identityId), credentialIds };
}

function deadBinding({ name, identityId }: IdentityBinding): ActingWorkload {
  return { account: say`no pods`, identity: lastSegment(identityId), through: 'binding', note: name };
}
