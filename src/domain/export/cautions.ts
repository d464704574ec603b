/** What the reader of a template has to know or fill in. */
import { textAt } from '../arm/json.ts';
import { normalLocation, sameId } from '../arm/resourceId.ts';
import type { Plan, Step } from '../plan/plan.ts';
import { ownerOf } from '../workloads/workloadIds.ts';
import { capitaliseArticle, say } from '../../sentences/words.ts';
import { textOf } from '../../sentences/textOf.ts';

/** The caution for the body of a cluster that already exists. */
export const readBefore =
  'The cluster is written here as it was read for this plan, all of it but read-only properties and secrets. A template has ' +
  'no If-Match: deploy it only while no one else is changing the cluster, or copy it again.';

/** The caution for a command that writes a member of a Fleet, for which az has no If-Match. */
export const memberAsRead =
  'Update group and labels of the Fleet member are written here as they were read for this plan: run it only while no one else is ' +
  'changing the member, or copy it again.';

/** Returns true if the step can't wait for the deployment: it removes a credential to make room for the one that replaces it. */
export function isBefore(step: Step, { steps }: Plan): boolean {
  if (step.kind !== 'deleteCredential') return false;
  return steps
    .slice(steps.indexOf(step))
    .some(
      (candidate) =>
        candidate.kind === 'createCredential' &&
        candidate.subject === step.subject &&
        sameId(ownerOf(candidate.credentialId), ownerOf(step.credentialId)),
    );
}

/** The region for a deployment's own records; `hint` says what to put in the place of one that is left open. */
interface DeploymentRegion {
  readonly name: string;
  readonly hint?: string;
}

/** Returns one from the plan, in ARM's spelling, or a placeholder. */
export function regionOf({ steps }: Plan): DeploymentRegion {
  const [location] = steps.flatMap(({ request }) => (request.body && textAt(request.body, 'location')) ?? []);
  return location === undefined
    ? { name: 'REGION', hint: "REGION: any region, for the deployment's own record" }
    : { name: normalLocation(location) };
}

/** Says at the top of a file that no part of it makes the change. */
export function onlyCommands(format: string): string {
  return `${format} can't express this change: what makes it is only the command (az) that is named here.`;
}

/** Returns, one line each, the warnings of the plan, then the grants that it gives to no one else. */
export function planNotes(plan: Plan): readonly string[] {
  return [...warningLines(plan), ...grantsHeldBack(plan)];
}

/** Returns the warnings of the plan, one line each. */
export function warningLines({ warnings }: Plan): readonly string[] {
  return warnings.map(({ severity, text }) => `${severity}: ${textOf(text)}`);
}

/** Returns, one line each, the grants of replaced identities that the plan gives to no one else. */
export function grantsHeldBack({ held = [] }: Plan): readonly string[] {
  return held
    .filter(({ fate, isCarried }) => isCarried !== true && (fate === 'offered' || fate === 'named'))
    .map(({ holder, what, id, condition }) => {
      const limit = condition === undefined ? '' : `, condition: ${condition}`;
      return textOf(say`Not carried over from ${holder}: ${capitaliseArticle(what)} (${id}${limit})`);
    });
}

/** The note for a grant that may fail, if everything else is done before it. */
export const mayFail =
  'Optional: it comes last, and nothing waits for it. If Azure refuses it, because the same grant exists under another name or ' +
  'the add-on has no identity, all else is done and stays; only the deployment counts as failed.';

/** Returns true if the plan continues after the step fails. */
export function isOptional(step: Step): boolean {
  return step.kind === 'assignRole' && step.optional === true;
}

/** Returns the steps in the order of a deployment: those that must succeed, in the plan's order, then the grants that may fail. */
export function optionalLast(steps: readonly Step[]): readonly Step[] {
  return [...steps.filter((step) => !isOptional(step)), ...steps.filter(isOptional)];
}

/** Returns for each step, in that order, the step that it waits for: the last one before it that must succeed. */
export function stepsWaitedFor(ordered: readonly Step[]): readonly (Step | undefined)[] {
  return ordered.map((_, index) => ordered.slice(0, index).findLast((step) => !isOptional(step)));
}
