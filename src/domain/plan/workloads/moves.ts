/** Which credential replaces which, and in what order. */
import { idKey, lastSegment, sameId, sameText, type ArmId } from '../../arm/resourceId.ts';
import type { FederatedCredential, IdentityCredential } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import { issuerKey, sameIssuer } from '../../cluster/uses.ts';
import type { PlanContext } from '../planPart.ts';
import type { Step, Warning, StepOf } from '../plan.ts';
import { createCredentialStep, deleteCredentialStep } from './workloadSteps.ts';
import {
  accountName,
  credentialLimit,
  credentialNameFor,
  nameForTrust,
  sameTrust,
  tokenAudience,
  whyNotMoved,
  type Trust,
} from '../../workloads/credential.ts';
import { credentialId, ownerOf } from '../../workloads/workloadIds.ts';
import { serviceAccountOf, type ServiceAccount } from '../../workloads/serviceAccount.ts';
import { isClusterIssuer } from '../../workloads/issuer.ts';
import { credentialRules, credentialsLeft, credentialsOf, credentialNamesAfter } from './credentials.ts';
import { say, type Phrase, type Words } from '../../../sentences/words.ts';

/** A credential that replaces another. */
export interface Move {
  readonly identityId: ArmId;
  readonly who: Phrase;
  readonly create: StepOf<'createCredential'>;
  readonly remove: Step;
  /** True if the new one already exists. */
  readonly isThere: boolean;
  /** True if its identity has no room for both. */
  readonly isFull: boolean;
  /** The old one matches no token: nothing is lost with it, and the new one lets in pods that had no access. */
  readonly isIdle: boolean;
}

/** The cluster whose tokens will be trusted. */
export interface MoveTarget {
  readonly cluster: Cluster;
  readonly issuer: string;
}

/** Returns each credential with the one that replaces it, and says why others stay. */
export function movesOf(
  credentials: readonly IdentityCredential[],
  { cluster, issuer, context }: MoveTarget & { readonly context: PlanContext },
): { readonly moves: readonly Move[]; readonly warnings: readonly Warning[] } {
  const moves: Move[] = [];
  const warnings: Warning[] = [];
  for (const ofIdentity of Map.groupBy(credentials, ({ identityId }) => idKey(identityId)).values()) {
    const [first] = ofIdentity;
    const present = first
      ? credentialsLeft(first.identityId, credentialsOf(first.identityId, context.facts) ?? [], context)
      : [];
    const isMoved = (old: IdentityCredential): boolean =>
      present.some((credential) => sameTrust(credential, newTrust(old, issuer)));
    const names = first ? credentialNamesAfter(first.identityId, present, context) : new Set<string>();
    // What an earlier change removes gets no successor.
    const ownCredentials = ofIdentity.filter(({ name }) => names.has(name.toLowerCase()));
    const isFull = names.size - ownCredentials.filter(isMoved).length >= credentialLimit;
    // Those that were already moved make room for the others.
    for (const old of ownCredentials.toSorted((a, b) => Number(isMoved(b)) - Number(isMoved(a)))) {
      const account = serviceAccountOf(old.subject);
      const reason = whyNotMoved(old) ?? whyInTheWay(old, issuer, present);
      if (account === undefined || reason !== undefined) {
        warnings.push(staysWarning(old, reason ?? ''));
        continue;
      }
      const taken = [...context.earlier, ...moves.map(({ create }) => create)];
      const id = newIdFor(old, { account, cluster, issuer, present, taken });
      // Entra compares issuers letter by letter, and AKS writes them all the same way.
      const isIdle = isClusterIssuer(old.issuer) && old.issuer !== `${issuerKey(old.issuer)}/`;
      if (isIdle) warnings.push(idleWarning(old));
      moves.push({
        identityId: old.identityId,
        who: accountName(old),
        create: createCredentialStep({
          credentialId: id,
          account,
          clusterId: cluster.id,
          issuer,
          isThere: isMoved(old),
        }),
        remove: deleteCredentialStep(credentialId(old.identityId, old.name), old),
        isThere: isMoved(old),
        isFull,
        isIdle,
      });
    }
  }
  return { moves, warnings };
}

function newTrust({ subject }: Pick<FederatedCredential, 'subject'>, issuer: string): Trust {
  return { issuer, subject, audiences: [tokenAudience] };
}

/** An identity can have each pair of issuer and account only once. */
function whyInTheWay(
  { subject }: IdentityCredential,
  issuer: string,
  present: readonly FederatedCredential[],
): Words | undefined {
  const conflicting = present.find(
    (credential) => credential.subject === subject && sameIssuer(credential.issuer, issuer),
  );
  if (conflicting === undefined || sameTrust(conflicting, newTrust(conflicting, issuer))) return undefined;
  return say`${conflicting.name} names the same account and issuer with another audience or spelling`;
}

/** The id of a credential that already accepts these tokens, otherwise one that nothing else has or gets. */
function newIdFor(
  { identityId, subject }: IdentityCredential,
  {
    account,
    cluster,
    issuer,
    present,
    taken,
  }: MoveTarget & {
    readonly account: ServiceAccount;
    readonly present: readonly FederatedCredential[];
    readonly taken: readonly Step[];
  },
): ArmId {
  const existing = present.find((credential) => sameTrust(credential, newTrust({ subject }, issuer)));
  if (existing) return credentialId(identityId, existing.name);
  const usual = credentialNameFor(cluster.name, account);
  const id = credentialId(identityId, usual);
  const isTaken =
    present.some(({ name }) => sameText(name, usual)) ||
    taken.some((step) => step.kind === 'createCredential' && sameId(step.credentialId, id) && step.subject !== subject);
  return isTaken ? credentialId(identityId, nameForTrust(usual, { issuer, subject })) : id;
}

/** One warning for each, so that a check of one identity recognises them. */
function staysWarning({ name, identityId }: IdentityCredential, reason: Phrase): Warning {
  return {
    id: 'credentialStays',
    values: [name, identityId],
    severity: 'warning',
    text: say`${name} of ${lastSegment(identityId)} stays as it is, because ${reason}.`,
    source: credentialRules,
  };
}

function idleWarning({ name, identityId }: IdentityCredential): Warning {
  return {
    id: 'credentialIdle',
    values: [name, identityId],
    severity: 'warning',
    text: say`${name} of ${lastSegment(identityId)} matches no token, because its issuer is not written as AKS writes it. The new one will.`,
    source: credentialRules,
  };
}

/** Lists the identities whose old credential is removed first, because they have no room for the new one before that. */
export function fullWarnings(moves: readonly Move[]): readonly Warning[] {
  const full = new Set(moves.flatMap(({ identityId, isFull }) => (isFull ? [lastSegment(identityId)] : [])));
  return [...full].map((name) => ({
    id: 'credentialsFull',
    values: [name],
    severity: 'warning',
    text: say`${name} can't have more than ${credentialLimit} credentials: each old one is removed before the new one exists. Pods get no access in between.`,
    source: credentialRules,
  }));
}

/**
 * Returns the replacements of credentials that this run has removed: `done` is checked to still exist, and `open` has
 * to follow, because nothing else records the identity of the old one.
 */
export function movesOfThisRun(
  { continued }: PlanContext,
  { moves, cluster, issuer }: MoveTarget & { readonly moves: readonly Move[] },
): { readonly done: readonly Step[]; readonly open: readonly StepOf<'createCredential'>[] } {
  const { plan, done } = continued ?? {};
  const createdIds = new Set(moves.map(({ create }) => create.id));
  const creates = (plan?.steps ?? []).flatMap((step) =>
    step.kind === 'createCredential' && !createdIds.has(step.id) ? [step] : [],
  );
  const isRemoved = ({ credentialId: id, subject }: StepOf<'createCredential'>): boolean =>
    plan?.steps.some(
      (step) =>
        step.kind === 'deleteCredential' &&
        done?.has(step.id) === true &&
        step.subject === subject &&
        sameId(ownerOf(step.credentialId), ownerOf(id)),
    ) === true;
  return {
    done: creates.filter(({ id }) => done?.has(id)),
    open: creates
      .filter((step) => done?.has(step.id) !== true && isRemoved(step))
      .flatMap((step) => {
        const account = serviceAccountOf(step.subject);
        return account ? [createCredentialStep({ ...step, account, clusterId: cluster.id, issuer })] : [];
      }),
  };
}

/**
 * Returns the steps of one workload after the other, in turns between the identities; each gets its new credential before it
 * loses the old one, if there is room for both.
 */
function inTurns(moves: readonly Move[]): readonly Move[] {
  const byIdentity = [...Map.groupBy(moves, ({ identityId }) => idKey(identityId)).values()];
  const rounds = Math.max(0, ...byIdentity.map((ofIdentity) => ofIdentity.length));
  return Array.from({ length: rounds }, (_, round) =>
    byIdentity.flatMap((ofIdentity) => ofIdentity[round] ?? []),
  ).flat();
}

/** Returns the steps of the moves, in their turns. */
export function stepsInTurns(moves: readonly Move[]): readonly Step[] {
  return inTurns(moves).flatMap(({ isFull, create, remove }) => (isFull ? [remove, create] : [create, remove]));
}
