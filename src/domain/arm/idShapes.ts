/** Checks of ids that become part of a request's path: each has the promised type, and can't lead elsewhere. */
import { defineShape, matchesShape, type Shape } from '../../shape/shape.ts';
import { Refusal } from './refusal.ts';
import { asArmId, type ArmId } from './resourceId.ts';
import { asScope } from './roleScope.ts';

function shapeOfRule<T extends string>(wording: string, rule: (text: string) => T): Shape<T> {
  return defineShape(wording, (value) => {
    if (typeof value !== 'string' || value !== value.trim()) return false;
    try {
      rule(value);
      return true;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  });
}

/** Accepts the id of a resource of this type. */
export function idOf(type: string): Shape<ArmId> {
  return shapeOfRule(`the id of a ${type}`, (id) => asArmId(id, type));
}

/** Accepts anything that a role can be assigned on. */
export const scope = shapeOfRule('a scope', asScope);

/** Accepts the id of something of Azure's authorization, at a scope or above everything. */
export function idAtScope(type: string, isName: (name: string) => boolean): Shape<string> {
  const before = `/providers/${type}/`.toLowerCase();
  return defineShape(`the id of a ${type}`, (value) => {
    if (typeof value !== 'string') return false;
    const at = value.toLowerCase().lastIndexOf(before);
    return at >= 0 && isName(value.slice(at + before.length)) && (at === 0 || matchesShape(scope, value.slice(0, at)));
  });
}
