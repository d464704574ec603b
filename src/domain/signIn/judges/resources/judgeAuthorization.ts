/** Judges a refusal of Azure Resource Manager: who asks, does the scope exist, and who has the role. */
import { accessOf, type AccessVerdict } from '../../../access/accessCheck.ts';
import { allowsAction, type ActionKind } from '../../../access/permissions.ts';
import { roleGuidOf } from '../../../access/roles.ts';
import { isGuid, sameGuid, subscriptionOf, subscriptionScope } from '../../../arm/resourceId.ts';
import { scopeWithKind } from '../../../arm/scopeWords.ts';
import type { Facts } from '../../../cluster/facts.ts';
import { principalsOf } from '../../../cluster/principals.ts';
import { say, type Words, type Phrase } from '../../../../sentences/words.ts';
import type { MessageField } from '../../message/field.ts';
import type { Hit } from '../../message/readMessage.ts';
import { clusterInQuestion, nameAtStart, nameIn, whoIs } from '../../situation/azureHalf.ts';
import {
  advice,
  inAzure,
  inMessage,
  likely,
  open,
  proven,
  type Judgement,
  liftDeny,
} from '../../situation/judgement.ts';
import { fieldAt, type Situation } from '../../situation/situation.ts';
import { askedAsNodes } from './nodesAsk.ts';
import { judgeGone, judgeNoPlace, judgeToCreate, placeAsked, placeInside, type PlaceAsked } from './placeAsked.ts';
import { actionsNeeded, actionsRefused } from './refusedTogether.ts';
import { contradictoryIds, isKnownPrincipal } from './principalAsked.ts';
import { roleFixes, type LackedRole } from './roleFixes.ts';

/** Without facts each of these fits: the text is the same for a role that is missing and a scope that does not exist. */
const roleCauses = ['ROLE_MISSING', 'ROLE_WRONG_PRINCIPAL', 'OPERATOR_FIELD_WRONG', 'TRANSIENT'] as const;

/** Who was refused what, as the message says. */
export interface Refused {
  readonly principal: MessageField | undefined;
  readonly action: MessageField | undefined;
  readonly scope: MessageField | undefined;
  readonly kind: ActionKind;
  /** Where a role for it is assigned, and the resource around it, if the scope is not that place. */
  readonly place?: { readonly id: string; readonly resource: string } | undefined;
  /** The name that the message gives the principal: the sign-in name of a person, or an ID. */
  readonly client?: MessageField | undefined;
}

/** Judges an AuthorizationFailed or LinkedAuthorizationFailed. */
export function judgeAuthorization(hit: Hit, situation: Situation): Judgement {
  // The action of a linked refusal is allowed: what is refused is the linked one, at the linked scope.
  const [action, scope] =
    hit.sign === 'linkedAuthorizationFailed'
      ? (['linkedAction', 'linkedScope'] as const)
      : (['action', 'scope'] as const);
  const refused: Refused = {
    principal: fieldAt('objectId', hit, situation),
    action: fieldAt(action, hit, situation),
    scope: fieldAt(scope, hit, situation),
    kind: 'action',
    client: fieldAt('clientId', hit, situation),
  };
  if (hit.sign === 'gatewayForbidden' && refused.principal === undefined) return gateway(refused);
  const judged = eachOf(refused).map((one) => judgeRefused(one, hit, situation));
  return judged.find(({ cause }) => cause !== 'UNKNOWN' && cause !== 'TRANSIENT') ?? judged[0] ?? open(roleCauses);
}

/** A request can refer to several resources, whose actions and scopes Azure lists in the same order. */
function eachOf(refused: Refused): readonly Refused[] {
  const { action, scope } = refused;
  const actions = action?.value.split(',') ?? [];
  const scopes = scope?.value.split(',') ?? [];
  if (action === undefined || scope === undefined || actions.length < 2 || actions.length !== scopes.length)
    return [refused];
  return actions.map((value, at) => ({
    ...refused,
    action: { ...action, value: value.trim() },
    scope: { ...scope, value: (scopes[at] ?? '').trim() },
  }));
}

function gateway({ scope }: Refused): Judgement {
  return likely('ROLE_MISSING', {
    text: say`The identity of the ingress controller may not read its application gateway.`,
    evidence: scope === undefined ? [] : [inMessage(say`The scope is ${scope.value}.`)],
    possible: ['ROLE_WRONG_PRINCIPAL', 'TRANSIENT'],
    restsOn: [scope],
    fixes: [
      advice(
        say`Assign Network Contributor on the gateway's subnet, and on the gateway if it is outside of the node resource group, to the add-on's identity. The roles in the message are broader.`,
      ),
    ],
  });
}

/** Judges a refusal from the roles of the principal at the scope. */
export function judgeRefused(refused: Refused, hit: Hit, situation: Situation): Judgement {
  const { principal, action, scope } = refused;
  const { facts } = situation;
  const evidence = [
    ...(principal ? [inMessage(say`The principal is ${principal.value}.`)] : []),
    ...(action ? [inMessage(say`The action is ${action.value}.`)] : []),
    ...(scope ? [inMessage(say`The scope is ${scope.value}.`)] : []),
  ];
  const restsOn = [principal, action, scope];
  const asker = principal === undefined ? {} : { objectId: principal.value };
  const masked = restsOn.some((field) => field === undefined || field.isMasked);
  const next = [
    say`Compare the object ID in the message with the identity that is meant, and the scope with the resource that is meant.`,
  ];
  if (principal === undefined || action === undefined || scope === undefined || masked)
    return open(roleCauses, {
      evidence,
      restsOn,
      asker,
      next: [
        ...next,
        restsOn.some((field) => field?.isMasked)
          ? say`Paste the message without masked values.`
          : say`Paste the whole message: it names the principal, the action and the scope.`,
      ],
    });
  if (!isGuid(principal.value) || subscriptionOf(scope.value) === undefined)
    return open(roleCauses, { evidence, restsOn, asker, next });
  const contradiction = contradictoryIds(refused.client, principal, facts);
  if (contradiction !== undefined)
    return { ...contradiction, evidence: [...evidence, ...(contradiction.evidence ?? [])], restsOn, asker };
  const there: PlaceAsked | undefined = refused.place
    ? placeInside(refused.place, facts)
    : placeAsked({ scope: scope.value, action: action.value, kind: refused.kind }, situation);
  if (there === undefined) return { ...judgeNoPlace(scope.value), evidence, restsOn, asker };
  const { place } = there;
  const name = nameIn(principal.value, facts);
  const question = { principalId: principal.value, scope: place };
  const wanted = actionsRefused(hit, action.value, situation.message);
  const verdict = accessOf(
    refused.kind === 'action' ? { ...question, actions: wanted } : { ...question, actions: [], dataActions: wanted },
    facts,
  );
  const found = there.isGone
    ? judgeGone(refused.place?.resource ?? place, situation)
    : judgeVerdict(
        {
          verdict,
          name,
          isNamed: whoIs(principal.value, facts).length > 0,
          who: nameAtStart(principal.value, facts),
          place,
          action: (verdict.kind === 'missing' ? verdict.missing[0] : undefined) ?? action.value,
          actions: actionsNeeded(wanted, scope.value),
          principalId: principal.value,
          kind: refused.kind,
          isPerson: refused.client?.value.includes('@') === true,
          isKnown: isKnownPrincipal(principal.value, refused.client, facts),
        },
        hit,
        situation,
      );
  const judged = there.toCreate === undefined ? found : judgeToCreate(found, there.toCreate, place);
  return {
    ...judged,
    evidence: [
      ...evidence,
      ...wanted.filter((each) => each !== action.value).map((each) => inMessage(say`Another action is ${each}.`)),
      ...whoIs(principal.value, facts),
      ...(judged.evidence ?? []),
    ],
    restsOn,
    asker,
    unknown: [...(judged.unknown ?? []), ...(judged.cause === 'UNKNOWN' ? there.unknown : [])],
  };
}

interface Asked extends LackedRole {
  readonly verdict: AccessVerdict;
  readonly name: Phrase;
  /** It has a name, not only an ID. */
  readonly isNamed: boolean;
  /** The name where a sentence begins. */
  readonly who: Phrase;
}

function judgeVerdict(asked: Asked, hit: Hit, situation: Situation): Judgement {
  const { verdict, place } = asked;
  switch (verdict.kind) {
    case 'unknown':
      return open(roleCauses, {
        text:
          asked.kind === 'action'
            ? say`Azure found no role of ${wholeName(asked)} that allows ${asked.action} on ${scopeWithKind(place)}, or the scope does not exist.`
            : say`Azure found no role of ${wholeName(asked)} that allows ${asked.action} on ${scopeWithKind(place)}.`,
        unknown: [verdict.unknown],
        next: [say`Check the roles of ${wholeName(asked)} on ${scopeWithKind(place)}.`],
      });
    case 'granted':
      return granted(verdict, asked);
    case 'missing':
      return missing(verdict, asked, hit, situation);
  }
}

/** One can't look for an ID that is cut. */
function wholeName({ name, principalId, isNamed }: Asked): Phrase {
  return isNamed ? name : say`principal ${principalId}`;
}

function granted(
  { by, roleName, recent }: Extract<AccessVerdict, { kind: 'granted' }>,
  { who, place }: Asked,
): Judgement {
  const evidence = [inAzure(say`${who} has ${roleName} on ${scopeWithKind(by.scope)}.`)];
  if (recent)
    return likely('TRANSIENT', {
      text: say`${who} got the role less than an hour ago, so it may not be effective yet.`,
      evidence,
      fixes: [advice(say`Wait up to 60 minutes. A program that keeps its token may need up to a day, or a restart.`)],
    });
  return open(['TRANSIENT', 'ROLE_WRONG_PRINCIPAL'], {
    text: say`${who} has a role that allows it on ${scopeWithKind(place)}.`,
    evidence,
    next: [
      say`Find out whether the message is older than the role, and whether the object ID in a newer message is the same.`,
    ],
  });
}

function missing(
  { deniedBy }: Extract<AccessVerdict, { kind: 'missing' }>,
  asked: Asked,
  hit: Hit,
  situation: Situation,
): Judgement {
  const { name, place, action } = asked;
  if (deniedBy !== undefined)
    return proven('ROLE_MISSING', {
      text: say`The deny assignment ${deniedBy.name} denies ${action} to ${name}. A role does not change that.`,
      evidence: [inAzure(say`${deniedBy.name} is at ${scopeWithKind(deniedBy.scope)}.`)],
      fixes: [liftDeny],
    });
  const other = otherHolder(asked, hit, situation);
  const nodes = askedAsNodes(asked.principalId, action, situation);
  const fixes = nodes?.fixes ?? roleFixes(asked);
  const lacks = inAzure(say`No role of ${name} at or above ${scopeWithKind(place)} allows it.`);
  const evidence = [lacks, ...(nodes?.evidence ?? [])];
  if (other !== undefined)
    return likely('ROLE_WRONG_PRINCIPAL', {
      text: say`${other.name} has ${other.roleName} on ${scopeWithKind(place)}, but ${name} asks.`,
      evidence,
      possible: nodes === undefined ? ['ROLE_MISSING'] : ['CREDENTIAL_KIND_WRONG', 'ROLE_MISSING'],
      fixes,
    });
  if (nodes !== undefined)
    return likely('ROLE_MISSING', {
      text: say`${asked.who}, the identity of the nodes of ${nodes.cluster}, has no role that allows ${action} on ${scopeWithKind(place)}.`,
      evidence,
      possible: ['CREDENTIAL_KIND_WRONG', 'ROLE_WRONG_PRINCIPAL'],
      fixes,
    });
  return (asked.isKnown ? proven : likely)('ROLE_MISSING', { text: lackText(asked), evidence, fixes });
}

function lackText({ who, place, action }: Asked): Words {
  return say`${who} has no role that allows ${action} on ${scopeWithKind(place)}.`;
}

/** One of the cluster's other identities that has the role at the scope. */
function otherHolder(
  { place, action, principalId, kind }: Asked,
  hit: Hit,
  situation: Situation,
): { readonly name: Phrase; readonly roleName: string } | undefined {
  const { facts } = situation;
  const cluster = clusterInQuestion(hit, situation).value;
  if (cluster === undefined) return undefined;
  const own = principalsOf(cluster);
  if (!own.has(principalId.toLowerCase())) return undefined;
  const at = facts.get({ kind: 'assignmentsAt', scope: place });
  if (at?.kind !== 'found') return undefined;
  for (const assignment of at.value) {
    if (!own.has(assignment.principalId.toLowerCase()) || sameGuid(assignment.principalId, principalId)) continue;
    const role = roleOf(assignment.roleDefinitionId, place, facts);
    if (role !== undefined && allowsAction(role.permissions, action, kind))
      return { name: nameIn(assignment.principalId, facts), roleName: role.name };
  }
  return undefined;
}

function roleOf(definition: string, place: string, facts: Facts) {
  const scope = subscriptionScope(place);
  const answer = facts.get({ kind: 'role', guid: roleGuidOf(definition), scope });
  return answer?.kind === 'found' ? answer.value : undefined;
}
