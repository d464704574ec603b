import { eachOnce, unknownToAll, withReason, type Unknown } from '../../domain/arm/unknown.ts';
import { idKey, sameGuid, sameText, type ArmId } from '../../domain/arm/resourceId.ts';
import { unknownsOf } from '../../domain/arm/answer.ts';
import { aroundKind, lookAround } from '../../domain/around/catalogue.ts';
import { watchedFacts } from '../../domain/checked/unknownFindings.ts';
import { moreUnknown } from '../../domain/report/unknowns.ts';
import { lookAtTrustedAccess } from '../../domain/around/things/trustedAccess.ts';
import type { AroundIdentity, AroundKindId, AroundThings, AroundThing } from '../../domain/around/things/thing.ts';
import type { Facts } from '../../domain/cluster/facts.ts';
import type { RoleAssignment, UserAssignedIdentity } from '../../domain/cluster/model.ts';
import { mostSevereFirst, type Finding } from '../../domain/findings/finding.ts';
import { findBy } from '../../domain/findings/findings.ts';
import { rulesByGroup } from '../../domain/findings/catalogue.ts';
import { judgedNeeds } from '../../domain/needs/needs.ts';
import { clusterAt } from '../../domain/plan/lookUps.ts';
import type { NamedAssignment } from './clusterDetails.ts';
import { namedAssignment } from './clusterWorkloads.ts';
import { say } from '../../sentences/words.ts';

/** An identity of a resource around a cluster, with its roles. */
export interface NamedAroundIdentity extends AroundIdentity {
  readonly roles: readonly NamedAssignment[];
}

/** A resource around a cluster, with its identities and their roles. */
export interface NamedThing extends Omit<AroundThing, 'identities'> {
  readonly identities: readonly NamedAroundIdentity[];
}

/** What was found of one kind. */
export interface NamedAround extends Omit<AroundThings, 'things'> {
  readonly kind: AroundKindId;
  readonly things: readonly NamedThing[];
  /** What is wrong with these resources. */
  readonly findings: readonly Finding[];
}

/** Everything around a cluster. */
export interface ClusterAround {
  readonly kinds: readonly NamedAround[];
  /** What could not be checked about the identities and their roles, with the reason. */
  readonly unknown: readonly Unknown[];
}

/** Looks around a cluster; throws a `Refusal` if it does not exist or can't be read. */
export function namedAround(id: ArmId, unnamedFacts: Facts): ClusterAround {
  const cluster = clusterAt(id, unnamedFacts);
  if (cluster === undefined) return { kinds: [], unknown: [] };
  const judged = judgedNeeds(cluster, unnamedFacts);
  const { facts, ...watched } = watchedFacts(unnamedFacts, cluster);
  const looks = lookAround(cluster, facts).kinds.map(({ unknown, ...look }) => {
    const kind = aroundKind(look.kind);
    const needs = judged.filter(({ need }) => kind.needs?.includes(need.id));
    const open = needs.flatMap(({ requirement: { reason = say``, scope, unknown: [first] = [], verdict } }) =>
      verdict === 'unknown' ? [withReason(reason, first ?? unknownToAll('need', scope, reason))] : [],
    );
    return {
      ...look,
      own: needs,
      unknown: eachOnce([...unknown, ...open]),
      findings: mostSevereFirst(
        findBy({ ...kind.rules, ...rulesByGroup.missingRoles }, { cluster, facts, judged: needs }),
      ),
    };
  });
  const holders = aroundHolders(
    looks.flatMap(({ things }) => things.flatMap(({ identities }) => identities)),
    unnamedFacts,
  );
  const unknowns = [
    ...looks.flatMap(({ unknown, findings }) => [...unknown, ...findings.flatMap((finding) => finding.unknown ?? [])]),
    ...looks.flatMap(({ own }) => own.flatMap(({ requirement }) => requirement.unknown ?? [])),
    ...holders.unknown,
  ];
  return {
    kinds: looks.map(({ things, own: _, ...look }) => ({
      ...look,
      things: things.map((thing) => ({ ...thing, identities: thing.identities.map(holders.named) })),
    })),
    unknown: [...holders.unknown, ...moreUnknown(watched, unknowns)],
  };
}

/** Looks only at the bindings of Trusted Access; throws a `Refusal` if the cluster does not exist or can't be read. */
export function trustedAccessOf(id: ArmId, facts: Facts): AroundThings {
  const cluster = clusterAt(id, facts);
  return cluster === undefined ? { things: [], unknown: [] } : lookAtTrustedAccess(cluster, facts);
}

/** Applies decisions to the findings around a cluster. */
export function decidedAround(
  { kinds, unknown }: ClusterAround,
  decided: (findings: readonly Finding[]) => readonly Finding[],
): ClusterAround {
  return { kinds: kinds.map((look) => ({ ...look, findings: decided(look.findings) })), unknown };
}

interface AroundHolders {
  readonly named: (identity: AroundIdentity) => NamedAroundIdentity;
  readonly unknown: readonly Unknown[];
}

/** Finds the principals of identities that Azure names by another id, and the roles of all of them. */
function aroundHolders(identities: readonly AroundIdentity[], facts: Facts): AroundHolders {
  if (identities.length === 0) return { named: (identity) => ({ ...identity, roles: [] }), unknown: [] };
  const isWhole = identities.every(({ principalId }) => principalId !== undefined);
  const identityAnswer = isWhole ? undefined : facts.get({ kind: 'identities' });
  const listedIdentities = identityAnswer?.kind === 'found' ? identityAnswer.value : [];
  const completed = (identity: AroundIdentity): AroundIdentity => withKnownIds(identity, listedIdentities);
  const principals = identities
    .map((identity) => completed(identity).principalId?.toLowerCase())
    .filter((id) => id !== undefined);
  const principalIds = [...new Set(principals)].sort();
  const answer = principalIds.length === 0 ? undefined : facts.get({ kind: 'assignmentsOfAll', principalIds });
  const assignments: readonly RoleAssignment[] = answer?.kind === 'found' ? answer.value : [];
  return {
    named(identity) {
      const wholeIdentity = completed(identity);
      const ownAssignments = assignments.filter(({ principalId }) => sameGuid(principalId, wholeIdentity.principalId));
      return { ...wholeIdentity, roles: ownAssignments.map((assignment) => namedAssignment(assignment, facts)) };
    },
    unknown: [...unknownsOf(say`Identities`, identityAnswer), ...unknownsOf(say`Roles`, answer)],
  };
}

/** Completes a user-assigned identity that Azure names by one of its ids. */
function withKnownIds(identity: AroundIdentity, listedIdentities: readonly UserAssignedIdentity[]): AroundIdentity {
  const { resourceId, principalId, clientId } = identity;
  const same = (id: string | undefined, otherId: string): boolean => sameText(id, otherId);
  const listedIdentity = listedIdentities.find(
    (candidate) =>
      (resourceId !== undefined && idKey(resourceId) === idKey(candidate.id)) ||
      same(principalId, candidate.principalId) ||
      same(clientId, candidate.clientId),
  );
  if (listedIdentity === undefined) return identity;
  const name = resourceId === undefined && principalId === undefined ? listedIdentity.name : identity.name;
  return {
    ...identity,
    name,
    resourceId: listedIdentity.id,
    principalId: listedIdentity.principalId,
    clientId: listedIdentity.clientId,
  };
}
