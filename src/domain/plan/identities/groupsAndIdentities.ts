/** Plans of new resource groups and user-assigned identities. */
import { callerAction, callerCheck } from '../callerChecks.ts';
import { askToWrite } from '../accessRequest.ts';
import type { ChangeOf } from '../../change/change.ts';
import { textAt, type JsonObject } from '../../arm/json.ts';
import { assertGroup, assertVisible, existingScope, hasRegionAndTags, checkOfferedIn } from '../lookUps.ts';
import {
  problemWithName,
  identityName,
  nameRulesSource,
  resourceGroupName,
  tagsProblem,
  type NamingRule,
} from '../../arm/namingRules.ts';
import { planPart, type DraftCheck, type PlanContext, type PlanPart } from '../planPart.ts';
import { Refusal } from '../../arm/refusal.ts';
import { asArmId, groupId, resourceIdOf, resourceType } from '../../arm/resourceId.ts';
import { createIdentityStep, createResourceGroupStep } from '../steps.ts';
import { say, type Phrase } from '../../../sentences/words.ts';

/** Refuses a name that ARM would refuse. */
function assertName(rule: NamingRule, text: string): void {
  const problem = rule(text);
  if (problem) throw new Refusal(problemWithName(say`Name "${text}"`, problem) ?? problem, nameRulesSource);
}

/** Refuses invalid region names, and tags that ARM would refuse. */
function assertPlaceAndTags(change: { location: string; tags?: Readonly<Record<string, string>> }): void {
  if (!/^[A-Za-z0-9 ]+$/.test(change.location)) {
    throw new Refusal(say`"${change.location}" is not the name of a region.`, nameRulesSource);
  }
  const problem = tagsProblem(change.tags ?? {});
  if (problem) throw new Refusal(problem, nameRulesSource);
}

/** Plans a resource group; one that exists and matches is left unchanged. */
export function planResourceGroup(change: ChangeOf<'createResourceGroup'>, { facts }: PlanContext): PlanPart {
  assertName(resourceGroupName, change.name);
  assertPlaceAndTags(change);
  const subscription = asArmId(`/subscriptions/${change.subscriptionId}`, resourceType.subscription);
  const id = groupId(change.subscriptionId, change.name);
  const answer = facts.get({ kind: 'resource', id });
  assertVisible(answer, say`The resource group ${change.name}`);
  const existing = answer?.kind === 'found' ? answer.value : undefined;
  if (existing) assertFits(existing, change, say`The resource group ${change.name}`);
  const step = createResourceGroupStep(change);
  const request = askToWrite(step.az, subscription, facts);
  const right = { action: callerAction.writeGroup, scope: subscription, can: say`create resource groups`, request };
  return planPart({
    ...creationPart(existing !== undefined, say`resource group ${change.name} in ${change.location}`, 'deleteGroup'),
    steps: [step],
    checks: [existing ? alreadyThere(change.name) : callerCheck(right, facts)],
    before: { exists: existing !== undefined },
    after: { exists: true },
  });
}

/** Plans a user-assigned identity; one that exists and matches is left unchanged. */
export function planNewIdentity(change: ChangeOf<'createIdentity'>, context: PlanContext): PlanPart {
  const { subscriptionId, resourceGroup, name } = change;
  assertName(identityName, name);
  assertName(resourceGroupName, resourceGroup);
  assertPlaceAndTags(change);
  const id = asArmId(resourceIdOf(subscriptionId, resourceGroup, resourceType.identity, name));
  assertGroup(subscriptionId, resourceGroup, context);
  const group = groupId(subscriptionId, resourceGroup);
  const scope = existingScope(group, context);
  const answer = scope === group ? context.facts.get({ kind: 'resource', id }) : undefined;
  const existing = answer?.kind === 'found' ? answer.value : undefined;
  if (existing) assertFits(existing, change, say`The identity ${name}`);
  const step = createIdentityStep(change);
  const request = askToWrite(step.az, scope, context.facts);
  const right = { action: callerAction.writeIdentity, scope, can: say`create identities in ${resourceGroup}`, request };
  return planPart({
    ...creationPart(existing !== undefined, say`user-assigned identity ${name} in ${resourceGroup}`, 'deleteIdentity'),
    steps: [step],
    checks: existing
      ? [alreadyThere(name)]
      : [...checkOfferedIn(resourceType.identity, change, context.facts), callerCheck(right, context.facts)],
    before: { exists: existing !== undefined },
    after: { exists: true },
    next: existing ? [] : [{ kind: 'newIdentity' }],
  });
}

function creationPart(exists: boolean, created: Phrase, kind: 'deleteGroup' | 'deleteIdentity'): Partial<PlanPart> {
  return exists
    ? { already: say`The ${created} already exists and is used as it is.` }
    : { does: [say`Creates the ${created}`], pace: { lasts: 'seconds', wayBack: { kind } } };
}

function assertFits(
  existing: JsonObject,
  creation: ChangeOf<'createResourceGroup'> | ChangeOf<'createIdentity'>,
  created: Phrase,
): void {
  if (hasRegionAndTags(existing, creation)) return;
  throw new Refusal(
    say`${created} already exists in ${textAt(existing, 'location') ?? say`an unknown region`} and differs in region or tags from what is asked for. Use it as it is, or choose another name.`,
    nameRulesSource,
  );
}

function alreadyThere(name: string): DraftCheck {
  return {
    id: 'exists',
    about: [name],
    title: say`${name} exists`,
    verdict: 'pass',
    detail: say`It matches and is left as it is.`,
  };
}
