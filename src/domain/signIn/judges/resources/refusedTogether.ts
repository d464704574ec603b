/** Refusals of one principal at one place are one error, which one role answers. */
import { sameText } from '../../../arm/resourceId.ts';
import type { FieldName } from '../../message/field.ts';
import type { Hit, ReadMessage } from '../../message/readMessage.ts';
import { isRead, placeOfRole } from './proposedRole.ts';

/** Returns true if a role for both refusals would have the same principal and the same place. */
export function isRefusedTogether(one: Hit, other: Hit): boolean {
  const isSame = (of: (hit: Hit) => string | undefined): boolean => {
    const value = of(one);
    return value !== undefined && sameText(value, of(other));
  };
  const isLinked = valueOf('linkedScope', one) !== undefined;
  return one.sign === other.sign && !isLinked && isSame((hit) => valueOf('objectId', hit)) && isSame(placeOf);
}

function placeOf(hit: Hit): string | undefined {
  const scope = valueOf('scope', hit);
  return scope === undefined ? undefined : (placeOfRole(scope, valueOf('action', hit) ?? '', 'action') ?? scope);
}

/** Returns the actions that a principal was refused at the place of a hit, that which does most first. */
export function actionsRefused(hit: Hit, action: string, { hits }: ReadMessage): readonly string[] {
  const others = hits.filter((each) => each !== hit && isRefusedTogether(each, hit));
  return mostFirst([action, ...others.flatMap((each) => valueOf('action', each) ?? [])]);
}

/** What solves a DNS-01 challenge writes the record, reads it and removes it. */
const ofChallenge = /^(Microsoft\.Network\/(?:private)?dnsZones\/TXT)\/(?:read|write|delete)$/i;

/** Returns the actions with those that are needed wherever one of them is. */
export function actionsNeeded(actions: readonly string[], scope: string): readonly string[] {
  const record = /\/_acme-challenge[^/]*$/i.test(scope) ? ofChallenge.exec(actions[0] ?? '')?.[1] : undefined;
  return record === undefined
    ? actions
    : mostFirst([...actions, ...['write', 'delete', 'read'].map((each) => `${record}/${each}`)]);
}

function mostFirst(actions: readonly string[]): readonly string[] {
  const distinct = actions.filter((each, at) => actions.findIndex((other) => sameText(other, each)) === at);
  return distinct.toSorted((a, b) => Number(isRead(a)) - Number(isRead(b)));
}

function valueOf(name: FieldName, { fields }: Hit): string | undefined {
  return fields.find((each) => each.name === name && !each.isMasked)?.value;
}
