/** Plans of single federated credentials. */
import { bindingCredential } from '../../uses/boundTo.ts';
import { aksPage } from '../../arm/docs.ts';
import { unreadableRefusal, Refusal } from '../../arm/refusal.ts';
import {
  asArmId,
  idKey,
  lastSegment,
  normalLocation,
  resourceType,
  sameId,
  sameText,
  type ArmId,
} from '../../arm/resourceId.ts';
import { textAt } from '../../arm/json.ts';
import type { ChangeOf } from '../../change/change.ts';
import type { Facts, FederatedCredential } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import { sameIssuer } from '../../cluster/uses.ts';
import { callerAction, assertNotLocked, callerCheck } from '../callerChecks.ts';
import { clusterAt, existingScope, plannedIdentity } from '../lookUps.ts';
import { nothingRestarts } from '../pace.ts';
import { planPart, type DraftCheck, type PlanContext, type PlanPart, notReadPart } from '../planPart.ts';
import type { StepOf } from '../plan.ts';
import { createCredentialStep, issuerPlaceholder } from './workloadSteps.ts';
import { accountProblem, namespaceProblem, tokenSubject, type ServiceAccount } from '../../workloads/serviceAccount.ts';
import {
  credentialLimit,
  credentialNameFor,
  credentialNameProblem,
  regionsWithoutCredentials,
  sameTrust,
  tokenAudience,
} from '../../workloads/credential.ts';
import { hasPodIdentity } from '../../workloads/podIdentities.ts';
import { credentialId, ownerOf } from '../../workloads/workloadIds.ts';
import { noTokensByAks } from '../../workloads/credentialState.ts';
import { hasWorkloadIdentity, issuerOf } from '../../workloads/issuer.ts';
import {
  actingSketches,
  alreadyConnected,
  noOthers,
  operatorWarnings,
  otherIdentities,
  placesElsewhere,
} from './sharedIdentity.ts';
import { say, type Phrase, type Words } from '../../../sentences/words.ts';

/** The page with the rules of federated credentials. */
export const credentialRules =
  'https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations';

/** Through what a workload acts until its pods are changed. */
const besidePodIdentity = say`pod identity; workload identity is ready`;

/** Plans a credential for a service account of a cluster; an existing one is left unchanged. A caller may count the room. */
export function planCreateCredential(
  change: ChangeOf<'createCredential'>,
  context: PlanContext,
  isRoomCounted = false,
): PlanPart {
  const identityId = asArmId(change.identityId, resourceType.identity);
  const clusterId = asArmId(change.clusterId, resourceType.cluster);
  const account: ServiceAccount = { namespace: change.namespace, serviceAccount: change.serviceAccount };
  assertAccount(account);
  if (change.name !== undefined) assertRule(credentialNameProblem(change.name), change.name);
  const cluster = clusterAt(clusterId, context.facts);
  const identity = plannedIdentity(identityId, context);
  if (!cluster || !identity) return notReadPart;
  const issuer = issuerFor(cluster, context);
  const presentCredentials = identity.isNew ? [] : credentialsOf(identityId, context.facts);
  if (presentCredentials === undefined) return notReadPart;
  const present = credentialsLeft(identityId, presentCredentials, context);
  if (!identity.isNew) assertRegion(identityId, context.facts);
  const earlierCredentials = context.earlier.flatMap((step) =>
    step.kind === 'createCredential' && sameId(ownerOf(step.credentialId), identityId) ? [step] : [],
  );
  const names = [
    ...present.map(({ name }) => name),
    ...earlierCredentials.map(({ credentialId: id }) => lastSegment(id)),
  ];
  const chosen = nameFor({ change, account, cluster, issuer, made: earlierCredentials, names }, present);
  const step = createCredentialStep({
    credentialId: credentialId(identityId, chosen.name),
    account,
    clusterId,
    issuer: keepsPlaceholder(credentialId(identityId, chosen.name), context) ? undefined : issuer,
    isThere: chosen.existing !== undefined,
  });
  const room = roomOf(identityId, present, context);
  if (!isRoomCounted && !room.names.has(chosen.name.toLowerCase()) && room.names.size >= credentialLimit)
    throw new Refusal(
      say`${room.words}, so there is no room for 1 more. Bind the identity to the cluster instead, or use another one.`,
      credentialRules,
    );
  const accountName = `${account.namespace}/${account.serviceAccount}`;
  const right = {
    action: callerAction.writeCredential,
    scope: existingScope(identityId, context),
    can: say`let workloads act as ${identity.name}`,
  };
  if (!chosen.existing) assertNotLocked(right, context.facts);
  const otherUsers = chosen.existing ? noOthers : otherIdentities({ account, identityId, cluster }, context);
  const acting = { account: accountName, identity: identity.name };
  const had = [...otherUsers.left, ...(otherUsers.isOpen ? [notAllKnown] : [])].map((name) => ({
    account: accountName,
    identity: name,
  }));
  const isFromPodIdentity = hasPodIdentity(cluster, account.namespace, identityId);
  const notes = [
    ...(isFromPodIdentity ? [say`pod identity`] : []),
    ...placesElsewhere(present, { account, issuer }, context),
  ];
  return planPart({
    ...(chosen.existing
      ? { already: say`${accountName} on ${cluster.name} can already use ${identity.name}.` }
      : {
          does: [say`Allows ${accountName} on ${cluster.name} to use ${identity.name}`],
          pace: { lasts: 'secondsOrMinutes', downtime: nothingRestarts, wayBack: { kind: 'removeCredential' } },
        }),
    steps: [step],
    checks: [
      chosen.existing ? alreadyConnected(chosen.existing.name, identity.name) : callerCheck(right, context.facts),
      ...switchCheck(cluster, context),
      ...otherUsers.checks,
    ],
    warnings: [...(chosen.existing ? [] : operatorWarnings(account, identity.name)), ...otherUsers.warnings],
    ...(chosen.existing
      ? { before: { workloads: [acting] }, after: { workloads: [...had, acting] } }
      : actingSketches(acting, { had, notes, by: isFromPodIdentity ? besidePodIdentity : cluster.name })),
    next: chosen.existing ? [] : [{ kind: 'credentialTakesTime' }],
  });
}

/** Represents identities out of sight. */
const notAllKnown = say`others not known`;

/** Returns the credentials of an identity that no earlier change of the plan removes. */
export function credentialsLeft(
  identityId: ArmId,
  credentials: readonly FederatedCredential[],
  context: PlanContext,
): readonly FederatedCredential[] {
  const names = credentialNamesAfter(identityId, credentials, context);
  return credentials.filter(({ name }) => names.has(name.toLowerCase()));
}

function assertAccount({ namespace, serviceAccount }: ServiceAccount): void {
  assertRule(namespaceProblem(namespace), namespace);
  assertRule(accountProblem(serviceAccount), serviceAccount);
}

function assertRule(problem: Phrase | undefined, text: string): void {
  if (problem) throw new Refusal(say`"${text}": ${problem}`, credentialRules);
}

/** The issuer to trust; `undefined` if an earlier change of the plan makes it. */
function issuerFor(cluster: Cluster, context: PlanContext): string | undefined {
  const issuer = issuerOf(cluster);
  if (issuer !== undefined || context.newIssuers.has(idKey(cluster.id))) return issuer;
  throw new Refusal(
    say`${cluster.name} has no OIDC issuer whose tokens an identity could accept. Enable workload identity first.`,
    aksPage('use-oidc-issuer'),
  );
}

/** A plan that was confirmed with a placeholder keeps it after the cluster has got its issuer. */
function keepsPlaceholder(id: ArmId, { continued }: PlanContext): boolean {
  return (continued?.plan.steps ?? []).some(
    (step) =>
      step.kind === 'createCredential' &&
      idKey(step.credentialId) === idKey(id) &&
      textAt(step.request.body, 'properties.issuer') === issuerPlaceholder,
  );
}

/** Returns the credentials of an identity; throws a `Refusal` if they can't be read, because a name could be taken. */
export function credentialsOf(identityId: ArmId, facts: Facts): readonly FederatedCredential[] | undefined {
  const answer = facts.get({ kind: 'federatedCredentials', identityId });
  if (answer?.kind === 'unreadable')
    throw unreadableRefusal(say`The federated credentials of ${lastSegment(identityId)}`, answer);
  return answer?.kind === 'missing' ? [] : answer?.value;
}

/** Throws a `Refusal` if identities in this region can't have credentials. */
export function assertRegion(identityId: ArmId, facts: Facts): void {
  const answer = facts.get({ kind: 'resource', id: identityId });
  const location = answer?.kind === 'found' ? textAt(answer.value, 'location') : undefined;
  if (location === undefined || !regionsWithoutCredentials.includes(normalLocation(location))) return;
  throw new Refusal(
    say`Identities in ${location} can't have federated credentials. Use an identity of another region.`,
    credentialRules,
  );
}

interface ChosenName {
  readonly name: string;
  /** The credential that already accepts these tokens. */
  readonly existing?: FederatedCredential;
}

function nameFor(
  request: {
    readonly change: ChangeOf<'createCredential'>;
    readonly account: ServiceAccount;
    readonly cluster: Cluster;
    readonly issuer: string | undefined;
    /** The credentials that earlier changes of the plan create. */
    readonly made: readonly StepOf<'createCredential'>[];
    readonly names: readonly string[];
  },
  present: readonly FederatedCredential[],
): ChosenName {
  const { change, account, cluster, issuer, made, names } = request;
  const subject = tokenSubject(account);
  const same = present.find(
    (credential) => issuer !== undefined && credential.subject === subject && sameIssuer(credential.issuer, issuer),
  );
  if (same && issuer !== undefined) {
    if (sameTrust(same, { issuer, subject, audiences: [tokenAudience] })) return { name: same.name, existing: same };
    throw new Refusal(
      say`The credential ${same.name} names this service account and issuer with another audience or spelling, and an identity can have each pair once. Remove it first.`,
      credentialRules,
    );
  }
  const plannedStep = made.find((step) => step.subject === subject && sameId(step.clusterId, cluster.id));
  if (plannedStep) return { name: lastSegment(plannedStep.credentialId) };
  const isTaken = (name: string): boolean => names.some((presentName) => sameText(presentName, name));
  if (change.name !== undefined) {
    if (!isTaken(change.name)) return { name: change.name };
    throw new Refusal(
      say`The identity already has a credential named ${change.name}, for something else.`,
      credentialRules,
    );
  }
  const usual = credentialNameFor(cluster.name, account);
  if (!isTaken(usual)) return { name: usual };
  for (let count = 2; ; count++) {
    const numbered = `${usual.slice(0, 116)}-${count}`;
    if (!isTaken(numbered)) return { name: numbered };
  }
}

/** Returns the names, in lower case, of an identity's credentials after the earlier changes of the plan. */
export function credentialNamesAfter(
  identityId: ArmId,
  present: readonly Pick<FederatedCredential, 'name'>[],
  { earlier }: PlanContext,
): Set<string> {
  const names = new Set(present.map(({ name }) => name.toLowerCase()));
  for (const step of earlier) {
    if (step.kind === 'createBinding' && sameId(step.identityId, identityId)) names.add(bindingCredential);
    if (!('credentialId' in step) || !sameId(ownerOf(step.credentialId), identityId)) continue;
    const name = lastSegment(step.credentialId).toLowerCase();
    if (step.kind === 'createCredential') names.add(name);
    else names.delete(name);
  }
  return names;
}

/** Returns the names of an identity's credentials after the earlier changes of the plan, and how many these are, as the begin of a sentence. */
export function roomOf(
  identityId: ArmId,
  present: readonly FederatedCredential[],
  context: PlanContext,
): { readonly names: ReadonlySet<string>; readonly words: Words } {
  const names = credentialNamesAfter(identityId, present, context);
  const count = credentialsLeft(identityId, present, context).length;
  const has = say`${lastSegment(identityId)} has ${count} of ${credentialLimit} federated credentials`;
  return {
    names,
    words: names.size > count ? say`${has} and gets ${names.size - count} more earlier in this plan` : has,
  };
}

/** Says that AKS puts no tokens into pods if workload identity is off, and not turned on earlier in the plan. */
export function switchCheck(cluster: Cluster, context: PlanContext): readonly DraftCheck[] {
  if (hasWorkloadIdentity(cluster) || context.newIssuers.has(idKey(cluster.id))) return [];
  return [
    {
      id: 'workloadIdentity',
      title: say`Workload identity is off for ${cluster.name}`,
      verdict: 'unknown',
      detail: say`${noTokensByAks} Turn it on, or bring tokens into the pods yourself.`,
      fix: { kind: 'setWorkloadIdentity', clusterId: cluster.id, enabled: true },
    },
  ];
}
