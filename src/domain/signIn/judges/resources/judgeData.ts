/** Judges the refusal of a service whose data Azure's roles open; most name neither who asks nor what for. */
import type { AccessVerdict } from '../../../access/accessCheck.ts';
import { allowsAction } from '../../../access/permissions.ts';
import { roleGuidOf, type RoleName } from '../../../access/roles.ts';
import { textAt } from '../../../arm/json.ts';
import { isAtOrBelow, lastSegment, sameId, subscriptionOf } from '../../../arm/resourceId.ts';
import { scopeWithKind } from '../../../arm/scopeWords.ts';
import type { Facts } from '../../../cluster/facts.ts';
import type { RoleAssignment } from '../../../cluster/model.ts';
import { anyOf } from '../../../words/describe.ts';
import { joinWords, say, type Phrase } from '../../../../sentences/words.ts';
import { distinctBy } from '../../../../shape/distinct.ts';
import type { Hit } from '../../message/readMessage.ts';
import { fromAzure, nameAtStart, nameIn, type FromAzure } from '../../situation/azureHalf.ts';
import {
  advice,
  inAzure,
  inCluster,
  inMessage,
  likely,
  open,
  toPlan,
  type Fix,
  type Judgement,
} from '../../situation/judgement.ts';
import { askWithoutChoice } from '../../situation/meantIdentity.ts';
import { fieldAt, plainValue, type Situation } from '../../situation/situation.ts';
import { kindsMeant, principalThatAsks, resourceNamed, rolesFor, wanted } from './dataAsked.ts';
import type { DataAccess, DataService } from './dataServices.ts';
import { settledAt, verdictsOn, type AskedData, type DataDetails } from './dataVerdicts.ts';
import { askedAsNodes, type AskedAsNodes } from './nodesAsk.ts';

const causes = ['ROLE_MISSING', 'ROLE_WRONG_PRINCIPAL', 'TRANSIENT'] as const;

/** Judges it from the data roles of the identity that asks, at the resource that the message names. */
export function judgeData(service: DataService, hit: Hit, situation: Situation): Judgement {
  if (situation.message.components.has('sharedKey')) return withKey();
  if (situation.message.components.has('sharedSignature')) return withSignature();
  const named = fieldAt(service.named, hit, situation);
  const evidence = named === undefined ? [] : [inMessage(say`The resource is ${named.value}.`)];
  const asker = principalThatAsks(hit, situation);
  const kinds = kindsMeant(service, hit, situation);
  const place = resourceNamed(plainValue(named), kinds, situation);
  const principalId = asker.principalId;
  if (asker.why !== undefined) return open(causes, { text: asker.why, evidence, next: [askWithoutChoice] });
  const nodes = principalId === undefined ? undefined : askedAsNodes(principalId, undefined, situation);
  const details = {
    evidence: [...evidence, ...(asker.guess === undefined ? [] : [inCluster(asker.guess)]), ...(nodes?.evidence ?? [])],
    ...(principalId === undefined ? {} : { asker: { objectId: principalId } }),
  };
  if (principalId === undefined || (place.id === undefined && place.unknown.length > 0))
    return alone(service, hit, kinds, { ...details, unknown: [...asker.unknown, ...place.unknown] });
  const byRoles = (judged: Judgement): Judgement => {
    const own = nodes === undefined ? judged : withoutRole(judged, nodes);
    return asker.guess === undefined ? own : withoutPlan(own);
  };
  if (place.id === undefined || place.access === undefined)
    return byRoles(
      (named === undefined ? anywhere(kinds, principalId, details, situation.facts) : undefined) ??
        alone(service, hit, kinds, details),
    );
  const question = { service, access: place.access, id: place.id, principalId, wants: wanted(hit) };
  const verdicts = verdictsOn(question, situation.facts);
  return (
    settledAt(question, verdicts, details, situation.facts) ??
    byRoles(atResource(question, hit, verdicts, details, situation))
  );
}

/** Every pod can use what the nodes may do, so that they get no role for data. */
function withoutRole(judged: Judgement, { fixes }: AskedAsNodes): Judgement {
  const others = (judged.possible ?? []).filter((cause) => cause !== 'CREDENTIAL_KIND_WRONG');
  return { ...judged, possible: ['CREDENTIAL_KIND_WRONG', ...others], fixes };
}

/** Nothing is planned for an identity that the message does not lead to. */
function withoutPlan(judged: Judgement): Judgement {
  return {
    ...judged,
    fixes: (judged.fixes ?? []).map((fix) => (fix.kind === 'change' ? advice(fix.text) : fix)),
    next: [
      say`Find out which identity asks: diagnose the message from its workload or its identity, or with the name of the pod in it.`,
      ...(judged.next ?? []),
    ],
  };
}

/** Whoever has a connection string asks as no identity. */
function withKey(): Judgement {
  return open([], {
    text: say`The program signs in with a connection string, whose shared access key lacks this right. No identity asks.`,
    next: [
      say`Use the connection string of a key with this right, or let the program sign in with workload identity, and give that identity a role for the data.`,
    ],
  });
}

/** The rights of a shared access signature are in its address. */
function withSignature(): Judgement {
  return open([], {
    text: say`The program signs in with a shared access signature (SAS) in the address, which lacks this right. It does not ask as an identity.`,
    next: [
      say`Use a signature that has this right, or let the program sign in with workload identity, and give that identity a role for the data. A signature that an identity made (skoid in the address) can do no more than the roles of that identity.`,
    ],
  });
}

/** Without the roles of whoever asks. */
function alone({ saysSo }: DataService, hit: Hit, kinds: readonly DataAccess[], details: DataDetails): Judgement {
  const roles = kinds.map((each) => rolesFor(each, hit));
  const [first] = roles.flat();
  const next = [
    say`Find out which identity asks, and whether it has a role for the data, such as ${first?.name ?? ''}. Contributor and Owner have no data actions.`,
  ];
  if (!saysSo) return open(causes, { ...details, next });
  return likely('ROLE_MISSING', {
    ...details,
    text: say`Who asks lacks a role for the data of the service.`,
    possible: ['ROLE_WRONG_PRINCIPAL', 'TRANSIENT'],
    next,
    fixes: [
      advice(
        say`Assign a role for what the program does, at the resource or below it: ${joinWords(
          roles.map((each) => anyOf(each.map(({ name }) => name))),
          '; ',
        )}.`,
      ),
    ],
  });
}

/** So many subscriptions are asked for the roles of one principal. */
const mostSubscriptions = 3;

/**
 * The message does not name the resource: whoever has such a role nowhere, directly or through groups, lacks it there. A
 * resource that is named and not visible may have roles that are not visible either.
 */
function anywhere(
  kinds: readonly DataAccess[],
  principalId: string,
  details: DataDetails,
  facts: Facts,
): Judgement | undefined {
  const lists = [...new Set(kinds.map(({ type }) => type))].map((type) =>
    fromAzure(type, type, facts.get({ kind: 'everyResource', type })),
  );
  const ids = lists.flatMap(({ value = [] }) => value.flatMap((each) => textAt(each, 'id') ?? []));
  const places = [...new Set(ids.flatMap((id) => subscriptionOf(id)?.toLowerCase() ?? []))];
  if (places.length === 0 || places.length > mostSubscriptions || lists.some(({ unknown }) => unknown.length > 0))
    return undefined;
  const held = places.map((subscriptionId) =>
    fromAzure(say`Roles`, principalId, facts.get({ kind: 'assignedIn', subscriptionId, principalId })),
  );
  if (held.some(({ value, unknown }) => value === undefined || unknown.length > 0)) return undefined;
  const all = distinctBy(
    held.flatMap(({ value = [] }) => value),
    ({ id }) => id.toLowerCase(),
  );
  const [name, who] = [nameIn(principalId, facts), nameAtStart(principalId, facts)];
  const actions = kinds.flatMap(({ reads, writes }) => [reads, writes]);
  const allowing = all.map(({ roleDefinitionId, scope }) => allowsAny(roleDefinitionId, scope, actions, facts));
  if (allowing.includes(undefined) || allowing.includes(true)) return undefined;
  return likely('ROLE_MISSING', {
    ...details,
    text: say`${who} has no role with such data actions.`,
    evidence: [
      ...(details.evidence ?? []),
      inAzure(
        say`None of its ${all.length} role assignments, with those through groups, allows ${kinds[0]?.reads ?? ''}.`,
      ),
    ],
    possible: ['ROLE_WRONG_PRINCIPAL'],
    fixes: [
      advice(
        say`Assign ${kinds[0]?.writer.name ?? ''}, or ${kinds[0]?.reader.name ?? ''}, at the resource to ${name}.`,
      ),
    ],
  });
}

function allowsAny(definition: string, scope: string, actions: readonly string[], facts: Facts): boolean | undefined {
  const place = subscriptionOf(scope);
  const at = place === undefined ? scope : `/subscriptions/${place}`;
  const answer = facts.get({ kind: 'role', guid: roleGuidOf(definition), scope: at });
  if (answer?.kind !== 'found') return undefined;
  return actions.some((action) => allowsAction(answer.value.permissions, action, 'dataAction'));
}

/** Roles on what is inside of a resource, such as a container. */
function heldBelow({ id, principalId, access }: AskedData, { facts }: Situation): FromAzure<readonly RoleAssignment[]> {
  const subscriptionId = subscriptionOf(id) ?? '';
  const { value, unknown } = fromAzure(
    say`Roles`,
    principalId,
    facts.get({ kind: 'assignedIn', subscriptionId, principalId }),
  );
  if (value === undefined || unknown.length > 0) return { unknown };
  const inside = value.filter(
    ({ scope, roleDefinitionId }) =>
      !sameId(scope, id) &&
      isAtOrBelow(scope, id) &&
      allowsAny(roleDefinitionId, scope, [access.reads, access.writes], facts) !== false,
  );
  return { value: inside, unknown };
}

function atResource(
  question: AskedData,
  hit: Hit,
  verdicts: readonly AccessVerdict[],
  details: DataDetails,
  situation: Situation,
): Judgement {
  const { access, id, principalId, wants } = question;
  const [name, who] = [nameIn(principalId, situation.facts), nameAtStart(principalId, situation.facts)];
  const place = scopeWithKind(id);
  const evidence = details.evidence ?? [];
  const unread = verdicts.flatMap((each) => (each.kind === 'unknown' ? [each.unknown] : []));
  if (unread.length > 0)
    return open(causes, { ...details, unknown: unread, next: [say`Check the roles of ${name} on ${place}.`] });
  const lacking = verdicts.filter(({ kind }) => kind === 'missing');
  const grants = rolesFor(access, hit);
  const below = lacking.length === 0 ? { value: [], unknown: [] } : heldBelow(question, situation);
  if (below.value === undefined || below.value.length > 0) return insideOnly(below, { name, place }, details);
  if (lacking.length === verdicts.length)
    return likely('ROLE_MISSING', {
      ...details,
      text: say`${who} has no role for the data of ${place}.`,
      evidence: [
        ...evidence,
        inAzure(
          say`No role of ${name} at or above ${place} allows ${wants === 'write' ? access.writes : access.reads}.`,
        ),
      ],
      possible: ['ROLE_WRONG_PRINCIPAL'],
      fixes: grants.map((role) => grant(role, id, principalId, wants === undefined && role === access.writer)),
    });
  if (lacking.length > 0)
    return open(causes, {
      ...details,
      text: say`${who} can read the data of ${place}, but not write it.`,
      evidence: [...evidence, inAzure(say`No role of ${name} at or above ${place} allows ${access.writes}.`)],
      next: [say`Find out whether the program writes. If so, it lacks ${access.writer.name}.`],
      fixes: [grant(access.writer, id, principalId, true)],
    });
  return open(['TRANSIENT', 'ROLE_WRONG_PRINCIPAL'], {
    ...details,
    text: say`${who} has a role for the data of ${place}.`,
    next: [
      say`Find out whether the message is older than the role, whether another identity asks, and what the network rules of ${place} are.`,
    ],
  });
}

/** Which container or queue is meant is not in the message. */
function insideOnly(
  { value = [], unknown }: FromAzure<readonly RoleAssignment[]>,
  { name, place }: { readonly name: Phrase; readonly place: Phrase },
  details: DataDetails,
): Judgement {
  const places = value.map(({ scope }) => lastSegment(scope)).join(', ');
  return open(causes, {
    ...details,
    unknown,
    ...(value.length === 0 ? {} : { text: say`${name} has a role on ${places}, which is inside of ${place}.` }),
    next: [
      say`Find out what the program opens, and compare it with the roles of ${name} on ${place} and inside of it.`,
    ],
  });
}

function grant({ name, id }: RoleName, scope: string, principalId: string, isToWrite: boolean): Fix {
  return toPlan(
    isToWrite
      ? say`Assign ${name} on ${scopeWithKind(scope)}, if the program writes, too.`
      : say`Assign ${name} on ${scopeWithKind(scope)}.`,
    { kind: 'assignRole', principalId, principalType: 'ServicePrincipal', role: { id }, scope },
  );
}
