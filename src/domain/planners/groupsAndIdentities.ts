/** Plans of resource groups and user-assigned identities. */
import { callerAction, callerCheck } from '../plan/callerChecks.ts';
import type { ChangeOf } from '../change/change.ts';
import { nameInGroup } from '../words/describe.ts';
import { textAt } from '../arm/json.ts';
import { assertGroup, assertVisible, existingScope, fits, offeredIn } from '../plan/lookUps.ts';
import { identityName, nameRulesSource, resourceGroupName, tags, type Rule } from '../arm/namingRules.ts';
import { part, type DraftCheck, type PlanContext, type PlanPart } from '../plan/planPart.ts';
import { Refusal } from '../arm/refusal.ts';
import { asArmId, groupId, resourceIdOf, resourceType } from '../arm/resourceId.ts';
import { createIdentityStep, createResourceGroupStep, deleteIdentityStep } from '../plan/steps.ts';
import { describeUses, identityUsesNow, type IdentityUses } from '../cluster/uses.ts';
import { aksPage } from '../arm/docs.ts';
import type { JsonObject } from '../arm/json.ts';
import { nextText } from '../words/nextSteps.ts';

/** Refuses a name that ARM would refuse. */
function assertName(rule: Rule, text: string): void {
  const problem = rule(text);
  if (problem) throw new Refusal(`"${text}": ${problem}`, nameRulesSource);
}

/** Refuses what is no region's name, and tags that ARM would refuse. */
function assertPlaceAndTags(change: { location: string; tags?: Readonly<Record<string, string>> }): void {
  if (!/^[A-Za-z0-9 ]+$/.test(change.location)) {
    throw new Refusal(`"${change.location}" is not the name of a region.`, nameRulesSource);
  }
  const problem = tags(change.tags ?? {});
  if (problem) throw new Refusal(problem, nameRulesSource);
}

/** Plans a resource group; one that exists and fits is left as it is. */
export function planResourceGroup(change: ChangeOf<'createResourceGroup'>, { facts }: PlanContext): PlanPart {
  assertName(resourceGroupName, change.name);
  assertPlaceAndTags(change);
  const subscription = asArmId(`/subscriptions/${change.subscriptionId}`, resourceType.subscription);
  const id = groupId(change.subscriptionId, change.name);
  const answer = facts.get({ kind: 'resource', id });
  assertVisible(answer, `The resource group ${change.name}`);
  const existing = answer?.kind === 'found' ? answer.value : undefined;
  if (existing) assertFits(existing, change, `The resource group ${change.name}`);
  const right = { action: callerAction.writeGroup, scope: subscription, title: 'You may create resource groups' };
  return part({
    steps: [createResourceGroupStep(change)],
    checks: [existing ? alreadyThere(change.name) : callerCheck(right, facts)],
    before: { exists: existing !== undefined },
    after: { exists: true },
    reversible: false,
  });
}

/** Plans a user-assigned identity; one that exists and fits is left as it is. */
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
  if (existing) assertFits(existing, change, `The identity ${name}`);
  const right = { action: callerAction.writeIdentity, scope, title: `You may create identities in ${resourceGroup}` };
  return part({
    steps: [createIdentityStep(change)],
    checks: existing
      ? [alreadyThere(name)]
      : [...offeredIn(resourceType.identity, change, context.facts), callerCheck(right, context.facts)],
    before: { exists: existing !== undefined },
    after: { exists: true },
    next: existing ? [] : [nextText.newIdentity],
  });
}

function assertFits(
  existing: JsonObject,
  asked: ChangeOf<'createResourceGroup'> | ChangeOf<'createIdentity'>,
  what: string,
): void {
  if (fits(existing, asked)) return;
  throw new Refusal(
    `${what} already exists in ${textAt(existing, 'location') ?? 'an unknown region'} and differs in region or tags from what is asked for. Take it as it is, or choose another name.`,
    nameRulesSource,
  );
}

function alreadyThere(name: string): DraftCheck {
  return { title: `${name} exists`, verdict: 'pass', detail: 'It fits and is left as it is.' };
}

/** Plans the deletion of an identity; throws a `Refusal` while something visible uses it. */
export function planDeleteIdentity(change: ChangeOf<'deleteIdentity'>, { facts }: PlanContext): PlanPart {
  const id = asArmId(change.identityId, resourceType.identity);
  const answer = facts.get({ kind: 'resource', id });
  const isGone = answer?.kind === 'missing';
  const name = nameInGroup(id);
  assertVisible(answer, `The identity ${name}`);
  const found = isGone ? undefined : identityUsesNow(id, facts);
  const uses = found ? describeUses(found) : [];
  if (uses.length > 0) throw inUse(name, uses);
  const names = (found?.credentials ?? []).map((credential) => credential.name);
  const right = { action: callerAction.deleteIdentity, scope: id, title: `You may delete ${name}` };
  return part({
    steps: [
      deleteIdentityStep(id, answer?.kind === 'found' ? textAt(answer.value, 'properties.principalId') : undefined),
    ],
    checks: found
      ? [callerCheck(right, facts), useCheck(found)]
      : [{ title: `${name} is gone`, verdict: 'pass', detail: 'It does not exist any more.' }],
    warnings: [
      { severity: 'warning', text: deletionText, source: aksPage('managed-identity-overview'), saysNoWayBack: true },
      ...(names.length > 0
        ? [
            {
              severity: 'warning' as const,
              text: `Workloads sign in with it through federated credentials: ${names.join(', ')}. They fail afterwards.`,
              source: aksPage('workload-identity-overview'),
            },
          ]
        : []),
    ],
    before: { exists: !isGone },
    after: { exists: false },
    reversible: false,
    next: ['Role assignments of its principal stay behind as "Identity not found"; remove them.'],
  });
}

const deletionText =
  "This can't be undone: an identity of the same name is a new principal without the old one's roles. Clusters and services that you can't see may use it too.";

function useCheck({ unknown }: IdentityUses): DraftCheck {
  const title = 'Nothing uses it';
  return unknown.length > 0
    ? { title, verdict: 'unknown', detail: unknown.join(' ') }
    : { title, verdict: 'pass', detail: 'No cluster and no other resource that you can see.' };
}

function inUse(name: string, uses: readonly string[]): Refusal {
  return new Refusal(
    `The identity ${name} is in use: ${uses.join(', ')}. Deleting it would break ${uses.length === 1 ? 'that' : 'those'}.`,
    'https://github.com/Azure/AKS/issues/3833',
  );
}
