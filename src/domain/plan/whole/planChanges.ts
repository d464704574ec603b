/**
 * Makes a plan from changes: what will be sent, in order, and what it means. Pure: unknown things are asked of `facts`,
 * and a plan with missing answers is only good for finding out what to read next.
 */
import { mainOf, tensesOfChange, verbOf, type Change, type ChangeKind, type ChangeOf } from '../../change/change.ts';
import { writerFor } from '../../access/callerPermissions.ts';
import { directoryOf } from '../../arm/via.ts';
import type { Facts } from '../../cluster/facts.ts';
import { accessThen } from '../../foreseen/accessThen.ts';
import { factsFor } from '../../foreseen/factsThen.ts';
import { foreseenFindings } from '../../foreseen/foreseen.ts';
import { assertNotDeleted, assertOneGatewayIdentity, assertPullsStay, assertWrittenOnce } from './contradictions.ts';
import { planCreateCluster } from '../cluster/createCluster.ts';
import { planDeleteIdentity } from '../identities/deleteIdentity.ts';
import { planNewIdentity, planResourceGroup } from '../identities/groupsAndIdentities.ts';
import { planControlPlane, planKubelet } from '../cluster/controlPlaneAndKubelet.ts';
import { planNodeImages } from '../cluster/nodeImages.ts';
import { aksMadeChecks } from '../identities/aksMade.ts';
import { joinChecksByRight } from '../accessRequest.ts';
import {
  canBeUndone,
  contextAfter,
  isDoneAlready,
  type Continued,
  type DraftCheck,
  type PlanContext,
  type PlanPart,
} from '../planPart.ts';
import { planAttachRegistry, planDetachRegistry } from '../access/registries.ts';
import { planGrantClusterAccess } from '../access/clusterAccess.ts';
import { planLocalAccounts } from '../access/localAccounts.ts';
import { planRemoveClusterAccess } from '../access/removeAccess.ts';
import { planRemoveRole } from '../access/roleRemoval.ts';
import { planAssignRole } from '../access/roles.ts';
import { planSummary } from './summaries.ts';
import { planActivateRole } from '../access/activateRole.ts';
import { planRemoveAccessPolicy } from '../access/accessPolicies.ts';
import { planBindIdentity } from '../workloads/bindings.ts';
import { planUnbindIdentity } from '../workloads/unbinding.ts';
import { handedOver, objectsToApply } from '../gateway/movedAccounts.ts';
import { placesLeftOut } from '../gateway/placesLeftOut.ts';
import { planNginxRouting } from '../gateway/nginxRouting.ts';
import { planPrepareGateway } from '../gateway/prepareGateway.ts';
import { planRemoveTrustedAccess } from '../around/trustedAccess.ts';
import { planDeleteCredential } from '../workloads/credentialRemoval.ts';
import { planCreateCredential } from '../workloads/credentials.ts';
import { planMoveCredentials } from '../workloads/moveCredentials.ts';
import { planWorkloadIdentity } from '../workloads/workloadIdentity.ts';
import { warningsOfSteps } from '../cluster/warnings.ts';
import { nextWords, type NextStep } from '../nextSteps.ts';
import type { Check, Plan, PlanSketch, Step } from '../plan.ts';
import { Refusal } from '../../arm/refusal.ts';
import { asDelegated } from '../grants/delegation.ts';
import { lossesOf, type Losses } from '../grants/lostNeeds.ts';
import { firstRoles } from '../grants/firstRole.ts';
import { madeBySteps } from '../grants/madeBySteps.ts';
import { sentenceList } from '../../words/describe.ts';
import { existingScope } from '../lookUps.ts';
import { idKey } from '../../arm/resourceId.ts';
import { rightsForStep } from '../stepKinds.ts';
import { distinctBy } from '../../../shape/distinct.ts';
import { say, type Phrase, type Words, distinctWords, verbatim } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';

/**
 * Plans several changes in a row (usually one); throws a `Refusal` if a rule forbids a change. For a resumed run, its
 * own results are no obstacle, and its steps are listed whether they are done or not.
 */
export function planChanges(changes: readonly Change[], facts: Facts, continued?: Continued): Plan {
  const last = changes.at(-1);
  const leading = mainOf(changes);
  if (!last || !leading) throw new Refusal(say`There is no change to plan.`);
  assertNotDeleted(changes);
  // A run that was planned before this was refused can go on.
  if (continued === undefined) assertOneGatewayIdentity(changes);
  const parts = partsOf(changes, facts, continued);
  const steps = distinctBy(
    parts.flatMap((part) => part.steps),
    ({ id }) => id,
  );
  const former = parts.flatMap((part) => part.former ?? []);
  const heldAccess = parts.flatMap((part) => part.held ?? []);
  assertPullsStay(changes, former);
  const removals = parts.flatMap((part) => part.removals ?? []);
  const losses = lossesOf({ removals, made: madeBySteps(steps, removals, facts) }, facts);
  const unseenUses = losses.warnings.length > 0 ? [] : parts.flatMap(({ unseenUse }) => unseenUse ?? []);
  const objects = parts.flatMap(({ inCluster }) => inCluster ?? []);
  const ofGateways = objects.flatMap(({ accounts }) => accounts.map(({ identity }) => identity.identityId));
  const foreseen = isLookedAhead(parts, continued)
    ? foreseenFindings({ steps, lost: losses.lost, former, ofGateways }, facts)
    : { warnings: [], checks: [] };
  const roles = firstRoles(isLookedAhead(parts, continued) ? changes : [], steps, facts);
  const access = isLookedAhead(parts, continued) ? accessThen(steps, facts) : { warnings: [], checks: [] };
  const handed = handedOver(objects, { facts, earlier: steps });
  const leftOut = continued === undefined ? placesLeftOut(objects, facts) : { warnings: [], checks: [] };
  const nextSteps = [...roles.next, ...nextStepsOf(parts, steps)];
  const verb = verbOf(changes);
  const confirmName = nameToType([...parts.flatMap((part) => part.confirmNames ?? []), ...losses.confirmNames], verb);
  const changesWithParts = changes.flatMap((change, index) => {
    const onlyPart = parts[index];
    return onlyPart ? [{ change, part: withLossWords(onlyPart, losses) }] : [];
  });
  const warnings = withoutDuplicates([
    ...losses.warnings,
    ...unseenUses,
    ...parts.flatMap((part) => part.warnings),
    ...handed.warnings,
    ...leftOut.warnings,
    ...roles.warnings,
    ...access.warnings,
    ...foreseen.warnings,
    // A change that assigns roles already says it at the top.
    ...(parts.some(({ pace }) => pace.delay === 'role' || pace.delay === 'pulling') ? [] : warningsOfSteps(steps)),
  ]);
  return {
    changes,
    ...(parts[changes.lastIndexOf(leading)]?.says ?? tensesOfChange(leading)),
    ...planSummary(changesWithParts, warnings),
    ...(parts.every(isDoneAlready) ? { nothingToDo: true } : {}),
    steps,
    ...(parts.length > 1 ? { stepsOf: parts.map((part) => part.steps.map(({ id }) => id)) } : {}),
    warnings,
    checks: joinChecksByRight(
      [parts, [losses, leftOut, roles, access, foreseen]]
        .flatMap((all) => all.flatMap(({ checks }) => checks))
        .map((check) => withStepNumber(check, steps)),
    ),
    before: mergeSketches(parts.map(({ before }) => before)),
    after: mergeSketches(parts.map(({ after }) => after)),
    reversible: parts.every(canBeUndone),
    next: nextSteps.map(nextWords),
    nextSteps,
    ...defined({ confirmName }),
    restarts: [...new Set(parts.flatMap(({ restarts }) => restarts))],
    ...(former.length > 0 ? { former } : {}),
    ...(heldAccess.length > 0 ? { held: heldAccess } : {}),
    ...(losses.lost.length > 0 ? { lost: losses.lost } : {}),
    ...defined({ inCluster: handed.inCluster }),
  };
}

/** The part of each change, after those before it. */
function partsOf(changes: readonly Change[], facts: Facts, continued?: Continued): readonly PlanPart[] {
  const parts: PlanPart[] = [];
  const removedRoles = new Set(
    changes.flatMap((change) => (change.kind === 'removeRole' ? [idKey(change.roleAssignmentId)] : [])),
  );
  for (const [index, change] of changes.entries()) {
    const earlier = parts.flatMap((part) => part.steps);
    try {
      const context = contextAfter(changes.slice(0, index), earlier, factsFor(change, earlier, facts), continued);
      const next = checkedPart(change, { ...context, removedRoles });
      assertWrittenOnce([...earlier, ...next.steps]);
      parts.push(next);
    } catch (error) {
      if (error instanceof Refusal) error.refusedAt = index;
      throw error;
    }
  }
  return parts;
}

/** A plan that is made again for a run is compared with the confirmed one, which already lists the predicted findings. */
function isLookedAhead(parts: readonly PlanPart[], continued: Continued | undefined): boolean {
  return continued === undefined && !parts.every(isDoneAlready);
}

/** The most names that the user has to type. */
const mostNames = 3;

/** The names of everything that is affected; if these are many, the name of the action. */
function nameToType(names: readonly Phrase[], verb: Words): Phrase | undefined {
  const distinctNames = distinctWords(names.map(verbatim));
  if (distinctNames.length === 0) return undefined;
  return distinctNames.length > mostNames ? verb : sentenceList(distinctNames);
}

function withLossWords(part: PlanPart, losses: Losses): PlanPart {
  const { removals = [], ifNeeded, takesAway } = part;
  const neededBy = losses.neededBy(removals, takesAway ?? '');
  if (neededBy === undefined) return part;
  return {
    ...part,
    pace: { ...part.pace, ...ifNeeded },
    ...(takesAway === undefined ? {} : { neededBy }),
  };
}

/**
 * A change's part with what applies to every step: how a grant is sent in a delegated subscription, which account makes
 * it, and that it uses none of AKS's own identities.
 */
function checkedPart(change: Change, context: PlanContext): PlanPart {
  const part = partOf(change, context);
  const { steps, checks, requests } = asDelegated(part, context.facts);
  const addedChecks = isDoneAlready(part) ? [] : [...checks, ...aksMadeChecks(part.steps, context.facts)];
  return { ...part, checks: [...requests, ...addedChecks], steps: steps.map((step) => withWriter(step, context)) };
}

/** The step with the directory and account that make it, if there is a choice. */
function withWriter(step: Step, context: PlanContext): Step {
  const directory = directoryOf(step);
  const rights = rightsForStep(step).map((right) => ({ ...right, scope: existingScope(right.scope, context) }));
  return {
    ...step,
    ...writerFor(
      rights.map((right) => ({ ...directory, ...right })),
      context.facts,
    ),
  };
}

const planners: { readonly [K in ChangeKind]: (change: ChangeOf<K>, context: PlanContext) => PlanPart } = {
  createResourceGroup: planResourceGroup,
  createIdentity: planNewIdentity,
  deleteIdentity: planDeleteIdentity,
  createCluster: planCreateCluster,
  setControlPlane: planControlPlane,
  setKubelet: planKubelet,
  upgradeNodeImages: planNodeImages,
  assignRole: planAssignRole,
  removeRole: planRemoveRole,
  removeAccessPolicy: planRemoveAccessPolicy,
  attachRegistry: planAttachRegistry,
  detachRegistry: planDetachRegistry,
  setWorkloadIdentity: planWorkloadIdentity,
  createCredential: planCreateCredential,
  deleteCredential: planDeleteCredential,
  moveCredentials: planMoveCredentials,
  bindIdentity: planBindIdentity,
  unbindIdentity: planUnbindIdentity,
  removeTrustedAccess: planRemoveTrustedAccess,
  setLocalAccounts: planLocalAccounts,
  grantClusterAccess: planGrantClusterAccess,
  activateRole: planActivateRole,
  removeClusterAccess: planRemoveClusterAccess,
  prepareGateway: planPrepareGateway,
  setNginxRouting: planNginxRouting,
};

function partOf<K extends ChangeKind>(change: ChangeOf<K> & { readonly kind: K }, context: PlanContext): PlanPart {
  return planners[change.kind](change, context);
}

function mergeSketches(sketches: readonly PlanSketch[]): PlanSketch {
  const roles = sketches.flatMap((sketch) => sketch.roles ?? []);
  const workloads = sketches.flatMap((sketch) => sketch.workloads ?? []);
  const together = {
    ...(sketches.some((sketch) => sketch.roles) ? { roles: withoutDuplicates(roles) } : {}),
    ...(sketches.some((sketch) => sketch.workloads) ? { workloads: withoutDuplicates(workloads) } : {}),
  };
  return sketches.reduce<PlanSketch>((joined, sketch) => ({ ...joined, ...sketch, ...together }), {});
}

/** Returns the items without those whose JSON is equal to an earlier one's. */
function withoutDuplicates<T>(items: readonly T[]): readonly T[] {
  return distinctBy(items, (item) => JSON.stringify(item));
}

/** The check with the number of the step that meets it. */
function withStepNumber({ byStep, ...check }: DraftCheck, steps: readonly Step[]): Check {
  const index = steps.findIndex(({ id }) => id === byStep);
  const step = steps[index];
  return step
    ? {
        ...check,
        detail:
          step.kind === 'assignRole'
            ? say`Step ${index + 1} assigns the role for this.`
            : say`Step ${index + 1} brings it about.`,
        metByStep: index + 1,
      }
    : check;
}

/** What comes next, each once; an identity that the same plan has used for its cluster is there already. */
function nextStepsOf(parts: readonly PlanPart[], steps: readonly Step[]): readonly NextStep[] {
  const isUsed = steps.some(({ kind }) => kind === 'createCluster');
  const open = parts.filter((part) => !isDoneAlready(part));
  const objects = objectsToApply(open.flatMap(({ inCluster }) => inCluster ?? []));
  const all = [...objects, ...parts.flatMap(({ next }) => next)].filter(
    ({ kind }) => !(isUsed && kind === 'newIdentity'),
  );
  return roleTimeOnce(withoutDuplicates(all), steps);
}

/**
 * How long roles take is said of new identities if the plan assigns roles or makes nothing but identities, and if no other
 * step says it.
 */
function roleTimeOnce(nextSteps: readonly NextStep[], steps: readonly Pick<Step, 'kind'>[]): readonly NextStep[] {
  const assigns = steps.some(({ kind }) => kind === 'assignRole');
  const onlyCreates = steps.every(({ kind }) => kind === 'createResourceGroup' || kind === 'createIdentity');
  const isSaid =
    !(assigns || onlyCreates) || nextSteps.some(({ kind }) => kind === 'rolesTakeTime' || kind === 'pullingTakesTime');
  return nextSteps.map((step) => (step.kind === 'newIdentity' && isSaid ? { ...step, isRoleTimeSaid: true } : step));
}
