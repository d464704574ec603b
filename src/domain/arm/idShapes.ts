/** Checks of ids that a request may name in its path: each is what it says, and leads nowhere else. */
import { check, matchesShape, type Shape } from '../../shape/shape.ts';
import { Refusal } from './refusal.ts';
import { asArmId, asScope, type ArmId } from './resourceId.ts';

function accepted<T extends string>(wanted: string, rule: (text: string) => T): Shape<T> {
  return check(wanted, (value) => {
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
  return accepted(`the id of a ${type}`, (id) => asArmId(id, type));
}

/** Accepts what a role can be assigned on. */
export const scope = accepted('a scope', asScope);

/** Accepts the id of something of Azure's authorization, which stands at a scope or above all. */
export function idAtScope(type: string, isName: (name: string) => boolean): Shape<string> {
  const before = `/providers/${type}/`.toLowerCase();
  return check(`the id of a ${type}`, (value) => {
    if (typeof value !== 'string') return false;
    const at = value.toLowerCase().lastIndexOf(before);
    return at >= 0 && isName(value.slice(at + before.length)) && (at === 0 || matchesShape(scope, value.slice(0, at)));
  });
}
