/** Plans how workloads keep their identities after their cluster was recreated. */
import { unknownToAll, type Unknown } from '../../arm/unknown.ts';
import { isBindingIssuer } from '../../uses/boundTo.ts';
import { aksPage, overviewPage } from '../../arm/docs.ts';
import { unreadableRefusal, Refusal } from '../../arm/refusal.ts';
import { asArmId, idKey, lastSegment, resourceType, type ArmId } from '../../arm/resourceId.ts';
import type { ChangeOf } from '../../change/change.ts';
import type { IdentityCredential } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import { issuerKey, sameIssuer } from '../../cluster/uses.ts';
import { aksMadeAmong } from '../identities/aksMade.ts';
import { callerAction, callerCheck } from '../callerChecks.ts';
import { clusterAt } from '../lookUps.ts';
import { nothingRestarts } from '../pace.ts';
import { planPart, type DraftCheck, type PlanContext, type PlanPart, notReadPart, unknownCheck } from '../planPart.ts';
import type { ActingWorkload, Warning } from '../plan.ts';
import { sentenceList } from '../../words/describe.ts';
import { createCredentialStep } from './workloadSteps.ts';
import { accountName, whyNotMoved } from '../../workloads/credential.ts';
import { serviceAccountOf } from '../../workloads/serviceAccount.ts';
import { credentialId, ownerOf } from '../../workloads/workloadIds.ts';
import { isClusterIssuer, issuerOf } from '../../workloads/issuer.ts';
import { withoutCluster } from '../../workloads/credentialState.ts';
import { trustInSight, trustFromArm } from '../../workloads/trust.ts';
import { clustersByIssuer, issuerOwner, ownerNow, type IssuerOwner } from '../../workloads/owners.ts';
import { credentialRules, credentialsOf, switchCheck } from './credentials.ts';
import { fullWarnings, stepsInTurns, movesOfThisRun, movesOf, type Move, type MoveTarget } from './moves.ts';
import { countWithNoun } from '../../words/counts.ts';
import { defined } from '../../../shape/defined.ts';
import { say, isSameWords, type Words, type Phrase } from '../../../sentences/words.ts';

/** Plans a new credential for each one of the old issuer, and then the removal of the old one. */
export function planMoveCredentials(change: ChangeOf<'moveCredentials'>, context: PlanContext): PlanPart {
  const { facts } = context;
  const clusterId = asArmId(change.clusterId, resourceType.cluster);
  const only = change.identityIds?.map((id) => asArmId(id, resourceType.identity));
  const cluster = clusterAt(clusterId, facts);
  if (!cluster) return notReadPart;
  const issuer = issuerOf(cluster);
  if (issuer === undefined)
    throw new Refusal(
      say`${cluster.name} has no OIDC issuer to which credentials could be moved. Enable workload identity first.`,
      aksPage('use-oidc-issuer'),
    );
  if (sameIssuer(issuer, change.fromIssuer))
    throw new Refusal(say`The credentials already trust ${cluster.name}: both issuers are the same.`, credentialRules);
  if (isBindingIssuer(change.fromIssuer))
    throw new Refusal(
      say`This issuer is that of identity bindings: its credential is the same for all clusters and stays where it is.`,
      aksPage('identity-bindings'),
    );
  const toMove = credentialsToMove(change.fromIssuer, { cluster, only, context });
  if (!toMove) return notReadPart;
  if (toMove.moved !== undefined) return movedAlready(toMove.moved, { cluster, issuer });
  const ofAks = change.identityIds === undefined ? aksMadeAmong(toMove.credentials, facts) : new Map<string, string>();
  const movable = toMove.credentials.filter(({ identityId }) => !ofAks.has(idKey(identityId)));
  const { moves, warnings } = movesOf(movable, { cluster, issuer, context });
  const movesToMake = movesOfThisRun(context, { moves, cluster, issuer });
  const { cluster: owner, doubt } = moves.length === 0 ? {} : ownerFor(change.fromIssuer, context);
  const holders = [
    ...moves.map(({ identityId }) => identityId),
    ...movesToMake.open.map(({ credentialId: id }) => ownerOf(id)),
  ];
  const off = holders.length === 0 ? [] : switchCheck(cluster, context);
  // Nothing is lost with a credential that matches no token.
  const loser = moves.some(({ isIdle }) => !isIdle) ? owner : undefined;
  const identities = spelledAsPlanned(holders);
  const rights = identities.flatMap((scope) => [
    { action: callerAction.writeCredential, scope, can: say`let workloads act as ${lastSegment(scope)}` },
    { action: callerAction.deleteCredential, scope, can: say`remove credentials of ${lastSegment(scope)}` },
  ]);
  const acting = (noteOf: (move: Move) => Phrase): readonly ActingWorkload[] =>
    byIdentity(moves).map((move) => ({
      account: move.who,
      identity: lastSegment(move.identityId),
      note: noteOf(move),
    }));
  const isAks = isClusterIssuer(change.fromIssuer);
  const unseen = isAks ? say`cluster out of sight` : say`issuer of something else`;
  const oldPlace = owner?.name ?? (doubt === undefined ? say`cluster that is gone` : unseen);
  return planPart({
    ...(holders.length === 0
      ? { already: say`No credential of this issuer is left to move.` }
      : {
          does: [moveWords({ moves, count: holders.length, cluster, isOff: off.length > 0 })],
          pace: {
            lasts: 'secondsOrMinutes',
            downtime: nothingRestarts,
            wayBack: {
              kind: doubt !== undefined && !isAks ? 'makeAgain' : (owner ?? doubt) ? 'moveBack' : 'notToGoneIssuer',
            },
          },
        }),
    steps: [...movesToMake.done, ...movesToMake.open, ...stepsInTurns(moves)],
    checks: [...rights.map((right) => callerCheck(right, facts)), ...off, ...toMove.checks, ...goneChecks(doubt)],
    warnings: [...ownerWarnings(loser), ...fullWarnings(moves), ...aksWarnings(ofAks), ...warnings],
    before: {
      workloads: acting(({ isThere }) => (isThere ? say`${cluster.name}, ${oldPlace}` : oldPlace)),
    },
    after: { workloads: acting(() => cluster.name) },
    next: holders.length === 0 ? [] : [{ kind: 'credentialsTakeTime' }],
    ...(loser === undefined ? {} : { confirmNames: [loser.name] }),
  });
}

/** The most workloads that a sentence names. */
const mostNamed = 3;

/** Names the credentials of workloads that have new ones. */
function oldOnesOf(moves: readonly Move[]): Words {
  const [only, ...otherMoves] = moves;
  if (only !== undefined && otherMoves.length === 0)
    return say`the old credential of ${only.who}, which already has a new one`;
  const names =
    moves.length > mostNamed ? countWithNoun(moves.length, 'workload') : sentenceList(moves.map(({ who }) => who));
  return say`the old credentials of ${names}, which already have new ones`;
}

/** The moves of one identity after those of another, as the form has them; what is there already comes last. */
function byIdentity(moves: readonly Move[]): readonly Move[] {
  return [...Map.groupBy(moves, ({ identityId }) => idKey(identityId)).values()].flatMap((ofIdentity) =>
    ofIdentity.toSorted((a, b) => Number(a.isThere) - Number(b.isThere)),
  );
}

function moveWords({
  moves,
  count,
  cluster: { name },
  isOff,
}: {
  readonly moves: readonly Move[];
  readonly count: number;
  readonly cluster: Cluster;
  readonly isOff: boolean;
}): Words {
  const workloads = countWithNoun(count, 'workload');
  const later = isOff ? say` (effective once workload identity is on)` : '';
  const doneCount = moves.filter(({ isThere }) => isThere).length;
  if (doneCount === count) return say`Removes the old credentials of ${workloads} on ${name}, which can use new ones`;
  if (doneCount > 0)
    return say`Moves ${countWithNoun(count - doneCount, 'workload')} to ${name}${later}, and removes ${oldOnesOf(moves.filter(({ isThere }) => isThere))}`;
  return moves.some(({ isFull }) => isFull)
    ? say`Moves ${workloads} to ${name}${later}: adds new credentials, in place of the old ones`
    : say`Moves ${workloads} to ${name}${later}: adds new credentials, then removes the old ones`;
}

/** The plan for a move that was already made: the new credentials are checked, and nothing is sent. */
function movedAlready(moved: readonly IdentityCredential[], { cluster, issuer }: MoveTarget): PlanPart {
  const workloads = moved.map((credential) => ({
    account: accountName(credential),
    identity: lastSegment(credential.identityId),
    note: cluster.name,
  }));
  return planPart({
    already: say`No credential of this issuer is left to move.`,
    steps: moved.flatMap((credential) => {
      const account = serviceAccountOf(credential.subject);
      const id = credentialId(credential.identityId, credential.name);
      return account === undefined
        ? []
        : [createCredentialStep({ credentialId: id, account, clusterId: cluster.id, issuer, isThere: true })];
    }),
    checks: [
      {
        id: 'moved',
        title: say`Already moved`,
        verdict: 'pass',
        detail:
          moved.length === 1
            ? say`No visible credential names that issuer, and 1 names that of ${cluster.name}; nothing will be sent.`
            : say`No visible credential names that issuer, and ${moved.length} name that of ${cluster.name}; nothing will be sent.`,
      },
    ],
    before: { workloads },
    after: { workloads },
  });
}

interface ToMove {
  readonly credentials: readonly IdentityCredential[];
  /** Those of the cluster itself, if none of the other issuer are left. */
  readonly moved?: readonly IdentityCredential[];
  readonly checks: readonly DraftCheck[];
}

/** Each identity once, in its last spelling: those of planned steps come last, and a step is recognised by its spelling. */
function spelledAsPlanned(holders: readonly ArmId[]): readonly ArmId[] {
  return [...new Map(holders.map((id) => [idKey(id), id])).values()];
}

/** The credentials of the named identities from ARM's current lists; without names, of all visible identities. */
function credentialsToMove(
  fromIssuer: string,
  {
    cluster,
    only,
    context,
  }: { readonly cluster: Cluster; readonly only: readonly ArmId[] | undefined; readonly context: PlanContext },
): ToMove | undefined {
  const { facts, continued } = context;
  // What a resumed run does not know of was not confirmed.
  const inSight = continued === undefined ? trustFromArm : trustInSight;
  const trust = only === undefined ? inSight(cluster, facts) : undefined;
  if (only === undefined && trust === undefined) return undefined;
  const planned = (continued?.plan.steps ?? []).flatMap((step) =>
    step.kind === 'deleteCredential' ? [step.credentialId] : [],
  );
  const holders = only ?? [
    ...(trust?.ofIssuer(fromIssuer) ?? []).map(({ identityId }) => identityId),
    ...planned.map(ownerOf),
  ];
  const identities = spelledAsPlanned(holders);
  const lists = identities.map((identityId) => ({ identityId, own: credentialsOf(identityId, facts) }));
  if (lists.some(({ own }) => own === undefined)) return undefined;
  const credentials = lists.flatMap(({ identityId, own = [] }) =>
    own.filter(({ issuer }) => sameIssuer(issuer, fromIssuer)).map((credential) => ({ ...credential, identityId })),
  );
  if (credentials.length === 0 && continued === undefined) {
    if (trust?.unknown !== undefined) throw unreadableRefusal(say`The credentials of this issuer`, trust.unknown);
    const ownCredentials =
      trust?.all ??
      lists.flatMap(({ identityId, own: listedCredentials = [] }) =>
        listedCredentials.map((credential) => ({ ...credential, identityId })),
      );
    const moved = ownCredentials.filter(
      (credential) => credential.issuer === issuerOf(cluster) && whyNotMoved(credential) === undefined,
    );
    if (isClusterIssuer(fromIssuer) && moved.length > 0) return { credentials, moved, checks: [] };
    throw new Refusal(say`No visible credential names the issuer ${fromIssuer}.`, credentialRules, 'notFound');
  }
  const unknown = trust?.unknown;
  return {
    credentials,
    checks:
      unknown === undefined
        ? []
        : [unknownCheck({ id: 'credentialsKnown', title: say`Whether more credentials name this issuer` }, [unknown])],
  };
}

/**
 * What has an issuer of another service can't be told from Azure. When the plan is first made, ARM lists its clusters. A resumed run reads only the cluster that an index or the plan
 * names: a deleted issuer does not come back, and what was doubtful stays so.
 */
function ownerFor(fromIssuer: string, { facts, continued }: PlanContext): IssuerOwner {
  if (!isClusterIssuer(fromIssuer)) return defined({ doubt: withoutCluster(fromIssuer, facts).unknown });
  if (continued === undefined) return issuerOwner(fromIssuer, facts);
  const { warnings, checks } = continued.plan;
  const index = facts.get({ kind: 'clusters' });
  const listedOwner =
    index?.kind === 'found' ? clustersByIssuer(index.value).get(issuerKey(fromIssuer))?.id : undefined;
  const [owner] = [listedOwner, ...warnings.map(({ clusterId }) => clusterId)].flatMap(
    (id) => (id && ownerNow(id, fromIssuer, facts)) ?? [],
  );
  const open = checks.find(({ id, title }) =>
    id === undefined ? isSameWords(title, titleInOldPlans) : id === 'oldClusterGone',
  );
  return (
    owner ?? (open === undefined ? {} : { doubt: open.unknown?.[0] ?? unknownToAll('issuer', fromIssuer, open.detail) })
  );
}

/** Plans that an earlier version kept know the check by its words alone. */
const titleInOldPlans = say`The cluster of the old issuer is gone`;

/** If a cluster is only invisible, its pods would lose their access. */
function goneChecks(doubt: Unknown | undefined): readonly DraftCheck[] {
  return doubt === undefined
    ? []
    : [unknownCheck({ id: 'oldClusterGone', title: say`Whether the cluster of the old issuer is gone` }, [doubt])];
}

/** Identities that AKS made are left alone; if one is named explicitly, that is refused. */
function aksWarnings(ofAks: ReadonlyMap<string, string>): readonly Warning[] {
  if (ofAks.size === 0) return [];
  const names = sentenceList([...ofAks.values()]);
  return [
    {
      id: 'madeByAks',
      values: [...ofAks.values()],
      severity: 'warning',
      text: say`Credentials of ${names} stay as they are: AKS makes such identities for itself. Use identities of your own for workloads.`,
      source: overviewPage,
    },
  ];
}

function ownerWarnings(owner: Cluster | undefined): readonly Warning[] {
  if (owner === undefined) return [];
  return [
    {
      id: 'oldClusterLoses',
      severity: 'disruption',
      text: say`${owner.name} still exists: its pods can no longer act as these identities once their tokens expire.`,
      source: aksPage('workload-identity-overview'),
      clusterId: owner.id,
    },
  ];
}
