/** Scopes at which roles are assigned. */
import { Refusal } from './refusal.ts';
import { asArmId, parseResourceId } from './resourceId.ts';
import { say } from '../../sentences/words.ts';

const scopePage = 'https://learn.microsoft.com/azure/role-based-access-control/scope-overview';

/** Returns the text as a scope of role assignments: `/`, a management group, a subscription, a group or a resource. */
export function asScope(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '/') return trimmed;
  if (/^\/providers\/Microsoft\.Management\/managementGroups\/(?!\.+\/?$)[\w.()-]+\/?$/i.test(trimmed))
    return trimmed.replace(/\/$/, '');
  const id = asArmId(trimmed);
  const { type = '' } = parseResourceId(id) ?? {};
  if (!/^Microsoft\.Authorization\/(?:role|deny)/i.test(type)) return id;
  throw new Refusal(
    say`"${text}" is of type ${type}; roles are assigned at resources, groups or subscriptions.`,
    scopePage,
  );
}
