/** Where a refusal is judged: at the scope of the message, or above what was about to be created there. */
import type { ActionKind } from '../../../access/permissions.ts';
import { lastSegment, parseResourceId, sameText } from '../../../arm/resourceId.ts';
import { scopeWithKind } from '../../../arm/scopeWords.ts';
import type { Unknown } from '../../../arm/unknown.ts';
import type { Facts } from '../../../cluster/facts.ts';
import { say } from '../../../../sentences/words.ts';
import { resourceIn } from '../../situation/azureHalf.ts';
import { advice, inAzure, likely, open, type Judgement } from '../../situation/judgement.ts';
import type { Situation } from '../../situation/situation.ts';
import { placeOfRole } from './proposedRole.ts';

/** A place at which a role would be assigned. */
export interface PlaceAsked {
  readonly place: string;
  readonly isGone: boolean;
  readonly unknown: readonly Unknown[];
}

/** Returns the place: what is to be created does not exist yet, and its role is asked for above it. `undefined` if the scope is not whole. */
export function placeAsked(
  { scope, action, kind }: { readonly scope: string; readonly action: string; readonly kind: ActionKind },
  facts: Facts,
): PlaceAsked | undefined {
  const place = placeOfRole(scope, action, kind);
  if (place === undefined) return undefined;
  const there = resourceIn(place, facts);
  if (!there.isGone || !creates(action, place)) return { place, isGone: there.isGone, unknown: there.unknown };
  const above = placeAbove(place);
  const { isGone, unknown } = resourceIn(above, facts);
  return { place: above, isGone, unknown };
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
    text: say`${scope} is no whole ID of a resource: the message was cut, or the object of the operator names the resource wrongly.`,
    next: [
      say`Paste the whole message. If it is whole, correct the subscription, group, type or name of the resource where the program has them.`,
    ],
  });
}

/** Judges a scope that does not exist. */
export function judgeGone(place: string, { message }: Situation): Judgement {
  const [type = '', name = ''] = [parseResourceId(place)?.type, lastSegment(place)];
  const isZone = /\/(?:private)?dnszones$/i.test(type);
  const hint = isZone ? say` For a private zone, the object must say so (zoneType: AzurePrivateZone).` : say``;
  return likely('OPERATOR_FIELD_WRONG', {
    text: say`There is no ${type} ${name} at the scope of the message: it names the wrong resource.${hint}`,
    evidence: [inAzure(say`${scopeWithKind(place)} does not exist.`)],
    possible: message.components.size === 0 ? ['ROLE_MISSING'] : [],
    fixes: [
      advice(say`Correct the subscription, group, name or type of the resource in the object of the operator.${hint}`),
    ],
  });
}
