/** Plans to remove an Azure service's access to a cluster. */
import { unknownText } from '../../arm/unknown.ts';
import {
  contentOfTrustedBinding,
  isDefender,
  trustedAccessPage,
  trustedRoleWords,
  trustedBindingsOf,
  type TrustedBinding,
} from '../../around/things/trustedAccess.ts';
import { unreadableRefusal } from '../../arm/refusal.ts';
import { asArmId, lastSegment, resourceType, sameId } from '../../arm/resourceId.ts';
import type { ChangeOf } from '../../change/change.ts';
import type { Cluster } from '../../cluster/model.ts';
import { callerAction, callerCheck } from '../callerChecks.ts';
import { assertNotBusy, assertRunning, clusterAt } from '../lookUps.ts';
import type { Warning } from '../plan.ts';
import { nothingRestarts } from '../pace.ts';
import { planPart, type PlanContext, type PlanPart, notReadPart, goneCheck } from '../planPart.ts';
import { deleteTrustedBindingStep } from './aroundSteps.ts';
import { ownerOf } from '../../workloads/workloadIds.ts';
import { say, joinWords } from '../../../sentences/words.ts';

/** Plans the removal of a binding of Trusted Access; nothing is left to do if it is already gone. */
export function planRemoveTrustedAccess(change: ChangeOf<'removeTrustedAccess'>, { facts }: PlanContext): PlanPart {
  const id = asArmId(change.bindingId, resourceType.trustedBinding);
  const isGone = facts.get({ kind: 'cluster', id: ownerOf(id) })?.kind === 'missing';
  const cluster = isGone ? undefined : clusterAt(ownerOf(id), facts);
  const name = lastSegment(ownerOf(id));
  if (cluster === undefined && !isGone) return notReadPart;
  const bindings = cluster && trustedBindingsOf(cluster, facts);
  const [firstUnknown] = bindings?.unknown ?? [];
  if (firstUnknown !== undefined)
    throw unreadableRefusal(say`The Trusted Access of ${name}`, { ...firstUnknown, reason: unknownText(firstUnknown) });
  const binding = bindings?.all.find((candidate) => sameId(candidate.id, id));
  const step = deleteTrustedBindingStep(id, binding && contentOfTrustedBinding(binding.raw), name);
  if (cluster === undefined || binding === undefined)
    return planPart({
      already: say`The binding no longer exists.`,
      steps: [step],
      checks: [goneCheck()],
    });
  assertRunning(cluster);
  assertNotBusy(cluster);
  const right = {
    action: callerAction.deleteTrustedBinding,
    scope: cluster.id,
    can: say`remove Trusted Access bindings of ${cluster.name}`,
  };
  const from = lastSegment(binding.sourceId);
  const warning = warningOf(binding, cluster);
  return planPart({
    does: [say`Removes the binding that lets ${from} act in ${cluster.name}`],
    pace: { lasts: 'minuteOrTwo', downtime: nothingRestarts, delay: 'trustedAccess', wayBack: { kind: 'letInAgain' } },
    steps: [step],
    checks: [callerCheck(right, facts)],
    warnings: [warning],
    before: { exists: true },
    after: { exists: false },
    ...(warning.severity === 'disruption' ? { confirmNames: [cluster.name] } : {}),
  });
}

function warningOf({ sourceId, roles }: TrustedBinding, { name }: Cluster): Warning {
  const from = lastSegment(sourceId);
  const source = trustedAccessPage;
  if (isDefender(sourceId))
    return {
      id: 'defenderEnds',
      values: [name],
      severity: 'disruption',
      text: say`Microsoft Defender for Cloud can no longer look into ${name}. Defender created the binding itself and may recreate it while its plan is on.`,
      source,
    };
  if (roles.some((role) => /\/backup-operator$/i.test(role)))
    return {
      id: 'backupEnds',
      values: [name, from],
      severity: 'disruption',
      text: say`The vault ${from} can no longer back up or restore ${name}: backups will fail.`,
      source,
    };
  const roleTexts = joinWords(roles.map(trustedRoleWords), ', ');
  return {
    id: 'accessEnds',
    values: [name, from, ...roles],
    severity: 'warning',
    text: say`${from} can no longer act in ${name} (${roleTexts}).`,
    source,
  };
}
