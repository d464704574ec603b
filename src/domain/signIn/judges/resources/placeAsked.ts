/** Where a refusal is judged: at the scope of the message, or above what was about to be created there. */
import type { ActionKind } from '../../../access/permissions.ts';
import { parseResourceId, sameText } from '../../../arm/resourceId.ts';
import { scopeKind, scopeWithKind } from '../../../arm/scopeWords.ts';
import type { Unknown } from '../../../arm/unknown.ts';
import type { Facts } from '../../../cluster/facts.ts';
import { say } from '../../../../sentences/words.ts';
import { productsNamed } from '../../message/components.ts';
import type { ReadMessage } from '../../message/readMessage.ts';
import { resourceIn } from '../../situation/azureHalf.ts';
import { advice, inAzure, likely, open, type Judgement } from '../../situation/judgement.ts';
import type { Situation } from '../../situation/situation.ts';
import { placeOfRole } from './proposedRole.ts';

/** A place at which a role would be assigned. */
export interface PlaceAsked {
  readonly place: string;
  readonly isGone: boolean;
  /** What is not there, and may be about to be created at the place. */
  readonly toCreate?: string;
  readonly unknown: readonly Unknown[];
}

/** What is asked for: an action at a scope. */
interface ActionAt {
  readonly scope: string;
  readonly action: string;
  readonly kind: ActionKind;
}

/** Returns the place: what is to be created does not exist yet, and its role is asked for above it. `undefined` if the scope is not whole. */
export function placeAsked({ scope, action, kind }: ActionAt, situation: Situation): PlaceAsked | undefined {
  const { facts } = situation;
  const place = placeOfRole(scope, action, kind);
  if (place === undefined) return undefined;
  const there = resourceIn(place, facts);
  const isGone = there.isGone && !isSubscription.test(place);
  const isCreator = kind === 'action' && createdBy(situation.message);
  if (!isGone || !(isCreator || creates(action, place))) return { place, isGone, unknown: there.unknown };
  if (!isCreator) return above(place, facts);
  let found = above(place, facts);
  while (found.isGone) found = above(found.place, facts);
  return { ...found, toCreate: place };
}

/** A subscription that is not visible may well be there. */
const isSubscription = /^\/subscriptions\/[^/]+\/?$/i;

function above(place: string, facts: Facts): PlaceAsked {
  const next = placeAbove(place);
  const { isGone, unknown } = resourceIn(next, facts);
  return { place: next, isGone: isGone && !isSubscription.test(next), unknown };
}

/** Programs that create what their objects or files describe: they read it before they do. */
function createdBy({ components }: ReadMessage): boolean {
  return (['creator', 'crossplane', 'service-operator'] as const).some((each) => components.has(each));
}

/** Returns a place inside of a resource, such as a secret, that is there if the resource is. */
export function placeInside(
  { id, resource }: { readonly id: string; readonly resource: string },
  facts: Facts,
): PlaceAsked {
  const { isGone, unknown } = resourceIn(resource, facts);
  return { place: id, isGone, unknown };
}

const group = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+$/i;

/** True if the action creates (or changes) a resource of the kind that the place is. */
function creates(action: string, place: string): boolean {
  const type = group.test(place) ? 'Microsoft.Resources/subscriptions/resourceGroups' : parseResourceId(place)?.type;
  return type !== undefined && sameText(action, `${type}/write`);
}

/** What a resource lies in: its parent, its group, or what it extends. */
function placeAbove(place: string): string {
  if (group.test(place)) return place.replace(/\/resourceGroups\/.*$/i, '');
  return place.replace(/\/[^/]+\/[^/]+$/, '').replace(/\/providers\/[^/]+$/i, '');
}

/** Judges a scope that is no ID of anything: a part of one, or one that an object puts together wrongly. */
export function judgeNoPlace(scope: string): Judgement {
  return open(['OPERATOR_FIELD_WRONG', 'ROLE_MISSING'], {
    text: say`${scope} is not a complete resource ID: the message was cut, or the object of the operator names the resource wrongly.`,
    next: [
      say`Paste the whole message. If it is whole, correct the subscription, group, type or name of the resource where the program has them.`,
    ],
  });
}

/** Judges a scope that does not exist. */
export function judgeGone(place: string, { message }: Situation): Judgement {
  const type = parseResourceId(place)?.type ?? '';
  const what = scopeKind(place) === undefined ? say`${scopeWithKind(place)} (${type})` : say`${scopeWithKind(place)}`;
  const isZone = /\/(?:private)?dnszones$/i.test(type);
  const hint = isZone ? say` For a private zone, the object must say so (zoneType: AzurePrivateZone).` : say``;
  const isOfOperator = productsNamed(message).length > 0;
  return likely('OPERATOR_FIELD_WRONG', {
    text: say`There is no ${what} at the scope of the message: it names the wrong resource.${hint}`,
    evidence: [inAzure(say`The scope of the message, ${scopeWithKind(place)}, does not exist.`)],
    // Azure looks at roles before it looks whether something is there.
    possible: ['ROLE_MISSING'],
    fixes: [
      advice(
        isOfOperator
          ? say`Correct the subscription, group, name or type of the resource in the object of the operator.${hint}`
          : say`Correct the subscription, group, name or type of the resource where the program has them.${hint}`,
      ),
    ],
  });
}

/** Judges the lack of a role for something that is not there: it is created where the role is lacking, or its name is wrong. */
export function judgeToCreate(judged: Judgement, toCreate: string, place: string): Judgement {
  if (judged.cause !== 'ROLE_MISSING') return judged;
  return {
    ...judged,
    certainty: judged.certainty === 'certain' ? 'likely' : judged.certainty,
    evidence: [
      ...(judged.evidence ?? []),
      inAzure(say`The scope of the message, ${scopeWithKind(toCreate)}, does not exist.`),
    ],
    possible: [...(judged.possible ?? []), 'OPERATOR_FIELD_WRONG'],
    // Words stay: they say that no role is offered, or that none is needed.
    fixes:
      judged.fixes?.some(({ kind }) => kind !== 'text') === true
        ? [
            advice(
              say`Decide on a role that lets the program read and create it in ${scopeWithKind(place)}, and no broader one than needed: the program looks whether it is there before it creates it. Or let someone create it who may, and give the program a role on it alone.`,
            ),
          ]
        : (judged.fixes ?? []),
  };
}
