/** The plan that lets workloads keep their identities when their cluster was created again. */
import { aksPage } from '../../arm/docs.ts';
import { notReadable, Refusal } from '../../arm/refusal.ts';
import { asArmId, idKey, lastSegment, resourceType } from '../../arm/resourceId.ts';
import type { ArmId } from '../../arm/resourceId.ts';
import type { ChangeOf } from '../../change/change.ts';
import type { Facts, FederatedCredential, IdentityCredential } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import { sameIssuer } from '../../cluster/uses.ts';
import { callerAction, callerCheck } from '../../plan/callerChecks.ts';
import { clusterAt } from '../../plan/lookUps.ts';
import { alreadySo, part, type DraftCheck, type PlanContext, type PlanPart } from '../../plan/planPart.ts';
import type { Step, Warning } from '../../plan/plan.ts';
import { createCredentialStep, deleteCredentialStep } from '../../plan/workloads/workloadSteps.ts';
import {
  credentialId,
  credentialLimit,
  credentialNameFor,
  nameForIssuer,
  sameTrust,
  serviceAccountOf,
  tokenAudience,
} from '../../workloads/credential.ts';
import type { ServiceAccount } from '../../workloads/credential.ts';
import { issuerOf } from '../../workloads/issuer.ts';
import { trustInSight } from '../../workloads/trust.ts';
import { whyOutOfSight } from '../../workloads/credentialState.ts';
import { credentialRules, credentialsOf } from './credentials.ts';

/** Plans a new credential beside each one of the old issuer, and the removal of the old one after it. */
export function planMoveCredentials(change: ChangeOf<'moveCredentials'>, context: PlanContext): PlanPart {
  const { facts } = context;
  const clusterId = asArmId(change.clusterId, resourceType.cluster);
  const only = change.identityIds?.map((id) => asArmId(id, resourceType.identity));
  const cluster = clusterAt(clusterId, facts);
  if (!cluster) return part({});
  const issuer = issuerOf(cluster);
  if (issuer === undefined)
    throw new Refusal(
      `${cluster.name} has no OIDC issuer to which credentials could be moved. Turn workload identity on first.`,
      aksPage('use-oidc-issuer'),
    );
  if (sameIssuer(issuer, change.fromIssuer))
    throw new Refusal(`The credentials trust ${cluster.name} already: both issuers are the same.`, credentialRules);
  const found = credentialsToMove(change.fromIssuer, { cluster, only, context });
  if (!found) return part({});
  const moves = found.credentials.flatMap((old) => moveOf(old, { cluster, issuer, facts }));
  const skipped = found.credentials.filter((old) => serviceAccountOf(old.subject) === undefined);
  const owner = ownerOfIssuer(change.fromIssuer, facts);
  const doubt = owner !== undefined || moves.length === 0 ? undefined : whyOutOfSight(change.fromIssuer, facts);
  const identities = [...new Map(moves.map(({ identityId }) => [idKey(identityId), identityId])).values()];
  const rights = identities.flatMap((scope) => [
    { action: callerAction.writeCredential, scope, can: `let workloads act as ${lastSegment(scope)}` },
    { action: callerAction.deleteCredential, scope, can: `remove credentials of ${lastSegment(scope)}` },
  ]);
  const names = (at: string): readonly string[] =>
    moves.map(({ who, identityId }) => `${who} > ${lastSegment(identityId)} (${at})`);
  return part({
    ...(moves.length === 0
      ? alreadySo('No credential of this issuer is left to move.')
      : {
          summary: `Lets ${moves.length === 1 ? '1 workload' : `${moves.length} workloads`} of ${cluster.name} act as before: each gets a new credential, then the old one is removed. Nothing restarts.`,
          wayBack: 'The credentials can be moved back while the other issuer exists.',
        }),
    steps: [...movedBefore(context, moves), ...inRounds(moves)],
    checks: [...rights.map((right) => callerCheck(right, facts)), ...found.checks, ...goneChecks(doubt)],
    warnings: [...ownerWarnings(owner, moves.length), ...skippedWarnings(skipped)],
    before: {
      workloads: names(owner?.name ?? (doubt === undefined ? 'cluster that is gone' : 'cluster out of sight')),
    },
    after: { workloads: names(cluster.name) },
    next: moves.length === 0 ? [] : ['New credentials take effect after some seconds, sometimes minutes.'],
    ...(owner === undefined || moves.length === 0 ? {} : { confirmName: owner.name }),
  });
}

interface ToMove {
  readonly credentials: readonly IdentityCredential[];
  readonly checks: readonly DraftCheck[];
}

/** Those of the named identities as ARM lists them now; of all identities as far as they are in sight. */
function credentialsToMove(
  fromIssuer: string,
  {
    cluster,
    only,
    context,
  }: { readonly cluster: Cluster; readonly only: readonly ArmId[] | undefined; readonly context: PlanContext },
): ToMove | undefined {
  const { facts, continued } = context;
  const trust = only === undefined ? trustInSight(cluster.subscriptionId, facts) : undefined;
  if (only === undefined && trust === undefined) return undefined;
  const planned = (continued?.plan.steps ?? []).flatMap((step) =>
    step.kind === 'deleteCredential' ? [step.credentialId] : [],
  );
  const holders = only ?? [
    ...(trust?.ofIssuer(fromIssuer) ?? []).map(({ identityId }) => identityId),
    ...planned.map((id) => id.split('/').slice(0, -2).join('/') as ArmId),
  ];
  const identities = [...new Map(holders.map((id) => [idKey(id), id])).values()];
  const lists = identities.map((identityId) => ({ identityId, own: credentialsOf(identityId, facts) }));
  if (lists.some(({ own }) => own === undefined)) return undefined;
  const credentials = lists.flatMap(({ identityId, own = [] }) =>
    own.filter(({ issuer }) => sameIssuer(issuer, fromIssuer)).map((each) => ({ ...each, identityId })),
  );
  if (credentials.length === 0 && continued === undefined) {
    if (trust?.unknown !== undefined) throw notReadable('The credentials of this issuer', { reason: trust.unknown });
    throw new Refusal(`No visible credential names the issuer ${fromIssuer}.`, credentialRules, 'notFound');
  }
  const unknown = trust?.unknown;
  return {
    credentials,
    checks:
      unknown === undefined
        ? []
        : [{ title: 'All credentials of this issuer are known', verdict: 'unknown', detail: unknown }],
  };
}

interface Move {
  readonly identityId: ArmId;
  readonly who: string;
  readonly create: ReturnType<typeof createCredentialStep>;
  readonly remove: ReturnType<typeof deleteCredentialStep>;
  readonly isFull: boolean;
}

function moveOf(
  old: IdentityCredential,
  { cluster, issuer, facts }: { readonly cluster: Cluster; readonly issuer: string; readonly facts: Facts },
): readonly Move[] {
  const account = serviceAccountOf(old.subject);
  if (account === undefined) return [];
  const present = credentialsOf(old.identityId, facts) ?? [];
  const create = createCredentialStep({
    credentialId: credentialId(old.identityId, newNameFor(account, { cluster, issuer, present })),
    account,
    clusterId: cluster.id,
    issuer,
  });
  return [
    {
      identityId: old.identityId,
      who: `${account.namespace}/${account.serviceAccount}`,
      create,
      remove: deleteCredentialStep(credentialId(old.identityId, old.name), old),
      isFull: present.length >= credentialLimit,
    },
  ];
}

/** The name of the credential that accepts these tokens already, else one that nothing else has. */
function newNameFor(
  account: ServiceAccount,
  {
    cluster,
    issuer,
    present,
  }: { readonly cluster: Cluster; readonly issuer: string; readonly present: readonly FederatedCredential[] },
): string {
  const subject = `system:serviceaccount:${account.namespace}:${account.serviceAccount}`;
  const existing = present.find((each) => sameTrust(each, { issuer, subject, audiences: [tokenAudience] }));
  if (existing) return existing.name;
  const usual = credentialNameFor(cluster.name, account);
  const isTaken = present.some(({ name }) => name.toLowerCase() === usual.toLowerCase());
  return isTaken ? nameForIssuer(usual, issuer) : usual;
}

function ownerOfIssuer(issuer: string, facts: Facts): Cluster | undefined {
  const clusters = facts.get({ kind: 'clusters' });
  const all = clusters?.kind === 'found' ? clusters.value : [];
  return all.find((cluster) => sameIssuer(issuerOf(cluster) ?? '', issuer));
}

/** Pods of a cluster that is only out of sight would lose their access. */
function goneChecks(doubt: string | undefined): readonly DraftCheck[] {
  return doubt === undefined
    ? []
    : [{ title: 'The cluster of the old issuer is gone', verdict: 'unknown', detail: doubt }];
}

function ownerWarnings(owner: Cluster | undefined, count: number): readonly Warning[] {
  if (owner === undefined || count === 0) return [];
  return [
    {
      severity: 'disruption',
      text: `${owner.name} still exists: its pods can't act as these identities any more once their tokens expire.`,
      source: aksPage('workload-identity-overview'),
    },
  ];
}

/** One for each, so that a look at one identity knows them again. */
function skippedWarnings(skipped: readonly IdentityCredential[]): readonly Warning[] {
  return skipped.map(({ name, identityId }) => ({
    severity: 'warning',
    text: `${name} of ${lastSegment(identityId)} stays as it is, because it names no service account.`,
    source: credentialRules,
  }));
}

/** What an earlier run has created for credentials that are gone by now, so that it is looked at whether it still is there. */
function movedBefore({ continued }: PlanContext, moves: readonly Move[]): readonly Step[] {
  const open = new Set(moves.map(({ create }) => create.id));
  return (continued?.plan.steps ?? []).filter(
    ({ kind, id }) => kind === 'createCredential' && continued?.done.has(id) === true && !open.has(id),
  );
}

/** The steps in the order in which each identity gets its new credentials before it loses the old ones. */
function inRounds(moves: readonly Move[]): readonly Step[] {
  const byIdentity = [...Map.groupBy(moves, ({ identityId }) => idKey(identityId)).values()];
  const rounds = Math.max(0, ...byIdentity.map((own) => own.length));
  return Array.from({ length: rounds }, (_, round) => byIdentity.flatMap((own) => own[round] ?? [])).flatMap(
    (round) => [
      ...round.filter(({ isFull }) => isFull).flatMap(({ remove, create }) => [remove, create]),
      ...round.filter(({ isFull }) => !isFull).map(({ create }) => create),
      ...round.filter(({ isFull }) => !isFull).map(({ remove }) => remove),
    ],
  );
}
